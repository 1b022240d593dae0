"""The desk: an officer pastes a text or a file, sees faults by line, maps and confirms; a second one publishes."""

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document

from consultation.models import DraftLaw, DraftVersion
from superapp.accounts.models import Account, Officer
from tests import signing_in
from tests.consultation.drafts.conftest import FIRST, SECOND, bring_in, seen
from tests.factories import services as make

Browse = Callable[[Officer | Account | None], Client]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: make.NOW)


@pytest.fixture
def at_desk(db: None) -> Browse:
    def sign_in(who: Officer | Account | None) -> Client:
        client = Client()
        if who is not None:
            signing_in.sign_in(client, who.account if isinstance(who, Officer) else who)
        return client

    return sign_in


def address(law: DraftLaw, rest: str) -> str:
    return f"/admin/consultation/draftlaw/{law.pk}/{rest}"


def docx(text: str) -> SimpleUploadedFile:
    document, held = Document(), io.BytesIO()
    for line in text.split("\n"):
        document.add_paragraph(line)
    document.save(held)
    return SimpleUploadedFile("ร่าง.docx", held.getvalue())


def test_from_an_empty_desk_to_a_published_text(agency, author_officer, approver_officer, at_desk: Browse) -> None:
    browser, second = at_desk(author_officer), at_desk(approver_officer)

    begun = browser.post(
        "/admin/consultation/draftlaw/add/",
        {
            "agency": "DOPA",
            "code": "public-parks",
            "title_th": "ร่างพระราชบัญญัติสวนสาธารณะ",
            "instrument": "act",
            "subjects": ["local_government"],
        },
    )
    law = DraftLaw.objects.get()
    browser.post(address(law, "bring-in/"), {"text": "", "file": docx(FIRST), "note": "ฉบับแรก", "kind": "draft"})
    first = DraftVersion.objects.get()
    second.post(address(law, "publish/"), {"seen": seen(first)})
    browser.post(address(law, "bring-in/"), {"text": SECOND.replace("\n", "\r\n"), "note": "", "kind": "draft"})
    version = DraftVersion.objects.get(number=2)
    page = browser.get(address(law, "versions/2/")).content.decode()
    browser.post(address(law, "remap/"), {"seen": seen(version), "key": "s1", "became": "มาตรา 1"})
    browser.post(address(law, "summarise/"), {"seen": seen(version), "summary-s3": "ทิ้งขยะปรับห้าพัน"})
    browser.post(address(law, "confirm/"), {"seen": seen(version)})
    own = browser.post(address(law, "publish/"), {"seen": seen(version)}, follow=True).content.decode()
    done = second.post(address(law, "publish/"), {"seen": seen(version)}, follow=True).content.decode()

    assert begun.headers["Location"] == address(law, "bring-in/")
    assert "ผู้ฝ่าฝืนต้องระวางโทษปรับไม่เกิน<del>หนึ่ง</del><ins>ห้า</ins>พันบาท" in page
    assert "ไม่พบรายการที่ระบุ" in own
    assert "เผยแพร่แล้ว ทุกคนอ่านฉบับนี้ได้" in done
    version.refresh_from_db()
    assert (version.published_at, version.publisher) == (make.NOW, approver_officer)
    assert version.texts.get(section__key="s3").summary_th == "ทิ้งขยะปรับห้าพัน"


def test_faults_are_shown_by_line_and_the_text_stays(law, author_officer, at_desk: Browse) -> None:
    browser = at_desk(author_officer)

    page = browser.post(
        address(law, "bring-in/"), {"text": FIRST.replace("มาตรา ๔", "มาตรา ๖"), "note": "ก", "kind": "draft"}
    ).content.decode()
    bomb = browser.post(
        address(law, "bring-in/"), {"text": FIRST, "file": SimpleUploadedFile("x.docx", b"PK\x03\x04"), "note": ""}
    ).content.decode()

    assert "ต้องแก้ 1 จุด" in page
    assert '<p class="where">บรรทัด 8 <span class="code">gap</span></p>' in page
    assert "พบ <b>มาตรา ๖</b> แต่ควรเป็น <b>มาตรา ๔</b>" in page
    assert "มาตรา ๖  ให้รัฐมนตรีว่าการกระทรวงมหาดไทยรักษาการ" in page
    assert "เปิดไฟล์ไม่ได้ ไฟล์อาจเสียหายหรือไม่ใช่ .docx" in bomb
    assert "ให้เทศบาลจัดให้มีสวนสาธารณะ" in bomb
    assert not DraftVersion.objects.exists()


def test_a_mapping_that_names_what_is_not_there_is_refused(published, author, author_officer, at_desk: Browse) -> None:
    version = bring_in(author, SECOND)
    before = seen(version)

    page = at_desk(author_officer).post(
        address(published.law, "remap/"), {"seen": before, "key": "s1", "became": "มาตรา ๙๙"}, follow=True
    )

    assert "การเทียบมาตราไม่ถูกต้องที่ มาตรา ๙๙" in page.content.decode()
    assert seen(version) == before


def test_versions_are_compared_with_each_other_and_with_the_law_amended(
    published, author, author_officer, at_desk: Browse
) -> None:
    amending = DraftLaw.objects.create(
        code="parks-amended", title_th="แก้", instrument="act", agency=published.law.agency, amends=published.law
    )
    bring_in(author, SECOND, code="parks-amended")
    browser = at_desk(author_officer)

    page = browser.get(address(amending, "versions/1/")).content.decode()
    listed = browser.get("/admin/consultation/draftlaw/").content.decode()

    assert "เทียบกับกฎหมายที่แก้ไข: ร่างพระราชบัญญัติสวนสาธารณะ พ.ศ. ...." in page
    assert "มาตรา ๓" in page
    assert 'data-change="added"' in page
    assert "กำลังทำฉบับที่ 1" in listed
    assert "เผยแพร่ฉบับที่ 1" in listed
    assert browser.get(address(amending, "versions/7/")).status_code == 404
    assert browser.get(address(published.law, "change/")).status_code == 200


def test_pages_are_there_for_officers_here_only(
    published, author, citizen_account, officer_elsewhere_officer, at_desk: Browse
) -> None:
    version = bring_in(author, SECOND)
    before = seen(version)
    pages = ("change/", "bring-in/", "versions/1/", "versions/2/")
    steps = ("confirm/", "publish/", "discard/", "remap/", "summarise/", "bring-in/")

    for who, status in ((None, 302), (citizen_account, 302), (officer_elsewhere_officer, 404)):
        browser = at_desk(who)
        for page in pages:
            assert browser.get(address(published.law, page)).status_code == status
        for step in steps:
            assert browser.post(address(published.law, step), {"seen": before, "text": FIRST}).status_code == status
    assert seen(version) == before

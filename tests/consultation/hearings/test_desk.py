"""The desk of hearings: an officer prepares, sees what is missing, and another announces; others see nothing."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultation.actions import dossiers, evaluations, hearing_steps, stakeholders
from consultation.models import AgencyNotice, DelayReason, DraftLaw, Evaluation, Hearing, HearingStakeholder
from superapp.accounts.viewer import ANONYMOUS
from superapp.refusal import NotFound
from tests.factories import services as make
from tests.factories.services import NOW
from tests.files import samples
from tests.services.admin.conftest import at_desk, clock

from . import making

__all__ = ["at_desk", "clock"]
pytestmark = pytest.mark.django_db
ROOT = "/admin/consultation/hearing/"


def url(hearing, rest="change/"):
    return f"{ROOT}{hearing.pk}/{rest}"


def said(answer):
    """Return the last thing the desk told."""
    return [str(message) for message in answer.context["messages"]][-1]


@pytest.fixture(autouse=True)
def factor(monkeypatch):
    """Let the second factor have been shown just now."""
    monkeypatch.setattr("superapp.people.login.officers.is_fresh", lambda request: True)


def test_a_hearing_is_prepared_and_announced_by_two_officers(at_desk, author_officer, approver_officer, version):
    desk = at_desk(author_officer)
    fields = {
        "version": f"{version.law.code}@1",
        "kind": "principles",
        "code": "complaints-principles-1",
        "title_th": "รับฟังหลักการร้องเรียน",
        "first_day": "1 ธันวาคม 2569",
        "last_day": "30 ธ.ค. 2569",
        "display": ["named"],
        "moderation": "after",
        "identity_level": "2.1",
    }
    answer = desk.post(f"{ROOT}add/", fields, follow=True)
    hearing = Hearing.objects.get()
    page = answer.content.decode()
    assert answer.redirect_chain == [(url(hearing), 302)]
    assert (hearing.opens_at.isoformat(), hearing.display_choices) == (
        "2026-11-30T17:00:00+00:00",
        ["pseudonym", "named"],
    )
    assert page.count("ขาด</span>") == 6
    assert said(desk.post(url(hearing, "step/ready/"), follow=True)).startswith("ยังประกาศการรับฟังไม่ได้ ขาด: สภาพปัญหา")

    for kind in ("problem", "need", "principles", "affected"):
        desk.post(url(hearing, f"documents/{kind}/"), {"title": "เอกสาร", "text": "ข้อความ"})
    waived = {"waive": "1", "ground": "other", "reason": "สรุปอยู่ในสาระสำคัญแล้ว"}
    desk.post(url(hearing, "documents/plain/"), waived)
    rows = {"text_th_0": "เห็นด้วยหรือไม่", "form_0": "one", "options_0": "yes | เห็นด้วย | Yes\nno | ไม่เห็นด้วย | No"}
    desk.post(url(hearing, "questions/"), rows)
    sent = desk.post(url(hearing, "step/ready/"), follow=True)
    refused = desk.post(url(hearing, "step/announce/"), follow=True)
    announced = at_desk(approver_officer).post(url(hearing, "step/announce/"), follow=True)

    assert said(sent) == "ส่งให้ประกาศแล้ว รอเจ้าหน้าที่อีกคนประกาศ"
    assert said(refused) == "ไม่พบรายการที่ระบุ หรือท่านไม่มีสิทธิ์เข้าถึง"
    assert said(announced) == "ประกาศแล้ว ประชาชนเห็นเอกสารทั้งหมดและได้รับแจ้ง"
    hearing.refresh_from_db()
    assert (hearing.state, hearing.announcer) == ("announced", approver_officer)
    assert hearing.questions.get().options[0] == {"code": "yes", "th": "เห็นด้วย", "en": "Yes"}


PHASES = {
    "phase_th_0": "อ่านและถามตอบ",
    "phase_en_0": "Read and answer",
    "phase_first_0": "24 พฤศจิกายน 2569",
    "phase_last_0": "30 พ.ย. 2569",
    "phase_does_0": ["questions"],
    "phase_th_1": "แสดงความเห็น",
    "phase_first_1": "1/12/2569",
    "phase_last_1": "23/12/2569",
    "phase_does_1": ["comments", "votes"],
}


def test_phases_are_written_shown_and_kept_when_something_else_is_edited(at_desk, author, author_officer, version):
    hearing = making.draft(author, version, source_url="https://www.law.go.th/1")
    desk = at_desk(author_officer)
    fields = {"title_th": "ชื่อใหม่", "first_day": "24/11/2569", "last_day": "23/12/2569"} | PHASES

    def save(**changes):
        told = fields | {"revision": making.fresh(hearing).revision} | changes
        return desk.post(url(hearing, "edit/"), told, follow=True)

    outside = said(save(phase_last_1="24/12/2569"))
    halved = said(save(phase_last_1=""))
    assert "ช่วงต้องมีชื่อ อยู่ภายในวันเปิดและวันปิด" in outside
    assert "ช่วงที่ 2 ต้องมีทั้งวันแรกและวันสุดท้าย" in halved
    assert making.fresh(hearing).phases == []
    shown = save().content.decode()

    found = making.fresh(hearing)
    assert [(one["name_th"], one["functions"]) for one in found.phases] == [
        ("อ่านและถามตอบ", ["questions"]),
        ("แสดงความเห็น", ["comments", "votes"]),
    ]
    assert found.phases[0]["closes_at"] == found.phases[1]["opens_at"] == "2026-12-01T00:00:00+07:00"
    assert found.source_url == "https://www.law.go.th/1"
    assert "แสดงความเห็น (1 ธันวาคม 2569 – 23 ธันวาคม 2569)" in shown
    assert "แสดงความเห็น · ลงคะแนนความเห็น" in shown
    form = desk.get(url(hearing, "edit/")).content.decode()
    assert 'value="อ่านและถามตอบ"' in form
    assert 'name="phase_does_1" value="comments" checked' in form
    assert 'name="phase_does_1" value="questions" checked' not in form


def test_a_file_is_sent_checked_and_fetched_by_its_agency_and_by_all_once_published(
    at_desk, author, approver, author_officer, officer_elsewhere_officer, version, settings, tmp_path
):
    settings.VAR_DIR = tmp_path
    hearing = making.draft(author, version)
    making.fill(author, hearing, without=("impact",))
    desk, page = at_desk(author_officer), url(hearing, "documents/impact/")

    def send(name, body, media_type):
        file = SimpleUploadedFile(name, body, media_type)
        return said(desk.post(page, {"title": "ผลกระทบ", "text": "", "file": file}, follow=True))

    refused = [
        send("a.pdf", samples.pdf_with("javascript"), "application/pdf"),
        send("a.pdf", b"MZ not a pdf", "application/pdf"),
        send("a.exe", b"MZ", "application/x-msdownload"),
        said(desk.post(page, {"title": "ผลกระทบ", "text": ""}, follow=True)),
    ]
    assert "บันทึกเอกสารแล้ว" not in refused
    assert not hearing.documents.filter(kind="impact").exists()
    body = samples.pdf()
    assert send("impact.pdf", body, "application/pdf") == "บันทึกเอกสารแล้ว"

    document = hearing.documents.get(kind="impact")
    link = url(hearing, f"file/{document.public_id}/")
    assert at_desk(officer_elsewhere_officer).get(link).status_code == 404
    target = desk.get(link)["Location"]
    fetched = desk.get("/" + target.split("/", 3)[3])
    assert b"".join(fetched.streaming_content).startswith(b"%PDF")
    with pytest.raises(NotFound):
        dossiers.file_url(viewer=ANONYMOUS, document=document, now=NOW)
    hearing_steps.make_ready(viewer=author, code=hearing.code, now=NOW)
    hearing_steps.announce(viewer=approver, code=hearing.code, now=NOW)
    assert dossiers.file_url(viewer=ANONYMOUS, document=document, now=NOW) is not None


def test_whoever_wrote_it_sees_that_another_must_announce(at_desk, head, head_officer, version):
    hearing = making.ready(head, version)

    page = at_desk(head_officer).get(url(hearing)).content.decode()
    answer = at_desk(head_officer).post(url(hearing, "step/announce/"), follow=True)

    assert "ท่านร่วมจัดทำการรับฟังนี้ จึงประกาศเองไม่ได้" in page
    assert said(answer) == hearing_steps.AnnouncedByItsWriter().message("th")
    assert making.fresh(hearing).state == "ready"


def test_others_find_nothing(at_desk, author, citizen_account, officer_elsewhere_officer, version):
    hearing = making.draft(author, version)
    writes = ("edit/", "questions/", "documents/need/", "step/ready/", "step/cancel/", "step/announce/")

    elsewhere = at_desk(officer_elsewhere_officer)
    assert elsewhere.get(url(hearing)).status_code == 404
    assert [elsewhere.post(url(hearing, one)).status_code for one in writes] == [404] * len(writes)
    assert hearing.title_th not in elsewhere.get(f"{ROOT}?board=all").content.decode()
    for who in (None, citizen_account):
        assert at_desk(who).get(url(hearing)).status_code == 302
        assert [at_desk(who).post(url(hearing, one)).status_code for one in writes] == [302] * len(writes)
    assert (making.fresh(hearing).state, making.fresh(hearing).revision) == ("draft", hearing.revision)


def test_every_state_has_its_page_and_its_steps(at_desk, author, approver, approver_officer, author_officer, version):
    hearing = making.draft(author, version, days=7)
    desk = at_desk(approver_officer)
    page = desk.get(url(hearing)).content.decode()
    assert "สั้นกว่าเกณฑ์" in page
    making.fill(author, hearing)
    desk.post(url(hearing, "step/justify/"), {"why": "urgent", "reason": "กฎหมายแม่บทมีผลเดือนหน้า"})
    at_desk(author_officer).post(url(hearing, "step/ready/"))
    assert "ประกาศการรับฟัง" in desk.get(url(hearing)).content.decode()
    desk.post(url(hearing, "step/announce/"))
    extended = desk.post(
        url(hearing, "step/extend/"), {"last_day": "31 ธันวาคม 2569", "reason": "มีผู้ขอเวลา"}, follow=True
    )
    shorter = desk.post(url(hearing, "step/extend/"), {"last_day": "1/12/2569", "reason": "ก"}, follow=True)
    cancelled = desk.post(url(hearing, "step/cancel/"), {"reason": "ถอนร่าง"}, follow=True)

    assert said(extended) == "ขยายเวลาแล้ว และแจ้งผู้ติดตามแล้ว"
    assert said(shorter) == hearing_steps.HearingOnlyLonger().message("th")
    assert "ยกเลิกแล้ว: ถอนร่าง" in cancelled.content.decode()
    started = at_desk(author_officer).post(url(hearing, "step/new-round/"), {"new_code": "second-round"}, follow=True)
    assert Hearing.objects.get(code="second-round").round == 2
    assert started.status_code == 200


def test_stakeholders_are_added_and_what_came_of_telling_them(
    at_desk, author_officer, approver, author, other_agency, officer_elsewhere_officer, version
):
    hearing = making.ready(author, version)
    desk = at_desk(author_officer)
    desk.post(url(hearing, "step/add-stakeholder/"), {"name_th": "สมาคมผู้บริโภค", "kind": "civil_society"})
    desk.post(url(hearing, "step/add-stakeholder/"), {"name_th": "กรมขนส่ง", "kind": "agency", "agency": "DLT"})
    hearing_steps.announce(viewer=approver, code=hearing.code, now=NOW)
    union = HearingStakeholder.objects.get(stakeholder__kind="civil_society")
    told = {"stakeholder": union.stakeholder.public_id, "channel": "letter", "result": "delivered"}

    answer = desk.post(url(hearing, "step/note-told/"), told, follow=True)

    assert said(answer) == "บันทึกผลการแจ้งแล้ว"
    notice = AgencyNotice.objects.get(agency=other_agency)
    theirs = at_desk(officer_elsewhere_officer)
    page = f"/admin/consultation/agencynotice/{notice.pk}/change/"
    assert at_desk(author_officer).get(page).status_code == 404
    assert "ประกาศการรับฟัง" in theirs.get("/admin/consultation/agencynotice/").content.decode()
    theirs.post(page)
    assert AgencyNotice.objects.get(pk=notice.pk).read_by == officer_elsewhere_officer


def test_the_overdue_board_shows_a_chart_and_reasons(at_desk, author, approver, approver_officer, version, monkeypatch):
    hearing = making.closed(author, approver, version)
    late = hearing.closes_at + timedelta(days=60)
    monkeypatch.setattr("django.utils.timezone.now", lambda: late)
    desk = at_desk(approver_officer)

    before = desk.get(f"{ROOT}overdue/").content.decode()
    desk.post(url(hearing, "step/explain/"), {"reason": "รอหน่วยงานร่วม", "expected_on": "31 มีนาคม 2570"})
    after = desk.get(f"{ROOT}overdue/").content.decode()

    assert "<svg" in before
    assert "ยังไม่ชี้แจง" in before
    assert "รอหน่วยงานร่วม" in after
    assert DelayReason.objects.get().expected_on.isoformat() == "2027-03-31"


def test_the_lists_cost_the_same_for_more_rows(at_desk, author, author_officer, version, django_assert_num_queries):
    desk = at_desk(author_officer)
    making.draft(author, version)
    desk.get(ROOT)
    with CaptureQueriesContext(connection) as few:
        desk.get(ROOT)
    for kind in ("principles", "subordinate", "evaluation"):
        making.draft(author, version, kind=kind, code=f"more-{kind}")

    with django_assert_num_queries(len(few.captured_queries)):
        desk.get(ROOT)


def test_an_evaluation_goes_its_way_at_the_desk(at_desk, author, approver, author_officer, approver_officer, version):
    DraftLaw.objects.filter(pk=version.law_id).update(in_force_on="2020-02-29")
    evaluations.schedule_all(now=NOW)
    evaluation = Evaluation.objects.get()
    page = f"/admin/consultation/evaluation/{evaluation.pk}/"
    lines = "คำร้องเรียนที่แก้เสร็จ | ร้อยละ | 71.5 | 80 | 30 กันยายน 2569 | รายงานประจำปี\nเวลาเฉลี่ย | วัน"
    said_first = said(at_desk(author_officer).post(f"{page}step/indicators/", {"lines": lines}, follow=True))
    hearing = making.closed(author, approver, version, kind="evaluation")
    shown = at_desk(approver_officer).get(f"{page}change/").content.decode()
    at_desk(author_officer).post(f"{page}step/report/", {"reason": "ผู้ร่างเผยแพร่เองไม่ได้"})
    assert Evaluation.objects.get(pk=evaluation.pk).state == "heard"

    at_desk(approver_officer).post(f"{page}step/report/", {"reason": "กฎหมายบรรลุวัตถุประสงค์"})

    assert said_first == "บันทึกตัวชี้วัด 2 ตัวแล้ว"
    assert "71.500" in shown
    done, following = Evaluation.objects.order_by("pk")
    assert (done.state, done.hearing, done.due_on.isoformat()) == ("reported", hearing, "2025-02-28")
    assert (following.state, following.due_on.isoformat()) == ("scheduled", "2031-11-21")


def test_the_list_of_stakeholders_belongs_to_its_agency(author, officer_elsewhere, version):
    union = stakeholders.add(viewer=author, listed_by="DOPA", kind="group", name_th="ชมรม", now=make.NOW)

    assert union in type(union).objects.visible_to(author)
    assert union not in type(union).objects.visible_to(officer_elsewhere)

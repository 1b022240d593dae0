"""A law comes in at the desk and is heard: faults by line, the gate names what is missing, two officers announce."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from consultation.actions import hearing_schedule, hearing_steps, policies
from consultation.actions.hearing_periods import window_of
from consultation.models import DraftLaw, Hearing, HearingEvent
from services.models import Agency
from superapp.thai import dates
from tests.consultation.comments import place
from tests.consultation.drafts.conftest import FIRST
from tests.consultation.hearings import making
from tests.factories import services as make
from tests.files import samples
from tests.journeys.browser.conftest import employ

FAULTY = FIRST.replace("มาตรา ๓  ห้าม", "มาตรา ๕  ห้าม")
TITLE = "รับฟังความคิดเห็นร่างพระราชบัญญัติสวนสาธารณะ"
WRITTEN = {
    "problem": "สวนสาธารณะหลายแห่งปิดก่อนเวลาเลิกงาน และคนพิการเข้าไม่ได้",
    "need": "ระเบียบเดิมไม่มีผลบังคับแก่ท้องถิ่น จึงต้องเป็นพระราชบัญญัติ",
    "principles": "กำหนดเวลาเปิดขั้นต่ำ ทางลาด และโทษปรับสำหรับผู้ทิ้งขยะ",
    "affected": "ผู้ใช้สวน เทศบาล และผู้ค้ารอบสวน",
}
WAIVED = ("plain", "permits", "committees", "discretion", "penalties")


@pytest.fixture
def agency(transactional_db: None, settings: Any, tmp_path: Path) -> Agency:
    """Return an agency with two officers, and the policies of hearings."""
    settings.VAR_DIR = tmp_path
    make.make_vocabulary()
    policies.load()
    here = make.make_agency("DOPA")
    employ("malee", "มาลี ศรีสุข", here, "author")
    employ("prasit", "ประสิทธิ์ วงศ์ทอง", here, "approver")
    return here


def test_from_a_text_to_an_announced_hearing(browsers, agency: Agency, tmp_path: Path) -> None:
    malee, prasit = browsers(), browsers()
    malee.sign_in("malee")
    prasit.sign_in("prasit")
    bring_in_a_law(malee, prasit)
    prepare(malee, tmp_path)
    announce(malee, prasit)
    assert [malee.complaints, prasit.complaints] == [[], []]


def bring_in_a_law(malee: Any, prasit: Any) -> None:
    """Begin a law, mend what the parser found, and have the other officer publish it."""
    page = malee.page
    page.locator("nav").get_by_role("link", name="ร่างกฎหมาย", exact=True).click()
    page.get_by_role("link", name="ร่างกฎหมายใหม่").click()
    page.get_by_label("ชื่อร่าง").fill("ร่างพระราชบัญญัติสวนสาธารณะ พ.ศ. ....")
    page.get_by_label("รหัส").fill("public-parks")
    page.get_by_label("ประเภท").select_option("act")
    page.get_by_label("ปกครองท้องถิ่น").check()
    malee.picture("hearing-01-new-law")
    page.get_by_role("button", name="เริ่มร่างกฎหมาย").click()
    page.locator("#id_text").fill(FAULTY)
    page.get_by_role("button", name="นำเข้าและเทียบมาตรา").click()
    page.locator("#faults").get_by_text("วิธีแก้:").first.wait_for()
    malee.picture("hearing-02-faults")
    page.locator("#id_text").fill(FIRST)
    page.get_by_role("button", name="นำเข้าและเทียบมาตรา").click()
    page.get_by_text("ท่านเป็นผู้จัดทำฉบับนี้").wait_for()
    malee.picture("hearing-03-version")
    law = DraftLaw.objects.get()
    prasit.page.goto(page.url)
    prasit.page.get_by_role("button", name="เผยแพร่ฉบับที่ 1").click()
    prasit.page.get_by_text("เผยแพร่แล้ว").first.wait_for()
    assert law.versions.get().published_at is not None


def prepare(malee: Any, tmp_path: Path) -> None:
    """Make a hearing; the gate says what is missing until it is there: texts, a file, reasons, questions, phases."""
    page, first = malee.page, timezone.localdate() + timedelta(days=3)
    page.locator("nav").get_by_role("link", name="การรับฟังความคิดเห็น").click()
    page.get_by_role("link", name="การรับฟังใหม่").click()
    page.get_by_label("ชนิดการรับฟัง").select_option("bill")
    page.get_by_label("รหัสการรับฟัง").fill("public-parks-bill-1")
    page.locator("#id_title_th").fill(TITLE)
    page.locator("#id_first_day").fill(dates.date_text(first, "th"))
    page.locator("#id_last_day").fill(dates.date_text(first + timedelta(days=29), "th"))
    page.locator("#phase_th_0").fill("อ่านและตอบคำถาม")
    page.locator("#phase_first_0").fill(dates.date_text(first, "th"))
    page.locator("#phase_last_0").fill(dates.date_text(first + timedelta(days=9), "th"))
    page.locator("#phase_th_1").fill("แสดงความเห็นรายมาตรา")
    page.locator("#phase_first_1").fill(dates.date_text(first + timedelta(days=10), "th"))
    page.locator("#phase_last_1").fill(dates.date_text(first + timedelta(days=29), "th"))
    malee.picture("hearing-04-new")
    page.get_by_role("button", name="สร้าง").click()
    gate = page.locator("#gate")
    gate.get_by_text("ยังไม่ครบ").wait_for()
    assert page.get_by_role("button", name="ส่งให้ประกาศ").is_disabled()
    malee.picture("hearing-05-gate")
    missing = gate.locator(".badge.bad")
    begun = missing.count()
    assert begun == len(WRITTEN) + len(WAIVED) + 2
    for code, text in WRITTEN.items():
        page.locator(f"#gate a[href*='/documents/{code}/']").click()
        page.locator("#id_text").fill(text)
        page.get_by_role("button", name="บันทึกเอกสาร").click()
        page.get_by_text("บันทึกเอกสารแล้ว").wait_for()
    (tmp_path / "impact.pdf").write_bytes(samples.pdf())
    page.locator("#gate a[href*='/documents/impact/']").click()
    page.locator("#id_file").set_input_files(tmp_path / "impact.pdf")
    assert page.get_by_label("ชื่อเอกสาร").input_value() == "รายงานวิเคราะห์ผลกระทบ"
    malee.picture("hearing-06-document")
    page.get_by_role("button", name="บันทึกเอกสาร").click()
    page.get_by_role("link", name="เปิดแฟ้ม").wait_for()
    for code in WAIVED:
        page.locator(f"#gate a[href*='/documents/{code}/']").click()
        page.get_by_label("เหตุผล (เผยแพร่)").fill("ร่างนี้ไม่มีเรื่องดังกล่าว")
        page.get_by_role("button", name="บันทึกเหตุผล").click()
        page.get_by_text("บันทึกเหตุที่ไม่มีเอกสารนี้แล้ว").wait_for()
    assert missing.count() == 1
    page.get_by_role("link", name="คำถาม", exact=True).click()
    page.get_by_label("ข้อ 1", exact=True).fill("สวนควรปิดกี่โมง")
    malee.picture("hearing-07-questions")
    page.get_by_role("button", name="บันทึก", exact=True).click()
    gate.get_by_text("ครบแล้ว").wait_for()
    malee.picture("hearing-08-ready")
    page.get_by_role("button", name="ส่งให้ประกาศ").click()
    page.get_by_text("ส่งให้ประกาศแล้ว").wait_for()


def announce(malee: Any, prasit: Any) -> None:
    """Let the officer who wrote nothing of it announce; its writer is told that they cannot."""
    assert "จึงประกาศเองไม่ได้ ต้องมีเจ้าหน้าที่อีกคน" in malee.page.locator("#steps").inner_text()
    page = prasit.page
    page.locator("nav").get_by_role("link", name="การรับฟังความคิดเห็น").click()
    page.get_by_role("link", name="รอท่านประกาศ").click()
    prasit.picture("hearing-09-waiting")
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("button", name="ประกาศการรับฟัง").click()
    page.get_by_text("ประกาศแล้ว ประชาชนเห็นเอกสารทั้งหมด").wait_for()
    prasit.picture("hearing-10-announced")
    assert Hearing.objects.get().state == "announced"


def test_the_clock_opens_and_closes_and_nobody_shortens(browsers, agency: Agency) -> None:
    today = timezone.localdate()
    hearing = announced(place.make_law(agency, "parks-now"), "parks-now-bill-1", today, today + timedelta(days=29))
    announced(
        place.make_law(agency, "parks-old"), "parks-old-bill-1", today - timedelta(days=29), today - timedelta(days=1)
    )
    prasit = browsers()
    prasit.sign_in("prasit")
    page = prasit.page
    address = f"{prasit.address}/admin/consultation/hearing"

    hearing_schedule.turn(now=timezone.now())
    page.goto(f"{address}/{hearing.pk}/change/")
    page.locator("#timeline").get_by_text("เหลือ 30 วัน").wait_for()
    page.get_by_text("ขยายเวลา…").click()
    page.get_by_label("วันสุดท้ายใหม่").fill(dates.date_text(today + timedelta(days=3), "th"))
    page.locator("#why_extend").fill("มีผู้ขอให้ปิดเร็วขึ้น")
    page.get_by_role("button", name="ขยายเวลา").click()
    page.get_by_text("ลดเวลาหรือปิดก่อนกำหนดไม่ได้").first.wait_for()
    prasit.picture("hearing-11-open")
    page.get_by_text("ขยายเวลา…").click()
    page.get_by_label("วันสุดท้ายใหม่").fill(dates.date_text(today + timedelta(days=44), "th"))
    page.locator("#why_extend").fill("มีผู้ขอเวลาศึกษาร่างเพิ่ม")
    page.get_by_role("button", name="ขยายเวลา").click()
    page.get_by_text("ขยายเวลาแล้ว และแจ้งผู้ติดตามแล้ว").wait_for()
    page.goto(f"{address}/?board=over")
    prasit.picture("hearing-12-over")
    page.get_by_role("link", name="รับฟังร่างพระราชบัญญัติช่องทางร้องเรียน").click()
    page.locator("#dossier").wait_for()
    prasit.picture("hearing-13-closed")

    assert dict(Hearing.objects.values_list("code", "state")) == {
        "parks-now-bill-1": "open", "parks-old-bill-1": "closed",
    }  # fmt: skip
    assert set(HearingEvent.objects.filter(hearing=hearing).values_list("kind", flat=True)) == {
        "announced", "opened", "extended",
    }  # fmt: skip
    assert prasit.complaints == []


def announced(version: Any, code: str, first: Any, last: Any) -> Hearing:
    """Make a hearing of these days, prepared and announced in time by what comes with the software."""
    opens_at, closes_at = window_of(first, last)
    making.draft(None, version, code=code, opens_at=opens_at, closes_at=closes_at)
    hearing = Hearing.objects.get(code=code)
    making.fill(None, hearing)
    before = opens_at - timedelta(days=2)
    hearing_steps.make_ready(viewer=None, code=code, now=before)
    return hearing_steps.announce(viewer=None, code=code, now=before)

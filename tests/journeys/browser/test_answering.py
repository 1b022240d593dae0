"""After closing, at the desk: issues, comments into them, one answer each, the report read and published by another."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from consultation.actions import hearing_schedule, paces, policies, stances
from consultation.models import Hearing, HearingReport
from tests.consultation.comments import place
from tests.factories import services as make
from tests.factories.money import run_jobs
from tests.journeys.browser.conftest import PHONE, employ
from tests.journeys.browser.test_hearing_desk import announced

SAID = (
    "ควรเพิ่มช่องทางออนไลน์ ยายผมเดินไปอำเภอไม่ไหว",
    "ขอให้รับเรื่องทางแอปได้ด้วยนะคะ จะได้ไม่ต้องลางาน",
    "ค่าปรับหนึ่งหมื่นสูงไปสำหรับร้านเล็กๆ",
    "เห็นด้วยครับ",
    "ดีค่ะ",
)


@pytest.fixture
def hearing(transactional_db: None, settings: Any, tmp_path: Path) -> Hearing:
    """Return a hearing that closed forty days ago, its report overdue, and the officers who owe it."""
    settings.VAR_DIR, settings.REDIS_URL = tmp_path, ""
    make.make_vocabulary()
    policies.load()
    here = make.make_agency("DOPA")
    employ("malee", "มาลี ศรีสุข", here, "author")
    employ("prasit", "ประสิทธิ์ วงศ์ทอง", here, "approver")
    today = timezone.localdate()
    last = today - timedelta(days=40)
    made = announced(place.make_law(here), "complaints-1", last - timedelta(days=29), last)
    hearing_schedule.turn(now=made.opens_at)
    then = made.opens_at + timedelta(days=1)
    for number, body in enumerate(SAID, start=1):
        paces.forget()
        viewer, _ = place.make_voice(made, number, now=then, created_at=then - timedelta(days=30))
        place.say(viewer, made, body, now=then)
        stances.set_stance(viewer=viewer, hearing=made, value="oppose" if number == 3 else "support", now=then)
    hearing_schedule.turn(now=made.closes_at)
    return Hearing.objects.get(pk=made.pk)


def test_issues_are_answered_and_the_report_published(browsers, hearing: Hearing) -> None:
    malee = browsers()
    malee.sign_in("malee")
    page = malee.page
    page.locator("nav").get_by_role("link", name="รายงานที่เกินกำหนด").click()
    page.get_by_text("ยังไม่ชี้แจง").first.wait_for()
    malee.picture("answering-01-overdue")
    page.locator("nav").get_by_role("link", name="ตอบและรายงานผล").click()
    malee.picture("answering-02-hearings")
    page.get_by_role("link", name="จัดประเด็น", exact=True).click()

    draw_up(page, "รับเรื่องทางออนไลน์", "ขอให้ร้องเรียนผ่านแอปหรือเว็บไซต์ได้", (0, 1))
    draw_up(page, "อัตราค่าปรับ", "ขอให้ลดค่าปรับสำหรับผู้ประกอบการรายเล็ก", (2,))
    malee.picture("answering-03-issues")
    page.get_by_label("ไม่เป็นประเด็น เพราะ").fill("แสดงจุดยืนโดยไม่มีข้อเสนอ")
    page.get_by_role("button", name="ที่เหลือทั้งหมด").click()
    page.get_by_text("จัดครบทุกความเห็นแล้ว").wait_for()
    answer(page, 1, "accepted", "เห็นพ้อง จะเพิ่มช่องทางออนไลน์ในมาตรา 2 ของร่างฉบับถัดไป")

    # A report with an issue that is not answered can be drawn up, and not published.
    page.get_by_role("link", name="รายงานผล", exact=True).click()
    page.get_by_label("บทสรุปของหน่วยงาน").fill("มีผู้แสดงความเห็น 5 คน ส่วนใหญ่เห็นด้วยและขอช่องทางออนไลน์")
    page.get_by_role("button", name="นับและสร้างรายงาน").click()
    page.locator("#gate").get_by_text("ยังไม่ตอบข้อ").wait_for()
    malee.picture("answering-04-gate")
    page.locator("a.button", has_text="จัดประเด็นและตอบ").click()
    answer(page, 2, "partly", "จะกำหนดอัตราเป็นขั้นตามขนาดกิจการ")
    malee.picture("answering-05-answered")
    page.get_by_role("link", name="รายงานผล", exact=True).click()
    page.get_by_role("button", name="นับและสร้างรายงาน").click()
    page.locator("#publish").get_by_text("ท่านเป็นผู้จัดทำ").wait_for()

    prasit = browsers()
    prasit.sign_in("prasit")
    page = prasit.page
    page.goto(f"{prasit.address}/admin/consultation/issue/{hearing.pk}/report/")
    assert "ผู้แสดงความเห็น 5 คน" in page.locator("#preview").inner_text()
    prasit.picture("answering-06-preview")
    page.get_by_role("button", name="เผยแพร่ฉบับที่ 1").click()
    page.get_by_text("ที่เผยแพร่ ฉบับที่ 1").wait_for()
    run_jobs("consultation.actions")
    page.reload()
    prasit.picture("answering-07-published")
    phone = browsers(PHONE)
    phone.sign_in("malee")
    phone.page.goto(f"{phone.address}/admin/consultation/issue/{hearing.pk}/work/")
    phone.page.get_by_text("ประเด็นและคำตอบแก้ไขไม่ได้").wait_for()
    phone.picture("answering-08-frozen-phone")

    report = HearingReport.objects.get()
    assert report.published_at is not None
    assert report.publisher.name_th == "ประสิทธิ์ วงศ์ทอง"
    page.goto(f"{prasit.address}/admin/consultation/hearing/overdue/")
    page.get_by_text("ไม่มีรายงานที่เกินกำหนด").wait_for()
    assert [malee.complaints, prasit.complaints, phone.complaints] == [[]] * 3


def draw_up(page: Any, title: str, summary: str, which: tuple[int, ...]) -> None:
    """Draw up an issue, and put comments into it."""
    form = page.locator("#new")
    form.get_by_label("ชื่อประเด็น").first.fill(title)
    form.get_by_label("สรุปความเห็นเป็นถ้อยคำของหน่วยงาน").fill(summary)
    form.get_by_role("button", name="เพิ่มประเด็น").click()
    page.get_by_text("เพิ่มประเด็นแล้ว").wait_for()
    for place_ in which:
        page.locator("#comments li", has_text=SAID[place_]).get_by_role("checkbox").check()
    page.get_by_label("จัดที่เลือกเข้า").select_option(index=page.locator("#to option").count() - 1)
    page.get_by_role("button", name="จัดเข้าประเด็น").click()
    page.locator("#comments").get_by_text(SAID[which[0]]).wait_for(state="detached")


def answer(page: Any, number: int, verdict: str, reasons: str) -> None:
    """Answer an issue."""
    card = page.locator(f"#issue-{number}")
    card.get_by_text("คำตอบของหน่วยงาน…").click()
    card.get_by_label("ผล", exact=True).select_option(verdict)
    card.get_by_label("เหตุผล", exact=False).first.fill(reasons)
    card.get_by_role("button", name="บันทึกคำตอบ").click()
    page.locator(f"#issue-{number} blockquote").get_by_text(reasons).wait_for()

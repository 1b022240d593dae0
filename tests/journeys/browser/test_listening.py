"""An officer reads what was said: by theme and campaign, by keys; names, merges, splits, masks, and makes an issue."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from consultation.actions import hearing_schedule, listening, paces
from consultation.models import Comment, Hearing, Issue, Theme
from tests.consultation.comments import place
from tests.consultation.listening import talking
from tests.factories import services as make
from tests.journeys.browser.conftest import employ


@pytest.fixture
def talk(transactional_db: None, settings: Any, tmp_path: Path) -> talking.Talk:
    """Return what was said in a hearing that closed yesterday, and the officer who reads it."""
    settings.VAR_DIR, settings.REDIS_URL = tmp_path, ""
    make.make_vocabulary()
    here, now = make.make_agency("DOPA"), timezone.now()
    employ("malee", "มาลี ศรีสุข", here, "author")
    paces.forget()
    hearing = place.make_hearing(
        place.make_law(here),
        opens_at=now - timedelta(days=20),
        closes_at=now - timedelta(days=1),
        announced_at=now - timedelta(days=23),
    )
    talk = talking.spoken(hearing, now - timedelta(days=10))
    listening.listen(hearing=hearing, now=now)
    hearing_schedule.turn(now=now)
    paces.forget()
    assert Hearing.objects.get(pk=hearing.pk).state == "closed"
    return talk


def test_reading_by_theme_and_putting_the_machine_right(browsers, talk: talking.Talk) -> None:
    desk = browsers()
    desk.sign_in("malee")
    page = desk.page
    page.locator("nav").get_by_role("link", name="อ่านความเห็น").click()
    page.get_by_role("link", name=talk.hearing.title_th).click()
    page.get_by_role("heading", name="หัวข้อ").wait_for()
    desk.picture("listening-1-themes")

    # By keys: down the list, open, name.
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.get_by_role("heading", name="ความเห็นในหัวข้อ").wait_for()
    page.get_by_text("ตั้งชื่อหัวข้อ…").click()
    page.get_by_label("ชื่อหัวข้อ", exact=True).fill("ช่องทางร้องเรียนทางโทรศัพท์")
    page.get_by_role("button", name="บันทึกชื่อ").click()
    page.get_by_text("ตั้งชื่อแล้ว").first.wait_for()
    desk.picture("listening-2-named")

    page.get_by_text("รวมหัวข้ออื่นเข้ามา…").click()
    page.locator("input[name=merge]").first.check()
    page.get_by_role("button", name="รวมเข้าหัวข้อนี้").click()
    page.get_by_text("รวมมา").wait_for()
    page.locator("#comments input[name=comment]").nth(2).check()
    page.get_by_label("ความเห็นที่เลือกเป็นหัวข้อใหม่ชื่อ").fill("เรื่องที่ต้องถามต่อ")
    page.get_by_role("button", name="แยก", exact=True).click()
    page.get_by_text("แยกจาก").wait_for()
    desk.picture("listening-3-split")
    assert Theme.objects.filter(split_from__isnull=False).count() == 1
    assert Theme.objects.filter(merged_into__isnull=False).count() == 1

    page.get_by_role("link", name="กลุ่มถ้อยคำเดียวกัน").click()
    page.locator("#campaigns a").first.click()
    page.get_by_role("heading", name="ถ้อยคำที่ต่างกัน").wait_for()
    desk.picture("listening-4-campaign")

    page.get_by_role("link", name="ข้อมูลส่วนบุคคล").click()
    page.get_by_role("button", name="ปิดข้อมูล").click()
    page.get_by_role("button", name="ยกเลิกการปิด").wait_for()
    desk.picture("listening-5-masked")
    assert talking.PHONE not in Comment.objects.get(pk=talk.personal.pk).body

    page.get_by_role("link", name="ค้นหา", exact=True).click()
    page.keyboard.press("/")
    page.keyboard.type("ตลาดนัด ค่าปรับ")
    page.keyboard.press("Enter")
    page.get_by_text(talking.WORDS["fine"][1]).wait_for()
    desk.picture("listening-6-search")

    page.get_by_role("link", name="หัวข้อ", exact=True).click()
    page.locator("#themes li a").first.click()
    page.get_by_text("ตั้งเป็นประเด็นที่จะตอบ…").click()
    page.get_by_role("button", name="ตั้งประเด็นพร้อมความเห็นทั้งหมดในหัวข้อ").click()
    page.get_by_role("heading", name="ความเห็นในประเด็นที่ 1").wait_for()
    desk.picture("listening-7-issue")
    assert Issue.objects.get().links.count() > 3
    assert desk.complaints == []

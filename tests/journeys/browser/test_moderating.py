"""Moderators at the desk: the worst first, one text, many at once, an appeal by another officer, a second opinion."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from consultation.actions import moderation_appeals, paces, votes
from consultation.models import Comment, Hearing, Statement
from superapp.people.models import Notice
from tests.consultation.comments import place
from tests.factories import services as make
from tests.journeys.browser.conftest import PHONE, employ

PHONE_NUMBER = "ถ้าอยากคุยต่อโทรหาผมที่ 081-234-5678 ครับ ร่างนี้ควรเพิ่มสายด่วนด้วย"
ADVERT = "สนใจสินเชื่อด่วน อนุมัติไว ดูรายละเอียดที่ https://example.com/loan"
LINK = "มีตัวอย่างกฎหมายของต่างประเทศที่ https://example.org/law น่าจะเอามาใช้ได้"
ANGRY = "คนร่างกฎหมายฉบับนี้ไม่เคยออกจากห้องแอร์มาดูชาวบ้านเลย"
ASIDE = "ขอถามเรื่องถนนหน้าบ้านหน่อยค่ะ เมื่อไหร่จะซ่อม"


@pytest.fixture
def hearing(transactional_db: None, settings: Any) -> Hearing:
    """Return a hearing with texts that wait and texts that were reported, and three officers."""
    settings.REDIS_URL = ""
    make.make_vocabulary()
    here, elsewhere = make.make_agency("DOPA"), make.make_agency("DLT")
    employ("malee", "มาลี ศรีสุข", here, "author")
    employ("prasit", "ประสิทธิ์ วงศ์ทอง", here, "approver")
    employ("kittipong", "กิตติพงศ์ แสงจันทร์", elsewhere, "head")
    now = timezone.now()
    hearing = place.make_hearing(
        place.make_law(here), opens_at=now - timedelta(days=2), closes_at=now + timedelta(days=20)
    )
    people = [place.make_voice(hearing, n, now=now, created_at=now - timedelta(days=30))[0] for n in range(1, 4)]
    for minutes, body in enumerate((LINK, ADVERT, PHONE_NUMBER, ANGRY, ASIDE)):
        paces.forget()
        place.say(people[0], hearing, body, now=now - timedelta(hours=30) + timedelta(minutes=minutes))
    angry = Comment.objects.get(body=ANGRY)
    for reporter in people[1:]:
        votes.flag(viewer=reporter, comment=angry, reason="insult", now=now - timedelta(hours=1))
    Statement.objects.create(
        hearing=hearing, text="ควรมีสายด่วนรับเรื่องตลอด 24 ชั่วโมง", status="pending", held_for=["statement"], created_at=now
    )
    return hearing


def test_moderators_decide_and_another_officer_hears_the_appeal(browsers, hearing: Hearing) -> None:
    # The number beside the entry, the worst first, what the rules saw marked in the text.
    malee = browsers()
    malee.sign_in("malee")
    page = malee.page
    entry = page.locator("nav").get_by_role("link", name="ตรวจความเห็น")
    assert "5" in entry.inner_text()
    entry.click()
    rows = page.locator("tbody tr")
    assert [PHONE_NUMBER[:20] in rows.nth(0).inner_text(), ANGRY in rows.nth(1).inner_text()] == [True, True]
    assert rows.nth(0).locator("mark").inner_text() == "081-234-5678"
    malee.picture("moderating-01-queue")

    # One text: hidden with a reason and a sentence; without them, the desk says what is missing.
    rows.nth(0).get_by_role("link").click()
    malee.picture("moderating-02-text")
    page.locator("#ruling").get_by_role("button", name="ซ่อน").click()
    page.get_by_text("การซ่อนต้องเลือกเหตุตามแนวปฏิบัติ").wait_for()
    page.get_by_label("เหตุตามแนวปฏิบัติ").select_option("personal_data")
    page.locator("#ruling").get_by_label("คำชี้แจงถึงผู้เขียน").fill("มีหมายเลขโทรศัพท์ โปรดส่งใหม่โดยไม่ใส่หมายเลข")
    page.locator("#ruling").get_by_role("button", name="ซ่อน").click()
    page.get_by_text("ตัดสินแล้ว ผู้เขียนได้รับแจ้ง").wait_for()

    # Many at once: three are published in one go.
    for number in range(page.locator("tbody tr").count()):
        if ANGRY not in page.locator("tbody tr").nth(number).inner_text():
            page.get_by_label(f"เลือกข้อความที่ {number + 1}", exact=True).check()
    malee.picture("moderating-03-chosen")
    page.get_by_role("button", name="เผยแพร่").click()
    page.get_by_text("ตัดสินแล้ว 3 ข้อความ").wait_for()
    malee.picture("moderating-04-decided")

    # What was reported is hidden for an insult; the author appeals, and malee may not hear it.
    page.locator("tbody tr").first.get_by_role("link").click()
    page.get_by_label("เหตุตามแนวปฏิบัติ").select_option("insult")
    page.locator("#ruling").get_by_label("คำชี้แจงถึงผู้เขียน").fill("ดูหมิ่นผู้ร่าง")
    page.locator("#ruling").get_by_role("button", name="ซ่อน").click()
    page.get_by_text("ตัดสินแล้ว ผู้เขียนได้รับแจ้ง").wait_for()
    angry = Comment.objects.select_related("hearing").get(body=ANGRY)
    author = place.viewer_of_person(angry.author.citizen)
    grounds = "เป็นการวิจารณ์การทำงาน ไม่ได้เอ่ยชื่อใครเลย"
    moderation_appeals.file(viewer=author, subject=angry, grounds=grounds, now=timezone.now())
    page.get_by_role("link", name="อุทธรณ์", exact=True).click()
    page.get_by_role("link", name=hearing.title_th).click()
    page.get_by_text("เจ้าหน้าที่คนอื่นต้องเป็นผู้พิจารณาอุทธรณ์").wait_for()
    malee.picture("moderating-05-own-decision")

    # Another officer of the agency overturns it: the text is back, and its author is told.
    prasit = browsers()
    prasit.sign_in("prasit")
    page = prasit.page
    page.locator("nav").get_by_role("link", name="ตรวจความเห็น").click()
    page.get_by_role("link", name="อุทธรณ์", exact=True).click()
    page.get_by_role("link", name=hearing.title_th).click()
    page.get_by_text(grounds).wait_for()
    prasit.picture("moderating-06-appeal")
    page.get_by_label("คำชี้แจงถึงผู้เขียน").fill("เป็นการวิจารณ์โดยสุจริต ไม่ได้เจาะจงบุคคล")
    page.get_by_role("button", name="กลับคำตัดสิน").click()
    page.get_by_text("ตัดสินอุทธรณ์แล้ว ผู้เขียนได้รับแจ้ง").wait_for()
    page.get_by_role("link", name="บันทึกการตัดสิน").click()
    prasit.picture("moderating-07-log")
    angry.refresh_from_db()
    assert angry.status == "visible"

    # A reason with leeway waits for an officer of another agency, who agrees on a phone.
    aside = Comment.objects.get(body=ASIDE)
    page.goto(f"{prasit.address}/admin/consultation/moderationdecision/item/c-{aside.pk}/")
    page.get_by_label("เหตุตามแนวปฏิบัติ").select_option("off_topic")
    page.locator("#ruling").get_by_label("คำชี้แจงถึงผู้เขียน").fill("เป็นเรื่องซ่อมถนน ไม่เกี่ยวกับร่างนี้")
    page.locator("#ruling").get_by_role("button", name="ซ่อน").click()
    page.get_by_text("ตัดสินแล้ว").wait_for()
    kittipong = browsers(PHONE)
    kittipong.sign_in("kittipong")
    page = kittipong.page
    page.goto(f"{kittipong.address}/admin/consultation/moderationdecision/?board=seconds")
    page.get_by_text(ASIDE).wait_for()
    kittipong.picture("moderating-08-second-phone")
    page.get_by_role("button", name="เห็นพ้อง ให้ซ่อน").click()
    page.get_by_text("บันทึกความเห็นที่สองแล้ว").wait_for()

    statuses = dict(Comment.objects.values_list("body", "status"))
    assert [statuses[body] for body in (LINK, ADVERT, PHONE_NUMBER, ANGRY, ASIDE)] == [
        "visible", "visible", "hidden", "visible", "hidden",
    ]  # fmt: skip
    assert Statement.objects.get().status == "visible"
    # Told: two published, hidden for a number, hidden, heard, hidden again.
    assert Notice.objects.filter(citizen=author.citizen, topic="consultation.moderated").count() == 6
    assert [malee.complaints, prasit.complaints, kittipong.complaints] == [[]] * 3

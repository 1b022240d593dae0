"""The review page and its buttons: a readable difference, four eyes, a moment in the future, a reason for each step."""

from datetime import datetime, timedelta

import pytest

from services.actions import publishing
from services.models import Service, ServiceVersion
from tests.factories import services as make

PAGE = "/admin/services/serviceversion/{}/{}/"


def said(answer):
    """Return the messages a page shows."""
    return [str(message) for message in answer.context["messages"]]


def test_the_difference_marks_words_inside_thai_text(at_desk, approver_officer, author, published):
    version = make.revise_and_submit(author, description_th="แจ้งบัตรหายและขอมีบัตรใหม่ที่อำเภอทุกแห่งได้ทันที ไม่ต้องแจ้งความ")

    text = at_desk(approver_officer).get(PAGE.format(version.pk, "change")).content.decode()

    assert "<del>สำนักทะเบียน</del><ins>อำเภอทุกแห่ง</ins>" in text
    assert "สิ่งที่เปลี่ยนจากฉบับที่ประชาชนเห็นอยู่ตอนนี้" in text
    assert "มาลี ศรีสุข" in text
    assert make.REASON in text


def test_the_approver_lets_a_version_out_at_once(at_desk, approver_officer, author, published):
    version = make.revise_and_submit(author, name_en="New name")

    answer = at_desk(approver_officer).post(
        PAGE.format(version.pk, "approve"), {"reason": "ตรวจแล้ว", "when": "now"}, follow=True
    )

    assert said(answer) == ["อนุมัติและเผยแพร่แล้ว ประชาชนเห็นฉบับนี้ทันที"]
    published.refresh_from_db()
    assert (published.name_en, published.published_version_id) == ("New name", version.pk)


def test_the_approver_sets_a_moment_in_bangkok_time(at_desk, approver_officer, author, published):
    version = make.revise_and_submit(author, name_en="New name")

    answer = at_desk(approver_officer).post(
        PAGE.format(version.pk, "approve"),
        {"reason": "ตรวจแล้ว", "when": "later", "effective_at": "2026-12-01T08:30"},
        follow=True,
    )

    version.refresh_from_db()
    assert said(answer) == ["อนุมัติแล้ว จะมีผล 1 ธันวาคม 2569 เวลา 08:30 น."]
    assert version.state == ServiceVersion.State.SCHEDULED
    assert version.effective_at == datetime(2026, 12, 1, 8, 30, tzinfo=make.BANGKOK)


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("", "โปรดเลือกวันและเวลาที่จะให้มีผล หรือเลือก “ทันที”"),
        ("พรุ่งนี้", "โปรดเลือกวันและเวลาที่จะให้มีผล หรือเลือก “ทันที”"),
        ("0001-01-01T00:00", "โปรดเลือกวันและเวลาที่จะให้มีผล หรือเลือก “ทันที”"),
        ("2026-11-21T09:59", "เวลาที่กำหนดผ่านไปแล้ว โปรดกำหนดเวลาในอนาคต หรือเว้นว่างเพื่อให้มีผลทันที"),
    ],
)
def test_a_moment_that_cannot_be_is_refused(at_desk, approver_officer, author, published, moment, sentence):
    version = make.revise_and_submit(author, name_en="New name")

    answer = at_desk(approver_officer).post(
        PAGE.format(version.pk, "approve"),
        {"reason": "ตรวจแล้ว", "when": "later", "effective_at": moment},
        follow=True,
    )

    version.refresh_from_db()
    assert said(answer) == [sentence]
    assert version.state == ServiceVersion.State.IN_REVIEW


def test_a_step_without_a_reason_is_refused(at_desk, approver_officer, author, published):
    version = make.revise_and_submit(author, name_en="New name")

    answer = at_desk(approver_officer).post(PAGE.format(version.pk, "approve"), {"reason": " "}, follow=True)

    version.refresh_from_db()
    assert said(answer) == ["โปรดระบุเหตุผลของขั้นตอนนี้ ไม่เกิน 1,000 ตัวอักษร"]
    assert version.state == ServiceVersion.State.IN_REVIEW


def test_sending_back_shows_the_reason_to_the_author(at_desk, approver_officer, author_officer, author, published):
    version = make.revise_and_submit(author, name_en="New name")

    answer = at_desk(approver_officer).post(PAGE.format(version.pk, "send-back"), {"reason": "ขอแหล่งที่มา"}, follow=True)
    form = at_desk(author_officer).get(PAGE.format(version.pk, "edit")).content.decode()

    assert said(answer) == ["ส่งคืนให้ผู้ร่างแก้แล้ว"]
    assert "<b>ผู้ตรวจส่งคืน:</b> ขอแหล่งที่มา" in form


def test_authors_see_why_they_cannot_decide_and_who_can(at_desk, head_officer, approver_officer, head, published):
    version = make.revise_and_submit(head, name_en="New name")
    client = at_desk(head_officer)

    text = client.get(PAGE.format(version.pk, "change")).content.decode()
    forced = client.post(PAGE.format(version.pk, "approve"), {"reason": "เอง"}, follow=True)

    assert "ท่านเป็นผู้ร่างหรือร่วมเขียนฉบับนี้ จึงอนุมัติหรือส่งคืนเองไม่ได้" in text
    assert "ผู้ที่ตัดสินได้: ประสิทธิ์ วงศ์ทอง" in text
    assert "/approve/" not in text
    assert said(forced) == ["ผู้ร่างอนุมัติหรือส่งคืนงานของตนเองไม่ได้ ต้องให้เจ้าหน้าที่อีกคนเป็นผู้ตรวจ"]


def test_a_draft_is_submitted_with_a_reason(at_desk, author_officer, author):
    version = make.make_draft(author)

    answer = at_desk(author_officer).post(PAGE.format(version.pk, "submit"), {"reason": "ตามประกาศ"}, follow=True)

    version.refresh_from_db()
    assert said(answer) == ["ส่งตรวจแล้ว รอเพื่อนร่วมงานตรวจ"]
    assert (version.state, version.reason) == (ServiceVersion.State.IN_REVIEW, "ตามประกาศ")


def test_a_draft_that_changes_nothing_is_not_submitted(at_desk, author_officer, author, published):
    client = at_desk(author_officer)
    client.post(f"/admin/services/service/{published.pk}/draft/", {"reason": "ลอง"})
    version = published.versions.get(state="draft")

    answer = client.post(PAGE.format(version.pk, "submit"), {"reason": "ไม่มีอะไร"}, follow=True)

    assert said(answer)[-1] == "ร่างนี้เหมือนกับฉบับที่เผยแพร่อยู่ทุกประการ จึงไม่มีอะไรให้ตรวจ"


def test_a_withdrawal_is_proposed_and_approved(at_desk, author_officer, approver_officer, published):
    at_desk(author_officer).post(f"/admin/services/service/{published.pk}/withdraw/", {"reason": "รวมกับบริการอื่น"})
    version = published.versions.get(state="in_review")
    client = at_desk(approver_officer)

    page = client.get(PAGE.format(version.pk, "change")).content.decode()
    answer = client.post(PAGE.format(version.pk, "approve"), {"reason": "เห็นด้วย"}, follow=True)

    assert "ฉบับนี้ขอ<b>เลิกให้บริการ</b>" in page
    assert said(answer) == ["อนุมัติแล้ว บริการนี้เลิกให้บริการและไม่แสดงต่อประชาชนแล้ว"]
    published.refresh_from_db()
    assert published.state == Service.State.RETIRED


def test_the_history_compares_any_two_and_offers_the_way_back(at_desk, author_officer, author, approver, published):
    make.republish(author, approver, name_en="Second")
    make.republish(author, approver, name_en="Third")
    client = at_desk(author_officer)
    address = f"/admin/services/service/{published.pk}/history/"

    newest = client.get(address)
    chosen = client.get(address, {"from": "3", "to": "1"})
    client.post(f"/admin/services/service/{published.pk}/roll-back/", {"number": "1", "reason": "ฉบับใหม่ผิด"})

    assert [(change.before, change.after) for change in newest.context["changes"]] == [(("Second",), ("Third",))]
    assert [change.after for change in chosen.context["changes"] if change.field == "name_en"] == [("Third",)]
    proposed = published.versions.get(state="in_review")
    assert (proposed.number, proposed.based_on.number) == (4, 1)
    assert proposed.content["name_en"] == "Replace a lost national ID card"


@pytest.mark.parametrize("number", ["", "x", "99", "²", "9" * 40])
def test_a_way_back_that_does_not_exist_is_refused(at_desk, author_officer, published, number):
    answer = at_desk(author_officer).post(
        f"/admin/services/service/{published.pk}/roll-back/", {"number": number, "reason": "ลอง"}, follow=True
    )

    assert said(answer) == ["ไม่พบรายการที่ระบุ หรือท่านไม่มีสิทธิ์เข้าถึง"]
    assert published.versions.count() == 1


def test_the_services_page_tells_who_did_what(at_desk, author_officer, author, approver, published):
    make.republish(author, approver, name_en="Second")

    trail = at_desk(author_officer).get(f"/admin/services/service/{published.pk}/change/").context["trail"]

    assert [(step.action, step.number, step.officer) for step in trail] == [
        ("เผยแพร่", "2", "ประสิทธิ์ วงศ์ทอง"),
        ("ส่งตรวจ", "2", "มาลี ศรีสุข"),
        ("บันทึกร่าง", "2", "มาลี ศรีสุข"),
        ("เริ่มร่าง", "2", "มาลี ศรีสุข"),
        ("เผยแพร่", "1", "ประสิทธิ์ วงศ์ทอง"),
        ("ส่งตรวจ", "1", "มาลี ศรีสุข"),
        ("สร้างบริการใหม่พร้อมร่างแรก", "1", "มาลี ศรีสุข"),
    ]


def test_the_services_page_tells_when_a_moment_came_in_vain(
    at_desk, author_officer, author, approver, published, settings
):
    make.make_review(author, "id-second")
    second = Service.objects.get(code="id-second")
    moment = make.NOW + timedelta(days=1)
    publishing.approve(viewer=approver, code="id-second", number=1, reason="ถูกต้อง", effective_at=moment, now=make.NOW)
    settings.CATALOGUE_LIMIT = 1
    publishing.publish_due(now=moment)

    trail = at_desk(author_officer).get(f"/admin/services/service/{second.pk}/change/").context["trail"]

    assert (trail[0].action, trail[0].officer) == ("มีผลตามเวลาไม่ได้ กลับไปรอตรวจ", "ระบบ")

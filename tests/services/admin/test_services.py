"""The list of an agency's services, previews, alerts, postings and counters."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from services.models import Alert, Posting
from tests.factories import services as make
from tests.services.admin.test_draft_form import edited

LIST = "/admin/services/service/"


def codes(answer):
    """Return the codes a list shows."""
    return [row.code for row in answer.context["cl"].result_list]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("บัตรหาย", ["id-lost"]),
        ("lost id", ["id-lost"]),
        ("ใบขับขี่ ครั้งแรก", ["dl-first"]),
        ("น้ำ", ["water"]),
        ("นํ้า", ["water"]),
        ("dl-first", ["dl-first"]),
        ("ไม่มีแน่", []),
    ],
)
def test_the_list_is_searched_in_thai(at_desk, author_officer, author, approver, words, found):
    make.make_published(author, approver)
    make.make_published(author, approver, "dl-first", name_th="ขอใบขับขี่ครั้งแรก", name_en="First licence", keywords=[])
    make.make_published(author, approver, "water", name_th="ขอใช้น้ำบาดาล", name_en="Water", keywords=[])

    answer = at_desk(author_officer).get(LIST, {"q": words})

    assert codes(answer) == found


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({"state": "published"}, ["done", "gap"]),
        ({"state": "unpublished"}, ["draft"]),
        ({"state": "open"}, ["draft"]),
        ({"category": "driving_vehicle"}, ["gap"]),
        ({"level": "full"}, ["done"]),
        ({"facts": "unknown"}, ["gap"]),
        ({"facts": "whole"}, ["done"]),
        ({"state": "junk", "category": "junk"}, []),
    ],
)
def test_the_list_is_narrowed_down(at_desk, author_officer, author, approver, chosen, found):
    make.make_published(author, approver, "done", name_th="ก", digital_level="full")
    make.make_published(
        author,
        approver,
        "gap",
        name_th="ข",
        category="driving_vehicle",
        processing_working_days=None,
        certainty={"processing": "unknown"},
    )
    make.make_draft(author, "draft", name_th="ค")

    answer = at_desk(author_officer).get(LIST, chosen)

    assert codes(answer) == found


def test_a_longer_list_costs_no_more_queries(at_desk, author_officer, author, approver):
    client = at_desk(author_officer)

    counts = []
    for first, last in ((0, 2), (2, 20)):
        for place in range(first, last):
            make.make_published(author, approver, f"service-{place}")
            make.make_draft(author, f"draft-{place}")
        with CaptureQueriesContext(connection) as seen:
            assert client.get(LIST).status_code == 200
        counts.append(len(seen))

    assert counts[0] == counts[1]
    assert counts[1] <= 13


def test_the_strip_says_in_words_what_its_colours_say(at_desk, author_officer, published):
    text = at_desk(author_officer).get(LIST).content.decode()

    assert 'aria-label="ยืนยันแล้ว 9 จาก 9 ข้อ"' in text
    assert 'title="ค่าธรรมเนียม: หน่วยงานยืนยันแล้ว"' in text


def test_the_preview_shows_both_languages_certainty_and_the_alert(at_desk, author_officer, author, published):
    at_desk(author_officer).post(
        f"{LIST}{published.pk}/alert/",
        {"severity": "disruption", "message_th": "ระบบขัดข้อง", "message_en": "System down"},
    )
    version = make.revise_and_submit(author, processing_working_days=None)

    answer = at_desk(author_officer).get(f"/admin/services/serviceversion/{version.pk}/preview/")

    thai, english = answer.context["pages"]
    assert thai["row"].name == "ทำบัตรประชาชนใหม่ กรณีบัตรหาย"
    assert english["row"].name == "Replace a lost national ID card"
    assert (thai["row"].processing_text, english["row"].processing_text) == ("ยังไม่มีข้อมูล", "Not known yet")
    assert (thai["facts"]["fee"].certainty_text, english["facts"]["fee"].certainty_text) == (
        "หน่วยงานยืนยันแล้ว",
        "Confirmed by the agency",
    )
    text = answer.content.decode()
    assert "ระบบขัดข้อง" in text
    assert "System down" in text


def test_the_preview_shows_what_is_typed_and_saves_nothing(at_desk, author_officer, author):
    version = make.make_draft(author)
    address = f"/admin/services/serviceversion/{version.pk}/preview/"

    shown = at_desk(author_officer).post(address, edited(version, name_th="ยังไม่บันทึก", show_form="1"))
    wrong = at_desk(author_officer).post(address, edited(version, name_th="", show_form="1"))

    assert shown.context["pages"][0]["row"].name == "ยังไม่บันทึก"
    assert wrong.context["form"].fields.errors["name_th"] == ["โปรดกรอกช่องนี้"]
    version.refresh_from_db()
    assert version.revision == 1


def test_an_alert_goes_up_at_once_and_comes_down(at_desk, author_officer, published):
    client = at_desk(author_officer)

    client.post(
        f"{LIST}{published.pk}/alert/",
        {
            "severity": "notice",
            "message_th": "ปิดวันจันทร์",
            "message_en": "Closed on Monday",
            "ends_at": "2026-11-23T16:30",
        },
    )
    alert = Alert.objects.get()
    listed = client.get("/admin/services/alert/").content.decode()
    client.post(f"{LIST}{published.pk}/alert/clear/")
    again = client.post(f"{LIST}{published.pk}/alert/clear/", follow=True)

    assert (alert.message_th, alert.message_en, alert.raised_by) == ("ปิดวันจันทร์", "Closed on Monday", author_officer)
    assert "ปิดวันจันทร์" in listed
    alert.refresh_from_db()
    assert alert.cleared_at is not None
    assert [str(said) for said in again.context["messages"]] == [
        "ปลดประกาศแล้ว",
        "ไม่พบรายการที่ระบุ หรือท่านไม่มีสิทธิ์เข้าถึง",
    ]


def test_an_alert_that_would_have_ended_already_keeps_what_was_typed(at_desk, author_officer, published):
    answer = at_desk(author_officer).post(
        f"{LIST}{published.pk}/alert/",
        {"severity": "notice", "message_th": "ปิด", "message_en": "Closed", "ends_at": "2026-11-20T08:00"},
    )

    assert answer.context["form"]["message_th"].value() == "ปิด"
    assert not Alert.objects.exists()


def test_a_head_appoints_and_dismisses(at_desk, head_officer, agency):
    newcomer = make.make_officer("newcomer", name_th="ใหม่ มาดี")
    client = at_desk(head_officer)

    client.post(
        "/admin/services/posting/add/",
        {"officer": "newcomer", "agency": agency.pk, "role": "author", "starts_on": "2026-11-21"},
    )
    posting = Posting.objects.get(officer=newcomer)
    roles = make.roles_of(newcomer, agency)
    client.post(f"/admin/services/posting/{posting.pk}/end/", {"ends_on": "2026-11-21"})

    assert (posting.role, roles) == ("author", ["author"])
    assert make.roles_of(newcomer, agency) == []


@pytest.mark.parametrize("ends_on", ["", "31/12/2569", "2026-13-01", "2026-11-20", "2026-11-21\0"])
def test_a_posting_does_not_end_on_a_day_that_is_past_or_unreadable(
    at_desk, head_officer, author_officer, agency, ends_on
):
    posting = Posting.objects.get(officer=author_officer)

    answer = at_desk(head_officer).post(f"/admin/services/posting/{posting.pk}/end/", {"ends_on": ends_on})

    posting.refresh_from_db()
    assert [str(said) for said in answer.context["messages"]] == [
        "อ่านวันที่ไม่ได้หรือเป็นวันที่ผ่านไปแล้ว โปรดเลือกวันนี้หรือวันหลังจากนี้ ยังไม่ได้สิ้นสุดการประจำ"
    ]
    assert (posting.ends_on, make.roles_of(author_officer, agency)) == (None, ["author"])


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"officer": "nobody-here"}, "officer", "ไม่มีเจ้าหน้าที่ที่ใช้ชื่อนี้"),
        ({"starts_on": "เมื่อวาน"}, "starts_on", None),
        ({"role": "minister"}, "role", None),
    ],
)
def test_an_appointment_that_cannot_be_says_why(at_desk, head_officer, agency, changes, field, said):
    make.make_officer("newcomer")
    sent = {"officer": "newcomer", "agency": agency.pk, "role": "author", "starts_on": "2026-11-21"} | changes

    answer = at_desk(head_officer).post("/admin/services/posting/add/", sent)

    assert field in answer.context["form"].errors
    assert said is None or answer.context["form"].errors[field] == [said]
    assert Posting.objects.filter(role="author").count() == 0


def test_a_head_cannot_appoint_at_another_agency(at_desk, head_officer, other_agency):
    make.make_officer("newcomer")

    answer = at_desk(head_officer).post(
        "/admin/services/posting/add/",
        {"officer": "newcomer", "agency": other_agency.pk, "role": "head", "starts_on": "2026-11-21"},
    )

    assert "agency" in answer.context["form"].errors
    assert not Posting.objects.filter(agency=other_agency).exists()

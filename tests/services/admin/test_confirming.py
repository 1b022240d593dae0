"""Confirming many facts: exactly what was shown and ticked, all of it or none, and what cannot be is named."""

import pytest

from services.actions import edition, facts
from services.models import Fact, FactName, Service
from tests.factories import services as make

PAGE = "/admin/services/service/confirm/"
EVERY = set(FactName.values)


@pytest.fixture
def unconfirmed(author, approver):
    """Publish two services whose facts nobody has confirmed, one of them with a disputed fee and no known time."""
    one = make.make_published(author, approver, "one", name_th="ก")
    two = make.make_published(author, approver, "two", name_th="ข")
    Fact.objects.update(certainty="general_knowledge", confirmed_at=None, confirmed_by=None, confirm_by=None)
    Fact.objects.filter(service=two, name="fee").update(certainty="conflicting")
    Fact.objects.filter(service=two, name="processing").update(certainty="unknown")
    return one, two


def shown(answer):
    """Return service and fact of each line that can be ticked."""
    return {(group["service"].code, row["fact"].name) for group in answer.context["groups"] for row in group["facts"]}


def test_the_page_shows_the_text_that_would_be_confirmed(at_desk, author_officer, unconfirmed):
    answer = at_desk(author_officer).get(PAGE)

    text = answer.content.decode()
    assert "100 บาท · กรณีบัตรหาย · If the card is lost" in text
    assert "ทะเบียนบ้าน / House registration (ถ้ามี / If any)" in text
    assert shown(answer) == {("one", name) for name in EVERY} | {
        ("two", name) for name in EVERY - {"fee", "processing"}
    }
    assert [[fact.name for fact in group["facts"]] for group in answer.context["unclear"]] == [["fee", "processing"]]


def test_codes_that_no_database_takes_confirm_nothing(at_desk, author_officer, unconfirmed):
    answer = at_desk(author_officer).post(PAGE, {"confirm": "1", "codes": "a\0", "fact": "a\0:fee"})

    assert answer.status_code == 200
    assert not Fact.objects.exclude(confirmed_at=None).exists()


def test_ticked_facts_are_confirmed_and_others_are_not(at_desk, author_officer, unconfirmed):
    one, two = unconfirmed

    answer = at_desk(author_officer).post(
        PAGE,
        {
            "confirm": "1",
            "fact": ["one:fee", "one:channel", "two:legal"],
            "read": [f"one@{one.changed_in}", f"two@{two.changed_in}"],
        },
    )

    confirmed = set(
        Fact.objects.filter(certainty="agency_confirmed", confirmed_by=author_officer).values_list(
            "service__code", "name"
        )
    )
    assert confirmed == {("one", "fee"), ("one", "channel"), ("two", "legal")}
    assert [str(said) for said in answer.context["messages"]] == ["ยืนยันแล้ว 3 ข้อ"]
    assert ("one", "fee") not in shown(answer)


def test_what_is_unknown_or_disputed_is_refused_by_name_and_nothing_is_confirmed(at_desk, author_officer, unconfirmed):
    one, two = unconfirmed

    answer = at_desk(author_officer).post(
        PAGE,
        {
            "confirm": "1",
            "fact": ["one:fee", "two:fee"],
            "read": [f"one@{one.changed_in}", f"two@{two.changed_in}"],
        },
    )

    assert [str(said) for said in answer.context["messages"]] == [
        "ค่าธรรมเนียม ของบริการ two ยังไม่มีข้อมูล หรือข้อมูลขัดกัน ต้องแก้ในร่างก่อนจึงจะยืนยันได้"
    ]
    assert not Fact.objects.filter(certainty="agency_confirmed").exists()


def test_a_text_that_changed_since_it_was_read_is_shown_again(at_desk, author_officer, author, approver, unconfirmed):
    one, _ = unconfirmed
    make.republish(author, approver, "one", fees=[{"amount_satang": 20_000, "note_th": "", "note_en": ""}])

    answer = at_desk(author_officer).post(
        PAGE, {"confirm": "1", "fact": "one:channel", "read": f"one@{one.changed_in}"}
    )

    said = [str(message) for message in answer.context["messages"]]
    assert said == ["มีผู้แก้ข้อมูลของ one หลังจากท่านเปิดหน้านี้ ยังไม่ได้ยืนยันข้อใด โปรดตรวจอีกครั้ง"]
    assert not Fact.objects.filter(service=one, name="channel", certainty="agency_confirmed").exists()


def test_a_text_that_changes_while_the_step_waits_for_its_turn_is_not_confirmed(
    at_desk, author_officer, unconfirmed, monkeypatch
):
    one, _ = unconfirmed
    hold = edition.hold

    def hold_after_somebody_else():
        Service.objects.filter(pk=one.pk).update(changed_in=one.changed_in + 7)
        return hold()

    monkeypatch.setattr(edition, "hold", hold_after_somebody_else)

    answer = at_desk(author_officer).post(
        PAGE, {"confirm": "1", "fact": "one:channel", "read": f"one@{one.changed_in}"}
    )

    said = [str(message) for message in answer.context["messages"]]
    assert said == ["มีผู้แก้ข้อมูลของ one หลังจากท่านเปิดหน้านี้ ยังไม่ได้ยืนยันข้อใด โปรดตรวจอีกครั้ง"]
    assert not Fact.objects.filter(certainty="agency_confirmed").exists()


def test_the_lists_action_leads_here_with_the_chosen_services(at_desk, author_officer, unconfirmed):
    one, _ = unconfirmed

    answer = at_desk(author_officer).post(
        "/admin/services/service/", {"action": "confirm_facts", "_selected_action": [one.pk], "index": "0"}
    )

    assert {code for code, _ in shown(answer)} == {"one"}
    assert '<input type="hidden" name="codes" value="one">' in answer.content.decode()


def test_the_page_can_be_narrowed_to_some_facts(at_desk, author_officer, unconfirmed):
    answer = at_desk(author_officer).get(PAGE, {"about": ["fee", "legal"]})

    assert shown(answer) == {("one", "fee"), ("one", "legal"), ("two", "legal")}


def test_confirmed_facts_return_when_their_year_is_over_or_on_request(at_desk, author_officer, published, author):
    client = at_desk(author_officer)

    due = shown(client.get(PAGE))
    all_of_them = shown(client.get(PAGE, {"all": "1"}))

    assert due == set()
    assert all_of_them == {("id-lost", name) for name in EVERY}


def test_a_page_holds_as_many_as_one_step_may_and_says_what_remains(at_desk, author_officer, unconfirmed, monkeypatch):
    monkeypatch.setattr(facts, "BULK_LIMIT", 5)

    answer = at_desk(author_officer).get(PAGE)

    assert len(shown(answer)) == 5
    assert "แสดง 5 ข้อแรกจาก 16 ข้อ" in answer.content.decode()


@pytest.mark.parametrize(
    "junk",
    [
        {"fact": "one"},
        {"fact": "one:no-such"},
        {"fact": ":"},
        {"fact": "one:fee", "read": "one"},
        {"fact": "one:fee", "read": "one@x"},
        {"fact": "one:fee", "read": "one@" + "1" * 5_000},
        {},
    ],
)
def test_junk_confirms_nothing(at_desk, author_officer, unconfirmed, junk):
    answer = at_desk(author_officer).post(PAGE, {"confirm": "1"} | junk)

    assert answer.status_code == 200
    assert not Fact.objects.filter(certainty="agency_confirmed").exists()

"""What programmes say about made-up facts: for anybody, exactly, and never when anything is wrong with them."""

from collections.abc import Iterator
from typing import Any

import pytest

from superapp.accounts.viewer import Viewer
from tests.asking import Answer, Asker
from tests.factories.services import NOW
from tests.lasting import lasting
from welfare.actions import rule_loading
from welfare.models import Decision, Declaration, book
from welfare.rules.programmes import SHIPPED

OLD_AGE = {
    "nationality": {"text": "THA"},
    "birth_date": {"date": "2499-03-14", "era": "BE"},
    "in_house_registration": {"bool": True},
    "oaa_registration_date": {"date": "2016-05-01"},
}


@pytest.fixture(scope="module")
def rules(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Load the shipped rules once for all these tests."""
    with lasting(django_db_blocker):
        rule_loading.load(SHIPPED, now=NOW)
        yield


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]


def what_if(ask: Asker, facts: dict[str, Any], programmes: list[str] | None = None, **more: Any) -> Answer:
    given = [{"name": name, **value} for name, value in facts.items()]
    codes = ["old_age_allowance"] if programmes is None else programmes
    return ask("WhatIf", {"facts": given, "programmes": codes, "asOf": "2026-11-21"}, **more)


def test_it_is_decided_with_amount_and_law(ask: Asker):
    answer = what_if(ask, OLD_AGE)

    (decision,) = answer.data["whatIf"]["decisions"]
    assert (decision["verdict"], decision["reason"], decision["asks"]) == ("ELIGIBLE", None, [])
    assert decision["programme"]["isConfirmed"] is False
    (amount,) = decision["outputs"]
    assert (amount["value"], amount["money"]) == ("700", {"satang": 70000, "text": "700 บาท"})
    assert amount["sentence"] == "ได้รับเดือนละ 700 บาท ตามอายุ 70 ปี"


def test_why_not_names_the_requirement_its_values_and_its_law(ask: Asker):
    answer = what_if(ask, {**OLD_AGE, "birth_date": {"date": "1966-12-02"}}, language="en")

    (decision,) = answer.data["whatIf"]["decisions"]
    assert (decision["verdict"], decision["summary"]) == ("NOT_ELIGIBLE", "Not entitled")
    assert decision["reason"]["sentence"] == "60 completed years on 1 November 2026 (age: 59)"
    assert decision["reason"]["citations"][0]["clause"] == "ม.11(11)"
    assert decision["outputs"] == []


def test_without_a_fact_it_says_which_and_asks_that(ask: Asker):
    facts = {name: value for name, value in OLD_AGE.items() if name != "birth_date"}

    answer = what_if(ask, facts)

    (decision,) = answer.data["whatIf"]["decisions"]
    assert (decision["verdict"], decision["reason"]["code"]) == ("UNKNOWN", "age_60_on_anchor")
    assert [one["name"] for one in decision["asks"]] == ["birth_date"]
    question = answer.data["whatIf"]["nextQuestion"]
    assert [one["name"] for one in question["facts"]] == ["birth_date"]
    assert [one["code"] for one in question["settles"]] == ["old_age_allowance"]


def test_a_list_is_read_with_its_elements(ask: Asker):
    facts = {
        "nationality": {"text": "THA"},
        "household_members": {
            "elements": [
                {"fields": [{"name": "annual_income", "number": "90000.50"}]},
                {"fields": [{"name": "annual_income"}]},
            ]
        },
        "children": {
            "elements": [
                {
                    "fields": [
                        {"name": "nationality", "text": "THA"},
                        {"name": "birth_date", "date": "2567-05-01", "era": "BE"},
                        {"name": "csg_registration_date", "date": "2024-06-01"},
                    ]
                }
            ]
        },
    }

    answer = what_if(ask, facts, ["child_support_grant"])

    (decision,) = answer.data["whatIf"]["decisions"]
    assert (decision["verdict"], decision["reason"]["code"]) == ("UNKNOWN", "household_income")
    assert [one["name"] for one in decision["asks"]] == ["household_members[].annual_income"]


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"height_cm": {"number": "170"}}, "No fact is named height_cm"),
        ({"birth_date": {"date": "2509-09-01"}}, "The fact birth_date is not valid"),
        ({"birth_date": {"date": "2483-02-10", "era": "BE"}}, "The fact birth_date is not valid"),
        ({"birth_date": {"date": "1966-02-30"}}, "The fact birth_date is not valid"),
        ({"birth_date": {"text": "เมื่อวาน"}}, "The fact birth_date is not valid"),
        ({"annual_income": {"number": "-1"}}, "The fact annual_income is not valid"),
        ({"annual_income": {"number": "1e9"}}, "The fact annual_income needs exactly one value"),
        ({"annual_income": {"number": "1", "text": "2"}}, "The fact annual_income needs exactly one value"),
        ({"nationality": {"bool": True}}, "The fact nationality is not valid"),
        ({"__class__": {"text": "x"}}, "No fact is named __class__"),
        ({"children": {"elements": [{"fields": [{"name": "height", "number": "1"}]}]}}, "No fact is named"),
        ({"household_members": {"elements": [{"fields": []}] * 10_000}}, "household_members"),
    ],
)
def test_what_is_wrong_is_refused_by_name_and_nothing_decided(ask: Asker, facts: dict[str, Any], says: str):
    answer = what_if(ask, {**OLD_AGE, **facts}, language="en")

    assert answer.data is None or answer.data["whatIf"] is None
    assert answer.status in (200, 413)
    if answer.status == 200:
        assert answer.codes == ["BAD_USER_INPUT"]
        assert says in answer.errors[0]["message"]


def test_an_unknown_programme_is_refused(ask: Asker):
    answer = what_if(ask, OLD_AGE, ["free_money"])

    assert (answer.codes, answer.data) == (["BAD_USER_INPUT"], {"whatIf": None})


def test_nothing_is_kept(ask: Asker, citizen: Viewer):
    what_if(ask, OLD_AGE, viewer=citizen)

    assert (Decision.objects.count(), Declaration.objects.count()) == (0, 0)


def test_every_programme_page_says_how_sure_it_is(ask: Asker):
    answer = ask("Programmes")

    rows = answer.data["programmes"]
    assert len(rows) == len(book.current().entries) == 49
    assert {row["isConfirmed"] for row in rows} == {False}
    assert {row["confidence"] for row in rows} == {"HIGH", "MEDIUM", "LOW"}


def test_a_page_states_requirements_for_nobody_in_particular(ask: Asker):
    answer = ask("ProgrammePage", {"code": "old_age_allowance"}, language="en")

    programme = answer.data["programme"]
    assert programme["criteria"][0]["sentence"] == "Thai nationality"
    assert [one["code"] for one in programme["criteria"] if one["isPinned"]] == [
        "registered_before_month",
        "no_state_pension",
        "no_regular_state_pay",
    ]
    assert all("not known yet" not in one["sentence"] for one in programme["criteria"])

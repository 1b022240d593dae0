"""Suggestions while typing."""

from typing import Any

import pytest

from tests.asking import Asker

pytestmark = pytest.mark.django_db


def suggested(ask: Asker, prefix: str, **more: Any) -> list[dict[str, Any]]:
    answer = ask("SuggestServices", {"prefix": prefix, **more})
    assert answer.errors == []
    found: list[dict[str, Any]] = answer.data["suggestServices"]
    return found


def test_words_people_say_lead_to_the_service_by_its_name(ask: Asker) -> None:
    first = suggested(ask, "บัตรคนจ")[0]

    assert (first["kind"], first["code"], first["text"]) == (
        "SERVICE",
        "state-welfare-card",
        "ตรวจสอบสิทธิบัตรสวัสดิการแห่งรัฐ",
    )


@pytest.mark.parametrize("prefix", ["ท", "ทำบัตร", "pass", "k", "กรม", "เบี้ย"])
def test_each_is_there_once_has_an_id_of_its_own_and_leads_somewhere(ask: Asker, prefix: str) -> None:
    found = suggested(ask, prefix)

    assert 0 < len(found) <= 8
    assert len({each["id"] for each in found}) == len(found)
    assert len({(each["kind"], each["code"]) for each in found}) == len(found)
    assert all(each["code"] for each in found if each["kind"] != "PHRASE")


def test_a_suggested_service_can_be_shown_at_once(ask: Asker) -> None:
    document = '{ suggestServices(prefix: "ทำบัตร") { kind code service { code name } } }'

    found = ask(document).data["suggestServices"]

    for each in found:
        assert (each["service"] or {}).get("code") == (each["code"] if each["kind"] == "SERVICE" else None)


@pytest.mark.parametrize("limit", [1, 3, 10])
def test_the_limit_holds(ask: Asker, limit: int) -> None:
    assert len(suggested(ask, "ทำ", limit=limit)) <= limit


@pytest.mark.parametrize("prefix", ["", "   ", "😀😀😀"])
def test_nothing_readable_gives_nothing(ask: Asker, prefix: str) -> None:
    assert suggested(ask, prefix) == []


@pytest.mark.parametrize(
    "variables",
    [{"prefix": "ก" * 201}, {"prefix": "ก", "limit": 0}, {"prefix": "ก", "limit": 11}, {"prefix": "ก", "limit": -1}],
)
def test_too_much_is_refused(ask: Asker, variables: dict[str, Any]) -> None:
    answer = ask("SuggestServices", variables)

    assert (answer.data, answer.codes) == (None, ["BAD_USER_INPUT"])

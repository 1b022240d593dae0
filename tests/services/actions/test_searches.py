"""Searches that found nothing: counted by day, without telling who searched, and never in the way of the search."""

from datetime import date

import pytest
from django.db import DatabaseError

from services.actions import searches
from services.models import UnfoundSearch

DAY = date(2026, 11, 21)


def note(text: str, *, language: str = "th", day: date = DAY) -> None:
    searches.note_unfound(text=text, language=language, day=day)


def counted() -> list[tuple[str, int]]:
    return list(UnfoundSearch.objects.order_by("pk").values_list("text", "count"))


@pytest.mark.django_db
def test_the_same_text_is_counted_by_day_and_language() -> None:
    for text in ("บัตรหมา", "  บัตรหมา ", "Dog Card", "dog card"):
        note(text)
    note("dog card", language="en")
    note("dog card", day=date(2026, 11, 22))

    assert counted() == [("บัตรหมา", 2), ("dog card", 2), ("dog card", 1), ("dog card", 1)]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("บัตร 1-1037-02071-81-1 หาย", "บัตร • หาย"),
        ("1103702071811", "•"),
        ("๑๑๐๓๗๐๒๐๗๑๘๑๑", "•"),
        ("โทร 081 234 5678", "โทร •"),
        ("โทร 081\u2013234\u20135678", "โทร •"),
        ("somchai@example.com card", "• card"),
        ("พ.ศ. 2569", "พ.ศ. •"),
        ("ม.33", "ม.33"),
    ],
)
def test_numbers_and_addresses_are_masked(text: str, kept: str) -> None:
    assert searches.masked(text) == kept


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
@pytest.mark.django_db
def test_nothing_is_not_counted(text: str) -> None:
    note(text)

    assert counted() == []


@pytest.mark.django_db
def test_a_long_text_is_cut() -> None:
    note("กข" * 10_000)

    assert counted() == [("กข" * 40, 1)]


@pytest.mark.parametrize("text", ["บัตร\x00", "บัตร\ud800", "\x1b[2J", "' OR 1=1 --"])
@pytest.mark.django_db
def test_a_hostile_text_does_no_harm(text: str) -> None:
    note(text)

    assert UnfoundSearch.objects.count() <= 1


@pytest.mark.django_db
def test_beyond_so_many_texts_a_day_only_known_ones_count_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches, "TEXTS_A_DAY", 2)

    for text in ("หนึ่ง", "สอง", "สาม", "หนึ่ง"):
        note(text)

    assert counted() == [("หนึ่ง", 2), ("สอง", 1)]


def test_a_database_that_is_away_loses_a_count_and_no_search(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(searches.transaction, "atomic", away)

    assert note("บัตรหมา") is None


@pytest.mark.django_db
def test_searches_are_forgotten_after_ninety_days() -> None:
    for day in (date(2026, 8, 22), date(2026, 8, 23), DAY):
        note("บัตรหมา", day=day)

    gone = searches.forget_old(as_of=DAY)

    assert gone == 1
    assert list(UnfoundSearch.objects.order_by("day").values_list("day", flat=True)) == [date(2026, 8, 23), DAY]

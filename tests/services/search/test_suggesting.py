"""Completions while typing: Thai unfinished, English, romanised; keywords lead but are never shown."""

import pytest

from services.search import index, suggesting
from services.search.result import Suggestion
from tests.services.search.catalogue import DOCUMENTS

INDEX = index.build(DOCUMENTS)


def offered(prefix: str, limit: int = 8) -> list[str | None]:
    return [each.code for each in suggesting.suggest(INDEX, prefix, limit) if each.kind == "service"]


@pytest.mark.parametrize(
    ("prefix", "first"),
    [
        ("ลงทะเบีย", "elderly-allowance"),
        # a later word of the name, and an unfinished syllable
        ("เบี้ยยังช", "elderly-allowance"),
        ("หนังสือเดินทางธรรมดา อ", "passport-new"),
        ("หนังสือเดินทางธรรมดา เ", "passport-new"),
        # a keyword leads to the service
        ("บัตรคนจ", "state-welfare-card"),
        ("ใบขับขี่หา", "dl-replace"),
        # tone mark forgotten, vowel too short
        ("ใบขับขีหมด", "dl-renew-car"),
        # English and romanised
        ("assist", "consular-help"),
        ("bat kon jo", "state-welfare-card"),
        # typing error: ordinary search fills in
        ("พาสปอด", "passport-new"),
    ],
)
def test_first_service(prefix: str, first: str) -> None:
    assert offered(prefix)[0] == first


def test_names_are_shown_never_keywords() -> None:
    assert suggesting.suggest(INDEX, "บัตรคนจ")[0] == Suggestion(
        "ตรวจสอบสิทธิบัตรสวัสดิการแห่งรัฐ", "state-welfare-card", "service"
    )
    assert suggesting.suggest(INDEX, "renew exp")[0] == Suggestion(
        "Renew expired national ID card", "id-renew", "service"
    )


def test_agencies_and_categories_are_offered_once() -> None:
    found = [(each.kind, each.code) for each in suggesting.suggest(INDEX, "กรมก", 20)]

    assert ("agency", "DOPA") in found
    assert ("agency", "DLT") in found
    assert len(found) == len(set(found))


def test_limit() -> None:
    assert len(suggesting.suggest(INDEX, "ทำ", 2)) == 2
    assert suggesting.suggest(INDEX, "ทำ", 0) == ()


@pytest.mark.parametrize("prefix", ["", "   ", "?!", "\u0e48", "👍"])
def test_nothing_typed_gives_nothing(prefix: str) -> None:
    assert suggesting.suggest(INDEX, prefix) == ()


@pytest.mark.parametrize(
    "prefix", ["\x00", "\ud800ก", "เ" * 5_000, "x" * 5_000, "ก" * 5_000, "\u0e48" * 5_000, "\u202eab"]
)
def test_hostile_prefixes_are_answered(prefix: str) -> None:
    assert len(suggesting.suggest(INDEX, prefix)) <= 8

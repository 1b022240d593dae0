"""The search on the real catalogue: the searches that must not fail, and the quality over the judged queries."""

import pytest

from services.search import evaluation, index, ranking
from services.search.index import Index
from tests.services.search import published


@pytest.fixture(scope="module")
def searchable() -> Index:
    return index.build(published.documents())


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("เงินคนแก่", {"elderly-allowance"}),
        ("บัตรคนจน", {"state-welfare-card"}),
        ("ใบขับขี่หมดอายุ", {"dl-renew-car"}),
        ("lost passport", {"passport-new", "passport-10y", "consular-help"}),
        ("tam bat prachachon mai", {"id-renew", "id-lost", "id-first"}),
    ],
)
def test_first(searchable: Index, text: str, right: set[str]) -> None:
    assert ranking.codes(searchable, text, 1)[0] in right


@pytest.mark.parametrize(
    ("text", "sensible"),
    [
        (
            "พ่อเดินไม่ได้แล้วมีใครช่วยค่าใช้จ่ายไหม",
            {"disabled-card", "disabled-allowance", "disabled-device", "sso-disability", "elderly-allowance",
             "emergency-cash", "social-help-1300"},
        ),
        (
            "จะเปิดร้านกาแฟต้องไปที่ไหนบ้าง",
            {"food-shop-licence", "commercial-register", "bizportal", "health-hazard-licence", "sso-employer-register"},
        ),
    ],
)  # fmt: skip
def test_situations_told_in_a_sentence(searchable: Index, text: str, sensible: set[str]) -> None:
    found = ranking.codes(searchable, text, 5)

    assert found[0] in sensible
    assert len(sensible.intersection(found)) >= 3


def test_quality(searchable: Index) -> None:
    queries = evaluation.read(published.QUERIES, frozenset(document.code for document in searchable.documents))

    report = evaluation.evaluate(lambda text: ranking.codes(searchable, text, evaluation.CUT), queries)

    assert report.queries == 320
    assert report.ndcg_at_10 >= 0.88
    assert min(report.by_lang.values()) >= 0.85

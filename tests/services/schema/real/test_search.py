"""Searching the real catalogue through the API: what is found first, how it is narrowed, and what is refused."""

from typing import Any

import pytest

from services.actions import searches
from services.models import UnfoundSearch
from tests.asking import Answer, Asker

pytestmark = pytest.mark.django_db


def found(answer: Answer) -> list[str]:
    assert answer.errors == []
    return [edge["node"]["code"] for edge in answer.data["searchServices"]["edges"]]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("เงินคนแก่", "elderly-allowance"),
        ("บัตรคนจน", "state-welfare-card"),
        ("ใบขับขี่หมดอายุ", "dl-renew-car"),
        ("lost passport", "passport-new"),
        ("tam bat prachachon mai", "id-renew"),
    ],
)
def test_the_right_service_comes_first(ask: Asker, query: str, first: str) -> None:
    answer = ask("SearchServices", {"query": query})

    assert found(answer)[0] == first


def test_facets_say_what_one_more_filter_would_leave(ask: Asker) -> None:
    everything = ask("SearchServices", {"query": "ใบขับขี่", "first": 100})
    (facet,) = [facet for facet in everything.data["searchServices"]["facets"] if facet["name"] == "agency"]

    for value in facet["values"][:3]:
        narrowed = ask("SearchServices", {"query": "ใบขับขี่", "first": 100, "filter": {"agency": [value["code"]]}})

        assert len(found(narrowed)) == value["count"] == narrowed.data["searchServices"]["totalCount"]
        assert {edge["node"]["agency"]["code"] for edge in narrowed.data["searchServices"]["edges"]} == {value["code"]}


def test_a_facet_keeps_its_other_values_when_one_is_chosen(ask: Asker) -> None:
    everything = ask("SearchServices", {"query": "ใบขับขี่"}).data["searchServices"]["facets"]

    chosen = ask("SearchServices", {"query": "ใบขับขี่", "filter": {"agency": ["DLT"]}}).data["searchServices"]["facets"]

    assert _facet(chosen, "agency") == _facet(everything, "agency")
    assert sum(value["count"] for value in _facet(chosen, "category")) < sum(
        value["count"] for value in _facet(everything, "category")
    )


def test_the_names_of_facets_are_in_the_language_of_the_request(ask: Asker) -> None:
    thai = ask("SearchServices", {"query": "ใบขับขี่"}).data["searchServices"]["facets"]
    english = ask("SearchServices", {"query": "ใบขับขี่"}, language="en").data["searchServices"]["facets"]

    assert [facet["name"] for facet in thai] == [
        "category",
        "life_event",
        "focus_area",
        "agency",
        "audience",
        "channel",
        "digital_level",
    ]
    assert _facet(thai, "agency")[0]["name"] == "กรมการขนส่งทางบก"
    assert _facet(english, "agency")[0]["name"] == "Department of Land Transport"
    assert {value["name"] for value in _facet(english, "audience")} <= {"Citizens", "Businesses", "Foreigners"}


@pytest.mark.parametrize("query", ["เงินคนแก่", "ใบขับขี่หมดอายุ", "lost passport", "ทำบัตรประชาชน ID card"])
def test_highlights_are_places_in_the_text_they_stand_with(ask: Asker, query: str) -> None:
    answer = ask("SearchServices", {"query": query, "first": 10})

    edges = answer.data["searchServices"]["edges"]
    highlights = [each for edge in edges for each in edge["highlights"]]
    assert edges[0]["highlights"] != []
    for highlight in highlights:
        ranges = highlight["ranges"]
        assert highlight["field"] in {"name_th", "name_en", "description_th", "description_en"}
        assert len(ranges) % 2 == 0
        assert len(ranges) >= 2
        assert ranges == sorted(set(ranges))
        assert ranges[0] >= 0
        assert ranges[-1] <= len(highlight["text"])


def test_a_highlight_marks_the_words_that_were_searched_for(ask: Asker) -> None:
    answer = ask("SearchServices", {"query": "lost passport", "first": 1})

    marked = {
        highlight["field"]: highlight["text"][slice(*highlight["ranges"][:2])]
        for highlight in answer.data["searchServices"]["edges"][0]["highlights"]
    }
    assert marked["name_en"] == "passport"
    assert marked["name_th"] == "หนังสือเดินทาง"


def test_a_misspelt_query_is_answered_and_corrected(ask: Asker) -> None:
    misspelt = ask("SearchServices", {"query": "บัดประชาชน"}).data["searchServices"]
    correct = ask("SearchServices", {"query": "บัตรประชาชน"}).data["searchServices"]

    assert misspelt["didYouMean"] == "บัตรประชาชน"
    assert correct["didYouMean"] is None
    assert misspelt["edges"][0]["node"]["category"]["code"] == "id_card"


@pytest.mark.parametrize(
    ("query", "language"),
    [("เงินคนแก่", "th"), ("lost passport", "en"), ("tam bat prachachon mai", "romanised"), ("😀", "und")],
)
def test_it_says_how_the_query_was_read(ask: Asker, query: str, language: str) -> None:
    assert ask("SearchServices", {"query": query}).data["searchServices"]["understoodLanguage"] == language


def test_nothing_found_offers_ways_on_in_sentences(ask: Asker) -> None:
    impossible = {"agency": ["DLT"], "category": ["id_card"]}

    thai = ask("SearchServices", {"query": "บัตรประชาชน", "filter": impossible}).data["searchServices"]
    english = ask("SearchServices", {"query": "บัตรประชาชน", "filter": impossible}, language="en").data["searchServices"]

    assert (thai["edges"], thai["totalCount"]) == ([], 0)
    assert "ลองเอาตัวกรองออก" in thai["tips"]
    assert "Try without filters." in english["tips"]
    assert len(thai["nearCategories"]) > 0
    assert all(category["name"] and category["id"] for category in thai["nearCategories"])


def test_something_found_offers_none_of_these(ask: Asker) -> None:
    answer = ask("SearchServices", {"query": "เงินคนแก่"}).data["searchServices"]

    assert (answer["tips"], answer["nearCategories"], answer["nearLifeEvents"]) == ([], [], [])


@pytest.mark.parametrize("query", ["", "   "])
def test_an_empty_query_lists_everything(ask: Asker, query: str) -> None:
    answer = ask("SearchServices", {"query": query, "first": 100}).data["searchServices"]

    assert (answer["totalCount"], len(answer["edges"]), answer["didYouMean"]) == (300, 100, None)


def test_paging_a_search_shows_every_hit_once_and_in_the_same_order(ask: Asker) -> None:
    whole = found(ask("SearchServices", {"query": "ใบอนุญาต", "first": 100}))
    pages: list[str] = []
    after = None
    while True:
        answer = ask("SearchServices", {"query": "ใบอนุญาต", "first": 7, "after": after})
        pages += found(answer)
        info = answer.data["searchServices"]["pageInfo"]
        after = info["endCursor"]
        if not info["hasNextPage"]:
            break

    assert pages == whole
    assert len(whole) > 14


def test_a_search_that_finds_nothing_is_counted_once_for_each_language(ask: Asker) -> None:
    for language in ("th", "en"):
        assert found(ask("SearchServices", {"query": " QZX  "}, language=language)) == []

    assert list(UnfoundSearch.objects.order_by("language").values_list("language", "text", "count")) == [
        ("en", "qzx", 1),
        ("th", "qzx", 1),
    ]


def test_a_search_that_finds_nothing_behind_a_filter_is_not_counted(ask: Asker) -> None:
    assert found(ask("SearchServices", {"query": "qzx", "filter": {"agency": ["DLT"]}})) == []
    assert found(ask("SearchServices", {"query": "บัตรประชาชน", "filter": {"agency": ["DLT"], "freeOnly": True}})) == []

    assert UnfoundSearch.objects.count() == 0


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("เลขบัตร 1-2345-67890-12-1 หาย", "เลขบัตร • หาย"),
        ("โทร 081 234 5678", "โทร •"),
        ("somchai.j@example.com ลืมรหัส", "• ลืมรหัส"),
        ("เลขบัตร ๑๒๓๔๕๖๗๘๙๐๑๒๑", "เลขบัตร •"),
        ("ก" * 200, "ก"),
        ("   ", ""),
    ],
)
def test_what_is_kept_of_a_search_says_nothing_of_a_person(text: str, kept: str) -> None:
    assert searches.masked(text) == kept


@pytest.mark.parametrize("query", ["ก" * 201, "a" * 10_000])
@pytest.mark.parametrize("language", ["th", "en"])
def test_a_query_of_more_than_200_characters_is_refused(ask: Asker, query: str, language: str) -> None:
    answer = ask("SearchServices", {"query": query}, language=language)

    assert (answer.data, answer.codes) == (None, ["BAD_USER_INPUT"])
    assert answer.errors[0]["path"] == ["searchServices"]
    assert ("200 ตัวอักษร" if language == "th" else "200 characters") in answer.errors[0]["message"]
    assert query[:50] not in answer.response.content.decode()


def test_a_query_of_200_characters_is_taken(ask: Asker) -> None:
    assert ask("SearchServices", {"query": "บัตรประชาชน " * 16 + "หายแล้ว!"}).errors == []


@pytest.mark.parametrize("name", ["category", "lifeEvent", "focusArea", "agency"])
@pytest.mark.parametrize("operation", ["SearchServices", "ServiceList"])
def test_a_filter_with_a_code_that_does_not_exist_is_refused(ask: Asker, operation: str, name: str) -> None:
    variables: dict[str, Any] = {"filter": {name: ["no-such-code"]}}
    if operation == "SearchServices":
        variables["query"] = "บัตร"

    answer = ask(operation, variables)

    assert (answer.data, answer.codes) == (None, ["BAD_USER_INPUT"])
    assert "no-such-code" not in answer.response.content.decode()


@pytest.mark.parametrize(
    "filter",
    [{"audience": ["MARTIAN"]}, {"channel": ["pigeon"]}, {"digitalLevel": [1]}, {"freeOnly": "yes"}, {"price": 1}, []],
)
def test_a_filter_of_another_shape_is_refused_as_a_whole(ask: Asker, filter: Any) -> None:
    answer = ask("ServiceList", {"filter": filter})

    assert (answer.data, set(answer.codes)) == (None, {"BAD_USER_INPUT"})


def test_filters_narrow_together_and_their_values_widen(ask: Asker) -> None:
    def count(**filter: Any) -> int:
        total = ask("ServiceList", {"filter": filter, "first": 1}).data["services"]["totalCount"]
        assert isinstance(total, int)
        return total

    dopa, dlt = count(agency=["DOPA"]), count(agency=["DLT"])

    assert count() == 300
    assert count(agency=["DOPA", "DLT"]) == dopa + dlt
    assert 0 < count(agency=["DOPA", "DLT"], category=["id_card"]) < dopa
    assert count(agency=[]) == 300


def test_free_only_shows_what_is_known_to_be_free(ask: Asker) -> None:
    answer = ask("ServiceList", {"filter": {"freeOnly": True}, "first": 100})

    nodes = [edge["node"] for edge in answer.data["services"]["edges"]]
    assert len(nodes) > 20
    assert {node["feeText"] for node in nodes} == {"ไม่มีค่าธรรมเนียม"}
    assert {fee["amount"]["satang"] for node in nodes for fee in node["fees"]} == {0}


def _facet(facets: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    (facet,) = [facet for facet in facets if facet["name"] == name]
    values: list[dict[str, Any]] = facet["values"]
    return values

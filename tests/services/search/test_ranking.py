"""What a search must find first, and what it answers besides the list."""

import threading

import pytest

from services.search import index, ranking
from services.search.result import Filters, SearchResult
from tests.services.search.catalogue import DOCUMENTS

INDEX = index.build(DOCUMENTS)


def found(text: str, **filters: object) -> list[str]:
    return [hit.code for hit in search(text, **filters).hits]


def search(text: str, **filters: object) -> SearchResult:
    return ranking.search(INDEX, text, Filters(**filters))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("เงินคนแก่", "elderly-allowance"),
        ("บัตรคนจน", "state-welfare-card"),
        ("ใบขับขี่หมดอายุ", "dl-renew-car"),
        ("ใบขับขี่หาย", "dl-replace"),
        ("บัตรประชาชนหาย", "id-lost"),
        ("จองคิวอำเภอ", "id-queue"),
        # misspelt
        ("บัดประชาชลหาย", "id-lost"),
        ("ใบขับขีหมดอายู", "dl-renew-car"),
        ("เบี้ยยังชีบผู้สุงอายุ", "elderly-allowance"),
        # romanised
        ("bat prachachon hai", "id-lost"),
        ("tor bai kab kee", "dl-renew-car"),
        ("bat kon jon", "state-welfare-card"),
        # English, and misspelt English
        ("lost passport", "passport-new"),
        ("renew driving license", "dl-renew-car"),
        ("i lost my id crad", "id-lost"),
        # mixed scripts, agency nickname, place
        ("พาสปอร์ต lost", "passport-new"),
        ("ขนส่ง ใบหาย", "dl-replace"),
        ("ไฟดับที่โคราช", "pea-outage"),
        ("ไฟดับแถวลาดพร้าว", "mea-outage"),
    ],
)
def test_first(text: str, first: str) -> None:
    assert found(text)[0] == first


def test_order_is_total_and_repeatable() -> None:
    result = search("ไฟดับ")

    assert [hit.code for hit in result.hits] == ["mea-outage", "pea-outage"]
    assert result.hits[0].score == result.hits[1].score
    assert search("ไฟดับ") == result


def test_order_of_documents_changes_nothing() -> None:
    other = index.build(tuple(reversed(DOCUMENTS)))

    assert ranking.search(other, "บัตรประชาชน") == search("บัตรประชาชน")


def test_limit_cuts_hits_but_not_counts() -> None:
    everything = search("บัตรประชาชน")

    result = ranking.search(INDEX, "บัตรประชาชน", limit=1)

    assert result.hits == everything.hits[:1]
    assert result.total == everything.total
    assert result.facets == everything.facets
    assert ranking.search(INDEX, "บัตรประชาชน", limit=0).hits == ()


def test_empty_query_lists_everything_in_the_order_of_codes() -> None:
    result = search("  ")

    assert [hit.code for hit in result.hits] == sorted(document.code for document in DOCUMENTS)
    assert result.help is None


def test_filters_narrow_and_facets_ignore_their_own_filter() -> None:
    result = search("", agency=("DOPA",), channel=("web",))

    assert [hit.code for hit in result.hits] == ["id-queue"]
    facets = {facet.name: dict(facet.values) for facet in result.facets}
    assert facets["agency"] == {"DOPA": 1}
    assert facets["channel"] == {"app": 1, "counter": 2, "web": 1}
    assert facets["category"] == {"id_card": 1}


def test_free_only_leaves_out_unknown_fees() -> None:
    assert found("", free_only=True) == ["elderly-allowance", "id-queue", "state-welfare-card"]


def test_facets_are_ordered_by_count_then_code() -> None:
    facets = {facet.name: facet.values for facet in search("").facets}

    assert facets["agency"] == (
        ("DOPA", 3), ("DCA", 2), ("DLT", 2), ("LAO", 2), ("MEA", 1), ("PEA", 1),
    )  # fmt: skip
    assert facets["life_event"] == (("driving", 2), ("travel", 2), ("retirement", 1))


def test_highlights_are_places_in_the_original_text() -> None:
    hit = search("บัตรประชาชนหาย").hits[0]

    marked = {one.field: [one.text[start:end] for start, end in one.ranges] for one in hit.highlights}

    assert hit.code == "id-lost"
    assert marked["name_th"] == ["บัตรประชาชน", "หาย"]
    assert marked["description_th"] == ["หาย"]
    assert hit.fields == ("category", "description_th", "keywords", "name_en", "name_th")


def test_every_hit_says_why() -> None:
    hit = search("บัตรประชาชนหาย").hits[0]

    assert {one.kind for one in hit.evidence} >= {"words", "letters", "phrase", "intent"}
    assert sum(one.score for one in hit.evidence) == pytest.approx(hit.score, abs=0.001)
    words = next(one for one in hit.evidence if one.kind == "words")
    assert words.detail == "บัตรประชาชน หาย"


def test_did_you_mean() -> None:
    assert search("บัดประชาชลหาย").did_you_mean == "บัตรประชาชนหาย"
    assert search("บัตรประชาชนหาย").did_you_mean is None


def test_understood() -> None:
    assert search("บัตรหายทำไง").understood.language == "th"
    assert search("lost passport").understood.language == "en"
    assert search("bat prachachon hai").understood.language == "romanised"
    assert search("passport หาย").understood.language == "mixed"
    assert search("๑๒๓ !!").understood.language == "und"
    assert search("บัตรหายทำไง").understood.intents == ("lost",)


def test_nothing_found_offers_a_way_on() -> None:
    result = search("เงินคนแก่", category=("passport",))

    assert result.hits == ()
    assert result.total == 0
    assert result.help is not None
    assert result.help.categories[0] == "welfare"
    assert result.help.life_events[0] == "retirement"
    assert result.help.tips == ("remove_filters", "everyday_words", "browse")


def test_unreadable_query_finds_nothing() -> None:
    result = search("?!… 👍")

    assert result.hits == ()
    assert result.help is not None
    assert result.help.categories == ()


HOSTILE = {
    "long": "บัตร" * 2_500,
    "marks": "\u0e48" * 10_000,
    "one letter": "ก" * 10_000,
    "emoji": "\U0001f44d\U0001f3fd" * 5_000,
    "NUL": "\x00บัตร\x00" * 100,
    "surrogates": "\ud800\udc00บัตร\udfff",
    "control": "\x01\x02\x1b[31mบัตร",
    "right to left": "\u202eบัตร\u202c שלום مرحبا",
    "other scripts": "ບັດ 身份证 карта",
    "digits": "9" * 10_000,
    "punctuation": "'\"();--<>/*%_\\" * 50,
    "latin": "x" * 10_000,
    "apostrophes": "'" * 200,
    "spaces": " " * 10_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_queries_are_answered(text: str) -> None:
    result = search(text)

    assert result.total == len(result.hits)
    assert all(hit.score >= 0 for hit in result.hits)


def test_two_documents_with_one_code_are_refused() -> None:
    with pytest.raises(ValueError, match="two documents have one code"):
        index.build((DOCUMENTS[0], DOCUMENTS[0]))


def test_threads_share_an_index() -> None:
    texts = ["บัตรประชาชนหาย", "bat kon jon", "lost passport", "ไฟดับ"] * 10
    alone = [search(text) for text in texts]
    together: dict[int, SearchResult] = {}

    def run(number: int) -> None:
        for at in range(number, len(texts), 4):
            together[at] = search(texts[at])

    threads = [threading.Thread(target=run, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [together[at] for at in range(len(texts))] == alone

"""Reading a content: what is taken, and for everything else where the fault is and how it is shown."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from services.models import Certainty, FactName
from services.models.content import ContentFault, Standing
from services.models.content_reading import read
from services.models.wellformed import is_plain
from tests.factories.contents import contents
from tests.factories.services import make_content

TALE = "ก" * 5_001
CHANNEL = {"type": "web", "url": "https://www.dopa.go.th"}
EVIDENCE = {"name_th": "ทะเบียนบ้าน", "name_en": "House registration"}
DELETED = object()

# change of the content, where the fault is, and (a part of) what was found
FAULTS: list[tuple[dict[str, Any], str, str]] = [
    *(
        ({key: DELETED}, key, "null")
        for key in ("agency", "name_th", "name_en", "description_th", "description_en", "category", "audience")
    ),
    *(({key: DELETED}, key, "null") for key in ("kind", "digital_level", "channels", "login", "outputs", "facts")),
    *(
        ({key: ""}, key, '""')
        for key in ("agency", "name_th", "name_en", "description_th", "category", "kind", "login")
    ),
    ({"name_th": "  \n"}, "name_th", '"  \\n"'),
    ({"name_th": 112}, "name_th", "112"),
    ({"name_th": ["ชื่อ"]}, "name_th", '["ชื่อ"]'),
    ({"name_th": None}, "name_th", "null"),
    ({"name_th": "ก" * 201}, "name_th", '"201 characters"'),
    ({"description_th": TALE}, "description_th", '"5001 characters"'),
    ({"name_th": "ชื่อ\x00"}, "name_th", '"a control character"'),
    ({"name_th": "ชื่อ\x1b[31m"}, "name_th", '"a control character"'),
    ({"name_th": "ชื่อ\u202eกลับ"}, "name_th", '"a control character"'),
    ({"name_th": "ชื่อ\ud800"}, "name_th", '"a control character"'),
    ({"agency": "D" * 21}, "agency", '"21 characters"'),
    ({"category": "c" * 41}, "category", '"41 characters"'),
    ({"price": 100}, "price", '"price"'),
    ({"": 1}, "", '""'),
    ({7: 1}, "7", "7"),
    ({None: 1}, "None", "null"),
    ({"audience": []}, "audience", "[]"),
    ({"audience": ["martian"]}, "audience[0]", '"martian"'),
    ({"audience": ["citizen", 3]}, "audience[1]", "3"),
    ({"audience": "citizen"}, "audience", '"citizen"'),
    ({"audience": {"citizen": True}}, "audience", '{"citizen": true}'),
    ({"kind": "applicaton"}, "kind", '"applicaton"'),
    ({"kind": ["application"]}, "kind", '["application"]'),
    ({"kind": {}}, "kind", "{}"),
    ({"kind": True}, "kind", "true"),
    ({"kind": "\ud800"}, "kind", '"?"'),
    ({"digital_level": "complete"}, "digital_level", '"complete"'),
    ({"login": "thaid"}, "login", '"thaid"'),
    ({"minimum_assurance": "4"}, "minimum_assurance", '"4"'),
    ({"minimum_assurance": 1.1}, "minimum_assurance", "1.1"),
    ({"channels": {}}, "channels", "{}"),
    ({"channels": ["web"]}, "channels[0]", '"web"'),
    ({"channels": [CHANNEL, {"type": "fax"}]}, "channels[1].type", '"fax"'),
    ({"channels": [{"url": "https://x.go.th"}]}, "channels[0].type", "null"),
    ({"channels": [CHANNEL | {"hours": "9-16"}]}, "channels[0].hours", '"hours"'),
    ({"channels": [CHANNEL] * 41}, "channels", '"41 items"'),
    *(
        ({"channels": [{"type": "web", "url": url}]}, "channels[0].url", json.dumps(url))
        for url in (
            "www.dopa.go.th",
            "ftp://x.go.th",
            "javascript:alert(1)",
            "https://",
            "https:// x.go.th",
            "https://dopa.go.th@example.com",
            "https://[x.go.th",
            "//x",
            "http:x",
        )
    ),
    ({"channels": [{"type": "web", "url": "https://x.go.th/" + "a" * 300}]}, "channels[0].url", '"316 characters"'),
    ({"fees": {}}, "fees", "{}"),
    ({"fees": []}, "fees", "[]"),
    ({"fees": [100]}, "fees[0]", "100"),
    ({"fees": [{}]}, "fees[0]", "{}"),
    ({"fees": [{"note_en": "varies"}]}, "fees[0]", '{"note_en": "varies"}'),
    *(
        ({"fees": [{"amount_satang": amount}]}, "fees[0].amount_satang", json.dumps(amount))
        for amount in (-1, 10**12 + 1, 2**63, 10.0, 10.5, "100", True, float("nan"), float("inf"), [1])
    ),
    ({"fees": [{"amount_satang": 1, "note_th": TALE}]}, "fees[0].note_th", '"5001 characters"'),
    ({"fees": [{"amount_baht": 1}]}, "fees[0].amount_baht", '"amount_baht"'),
    *(
        ({"processing_working_days": days}, "processing_working_days", json.dumps(days))
        for days in (0, -1, 1_001, 1.0, "3", False, 2**70)
    ),
    ({"evidence": "บัตร"}, "evidence", '"บัตร"'),
    ({"evidence": [{"name_th": "บัตร"}]}, "evidence[0].name_en", "null"),
    ({"evidence": [EVIDENCE, EVIDENCE | {"name_th": ""}]}, "evidence[1].name_th", '""'),
    ({"evidence": [EVIDENCE | {"name_th": "ก" * 301}]}, "evidence[0].name_th", '"301 characters"'),
    ({"outputs": ["email"]}, "outputs[0]", '"email"'),
    ({"outputs": None}, "outputs", "null"),
    ({"legal": [{"section": "6"}]}, "legal[0].title_th", "null"),
    ({"legal": [{"title_th": "พ.ร.บ.", "section": "ก" * 101}]}, "legal[0].section", '"101 characters"'),
    ({"legal": [{"title_th": "พ.ร.บ.", "section": 6}]}, "legal[0].section", "6"),
    ({"related": "id-renew"}, "related", '"id-renew"'),
    ({"related": [""]}, "related[0]", '""'),
    ({"keywords": ["ก" * 201]}, "keywords[0]", '"' + "ก" * 76 + "..."),
    ({"keywords": ["ok", "\ud800"]}, "keywords[1]", '"?"'),
    ({"keywords": ["a\x00"]}, "keywords[0]", '"a\\u0000"'),
    ({"keywords": [str(number) for number in range(41)]}, "keywords", '"41 items"'),
    ({"facts": []}, "facts", "[]"),
    ({"facts": {}}, "facts.description", "null"),
]


def changed(change: dict[Any, Any]) -> dict[Any, Any]:
    return {key: value for key, value in (make_content() | change).items() if value is not DELETED}


@pytest.mark.parametrize(
    ("change", "where", "found"), FAULTS, ids=lambda part: str(part)[:40] if isinstance(part, str) else ""
)
def test_a_fault_names_where_it_is_and_what_was_found(change: dict[Any, Any], where: str, found: str) -> None:
    with pytest.raises(ContentFault) as caught:
        read(changed(change))

    fault = caught.value
    assert (fault.code, fault.details["where"]) == ("CONTENT_INVALID", where or "the top")
    assert fault.path == tuple(where.replace("[", ".").replace("]", "").split(".")) if where else fault.path == ()
    assert fault.details["found"] == found
    assert len(str(fault.details["found"])) <= 80
    # What goes out is JSON in UTF-8, whatever came in.
    assert fault.message("th").encode()
    assert fault.message("en").encode()


@pytest.mark.parametrize(
    ("stated", "where"),
    [
        (None, "facts.fee"),
        ({}, "facts.fee.certainty"),
        ({"certainty": "sure"}, "facts.fee.certainty"),
        ({"certainty": "unknown", "since": 2020}, "facts.fee.since"),
        ({"certainty": "unknown", "source": TALE}, "facts.fee.source"),
    ],
)
def test_a_fault_in_a_fact_names_the_fact(stated: Any, where: str) -> None:
    content = make_content()
    content["facts"]["fee"] = stated

    with pytest.raises(ContentFault) as caught:
        read(content)

    assert caught.value.details["where"] == where


def test_an_unknown_fact_is_a_fault() -> None:
    content = make_content()
    content["facts"]["colour"] = {"certainty": "unknown"}

    with pytest.raises(ContentFault) as caught:
        read(content)

    assert caught.value.path == ("facts", "colour")


@pytest.mark.parametrize("data", [None, [], "text", 7, True, [make_content()], object()])
def test_only_a_mapping_is_a_content(data: Any) -> None:
    with pytest.raises(ContentFault) as caught:
        read(data)

    assert (caught.value.path, caught.value.details["where"]) == ((), "the top")


def test_what_cannot_be_shown_is_named_by_its_type() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]

    for value, found in ((deep, "list"), ({date(2026, 1, 1): 1}, "dict")):
        with pytest.raises(ContentFault) as caught:
            read(make_content(name_th=value))
        assert caught.value.details["found"] == found


def test_a_key_is_shown_only_in_part() -> None:
    with pytest.raises(ContentFault) as caught:
        read(make_content() | {"k" * 1_000_000: 1})

    assert len(caught.value.path[0]) == 200


def test_what_may_be_left_out() -> None:
    data = make_content()
    for key in ("life_event", "focus_area", "fees", "processing_working_days", "minimum_assurance", "evidence"):
        del data[key]
    for key in ("legal", "related", "keywords"):
        del data[key]

    content = read(data)

    assert (content.life_event, content.focus_area, content.minimum_assurance) == ("", "", "")
    assert (content.fees, content.processing_working_days, content.evidence) == (None, None, None)
    assert (content.legal, content.related, content.keywords) == ((), (), ())


def test_what_is_missing_is_unknown_and_what_is_there_is_not() -> None:
    confirmed = dict.fromkeys(FactName.values, "agency_confirmed")
    missing = {"fees": None, "processing_working_days": None, "evidence": None, "legal": []}
    unknown = dict.fromkeys(FactName.values, "unknown")

    without = read(make_content(certainty=confirmed, **missing)).facts
    given = read(make_content(certainty=unknown)).facts

    assert {name for name, standing in without.items() if standing.certainty == Certainty.UNKNOWN} == {
        "fee",
        "processing",
        "evidence",
        "legal",
    }
    assert set(given.values()) == {Standing("general_knowledge")}


def test_nothing_to_bring_is_not_the_unknown() -> None:
    content = read(make_content(evidence=[]))

    assert content.evidence == ()
    assert content.facts["evidence"] == Standing("general_knowledge")


def test_texts_lose_their_surroundings_and_repeats() -> None:
    content = read(
        make_content(name_en="  Lost card\r\n", description_th="หนึ่ง\r\nสอง", keywords=["บัตรหาย", " บัตรหาย "])
    )

    assert (content.name_en, content.description_th, content.keywords) == ("Lost card", "หนึ่ง\nสอง", ("บัตรหาย",))


@given(contents())
def test_plain_data_is_read_back_unchanged(data: dict[str, Any]) -> None:
    content = read(data)

    again = read(json.loads(json.dumps(content.as_data())))

    assert again == content
    assert again.fingerprint() == content.fingerprint()


def test_the_fingerprint_does_not_depend_on_the_order_of_keys() -> None:
    data = make_content()

    assert read(dict(reversed(data.items()))).fingerprint() == read(data).fingerprint()


def test_the_fingerprint_tells_texts_apart() -> None:
    prints = {
        read(make_content(**change)).fingerprint()
        for change in ({}, {"name_en": "x"}, {"fees": None}, {"evidence": []}, {"certainty": {"fee": "conflicting"}})
    }

    assert len(prints) == 5


@pytest.mark.parametrize("text", ["บัตรหาย", "a\tb\nc\r\n", "👨‍👩‍👧", "คำ\u200bคำ", "", "\u00a0"])
def test_plain_texts(text: str) -> None:
    assert is_plain(text)


@pytest.mark.parametrize("text", ["\x00", "\x0b", "\x1f", "\x7f", "\x85", "a\u202eb", "\u2066", "\udfff", "\ud800ก"])
def test_texts_that_are_not_plain(text: str) -> None:
    assert not is_plain(text)

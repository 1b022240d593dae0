"""Global ids: opaque, checked, and found through one door."""

import pytest

from superapp.api import ids
from superapp.api.ids import TAGS, global_id, key_of, parts_of
from tests.api import toy  # noqa: F401 (brings its tag)
from tests.asking import Asker

# What was given out once means the same for ever: add lines, never change one.
GIVEN_OUT = {
    "svc": "Service", "agc": "Agency", "cat": "Category", "lev": "LifeEvent", "foc": "FocusArea", "cou": "Counter",
    "chn": "Channel", "fee": "Fee", "evd": "Evidence", "alr": "Alert", "ver": "ServiceVersion", "pst": "Posting",
    "hrg": "Hearing", "dlw": "DraftLaw", "sec": "Section", "cmt": "Comment", "prg": "Programme", "app": "Application",
    "ent": "Entitlement", "dsb": "Disbursement", "upl": "Upload", "doc": "Document",
    "dvr": "DraftVersion",
    "evf": "ApplicationEvidence",
    "qst": "HearingQuestion",
    "flw": "Follow",
    "dos": "DossierDocument",
    "evl": "Evaluation",
    "rpt": "HearingReport",
    "ivc": "Invoice",
    "thm": "Theme",
    "cpg": "Campaign",
    "sus": "Suspension",
}  # fmt: skip
BROKEN = [
    "",
    "x",
    "dG95OnRvd24tMDE=",
    "dG95OnRvd24tMDE ",
    "%%%%",
    "ก",
    "c3Zj",
    "c3ZjOg",
    "eHh4OmE",
    "_" * 301,
    "AAAA",
    "//8",
]


def test_tags_that_were_given_out_stay():
    assert {tag: TAGS.get(tag) for tag in GIVEN_OUT} == GIVEN_OUT
    assert len(set(TAGS.values())) == len(TAGS)


def test_an_id_is_url_safe_and_reads_back():
    id_ = global_id("svc", "บัตร?>/town-01")

    assert set(id_) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert parts_of(id_) == ("svc", "บัตร?>/town-01")
    assert global_id("toy", "town-01") == "dG95OnRvd24tMDE"


@pytest.mark.parametrize("id_", [*BROKEN, global_id("svc", "a\0b")])
def test_what_is_no_id_of_ours_is_none(id_: str):
    assert parts_of(id_) is None


def test_the_key_is_given_for_the_right_tag_only():
    id_ = global_id("svc", "a:b")

    assert (key_of("svc", id_), key_of("agc", id_), key_of("svc", "x")) == ("a:b", None, None)


def test_an_unknown_tag_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        global_id("zzz", "a")


def test_node_finds_by_id_and_answers_null_otherwise(ask: Asker):
    document = "query ($id: ID!) { node(id: $id) { id __typename ... on Town { name } } }"

    found = ask(document, {"id": global_id("toy", "town-01")})

    assert found.data == {"node": {"id": "dG95OnRvd24tMDE", "__typename": "Town", "name": "Town 01"}}
    for id_ in [*BROKEN, global_id("toy", "nowhere"), global_id("agc", "town-01"), global_id("app", "town-01")]:
        answer = ask(document, {"id": id_})
        assert (answer.data, answer.errors) == ({"node": None}, [])


def test_nodes_come_in_the_order_asked_and_at_most_a_hundred(ask: Asker):
    document = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    first, second = global_id("toy", "town-01"), global_id("toy", "town-02")

    answer = ask(document, {"ids": [second, "x", first, second]})
    too_many = ask(document, {"ids": [first] * 101})

    assert answer.data == {"nodes": [{"id": second}, None, {"id": first}, {"id": second}]}
    assert (too_many.data, too_many.codes) == (None, ["BAD_USER_INPUT"])


def test_what_is_registered_for_a_tag_says_the_type_of_its_rows(monkeypatch):
    class Row:
        pass

    # The real finder comes back afterwards.
    monkeypatch.setitem(ids._finders, "cou", ids._finders.get("cou"))
    monkeypatch.setitem(ids._type_of_row, Row, "")

    ids.finds("cou", Row)(lambda _context, _key: Row())

    assert ids.Node.resolve_type(Row(), None) == "Counter"
    assert isinstance(ids.find(None, global_id("cou", "1")), Row)

"""Asking again by id: every kind of thing an app may keep, and the same nothing for all that is not there."""

from typing import Any

import pytest

from superapp.api.ids import MOST_NODES, TAGS, global_id
from superapp.schema import schema
from tests.asking import Asker

pytestmark = pytest.mark.django_db

NODE = "query Again($id: ID!) { node(id: $id) { __typename id } }"
NODES = "query Again($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
PUBLIC = {
    "svc": ("Service", "id-lost"),
    "agc": ("Agency", "DOPA"),
    "cat": ("Category", "id_card"),
    "lev": ("LifeEvent", "crime_victim"),
    "foc": ("FocusArea", "sme"),
    "cou": ("Counter", "dopa-1"),
    "chg": ("CatalogueChange", "service:id-lost"),
}
# Tried where their rows are at hand: versions here beside, people's and welfare's in their own domains.
ELSEWHERE = {
    *("ServiceVersion", "Programme", "Decision", "Application"),
    *("Viewer", "Identity", "Device", "Organisation", "Mandate", "MandateEvent"),
    *("Consent", "DataUse", "DataExport", "Notice"),
    *("Upload", "Document", "Entitlement", "Disbursement", "Invoice"),
    *("DraftLaw", "DraftVersion", "Section", "Hearing", "HearingReport", "Comment", "Statement"),
}


def kinds() -> set[str]:
    found = schema.graphql_schema.get_possible_types(schema.graphql_schema.type_map["Node"])
    return {kind.name for kind in found}


def test_every_kind_an_app_may_keep_is_tried() -> None:
    assert kinds() == {name for name, _ in PUBLIC.values()} | ELSEWHERE


@pytest.mark.parametrize("tag", PUBLIC)
def test_it_is_found_again(ask: Asker, tag: str) -> None:
    name, key = PUBLIC[tag]

    answer = ask(NODE, {"id": global_id(tag, key)})

    assert answer.data == {"node": {"__typename": name, "id": global_id(tag, key)}}


def test_every_id_of_a_page_leads_back_to_what_had_it(ask: Asker) -> None:
    page = ask("ServicePage", {"code": "passport-new"}).data["service"]
    kept = [page["id"], page["agency"]["id"], page["category"]["id"], page["counters"][0]["id"]]
    kept += [related["id"] for related in page["related"]]
    kept += [area["id"] for area in ask("Home").data["focusAreas"]]

    answer = ask(NODES, {"ids": kept})

    assert [node["id"] for node in answer.data["nodes"]] == kept
    assert len(kept) > 14


def test_they_come_in_the_order_asked_with_null_for_what_is_not_there(ask: Asker) -> None:
    service, agency = global_id("svc", "passport-new"), global_id("agc", "DCA")

    answer = ask(NODES, {"ids": [agency, "nonsense", service, agency, global_id("svc", "no-such")]})

    assert [node and node["__typename"] for node in answer.data["nodes"]] == [
        "Agency",
        None,
        "Service",
        "Agency",
        None,
    ]


@pytest.mark.parametrize("tag", sorted(TAGS))
@pytest.mark.parametrize("key", ["no-such", "passport-new/0", "0", "id-lost.1", "หนึ่ง", "a" * 150])
def test_what_is_not_there_is_null(ask: Asker, tag: str, key: str) -> None:
    answer = ask(NODE, {"id": global_id(tag, key)})

    assert (answer.errors, answer.data) == ([], {"node": None})


@pytest.mark.parametrize(
    "id_",
    [
        "",
        "=",
        "c3ZjOnBhc3Nwb3J0LW5ldw==",  # svc:passport-new, padded
        " c3ZjOnBhc3Nwb3J0LW5ldw",
        "c3ZjOnBhc3Nwb3J0LW5ldw\n",
        "c3ZjOg",  # svc:
        "U2VydmljZTox",  # Service:1
        "Ojo6",
        "svc:passport-new",
        "ส",
        "A" * 10_000,
        "-" * 300,
        0,
        2**31 - 1,
    ],
)
def test_an_id_that_is_none_of_ours_is_null(ask: Asker, id_: Any) -> None:
    answer = ask(NODE, {"id": id_})

    assert (answer.errors, answer.data) == ([], {"node": None})


@pytest.mark.parametrize("id_", [None, 1.5, True, [], {}])
def test_what_is_no_id_at_all_is_refused(ask: Asker, id_: Any) -> None:
    answer = ask(NODE, {"id": id_})

    assert (answer.data, answer.codes) == (None, ["BAD_USER_INPUT"])


def test_a_hundred_at_once_and_not_one_more(ask: Asker) -> None:
    id_ = global_id("svc", "passport-new")

    assert len(ask(NODES, {"ids": [id_] * MOST_NODES}).data["nodes"]) == 100
    refused = ask(NODES, {"ids": [id_] * (MOST_NODES + 1)})
    assert (refused.data, refused.codes) == (None, ["BAD_USER_INPUT"])

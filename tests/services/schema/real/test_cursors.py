"""Paging the catalogue's lists: forwards and backwards meet the same rows, and only a list's own cursors are taken."""

import base64
from typing import Any

import orjson
import pytest

from tests.asking import Asker

pytestmark = pytest.mark.django_db

# Each list: its field with arguments, the way to the connection, and the values its cursors hold after the tag.
LISTS = {
    "services": ("services({paging})", ["services"]),
    "services of an agency": ('agency(code: "DOPA") {{ services({paging})', ["agency", "services"]),
    "services of a category": ('category(code: "tax") {{ services({paging})', ["category", "services"]),
    "services of a life event": ('lifeEvent(code: "retirement") {{ services({paging})', ["lifeEvent", "services"]),
    "services of a focus area": ('focusArea(code: "welfare") {{ services({paging})', ["focusArea", "services"]),
    "agencies": ("agencies({paging})", ["agencies"]),
    "search": ('searchServices(query: "ใบอนุญาต", {paging})', ["searchServices"]),
    "changes": ("catalogueChanges(sinceVersion: 0, {paging})", ["catalogueChanges"]),
}


def page(ask: Asker, name: str, paging: str) -> tuple[Any, list[str]]:
    """Return one page of a list, or None, and the codes of the errors."""
    field, path = LISTS[name]
    shown = "edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
    closing = "}" * (len(path) - 1)
    answer = ask("{ " + field.format(paging=paging) + " { " + shown + " } " + closing + " }")
    data = answer.data
    for part in path:
        data = data and data[part]
    return data, answer.codes


def walk(ask: Asker, name: str, size: int, *, backwards: bool) -> list[str]:
    """Return all ids of a list, page by page."""
    found: list[str] = []
    cursor = ""
    many, where, edge, more = ("last", "before", "startCursor", "hasPreviousPage")
    if not backwards:
        many, where, edge, more = ("first", "after", "endCursor", "hasNextPage")
    while True:
        shown, codes = page(ask, name, f"{many}: {size}" + (f', {where}: "{cursor}"' if cursor else ""))
        assert codes == []
        ids = [each["node"]["id"] for each in shown["edges"]]
        found = ids + found if backwards else found + ids
        if not shown["pageInfo"][more]:
            return found
        cursor = shown["pageInfo"][edge]


@pytest.mark.parametrize("name", LISTS)
def test_forwards_and_backwards_meet_every_row_once_in_the_same_order(ask: Asker, name: str) -> None:
    forwards = walk(ask, name, 13, backwards=False)

    assert walk(ask, name, 17, backwards=True) == forwards
    assert len(forwards) == len(set(forwards)) > 3


@pytest.mark.parametrize("theirs", LISTS)
@pytest.mark.parametrize("ours", LISTS)
def test_a_cursor_of_a_list_in_another_order_is_refused(ask: Asker, ours: str, theirs: str) -> None:
    shown, _ = page(ask, theirs, "first: 1")
    cursor = shown["pageInfo"]["endCursor"]

    _, codes = page(ask, ours, f'first: 1, after: "{cursor}"')

    same_order = ours == theirs or (ours.startswith("services") and theirs.startswith("services"))
    assert codes == ([] if same_order else ["BAD_USER_INPUT"])


def made(*parts: Any) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(list(parts))).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "=====",
        "null",
        "ส",
        "A" * 10_000,
        made(),
        made("services.name"),
        made("services.name", "a"),
        made("services.name", "a", "b", "c"),
        made("services.name", 1, "b"),
        made("services.name", None, None),
        made("services.name", ["a"], "b"),
        made("services.name", "a\0", "b"),
        made("services.nam", "a", "b"),
        made({"services.name": 1}, "a", "b"),
        base64.urlsafe_b64encode(b'{"a":1}').decode(),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
        base64.urlsafe_b64encode(b"[" * 1_400).decode(),
    ],
)
@pytest.mark.parametrize("where", ["after", "before"])
def test_a_cursor_that_no_list_made_is_refused(ask: Asker, where: str, cursor: str) -> None:
    _, codes = page(ask, "services", f'first: 1, {where}: "{cursor}"')

    assert codes == ["BAD_USER_INPUT"]


@pytest.mark.parametrize(
    ("score", "code"), [("1", "a"), (True, "a"), (None, "a"), (1.5, 1), (-1, None), ([], "a"), ({}, "a")]
)
def test_a_cursor_of_a_search_with_other_values_is_refused(ask: Asker, score: Any, code: Any) -> None:
    _, codes = page(ask, "search", f'first: 1, after: "{made("search.relevance", score, code)}"')

    assert codes == ["BAD_USER_INPUT"]


@pytest.mark.parametrize(
    "paging", ["first: 101", "last: 101", "first: -1", "last: -1", "first: 1, last: 1", "first: 2147483647"]
)
@pytest.mark.parametrize("name", LISTS)
def test_a_page_that_no_list_has_is_refused(ask: Asker, name: str, paging: str) -> None:
    _, codes = page(ask, name, paging)

    assert codes == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("name", LISTS)
def test_a_page_of_nothing_says_whether_there_is_more(ask: Asker, name: str) -> None:
    shown, codes = page(ask, name, "first: 0")

    assert codes == []
    assert shown["edges"] == []
    assert (shown["pageInfo"]["hasNextPage"], shown["pageInfo"]["endCursor"]) == (True, None)


def test_a_row_that_is_gone_still_marks_its_place(ask: Asker) -> None:
    shown, _ = page(ask, "services", "first: 3")
    edges = shown["edges"]
    tag, sort_key, code = orjson.loads(base64.urlsafe_b64decode(edges[0]["cursor"] + "=="))

    after, codes = page(ask, "services", f'first: 2, after: "{made(tag, sort_key, code + "-gone")}"')

    assert codes == []
    assert [edge["node"]["id"] for edge in after["edges"]] == [edge["node"]["id"] for edge in edges[1:]]

"""Connections: pages over rows in memory and in the database, and what a cursor may be."""

import base64
import datetime as dt
import random
import uuid
from dataclasses import dataclass
from typing import Any

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as some

from superapp.accounts.models import Account
from superapp.api.connections import Listing, Page
from superapp.api.errors import BadInput
from superapp.api.keyset import Column, InDatabase, Order, by
from superapp.api.paging import paging_of
from tests.asking import Asker

MIXED = by("test.mixed", Column("size", int, is_descending=True), "code")
ACCOUNTS = by("test.accounts", "username")


@dataclass(frozen=True, slots=True)
class Row:
    size: int
    code: str


def sorted_rows(rows: set[tuple[int, str]]) -> list[Row]:
    return [Row(*pair) for pair in sorted(rows, key=lambda pair: (-pair[0], pair[1]))]


def page_of(rows: Any, order: Order, **asked: Any) -> Page:
    paging = paging_of(asked.get("first"), asked.get("after"), asked.get("last"), asked.get("before"))
    return Page(Listing(rows, order), paging.read_with(order))


def walk(rows_now: Any, order: Order, size: int, *, backwards: bool = False) -> list[Any]:
    """Return all rows, page after page; `rows_now` gives the rows as they are when each page is asked for."""
    seen: list[Any] = []
    cursor = None
    while True:
        asked = {"last": size, "before": cursor} if backwards else {"first": size, "after": cursor}
        page = page_of(rows_now(), order, **asked)
        found = [edge.node for edge in page.edges]
        seen = [*found, *seen] if backwards else [*seen, *found]
        if not (page.has_previous_page if backwards else page.has_next_page):
            return seen
        cursor = page.start_cursor if backwards else page.end_cursor


pairs = some.sets(some.tuples(some.integers(0, 5), some.text("abc", min_size=1, max_size=3)), max_size=40)


@given(pairs, some.integers(1, 9))
@settings(max_examples=150, deadline=None)
def test_walking_meets_every_row_once_and_backwards_is_the_same(rows: set[tuple[int, str]], size: int):
    expected = sorted_rows(rows)

    assert walk(lambda: expected, MIXED, size) == expected
    assert walk(lambda: expected, MIXED, size, backwards=True) == expected


@given(pairs, pairs, some.integers(1, 9), some.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_rows_that_come_and_go_between_pages_neither_repeat_nor_hide_others(
    rows: set[tuple[int, str]], others: set[tuple[int, str]], size: int, chance: random.Random
):
    staying = rows - others
    now = set(rows)

    def changing() -> list[Row]:
        for pair in sorted(others):
            if chance.random() < 0.3:
                now.symmetric_difference_update({pair})
        return sorted_rows(now | staying)

    seen = walk(changing, MIXED, size)

    assert len(seen) == len(set(seen))
    assert {Row(*pair) for pair in staying} <= set(seen)
    assert seen == sorted(seen, key=lambda row: (-row.size, row.code))


def test_what_stands_before_and_after_a_page_is_known():
    rows = sorted_rows({(size, "a") for size in range(10)})
    middle = page_of(rows, MIXED, first=3, after=MIXED.cursor(rows[2]))
    start, end = page_of(rows, MIXED, first=3), page_of(rows, MIXED, last=3)
    empty = page_of(rows, MIXED, first=0)
    behind_all = page_of(rows, MIXED, first=3, after=MIXED.cursor(rows[-1]))
    between = page_of(rows, MIXED, first=9, after=MIXED.cursor(rows[2]), before=MIXED.cursor(rows[5]))

    def told(page: Page) -> tuple[list[int], bool, bool]:
        return [edge.node.size for edge in page.edges], page.has_previous_page, page.has_next_page

    assert told(middle) == ([6, 5, 4], True, True)
    assert told(start) == ([9, 8, 7], False, True)
    assert told(end) == ([2, 1, 0], True, False)
    assert told(empty) == ([], False, True)
    assert told(behind_all) == ([], True, False)
    assert told(between) == ([6, 5], True, False)
    assert (empty.start_cursor, empty.end_cursor, empty.total_count) == (None, None, 10)


def test_the_default_page_holds_twenty(ask: Asker):
    answer = ask("{ towns { edges { node { name } } pageInfo { hasNextPage hasPreviousPage } } }")

    assert len(answer.data["towns"]["edges"]) == 20
    assert answer.data["towns"]["pageInfo"] == {"hasNextPage": True, "hasPreviousPage": False}


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "=",
        "ก",
        "a" * 2001,
        base64.urlsafe_b64encode(b"[1").decode(),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
        *(
            base64.urlsafe_b64encode(orjson.dumps(parts)).decode()
            for parts in (
                {},
                [],
                ["test.mixed"],
                ["test.mixed", 1],
                ["test.other", 1, "a"],
                ["test.mixed", "1", "a"],
                ["test.mixed", True, "a"],
                ["test.mixed", 2**63, "a"],
                ["test.mixed", 1.5, "a"],
                ["test.mixed", None, "a"],
                ["test.mixed", 1, ["a"]],
                ["test.mixed", 1, "a\0"],
                ["test.mixed", 1, "a", "b"],
            )
        ),
    ],
)
def test_a_cursor_this_list_did_not_make_is_refused(cursor: str):
    with pytest.raises(BadInput):
        page_of([], MIXED, after=cursor)


def test_a_foreign_cursor_is_bad_input_over_http(ask: Asker):
    towns = ask("{ towns(first: 1) { pageInfo { endCursor } } }").data["towns"]["pageInfo"]["endCursor"]

    answer = ask("query ($c: String) { biggestTowns(after: $c) { totalCount } }", {"c": towns}, language="en")

    assert answer.codes == ["BAD_USER_INPUT"]
    assert answer.errors[0]["message"] == "This cursor was not made by this list."


@pytest.mark.parametrize("value", [dt.date(2026, 2, 3), uuid.UUID(int=5), 1.5, True, "ก"])
def test_every_kind_of_column_travels_through_a_cursor(value: object):
    order = Order("test.kind", (Column("value", type(value)),))

    class Holder:
        pass

    holder = Holder()
    holder.value = value

    assert order.read(order.cursor(holder)) == (value,)


def test_instants_travel_with_their_offset():
    order = Order("test.instant", (Column("at", dt.datetime),))
    holder = type("Holder", (), {"at": dt.datetime(2026, 11, 21, 9, 30, 0, 5, tzinfo=dt.UTC)})()

    assert order.read(order.cursor(holder)) == (holder.at,)
    naive = base64.urlsafe_b64encode(orjson.dumps(["test.instant", "2026-11-21T09:30:00"])).decode()
    assert order.read(naive) is None


@pytest.fixture
def accounts(db: None) -> list[Account]:
    return sorted(
        Account.objects.bulk_create(
            Account(username=f"user-{number:03}", kind="citizen", password="!") for number in range(25)
        ),
        key=lambda account: account.username,
    )


def test_the_database_pages_as_memory_does(accounts: list[Account]):
    assert walk(Account.objects.all, ACCOUNTS, 4) == accounts
    assert walk(Account.objects.all, ACCOUNTS, 4, backwards=True) == accounts


def test_mixed_directions_and_instants_work_in_the_database(accounts: list[Account]):
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    for number, account in enumerate(accounts):
        account.created_at = start + dt.timedelta(days=number // 3)
    Account.objects.bulk_update(accounts, ["created_at"])
    order = by("test.newest", Column("created_at", dt.datetime, is_descending=True), "username")
    expected = sorted(accounts, key=lambda account: (-account.created_at.timestamp(), account.username))

    assert walk(Account.objects.all, order, 4) == expected
    assert walk(Account.objects.all, order, 4, backwards=True) == expected


def test_a_page_costs_one_query_without_count_or_offset(accounts: list[Account]):
    cursor = ACCOUNTS.cursor(accounts[3])

    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = page_of(Account.objects.all(), ACCOUNTS, first=5, after=cursor)
        shown = ([edge.node.username for edge in page.edges], page.has_next_page, page.end_cursor)

    assert shown == ([f"user-{n:03}" for n in range(4, 9)], True, ACCOUNTS.cursor(accounts[8]))
    assert len(queries) == 1
    assert "COUNT" not in queries[0]["sql"]
    assert "OFFSET" not in queries[0]["sql"]


def test_the_other_direction_and_the_total_cost_a_query_each_when_asked_for(accounts: list[Account]):
    page = page_of(Account.objects.all(), ACCOUNTS, first=5, after=ACCOUNTS.cursor(accounts[3]))

    with CaptureQueriesContext(connection) as queries:
        told = (page.has_previous_page, page.total_count)

    assert told == (True, 25)
    assert len(queries) == 2


@pytest.mark.postgresql
def test_a_page_starts_in_the_index(accounts: list[Account]):
    source = InDatabase(Account.objects.all(), ACCOUNTS)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    with CaptureQueriesContext(connection) as queries:
        source.rows(after=ACCOUNTS.values(accounts[3]), limit=6)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {queries[0]['sql']}")
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "Index Cond:" in plan
    assert "Sort" not in plan

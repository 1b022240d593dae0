"""Every shipped operation: it answers without errors, shows what is there, and costs the same at 2 and at 20 rows."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import orjson
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import timezone

from services.models import snapshot
from superapp.accounts.viewer import Viewer
from tests.asking import Answer, Asker, answer_of, tell_sign_in, text_of
from tests.lasting import lasting
from tests.operations.entries import ENTRIES
from tests.operations.small import Small, make_small
from tests.signing_in import sign_in
from welfare.models import book

FILES = sorted(path.stem for path in settings.GRAPHQL_OPERATIONS_DIR.rglob("*.graphql"))
ROWS = re.compile(r"^\s*\(?\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", re.I)
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", params=[2, 20])
def small(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[Small]:
    """Return a catalogue of 2 rows, then one of 20."""
    with lasting(django_db_blocker):
        small = make_small(request.param)
        snapshot.forget()
        yield small


@pytest.fixture(autouse=True)
def warm(small: Small, ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold this module's catalogue in memory, and do not look again whether it changed."""
    monkeypatch.setattr(snapshot, "LOOK_AGAIN_AFTER_S", 3_600.0)
    monkeypatch.setattr(book, "LOOK_AGAIN_AFTER_S", 3_600.0)
    snapshot.current("th")
    book.current()


def asked(document: str, variables: dict[str, Any], viewer: Viewer) -> tuple[Answer, list[str]]:
    """Return the answer and the statements on rows it took; signing in is not counted."""
    client = Client(raise_request_exception=False)
    if viewer.account is not None:
        sign_in(client, viewer.account)
        if viewer.sign_in is not None:
            # Just now, by the real clock that the endpoint reads.
            just_now = replace(viewer.sign_in, at=timezone.now())
            tell_sign_in(client, replace(viewer, sign_in=just_now))
    body = orjson.dumps({"query": text_of(document), "variables": variables})
    with CaptureQueriesContext(connection) as captured:
        response = client.post("/graphql", body, content_type="application/json")
    statements = [each["sql"] for each in captured.captured_queries if ROWS.match(each["sql"])]
    # With Redis the cache is not in the database.
    return answer_of(response), [sql for sql in statements if "cache_entry" not in sql]


def test_every_file_has_an_entry_and_every_entry_a_file() -> None:
    assert sorted(ENTRIES) == FILES


@pytest.mark.parametrize(
    ("name", "is_kept"), [(name, kept) for name in FILES for kept in (True, False) if kept or ENTRIES[name].is_public]
)
def test_answers_and_costs_the_same(name: str, is_kept: bool, small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = ENTRIES[name]
    if not is_kept:
        monkeypatch.setattr(resolve("/graphql").func, "answers", None)

    answer, statements = asked(name, entry.variables(small), small.viewers[entry.viewer])

    assert answer.errors == []
    assert entry.shown(answer.data) == (entry.at_2 if small.rows == 2 else entry.at_20)
    assert len(statements) == entry.queries, "\n".join(statements)
    assert [sql for sql in statements if re.search(r"\bOFFSET\b", sql, re.I)] == []
    counted = [sql for sql in statements if re.search(r"\bCOUNT\(", sql, re.I)]
    assert len(counted) == entry.counts, counted


@pytest.mark.parametrize("name", [name for name in FILES if ENTRIES[name].is_public])
def test_a_public_answer_costs_nothing_for_those_who_are_signed_in_either(name: str, small: Small) -> None:
    entry = ENTRIES[name]
    before, _ = asked(name, entry.variables(small), small.viewers["anonymous"])

    answer, statements = asked(name, entry.variables(small), small.viewers["author"])

    assert statements == []
    assert answer.data == before.data

"""The other doors: health and the explorer, and an endpoint whose database is away."""

import re
from datetime import timedelta
from pathlib import Path

import orjson
import pytest
from django.db import DatabaseError, OperationalError, connection
from django.test import Client
from django.utils import timezone

from superapp.api import explorer, health
from superapp.api.apps import graphql_is_the_library
from superapp.jobs import queue
from tests.api import toy
from tests.asking import Asker

STATIC = Path(explorer.__file__).parent / "static" / "explorer"


def ready() -> tuple[int, dict[str, str]]:
    response = Client().get("/readyz")
    return response.status_code, orjson.loads(response.content)


def test_healthz_touches_nothing(toy_doors: None):
    """This test may not reach the database at all."""
    response = Client().get("/healthz")

    assert (response.status_code, response.content) == (200, b'{"status":"ok"}')


def test_readyz_says_what_is_well(toy_doors: None, db: None):
    assert ready() == (
        200,
        {"status": "ready", "database": "ok", "migrations": "ok", "cache": "ok", "jobs": "ok", "keys": "ok"},
    )


def test_a_late_job_degrades_and_does_not_stop(toy_doors: None, db: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(queue, "waiting_since", lambda now: timezone.now() - timedelta(seconds=61))

    status, told = ready()

    assert (status, told["status"], told["jobs"]) == (200, "degraded", "late")


def test_missing_migrations_are_red(toy_doors: None, db: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(health, "_is_migrated", lambda: False)

    status, told = ready()

    assert (status, told["status"], told["migrations"]) == (503, "not ready", "missing")


def test_a_database_that_is_away_is_red(toy_doors: None, db: None, monkeypatch: pytest.MonkeyPatch):
    def away() -> None:
        raise DatabaseError

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", away)
        status, told = ready()

    assert (status, told["status"], told["database"]) == (503, "not ready", "away")


def test_a_database_that_is_away_is_a_reason_to_come_again(ask: Asker, monkeypatch: pytest.MonkeyPatch):
    def away(self, keys):
        raise OperationalError("connection refused")

    monkeypatch.setattr(toy.RiverByCode, "fetch", away)

    answer = ask('{ strangeTown(river: "ping") { river { name } } }')

    assert (answer.status, answer.data, answer.codes) == (503, None, ["TRY_LATER"])
    assert answer.response["Retry-After"] == "5"


def test_the_explorer_is_there_under_open_only(toy_doors: None, db: None, settings):
    addresses = ("/explorer", "/explorer/operations.json")
    settings.GRAPHQL_PROFILE = "closed"
    assert [Client().get(address).status_code for address in addresses] == [404, 404]

    settings.GRAPHQL_PROFILE = "open"

    assert [Client().get(address).status_code for address in addresses] == [200, 200]
    assert Client().post("/explorer").status_code == 405


def test_the_explorer_lists_the_shipped_operations_with_examples(settings, tmp_path: Path):
    settings.GRAPHQL_OPERATIONS_DIR = tmp_path
    (tmp_path / "toy").mkdir()
    (tmp_path / "toy" / "Who.graphql").write_text("query Who($a: Int) { whoami }")
    (tmp_path / "toy" / "Who.json").write_text('{"a": 1}')

    assert explorer.operations() == [
        {"domain": "toy", "name": "Who", "text": "query Who($a: Int) { whoami }", "variables": {"a": 1}}
    ]


def test_the_explorer_lives_with_a_strict_policy(toy_doors: None, db: None, settings):
    settings.GRAPHQL_PROFILE = "open"

    page = Client().get("/explorer").content.decode()

    assert re.findall(r"<script(?![^>]*\ssrc=)", page) == []
    assert re.findall(r"\son\w+=|\sstyle=", page) == []
    assert (
        re.findall(r"https?://", page + (STATIC / "explorer.js").read_text() + (STATIC / "explorer.css").read_text())
        == []
    )


def test_the_library_is_not_hidden_by_our_folder():
    assert graphql_is_the_library() == []

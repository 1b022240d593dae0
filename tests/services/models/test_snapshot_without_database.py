"""With the database away, the public catalogue goes on from what is held, for ten minutes."""

from collections.abc import Iterator

import pytest
from django.db import DatabaseError

from services.models import snapshot
from superapp.accounts.viewer import Viewer
from tests.factories import services as make


@pytest.fixture
def held(author: Viewer, approver: Viewer, monkeypatch: pytest.MonkeyPatch) -> Iterator[snapshot.Snapshot]:
    make.make_published(author, approver, "id-lost")
    snapshot.forget()
    monkeypatch.setattr(snapshot, "LOOK_AGAIN_AFTER_S", 0.0)
    yield snapshot.current("th")
    snapshot.forget()


@pytest.fixture
def database_is_away(held: snapshot.Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> int:
        raise DatabaseError

    monkeypatch.setattr(snapshot.Catalogue.objects, "version", fail)


def test_it_answers_from_what_is_held(held: snapshot.Snapshot, database_is_away: None):
    assert snapshot.current("th") is held
    assert snapshot.current("th") is held


def test_after_ten_minutes_it_no_longer_does(
    held: snapshot.Snapshot, database_is_away: None, monkeypatch: pytest.MonkeyPatch
):
    snapshot.current("th")
    monkeypatch.setattr(snapshot, "MAY_BE_OLD_S", -1.0)

    with pytest.raises(DatabaseError):
        snapshot.current("th")


def test_with_nothing_held_there_is_no_answer(held: snapshot.Snapshot, database_is_away: None):
    snapshot.forget()

    with pytest.raises(DatabaseError):
        snapshot.current("th")


def test_it_looks_again_once_the_database_is_back(
    held: snapshot.Snapshot, author: Viewer, approver: Viewer, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as away:
        away.setattr(snapshot.Catalogue.objects, "version", lambda: (_ for _ in ()).throw(DatabaseError()))
        snapshot.current("th")
    make.republish(author, approver, "id-lost", processing_working_days=30)

    assert snapshot.current("th").service_by_code["id-lost"].processing_working_days == 30

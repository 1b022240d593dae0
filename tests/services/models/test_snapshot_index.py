"""Rows are new at once; the search index follows, and cached answers can tell the two apart."""

from collections.abc import Iterator
from typing import Any

import pytest

from services.models import snapshot
from services.search.ranking import codes
from superapp.accounts.viewer import Viewer
from tests.factories import services as make

NEW_NAME = "ขอแพะคืนจากอำเภอ"


@pytest.fixture
def held(author: Viewer, approver: Viewer, settings: Any) -> Iterator[snapshot.Snapshot]:
    """The catalogue as a running server holds it: the next index is built beside the answering threads."""
    settings.CATALOGUE_INDEX_LATER = True
    make.make_published(author, approver, "id-lost")
    snapshot.forget()
    yield snapshot.current("th")
    snapshot.forget()


@pytest.fixture
def index_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the index be built when the test says so, and every look find what is newest."""
    monkeypatch.setattr("services.models.snapshot.threading.Thread.start", lambda _self: None)
    monkeypatch.setattr(snapshot, "LOOK_AGAIN_AFTER_S", 0.0)


def test_rows_come_first_and_the_index_follows(
    held: snapshot.Snapshot, index_waits: None, author: Viewer, approver: Viewer
):
    before = snapshot.version()

    make.republish(author, approver, "id-lost", name_th=NEW_NAME)
    between, version_between = snapshot.current("th"), snapshot.version()
    snapshot._holder.index_later()
    after, version_after = snapshot.current("th"), snapshot.version()

    assert between.service_by_code["id-lost"].name == NEW_NAME
    assert between.index is held.index
    assert list(codes(between.index, "แพะ", 5)) == []
    assert list(codes(after.index, "แพะ", 5)) == ["id-lost"]
    assert after.services == between.services
    assert len({before, version_between, version_after}) == 3


def test_an_index_that_texts_did_not_change_is_kept(
    held: snapshot.Snapshot, index_waits: None, author: Viewer, approver: Viewer
):
    make.republish(author, approver, "id-lost", processing_working_days=30)

    newer = snapshot.current("th")

    assert newer.service_by_code["id-lost"].processing_working_days == 30
    assert newer.index is held.index


def test_a_new_process_shows_rows_before_it_can_search(
    index_waits: None, author: Viewer, approver: Viewer, settings: Any
):
    settings.CATALOGUE_INDEX_LATER = True
    make.make_published(author, approver, "id-lost")
    snapshot.forget()

    fresh = snapshot.current("th")

    assert [row.code for row in fresh.services] == ["id-lost"]
    assert not fresh.index_ready.done()
    snapshot.forget()

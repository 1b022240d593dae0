"""What tests of moderation ask for: an open hearing made once, two people in it, three officers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from consultation.actions import paces
from consultation.models import Comment, Hearing, Participant
from superapp.accounts.models import Officer
from superapp.accounts.viewer import ANONYMOUS, Viewer
from tests.consultation.comments import place
from tests.factories import services as make
from tests.factories.services import NOW
from tests.lasting import lasting
from tests.services.admin.conftest import at_desk, clock

__all__ = ["at_desk", "clock"]
LATER = NOW + timedelta(hours=1)


@dataclass(frozen=True)
class Room:
    """An open hearing and who is in it."""

    hearing: Hearing
    writer: Viewer
    participant: Participant
    reader: Viewer
    moderator: Viewer
    colleague: Viewer
    outsider: Viewer

    @property
    def strangers(self) -> tuple[Viewer, ...]:
        """Who may moderate nothing here."""
        return (ANONYMOUS, self.writer, self.reader, self.outsider)

    def say(self, body: str = "ควรเพิ่มช่องทางออนไลน์ให้ผู้สูงอายุใช้ได้สะดวกขึ้น", **about: Any) -> Comment:
        """Let the writer say something."""
        return place.say(self.writer, self.hearing, body, **about)


def fresh(row: Any) -> Any:
    """Return a row as it is in the database now."""
    return type(row).objects.select_related("hearing").get(pk=row.pk)


def officer_of(viewer: Viewer) -> Officer:
    """Return the officer behind a viewer who is one."""
    assert viewer.officer is not None
    return viewer.officer


@pytest.fixture(autouse=True)
def fresh_paces(settings: Any) -> Iterator[None]:
    """Count nothing from one test to the next: in this process, since the people of a module are the same."""
    settings.REDIS_URL = ""
    paces.forget()
    yield
    paces.forget()


@pytest.fixture(scope="module")
def kept_room(django_db_setup: None, django_db_blocker: Any) -> Iterator[Room]:
    """Make the hearing and its people for a whole module."""
    with lasting(django_db_blocker):
        make.make_vocabulary()
        here, elsewhere = make.make_agency("DOPA"), make.make_agency("DLT")
        officers = [
            make.viewer_of_officer(make.make_officer(name, post, name_th=shown))
            for name, post, shown in (
                ("malee", (here, "author"), "มาลี ศรีสุข"),
                ("prasit", (here, "approver"), "ประสิทธิ์ วงศ์ทอง"),
                ("kittipong", (elsewhere, "head"), "กิตติพงศ์ แสงจันทร์"),
            )
        ]
        hearing = place.make_hearing(place.make_law(here))
        writer, participant = place.make_voice(hearing, 1)
        reader, _ = place.make_voice(hearing, 2)
        yield Room(hearing, writer, participant, reader, *officers)


@pytest.fixture
def room(kept_room: Room, db: None) -> Room:
    """Return the hearing and its people."""
    for viewer in (kept_room.writer, kept_room.reader, kept_room.moderator, kept_room.colleague, kept_room.outsider):
        viewer.remembered.clear()
    return kept_room

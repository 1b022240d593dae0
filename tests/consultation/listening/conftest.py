"""What tests of listening ask for: a hearing in which three things are talked about, one of them by a campaign."""

from collections.abc import Iterator
from typing import Any

import pytest

from consultation.actions import listening, paces
from consultation.models import Hearing
from superapp.accounts.viewer import Viewer
from tests.consultation.comments import place
from tests.factories import services as make
from tests.factories.services import NOW
from tests.lasting import lasting

from . import talking


@pytest.fixture(autouse=True)
def fresh_paces() -> Iterator[None]:
    """Count nothing from one test to the next."""
    paces.forget()
    yield
    paces.forget()


@pytest.fixture(scope="module")
def heard(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """Make the hearing, let people speak, and let the machine read it all, for a whole module."""
    with lasting(django_db_blocker):
        make.make_vocabulary()
        here, elsewhere = make.make_agency("DOPA"), make.make_agency("DLT")
        author = make.viewer_of_officer(make.make_officer("malee", (here, "author"), name_th="มาลี ศรีสุข"))
        stranger = make.viewer_of_officer(make.make_officer("kittipong", (elsewhere, "head"), name_th="กิตติพงศ์ แสงจันทร์"))
        hearing = place.make_hearing(place.make_law(here))
        talk = talking.spoken(hearing)
        listening.listen(hearing=hearing, now=NOW)
        yield {"talk": talk, "author": author, "stranger": stranger}


@pytest.fixture
def talk(heard: dict[str, Any], db: None) -> talking.Talk:
    """Return what was said."""
    return heard["talk"]


@pytest.fixture
def author(heard: dict[str, Any]) -> Viewer:
    """Return an officer of the agency that leads the hearing."""
    return heard["author"]


@pytest.fixture
def stranger(heard: dict[str, Any]) -> Viewer:
    """Return an officer of another agency."""
    return heard["stranger"]


@pytest.fixture
def hearing(heard: dict[str, Any], db: None) -> Hearing:
    """Return another open hearing, in which nobody has spoken."""
    law = heard["talk"].hearing.version
    return place.make_hearing(law, "complaints-2", round=2)

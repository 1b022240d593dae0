"""What tests of answering ask for: a closed hearing people spoke in, made once for all who look at it."""

from collections.abc import Iterator
from typing import Any

import pytest

from consultation.actions import paces, policies
from tests.consultation.comments import place
from tests.factories import services as make
from tests.lasting import lasting

from . import talk as talking


@pytest.fixture(autouse=True)
def fresh_paces() -> Iterator[None]:
    """Count nothing from one test to the next."""
    paces.forget()
    yield
    paces.forget()


@pytest.fixture(scope="module")
def spoken(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """Make the hearing, its officers and an officer elsewhere, for a whole module."""
    with lasting(django_db_blocker):
        make.make_vocabulary()
        here, elsewhere = make.make_agency("DOPA"), make.make_agency("DLT")
        author = make.viewer_of_officer(make.make_officer("malee", (here, "author"), name_th="มาลี ศรีสุข"))
        approver = make.viewer_of_officer(make.make_officer("prasit", (here, "approver"), name_th="ประสิทธิ์ วงศ์ทอง"))
        head = make.viewer_of_officer(make.make_officer("wanida", (here, "head"), name_th="วนิดา รุ่งเรือง"))
        stranger = make.viewer_of_officer(make.make_officer("kittipong", (elsewhere, "head"), name_th="กิตติพงศ์ แสงจันทร์"))
        policies.load()
        paces.forget()
        talk = talking.spoken(author, approver, place.make_law(here))
        paces.forget()
        yield {"talk": talk, "author": author, "approver": approver, "head": head, "stranger": stranger}


@pytest.fixture
def talk(spoken: dict[str, Any], db: None) -> talking.Talk:
    """Return the hearing people spoke in."""
    return spoken["talk"]


@pytest.fixture
def author(spoken: dict[str, Any]) -> Any:
    """Return the officer here who writes."""
    return spoken["author"]


@pytest.fixture
def approver(spoken: dict[str, Any]) -> Any:
    """Return the officer here who publishes."""
    return spoken["approver"]


@pytest.fixture
def head(spoken: dict[str, Any]) -> Any:
    """Return the head here, who may write and publish."""
    return spoken["head"]


@pytest.fixture
def stranger(spoken: dict[str, Any]) -> Any:
    """Return an officer who may do everything, but at another agency."""
    return spoken["stranger"]

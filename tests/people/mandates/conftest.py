"""People who act for each other, and registries that say what they are told to say."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps

from superapp.accounts.models import Citizen
from superapp.accounts.viewer import ANONYMOUS, Viewer
from superapp.api import context
from superapp.people import apps as people_apps
from superapp.registries import asking
from tests.factories.people import (
    juristic_id_of,
    make_mandate,
    make_organisation,
    make_person,
    pid_of,
    viewer_of_person,
)
from tests.factories.services import NOW
from tests.people.mandates.organisations import FIRST, SECOND, tell
from tests.people.mandates.registry import ToldRegistries, child, company
from tests.people.mandates.scene import CODE, offer


@pytest.fixture
def at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the endpoint read the test's moment instead of the clock."""
    monkeypatch.setattr(context, "dt", SimpleNamespace(datetime=SimpleNamespace(now=lambda _zone: NOW)))


@pytest.fixture
def registries() -> Iterator[ToldRegistries]:
    """Return the registries this test asks."""
    assert apps.is_installed("superapp.people")
    told = ToldRegistries()
    asking.connect(lambda: told)  # type: ignore[arg-type, return-value]
    yield told
    asking.connect(people_apps._registries)


@pytest.fixture
def person(db: None) -> Any:
    """Return a function that makes the numbered person once: `person(3)`."""
    made: dict[int, Citizen] = {}

    def make(number: int) -> Citizen:
        if number not in made:
            made[number] = make_person(number)
        return made[number]

    return make


@pytest.fixture
def signed_in(person: Any) -> Any:
    """Return a function that gives the numbered person's viewer, signed in with ThaID at the test's moment."""

    def view(number: int, **fields: Any) -> Viewer:
        return viewer_of_person(person(number), **fields)

    return view


@pytest.fixture
def director(signed_in: Any, registries: ToldRegistries) -> Viewer:
    tell(registries, FIRST, SECOND)
    return signed_in(FIRST)


@pytest.fixture
def scene(person: Any, signed_in: Any, author: Viewer, registries: ToldRegistries) -> SimpleNamespace:
    """A carer for a mother, a director of a firm with a delegate, an open offer of each; everybody has a child."""
    firm = make_organisation(1)
    scene = SimpleNamespace(
        firm=firm,
        carer=make_mandate(person(1), person(2), scope_verbs=["view"]),
        director=make_mandate(person(4), firm),
        delegate=make_mandate(person(1), firm, kind="delegate", scope_verbs=["apply"], scope_codes=["vat"]),
        viewers={
            "anonymous": ANONYMOUS,
            "stranger": signed_in(3),
            "agent": signed_in(1),
            "principal": signed_in(2),
            "director": signed_in(4),
            "author": author,
        },
    )
    for number in (1, 2, 3, 4):
        registries.tell("dopa.children", pid_of(number), [child(pid_of(50))])
        registries.tell("dbd.directorships", pid_of(number), [company(juristic_id_of(number))])
    scene.offer = offer(person(5), CODE)
    scene.firms_offer = offer(person(4), "code", scene.director)
    return scene

"""Directors and delegates as tests need them: becoming one, acting as one, being told of by the registry."""

from datetime import datetime
from typing import Any

import pytest

from superapp.accounts import acting
from superapp.accounts.models import Mandate
from superapp.accounts.viewer import Viewer
from superapp.api.acting import make_ready
from superapp.api.ids import global_id
from superapp.people.actions import directors, mandate_scope
from superapp.refusal import Refusal
from tests.factories.people import juristic_id_of, pid_of
from tests.people.mandates.registry import ToldRegistries, company

FACT = "dbd.directorships"
FIRST, SECOND, DELEGATE = 1, 2, 3
NUMBER = juristic_id_of(1)


def refused(act: Any, *args: Any, **named: Any) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(Refusal) as caught:
        act(*args, **named)
    return caught.value.code, caught.value.path


def become(viewer: Viewer, now: datetime, number: str = NUMBER) -> Mandate:
    found = directors.look_up(viewer=viewer, juristic_id=number, now=now)
    return directors.become(viewer=viewer, company=found, now=now)


def under(viewer: Viewer, mandate: Mandate, now: datetime) -> Viewer:
    """Return the viewer acting, after what the API does before a transaction."""
    make_ready(viewer, global_id("mdt", str(mandate.public_id)), now=now)
    return acting.acting_for(viewer, str(mandate.public_id), now=now)


def scope(*verbs: str, codes: list[str] | None = None, days: int = 90) -> mandate_scope.Scope:
    return mandate_scope.read(list(verbs) or None, codes, days)


def tell(registries: ToldRegistries, *people: int, **changes: Any) -> None:
    for number in people:
        registries.tell(FACT, pid_of(number), [company(NUMBER, **changes)])

"""What tests of taking part ask for: an open hearing, and windows that nobody has used yet."""

from collections.abc import Iterator

import pytest

from consultation.actions import paces
from consultation.models import Hearing
from services.models import Agency

from . import place


@pytest.fixture(autouse=True)
def fresh_paces() -> Iterator[None]:
    """Count nothing from one test to the next."""
    paces.forget()
    yield
    paces.forget()


@pytest.fixture
def hearing(agency: Agency) -> Hearing:
    """Return an open hearing of the agency here."""
    return place.make_hearing(place.make_law(agency))

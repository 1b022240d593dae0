"""What tests of taking part ask for: an open hearing."""

import pytest

from consultation.models import Hearing
from services.models import Agency

from . import place


@pytest.fixture
def hearing(agency: Agency) -> Hearing:
    """Return an open hearing of the agency here."""
    return place.make_hearing(place.make_law(agency))

"""What tests of hearings ask for: policies, and a published version of a law."""

import pytest

from consultation.actions import policies
from consultation.models import DraftVersion
from services.models import Agency
from tests.consultation.comments import place


@pytest.fixture
def version(agency: Agency) -> DraftVersion:
    """Return the published version of a law of the agency here, with the shipped policies loaded."""
    policies.load()
    return place.make_law(agency)

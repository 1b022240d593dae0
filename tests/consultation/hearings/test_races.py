"""Two at the same moment: the database lets one through, and nobody is told twice."""

import pytest

from consultation.actions import hearing_steps, policies
from consultation.models import HearingEvent
from tests.consultation.comments import place
from tests.factories import services as make
from tests.factories.services import NOW
from tests.racing import kinds, together

from . import making


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_announces():
    agency = make.make_agency("DOPA")
    policies.load()
    version = place.make_law(agency)
    officers = [make.make_officer(name, (agency, "approver")) for name in ("prasit", "wanida")]
    hearing = making.ready(None, version)
    announcing = [
        lambda officer=officer: hearing_steps.announce(
            viewer=make.viewer_of_officer(officer), code=hearing.code, now=NOW
        )
        for officer in officers
    ]

    announced = together(*announcing)

    assert kinds(announced) == ["HEARING_STEP_WRONG", hearing.code]
    assert HearingEvent.objects.count() == 1

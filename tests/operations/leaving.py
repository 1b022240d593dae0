"""The citizen who asks the operations of own_data.py: their data was looked at, and copied, many times."""

from datetime import timedelta

from superapp.accounts.viewer import Viewer
from superapp.people.actions import data_uses
from superapp.people.models import DataExport
from tests.factories import people
from tests.factories.services import NOW

VIEWER = "leaving"


def make_leaving(rows: int) -> Viewer:
    """Make a citizen whose data was looked at, and copied, `rows` times; return them as signed in."""
    citizen = people.make_person(90)
    for place in range(rows):
        data_uses.note(
            citizen=citizen,
            kind="viewed",
            actor=f"officer-{place}",
            agency_code="DOPA",
            role="head",
            facts=["name_th"],
            purpose="citizen_request",
            basis="law:pdpa-s24-4",
            now=NOW + timedelta(minutes=place),
        )
        # Long ago: three a day are enough.
        DataExport.objects.create(citizen=citizen, state="over", requested_at=NOW - timedelta(days=10 + place))
    return people.viewer_of_person(citizen)

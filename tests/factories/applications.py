"""Applications as tests need them: bare rows that went the legal way to a state, without what actions do beside."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from services.models import Agency
from superapp.accounts.models import Citizen
from tests.factories.services import NOW
from welfare.models import Application, ApplicationState, Programme
from welfare.models.application_state import TRANSITIONS

S = ApplicationState


def way_to(state: str) -> tuple[str, ...]:
    """Return the shortest legal way from the draft to `state`, the draft left out."""
    ways: list[tuple[str, ...]] = [()]
    while ways:
        way = ways.pop(0)
        here = way[-1] if way else S.DRAFT.value
        if here == state:
            return way
        ways += [(*way, str(step)) for step in TRANSITIONS[here] if step not in way]
    raise ValueError(f"state: no way leads to {state}")


def make_application(
    citizen: Citizen, agency: Agency, *, code: str = "old_age_allowance", state: str = "draft", **fields: Any
) -> Application:
    """Make an application for the programme `code` and lead it to `state`; sent ones have a number and a promised day.

    `fields` are set with the last step.
    """
    programme, _ = Programme.objects.get_or_create(code=code, defaults={"agency": agency})
    row = Application.objects.create(
        citizen=citizen, agency=agency, programme=programme, matter=code, opened_at=NOW - timedelta(days=1)
    )
    way = way_to(state)
    for step in way:
        changes: dict[str, Any] = {"state": step}
        if step == S.SUBMITTED and row.number is None:
            changes |= {"number": f"WA-2569-{row.pk:06d}", "submitted_at": NOW, "due_on": date(2027, 1, 4)}
        if step in (S.APPROVED, S.REFUSED):
            changes |= {"decided_at": NOW}
        Application.objects.filter(pk=row.pk).update(**changes)
        row.refresh_from_db()
    if fields:
        Application.objects.filter(pk=row.pk).update(**fields)
        row.refresh_from_db()
    return row


def a_key() -> str:
    """Return a new key for a request that may be sent again."""
    return str(uuid4())

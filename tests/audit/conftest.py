"""A short history to tamper with."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from superapp.audit.models import AuditEvent
from superapp.audit.recording import record

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


def act(stream: str = "DOPA", number: int = 0, **changes: object) -> AuditEvent:
    """Record one act in a transaction of its own, `number` minutes after NOW."""
    fields = {
        "stream": stream,
        "action": "draft.revise",
        "object": f"service:passport#{number}",
        "actor": "5f0c6a0e-6c0f-4a4e-9f43-2f2f4a6d5b11",
        "details": {"fields": ["title", "fee"], "count": number},
        "now": NOW + timedelta(minutes=number),
    }
    with transaction.atomic():
        return record(**(fields | changes))


@pytest.fixture
def history(db: None) -> list[AuditEvent]:
    """Return six events of DOPA, with three of the platform in between."""
    events = []
    for number in range(6):
        events.append(act(number=number))
        if number % 2:
            act("platform", number)
    return events

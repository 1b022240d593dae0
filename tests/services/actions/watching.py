"""Watching what an act leaves behind: exactly one audit event, or, when it was refused, nothing at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import models

from services.models import (
    Alert,
    Catalogue,
    Channel,
    Evidence,
    Fact,
    Fee,
    LegalResource,
    Output,
    Posting,
    RelatedService,
    Service,
    ServiceVersion,
)
from superapp.accounts.models import Account
from superapp.accounts.viewer import Viewer
from superapp.audit.models import AuditEvent, AuditHead
from superapp.refusal import Refusal

WATCHED: tuple[type[models.Model], ...] = (
    Service,
    ServiceVersion,
    Channel,
    Fee,
    Evidence,
    Output,
    LegalResource,
    RelatedService,
    Fact,
    Alert,
    Posting,
    Group,
    Account.groups.through,
    AuditEvent,
    AuditHead,
)


def picture() -> dict[str, Any]:
    """Return every row an act of the catalogue can touch, and the catalogue's version."""
    rows: dict[str, Any] = {
        model._meta.label: list(model._default_manager.order_by("pk").values()) for model in WATCHED
    }
    return rows | {"version": Catalogue.objects.version()}


@contextmanager
def refused(code: str, *path: str) -> Iterator[None]:
    """Expect a refusal with this code, about this part of the input, that can be read and has changed nothing."""
    before = picture()
    with pytest.raises(Refusal) as caught:
        yield
    assert (caught.value.code, caught.value.path) == (code, path)
    assert caught.value.message("th") != caught.value.message("en")
    assert picture() == before


@contextmanager
def leaves(action: str, about: str, viewer: Viewer | None, *, stream: str = "DOPA") -> Iterator[dict[str, Any]]:
    """Expect exactly one audit event; its details are put into the mapping that is yielded."""
    details: dict[str, Any] = {}
    last = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    yield details
    (event,) = AuditEvent.objects.filter(pk__gt=last)
    actor = "system" if viewer is None or viewer.account is None else str(viewer.account.public_id)
    assert (event.stream, event.action, event.object, event.actor) == (stream, action, about, actor)
    assert event.outcome == "done"
    details.update(event.details)

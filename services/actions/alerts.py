"""Alerts: a banner on a service at once, and taking it down again."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from services import permissions
from services.models import Alert, Service
from services.models.content import ContentFault
from services.models.wellformed import is_plain
from superapp.refusal import NotFound

from . import edition
from .drafts import held_service
from .moments import moment_given
from .proposals import NotPublished
from .trail import leave

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

MESSAGE_LIMIT = 300


@transaction.atomic
def post(
    *,
    viewer: "Viewer",
    code: str,
    severity: str,
    message_th: str,
    message_en: str,
    ends_at: datetime | None,
    now: datetime,
) -> Alert:
    """Put a banner on a published service, in place of the one it may have. No review: it cannot wait.

    :raises NotFound: :raises NotPublished: :raises MomentPassed: when it would have ended already.
    :raises MomentTooFar: when it would stay up for more than two years.
    :raises ContentFault: when a message is blank or longer than 300 characters, or the severity is unknown.
    """
    for name, text in (("messageTh", message_th), ("messageEn", message_en)):
        if not text.strip() or len(text) > MESSAGE_LIMIT or not is_plain(text):
            raise ContentFault(name, text, "1 to 300 characters", "write one short sentence")
    if severity not in Alert.Severity.values:
        raise ContentFault("severity", severity, f"one of {', '.join(Alert.Severity.values)}", "choose one of these")
    ends_at = moment_given(ends_at, "endsAt", now)
    catalogue = edition.hold()
    service = _service_to_alert(viewer, code)
    service.alerts.filter(cleared_at=None).update(cleared_at=now)
    alert = Alert.objects.create(
        service=service,
        severity=severity,
        message_th=message_th.strip(),
        message_en=message_en.strip(),
        starts_at=now,
        ends_at=ends_at,
        raised_by=viewer.officer,
    )
    _show(catalogue, service)
    leave(viewer, stream=service.agency.code, action="alert.post", about=f"service:{code}", now=now, severity=severity)
    return alert


@transaction.atomic
def clear(*, viewer: "Viewer", code: str, now: datetime) -> Service:
    """Take the banner of a service down; without one, refuse, so that nobody thinks they took one down.

    :raises NotFound: when the service, or a standing alert on it, does not exist for this viewer.
    """
    catalogue = edition.hold()
    service = _service_to_alert(viewer, code)
    if not service.alerts.filter(cleared_at=None).update(cleared_at=now):
        raise NotFound(path=("code",))
    _show(catalogue, service)
    leave(viewer, stream=service.agency.code, action="alert.clear", about=f"service:{code}", now=now)
    return service


def _service_to_alert(viewer: "Viewer", code: str) -> Service:
    service = held_service(viewer, code)
    if not permissions.may_alert(viewer, service.agency_id):
        raise NotFound(path=("code",))
    if service.state != Service.State.PUBLISHED:
        raise NotPublished(path=("code",))
    return service


def _show(catalogue, service: Service) -> None:  # type: ignore[no-untyped-def]
    service.changed_in = edition.advance(catalogue)
    service.save(update_fields=["changed_in"])

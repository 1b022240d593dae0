"""One step of a case: compare and change in one statement, then the timeline.

Whoever changes an application does it here, so that of two who act at the same moment - a withdrawal, an approval - one
comes first and the other is told. Audit comes last, by the action itself (`recorded`).
"""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from superapp.accounts import cipher
from superapp.accounts.viewer import Viewer
from superapp.audit import recording
from superapp.refusal import NotFound, Refusal
from welfare import permissions
from welfare.models import Application, ApplicationEvent, ApplicationState
from welfare.models.application import ApplicationQuerySet
from welfare.models.application_state import TRANSITIONS


class ApplicationChanged(Refusal):
    """Somebody else changed the application since it was read."""

    code = "APPLICATION_CHANGED"
    th = "คำขอนี้เปลี่ยนไปหลังจากที่เปิดดู โปรดเปิดดูอีกครั้งแล้วทำใหม่"
    en = "This application changed after it was read. Look at it again, then try once more."


class ApplicationStateForbids(Refusal):
    """It cannot be done to an application that stands where this one stands. `details`: `state_th`, `state_en`."""

    code = "APPLICATION_STATE_FORBIDS"
    th = "ทำรายการนี้ไม่ได้ เพราะคำขออยู่ในสถานะ “{state_th}”"
    en = "This cannot be done: the application is {state_en}."


WITH = ("citizen__account", "organisation", "agency", "programme", "service")
STATES_EN = {
    ApplicationState.DRAFT: "a draft",
    ApplicationState.SUBMITTED: "submitted",
    ApplicationState.UNDER_REVIEW: "under review",
    ApplicationState.NEEDS_INFORMATION: "waiting for information from the applicant",
    ApplicationState.APPROVED: "approved",
    ApplicationState.REFUSED: "refused",
    ApplicationState.WITHDRAWN: "withdrawn",
    ApplicationState.APPEALED: "under appeal",
    ApplicationState.DECIDED_ON_APPEAL: "decided on appeal",
}


def held(viewer: Viewer, public_id: str | UUID, *, revision: int | None = None) -> Application:
    """Return the application of whom the viewer stands here for, locked until the transaction ends, to be changed.

    Whoever else changes it waits, and then finds what has become of it. `revision` None means that the viewer changes
    whatever it says by now.

    :raises NotFound: when there is none for them. :raises acting.OutOfScope: when a mandate does not cover applying.
    :raises ApplicationChanged: when it is no longer at `revision`.
    """
    row = _one(Application.objects.of_person(viewer).select_for_update(of=("self",)), public_id)
    permissions.require_applying(viewer, row.matter)
    if revision is not None and row.revision != revision:
        raise ApplicationChanged()
    return row


def found(viewer: Viewer, public_id: str | UUID) -> Application:
    """Return the application of whom the viewer stands here for, to look at.

    :raises NotFound: when there is none for them.
    """
    return _one(Application.objects.of_person(viewer), public_id)


def _one(rows: ApplicationQuerySet, public_id: str | UUID) -> Application:
    try:
        key = UUID(str(public_id))
    except ValueError:
        raise NotFound(path=("application_id",)) from None
    row = rows.select_related(*WITH).filter(public_id=key).first()
    if row is None:
        raise NotFound(path=("application_id",))
    return row


def require_state(application: Application, *states: str) -> None:
    """Do nothing when the application stands in one of `states`.

    :raises ApplicationStateForbids:
    """
    if application.state not in states:
        state = ApplicationState(application.state)
        raise ApplicationStateForbids(state_th=state.label, state_en=STATES_EN[state])


def advance(application: Application, to: str | None = None, **changes: Any) -> Application:
    """Change the application as it was read, and lead it `to` another state; None leaves it where it is.

    One statement compares state and revision and changes: of two at once, one wins. Call it inside the transaction of
    everything else that belongs to the step.

    :raises ApplicationStateForbids: when no way leads there. :raises ApplicationChanged: when somebody was faster.
    """
    target = application.state if to is None else str(to)
    if target != application.state and target not in TRANSITIONS[application.state]:
        require_state(application)
    changes |= {"state": target, "revision": application.revision + 1}
    same = Application.objects.filter(pk=application.pk, state=application.state, revision=application.revision)
    if not same.update(**changes):
        raise ApplicationChanged()
    for name, value in changes.items():
        setattr(application, name, value)
    return application


def put_in_timeline(
    application: Application,
    kind: str,
    *,
    viewer: Viewer | None,
    now: datetime,
    before: str = "",
    note: str | None = None,
) -> ApplicationEvent:
    """Add a step to the timeline. `before` is the state it came from, "" for the first; `viewer` None: the rules alone.

    `note` is the sentence that went with it, kept sealed.
    """
    event = ApplicationEvent(
        public_id=uuid4(),
        application=application,
        at=now,
        kind=kind,
        from_state=before,
        to_state=application.state,
        actor="system" if viewer is None else viewer.actor,
        officer=None if viewer is None else viewer.officer,
        mandate="" if viewer is None else viewer.mandate_id or "",
    )
    if note is not None:
        event.note_sealed = cipher.seal_with(application.key(), note, event.about)
    event.save(force_insert=True)
    return event


def recorded(application: Application, action: str, *, viewer: Viewer | None, now: datetime, **details: object) -> None:
    """Record a step in the chain of the agency, a draft's in the platform's: the last write of the step."""
    recording.record(
        stream="platform" if application.submitted_at is None else application.agency.code,
        action=f"application.{action}",
        object=f"application:{application.public_id}",
        actor="system" if viewer is None else viewer.actor,
        principal=None if viewer is None else viewer.principal,
        mandate=None if viewer is None else viewer.mandate_id,
        details=details,
        now=now,
    )

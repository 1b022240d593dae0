"""Suspending somebody from one hearing for a time: they read and appeal, but write nothing. What they said stays."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from consultation.models import ModerationDecision, Participant, Suspension
from consultation.permissions import may_moderate
from superapp.accounts.viewer import Viewer
from superapp.audit.recording import record
from superapp.refusal import NotFound, Refusal

from . import moderation_telling

LONGEST = timedelta(days=90)
LONGEST_SENTENCE = 500
REASONS = ("threat", "insult", "impersonation", "spam", "personal_data", "unlawful")


class SuspensionIncomplete(Refusal):
    """A reason of the code of conduct, a sentence, and an end within 90 days are needed."""

    code = "SUSPENSION_INCOMPLETE"
    th = "การระงับต้องเลือกเหตุตามแนวปฏิบัติ เขียนคำชี้แจง และสิ้นสุดภายใน 90 วัน"
    en = "A suspension needs a reason of the code of conduct, a sentence, and an end within 90 days."


@transaction.atomic
def suspend(
    *, viewer: Viewer, participant: Participant, until: datetime, reason: str, sentence_th: str, now: datetime
) -> Participant:
    """Let somebody write nothing in their hearing until an instant; tell them why. Return their row.

    :raises NotFound: for officers of other agencies, and for input that was brought in or erased: nobody is behind it.
    :raises SuspensionIncomplete:
    """
    row = _locked(viewer, participant)
    sentence = sentence_th.strip()
    if reason not in REASONS or not 0 < len(sentence) <= LONGEST_SENTENCE or not now < until <= now + LONGEST:
        raise SuspensionIncomplete(path=("reason",))
    row.suspended_until = until
    row.save(update_fields=["suspended_until"])
    made = Suspension.objects.create(
        participant=row, reason=reason, sentence_th=sentence, officer=viewer.officer, at=now, until=until
    )
    moderation_telling.tell_suspended(made, now=now)
    details = {"until": until.isoformat(), "reason": str(ModerationDecision.Reason(reason))}
    _record(viewer, row, "participant.suspend", details, now)
    return row


@transaction.atomic
def lift(*, viewer: Viewer, participant: Participant, now: datetime) -> Participant:
    """Let somebody write again before their suspension ends.

    :raises NotFound:
    """
    row = _locked(viewer, participant)
    row.suspended_until = None
    row.save(update_fields=["suspended_until"])
    Suspension.objects.filter(participant=row, lifted_at=None, until__gt=now).update(lifted_at=now)
    _record(viewer, row, "participant.lift_suspension", {}, now)
    return row


def of(participant: Participant) -> Suspension | None:
    """Return the suspension that a participant's `suspended_until` comes from; None without one."""
    if participant.suspended_until is None:
        return None
    return participant.suspensions.filter(until=participant.suspended_until, lifted_at=None).order_by("-pk").first()


def shown(participant: Participant) -> Suspension | None:
    """Return the suspension in force, else the last there was, with its appeal; None where there was none."""
    return of(participant) or participant.suspensions.order_by("-pk").first()


def end(suspension: Suspension, *, now: datetime) -> None:
    """End one before its time, its person's row locked: they may write unless another one stands.

    The caller saves it.
    """
    person = suspension.participant
    latest = of(person)
    if latest is not None and latest.pk == suspension.pk:
        others = person.suspensions.filter(lifted_at=None, until__gt=now).exclude(pk=suspension.pk)
        person.suspended_until = others.aggregate(latest=Max("until"))["latest"]
        person.save(update_fields=["suspended_until"])
    if suspension.lifted_at is None and now < suspension.until:
        suspension.lifted_at = now


def record_about(
    viewer: Viewer, suspension: Suspension, action: str, details: dict[str, object], now: datetime
) -> None:
    """Record in the agency's stream what an officer did about a suspension."""
    record(
        stream=suspension.participant.hearing.agency.code,
        action=action,
        object=f"suspension:{suspension.public_id}",
        actor=viewer.actor,
        details=details,
        now=now,
    )


def _locked(viewer: Viewer, participant: Participant) -> Participant:
    if not may_moderate(viewer, participant.hearing):
        raise NotFound()
    row = Participant.objects.select_for_update(of=("self",), no_key=True).select_related("hearing__agency")
    found = row.get(pk=participant.pk)
    if found.citizen_id is None and found.organisation_id is None:
        raise NotFound()
    return found


def _record(viewer: Viewer, row: Participant, action: str, details: dict[str, object], now: datetime) -> None:
    record(
        stream=row.hearing.agency.code,
        action=action,
        object=f"participant:{row.public_id}",
        actor=viewer.actor,
        details=details,
        now=now,
    )

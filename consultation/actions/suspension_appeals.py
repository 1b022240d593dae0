"""Appealing against a suspension: once, within 15 days, decided by another officer of the hearing's agency.

filed --decide--> upheld, or overturned: the person may write again at once
"""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from consultation.models import Participant, Suspension
from consultation.permissions import may_moderate
from superapp.accounts.viewer import Viewer
from superapp.refusal import NotFound, Refusal

from . import comment_texts, moderation_queue, moderation_telling, suspensions
from .moderation_appeals import LONGEST_GROUNDS, LONGEST_SENTENCE, AppealDecided, AppealTooLate, OutcomeIncomplete
from .participants import locked, record_act


class AppealByWhoSuspended(Refusal):
    """Whoever suspended somebody does not decide the appeal against it."""

    is_for_clients = False
    code = "APPEAL_BY_WHO_SUSPENDED"
    th = "ท่านเป็นผู้สั่งระงับ เจ้าหน้าที่คนอื่นต้องเป็นผู้พิจารณาอุทธรณ์นี้"
    en = "You suspended this person, so another officer decides the appeal."


@transaction.atomic
def file(*, viewer: Viewer, suspension: Suspension, grounds: str, now: datetime) -> Suspension:
    """Appeal against one's own suspension; again, the appeal that stands is returned. Also after closing.

    :raises NotFound: for anybody else's. :raises NotJoined: :raises AppealTooLate: :raises TextEmpty:
    :raises TextTooLong:
    """
    hearing = suspension.participant.hearing
    person = locked(viewer=viewer, hearing=hearing)
    if suspension.participant_id != person.pk:
        raise NotFound(path=("suspension_id",))
    row = Suspension.objects.select_for_update(no_key=True).get(pk=suspension.pk)
    row.participant = person
    if row.filed_at is not None:
        return row
    if now >= moderation_telling.appeal_until(row):
        raise AppealTooLate(path=("suspension_id",))
    row.grounds = comment_texts.cleaned(grounds, most=LONGEST_GROUNDS, path=("grounds",))
    row.filed_at = now
    row.save(update_fields=["grounds", "filed_at"])
    record_act(person, "suspension.appeal", now, hearing=hearing, object=f"suspension:{row.public_id}")
    return row


@transaction.atomic
def decide(*, viewer: Viewer, suspension: Suspension, outcome: str, sentence_th: str, now: datetime) -> Suspension:
    """Uphold a suspension, or overturn it, which ends it at once; the person is told why.

    :raises NotFound: for officers of other agencies, everybody else, and where nobody has appealed.
    :raises AppealByWhoSuspended: :raises AppealDecided: :raises OutcomeIncomplete:
    """
    if not may_moderate(viewer, suspension.participant.hearing) or viewer.officer is None:
        raise NotFound()
    # The person before their suspension, as in filing.
    rows = Participant.objects.select_for_update(of=("self",), no_key=True).select_related("hearing__agency", "citizen")
    person = rows.get(pk=suspension.participant_id)
    row = Suspension.objects.select_for_update(no_key=True).get(pk=suspension.pk)
    if row.filed_at is None:
        raise NotFound()
    if row.officer_id == viewer.officer.pk:
        raise AppealByWhoSuspended()
    if row.outcome:
        raise AppealDecided()
    sentence = sentence_th.strip()
    if outcome not in Suspension.Outcome.values or not 0 < len(sentence) <= LONGEST_SENTENCE:
        raise OutcomeIncomplete(path=("outcome",))
    row.participant = person
    row.outcome, row.outcome_th, row.decided_by, row.decided_at = outcome, sentence, viewer.officer, now
    if outcome == Suspension.Outcome.OVERTURNED:
        suspensions.end(row, now=now)
    row.save(update_fields=["outcome", "outcome_th", "decided_by", "decided_at", "lifted_at"])
    moderation_telling.tell_suspension_appeal(row, now=now)
    suspensions.record_about(viewer, row, "suspension.decide_appeal", {"outcome": str(outcome)}, now)
    return row


def own(viewer: Viewer, public_id: uuid.UUID) -> Suspension | None:
    """Return the viewer's own suspension of that public id; None for any other."""
    rows = Suspension.objects.filter(participant__in=Participant.objects.of_viewer(viewer), public_id=public_id)
    return rows.select_related("participant__hearing__agency").first()


def waiting(viewer: Viewer) -> QuerySet[Suspension]:
    """Return the suspensions that were appealed in hearings the viewer moderates, the undecided first."""
    rows = Suspension.objects.filter(
        participant__hearing__in=moderation_queue.hearings_of(viewer), filed_at__isnull=False
    )
    return rows.select_related("participant__hearing__agency", "officer").order_by("outcome", "filed_at", "pk")

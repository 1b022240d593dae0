"""The steps of a hearing from ready to its end: sent to be announced, announced, extended, cancelled, reported.

Taking part goes by instants, never by these states; the clock's own steps stand in hearing_schedule.py.
"""

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING

import orjson
from django.db import transaction

from consultation import permissions
from consultation.models import Hearing, HearingEvent, HearingState, Justification
from superapp.refusal import NotFound, Refusal

from . import evaluations, hearing_gate, hearing_periods, hearing_telling, hearings
from .hearing_record import leave

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

S = HearingState
LONGEST_REASON = 1_000


class HearingStepWrong(Refusal):
    """The step does not lead on from where the hearing stands."""

    code = "HEARING_STEP_WRONG"
    th = "การรับฟังนี้อยู่ในสถานะ “{state_th}” จึงทำขั้นตอนนี้ไม่ได้"
    en = "This hearing is {state} and cannot take this step."


class AnnouncedByItsWriter(Refusal):
    """Whoever wrote a part of a hearing does not announce it."""

    code = "HEARING_OWN_WORK"
    th = "ท่านร่วมจัดทำการรับฟังนี้ จึงประกาศเองไม่ได้ ต้องมีเจ้าหน้าที่อีกคนเป็นผู้ประกาศ"
    en = "You wrote a part of this hearing. Another officer has to announce it."


class HearingOnlyLonger(Refusal):
    """What was announced may last longer, never shorter."""

    code = "HEARING_ONLY_LONGER"
    th = "หลังประกาศแล้วขยายเวลาได้อย่างเดียว ลดเวลาหรือปิดก่อนกำหนดไม่ได้"
    en = "Once announced, a hearing can be extended, not shortened or closed early."


class HearingOver(Refusal):
    """It has closed already; a new round is a new hearing."""

    code = "HEARING_OVER"
    th = "การรับฟังนี้ปิดแล้ว หากต้องการรับฟังเพิ่มให้เริ่มรอบใหม่"
    en = "This hearing has closed. Begin a new round to hear more."


class ReasonNeeded(Refusal):
    """The step is told in public with its reason."""

    code = "HEARING_REASON_NEEDED"
    th = "ต้องบอกเหตุผล 1 ถึง 1,000 ตัวอักษร เหตุผลนี้จะเผยแพร่"
    en = "A reason of 1 to 1,000 characters is needed; it is published."


@transaction.atomic
def make_ready(*, viewer: "Viewer | None", code: str, now: datetime) -> Hearing:
    """Send a draft to be announced by somebody else. Nothing of it can be edited until it is sent back.

    :raises NotFound: :raises HearingNotDraft: and what hearing_gate.require refuses.
    """
    hearing = hearings.held_draft(viewer, code)
    hearing_gate.require(hearing, now=now)
    _step(hearing, S.READY)
    leave(viewer, hearing, "make_ready", now=now, revision=hearing.revision)
    return hearing


@transaction.atomic
def send_back(*, viewer: "Viewer | None", code: str, now: datetime) -> Hearing:
    """Return a hearing that waits to be announced to those who prepare it: they, or an announcer, may.

    :raises NotFound: :raises HearingStepWrong:
    """
    hearing = _held_by_anyone_of(viewer, code)
    _require(hearing, S.READY)
    _step(hearing, S.DRAFT)
    leave(viewer, hearing, "send_back", now=now)
    return hearing


@transaction.atomic
def announce(*, viewer: "Viewer | None", code: str, now: datetime) -> Hearing:
    """Announce a hearing that is ready: fix its rules, publish its dossier, tell those concerned.

    :raises NotFound: when it is not there for the viewer, or they may not announce. :raises HearingStepWrong:
    :raises AnnouncedByItsWriter: and what hearing_gate.require refuses.
    """
    hearing = _held_to_announce(viewer, code)
    _require(hearing, S.READY)
    if viewer is not None and hearing.writers.filter(pk=viewer.officer.pk).exists():  # type: ignore[union-attr]
        raise AnnouncedByItsWriter()
    hearing_gate.require(hearing, now=now)
    policy = hearing_periods.policy_for(hearing.kind, hearing_periods.first_day_of(now))
    hearing.documents.filter(published_at=None).update(published_at=now)
    hearing.waivers.filter(published_at=None).update(published_at=now)
    Justification.objects.filter(hearing=hearing, published_at=None).update(published_at=now)
    hearing.policy = hearing_periods.snapshot_of(policy)  # type: ignore[arg-type]
    hearing.report_due_on = hearing_periods.report_due_on(hearing, hearing.policy)
    hearing.rules_digest = digest_of(hearing)
    hearing.announced_at = now
    hearing.announcer = None if viewer is None else viewer.officer
    _step(hearing, S.ANNOUNCED)
    evaluations.hearing_announced(hearing)
    hearing_telling.tell(hearing, HearingEvent.Kind.ANNOUNCED, now=now)
    leave(viewer, hearing, "announce", now=now, digest=hearing.rules_digest, kind=hearing.kind)
    return hearing


@transaction.atomic
def extend(*, viewer: "Viewer | None", code: str, closes_at: datetime, reason: str, now: datetime) -> Hearing:
    """Let an announced hearing last longer, and tell those concerned. Free; shortening is refused.

    :raises NotFound: :raises HearingStepWrong: :raises HearingOver: at its last instant and later.
    :raises HearingOnlyLonger: :raises ReasonNeeded:
    """
    hearing = _held_to_announce(viewer, code)
    _require(hearing, S.ANNOUNCED, S.OPEN)
    reason = _told(reason)
    if now >= hearing.closes_at:  # type: ignore[operator]
        raise HearingOver()
    if closes_at <= hearing.closes_at:  # type: ignore[operator]
        raise HearingOnlyLonger(path=("closes_at",))
    hearing.closes_at = closes_at
    hearing.report_due_on = hearing_periods.report_due_on(hearing, hearing.policy)
    hearing.save(update_fields=["closes_at", "report_due_on"])
    last_day = hearing_periods.last_day_of(closes_at).isoformat()
    hearing_telling.tell(hearing, HearingEvent.Kind.EXTENDED, key=closes_at.isoformat(), note=reason, now=now)
    leave(viewer, hearing, "extend", now=now, last_day=last_day)
    return hearing


@transaction.atomic
def cancel(*, viewer: "Viewer | None", code: str, reason: str, now: datetime) -> Hearing:
    """Cancel a hearing that has not closed, with a reason everybody can read.

    A draft is given up by whoever may prepare it; what was announced, by whoever may announce.

    :raises NotFound: :raises HearingStepWrong: :raises ReasonNeeded:
    """
    hearing = _held_by_anyone_of(viewer, code)
    if hearing.announced_at is not None and not _may_publish(viewer, hearing):
        raise NotFound(path=("code",))
    _require(hearing, S.DRAFT, S.READY, S.ANNOUNCED, S.OPEN)
    reason = _told(reason)
    if hearing.announced_at is not None and now >= hearing.closes_at:  # type: ignore[operator]
        raise HearingOver()
    hearing.cancelled_reason = reason
    _step(hearing, S.CANCELLED)
    evaluations.hearing_cancelled(hearing)
    if hearing.announced_at is not None:
        hearing_telling.tell(hearing, HearingEvent.Kind.CANCELLED, note=reason, now=now)
    leave(viewer, hearing, "cancel", now=now)
    return hearing


def reported(hearing: Hearing, *, now: datetime) -> None:
    """Mark a closed hearing as reported and tell its followers; for the action that publishes the report.

    The caller holds the hearing's row and records the act.

    :raises HearingStepWrong: when it is not closed.
    """
    _require(hearing, S.CLOSED, S.ANALYSING)
    _step(hearing, S.REPORTED)
    hearing_telling.tell(hearing, HearingEvent.Kind.REPORTED, now=now)


def digest_of(hearing: Hearing) -> str:
    """Return the SHA-256 of what a hearing announces: its days, rules, questions and the hashes of its texts."""
    told = {
        "code": hearing.code,
        "law": hearing.law.code,
        "version": [hearing.version.number, hearing.version.digest],
        "kind": hearing.kind,
        "round": hearing.round,
        "title": [hearing.title_th, hearing.title_en],
        "summary": [hearing.summary_th, hearing.summary_en],
        # One instant has many spellings; the one in Bangkok is written down.
        "window": [at.astimezone(hearing_periods.BANGKOK).isoformat() for at in (hearing.opens_at, hearing.closes_at)],  # type: ignore[union-attr]
        "policy": hearing.policy,
        "phases": hearing.phases,
        "display": hearing.display_choices,
        "identity_level": hearing.identity_level,
        "moderation": hearing.moderation,
        "notice_version": hearing.notice_version,
        "shows_votes_as_data": hearing.shows_votes_as_data,
        "questions": [
            [one.position, one.form, one.text_th, one.text_en, one.options, one.scale_points]
            for one in hearing.questions.order_by("position")
        ],
        "documents": sorted(hearing.documents.current().values_list("kind", "language", "digest")),
        "waivers": sorted(hearing.waivers.values_list("kind", "ground", "text_th")),
    }
    return hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _step(hearing: Hearing, state: str) -> None:
    hearing.state = state
    hearing.save()


def _require(hearing: Hearing, *states: str) -> None:
    if hearing.state not in states:
        raise HearingStepWrong(state=hearing.state, state_th=S(hearing.state).label)


def _told(reason: str) -> str:
    reason = reason.strip()
    if not 0 < len(reason) <= LONGEST_REASON or "\0" in reason:
        raise ReasonNeeded(path=("reason",))
    return reason


def _may_publish(viewer: "Viewer | None", hearing: Hearing) -> bool:
    return viewer is None or permissions.may_publish(viewer, hearing.agency_id)


def _held_to_announce(viewer: "Viewer | None", code: str) -> Hearing:
    hearing = _held_by_anyone_of(viewer, code)
    if not _may_publish(viewer, hearing):
        raise NotFound(path=("code",))
    return hearing


def _held_by_anyone_of(viewer: "Viewer | None", code: str) -> Hearing:
    rows = Hearing.objects.select_for_update(of=("self",), no_key=True).select_related(
        "law", "version", "agency", "author"
    )
    hearing = rows.filter(code=code).first()
    if hearing is None or not (viewer is None or _works_on(viewer, hearing)):
        raise NotFound(path=("code",))
    return hearing


def _works_on(viewer: "Viewer", hearing: Hearing) -> bool:
    may = (permissions.may_prepare, permissions.may_publish)
    return any(allowed(viewer, hearing.agency_id) for allowed in may)

"""Evaluations of laws in force: when one is due, on request, exempt, heard as a hearing, and reported.

Due at most every five years from entry into force or the last report (Act B.E. 2562, section 34). The steps announced
and heard follow from the hearing of kind evaluation that is its survey.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from consultation import permissions
from consultation.models import DraftLaw, Evaluation, EvaluationIndicator, Hearing
from consultation.models.evaluation import EvaluationState
from superapp.audit.recording import record
from superapp.refusal import NotFound, Refusal

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

E = EvaluationState
OPEN = (E.SCHEDULED, E.ANNOUNCED, E.HEARD)
MOST_YEARS = 5
LONGEST_TEXT = 20_000
MOST_INDICATORS = 50


class EvaluationStepWrong(Refusal):
    """The step does not lead on from where the evaluation stands."""

    code = "EVALUATION_STEP_WRONG"
    th = "การประเมินนี้อยู่ในสถานะ “{state_th}” จึงทำขั้นตอนนี้ไม่ได้"
    en = "This evaluation is {state} and cannot take this step."


class EvaluationTextNeeded(Refusal):
    """A request, an exemption and a report say something."""

    code = "EVALUATION_TEXT_NEEDED"
    th = "ต้องมีข้อความ 1 ถึง 20,000 ตัวอักษร"
    en = "A text of 1 to 20,000 characters is needed."


class LawNotInForce(Refusal):
    """Only a law in force is evaluated."""

    code = "LAW_NOT_IN_FORCE"
    th = "กฎหมายนี้ยังไม่ใช้บังคับ จึงยังไม่ประเมิน"
    en = "This law is not in force yet and is not evaluated."


class IndicatorWrong(Refusal):
    """A figure comes with its name, unit, day and source."""

    code = "EVALUATION_INDICATOR_WRONG"
    th = "ตัวชี้วัดต้องมีชื่อและหน่วย และเมื่อมีค่าต้องบอกวันที่และที่มา ไม่เกิน 50 ตัว"
    en = "An indicator has a name and a unit, and a value has its day and source; at most 50."


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorGiven:
    """One indicator as an officer gives it; `value` None while it has not been measured."""

    name_th: str
    name_en: str = ""
    unit_th: str
    unit_en: str = ""
    value: Decimal | None = None
    target: Decimal | None = None
    as_of: date | None = None
    source: str = ""
    source_url: str = ""


def due_on(law: DraftLaw) -> date | None:
    """Return when a law is due again: five years after it took effect or was last reported on; None if not in force."""
    if law.in_force_on is None:
        return None
    last = law.evaluations.filter(state=E.REPORTED).order_by("-reported_at").first()
    begins = law.in_force_on if last is None else timezone.localdate(last.reported_at)
    return years_after(begins, MOST_YEARS)


def years_after(day: date, years: int) -> date:
    """Return the same day `years` later; the 28th where there is no 29 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def schedule_all(*, now: datetime) -> int:
    """Give every law in force without an open or exempt evaluation the next one; return how many were made."""
    standing = Evaluation.objects.filter(law=OuterRef("pk"), state__in=[*OPEN, E.EXEMPT])
    laws = DraftLaw.objects.filter(
        ~Exists(standing), in_force_on__isnull=False, in_force_on__lte=timezone.localdate(now)
    )
    made = [
        Evaluation(law=law, ground=Evaluation.Ground.FIVE_YEARS, due_on=due_on(law), created_at=now)
        for law in laws.order_by("pk")
    ]
    Evaluation.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


@transaction.atomic
def request(*, viewer: "Viewer | None", law: str, ground: str, asked: str, due: date, now: datetime) -> Evaluation:
    """Take up a reasoned request, or a recommendation, to evaluate a law earlier; return the evaluation.

    One that is scheduled is brought forward, never put off.

    :raises NotFound: :raises LawNotInForce: :raises EvaluationTextNeeded: :raises EvaluationStepWrong: when one is
        under way already.
    """
    found = (
        DraftLaw.objects.select_for_update(of=("self",), no_key=True).select_related("agency").filter(code=law).first()
    )
    if found is None or not (viewer is None or permissions.may_prepare(viewer, found.agency_id)):
        raise NotFound(path=("law",))
    if ground not in Evaluation.Ground.values or ground == Evaluation.Ground.FIVE_YEARS:
        raise NotFound(path=("ground",))
    if found.in_force_on is None or found.in_force_on > timezone.localdate(now):
        raise LawNotInForce()
    asked = _text(asked, "asked")
    standing = Evaluation.objects.select_for_update(no_key=True).filter(law=found, state__in=OPEN).first()
    if standing is None:
        standing = Evaluation(law=found, created_at=now, due_on=due)
    elif standing.state != E.SCHEDULED:
        raise EvaluationStepWrong(state=standing.state, state_th=E(standing.state).label)
    standing.ground, standing.asked, standing.due_on = ground, asked, min(due, standing.due_on)
    standing.save()
    _leave(viewer, standing, "request", now)
    return standing


@transaction.atomic
def exempt(*, viewer: "Viewer | None", public_id: UUID, ground: str, now: datetime) -> Evaluation:
    """Note that a law needs no evaluation, and by which text; in public.

    :raises NotFound: unless the viewer may publish for the law's agency. :raises EvaluationStepWrong:
    :raises EvaluationTextNeeded:
    """
    evaluation = _held(viewer, public_id, for_publishing=True)
    _require(evaluation, E.SCHEDULED)
    evaluation.exempt_ground, evaluation.state = _text(ground, "ground"), E.EXEMPT
    evaluation.save()
    _leave(viewer, evaluation, "exempt", now)
    return evaluation


@transaction.atomic
def set_indicators(
    *, viewer: "Viewer | None", public_id: UUID, indicators: list[IndicatorGiven], now: datetime
) -> Evaluation:
    """Write the indicators of an evaluation that is not reported, in their order.

    :raises NotFound: :raises EvaluationStepWrong: :raises IndicatorWrong:
    """
    evaluation = _held(viewer, public_id)
    _require(evaluation, *OPEN)
    if len(indicators) > MOST_INDICATORS:
        raise IndicatorWrong(path=("indicators",))
    for place, one in enumerate(indicators):
        has_source = one.value is None or (one.source.strip() and one.as_of is not None)
        if not one.name_th.strip() or not one.unit_th.strip() or not has_source:
            raise IndicatorWrong(path=("indicators", str(place)))
    evaluation.indicators.all().delete()
    EvaluationIndicator.objects.bulk_create(
        EvaluationIndicator(
            evaluation=evaluation,
            position=place,
            **{name: getattr(one, name) for name in IndicatorGiven.__dataclass_fields__},
        )
        for place, one in enumerate(indicators)
    )
    _leave(viewer, evaluation, "set_indicators", now, count=len(indicators))
    return evaluation


@transaction.atomic
def report(*, viewer: "Viewer | None", public_id: UUID, text_th: str, text_en: str, now: datetime) -> Evaluation:
    """Publish what an evaluation found, and put the law's next one into the calendar.

    :raises NotFound: unless the viewer may publish for the law's agency. :raises EvaluationStepWrong: before it was
        heard. :raises EvaluationTextNeeded:
    """
    evaluation = _held(viewer, public_id, for_publishing=True)
    _require(evaluation, E.HEARD)
    evaluation.report_th, evaluation.report_en = _text(text_th, "text_th"), text_en.strip()
    evaluation.reporter = None if viewer is None else viewer.officer
    evaluation.state, evaluation.reported_at = E.REPORTED, now
    evaluation.save()
    Evaluation.objects.create(
        law=evaluation.law, ground=Evaluation.Ground.FIVE_YEARS, due_on=due_on(evaluation.law), created_at=now
    )
    _leave(viewer, evaluation, "report", now)
    return evaluation


def hearing_announced(hearing: Hearing) -> None:
    """Let the law's evaluation go on with its announced hearing; one is made when none was scheduled."""
    if hearing.kind != Hearing.Kind.EVALUATION:
        return
    evaluation = Evaluation.objects.select_for_update(no_key=True).filter(law=hearing.law_id, state=E.SCHEDULED).first()
    if evaluation is None:
        if Evaluation.objects.filter(law=hearing.law_id, state__in=OPEN).exists():
            return
        evaluation = Evaluation.objects.create(
            law=hearing.law,
            ground=Evaluation.Ground.FIVE_YEARS,
            due_on=due_on(hearing.law) or hearing.report_due_on,
            created_at=hearing.announced_at,
        )
    evaluation.hearing, evaluation.state = hearing, E.ANNOUNCED
    evaluation.save()


def hearing_closed(hearing: Hearing) -> None:
    """Note that the law was heard."""
    Evaluation.objects.filter(hearing=hearing, state=E.ANNOUNCED).update(state=E.HEARD)


def hearing_cancelled(hearing: Hearing) -> None:
    """Let the evaluation wait for another hearing."""
    Evaluation.objects.filter(hearing=hearing, state=E.ANNOUNCED).update(state=E.SCHEDULED, hearing=None)


def _held(viewer: "Viewer | None", public_id: UUID, *, for_publishing: bool = False) -> Evaluation:
    rows = Evaluation.objects.select_for_update(of=("self",), no_key=True).select_related("law__agency")
    evaluation = rows.filter(public_id=public_id).first()
    allowed = permissions.may_publish if for_publishing else permissions.may_prepare
    if evaluation is None or not (viewer is None or allowed(viewer, evaluation.law.agency_id)):
        raise NotFound(path=("evaluation_id",))
    return evaluation


def _require(evaluation: Evaluation, *states: str) -> None:
    if evaluation.state not in states:
        raise EvaluationStepWrong(state=evaluation.state, state_th=E(evaluation.state).label)


def _text(text: str, name: str) -> str:
    text = text.strip()
    if not 0 < len(text) <= LONGEST_TEXT or "\0" in text:
        raise EvaluationTextNeeded(path=(name,))
    return text


def _leave(viewer: "Viewer | None", evaluation: Evaluation, action: str, now: datetime, **details: object) -> None:
    record(
        stream=evaluation.law.agency.code,
        action=f"evaluation.{action}",
        object=f"evaluation:{evaluation.public_id}",
        actor="system" if viewer is None or viewer.account is None else viewer.actor,
        details={"law": evaluation.law.code, **details},
        now=now,
    )

"""The gate before a hearing: what has to be there before it is announced, point by point, and the refusals."""

from dataclasses import dataclass
from datetime import datetime

from consultation.models import DossierKind, Hearing, Justification, RequiredDocument
from superapp.refusal import Refusal

from . import hearing_periods


class DossierIncomplete(Refusal):
    """Something that must be published before opening is missing; `missing` names the codes."""

    code = "HEARING_DOSSIER_INCOMPLETE"
    th = "ยังประกาศการรับฟังไม่ได้ ขาด: {missing_th}"
    en = "The hearing cannot be announced yet. Missing: {missing_en}"


class PeriodTooShort(Refusal):
    """Fewer days than the policy asks, without a justification approved for so few."""

    code = "HEARING_PERIOD_TOO_SHORT"
    th = "เปิดรับฟัง {days} วัน น้อยกว่าเกณฑ์ {minimum} วัน ต้องให้ผู้มีอำนาจบันทึกเหตุผลก่อน และจะเผยแพร่เหตุผลนั้น"
    en = (
        "{days} days are fewer than the {minimum} of the policy. An approver has to record why first; the reason is "
        "published."
    )


class OpensTooSoon(Refusal):
    """The first instant of the hearing has passed before it was announced."""

    code = "HEARING_OPENS_TOO_SOON"
    th = "เวลาเปิดรับฟังผ่านไปแล้ว โปรดกำหนดวันเปิดใหม่ก่อนประกาศ"
    en = "The hearing's opening has passed already. Choose another before announcing it."


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the gate: its code, what it asks in both languages, and whether it is met.

    `is_required` False: only advice. `how` says by what it is met: document, version, questions, waiver, or "".
    """

    code: str
    name_th: str
    name_en: str
    is_met: bool
    is_required: bool = True
    how: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """What the gate found. `days` and `minimum_days` are None while the days, or the policy, are not known."""

    points: tuple[Point, ...]
    days: int | None
    minimum_days: int | None
    recommended_days: int | None
    is_long_enough: bool

    @property
    def missing(self) -> tuple[Point, ...]:
        """The required points that are not met, in their order."""
        return tuple(point for point in self.points if point.is_required and not point.is_met)

    @property
    def advice(self) -> tuple[Point, ...]:
        """What is not required and not there."""
        return tuple(point for point in self.points if not point.is_required and not point.is_met)

    @property
    def is_passed(self) -> bool:
        """Whether the hearing may be announced, as far as its papers go."""
        return not self.missing and self.is_long_enough


ENGLISH = {
    DossierKind.PROBLEM: "the problem and its causes",
    DossierKind.NEED: "the need for a law",
    DossierKind.PRINCIPLES: "principles and substance",
    DossierKind.DRAFT_TEXT: "the text or its outline",
    DossierKind.AFFECTED: "who is affected, and how",
    DossierKind.IMPACT: "the impact analysis",
    DossierKind.POINTS: "the points to ask",
    DossierKind.PLAIN: "a plain-language summary",
    DossierKind.PERMITS: "reasons for permits",
    DossierKind.COMMITTEES: "reasons for committees",
    DossierKind.DISCRETION: "rules for discretion",
    DossierKind.PENALTIES: "reasons for criminal penalties",
    DossierKind.EVALUATION_DATA: "data for the evaluation",
}


def look(hearing: Hearing, *, now: datetime) -> Gate:
    """Return what the gate finds at `now`. Costs seven queries."""
    day = hearing_periods.first_day_of(now)
    policy = hearing_periods.policy_for(hearing.kind, day)
    days = None
    if hearing.opens_at is not None and hearing.closes_at is not None:
        days = hearing_periods.days_of(hearing.opens_at, hearing.closes_at)
    points = [
        Point("title", "ชื่อการรับฟัง", "a title", bool(hearing.title_th.strip())),
        Point("days", "วันเปิดและวันปิดรับฟัง", "first and last day", days is not None),
        Point("policy", "เกณฑ์ระยะเวลาของชนิดการรับฟังนี้", "a period policy for this kind", policy is not None),
        Point(
            "version",
            "ร่างฉบับที่รับฟังเผยแพร่แล้ว",
            "a published version of the draft",
            hearing.version.published_at is not None,
        ),
        *_dossier(hearing, now),
        Point(
            "stakeholders",
            "รายชื่อผู้เกี่ยวข้องที่จะแจ้ง",
            "stakeholders to be told",
            hearing.hearing_stakeholders.exists(),
            is_required=False,
        ),
    ]
    enough = days is not None and policy is not None and days >= policy.minimum_days
    if days is not None and policy is not None and not enough:
        enough = Justification.objects.filter(hearing=hearing, days__lte=days).exists()
    if days is not None and policy is not None:
        points.append(
            Point(
                "recommended",
                f"นานตามที่แนะนำ {policy.recommended_days} วัน",
                f"the recommended {policy.recommended_days} days",
                days >= policy.recommended_days,
                is_required=False,
            )
        )
    return Gate(
        tuple(points),
        days,
        None if policy is None else policy.minimum_days,
        None if policy is None else policy.recommended_days,
        enough,
    )


def require(hearing: Hearing, *, now: datetime) -> None:
    """Do nothing when the hearing may be announced at `now`.

    :raises DossierIncomplete: :raises PeriodTooShort: :raises OpensTooSoon:
    """
    gate = look(hearing, now=now)
    if gate.missing:
        raise DossierIncomplete(
            missing=[point.code for point in gate.missing],
            missing_th=", ".join(point.name_th for point in gate.missing),
            missing_en=", ".join(point.name_en for point in gate.missing),
        )
    if not gate.is_long_enough:
        raise PeriodTooShort(days=gate.days, minimum=gate.minimum_days)
    if hearing.opens_at <= now:  # type: ignore[operator]
        raise OpensTooSoon()


def _dossier(hearing: Hearing, now: datetime) -> list[Point]:
    required = RequiredDocument.objects.in_force_on(hearing_periods.first_day_of(now)).filter(hearing_kind=hearing.kind)
    documents = set(hearing.documents.current().filter(language="th").values_list("kind", flat=True))
    waived = set(hearing.waivers.values_list("kind", flat=True))
    points = []
    for one in required.order_by("position", "pk"):
        kind = DossierKind(one.document_kind)  # type: ignore[union-attr]
        how = ""
        if kind in documents:
            how = "document"
        elif kind == DossierKind.DRAFT_TEXT and hearing.version.published_at is not None:
            how = "version"
        elif kind == DossierKind.POINTS and hearing.questions.exists():
            how = "questions"
        elif kind in waived:
            how = "waiver"
        points.append(Point(kind.value, str(kind.label), ENGLISH[kind], bool(how), how=how))
    return points

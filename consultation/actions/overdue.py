"""The overdue board: closed hearings whose report is late, by agency, and why, as the agency says in public."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, Min, QuerySet

from consultation import permissions
from consultation.models import DelayReason, Hearing, HearingState
from superapp.refusal import NotFound, Refusal

from .hearing_periods import BANGKOK
from .hearing_record import leave

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

S = HearingState
LONGEST_REASON = 1_000
MOST_AGENCIES = 100


class DelayNotExplained(Refusal):
    """A reason says something, and an expected day lies ahead."""

    code = "DELAY_REASON_WRONG"
    th = "ต้องบอกเหตุผล 1 ถึง 1,000 ตัวอักษร และวันที่คาดว่าจะเผยแพร่ต้องไม่ผ่านไปแล้ว"
    en = "A reason of 1 to 1,000 characters is needed, and the expected day must not have passed."


class NotOverdue(Refusal):
    """There is no delay to explain."""

    code = "HEARING_NOT_OVERDUE"
    th = "รายงานของการรับฟังนี้ยังไม่เกินกำหนด"
    en = "The report of this hearing is not overdue."


@dataclass(frozen=True, slots=True)
class AgencyDelay:
    """How many reports an agency owes: since when the oldest is due, and how many days that is."""

    agency_code: str
    count: int
    oldest_due_on: date
    oldest_days: int


def rows(as_of: date, agency_code: str | None = None) -> "QuerySet[Hearing]":
    """Return the public closed hearings without a report whose day has passed on `as_of`; of one agency if named."""
    found = Hearing.objects.public().filter(state__in=[S.CLOSED, S.ANALYSING], report_due_on__lt=as_of)
    return found if agency_code is None else found.filter(agency__code=agency_code)


def by_agency(as_of: date, agency_code: str | None = None) -> list[AgencyDelay]:
    """Return the agencies that owe reports, most first; at most MOST_AGENCIES. One grouped query."""
    grouped = (
        rows(as_of, agency_code)
        .values("agency__code")
        .annotate(count=Count("pk"), oldest=Min("report_due_on"))
        .order_by("-count", "oldest", "agency__code")
    )
    return [
        AgencyDelay(row["agency__code"], row["count"], row["oldest"], (as_of - row["oldest"]).days)
        for row in grouped[:MOST_AGENCIES]
    ]


@transaction.atomic
def explain(
    *, viewer: "Viewer | None", code: str, text_th: str, text_en: str = "", expected_on: date | None, now: datetime
) -> DelayReason:
    """Say in public why a report is late, and when it is expected; an earlier reason stays in the record.

    :raises NotFound: unless the viewer may publish for the agency. :raises NotOverdue: :raises DelayNotExplained:
    """
    locked = Hearing.objects.select_for_update(of=("self",), no_key=True).select_related("agency")
    hearing = locked.filter(code=code).first()
    if hearing is None or not (viewer is None or permissions.may_publish(viewer, hearing.agency_id)):
        raise NotFound(path=("code",))
    today = now.astimezone(BANGKOK).date()
    if hearing.state not in (S.CLOSED, S.ANALYSING) or hearing.report_due_on is None or hearing.report_due_on >= today:
        raise NotOverdue()
    text_th = text_th.strip()
    is_told = 0 < len(text_th) <= LONGEST_REASON and len(text_en) <= LONGEST_REASON and "\0" not in text_th + text_en
    if not is_told or (expected_on is not None and expected_on < today):
        raise DelayNotExplained(path=("text_th",))
    reason = DelayReason.objects.create(
        hearing=hearing,
        text_th=text_th,
        text_en=text_en.strip(),
        expected_on=expected_on,
        author=None if viewer is None else viewer.officer,
        given_at=now,
    )
    leave(viewer, hearing, "explain_delay", now=now, expected=expected_on.isoformat() if expected_on else None)
    return reason

"""What becomes of applications when somebody wants to be forgotten."""

from datetime import datetime

from superapp.accounts.models import Citizen
from welfare.models import Application, ApplicationState, Disbursement, DisbursementState, Entitlement
from welfare.models.application_state import OPEN

from . import application_steps as steps
from .application_beside import PAYING
from .application_evidence import clear

SETTLED = (DisbursementState.PAID, DisbursementState.LAPSED, DisbursementState.CANCELLED)


def open_applications(citizen: Citizen, now: datetime) -> tuple[str, str] | None:
    """Tell whether something they applied for is not decided yet: the agency has to answer it, or they withdraw it."""
    if not Application.objects.filter(citizen=citizen, state__in=OPEN).exists():
        return None
    return "มีคำขอที่ยังไม่ทราบผล", "an application of yours is not decided yet"


def rights_in_payment(citizen: Citizen, now: datetime) -> tuple[str, str] | None:
    """Tell whether a right of theirs still pays, or money is on its way: nobody could be paid any more."""
    if Entitlement.objects.filter(citizen=citizen, state__in=PAYING).exists():
        return "ยังมีสิทธิที่จ่ายเงินอยู่ ให้หน่วยงานยุติสิทธินั้นก่อน", "a right of yours is still paid; have the agency end it"
    if Disbursement.objects.filter(citizen=citizen).exclude(state__in=SETTLED).exists():
        return "ยังมีเงินที่อยู่ระหว่างจ่าย", "money is on its way to you"
    return None


def put_drafts_away(citizen: Citizen, now: datetime) -> None:
    """Withdraw what was never sent, and remove every file they attached to an application."""
    rows = Application.objects.filter(citizen=citizen).select_related(*steps.WITH)
    for row in rows:
        if row.state == ApplicationState.DRAFT:
            steps.advance(row, ApplicationState.WITHDRAWN)
            steps.put_in_timeline(row, "withdrawn", viewer=None, now=now, before=ApplicationState.DRAFT)
        clear(row)

"""Filing an appeal against a refusal (Administrative Procedure Act B.E. 2539, section 44)."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from superapp.accounts.viewer import Viewer
from superapp.refusal import Refusal
from welfare.models import Appeal, Application, ApplicationState, book

from . import application_notices as notices
from . import application_steps as steps
from .application_beside import lock_person, require_none_beside
from .application_promises import WORKING_DAYS, working_days_after

# From the day the refusal was told.
WITHIN = timedelta(days=30)
LONGEST_GROUNDS = 10_000


class AppealTooLate(Refusal):
    """The time to appeal is over. `details`: `days`."""

    code = "APPEAL_TOO_LATE"
    th = "พ้นกำหนดอุทธรณ์ {days} วันนับแต่วันที่ทราบผลแล้ว ยังยื่นคำขอใหม่ได้"
    en = "The {days} days to appeal are over. You may still apply again."


class GroundsUnreadable(Refusal):
    """No words, or more than are read. `details`: `most`."""

    code = "GROUNDS_UNREADABLE"
    th = "โปรดเขียนเหตุผลที่อุทธรณ์ 1 ถึง {most} ตัวอักษร"
    en = "Write the grounds of the appeal in 1 to {most} characters."


@transaction.atomic
def appeal(*, viewer: Viewer, application_id: str, grounds: str, now: datetime) -> Appeal:
    """Appeal against a refusal, once and within 30 days; return the appeal.

    :raises NotFound: :raises acting.OutOfScope: :raises ApplicationStateForbids: unless it was refused.
    :raises AppealTooLate: :raises GroundsUnreadable: :raises ApplicationChanged:
    :raises AlreadyUnderWay: :raises AlreadyGranted: when they applied anew meanwhile.
    """
    row = steps.held(viewer, application_id)
    steps.require_state(row, ApplicationState.REFUSED)
    words = grounds.strip()
    if not 0 < len(words) <= LONGEST_GROUNDS:
        raise GroundsUnreadable(path=("grounds",), most=LONGEST_GROUNDS)
    last = appeal_until(row)
    if last is not None and now > last:
        raise AppealTooLate(days=WITHIN.days)
    if row.citizen is not None:
        lock_person(row.citizen)
        require_none_beside(row.citizen, row.matter, book.current(), but=row)
    steps.advance(row, ApplicationState.APPEALED)
    due_on = working_days_after(timezone.localdate(now), WORKING_DAYS)
    filed = Appeal(public_id=uuid4(), application=row, filed_at=now, due_on=due_on)
    filed.grounds_sealed = filed.sealed("grounds", words)
    filed.save(force_insert=True)
    steps.put_in_timeline(row, "appealed", viewer=viewer, now=now, before=ApplicationState.REFUSED)
    notices.tell(row, "appealed", now=now, due=due_on)
    steps.recorded(row, "appeal", viewer=viewer, now=now, appeal=str(filed.public_id))
    return filed


def appeal_until(application: Application) -> datetime | None:
    """Return until when a refusal can be appealed; None for what was not decided."""
    return None if application.decided_at is None else application.decided_at + WITHIN

"""Working on a case at the desk: taking it, handing it over, giving it back, asking the applicant."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from superapp.accounts.models import Officer
from superapp.accounts.viewer import Viewer
from superapp.refusal import NotFound, Refusal
from welfare.models import Application, ApplicationState, InformationRequest, Recusal

from . import application_notices as notices
from . import application_steps as steps
from . import case_rights
from .application_promises import working_days_after

S = ApplicationState
ANSWER_WITHIN_WORKING_DAYS = 15
LONGEST_QUESTION = 2_000
MOST_FACTS = 20

ASKED = (
    "ขอข้อมูลเพิ่ม: {title}",
    "เจ้าหน้าที่ขอข้อมูลเพิ่มสำหรับคำขอเลขที่ {number} โปรดตอบภายใน {due} คำถามอยู่ในคำขอ",
    "More information is needed: {title}",
    "An officer asks something about your application {number}. Please answer by {due}; the question is in it.",
)


class ConflictOfInterest(Refusal):
    """The officer is the applicant, acts for them, or said that they are too close. `details`: `because`."""

    code = "CONFLICT_OF_INTEREST"
    th = "ท่านพิจารณาคำขอนี้ไม่ได้ เพราะมีส่วนได้เสีย ({because}) โปรดให้เจ้าหน้าที่อื่นรับเรื่อง"
    en = "You cannot work on this case: you have an interest in it ({because}). Leave it to another officer."


class QuestionUnreadable(Refusal):
    """No words, or more than are read. `details`: `most`."""

    code = "QUESTION_UNREADABLE"
    th = "โปรดเขียนคำถามถึงผู้ยื่น 1 ถึง {most} ตัวอักษร"
    en = "Write a question of 1 to {most} characters."


def at_desk(viewer: Viewer, public_id: str | UUID, *, revision: int | None = None) -> Application:
    """Return a case of the viewer's agencies, to work on. `revision` None: whatever it says by now.

    :raises NotFound: when there is none for them. :raises ConflictOfInterest: :raises steps.ApplicationChanged:
    """
    try:
        key = UUID(str(public_id))
    except ValueError:
        raise NotFound(path=("application_id",)) from None
    row = Application.objects.at_desk_of(viewer).select_related(*steps.WITH).filter(public_id=key).first()
    if row is None or not case_rights.may_work_on(viewer, row.agency_id):
        raise NotFound(path=("application_id",))
    because = case_rights.conflict_with(viewer, row)
    if because is not None:
        raise ConflictOfInterest(because=because)
    if revision is not None and row.revision != revision:
        raise steps.ApplicationChanged()
    return row


@transaction.atomic
def take(*, viewer: Viewer, application_id: str, now: datetime) -> Application:
    """Take a case that is waiting, or from whoever has it; return it, under review by the viewer.

    :raises NotFound: :raises ConflictOfInterest: :raises ApplicationStateForbids: :raises ApplicationChanged:
    """
    row = at_desk(viewer, application_id)
    assert viewer.officer is not None
    steps.require_state(row, S.SUBMITTED, S.UNDER_REVIEW, S.NEEDS_INFORMATION, S.APPEALED)
    if row.assigned_to_id == viewer.officer.pk and row.state != S.SUBMITTED:
        return row
    return _assign(row, viewer.officer, viewer=viewer, now=now)


@transaction.atomic
def hand_over(*, viewer: Viewer, application_id: str, to: Officer, now: datetime) -> Application:
    """Give a case to another officer of its agency; return it.

    :raises NotFound: when the other does not work on the agency's cases. :raises ConflictOfInterest: theirs too.
    :raises ApplicationStateForbids: :raises ApplicationChanged:
    """
    row = at_desk(viewer, application_id)
    theirs = case_rights.viewer_of(to)
    if not case_rights.may_work_on(theirs, row.agency_id):
        raise NotFound(path=("officer",))
    if (because := case_rights.conflict_with(theirs, row)) is not None:
        raise ConflictOfInterest(because=because)
    steps.require_state(row, S.SUBMITTED, S.UNDER_REVIEW, S.NEEDS_INFORMATION, S.APPEALED)
    return _assign(row, to, viewer=viewer, now=now)


@transaction.atomic
def give_back(*, viewer: Viewer, application_id: str, now: datetime) -> Application:
    """Put a case back into the queue for anybody of the agency; return it.

    :raises NotFound: :raises ConflictOfInterest: :raises ApplicationStateForbids: :raises ApplicationChanged:
    """
    row = at_desk(viewer, application_id)
    steps.require_state(row, S.UNDER_REVIEW, S.APPEALED)
    before = row.state
    to = S.SUBMITTED if before == S.UNDER_REVIEW else None
    steps.advance(row, to, assigned_to=None, proposed_by=None, proposed_outcome="")
    steps.put_in_timeline(row, "given_back", viewer=viewer, now=now, before=before)
    steps.recorded(row, "give_back", viewer=viewer, now=now)
    return row


@transaction.atomic
def recuse(*, viewer: Viewer, application_id: str, because: str, now: datetime) -> Application:
    """Say that one has an interest in a case: it goes back to the queue, and stays closed to this officer.

    `because` is one of Recusal.Because.

    :raises NotFound: :raises ApplicationStateForbids: :raises ApplicationChanged:
    """
    row = at_desk(viewer, application_id)
    if because not in Recusal.Because.values:
        raise NotFound(path=("because",))
    Recusal.objects.get_or_create(application=row, officer=viewer.officer, defaults={"because": because, "at": now})
    if viewer.officer is not None and row.assigned_to_id == viewer.officer.pk:
        to = S.SUBMITTED if row.state == S.UNDER_REVIEW else None
        before = row.state
        steps.advance(row, to, assigned_to=None, proposed_by=None, proposed_outcome="")
        steps.put_in_timeline(row, "given_back", viewer=viewer, now=now, before=before)
    steps.recorded(row, "recuse", viewer=viewer, now=now, because=because)
    return row


@transaction.atomic
def ask(
    *, viewer: Viewer, application_id: str, question: str, facts: Sequence[str] = (), revision: int, now: datetime
) -> Application:
    """Ask the applicant something before deciding; return the case, which waits for the answer.

    `facts` are names of facts of its form that are wanted. The promised day does not move.

    :raises NotFound: :raises ConflictOfInterest: :raises QuestionUnreadable:
    :raises ApplicationStateForbids: :raises ApplicationChanged:
    """
    row = at_desk(viewer, application_id, revision=revision)
    words = question.strip()
    if not 0 < len(words) <= LONGEST_QUESTION:
        raise QuestionUnreadable(path=("question",), most=LONGEST_QUESTION)
    steps.require_state(row, S.SUBMITTED, S.UNDER_REVIEW)
    before = row.state
    due_on = working_days_after(timezone.localdate(now), ANSWER_WITHIN_WORKING_DAYS)
    steps.advance(row, S.NEEDS_INFORMATION, assigned_to=viewer.officer, proposed_by=None, proposed_outcome="")
    request = InformationRequest(
        public_id=uuid4(),
        application=row,
        asked_by=viewer.officer,
        asked_at=now,
        facts=sorted(set(facts))[:MOST_FACTS],
        due_on=due_on,
    )
    request.question_sealed = request.sealed("question", words)
    request.save(force_insert=True)
    steps.put_in_timeline(row, "asked", viewer=viewer, now=now, before=before, note=words)
    notices.tell(row, "asked", now=now, due=due_on, once=str(request.public_id), texts=ASKED)
    steps.recorded(row, "ask", viewer=viewer, now=now, request=str(request.public_id))
    return row


def _assign(row: Application, officer: Officer, *, viewer: Viewer, now: datetime) -> Application:
    before = row.state
    to = S.UNDER_REVIEW if before == S.SUBMITTED else None
    steps.advance(row, to, assigned_to=officer)
    steps.put_in_timeline(row, "taken", viewer=viewer, now=now, before=before)
    steps.recorded(row, "take", viewer=viewer, now=now, officer=str(officer.account.public_id))
    return row

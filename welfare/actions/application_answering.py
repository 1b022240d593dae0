"""Answering an officer's question: the case goes on being decided."""

from datetime import datetime

from django.db import transaction

from superapp.accounts.viewer import Viewer
from superapp.refusal import NotFound, Refusal
from welfare.models import Application, ApplicationState, InformationRequest

from . import application_notices as notices
from . import application_steps as steps

LONGEST_ANSWER = 4_000


class AnswerUnreadable(Refusal):
    """No words, or more than are read. `details`: `most`."""

    code = "ANSWER_UNREADABLE"
    th = "โปรดเขียนคำตอบ 1 ถึง {most} ตัวอักษร"
    en = "Write an answer of 1 to {most} characters."


@transaction.atomic
def answer(*, viewer: Viewer, application_id: str, text: str, now: datetime) -> Application:
    """Answer the open question of an application; return it, under review again.

    Facts and files that were asked for are filled in and attached before.

    :raises NotFound: when nothing is asked. :raises acting.OutOfScope: :raises AnswerUnreadable:
    :raises ApplicationStateForbids: :raises ApplicationChanged:
    """
    row = steps.held(viewer, application_id)
    steps.require_state(row, ApplicationState.NEEDS_INFORMATION)
    words = text.strip()
    if not 0 < len(words) <= LONGEST_ANSWER:
        raise AnswerUnreadable(path=("text",), most=LONGEST_ANSWER)
    # A refusal that was proposed for want of an answer falls with the answer.
    steps.advance(row, ApplicationState.UNDER_REVIEW, proposed_by=None, proposed_outcome="")
    question = InformationRequest.objects.filter(application=row, answered_at=None).first()
    if question is None:
        raise NotFound(path=("application_id",))
    question.application = row
    question.answered_at, question.answer_sealed = now, question.sealed("answer", words)
    question.save(update_fields=["answered_at", "answer_sealed"])
    steps.put_in_timeline(row, "answered", viewer=viewer, now=now, before=ApplicationState.NEEDS_INFORMATION)
    notices.tell(row, "answered", now=now, once=str(question.public_id))
    steps.recorded(row, "answer", viewer=viewer, now=now, request=str(question.public_id))
    return row

"""Applications: begun with what the state knows already, filled in, sent once, withdrawn.

Registries are asked before any of this, outside the transaction (application_prefill.py). Who may do it is asked in
application_steps.py; what is missing in application_form.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from services.models import Service
from superapp.accounts import assurance, once
from superapp.accounts.models import Citizen, Organisation
from superapp.accounts.viewer import Viewer
from superapp.jobs import queue
from superapp.refusal import NotFound, Refusal
from welfare import permissions
from welfare.models import Application, ApplicationState, EvidenceFile, Programme
from welfare.models.application_state import UNDER_WAY
from welfare.models.book import Book
from welfare.rules.given import read

from . import application_answers as answers_of
from . import application_evidence, assessments, decisions
from . import application_notices as notices
from . import application_payout as payouts
from . import application_steps as steps
from .application_answers import Answers
from .application_beside import AlreadyUnderWay, lock_person, require_none_beside
from .application_form import Form, NotOpenForApplications, entry_of, form_of
from .application_numbers import next_number
from .application_prefill import Prefill
from .application_promises import promised_day
from .known_facts import exact

S = ApplicationState
DECIDING_JOB = "welfare.actions.deciding.decide_submitted"
LONGEST_PURPOSE, MOST_NOT_KNOWN = 2_000, 60
FILLED_IN = (S.DRAFT, S.NEEDS_INFORMATION)
NO_FACTS: Mapping[str, Any] = MappingProxyType({})


class FactNotAsked(Refusal):
    """The programme reads no such fact: nobody tells more than is needed. `details`: `fact`."""

    code = "FACT_NOT_ASKED"
    th = "คำขอนี้ไม่ได้ถามข้อมูล {fact}"
    en = "This application does not ask for {fact}."


class PhoneUnreadable(Refusal):
    """What was given is no Thai telephone number."""

    code = "PHONE_UNREADABLE"
    th = "หมายเลขโทรศัพท์ต้องเป็นตัวเลข 9 หรือ 10 หลัก ขึ้นต้นด้วย 0"
    en = "A telephone number takes 9 or 10 digits and begins with 0."


class PurposeTooLong(Refusal):
    """More words than are read. `details`: `most`."""

    code = "PURPOSE_TOO_LONG"
    th = "ข้อความยาวเกินไป เขียนได้ไม่เกิน {most} ตัวอักษร"
    en = "The text is too long: at most {most} characters."


@transaction.atomic
def start(
    *, viewer: Viewer, code: str, is_service: bool, prefill: Prefill, book: Book | None, now: datetime
) -> Application:
    """Begin an application for a programme, or a catalogue service of kind application; return the draft.

    A draft for the same that is there already is returned as it is. `book` None is for services.

    :raises NotFound: for whoever is no citizen, and a code of nothing published. :raises acting.OutOfScope:
    :raises NotOpenForApplications: when no agency takes it here, or it is not for such as the applicant.
    :raises AlreadyUnderWay: when the same benefit was applied for and is not decided yet.
    :raises AlreadyGranted: when they have it, and it is being paid.
    :raises StepUpRequired: when the service asks for a surer sign-in than this one.
    """
    person = assessments.person_of(viewer)
    permissions.require_applying(viewer, code)
    if is_service:
        row = _for_service(viewer, code, now)
    else:
        assert book is not None
        row = _for_programme(person, code, book, now)
    _lock(person)
    is_person = isinstance(person, Citizen)
    row.citizen, row.organisation = (person, None) if is_person else (None, person)
    mine = Application.objects.filter(citizen=row.citizen, organisation=row.organisation, matter=code)
    standing = mine.select_related(*steps.WITH).filter(state__in=UNDER_WAY, service=row.service).order_by("-pk").first()
    if standing is not None and standing.state == S.DRAFT:
        return standing
    if book is not None:
        if standing is not None:
            raise AlreadyUnderWay(number=standing.number)
        require_none_beside(row.citizen, code, book)
    if not is_person:
        row.make_key()
    answers = Answers(declared=prefill.declared or {}, found=prefill.found)
    row.answers_sealed = answers_of.sealed(row, answers)
    usual = None if is_service or book is None else payouts.usual(row, book.entries[code])
    row.payout_sealed = None if usual is None else payouts.sealed(row, usual)
    row.save(force_insert=True)
    steps.put_in_timeline(row, "started", viewer=viewer, now=now)
    steps.recorded(row, "start", viewer=viewer, now=now, matter=code)
    return row


@transaction.atomic
def fill(
    *,
    viewer: Viewer,
    application_id: str,
    facts: Mapping[str, Any] = NO_FACTS,
    not_known: Sequence[str] | None = None,
    phone: str | None = None,
    purpose: str | None = None,
    found: Prefill | None = None,
    revision: int | None = None,
    book: Book,
    now: datetime,
) -> Application:
    """Fill in a draft, or what an officer asked for; return the application.

    `facts` are as the engine reads them with numbers as text, lists whole; None takes one back. `not_known` None leaves
    the list of facts that cannot be told or proved as it is, and so with `phone` and `purpose`; "" empties them.
    `found` is what registries say by now, None to leave what they said. `revision` is the one that was read.

    :raises NotFound: :raises acting.OutOfScope: :raises ApplicationChanged: :raises ApplicationStateForbids:
    :raises InvalidFacts: naming every fact that is wrong. :raises FactNotAsked: :raises AnswersTooLong:
    :raises PhoneUnreadable: :raises PurposeTooLong: :raises NotOpenForApplications:
    """
    row = steps.held(viewer, application_id, revision=revision)
    steps.require_state(row, *FILLED_IN)
    answers = answers_of.read(row)
    if facts or not_known:
        if row.programme_id is None:
            raise FactNotAsked(path=("facts",), fact=next(iter(facts or not_known or ()))[:60])
        asked = entry_of(row, book).compiled.document.facts
        for name in (*facts, *(not_known or ())):
            if name.partition("[")[0] not in {one.partition("[")[0] for one in asked}:
                raise FactNotAsked(path=("facts", name[:60]), fact=name[:60])
        read(book.words, exact(book.words, facts))
    if not_known is not None:
        answers = replace(answers, not_known=tuple(sorted(set(not_known)))[:MOST_NOT_KNOWN])
    answers = answers.declaring(facts, now=now)
    if phone is not None:
        answers = replace(answers, phone=_phone(phone))
    if purpose is not None:
        if len(purpose) > LONGEST_PURPOSE:
            raise PurposeTooLong(path=("purpose",), most=LONGEST_PURPOSE)
        answers = replace(answers, purpose=purpose.strip())
    if found is not None:
        answers = replace(answers, found=found.found)
    steps.advance(row, answers_sealed=answers_of.sealed(row, answers))
    steps.recorded(row, "fill", viewer=viewer, now=now, facts=len(facts))
    return row


@transaction.atomic
def submit(
    *, viewer: Viewer, application_id: str, key: str, found: Prefill | None, book: Book, now: datetime
) -> Application:
    """Send a draft to its agency, once; return it. The same `key` again answers with what came of it the first time.

    It gets a number and a promised day, the rules' decision at this moment is kept, and deciding is put in the queue.

    :raises IdempotencyKeyReused: when the key was used for another application. :raises IdempotencyKeyMalformed:
    :raises NotFound: :raises acting.OutOfScope: :raises ApplicationChanged:
    :raises ApplicationStateForbids: when it is no draft any more. :raises AlreadyUnderWay: :raises AlreadyGranted:
    :raises ApplicationIncomplete: :raises NotOpenForApplications: :raises StepUpRequired:
    """
    # Found and locked before its key is claimed: whoever may not see it learns nothing, and twins queue up here.
    row = steps.held(viewer, application_id)
    claim = once.claim(
        viewer=viewer, operation="submitApplication", key=key, body={"application": str(row.public_id)}, now=now
    )
    if claim.result is not None:
        return row
    steps.require_state(row, S.DRAFT)
    if row.service is not None:
        _require_level(viewer, row.service, now)
    elif row.citizen is not None:
        lock_person(row.citizen)
        require_none_beside(row.citizen, row.matter, book, but=row)
    answers = answers_of.read(row)
    if found is not None:
        answers = replace(answers, found=found.found)
    today = timezone.localdate(now)
    form = form_of(row, answers, book=book, proved=EvidenceFile.objects.proving(row), as_of=today)
    form.require_complete()
    steps.advance(
        row,
        S.SUBMITTED,
        answers_sealed=answers_of.sealed(row, answers),
        submitted_at=now,
        due_on=promised_day(row, today, book),
        decision=_kept_decision(row, form, now),
        number=next_number(now=now),
    )
    steps.put_in_timeline(row, "submitted", viewer=viewer, now=now, before=S.DRAFT)
    queue.enqueue(DECIDING_JOB, {"application_id": row.pk}, dedupe=f"decide:{row.public_id}:{row.revision}")
    notices.tell(row, "submitted", now=now)
    claim.keep(str(row.public_id))
    steps.recorded(row, "submit", viewer=viewer, now=now, matter=row.matter)
    return row


@transaction.atomic
def withdraw(*, viewer: Viewer, application_id: str, now: datetime) -> Application:
    """Take an application back before it is decided; return it. A second time changes nothing.

    A draft is put away, and its files are deleted: nobody has read them.

    :raises NotFound: :raises acting.OutOfScope: :raises ApplicationStateForbids: once it is decided.
    :raises ApplicationChanged: when it was decided at this moment.
    """
    row = steps.held(viewer, application_id)
    if row.state == S.WITHDRAWN:
        return row
    before = row.state
    steps.advance(row, S.WITHDRAWN)
    if before == S.DRAFT:
        application_evidence.clear(row)
    steps.put_in_timeline(row, "withdrawn", viewer=viewer, now=now, before=before)
    notices.tell(row, "withdrawn", now=now)
    steps.recorded(row, "withdraw", viewer=viewer, now=now)
    return row


def _for_programme(person: Citizen | Organisation, code: str, book: Book, now: datetime) -> Application:
    entry = book.entries.get(code)
    programme = Programme.objects.select_related("agency").filter(code=code).first()
    if entry is None or programme is None:
        raise NotFound(path=("programme_id",))
    document, today = entry.compiled.document, timezone.localdate(now)
    since, until = document.covers
    is_covered = (since is None or since <= today) and (until is None or today <= until)
    is_for_them = (document.entity == "organisation") == isinstance(person, Organisation)
    if programme.agency is None or not is_covered or not is_for_them:
        raise NotOpenForApplications(path=("programme_id",))
    return Application(public_id=uuid4(), programme=programme, agency=programme.agency, matter=code, opened_at=now)


def _for_service(viewer: Viewer, code: str, now: datetime) -> Application:
    rows = Service.objects.published().select_related("agency").prefetch_related("evidence")
    service = rows.filter(code=code).first()
    if service is None:
        raise NotFound(path=("service_id",))
    if service.kind != Service.Kind.APPLICATION:
        raise NotOpenForApplications(path=("service_id",))
    _require_level(viewer, service, now)
    return Application(public_id=uuid4(), service=service, agency=service.agency, matter=code, opened_at=now)


def _require_level(viewer: Viewer, service: Service, now: datetime) -> None:
    if service.minimum_assurance:
        assurance.require(viewer, ial=service.minimum_assurance, fresh=None, now=now)


def _lock(person: Citizen | Organisation) -> None:
    # Two begun at once are one: the second waits here and finds the first.
    if isinstance(person, Organisation):
        Organisation.objects.select_for_update().get(pk=person.pk)
    else:
        lock_person(person)


def _kept_decision(application: Application, form: Form, now: datetime) -> Any:
    if application.citizen is None or form.at_apply is None:
        return None
    return decisions.kept(form.at_apply, application.citizen, application.matter, now=now)


def _phone(text: str) -> str:
    digits = "".join(one for one in text if one not in "- ()")
    if digits and not (digits.isascii() and digits.isdecimal() and digits[0] == "0" and len(digits) in (9, 10)):
        raise PhoneUnreadable(path=("phone",))
    return digits

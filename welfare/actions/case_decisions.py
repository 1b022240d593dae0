"""Officers decide: alone, or two where it is much money or against the rules' advice; many at once; and on appeal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from superapp.refusal import NotFound, Refusal
from welfare import permissions
from welfare.models import Appeal, Application, ApplicationState, book

from . import application_steps as steps
from . import case_findings, casework, deciding
from .case_findings import Findings

S = ApplicationState
MOST_AT_ONCE = 200
LONGEST_WORDS = 4_000
# A refusal of a service, which has no rules here, names one of its laws by place: "law:2".
SERVICE_LAW = "law:"

APPEAL_TEXTS = {
    True: (
        "อุทธรณ์ฟังขึ้น: {title}",
        "คำวินิจฉัยอุทธรณ์ของคำขอเลขที่ {number} ให้ท่านได้รับตามที่ขอ หนังสือแจ้งผลอยู่ในเอกสารของท่าน",
        "Your appeal was upheld: {title}",
        "The appeal about {number} was decided for you. The letter is among your documents.",
    ),
    False: (
        "อุทธรณ์ฟังไม่ขึ้น: {title}",
        "คำวินิจฉัยอุทธรณ์ของคำขอเลขที่ {number} ยืนตามเดิม เหตุผลและสิทธิฟ้องศาลปกครองอยู่ในหนังสือแจ้งผล",
        "Your appeal was not upheld: {title}",
        "The appeal about {number} was decided as before. The letter gives the reason and your right to go to court.",
    ),
}


class ReasonNeeded(Refusal):
    """A refusal names the requirement, or the law, that decides, and says why in words."""

    code = "DECISION_REASON_NEEDED"
    th = "การไม่อนุมัติต้องเลือกเกณฑ์ที่ชี้ขาด และเขียนเหตุผลถึงผู้ยื่น 1 ถึง {most} ตัวอักษร"
    en = "A refusal names the deciding requirement and says why, in 1 to {most} characters."


class WordsNeeded(Refusal):
    """Deciding against the rules' advice, or on an appeal, takes words."""

    code = "DECISION_WORDS_NEEDED"
    th = "โปรดเขียนเหตุผลถึงผู้ยื่น 1 ถึง {most} ตัวอักษร"
    en = "Give the reason in words: 1 to {most} characters."


class SecondOfficerNeeded(Refusal):
    """Whoever proposed it, or decided it before, cannot be the other officer who agrees."""

    code = "SECOND_OFFICER_NEEDED"
    th = "เรื่องนี้ต้องให้เจ้าหน้าที่อีกคนที่ไม่ได้เสนอหรือตัดสินมาก่อนเป็นผู้ตัดสิน"
    en = "Another officer, who neither proposed nor decided it before, has to decide this."


class RegisterSilent(Refusal):
    """A register has not answered: nobody is refused because a machine was down. `details`: `registers`."""

    code = "REGISTER_SILENT"
    th = "ยังไม่มีคำตอบจากทะเบียน {registers} จะไม่อนุมัติเพราะเหตุนี้ไม่ได้ โปรดรอหรือขอเอกสาร"
    en = "{registers} gave no answer yet; nobody can be refused for that. Wait, or ask for a document."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one of many: the refusal is None when it was done."""

    application_id: str
    refusal: Refusal | None


@transaction.atomic
def decide(
    *,
    viewer: Viewer,
    application_id: str,
    is_granted: bool,
    reason: str = "",
    words: str = "",
    revision: int,
    now: datetime,
) -> Application:
    """Grant or refuse a case; return it. Where two have to agree the first proposes and it stays under review.

    `reason` of a refusal is the requirement that decides, by its code, or for a service one of its laws ("law:1").
    `words` go to the applicant. `revision` is the one that was read: who decides has seen what lies there.

    :raises NotFound: :raises ConflictOfInterest: :raises ApplicationChanged: :raises ApplicationStateForbids:
    :raises ReasonNeeded: :raises WordsNeeded: :raises RegisterSilent: :raises SecondOfficerNeeded:
    :raises NotOpenForApplications: when the programme has no rules in force any more.
    """
    row = casework.at_desk(viewer, application_id, revision=revision)
    _lock_person(row)
    if is_granted or not is_unanswered(row, timezone.localdate(now)):
        steps.require_state(row, S.SUBMITTED, S.UNDER_REVIEW)
    rules = book.current()
    findings = case_findings.of(row, book=rules, as_of=timezone.localdate(now))
    words = words.strip()
    _check(row, findings, is_granted, reason, words)
    if row.state == S.SUBMITTED:
        row = casework.take(viewer=viewer, application_id=str(row.public_id), now=now)
    if case_findings.needs_two(row, findings, rules, is_granted=is_granted):
        proposed = (S.APPROVED if is_granted else S.REFUSED).value
        if row.proposed_by_id is None or row.proposed_outcome != proposed:
            return _propose(row, proposed, viewer, reason, words, now)
        if row.proposed_by_id == _officer_id(viewer) or not permissions.may_decide_for(viewer, row.agency_id):
            raise SecondOfficerNeeded()
        # The second agrees with what the first wrote to the applicant, unless they say otherwise.
        reason, words = reason or row.outcome_reason, words or (row.read("words") or "")
    return deciding.conclude(
        row,
        is_granted=is_granted,
        findings=findings,
        viewer=viewer,
        reason="" if is_granted else reason,
        words=words,
        now=now,
    )


def is_unanswered(application: Application, today: date) -> bool:
    """Tell whether an applicant let the day go by on which an answer was wanted: then they may be refused without."""
    asked = application.information_requests.filter(answered_at=None, due_on__lt=today)
    return application.state == S.NEEDS_INFORMATION and asked.exists()


def decide_many(
    *, viewer: Viewer, cases: Sequence[tuple[str, int]], is_granted: bool, reason: str, words: str, now: datetime
) -> list[Outcome]:
    """Decide up to 200 cases alike, each a transaction of its own; return what came of each, in their order.

    `cases` are ids with the revision that was read.

    :raises NotFound: for more than 200.
    """
    if len(cases) > MOST_AT_ONCE:
        raise NotFound(path=("cases",))
    outcomes = []
    for application_id, revision in cases:
        refusal: Refusal | None = None
        try:
            decide(
                viewer=viewer,
                application_id=application_id,
                is_granted=is_granted,
                reason=reason,
                words=words,
                revision=revision,
                now=now,
            )
        except Refusal as found:
            refusal = found
        outcomes.append(Outcome(application_id, refusal))
    return outcomes


@transaction.atomic
def decide_appeal(
    *, viewer: Viewer, application_id: str, is_upheld: bool, words: str, revision: int, now: datetime
) -> Application:
    """Decide an appeal; return the case. An appeal that is upheld gives what was refused.

    :raises NotFound: :raises ConflictOfInterest: :raises ApplicationChanged: :raises ApplicationStateForbids:
    :raises WordsNeeded: :raises SecondOfficerNeeded: for whoever had a part in the refusal, and who is no approver.
    """
    row = casework.at_desk(viewer, application_id, revision=revision)
    _lock_person(row)
    steps.require_state(row, S.APPEALED)
    if _officer_id(viewer) in (row.decided_by_id, row.proposed_by_id):
        raise SecondOfficerNeeded()
    if not permissions.may_decide_for(viewer, row.agency_id):
        raise SecondOfficerNeeded()
    words = words.strip()
    if not 0 < len(words) <= LONGEST_WORDS:
        raise WordsNeeded(path=("words",), most=LONGEST_WORDS)
    appeal = Appeal.objects.select_for_update().get(application=row)
    findings = case_findings.of(row, book=book.current(), as_of=timezone.localdate(now))
    steps.advance(
        row,
        S.DECIDED_ON_APPEAL,
        is_granted=is_upheld,
        amount_satang=findings.amount_satang if is_upheld else None,
    )
    appeal.application = row
    appeal.decided_by, appeal.decided_at, appeal.is_upheld = viewer.officer, now, is_upheld
    appeal.words_sealed = appeal.sealed("words", words)
    appeal.save(update_fields=["decided_by", "decided_at", "is_upheld", "words_sealed"])
    kind = "appeal_upheld" if is_upheld else "appeal_dismissed"
    steps.put_in_timeline(row, kind, viewer=viewer, now=now, before=S.APPEALED, note=words)
    deciding.follow(
        row,
        kind=kind,
        is_granted=is_upheld,
        viewer=viewer,
        now=now,
        reason=row.outcome_reason,
        texts=APPEAL_TEXTS[is_upheld],
    )
    return row


def reasons_for(application: Application, findings: Findings) -> list[tuple[str, str]]:
    """Return what a refusal of this case may name: the code and the sentence of each requirement or law.

    Of a programme, the requirements that are not met or not known, and all of them where the rules say yes: whoever
    refuses then says which of them does not hold in truth. Of a service, the laws the catalogue names.
    """
    if findings.explanation is not None:
        lines = findings.explanation.criteria
        return [(line.id, line.text.th) for line in lines if findings.recommends or line.result is not True]
    assert application.service is not None
    laws = sorted(application.service.legal_resources.all(), key=lambda one: one.position)
    return [(f"{SERVICE_LAW}{one.position}", f"{one.title_th} {one.section}".strip()) for one in laws]


def _check(row: Application, findings: Findings, is_granted: bool, reason: str, words: str) -> None:
    is_short = not 0 < len(words) <= LONGEST_WORDS
    if is_granted:
        # Of a programme whose rules say yes there is nothing to explain.
        needs_words = row.programme_id is not None and findings.recommends is not True and row.proposed_by_id is None
        if len(words) > LONGEST_WORDS or (needs_words and is_short):
            raise WordsNeeded(path=("words",), most=LONGEST_WORDS)
        return
    if row.proposed_outcome == S.REFUSED and row.proposed_by_id is not None:
        return
    if is_short or reason not in {code for code, _ in reasons_for(row, findings)}:
        raise ReasonNeeded(path=("reason",), most=LONGEST_WORDS)
    if findings.waiting:
        raise RegisterSilent(registers=", ".join(findings.waiting))


def _propose(row: Application, proposed: str, viewer: Viewer, reason: str, words: str, now: datetime) -> Application:
    steps.advance(
        row,
        proposed_by=viewer.officer,
        proposed_outcome=proposed,
        outcome_reason="" if proposed == S.APPROVED else reason,
        words_sealed=row.sealed("words", words) if words else None,
    )
    steps.put_in_timeline(row, "proposed", viewer=viewer, now=now, before=row.state)
    steps.recorded(row, "propose", viewer=viewer, now=now, outcome=proposed)
    return row


def _officer_id(viewer: Viewer) -> int | None:
    return None if viewer.officer is None else viewer.officer.pk


def _lock_person(row: Application) -> None:
    # The person first, then the case: the order in which all of a person's rows are changed.
    if row.citizen_id is not None:
        Citizen.objects.select_for_update(of=("self",), no_key=True).get(pk=row.citizen_id)

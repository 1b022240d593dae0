"""Deciding a case: by the rules alone where their document allows it, else by officers; and what follows from it.

A decision is one step: the state, the timeline, the kept decision of the rules, the entitlement that pays, the letter
in the queue, the notice and the record are written together or not at all.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from superapp.accounts import cipher
from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from superapp.jobs import queue
from welfare.models import Application, ApplicationState, book
from welfare.models.book import Book

from . import application_notices as notices
from . import application_steps as steps
from . import case_findings, decisions, entitlements
from .application_form import NotOpenForApplications
from .case_findings import Findings

S = ApplicationState
LETTER_JOB = "welfare.actions.letters.issue_letter"
MET = ""

TEXTS = {
    "approved": (
        "อนุมัติแล้ว: {title}",
        "คำขอเลขที่ {number} ได้รับอนุมัติ หนังสือแจ้งผลอยู่ในเอกสารของท่าน",
        "Approved: {title}",
        "Your application {number} was approved. The letter is among your documents.",
    ),
    "refused": (
        "ไม่อนุมัติ: {title}",
        "คำขอเลขที่ {number} ไม่ได้รับอนุมัติ เหตุผลและข้อกฎหมายอยู่ในหนังสือแจ้งผล ท่านอุทธรณ์ได้ในแอปนี้",
        "Not approved: {title}",
        "Your application {number} was not approved. The letter gives the reason and its law. You can appeal here.",
    ),
}


@task(max_attempts=8)
def decide_submitted(*, application_id: int) -> str:
    """Decide a case that was just sent by its rules, or leave it to officers. Running twice decides once.

    Answers "approved", "queued" for officers, or "gone" when it is no longer waiting.
    """
    # The person first, then the case: the order in which all of a person's rows are changed.
    whose = Application.objects.values_list("citizen", flat=True).get(pk=application_id)
    Citizen.objects.select_for_update(of=("self",), no_key=True).filter(pk=whose).first()
    row = Application.objects.select_for_update(of=("self",)).select_related(*steps.WITH).get(pk=application_id)
    if row.state != S.SUBMITTED:
        return "gone"
    now = timezone.now()
    rules = book.current()
    findings = straight_through(row, rules, now=now)
    if findings is None:
        return "queued"
    conclude(row, is_granted=True, findings=findings, viewer=None, reason=MET, words="", now=now)
    return "approved"


def straight_through(application: Application, rules: Book, *, now: datetime) -> Findings | None:
    """Return the findings by which the rules alone approve, or None when an officer has to look.

    The document has to allow it, the rules to say yes, every fact they need to come from a register, no register to be
    silent, the applicant to say nothing else than the registers, and no right to the same to be running.
    """
    try:
        if not case_findings.may_go_straight_through(application, rules) or entitlements.is_running(application):
            return None
        findings = case_findings.of(application, book=rules, as_of=timezone.localdate(now))
    except (NotOpenForApplications, cipher.Unreadable):
        return None
    is_plain = findings.is_proved and not findings.waiting and not findings.differences
    if not (is_plain and findings.recommends):
        return None
    return None if case_findings.needs_two(application, findings, rules, is_granted=True) else findings


@transaction.atomic
def conclude(
    application: Application,
    *,
    is_granted: bool,
    findings: Findings,
    viewer: Viewer | None,
    reason: str,
    words: str,
    now: datetime,
) -> Application:
    """Grant or refuse a case, with all that follows; return it. Who may is asked before. `viewer` None: the rules.

    `reason` is the requirement that decided a refusal, by its code; `words` the officer's sentence to the applicant.

    :raises ApplicationStateForbids: :raises ApplicationChanged: when somebody was faster, the applicant too.
    """
    before = application.state
    kept = None
    if findings.assessment is not None and application.citizen is not None:
        kept = decisions.kept(findings.assessment, application.citizen, application.matter, now=now)
    steps.advance(
        application,
        S.APPROVED if is_granted else S.REFUSED,
        decision=kept,
        decided_by=None if viewer is None else viewer.officer,
        decided_at=now,
        outcome_reason=reason,
        is_granted=is_granted,
        amount_satang=findings.amount_satang if is_granted else None,
        words_sealed=application.sealed("words", words) if words else None,
    )
    kind = "approved" if is_granted else "refused"
    steps.put_in_timeline(application, kind, viewer=viewer, now=now, before=before, note=words or None)
    follow(application, kind=kind, is_granted=is_granted, viewer=viewer, now=now, reason=reason)
    return application


def follow(
    application: Application,
    *,
    kind: str,
    is_granted: bool,
    viewer: Viewer | None,
    now: datetime,
    reason: str,
    texts: tuple[str, str, str, str] | None = None,
) -> None:
    """Open what a grant pays, put the letter in the queue, tell the applicant, and record it, in the transaction.

    `texts` None tells them in the words of a first decision.
    """
    if is_granted and application.programme_id is not None and application.citizen is not None:
        entitlements.open_for(application, now=now)
    queue.enqueue(
        LETTER_JOB, {"application_id": application.pk, "kind": kind}, dedupe=f"letter:{application.public_id}:{kind}"
    )
    notices.tell(application, kind, now=now, texts=texts or TEXTS["approved" if is_granted else "refused"])
    steps.recorded(application, kind, viewer=viewer, now=now, reason=reason or None, matter=application.matter)

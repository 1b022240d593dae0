"""Issues: the themes of what was said in a closed hearing, drawn up by the agency that has to answer them.

Everything that changes an issue, its comments or its answer holds the hearing's row. Once the report is published they
stand as it says, until a correction is being drawn up. A report that waits for its second officer is emptied by each
change: what is published is what was read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from consultation import permissions
from consultation.models import AgencyAnswer, Hearing, HearingReport, HearingState, Issue, IssueLink, Section
from superapp.accounts.models import Officer
from superapp.refusal import NotFound, Refusal

from .hearing_record import leave

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

S = HearingState
LONGEST_TITLE, LONGEST_SUMMARY = 300, 10_000
MOST_ISSUES, MOST_SECTIONS = 100, 100


class HearingNotAnswered(Refusal):
    """Issues are drawn up, answered and reported after the hearing has closed."""

    code = "HEARING_NOT_CLOSED"
    th = "การรับฟังนี้ยังไม่ปิด จึงยังสรุปประเด็น ตอบ หรือรายงานผลไม่ได้"
    en = "This hearing has not closed, so its issues cannot be drawn up, answered or reported yet."


class IssuesFrozen(Refusal):
    """The report is published: issues and answers stay as it says."""

    code = "ISSUES_FROZEN"
    th = "รายงานผลเผยแพร่แล้ว ประเด็นและคำตอบจึงแก้ไขไม่ได้ หากต้องแก้ ให้เริ่มรายงานฉบับแก้ไขก่อน"
    en = "The report is published, so issues and answers stay as they are. Begin a correction of the report first."


class IssueTextWrong(Refusal):
    """An issue has a title, and its texts have limits."""

    code = "ISSUE_TEXT_WRONG"
    th = "ต้องมีชื่อประเด็นภาษาไทยไม่เกิน 300 ตัวอักษร และสรุปไม่เกิน 10,000 ตัวอักษร"
    en = "An issue needs a title in Thai of at most 300 characters, and a summary of at most 10,000."


class TooManyIssues(Refusal):
    """More issues than a report can hold."""

    code = "TOO_MANY_ISSUES"
    th = "การรับฟังหนึ่งมีประเด็นได้ไม่เกิน {most} ประเด็น โปรดรวมประเด็นที่ใกล้กัน"
    en = "A hearing has at most {most} issues. Join those that are alike."


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueGiven:
    """An issue as an officer writes it; `sections` are keys of the law's sections."""

    title_th: str
    title_en: str = ""
    summary_th: str = ""
    summary_en: str = ""
    sections: tuple[str, ...] = ()
    is_minority: bool = False


@transaction.atomic
def draw_up(*, viewer: "Viewer | None", code: str, given: IssueGiven, now: datetime) -> Issue:
    """Draw up the hearing's next issue and return it. The first one shows that the agency is at work.

    :raises NotFound: unless the viewer may prepare for the agency. :raises HearingNotAnswered: :raises IssuesFrozen:
    :raises IssueTextWrong: :raises TooManyIssues:
    """
    hearing = held(viewer, code)
    sections = _checked(hearing, given)
    if hearing.issues.count() >= MOST_ISSUES:
        raise TooManyIssues(most=MOST_ISSUES)
    last = hearing.issues.aggregate(last=Max("number"))["last"] or 0
    issue = Issue(hearing=hearing, number=last + 1, created_by=officer_of(viewer, hearing), created_at=now)
    _write(issue, given)
    issue.save(force_insert=True)
    issue.sections.set(sections)
    if hearing.state == S.CLOSED:
        hearing.state = S.ANALYSING
        hearing.save(update_fields=["state"])
    changed(hearing)
    leave(viewer, hearing, "draw_up_issue", now=now, issue=issue.number)
    return issue


@transaction.atomic
def revise(*, viewer: "Viewer | None", issue_id: UUID, given: IssueGiven, now: datetime) -> Issue:
    """Write an issue anew and return it; its answer and comments stay.

    :raises NotFound: :raises IssuesFrozen: :raises IssueTextWrong:
    """
    issue = held_issue(viewer, issue_id)
    sections = _checked(issue.hearing, given)
    _write(issue, given)
    issue.save()
    issue.sections.set(sections)
    changed(issue.hearing)
    leave(viewer, issue.hearing, "revise_issue", now=now, issue=issue.number)
    return issue


@transaction.atomic
def remove(*, viewer: "Viewer | None", issue_id: UUID, now: datetime) -> None:
    """Take an issue away with its answer; its comments wait to be linked again. Numbers are not used twice.

    :raises NotFound: :raises IssuesFrozen:
    """
    issue = held_issue(viewer, issue_id)
    hearing, number = issue.hearing, issue.number
    AgencyAnswer.objects.filter(issue=issue).delete()
    IssueLink.objects.filter(issue=issue).delete()
    issue.sections.clear()
    issue.delete()
    changed(hearing)
    leave(viewer, hearing, "remove_issue", now=now, issue=number)


def held(viewer: "Viewer | None", code: str) -> Hearing:
    """Return a closed hearing whose issues the viewer may work on, its row locked.

    `viewer` None: what comes with the software.

    :raises NotFound: :raises HearingNotAnswered: :raises IssuesFrozen:
    """
    rows = Hearing.objects.select_for_update(of=("self",), no_key=True).select_related("law", "version", "agency")
    hearing = rows.filter(code=code).first()
    if hearing is None or not (viewer is None or permissions.may_prepare(viewer, hearing.agency_id)):
        raise NotFound(path=("code",))
    if hearing.state not in (S.CLOSED, S.ANALYSING, S.REPORTED):
        raise HearingNotAnswered()
    if hearing.state == S.REPORTED and not hearing.reports.filter(published_at=None).exists():
        raise IssuesFrozen()
    return hearing


def held_issue(viewer: "Viewer | None", issue_id: UUID) -> Issue:
    """Return an issue the viewer may work on, its hearing's row locked.

    :raises NotFound: :raises IssuesFrozen:
    """
    issue = Issue.objects.select_related("hearing").filter(public_id=issue_id).first()
    if issue is None:
        raise NotFound(path=("issue_id",))
    try:
        hearing = held(viewer, issue.hearing.code)
    except NotFound:
        raise NotFound(path=("issue_id",)) from None
    # It may have been removed by whoever held the hearing before.
    found = Issue.objects.filter(pk=issue.pk).first()
    if found is None:
        raise NotFound(path=("issue_id",))
    found.hearing = hearing
    return found


def changed(hearing: Hearing) -> None:
    """Empty the report that waits to be published: it no longer says what the issues say."""
    HearingReport.objects.filter(hearing=hearing, published_at=None).exclude(content="").update(content="", digest="")


def officer_of(viewer: "Viewer | None", hearing: Hearing) -> Officer:
    """Return whose work it is: the viewer's, or of the hearing's own author where the system acts.

    :raises NotFound: when nobody answers for it.
    """
    officer = hearing.author if viewer is None else viewer.officer
    if officer is None:
        raise NotFound(path=("code",))
    return officer


def _write(issue: Issue, given: IssueGiven) -> None:
    issue.title_th, issue.title_en = given.title_th.strip(), given.title_en.strip()
    issue.summary_th, issue.summary_en = given.summary_th.strip(), given.summary_en.strip()
    issue.is_minority = given.is_minority


def _checked(hearing: Hearing, given: IssueGiven) -> Sequence[Section]:
    texts = (given.title_th, given.title_en, given.summary_th, given.summary_en)
    titles_fit = given.title_th.strip() and all(len(text.strip()) <= LONGEST_TITLE for text in texts[:2])
    if not titles_fit or any(len(text) > LONGEST_SUMMARY or "\0" in text for text in texts):
        raise IssueTextWrong(path=("title_th",))
    wanted = set(given.sections)
    found = list(Section.objects.filter(law=hearing.law_id, key__in=wanted).order_by("pk"))
    if len(found) != len(wanted) or len(wanted) > MOST_SECTIONS:
        raise NotFound(path=("sections",))
    return found

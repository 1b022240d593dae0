"""Reports on hearings: drawn up by one officer, read and published by another, and never changed.

A correction is the next revision, shown beside the one before; while it is drawn up, issues and answers can be written
again. Every comment has to be linked or marked, and every issue answered, before anything is published.
"""

import hmac
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from consultation import permissions
from consultation.models import Evaluation, Hearing, HearingEvent, HearingReport, HearingState
from consultation.models.evaluation import EvaluationState
from superapp.accounts.models import Officer
from superapp.refusal import NotFound, Refusal

from . import (
    evaluations,
    hearing_steps,
    hearing_telling,
    issue_links,
    issue_telling,
    issues,
    open_data,
    report_content,
    report_numbers,
    report_papers,
)
from .hearing_record import leave

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

S = HearingState
LONGEST_TEXT = 20_000
# Up to so many comments, participants and statements together, a report is counted while the officer waits.
AT_ONCE = 20_000


class IssueUnanswered(Refusal):
    """An issue has no answer yet. `details`: `numbers`."""

    code = "REPORT_ISSUE_UNANSWERED"
    th = "เผยแพร่รายงานไม่ได้ ยังไม่ได้ตอบประเด็นที่ {numbers}"
    en = "The report cannot be published: these issues have no answer yet: {numbers}."


class CommentsUnlinked(Refusal):
    """Comments belong to no issue and are not marked. `details`: `number`."""

    code = "REPORT_COMMENTS_UNLINKED"
    th = "เผยแพร่รายงานไม่ได้ ยังมีความเห็นที่ไม่ได้จัดเข้าประเด็นหรือระบุเหตุที่ไม่เป็นประเด็น อย่างน้อย {number} ความเห็น"
    en = "The report cannot be published: at least {number} comments are neither linked to an issue nor marked as none."


class ReportPublished(Refusal):
    """It is published: only a correction can follow."""

    code = "REPORT_PUBLISHED"
    th = "รายงานนี้เผยแพร่แล้ว แก้ไขไม่ได้ หากต้องแก้ ให้เริ่มรายงานฉบับแก้ไขพร้อมบอกสิ่งที่แก้"
    en = "This report is published and stays as it is. Begin a correction, saying what it corrects."


class ReportNotDrawnUp(Refusal):
    """There is no report to publish, or it has changed since it was counted."""

    code = "REPORT_NOT_DRAWN_UP"
    th = "ยังไม่มีรายงานที่พร้อมเผยแพร่ หรือประเด็นเปลี่ยนไปหลังสร้างรายงาน โปรดสร้างรายงานใหม่"
    en = "No report is ready to be published, or issues have changed since it was drawn up. Draw it up again."


class ReportOwnWork(Refusal):
    """Whoever drew a report up does not publish it."""

    code = "REPORT_OWN_WORK"
    th = "ท่านเป็นผู้จัดทำรายงานนี้ ต้องให้เจ้าหน้าที่อีกคนตรวจและเผยแพร่"
    en = "You drew this report up. Another officer has to read and publish it."


class ReportChanged(Refusal):
    """It is not the report the officer has read."""

    code = "REPORT_CHANGED"
    th = "รายงานเปลี่ยนไปจากที่ท่านอ่าน โปรดเปิดอ่านอีกครั้งก่อนเผยแพร่"
    en = "The report is not what you have read. Open it again before publishing."


class ReportTextWrong(Refusal):
    """A foreword has a limit; a correction and the report of an evaluation need words."""

    code = "REPORT_TEXT_WRONG"
    th = "บทสรุปยาวไม่เกิน 20,000 ตัวอักษร ฉบับแก้ไขต้องบอกสิ่งที่แก้ และรายงานประเมินผลกฎหมายต้องมีบทสรุป"
    en = (
        "A foreword has at most 20,000 characters; a correction says what it corrects, and the report of an "
        "evaluation needs a foreword."
    )


@transaction.atomic
def begin_correction(*, viewer: "Viewer | None", code: str, correction_th: str, now: datetime) -> HearingReport:
    """Begin the next revision of a published report, saying what it corrects; issues can be written from now on.

    :raises NotFound: unless the viewer may prepare for the agency; also where nothing is published.
    :raises ReportPublished: while another correction is under way. :raises ReportTextWrong:
    """
    hearing = _held(viewer, code)
    last = hearing.reports.order_by("-revision").first()
    if last is None:
        raise NotFound(path=("code",))
    if last.published_at is None:
        raise ReportPublished()
    report = HearingReport.objects.create(
        hearing=hearing,
        revision=last.revision + 1,
        correction_th=_text(correction_th, "correction_th", is_needed=True),
        foreword_th=last.foreword_th,
        foreword_en=last.foreword_en,
        author=issues.officer_of(viewer, hearing),
        drawn_up_at=now,
    )
    leave(viewer, hearing, "begin_correction", now=now, revision=report.revision)
    return report


@transaction.atomic
def draw_up(
    *, viewer: "Viewer | None", code: str, foreword_th: str, foreword_en: str = "", now: datetime
) -> HearingReport:
    """Draw up the report of a closed hearing, or its correction, anew; return it.

    A large hearing is counted by a job; until then the report's `content` is "". The viewer becomes its author.

    :raises NotFound: unless the viewer may prepare for the agency. :raises HearingNotAnswered: before it has closed.
    :raises ReportPublished: when it is published and no correction was begun. :raises ReportTextWrong:
    """
    try:
        hearing = issues.held(viewer, code)
    except issues.IssuesFrozen:
        raise ReportPublished() from None
    is_evaluation = hearing.kind == Hearing.Kind.EVALUATION
    report = hearing.reports.filter(published_at=None).first() or HearingReport(hearing=hearing, revision=1)
    report.foreword_th = _text(foreword_th, "foreword_th", is_needed=is_evaluation)
    report.foreword_en = _text(foreword_en, "foreword_en")
    report.author, report.drawn_up_at = issues.officer_of(viewer, hearing), now
    report.content = report.digest = ""
    count = report_numbers.counts(hearing)
    if count.received + count.participants + count.statements <= AT_ONCE:
        report.content, report.digest = report_content.build(hearing, report, now=now)
    report.save()
    if not report.content:
        count_later.enqueue(report=str(report.public_id), drawn_up_at=now.isoformat())
    leave(viewer, hearing, "draw_up_report", now=now, revision=report.revision, digest=report.digest or None)
    return report


def keep_counted(counted: tuple[str, str] | None, *, report: str, drawn_up_at: str) -> bool:
    """Keep what was counted, unless the report was drawn up again or published meanwhile; answers whether it was."""
    wanted = HearingReport.objects.filter(
        public_id=report, published_at=None, content="", drawn_up_at=datetime.fromisoformat(drawn_up_at)
    )
    return counted is not None and bool(wanted.update(content=counted[0], digest=counted[1]))


@task(store=keep_counted, lease_s=300)
def count_later(*, report: str, drawn_up_at: str) -> tuple[str, str] | None:
    """Count a large report outside any transaction."""
    found = HearingReport.objects.select_related("hearing__law", "hearing__version", "hearing__agency")
    row = found.filter(public_id=report, published_at=None).first()
    return None if row is None else report_content.build(row.hearing, row, now=timezone.now())


@transaction.atomic
def publish(*, viewer: "Viewer | None", code: str, seen: str, now: datetime) -> HearingReport:
    """Publish the report that is drawn up, tell those it answers, and return it. It can never be changed.

    `seen` is the digest of what the officer has read.

    :raises NotFound: unless the viewer may publish for the agency. :raises HearingNotAnswered: :raises ReportPublished:
        the second time. :raises ReportNotDrawnUp: :raises ReportOwnWork: :raises ReportChanged:
    :raises CommentsUnlinked: :raises IssueUnanswered:
    """
    hearing = _held(viewer, code, for_publishing=True)
    report = hearing.reports.select_for_update(of=("self",), no_key=True).filter(published_at=None).first()
    if report is None and hearing.state == S.REPORTED:
        raise ReportPublished()
    if report is None or not report.content:
        raise ReportNotDrawnUp()
    publisher = _publisher(viewer, hearing, report)
    if not hmac.compare_digest(seen.encode(), report.digest.encode()):
        raise ReportChanged()
    require_answered(hearing)
    report.publisher, report.published_at = publisher, now
    report.save(update_fields=["publisher", "published_at"])
    if hearing.state == S.REPORTED:
        key = f"revision-{report.revision}"
        hearing_telling.tell(hearing, HearingEvent.Kind.REPORTED, key=key, note=report.correction_th[:1000], now=now)
    else:
        hearing_steps.reported(hearing, now=now)
    _report_evaluation(viewer, hearing, report, now)
    report_papers.issue_later(report)
    issue_telling.tell_heard.enqueue(hearing=str(hearing.public_id), after=0, at=now.isoformat())
    if not hearing.is_embargoed:
        open_data.begin(hearing, now=now)
    leave(viewer, hearing, "publish_report", now=now, revision=report.revision, digest=report.digest)
    return report


def require_answered(hearing: Hearing) -> None:
    """Do nothing when every comment is linked or marked, and every issue answered.

    :raises CommentsUnlinked: :raises IssueUnanswered:
    """
    # Enough to say how much is left; counting a million is not needed to refuse.
    left = issue_links.unlinked(hearing)[:1_000].count()
    if left:
        raise CommentsUnlinked(number=left)
    open_numbers = list(hearing.issues.unanswered().order_by("number").values_list("number", flat=True)[:20])
    if open_numbers:
        raise IssueUnanswered(numbers=", ".join(str(number) for number in open_numbers))


def latest(hearing: Hearing) -> HearingReport | None:
    """Return the revision of a hearing's report that counts: the last published one, None before."""
    return hearing.reports.filter(published_at__isnull=False).order_by("-revision").first()


def visible(viewer: "Viewer", public_id: UUID) -> HearingReport | None:
    """Return a report the viewer may read, None for any other."""
    return HearingReport.objects.visible_to(viewer).filter(public_id=public_id).first()


def _publisher(viewer: "Viewer | None", hearing: Hearing, report: HearingReport) -> Officer:
    publisher = hearing.announcer if viewer is None else viewer.officer
    if publisher is None:
        raise NotFound(path=("code",))
    if publisher.pk == report.author_id:
        raise ReportOwnWork()
    return publisher


def _report_evaluation(viewer: "Viewer | None", hearing: Hearing, report: HearingReport, now: datetime) -> None:
    """Let the evaluation of a law in force end with this report; a correction leaves it as it is."""
    heard = Evaluation.objects.filter(hearing=hearing, state=EvaluationState.HEARD).first()
    if heard is not None:
        evaluations.report(
            viewer=viewer,
            public_id=heard.public_id,
            text_th=report.foreword_th,
            text_en=report.foreword_en,
            now=now,
        )


def _held(viewer: "Viewer | None", code: str, *, for_publishing: bool = False) -> Hearing:
    rows = Hearing.objects.select_for_update(of=("self",), no_key=True).select_related("law", "version", "agency")
    hearing = rows.filter(code=code).first()
    allowed = permissions.may_publish if for_publishing else permissions.may_prepare
    if hearing is None or not (viewer is None or allowed(viewer, hearing.agency_id)):
        raise NotFound(path=("code",))
    if hearing.state not in (S.CLOSED, S.ANALYSING, S.REPORTED):
        raise issues.HearingNotAnswered()
    return hearing


def _text(text: str, name: str, *, is_needed: bool = False) -> str:
    text = text.strip()
    if len(text) > LONGEST_TEXT or "\0" in text or (is_needed and not text):
        raise ReportTextWrong(path=(name,))
    return text

"""The agency's answer to an issue: one each, with a verdict, reasons, and what was changed in the draft for it."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from consultation.models import AgencyAnswer, DraftVersion, Issue, SectionText
from superapp.refusal import NotFound, Refusal

from . import issues
from .hearing_record import leave

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

LONGEST_REASONS = 20_000


class AnswerReasonsNeeded(Refusal):
    """An answer says why."""

    code = "ISSUE_ANSWER_REASONS_NEEDED"
    th = "คำตอบต้องมีเหตุผล 1 ถึง 20,000 ตัวอักษร เหตุผลนี้จะเผยแพร่ในรายงาน"
    en = "An answer needs reasons of 1 to 20,000 characters; they are published in the report."


class ChangeNotThere(Refusal):
    """What was changed is shown by a published version of the law, and a section of it."""

    code = "ISSUE_CHANGE_NOT_THERE"
    th = "ระบุการแก้ไขได้เฉพาะฉบับของกฎหมายนี้ที่เผยแพร่แล้ว และมาตราที่มีอยู่ในฉบับนั้น"
    en = "A change is shown by a published version of this law, and a section that stands in it."


@transaction.atomic
def answer(
    *,
    viewer: "Viewer | None",
    issue_id: UUID,
    verdict: str,
    reasons_th: str,
    reasons_en: str = "",
    changed_version: int | None = None,
    changed_section: str = "",
    now: datetime,
) -> AgencyAnswer:
    """Answer an issue, in place of an earlier answer that was not published; return the answer.

    `changed_version` is the number of the version in which the draft was changed for it, `changed_section` the key of
    the section; both empty where nothing was changed.

    :raises NotFound: unless the viewer may prepare for the agency; for an unknown verdict too. :raises IssuesFrozen:
    :raises AnswerReasonsNeeded: :raises ChangeNotThere:
    """
    issue = issues.held_issue(viewer, issue_id)
    if verdict not in AgencyAnswer.Verdict.values:
        raise NotFound(path=("verdict",))
    reasons_th, reasons_en = reasons_th.strip(), reasons_en.strip()
    if not reasons_th or any(len(text) > LONGEST_REASONS or "\0" in text for text in (reasons_th, reasons_en)):
        raise AnswerReasonsNeeded(path=("reasons_th",))
    version, section = _change(issue, changed_version, changed_section)
    told = {
        "verdict": verdict,
        "reasons_th": reasons_th,
        "reasons_en": reasons_en,
        "changed_version": version,
        "changed_section_id": section,
        "officer": issues.officer_of(viewer, issue.hearing),
        "at": now,
    }
    answered, _ = AgencyAnswer.objects.update_or_create(issue=issue, defaults=told)
    issues.changed(issue.hearing)
    leave(viewer, issue.hearing, "answer_issue", now=now, issue=issue.number, verdict=verdict)
    return answered


def _change(issue: Issue, number: int | None, key: str) -> tuple[DraftVersion | None, int | None]:
    if number is None:
        if key:
            raise ChangeNotThere(path=("changed_version",))
        return None, None
    law = issue.hearing.law_id
    version = DraftVersion.objects.filter(law=law, number=number, published_at__isnull=False).first()
    if version is None:
        raise ChangeNotThere(path=("changed_version",))
    if not key:
        return version, None
    section = SectionText.objects.filter(version=version, section__key=key).values_list("section_id", flat=True).first()
    if section is None:
        raise ChangeNotThere(path=("changed_section",))
    return version, section

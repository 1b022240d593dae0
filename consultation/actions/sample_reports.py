"""Reporting on a sample hearing: issues, links by words, answers, and the report, as two sample officers would."""

from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.db.models import Q

from consultation.models import Comment, Hearing, HearingState
from services.models import Posting
from superapp.accounts.viewer import Viewer, viewer_for

from . import issue_answers, issue_links, issues, listening, opinion_map_making, reports
from .sample_talk import FOLDER

CLOSED = (HearingState.CLOSED, HearingState.ANALYSING)


def load(folder: Path = FOLDER, *, now: datetime) -> int:
    """Publish the reports that the sample files tell of, where two officers are there to do it; return how many."""
    return sum(_load(told, now) for told in _files(folder) if "report" in told and _is_read(told, now))


def _is_read(told: dict[str, Any], now: datetime) -> bool:
    """Let the machine read and map what was said, as its jobs would have long before; tell whether a report is due."""
    hearing = Hearing.objects.filter(code=told["hearing"], state__in=CLOSED, issues=None).first()
    if hearing is not None:
        listening.listen(hearing=hearing, now=now)
        opinion_map_making.make_now(hearing=hearing, now=now)
    return hearing is not None


def _files(folder: Path) -> list[dict[str, Any]]:
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yaml"))]


@transaction.atomic
def _load(told: dict[str, Any], now: datetime) -> int:
    hearing = Hearing.objects.filter(code=told["hearing"], state__in=CLOSED).first()
    author, approver = (_officer(hearing, role) for role in (Posting.Role.AUTHOR, Posting.Role.APPROVER))
    if hearing is None or author is None or approver is None or hearing.issues.exists():
        return 0
    how: dict[str, Any] = {"viewer": author, "now": now}
    for one in told["report"]["issues"]:
        given = issues.IssueGiven(
            title_th=one["th"],
            title_en=one["en"],
            summary_th=one["summary"],
            sections=tuple(one.get("sections", [])),
            is_minority=one.get("is_minority", False),
        )
        issue = issues.draw_up(code=hearing.code, given=given, **how)
        found = _with_words(hearing, one["words"])
        if found:
            issue_links.link(issue_id=issue.public_id, comment_ids=found, **how)
        issue_answers.answer(
            issue_id=issue.public_id,
            verdict=one["verdict"],
            reasons_th=one["reasons"],
            reasons_en=one.get("reasons_en", ""),
            **how,
        )
    issue_links.mark_rest(code=hearing.code, reason=told["report"]["rest"], **how)
    foreword = told["report"]["foreword"]
    report = reports.draw_up(code=hearing.code, foreword_th=foreword["th"], foreword_en=foreword["en"], **how)
    reports.publish(viewer=approver, code=hearing.code, seen=report.digest, now=now)
    return 1


def _with_words(hearing: Hearing, words: list[str]) -> list[Any]:
    wanted = Q()
    for word in words:
        wanted |= Q(body__contains=word)
    rows = Comment.objects.filter(wanted, hearing=hearing, status__in=issue_links.ANSWERABLE)
    return list(rows.order_by("pk").values_list("public_id", flat=True)[: issue_links.MOST_AT_ONCE])


def _officer(hearing: Hearing | None, role: str) -> Viewer | None:
    if hearing is None:
        return None
    posting = Posting.objects.filter(agency=hearing.agency_id, role=role).select_related("officer__account")
    found = posting.order_by("pk").first()
    return None if found is None else viewer_for(found.officer.account)

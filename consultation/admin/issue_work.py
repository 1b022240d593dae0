"""The workbench: issues on one side, comments on the other; link in bulk, quote, answer."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from consultation import permissions
from consultation.actions import issue_answers, issue_links, issues
from consultation.models import AgencyAnswer, Comment, Hearing, HearingState, Issue, SectionText
from superapp.accounts.desk import attempt, go, viewer

if TYPE_CHECKING:
    from superapp.accounts.desk import DeskAdmin

PAGE_SIZE = 50
LONGEST_SEARCH = 100


def page(admin: "DeskAdmin", request: HttpRequest, hearing: Hearing) -> HttpResponse:
    """Show issues and comments: those not linked yet, or of the issue `?issue=`, or with the words `?q=`."""
    at_desk = viewer(request)
    rows = hearing.issues.select_related("answer__changed_version", "answer__changed_section")
    found = list(rows.prefetch_related("sections").annotate(linked=Count("links", distinct=True)).order_by("number"))
    chosen = next((one for one in found if str(one.number) == request.GET.get("issue")), None)
    comments = _comments(hearing, chosen, request.GET.get("q", "")[:LONGEST_SEARCH], request.GET.get("after", ""))
    shown = list(comments.select_related("section", "author")[: PAGE_SIZE + 1])
    texts = SectionText.objects.filter(version=hearing.version_id, kind="section").select_related("section")
    sections = list(texts.order_by("position"))
    is_frozen = hearing.state == HearingState.REPORTED and not hearing.reports.filter(published_at=None).exists()
    context = admin.page(
        request,
        "จัดประเด็นและตอบ",
        [("ตอบและรายงานผล", "../../")],
        hearing=hearing,
        issues=found,
        chosen=chosen,
        comments=shown[:PAGE_SIZE],
        numbers={row.section_id: row.number for row in sections},
        next_after=shown[PAGE_SIZE - 1].path if len(shown) > PAGE_SIZE else "",
        query=request.GET.get("q", ""),
        sections=sections,
        versions=hearing.law.versions.filter(published_at__isnull=False).order_by("-number"),
        verdicts=AgencyAnswer.Verdict.choices,
        left=issue_links.unlinked(hearing)[:1_000].count(),
        may_work=permissions.may_prepare(at_desk, hearing.agency_id) and not is_frozen,
        is_frozen=is_frozen,
    )
    return TemplateResponse(request, "consultation/desk/issue_work.html", context)


def take(request: HttpRequest, hearing: Hearing, step: str) -> HttpResponse:
    """Take a step that was posted and go back to the workbench."""
    if request.method == "POST" and step in STEPS:
        how = {"viewer": viewer(request), "now": timezone.now()}
        STEPS[step](request, hearing, how)
    return go("consultation_issue_work", hearing.pk)


def _comments(hearing: Hearing, issue: Issue | None, query: str, after: str) -> QuerySet[Comment]:
    if issue is not None:
        rows = Comment.objects.filter(hearing=hearing, issue_links__issue=issue, status__in=issue_links.ANSWERABLE)
    else:
        rows = issue_links.unlinked(hearing)
    for word in query.split():
        rows = rows.filter(body__icontains=word)
    return rows.filter(path__gt=after).order_by("path")


def _draw_up(request: HttpRequest, hearing: Hearing, how: dict[str, Any]) -> None:
    attempt(
        request,
        lambda: issues.draw_up(code=hearing.code, given=_given(request), **how),
        "เพิ่มประเด็นแล้ว เลือกความเห็นเข้าประเด็นได้เลย",
    )


def _revise(request: HttpRequest, hearing: Hearing, how: dict[str, Any]) -> None:
    attempt(request, lambda: issues.revise(issue_id=_issue(request), given=_given(request), **how), "บันทึกประเด็นแล้ว")


def _remove(request: HttpRequest, hearing: Hearing, how: dict[str, Any]) -> None:
    attempt(
        request, lambda: issues.remove(issue_id=_issue(request), **how) or True, "ลบประเด็นแล้ว ความเห็นกลับมารอจัดประเด็น"
    )


def _link(request: HttpRequest, hearing: Hearing, how: dict[str, Any]) -> None:
    told = {"issue_id": _issue(request), "comment_ids": _chosen(request)}
    attempt(request, lambda: issue_links.link(**told, **how) or True, "จัดเข้าประเด็นแล้ว")


def _unlink(request: HttpRequest, hearing: Hearing, how: dict[str, Any]) -> None:
    told = {"issue_id": _issue(request), "comment_ids": _chosen(request)}
    attempt(request, lambda: issue_links.unlink(**told, **how) or True, "นำออกจากประเด็นแล้ว")


def _mark(request: HttpRequest, hearing: Hearing, how: dict[str, Any]) -> None:
    told = {"code": hearing.code, "reason": request.POST.get("reason", "")}
    attempt(
        request,
        lambda: issue_links.mark_none(comment_ids=_chosen(request), **told, **how) or True,
        "บันทึกเหตุที่ไม่เป็นประเด็นแล้ว",
    )


def _mark_rest(request: HttpRequest, hearing: Hearing, how: dict[str, Any]) -> None:
    told = {"code": hearing.code, "reason": request.POST.get("reason", "")}
    attempt(request, lambda: issue_links.mark_rest(**told, **how) or True, "บันทึกเหตุของความเห็นที่เหลือแล้ว")


def _answer(request: HttpRequest, hearing: Hearing, how: dict[str, Any]) -> None:
    number = request.POST.get("changed_version", "")
    attempt(
        request,
        lambda: issue_answers.answer(
            issue_id=_issue(request),
            verdict=request.POST.get("verdict", ""),
            reasons_th=request.POST.get("reasons_th", ""),
            reasons_en=request.POST.get("reasons_en", ""),
            changed_version=int(number) if number.isdecimal() and len(number) < 6 else None,
            changed_section=request.POST.get("changed_section", ""),
            **how,
        ),
        "บันทึกคำตอบแล้ว จะเผยแพร่พร้อมรายงาน",
    )


def _given(request: HttpRequest) -> issues.IssueGiven:
    asked = request.POST
    return issues.IssueGiven(
        title_th=asked.get("title_th", ""),
        title_en=asked.get("title_en", ""),
        summary_th=asked.get("summary_th", ""),
        summary_en=asked.get("summary_en", ""),
        sections=tuple(asked.getlist("sections")),
        is_minority=bool(asked.get("is_minority")),
    )


def _issue(request: HttpRequest) -> UUID:
    return _uuid(request.POST.get("issue", ""))


def _chosen(request: HttpRequest) -> list[UUID]:
    return [_uuid(text) for text in request.POST.getlist("comment")[: issue_links.MOST_AT_ONCE + 1]]


def _uuid(text: str) -> UUID:
    # What is no id is nobody's: the action does not find it.
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


STEPS = {
    "draw-up": _draw_up,
    "revise": _revise,
    "remove": _remove,
    "link": _link,
    "unlink": _unlink,
    "mark": _mark,
    "mark-rest": _mark_rest,
    "answer": _answer,
}

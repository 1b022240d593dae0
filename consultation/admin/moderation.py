"""Moderation at the desk: the queue, one text with hints, many at once, second opinions, appeals, and the log."""

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from consultation.actions import moderation_hints, moderation_queue, suspension_appeals
from consultation.models import Comment, ModerationDecision
from consultation.permissions import may_second
from services.models.rights import APPROVE, DRAFT, agencies_with
from superapp.accounts.desk import DeskAdmin, is_officer, viewer
from superapp.accounts.viewer import Viewer

from . import moderation_steps
from .moderation_words import APPEAL_REASONS, REASONS, SUSPEND_REASONS, why_words

TITLE = "ตรวจความเห็น"
BOARDS = (("waiting", "รอตรวจ"), ("seconds", "รอความเห็นที่สอง"), ("appeals", "อุทธรณ์"), ("log", "บันทึกการตัดสิน"))
PER_PAGE = 50


def waiting_badge(request: HttpRequest) -> str:
    """Return how many texts and appeals wait for whoever is at the desk; blank for none."""
    return str(moderation_queue.number_waiting(viewer(request)) or "") if is_officer(request) else ""


@admin.register(ModerationDecision)
class ModerationAdmin(DeskAdmin):
    """What an officer's agencies have to decide about, and what was decided."""

    def rows(self, viewer: Viewer) -> QuerySet[ModerationDecision]:
        """Return the decisions in the hearings the viewer moderates."""
        rows = ModerationDecision.objects.filter(hearing__in=moderation_queue.hearings_of(viewer))
        return rows.select_related("hearing", "officer", "appeal")

    def opens_to(self, request: HttpRequest) -> bool:
        """Tell whether whoever is at the desk moderates anywhere, or may give second opinions."""
        at_desk = viewer(request)
        return is_officer(request) and bool(agencies_with(at_desk, DRAFT) | agencies_with(at_desk, APPROVE))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show one board: what waits, second opinions, appeals, or the log."""
        if not self.opens_to(request):
            raise Http404
        board = request.GET.get("board", "waiting")
        shown = _BOARDS.get(board, _waiting)(self, viewer(request))
        pages = Paginator(shown, PER_PAGE)
        page = pages.get_page(request.GET.get("page"))
        context = self.page(
            request,
            TITLE,
            [],
            boards=BOARDS,
            board=board if board in _BOARDS else "waiting",
            rows=_told(page.object_list) if board not in _BOARDS or board == "waiting" else list(page.object_list),
            page_of=page,
            total=pages.count,
            now=timezone.now(),
            reasons=REASONS,
            suspension_appeals=suspension_appeals.waiting(viewer(request))[:PER_PAGE] if board == "appeals" else (),
        )
        return TemplateResponse(request, "consultation/desk/moderation_queue.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Go to the text a decision is about."""
        decision: ModerationDecision = self.row(request, object_id)
        key = f"c-{decision.comment_id}" if decision.comment_id else f"s-{decision.statement_id}"
        return self.item_view(request, key)

    def item_view(self, request: HttpRequest, key: str) -> HttpResponse:
        """Show one text with hints and what was decided before; decide when it is sent."""
        subject = moderation_steps.subject_here(viewer(request), key)
        if subject is None or not self.opens_to(request):
            raise Http404
        if request.method == "POST":
            return moderation_steps.decide_one(request, subject, key)
        about = {"comment" if key.startswith("c-") else "statement": subject}
        decisions = ModerationDecision.objects.filter(**about).select_related("officer", "appeal").order_by("-pk")
        flags = list(subject.flags.order_by("pk")) if key.startswith("c-") else []
        context = self.page(
            request,
            "ตรวจข้อความ",
            [(TITLE, "../../")],
            subject=subject,
            key=key,
            revision=getattr(subject, "revision", 1),
            stretches=moderation_hints.stretches(
                moderation_steps.text_of(subject),
                moderation_hints.kept([subject]).get(subject.pk) if isinstance(subject, Comment) else None,
            ),
            why=why_words([*subject.held_for, *(flag.reason for flag in flags)]),
            flag_count=len(flags),
            decisions=decisions,
            reasons=REASONS,
            suspend_reasons=SUSPEND_REASONS,
            may_suspend=subject.author is not None
            and (subject.author.citizen_id is not None or subject.author.organisation_id is not None),
            now=timezone.now(),
        )
        return TemplateResponse(request, "consultation/desk/moderation_item.html", context)

    def bulk_view(self, request: HttpRequest) -> HttpResponse:
        """Decide the same about many."""
        if not self.opens_to(request):
            raise Http404
        return moderation_steps.decide_many(request)

    def second_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Agree or not, as an officer of another agency."""
        found = ModerationDecision.objects.select_related("hearing__agency", "comment", "statement").filter(pk=pk)
        decision = found.first()
        if decision is None or not self.opens_to(request) or not may_second(viewer(request), decision.hearing):
            raise Http404
        return moderation_steps.second(request, decision)

    def appeal_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show an appeal; decide it when it is sent."""
        appeal = moderation_queue.appeals(viewer(request)).filter(pk=pk).first() if self.opens_to(request) else None
        if appeal is None:
            raise Http404
        if request.method == "POST":
            return moderation_steps.decide_appeal(request, appeal)
        subject = appeal.decision.comment or appeal.decision.statement
        context = self.page(
            request,
            "อุทธรณ์",
            [(TITLE, "../../?board=appeals")],
            appeal=appeal,
            text=moderation_steps.text_of(subject),
            is_decider=moderation_steps.is_decider(viewer(request), appeal),
            is_mine=appeal.taken_by_id is not None and appeal.taken_by == viewer(request).officer,
            reasons=[pair for pair in APPEAL_REASONS if pair[0] != appeal.decision.reason],
        )
        return TemplateResponse(request, "consultation/desk/moderation_appeal.html", context)

    def suspension_appeal_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show an appeal against a suspension; decide it when it is sent."""
        found = suspension_appeals.waiting(viewer(request)).filter(pk=pk) if self.opens_to(request) else None
        suspension = found.first() if found is not None else None
        if suspension is None:
            raise Http404
        if request.method == "POST":
            return moderation_steps.decide_suspension_appeal(request, suspension)
        context = self.page(
            request,
            "อุทธรณ์การระงับ",
            [(TITLE, "../../?board=appeals")],
            suspension=suspension,
            is_decider=viewer(request).officer == suspension.officer,
        )
        return TemplateResponse(request, "consultation/desk/suspension_appeal.html", context)

    def suspend_view(self, request: HttpRequest, key: str) -> HttpResponse:
        """Suspend the author of a text for a time, or lift that."""
        subject = moderation_steps.subject_here(viewer(request), key)
        if subject is None or subject.author is None or not self.opens_to(request):
            raise Http404
        return moderation_steps.suspend(request, subject.author, key)

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses of the boards and of what is done on them."""
        wrap, stem = self.admin_site.admin_view, "consultation_moderation"
        return [
            path("item/<slug:key>/", wrap(self.item_view), name=f"{stem}_item"),
            path("bulk/", wrap(self.bulk_view), name=f"{stem}_bulk"),
            path("second/<int:pk>/", wrap(self.second_view), name=f"{stem}_second"),
            path("appeal/<int:pk>/", wrap(self.appeal_view), name=f"{stem}_appeal"),
            path("suspension/<int:pk>/", wrap(self.suspension_appeal_view), name="consultation_suspension_appeal"),
            path("suspend/<slug:key>/", wrap(self.suspend_view), name=f"{stem}_suspend"),
            *super().get_urls(),
        ]


def _waiting(_admin: ModerationAdmin, viewer: Viewer) -> Any:
    return moderation_queue.waiting(viewer)


def _seconds(_admin: ModerationAdmin, viewer: Viewer) -> Any:
    return moderation_queue.seconds_for(viewer)


def _appeals(_admin: ModerationAdmin, viewer: Viewer) -> Any:
    return moderation_queue.appeals(viewer).order_by("decided_at", "pk")


def _log(admin: ModerationAdmin, viewer: Viewer) -> Any:
    return admin.rows(viewer).order_by("-pk")


def _told(items: Any) -> list[dict[str, Any]]:
    found = moderation_hints.kept([one.subject for one in items if isinstance(one.subject, Comment)])
    return [
        {
            "item": one,
            "why": why_words(one.why),
            "stretches": moderation_hints.stretches(
                one.text[:600], found.get(one.subject.pk) if isinstance(one.subject, Comment) else None
            ),
        }
        for one in items
    ]


_BOARDS = {"waiting": _waiting, "seconds": _seconds, "appeals": _appeals, "log": _log}

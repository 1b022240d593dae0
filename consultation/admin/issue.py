"""Answering at the desk: the closed hearings that wait for it, the workbench of one, and its report."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from consultation.models import Hearing, HearingState, Issue
from services.models.rights import agencies_of
from superapp.accounts.desk import DeskAdmin, is_officer, viewer
from superapp.accounts.viewer import Viewer
from superapp.people.login.step_up import with_fresh_factor

from . import issue_work, report

CRUMB = "ตอบและรายงานผล"
MOST = 200


@admin.register(Issue)
class IssueAdmin(DeskAdmin):
    """The issues of an officer's agencies, reached by their hearings."""

    def rows(self, viewer: Viewer) -> QuerySet[Issue]:
        """Return the issues of hearings the viewer's own agencies lead."""
        return Issue.objects.filter(hearing__agency__in=agencies_of(viewer))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the hearings that have closed, those that wait for their report first."""
        if not is_officer(request):
            raise Http404
        rows = _hearings(viewer(request)).annotate(
            issue_count=Count("issues"), unanswered=Count("issues", filter=Q(issues__answer=None))
        )
        context = self.page(
            request,
            CRUMB,
            [],
            waiting=rows.exclude(state=HearingState.REPORTED).order_by("report_due_on", "pk")[:MOST],
            reported=rows.filter(state=HearingState.REPORTED).order_by("-pk")[:MOST],
        )
        return TemplateResponse(request, "consultation/desk/issue_hearings.html", context)

    def work_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the workbench of one hearing: its issues, and its comments to be linked."""
        return issue_work.page(self, request, _hearing(request, pk))

    def step_view(self, request: HttpRequest, pk: int, step: str) -> HttpResponse:
        """Take a step on the issues of one hearing."""
        return issue_work.take(request, _hearing(request, pk), step)

    def report_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the report of one hearing as it would be published, and the revisions there are."""
        return report.page(self, request, _hearing(request, pk))

    def report_step_view(self, request: HttpRequest, pk: int, step: str) -> HttpResponse:
        """Take a step on the report of one hearing."""
        return report.take(request, _hearing(request, pk), step)

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses of the list, of the workbench and of the report, by the hearing's key."""
        wrap, stem = self.admin_site.admin_view, "consultation_issue"
        publish = with_fresh_factor(lambda request, pk: self.report_step_view(request, pk, "publish"))
        return [
            path("<int:pk>/work/", wrap(self.work_view), name=f"{stem}_work"),
            path("<int:pk>/report/", wrap(self.report_view), name=f"{stem}_report"),
            path("<int:pk>/report/publish/", wrap(publish), name=f"{stem}_publish"),
            path("<int:pk>/report/<slug:step>/", wrap(self.report_step_view), name=f"{stem}_report-step"),
            path("<int:pk>/<slug:step>/", wrap(self.step_view), name=f"{stem}_step"),
            path("", wrap(self.changelist_view), name=f"{stem}_changelist"),
        ]


def _hearings(at_desk: Viewer) -> QuerySet[Hearing]:
    closed = (HearingState.CLOSED, HearingState.ANALYSING, HearingState.REPORTED)
    rows = Hearing.objects.visible_to(at_desk).filter(agency__in=agencies_of(at_desk), state__in=closed)
    return rows.select_related("law", "version", "agency")


def _hearing(request: HttpRequest, pk: int) -> Hearing:
    found = _hearings(viewer(request)).filter(pk=pk).first() if is_officer(request) else None
    if found is None:
        raise Http404
    return found

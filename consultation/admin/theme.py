"""Reading what was said at the desk: by theme, by campaign, by words; names found, personal data to be masked."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from consultation.models import Comment, Hearing, Theme
from services.models.rights import agencies_of
from superapp.accounts.desk import DeskAdmin, is_officer, viewer
from superapp.accounts.viewer import Viewer

from . import theme_steps, theme_work

CRUMB = "อ่านความเห็น"
MOST = 200


@admin.register(Theme)
class ThemeAdmin(DeskAdmin):
    """The themes of an officer's agencies, reached by their hearings."""

    def rows(self, viewer: Viewer) -> QuerySet[Theme]:
        """Return the themes of hearings the viewer's own agencies lead."""
        return Theme.objects.filter(set__hearing__agency__in=agencies_of(viewer))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the hearings in which somebody has spoken, those that close last first."""
        if not is_officer(request):
            raise Http404
        spoken = Exists(Comment.objects.filter(hearing=OuterRef("pk")))
        rows = hearings(viewer(request)).filter(spoken).select_related("count").order_by("-closes_at", "-pk")[:MOST]
        context = self.page(request, CRUMB, [], hearings=rows)
        return TemplateResponse(request, "consultation/desk/theme_hearings.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Go to a theme among those of its hearing."""
        theme: Theme = self.row(request, object_id)
        return theme_work.page(self, request, theme.set.hearing, theme=theme)

    def work_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what was said in one hearing."""
        return theme_work.page(self, request, _hearing(request, pk))

    def step_view(self, request: HttpRequest, pk: int, step: str) -> HttpResponse:
        """Take a step on the themes or masks of one hearing."""
        return theme_steps.take(request, _hearing(request, pk), step)

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses of the list and of the reading room, by the hearing's key."""
        wrap, stem = self.admin_site.admin_view, "consultation_theme"
        return [
            path("hearing/<int:pk>/", wrap(self.work_view), name=f"{stem}_work"),
            path("hearing/<int:pk>/<slug:step>/", wrap(self.step_view), name=f"{stem}_step"),
            *super().get_urls(),
        ]


def hearings(at_desk: Viewer) -> QuerySet[Hearing]:
    """Return the announced hearings that the officer's own agencies lead."""
    rows = Hearing.objects.visible_to(at_desk).filter(agency__in=agencies_of(at_desk), announced_at__isnull=False)
    return rows.select_related("law", "version", "agency")


def _hearing(request: HttpRequest, pk: int) -> Hearing:
    found = hearings(viewer(request)).filter(pk=pk).first() if is_officer(request) else None
    if found is None:
        raise Http404
    return found

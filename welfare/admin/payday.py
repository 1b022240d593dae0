"""Paydays at the desk: what is due, sent, paid and failed, in numbers and charts, and the lists behind them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from services.models.rights import agencies_of
from superapp.accounts.desk import DeskAdmin, viewer
from superapp.accounts.viewer import Viewer
from superapp.thai import money
from welfare.models import Disbursement, PaydayRun, Programme

from . import payday_charts
from .scope import titles

RUNS_SHOWN = 12


@admin.register(PaydayRun)
class PaydayRunAdmin(DeskAdmin):
    """The dashboard of an officer's agencies. It names nobody."""

    ordering = ("-started_at",)

    def rows(self, viewer: Viewer) -> QuerySet[PaydayRun]:
        """Return the paydays of the viewer's agencies."""
        return PaydayRun.objects.filter(programme__agency__in=agencies_of(viewer)).select_related("programme")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the dashboard, of one programme or period when the address names one."""
        if not self.opens_to(request):
            raise Http404
        at_desk = viewer(request)
        programmes = list(Programme.objects.filter(agency__in=agencies_of(at_desk), paydays__isnull=False).distinct())
        names = {one.code: name for one, name in zip(programmes, titles(programmes).values(), strict=True)}
        chosen, period = request.GET.get("programme", ""), request.GET.get("period", "")
        rows, runs = Disbursement.objects.visible_to(at_desk), self.get_queryset(request)
        if chosen:
            rows, runs = rows.filter(programme__code=chosen), runs.filter(programme__code=chosen)
        if period:
            rows, runs = rows.filter(period=period), runs.filter(period=period)
        recent = list(runs[:RUNS_SHOWN])
        context = self.page(
            request,
            "วันจ่าย",
            [],
            board=payday_charts.board(rows, names),
            names=names,
            chosen=chosen,
            period=period,
            periods=sorted({run.period for run in recent} | ({period} if period else set()), reverse=True),
            runs=[(run, names.get(run.programme.code, run.programme.code), money.text(run.satang)) for run in recent],
        )
        return TemplateResponse(request, "welfare/desk/payday.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Answer 404: the dashboard says all there is to say of a run."""
        raise Http404

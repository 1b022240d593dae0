"""Services at the desk: the list of an agency's services, and the page of one with all that can be done to it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from services import permissions
from services.actions.differences import lines_of
from services.models import Fact, Service, ServiceVersion, wording
from services.models.content import FACT_FIELDS
from services.models.content_rows import content_of
from services.models.rights import DRAFT, agencies_with
from superapp.accounts.desk import viewer
from superapp.accounts.viewer import Viewer
from superapp.thai import forms as thai_forms

from . import confirming, history, making, steps, tags
from .names import names_by_code
from .scope import OwnAgencyAdmin, has_several_agencies
from .service_filters import CategoryFilter, FactFilter, LevelFilter, StateFilter
from .trail_reading import steps_of

VERSIONS_SHOWN = 5


@admin.register(Service)
class ServiceAdmin(OwnAgencyAdmin):
    """The services of an officer's agencies."""

    change_list_template = "services/desk/service_list.html"
    search_fields = ("code",)  # the search itself is get_search_results
    search_help_text = "ค้นหาชื่อ รหัส หรือคำที่คนใช้"
    ordering = ("sort_key_th", "code")
    list_filter = (StateFilter, CategoryFilter, LevelFilter, FactFilter)
    list_filter_sheet = True
    actions = ("confirm_facts",)

    def rows(self, viewer: Viewer) -> QuerySet[Service]:
        """Return the services of the viewer's agencies, with what the list shows of each."""
        return (
            super()
            .rows(viewer)
            .visible_to(viewer)
            .select_related("agency", "category")
            .prefetch_related(
                "facts",
                Prefetch("versions", ServiceVersion.objects.open().defer("content"), to_attr="open_versions"),
            )
        )

    def get_list_display(self, request: HttpRequest) -> Sequence[Any]:
        """Return the columns; the agency only for officers who work for several."""
        columns = ["shown_name", "shown_state", "shown_category", "shown_level", "shown_facts", "shown_due"]
        return [*columns, "agency_name"] if has_several_agencies(request, viewer(request)) else columns

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Service], search_term: str
    ) -> tuple[QuerySet[Service], bool]:
        """Return the services that have every word of the search in name, code or the words people use.

        Compared here and not in SQL: SQLite knows no Thai, and an agency has few services.
        """
        words = thai_forms.analysis(search_term).casefold().split()
        if not words:
            return queryset, False
        found = []
        for row in queryset.values("pk", "code", "name_th", "name_en", "keywords"):
            text = " ".join([row["code"], row["name_th"], row["name_en"], *row["keywords"]])
            text = thai_forms.analysis(text).casefold()
            if all(word in text for word in words):
                found.append(row["pk"])
        return queryset.filter(pk__in=found), False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list."""
        more = {"title": "บริการ", "crumbs": [], "may_draft": bool(agencies_with(viewer(request), DRAFT))}
        return super().changelist_view(request, (extra_context or {}) | more)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show one service: what is published, how sure it is, and what can be done."""
        service = self.row(request, object_id)
        at_desk = viewer(request)
        whole = Service.objects.with_parts().get(pk=service.pk)
        names = names_by_code()
        is_published = service.state == Service.State.PUBLISHED
        now = timezone.now()
        versions = list(service.versions.select_related("author", "approver").defer("content").order_by("-number"))
        standing = [alert for alert in whole.alerts.all() if alert.cleared_at is None]
        context = self.page(
            request,
            service.name_th,
            [("บริการ", "../../")],
            service=service,
            about=_about(whole, names) if is_published else [],
            facts=_facts(whole, names) if is_published else [],
            versions=versions[:VERSIONS_SHOWN],
            version_count=len(versions),
            open_version=next((v for v in versions if v.state in ServiceVersion.OPEN), None),
            alert=standing[0] if standing else None,
            alert_form=steps.AlertForm(),
            now=now,
            trail=steps_of(service),
            is_published=is_published,
            may_draft=permissions.may_draft(at_desk, service.agency_id),
            may_confirm=permissions.may_confirm(at_desk, service.agency_id),
            may_alert=permissions.may_alert(at_desk, service.agency_id),
        )
        return TemplateResponse(request, "services/desk/service_page.html", context)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Show the page for a service that does not exist yet."""
        return making.new_service(self, request)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show every version of a service, and the difference between any two."""
        return history.history_page(self, request, object_id)

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses of the list, of one service, and of the steps that can be taken."""
        wrap = self.admin_site.admin_view
        own = [
            path(
                "confirm/",
                wrap(lambda request: confirming.confirm_page(self, request)),
                name="services_service_confirm",
            )
        ]
        for name, step in steps.SERVICE_STEPS.items():
            page = wrap(lambda request, pk, step=step: step(self, request, pk))
            own.append(path(f"<int:pk>/{name}/", page, name=f"services_service_{name.replace('/', '_')}"))
        return own + super().get_urls()

    @admin.action(description="ยืนยันข้อเท็จจริง")
    def confirm_facts(self, request: HttpRequest, queryset: QuerySet[Service]) -> HttpResponse:
        """Show what would be confirmed for the chosen services."""
        return confirming.confirm_page(self, request, codes=list(queryset.values_list("code", flat=True)))

    @admin.display(description="บริการ", ordering="sort_key_th")
    def shown_name(self, service: Service) -> SafeString:
        """Return both names and the code."""
        return format_html(
            '<span class="name">{}</span><span class="sub">{} · {}</span>',
            service.name_th,
            service.name_en,
            service.code,
        )

    @admin.display(description="สถานะ", ordering="state")
    def shown_state(self, service: Service) -> SafeString:
        """Return where it stands, and where the version being worked on stands."""
        badges = tags.state_badge(service.state)
        for version in service.open_versions:  # type: ignore[attr-defined]
            badges = format_html("{} {}", badges, tags.step_badge(version.state))
        return badges

    @admin.display(description="หมวด", ordering="category__position")
    def shown_category(self, service: Service) -> str:
        """Return the category's name."""
        return service.category.name_th

    @admin.display(description="ระดับดิจิทัล", ordering="digital_level")
    def shown_level(self, service: Service) -> str:
        """Return how much can be done online."""
        return service.get_digital_level_display()

    @admin.display(description="ความแน่นอน")
    def shown_facts(self, service: Service) -> SafeString:
        """Return one cell for each fact."""
        return tags.fact_strip(service.facts.all())

    @admin.display(description="ต้องยืนยัน")
    def shown_due(self, service: Service) -> str:
        """Return how many facts are due for confirmation, of published services."""
        if service.state != Service.State.PUBLISHED:
            return "–"
        today = timezone.localdate()
        due = sum(fact.confirm_by is None or fact.confirm_by <= today for fact in service.facts.all())
        return f"{due} ข้อ" if due else "ครบ"

    @admin.display(description="หน่วยงาน", ordering="agency__sort_key_th")
    def agency_name(self, service: Service) -> str:
        """Return the agency's name."""
        return service.agency.name_th


def _about(service: Service, names: Any) -> list[tuple[str, tuple[str, ...]]]:
    content = content_of(service)
    told_by_facts = {field for fields in FACT_FIELDS.values() for field in fields} - {"description_th"}
    shown = ("category", "life_event", "focus_area", "audience", "kind", "related", "keywords")
    return [
        (confirming.LABELS[field], lines_of(content, field, names=names))
        for field in shown
        if field not in told_by_facts
    ]


def _facts(service: Service, names: Any) -> list[dict[str, Any]]:
    content = content_of(service)
    rows: dict[str, Fact] = {fact.name: fact for fact in service.facts.all()}
    today = timezone.localdate()
    found = []
    for name in wording.FACT:
        fact = rows.get(name)
        if fact is not None:
            is_due = fact.confirm_by is None or fact.confirm_by <= today
            found.append({"fact": fact, "value": confirming.value_of(content, name, names), "is_due": is_due})
    return found

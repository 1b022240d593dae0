"""Versions at the desk: what is being worked on, the review of one with its difference, and the steps on it."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.db.models.fields.json import KT
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from services import permissions
from services.actions import drafts, publishing
from services.actions.differences import Change, compare
from services.models import Posting, Service, ServiceVersion, wording
from services.models.content_reading import read
from services.models.content_rows import content_of
from superapp.accounts.desk import attempt, go, viewer
from superapp.accounts.templatetags.desk import thai_moment
from superapp.accounts.viewer import Viewer
from superapp.people.login.step_up import with_fresh_factor
from superapp.thai import dates

from . import editing, tags
from .names import names_by_code
from .preview import preview_page
from .scope import OwnAgencyAdmin
from .start import reviews_for
from .steps import MomentField

State = ServiceVersion.State
PAGE = "services_serviceversion_change"
BOARDS = (
    ("open", "กำลังทำอยู่"),
    ("waiting", "รอท่านตรวจ"),
    (State.DRAFT, "ร่าง"),
    (State.IN_REVIEW, "รอตรวจ"),
    (State.SCHEDULED, "รอเวลาเผยแพร่"),
    ("all", "ทั้งหมด"),
)


class BoardFilter(admin.SimpleListFilter):
    """Which versions: those being worked on, unless the officer asks for others."""

    title = "สถานะ"
    parameter_name = "board"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the choices."""
        return BOARDS

    def queryset(self, request: HttpRequest, queryset: QuerySet[ServiceVersion]) -> QuerySet[ServiceVersion]:
        """Return the versions on the chosen board."""
        board = self.value() or "open"
        if board == "waiting":
            return queryset.filter(pk__in=reviews_for(viewer(request)).values("pk"))
        if board in State.values:
            return queryset.filter(state=board)
        return queryset if board == "all" else queryset.open()


@admin.register(ServiceVersion)
class ServiceVersionAdmin(OwnAgencyAdmin):
    """The versions of the services of an officer's agencies."""

    agency_path = "service__agency"
    change_list_template = "services/desk/version_list.html"
    list_display = ("shown_title", "shown_state", "shown_author", "shown_moment", "shown_reason")
    list_filter = (BoardFilter,)
    list_filter_sheet = True
    ordering = ("-created_at", "-pk")

    def rows(self, viewer: Viewer) -> QuerySet[ServiceVersion]:
        """Return the versions of the viewer's agencies."""
        return (
            super()
            .rows(viewer)
            .visible_to(viewer)
            .select_related("service__agency", "service__published_version", "author", "approver", "based_on")
            .prefetch_related("writers")
            .annotate(title=KT("content__name_th"))
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ServiceVersion]:
        """Leave the texts themselves out of lists; a page that needs one loads it."""
        return (
            super().get_queryset(request).defer("content", "based_on__content", "service__published_version__content")
        )

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list."""
        more = {"title": "ร่างและการตรวจ", "crumbs": [], "boards": BOARDS, "board": request.GET.get("board", "open")}
        return super().changelist_view(request, (extra_context or {}) | more)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show one version: what it changes, who wrote it and why, and what can be done with it."""
        version = self.row(request, object_id)
        at_desk, service = viewer(request), version.service
        is_writer = at_desk.officer is not None and version.is_written_by(at_desk.officer)
        decides = permissions.may_decide_for(at_desk, service.agency_id)
        approvers = (
            Posting.objects.open_on(timezone.localdate())
            .filter(agency=service.agency_id, role__in=[Posting.Role.APPROVER, Posting.Role.HEAD])
            .exclude(officer=version.author_id)
            .exclude(officer__in=[writer.pk for writer in version.writers.all()])
            .values_list("officer__name_th", flat=True)
            .order_by("officer__name_th")
        )
        against, changes = _difference(version)
        context = self.page(
            request,
            f"ฉบับที่ {version.number}",
            [("บริการ", "../../../service/"), (service.name_th, f"../../../service/{service.pk}/change/")],
            version=version,
            service=service,
            against=against,
            changes=changes,
            is_writer=is_writer,
            decides=decides,
            level=wording.DIGITAL_LEVEL[version.content["digital_level"]][0],
            approvers=sorted(set(approvers)) if version.state == State.IN_REVIEW else [],
            may_decide=decides and not is_writer and version.state in {State.IN_REVIEW, State.SCHEDULED},
            may_draft=permissions.may_draft(at_desk, service.agency_id),
            moment_field=MomentField("มีผลเมื่อ").widget.render("effective_at", None, {"id": "id_effective_at"}),
        )
        return TemplateResponse(request, "services/desk/version_page.html", context)

    def edit_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the draft as a form and take what was typed."""
        return editing.edit_page(self, request, self.row(request, str(pk)))

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the citizen's page: of the saved text, or of what is typed in the form and not saved yet."""
        version = self.row(request, str(pk))
        content = editing.typed_content(request, version) if request.method == "POST" else read(version.content)
        if content is None:
            messages.error(request, "แสดงตัวอย่างไม่ได้ เพราะยังมีช่องที่ต้องแก้ในร่าง")
            return editing.edit_page(self, request, version)
        crumbs = [("ร่างและการตรวจ", "../../"), (f"{version.service.name_th} ฉบับที่ {version.number}", "../change/")]
        return preview_page(
            self,
            request,
            title="ตัวอย่างหน้าของประชาชน",
            crumbs=crumbs,
            service=version.service,
            content=content,
            is_public=version.state == State.PUBLISHED,
        )

    def submit(self, request: HttpRequest, version: ServiceVersion, how: dict[str, Any]) -> None:
        """Send the draft to review."""
        attempt(request, lambda: publishing.submit(**how), "ส่งตรวจแล้ว รอเพื่อนร่วมงานตรวจ")

    def discard(self, request: HttpRequest, version: ServiceVersion, how: dict[str, Any]) -> None:
        """Throw the draft away."""
        attempt(request, lambda: drafts.discard(**how), "ทิ้งร่างแล้ว")

    def send_back(self, request: HttpRequest, version: ServiceVersion, how: dict[str, Any]) -> None:
        """Return the version to its author."""
        attempt(request, lambda: publishing.send_back(**how), "ส่งคืนให้ผู้ร่างแก้แล้ว")

    def approve(self, request: HttpRequest, version: ServiceVersion, how: dict[str, Any]) -> None:
        """Let the version take effect, at once or at the moment given."""
        moment = None
        if request.POST.get("when") == "later":
            try:
                moment = MomentField("มีผลเมื่อ").clean(request.POST.get("effective_at"))
            except ValidationError:
                moment = None
            if moment is None:
                messages.error(request, "โปรดเลือกวันและเวลาที่จะให้มีผล หรือเลือก “ทันที”")
                return
        if moment:
            done = f"อนุมัติแล้ว จะมีผล {thai_moment(moment)}"
        elif version.intent == ServiceVersion.Intent.WITHDRAW:
            done = "อนุมัติแล้ว บริการนี้เลิกให้บริการและไม่แสดงต่อประชาชนแล้ว"
        else:
            done = "อนุมัติและเผยแพร่แล้ว ประชาชนเห็นฉบับนี้ทันที"
        attempt(request, lambda: publishing.approve(effective_at=moment, **how), done)

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses of the list, of one version, and of the steps on it."""
        wrap, stem = self.admin_site.admin_view, "services_serviceversion"
        pages = [
            path("<int:pk>/edit/", wrap(self.edit_view), name=f"{stem}_edit"),
            path("<int:pk>/preview/", wrap(self.preview_view), name=f"{stem}_preview"),
        ]
        for name, step in (
            ("submit", self.submit),
            ("discard", self.discard),
            ("send-back", self.send_back),
        ):
            pages.append(path(f"<int:pk>/{name}/", wrap(self._posted(step)), name=f"{stem}_{name}"))
        approve = with_fresh_factor(self._posted(self.approve))
        pages.append(path("<int:pk>/approve/", wrap(approve), name=f"{stem}_approve"))
        return pages + super().get_urls()

    def _posted(self, step: Callable[..., None]) -> Callable[..., HttpResponse]:
        def page(request: HttpRequest, pk: int) -> HttpResponse:
            version = self.row(request, str(pk))
            if request.method == "POST":
                how = {
                    "viewer": viewer(request),
                    "code": version.service.code,
                    "number": version.number,
                    "reason": request.POST.get("reason", ""),
                    "now": timezone.now(),
                }
                step(request, version, how)
            return go(PAGE, version.pk)

        return page

    @admin.display(description="บริการ", ordering="title")
    def shown_title(self, version: ServiceVersion) -> SafeString:
        """Return the name the text gives, its number and code."""
        return format_html(
            '<span class="name">{}</span><span class="sub">ฉบับที่ {}{} · {}</span>',
            version.title or version.service.name_th,  # type: ignore[attr-defined]
            version.number,
            " · ขอเลิกให้บริการ" if version.intent == ServiceVersion.Intent.WITHDRAW else "",
            version.service.code,
        )

    @admin.display(description="สถานะ", ordering="state")
    def shown_state(self, version: ServiceVersion) -> SafeString:
        """Return where it stands."""
        return tags.step_badge(version.state)

    @admin.display(description="ผู้ร่าง", ordering="author__name_th")
    def shown_author(self, version: ServiceVersion) -> str:
        """Return who wrote it."""
        return version.author.name_th if version.author else "นำเข้าจากบัญชีบริการ"

    @admin.display(description="ล่าสุด", ordering="created_at")
    def shown_moment(self, version: ServiceVersion) -> str:
        """Return when its last step was."""
        last = max(filter(None, [version.created_at, version.submitted_at, version.decided_at]))
        return dates.moment_text(last, short=True)

    @admin.display(description="เหตุผลล่าสุด")
    def shown_reason(self, version: ServiceVersion) -> SafeString:
        """Return the reason of its last step."""
        return format_html('<span class="sub">{}</span>', version.reason[:160])


def _difference(version: ServiceVersion) -> tuple[str, tuple[Change, ...]]:
    """Return what a version is compared with, in words, and what differs."""
    content, service = read(version.content), version.service
    if version.state in ServiceVersion.OPEN and service.state == Service.State.PUBLISHED:
        shown = content_of(Service.objects.with_parts().get(pk=service.pk))
        return "ฉบับที่ประชาชนเห็นอยู่ตอนนี้", compare(shown, content, names=names_by_code())
    if version.based_on is not None:
        before = read(version.based_on.content)
        return f"ฉบับที่ {version.based_on.number}", compare(before, content, names=names_by_code())
    return "", compare(None, content, names=names_by_code())

"""What operators of the platform look after: the audit chain, to be read only, and the jobs, whose dead letters they
may send back to the queue, which is itself written to the chain.

The jobs' page lives here because only this floor may both touch a job and record who did so. It cannot use the base in
superapp/accounts: neighbours do not visit (pyproject.toml, contract "storeys").
"""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin

from superapp.jobs import queue
from superapp.jobs.models import Job
from superapp.refusal import Refusal
from superapp.thai import dates

from . import recording
from .models import AuditEvent


class ReadOnlyAdmin(ModelAdmin):
    """Rows that operators look at and nobody changes."""

    list_per_page = 50
    list_fullwidth = True
    show_full_result_count = False
    compressed_fields = True
    page_title = ""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Appear for operators alone."""
        return getattr(request.user, "kind", "") == "operator"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Open to operators alone."""
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list."""
        return super().changelist_view(request, (extra_context or {}) | {"title": self.page_title, "crumbs": []})

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Answer 404: Django's own log is not kept."""
        raise Http404

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        raise Http404


def moment(value: datetime | None) -> str:
    """Return a moment in the Buddhist era; a dash for None."""
    return dates.moment_text(value, "th", short=True) if value else "–"


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """The audit chain. Actors are pseudonyms; whom they stand for is not shown here."""

    page_title = "บันทึกการตรวจสอบ"
    list_display = ("shown_at", "stream", "seq", "action", "object", "outcome", "actor")
    search_fields = ("stream", "action", "object", "actor")
    search_help_text = "สายบันทึก การกระทำ สิ่งที่ถูกกระทำ หรือผู้ทำ"
    ordering = ("-pk",)
    fields = (
        "stream",
        "seq",
        "at",
        "actor",
        "principal",
        "mandate",
        "action",
        "object",
        "outcome",
        "request_id",
        "details",
        "prev",
        "hash",
    )

    @admin.display(description="เวลา", ordering="pk")
    def shown_at(self, event: AuditEvent) -> str:
        """Return when it happened."""
        return moment(event.at)


class StateFilter(admin.SimpleListFilter):
    """Jobs by state; the dead ones first, since they are why one comes here."""

    title = "สถานะ"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the choices."""
        return [(str(value), label) for value, label in sorted(Job.State.choices, reverse=True)]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Return the jobs in the chosen state."""
        known = {str(value) for value in Job.State.values}
        return queryset.filter(state=int(self.value())) if self.value() in known else queryset


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """Work that runs later. A dead letter can be sent back to the queue; nothing else can be touched."""

    page_title = "งานเบื้องหลัง"
    list_display = ("task", "shown_state", "shown_run_at", "shown_attempts", "error", "shown_again")
    list_filter = (StateFilter,)
    search_fields = ("task", "error")
    search_help_text = "ชนิดงานหรือความผิดพลาด"
    ordering = ("-state", "-enqueued_at", "pk")
    fields = (
        "task",
        "kwargs",
        "queue",
        "priority",
        "dedupe",
        "state",
        "run_at",
        "attempts",
        "max_attempts",
        "lease_s",
        "owner",
        "error",
        "enqueued_at",
        "finished_at",
    )

    def get_urls(self) -> list[URLPattern]:
        """Return the list's addresses and the one that sends a dead letter back."""
        again = self.admin_site.admin_view(self.requeue_view)
        return [path("<uuid:pk>/requeue/", again, name="jobs_job_requeue"), *super().get_urls()]

    def requeue_view(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Ask whether to send a dead letter back to the queue; do it, and record who did."""
        job = self.get_object(request, str(pk)) if self.has_view_permission(request) else None
        if job is None:
            raise Http404
        if request.method == "POST":
            now = timezone.now()
            try:
                with transaction.atomic():
                    queue.requeue(job, now=now)
                    recording.record(
                        stream="platform",
                        action="job.requeue",
                        object=f"job:{job.pk}",
                        actor=str(request.user.public_id),  # type: ignore[union-attr]
                        details={"task": job.task},
                        now=now,
                    )
            except Refusal as refusal:
                messages.error(request, refusal.message("th"))
            else:
                messages.success(request, "ส่งงานกลับเข้าคิวแล้ว")
        return HttpResponseRedirect(reverse("admin:jobs_job_changelist"))

    @admin.display(description="สถานะ", ordering="state")
    def shown_state(self, job: Job) -> str:
        """Return where it stands."""
        is_taken = job.is_leased(timezone.now())
        return "กำลังทำ" if is_taken else Job.State(job.state).label

    @admin.display(description="กำหนดทำ", ordering="run_at")
    def shown_run_at(self, job: Job) -> str:
        """Return when it may run, or when it ended."""
        return moment(job.finished_at or job.run_at)

    @admin.display(description="ครั้งที่ลอง")
    def shown_attempts(self, job: Job) -> str:
        """Return how often it was tried, of how often it may be."""
        return f"{job.attempts}/{job.max_attempts}"

    @admin.display(description="")
    def shown_again(self, job: Job) -> SafeString | str:
        """Return the button of a dead letter: it sends the list's own form, which carries the token, elsewhere."""
        if job.state != Job.State.DEAD:
            return ""
        return format_html(
            '<button class="button small" type="submit" formaction="{}">ส่งกลับเข้าคิว</button>',
            reverse("admin:jobs_job_requeue", args=[job.pk]),
        )

"""The start page: what waits for this officer, and how their agency's catalogue stands.

The number of queries does not grow with the rows: open versions, facts, services, alerts and searches are each asked
for once and sorted out here.
"""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.fields.json import KT
from django.http import HttpRequest
from django.utils import timezone

from services.models import Agency, Alert, Certainty, Fact, Service, ServiceVersion, UnfoundSearch
from services.models.rights import APPROVE, DRAFT, agencies_of, agencies_with
from superapp.accounts.desk import viewer as viewer_at
from superapp.accounts.viewer import Viewer
from superapp.jobs.models import Job

SHOWN = 6
SEARCHES_SHOWN = 8
SEARCH_DAYS = 30
LEVEL_TONES = (("full", "good"), ("form", "fair"), ("information", "none"))


def waiting_badge(request: HttpRequest) -> str:
    """Return how many reviews wait for whoever is at the desk; blank for none."""
    return str(reviews_for(viewer_at(request)).count() or "")


def reviews_for(viewer: Viewer) -> Any:
    """Return the versions this viewer may decide on: in review, at an agency where they approve, none of it theirs."""
    if viewer.officer is None:
        return ServiceVersion.objects.none()
    return ServiceVersion.objects.filter(
        state=ServiceVersion.State.IN_REVIEW, service__agency__in=agencies_with(viewer, APPROVE)
    ).not_written_by(viewer.officer)


def start_page(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add to the start page's context what it shows; for operators, the dead letters."""
    viewer = viewer_at(request)
    context |= {"title": "หน้าแรก", "is_fullwidth": "1", "today": timezone.localdate()}
    if viewer.officer is None:
        return context | {"dead_jobs": Job.objects.dead().count()}
    now = timezone.now()
    own = agencies_of(viewer)
    context |= {
        "agencies": list(Agency.objects.filter(pk__in=own).order_by("sort_key_th")),
        "may_draft": bool(agencies_with(viewer, DRAFT)),
        "may_approve": bool(agencies_with(viewer, APPROVE)),
        "alert_count": Alert.objects.filter(service__agency__in=own).showing(now).count(),
        "work": _work(viewer),
        "facts": _facts_due(own, timezone.localdate(now)),
        "figures": _figures(own),
        "unfound": _unfound(timezone.localdate(now)),
    }
    return context


def _work(viewer: Viewer) -> list[dict[str, Any]]:
    me = viewer.officer
    approving = agencies_with(viewer, APPROVE)
    state = ServiceVersion.State
    versions = list(
        ServiceVersion.objects.visible_to(viewer)
        .open()
        .select_related("service", "author")
        .prefetch_related("writers")
        .annotate(title=KT("content__name_th"))
        .defer("content")
        .order_by("-created_at", "-pk")
    )
    sent_back = [v for v in versions if v.state == state.DRAFT and v.author == me and v.decided_at]
    drafts = [v for v in versions if v.state == state.DRAFT and v.author == me and not v.decided_at]
    waiting = [
        v
        for v in versions
        if v.state == state.IN_REVIEW and v.service.agency_id in approving and not v.is_written_by(me)  # type: ignore[arg-type]
    ]
    sent = [v for v in versions if v.state == state.IN_REVIEW and v.author == me]
    scheduled = [v for v in versions if v.state == state.SCHEDULED]
    boxes = (
        ("sent_back", "ส่งคืนให้ท่านแก้", "reply", sent_back, True),
        ("waiting", "รอท่านตรวจ", "rate_review", sorted(waiting, key=lambda v: v.submitted_at), True),
        ("drafts", "ร่างของท่าน", "edit_note", drafts, False),
        ("sent", "ท่านส่งตรวจแล้ว รอเพื่อนร่วมงาน", "hourglass_top", sent, False),
        ("scheduled", "อนุมัติแล้ว รอเวลาเผยแพร่", "schedule", sorted(scheduled, key=lambda v: v.effective_at), False),
    )
    return [
        {"key": key, "title": title, "symbol": symbol, "rows": rows[:SHOWN], "count": len(rows), "is_urgent": urgent}
        for key, title, symbol, rows, urgent in boxes
    ]


def _facts_due(own: frozenset[int], today: date) -> dict[str, Any]:
    rows = list(
        Fact.objects.due(today)
        .filter(service__agency__in=own, service__state=Service.State.PUBLISHED)
        .values("service_id", "service__code", "service__name_th")
        .annotate(
            due=Count("pk"),
            unclear=Count("pk", filter=Q(certainty__in=[Certainty.UNKNOWN, Certainty.CONFLICTING])),
        )
        .order_by("-due", "service__sort_key_th")
    )
    return {
        "count": sum(row["due"] for row in rows),
        "services": len(rows),
        "unclear": sum(row["unclear"] for row in rows),
        "first": rows[:SHOWN],
    }


def _figures(own: frozenset[int]) -> dict[str, Any]:
    published = Service.objects.published().filter(agency__in=own)
    levels = dict(published.values_list("digital_level").annotate(Count("pk")))
    certainties = dict(Fact.objects.filter(service__in=published).values_list("certainty").annotate(Count("pk")))
    services, facts = sum(levels.values()), sum(certainties.values())
    confirmed = certainties.get(Certainty.AGENCY_CONFIRMED, 0)
    return {
        "services": services,
        "facts": facts,
        "confirmed": confirmed,
        "confirmed_percent": round(100 * confirmed / facts) if facts else 0,
        "levels": _parts([(Service.DigitalLevel(code).label, tone, levels.get(code, 0)) for code, tone in LEVEL_TONES]),
    }


def _parts(parts: list[tuple[str, str, int]]) -> list[dict[str, Any]]:
    total = sum(count for _, _, count in parts) or 1
    found, start = [], 0.0
    for text, tone, count in parts:
        width = 100 * count / total
        # Ready-made text: a template would write the decimal point of the page's language into the drawing.
        found.append({"text": text, "tone": tone, "count": count, "start": f"{start:.2f}", "width": f"{width:.2f}"})
        start += width
    return found


def _unfound(today: date) -> list[dict[str, Any]]:
    return list(
        UnfoundSearch.objects.filter(day__gt=today - timedelta(days=SEARCH_DAYS))
        .values("text", "language")
        .annotate(total=Sum("count"))
        .order_by("-total", "text")[:SEARCHES_SHOWN]
    )

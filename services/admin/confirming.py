"""Confirming many facts at once: a page that shows exactly what would be confirmed, and then does it.

Built for an officer with two hundred services: facts stand under their service, the page holds as many as one step
may confirm, and what remains comes next. What cannot be confirmed is named with the reason.
"""

import re
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from services.actions import facts
from services.actions.differences import FIELDS, Names, lines_of
from services.actions.drafts import CODE
from services.models import Certainty, FactName, Service, wording
from services.models.content import FACT_FIELDS, ServiceContent
from services.models.content_rows import content_of
from services.models.rights import CONFIRM, agencies_with
from superapp.accounts.desk import attempt, viewer

from .names import names_by_code

if TYPE_CHECKING:
    from superapp.accounts.desk import DeskAdmin

LABELS = {field: words[0] for field, words in FIELDS.items()}
# What the page says it showed: a service's code and the catalogue version it last changed in.
READ = re.compile(rf"{CODE.pattern}@[0-9]{{1,18}}")
UNCLEAR = (Certainty.UNKNOWN, Certainty.CONFLICTING)


def value_of(content: ServiceContent, fact: str, names: Names) -> list[tuple[str, tuple[str, ...]]]:
    """Return what a fact says: its fields with their lines. A fact of one field needs no label."""
    fields = FACT_FIELDS[fact]
    return [(LABELS[field] if len(fields) > 1 else "", lines_of(content, field, names=names)) for field in fields]


def confirm_page(admin: "DeskAdmin", request: HttpRequest, codes: list[str] | None = None) -> HttpResponse:
    """Show the facts that are due, or all of the chosen services; confirm those that are ticked.

    `codes` come from the list's action; otherwise from the page itself, and without any it is all own services.
    """
    asked = request.POST if request.method == "POST" else request.GET
    if codes is None:
        codes = [code for part in asked.getlist("codes") for code in part.split(",") if CODE.fullmatch(code)]
    chosen = [name for name in asked.getlist("about") if name in FactName.values]
    if "confirm" in request.POST:
        _confirm(request)
    at_desk = viewer(request)
    services = (
        Service.objects.visible_to(at_desk)
        .published()
        .filter(agency__in=agencies_with(at_desk, CONFIRM))
        .with_parts()
        .order_by("sort_key_th", "code")
    )
    if codes:
        services = services.filter(code__in=codes)
    ready, unclear = _sorted_out(list(services), chosen, with_all="all" in asked)
    context = admin.page(
        request,
        "ยืนยันข้อเท็จจริง",
        [("บริการ", "../")],
        groups=_first(ready, facts.BULK_LIMIT),
        ready_count=sum(len(group["facts"]) for group in ready),
        unclear=unclear,
        limit=facts.BULK_LIMIT,
        codes=codes,
        fact_names=[(name, words[0], name in chosen) for name, words in wording.FACT.items()],
        with_all="all" in asked,
        may_confirm=bool(agencies_with(at_desk, CONFIRM)),
    )
    return TemplateResponse(request, "services/desk/confirm.html", context)


def _confirm(request: HttpRequest) -> None:
    pairs = [tuple(each.split(":", 1)) for each in request.POST.getlist("fact") if ":" in each]
    if not pairs:
        messages.warning(request, "ยังไม่ได้เลือกข้อเท็จจริงที่จะยืนยัน")
        return
    # What the officer read must be what they confirm: a service that has changed since is shown again, not confirmed.
    read = [each.rsplit("@", 1) for each in request.POST.getlist("read") if READ.fullmatch(each)]
    read_in = {code: int(version) for code, version in read}
    attempt(
        request,
        lambda: facts.confirm(viewer=viewer(request), facts=pairs, now=timezone.now(), read_in=read_in),  # type: ignore[arg-type]
        f"ยืนยันแล้ว {len(set(pairs))} ข้อ",
    )


def _sorted_out(
    services: list[Service], chosen: list[str], *, with_all: bool
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    names = names_by_code()
    today = timezone.localdate()
    ready, unclear = [], []
    for service in services:
        content = content_of(service)
        rows = {fact.name: fact for fact in service.facts.all()}
        good, bad = [], []
        for name in FactName.values:
            fact = rows.get(name)
            if fact is None or (chosen and name not in chosen):
                continue
            if not with_all and fact.confirm_by is not None and fact.confirm_by > today:
                continue
            if fact.certainty in UNCLEAR:
                bad.append(fact)
            else:
                good.append({"fact": fact, "value": value_of(content, name, names)})
        if good:
            ready.append({"service": service, "facts": good})
        if bad:
            unclear.append({"service": service, "facts": bad})
    return ready, unclear


def _first(groups: list[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    shown, left = [], most
    for group in groups:
        if left <= 0:
            break
        shown.append(group | {"facts": group["facts"][:left]})
        left -= len(group["facts"])
    return shown

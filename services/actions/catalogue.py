"""The catalogue as a whole: loading the reviewed text, and the timetabled work that keeps it true."""

from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from services.models import (
    Agency,
    Alert,
    Category,
    Counter,
    FocusArea,
    LifeEvent,
    OpeningHours,
    Service,
    ServiceVersion,
)
from services.models.content import ServiceContent
from services.models.snapshot import search_documents as search_documents
from superapp.thai.collation import sort_key

from . import edition, publishing
from .catalogue_files import AgencyText, CatalogueText, CounterText
from .catalogue_files import load as read_files
from .layout import Codes, lay_out_related
from .trail import leave

REASON = "นำเข้าจากบัญชีบริการที่ตรวจทานแล้ว"


@dataclass(slots=True)
class Report:
    """What loading did, by kind of thing ("agency", "service", ...), with the codes that were touched.

    `kept` are services an agency has published a text of its own for: the file does not overwrite it.
    """

    counts: dict[str, Tally[str]] = field(default_factory=dict)
    codes: dict[str, list[str]] = field(default_factory=dict)

    def note(self, kind: str, outcome: str, code: str) -> None:
        """Count one thing: added, changed, unchanged, retired or kept."""
        self.counts.setdefault(kind, Tally())[outcome] += 1
        if outcome != "unchanged":
            self.codes.setdefault(f"{kind} {outcome}", []).append(code)

    @property
    def is_quiet(self) -> bool:
        """Tell whether nothing was changed."""
        return all(set(tally) <= {"unchanged", "kept"} for tally in self.counts.values())


def load(folder: Path, *, now: datetime, step: Callable[[str], None] = lambda _: None) -> Report:
    """Make the database a copy of the catalogue files; all of it or, when anything is wrong, nothing.

    Matches on code. What the files no longer have is retired, never deleted. Runs twice without effect.

    :raises CatalogueFault: naming file, key, what was found, what was expected and how to mend it.
    :raises CatalogueFull: when the files hold more services than may be published.
    """
    text = read_files(folder)
    report = Report()
    with transaction.atomic():
        catalogue = edition.hold()
        # One version for the whole load: nobody sees it half done anyway, and nothing may say it changed after it.
        coming = catalogue.version + 1
        _load_terms(Category, "category", text.categories, report)
        _load_terms(LifeEvent, "life_event", text.life_events, report)
        _load_terms(FocusArea, "focus_area", text.focus_areas, report)
        _load_agencies(text.agencies, coming, report)
        _load_services(text, coming, report, now, step)
        _load_counters(text.agencies, coming, report)
        for agency_row in Agency.objects.in_service().exclude(code__in=text.agencies).filter(services=None):
            agency_row.retired_at, agency_row.changed_in = now, coming
            agency_row.save(update_fields=["retired_at", "changed_in"])
            report.note("agency", "retired", agency_row.code)
        if not report.is_quiet:
            edition.advance(catalogue)
            counts = {
                f"{kind}_{outcome}": count for kind, tally in report.counts.items() for outcome, count in tally.items()
            }
            leave(None, stream="platform", action="catalogue.load", about="catalogue", now=now, **counts)
    return report


def clear_ended_alerts(*, now: datetime) -> int:
    """Take down every alert whose end has come, so that nobody reads yesterday's banner. Returns how many."""
    with transaction.atomic():
        catalogue = edition.hold()
        ended = list(Alert.objects.select_for_update().filter(cleared_at=None, ends_at__lte=now).order_by("pk"))
        if ended:
            Alert.objects.filter(pk__in=[alert.pk for alert in ended]).update(cleared_at=now)
            version = edition.advance(catalogue)
            Service.objects.filter(pk__in=[alert.service_id for alert in ended]).update(changed_in=version)
    return len(ended)


def _load_terms(model: Any, kind: str, terms: list[dict[str, Any]], report: Report) -> None:
    rows = {row.code: row for row in model.objects.all()}
    for term in terms:
        report.note(kind, _write(model, rows.get(term["code"]), term), term["code"])


def _write(model: Any, row: Any, fields: dict[str, Any], **extra: Any) -> str:
    if row is None:
        model.objects.create(**fields, **extra)
        return "added"
    if all(getattr(row, name) == value for name, value in fields.items()):
        return "unchanged"
    for name, value in (fields | extra).items():
        setattr(row, name, value)
    row.save()
    return "changed"


def _load_agencies(texts: dict[str, AgencyText], coming: int, report: Report) -> None:
    rows = {row.code: row for row in Agency.objects.all()}
    outcomes = {}
    for code, text in texts.items():
        fields = {"code": code, "sort_key_th": sort_key(text.fields["name_th"]), "retired_at": None} | text.fields
        outcomes[code] = _write(Agency, rows.get(code), fields, changed_in=coming)
    # Only now that all are there: a file may name a parent that comes after it.
    keys = dict(Agency.objects.values_list("code", "pk"))
    for code, text in texts.items():
        others = Agency.objects.filter(code=code).exclude(parent__code=text.parent or None)
        if others.update(parent=keys.get(text.parent), changed_in=coming) and outcomes[code] == "unchanged":
            outcomes[code] = "changed"
        report.note("agency", outcomes[code], code)


def _load_services(
    text: CatalogueText, coming: int, report: Report, now: datetime, step: Callable[[str], None]
) -> None:
    rows = {row.code: row for row in Service.objects.select_related("published_version", "agency")}
    for code, row in rows.items():
        ours = row.published_version is not None and row.published_version.author_id is None
        if code not in text.services and ours:
            publishing.retire(row, coming, now)
            report.note("service", "retired", code)
    codes = Codes()
    for code, content in text.services.items():
        step(code)
        row = rows.get(code)
        outcome = _outcome(row, content)
        report.note("service", outcome, code)
        if outcome not in {"added", "changed"}:
            continue
        if row is None:
            row = _new_service(code, content, codes, now)
        _publish(row, content, codes, coming, now)
        rows[code] = row
    codes = Codes()
    for code in (*report.codes.get("service added", ()), *report.codes.get("service changed", ())):
        lay_out_related(rows[code], text.services[code], codes)


def _outcome(row: Service | None, content: ServiceContent) -> str:
    if row is None:
        return "added"
    current = row.published_version
    if current is None:
        last = row.versions.order_by("-number").first()
        return "changed" if last is None or last.author_id is None else "kept"
    if current.author_id is not None:
        return "kept"
    return "unchanged" if current.content_hash == content.fingerprint() else "changed"


def _new_service(code: str, content: ServiceContent, codes: Codes, now: datetime) -> Service:
    return Service(code=code, agency=codes.agencies[content.agency], created_at=now)


def _publish(service: Service, content: ServiceContent, codes: Codes, version: int, now: datetime) -> None:
    last = None
    if service.pk is None:
        service.category = codes.categories[content.category]
        service.save()
    else:
        last = service.versions.order_by("-number").first()
    # What officers have in hand, or threw away, says nothing about how sure the facts are that citizens see.
    shown = service.published_version or last
    base = shown.content["facts"] if shown is not None else content.as_data()["facts"]
    new = ServiceVersion(
        service=service,
        number=(last.number if last else 0) + 1,
        content=content.as_data(),
        content_hash=content.fingerprint(),
        base_facts=base,
        based_on=shown,
        reason=REASON,
        created_at=now,
        effective_at=now,
    )
    publishing.enact(new, content, codes=codes, catalogue_version=version, approver=None, now=now, link=False)


def _load_counters(texts: dict[str, AgencyText], coming: int, report: Report) -> None:
    agencies = {row.code: row for row in Agency.objects.filter(code__in=texts)}
    # Of all agencies at once: a counter may have moved from one file to another.
    rows = {
        row.code: row for row in Counter.objects.select_related("agency").prefetch_related("opening_hours", "services")
    }
    touched = set()
    for code, text in texts.items():
        for counter in text.counters:
            row = rows.pop(counter.fields["code"], None)
            at = {agencies[code].pk, row.agency_id if row else agencies[code].pk}
            outcome = _load_counter(agencies[code], row, counter)
            report.note("counter", outcome, counter.fields["code"])
            if outcome != "unchanged":
                touched |= at
    for gone in rows.values():
        report.note("counter", "retired", gone.code)
        touched.add(gone.agency_id)
        gone.delete()
    Agency.objects.filter(pk__in=touched).update(changed_in=coming)


def _load_counter(agency: Agency, row: Counter | None, text: CounterText) -> str:
    outcome = _write(Counter, row, text.fields | {"agency": agency})
    row = row or Counter.objects.get(code=text.fields["code"])
    hours = {(each.weekday, each.opens_at, each.closes_at) for each in text.opening_hours}
    changed = False
    if hours != {(each.weekday, each.opens_at, each.closes_at) for each in row.opening_hours.all()}:
        row.opening_hours.all().delete()
        OpeningHours.objects.bulk_create(
            OpeningHours(counter=row, weekday=day, opens_at=opens, closes_at=closes)
            for day, opens, closes in sorted(hours)
        )
        changed = True
    if set(text.services) != {service.code for service in row.services.all()}:
        row.services.set(Service.objects.filter(code__in=text.services))
        changed = True
    return "changed" if changed and outcome == "unchanged" else outcome

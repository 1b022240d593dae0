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
    Catalogue,
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
from .catalogue_files import AgencyText, CatalogueText
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
        before = catalogue.version
        _load_terms(Category, "category", text.categories, report)
        _load_terms(LifeEvent, "life_event", text.life_events, report)
        _load_terms(FocusArea, "focus_area", text.focus_areas, report)
        for code, agency in text.agencies.items():
            _load_agency(code, agency, catalogue, report, now)
        for code, agency in text.agencies.items():
            parent = text.agencies[agency.parent].code if agency.parent else None
            Agency.objects.filter(code=code).exclude(parent__code=parent).update(
                parent=Agency.objects.get(code=parent) if parent else None
            )
        _load_services(text, catalogue, report, now, step)
        for code, agency in text.agencies.items():
            _load_counters(code, agency, catalogue, report)
        for agency_row in Agency.objects.in_service().exclude(code__in=text.agencies).filter(services=None):
            agency_row.retired_at, agency_row.changed_in = now, edition.advance(catalogue)
            agency_row.save(update_fields=["retired_at", "changed_in"])
            report.note("agency", "retired", agency_row.code)
        if not report.is_quiet:
            if catalogue.version == before:
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


def _load_agency(code: str, text: AgencyText, catalogue: Catalogue, report: Report, now: datetime) -> None:
    row = Agency.objects.filter(code=code).first()
    fields = {"code": code, "sort_key_th": sort_key(text.fields["name_th"]), "retired_at": None} | text.fields
    report.note("agency", _write(Agency, row, fields, changed_in=catalogue.version + 1), code)


def _load_services(
    text: CatalogueText, catalogue: Catalogue, report: Report, now: datetime, step: Callable[[str], None]
) -> None:
    rows = {row.code: row for row in Service.objects.select_related("published_version", "agency")}
    for code, row in rows.items():
        ours = row.published_version is not None and row.published_version.author_id is None
        if code not in text.services and ours:
            publishing.retire(row, edition.advance(catalogue), now)
            report.note("service", "retired", code)
    version = None
    codes = Codes()
    for code, content in text.services.items():
        step(code)
        row = rows.get(code)
        outcome = _outcome(row, content)
        report.note("service", outcome, code)
        if outcome not in {"added", "changed"}:
            continue
        # One version of the catalogue for the whole load: nobody sees it half done anyway.
        version = version or edition.advance(catalogue)
        if row is None:
            row = _new_service(code, content, codes, now)
        _publish(row, content, codes, version, now)
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
    base = last.content["facts"] if last is not None else content.as_data()["facts"]
    new = ServiceVersion(
        service=service,
        number=(last.number if last else 0) + 1,
        content=content.as_data(),
        content_hash=content.fingerprint(),
        base_facts=base,
        based_on=last,
        reason=REASON,
        created_at=now,
        effective_at=now,
    )
    publishing.enact(new, content, codes=codes, catalogue_version=version, approver=None, now=now, link=False)


def _load_counters(code: str, text: AgencyText, catalogue: Catalogue, report: Report) -> None:
    agency = Agency.objects.get(code=code)
    rows = {row.code: row for row in agency.counters.prefetch_related("opening_hours", "services")}
    changed = False
    for counter in text.counters:
        row = rows.pop(counter.fields["code"], None)
        hours = {(each.weekday, each.opens_at, each.closes_at) for each in counter.opening_hours}
        outcome = _write(Counter, row, counter.fields, agency=agency)
        row = row or Counter.objects.get(code=counter.fields["code"])
        if hours != {(each.weekday, each.opens_at, each.closes_at) for each in row.opening_hours.all()}:
            row.opening_hours.all().delete()
            OpeningHours.objects.bulk_create(
                OpeningHours(counter=row, weekday=day, opens_at=opens, closes_at=closes)
                for day, opens, closes in sorted(hours)
            )
            outcome = "added" if outcome == "added" else "changed"
        if set(counter.services) != {service.code for service in row.services.all()}:
            row.services.set(Service.objects.filter(code__in=counter.services))
            outcome = "added" if outcome == "added" else "changed"
        report.note("counter", outcome, row.code)
        changed = changed or outcome != "unchanged"
    for gone in rows.values():
        report.note("counter", "retired", gone.code)
        gone.delete()
        changed = True
    if changed:
        Agency.objects.filter(pk=agency.pk).update(changed_in=catalogue.version + 1)

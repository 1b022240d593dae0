"""Laying out a content in rows: what publishing writes, and the only code that writes the parts of a service."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from services.models import (
    Agency,
    Category,
    Certainty,
    Channel,
    Evidence,
    Fact,
    FactName,
    Fee,
    FocusArea,
    LegalResource,
    LifeEvent,
    Output,
    RelatedService,
    Service,
)
from services.models.content import FACT_FIELDS, ContentFault, ServiceContent, Standing
from superapp.accounts.models import Officer
from superapp.thai.collation import sort_key

# An agency is asked to look at each fact again after a year; a disputed or unconfirmed fact is due at once.
CONFIRM_AGAIN_AFTER = timedelta(days=365)


class Codes:
    """The rows that a content's codes stand for, looked up once for many contents.

    :raises ContentFault: when a code stands for nothing.
    """

    def __init__(self) -> None:
        self.agencies = {row.code: row for row in Agency.objects.in_service()}
        self.categories = {row.code: row for row in Category.objects.all()}
        self.life_events = {row.code: row for row in LifeEvent.objects.all()}
        self.focus_areas = {row.code: row for row in FocusArea.objects.all()}
        self.service_ids = dict(Service.objects.values_list("code", "pk"))

    def check(self, content: ServiceContent, code: str) -> None:
        """Refuse a content whose codes do not all exist, or that is related to itself."""
        for where, value, known, needed in (
            ("agency", content.agency, self.agencies, True),
            ("category", content.category, self.categories, True),
            ("life_event", content.life_event, self.life_events, False),
            ("focus_area", content.focus_area, self.focus_areas, False),
        ):
            if (needed or value) and value not in known:
                raise ContentFault(
                    where, value, f"the code of an existing {where}", "correct the code, or add it first"
                )
        for place, other in enumerate(content.related):
            if other == code or other not in self.service_ids:
                raise ContentFault(
                    f"related[{place}]", other, "the code of another existing service", "correct or delete it"
                )


def lay_out(
    service: Service,
    content: ServiceContent,
    *,
    codes: Codes,
    version: int,
    now: datetime,
    previous: ServiceContent | None,
    base_facts: Mapping[str, Standing],
    approver: Officer | None,
) -> None:
    """Make the rows of `service` say what `content` says, as of catalogue version `version`.

    `previous` is what they say now, None when there are none. `base_facts` is how sure the facts were when the text
    was begun: a standing that differs from it was restated by the author.

    `approver` is the officer who let the text out; the facts it changes then count as confirmed by the agency. None
    means the text came from reference data, which confirms nothing.
    """
    service.agency = codes.agencies[content.agency]
    service.name_th, service.name_en = content.name_th, content.name_en
    service.description_th, service.description_en = content.description_th, content.description_en
    service.category = codes.categories[content.category]
    service.life_event = codes.life_events.get(content.life_event)
    service.focus_area = codes.focus_areas.get(content.focus_area)
    service.kind, service.digital_level = content.kind, content.digital_level
    service.audience, service.keywords = list(content.audience), list(content.keywords)
    service.processing_working_days = content.processing_working_days
    service.login, service.minimum_assurance = content.login, content.minimum_assurance
    service.sort_key_th = sort_key(content.name_th)
    service.changed_in = version
    service.save()
    _lay_out_parts(service, content, previous)
    _lay_out_facts(service, content, previous, base_facts, approver, now)


def lay_out_related(service: Service, content: ServiceContent, codes: Codes) -> None:
    """Link `service` to its related services; apart from the rest, since all services must exist first."""
    service.related_links.all().delete()
    RelatedService.objects.bulk_create(
        RelatedService(service=service, related_id=codes.service_ids[code], position=place)
        for place, code in enumerate(content.related)
    )


def _lay_out_parts(service: Service, content: ServiceContent, previous: ServiceContent | None) -> None:
    parts = (
        ("channels", Channel, [{"type": row.type, "url": row.url} for row in content.channels]),
        ("fees", Fee, [_fields(row) for row in content.fees or ()]),
        ("evidence", Evidence, [_fields(row) for row in content.evidence or ()]),
        ("outputs", Output, [{"type": kind} for kind in content.outputs]),
        ("legal", LegalResource, [_fields(row) for row in content.legal]),
    )
    for name, model, rows in parts:
        if previous is not None:
            if getattr(previous, name) == getattr(content, name):
                continue
            model.objects.filter(service=service).delete()
        model.objects.bulk_create(model(service=service, position=place, **row) for place, row in enumerate(rows))


def _fields(row: object) -> dict[str, object]:
    return {name: getattr(row, name) for name in row.__slots__}  # type: ignore[attr-defined]


def _lay_out_facts(
    service: Service,
    content: ServiceContent,
    previous: ServiceContent | None,
    base_facts: Mapping[str, Standing],
    approver: Officer | None,
    now: datetime,
) -> None:
    standing = {fact.name: fact for fact in service.facts.all()} if previous is not None else {}
    for name in FactName.values:
        fact = standing.get(name) or Fact(service=service, name=name)
        given = content.facts[name]
        changed = previous is None or any(
            getattr(previous, field) != getattr(content, field) for field in FACT_FIELDS[name]
        )
        restated = base_facts.get(name) != given
        if not changed and not restated:
            continue
        # Written by one officer and let out by another: that is the agency's word, unless the author said otherwise.
        # Nobody vouches for what is missing, nor, in a text that is new, for what it says is disputed.
        if restated:
            vouched = given.certainty == Certainty.AGENCY_CONFIRMED
        else:
            doubted = {Certainty.UNKNOWN} if previous is not None else {Certainty.UNKNOWN, Certainty.CONFLICTING}
            vouched = given.certainty not in doubted
        if approver is not None and vouched:
            confirm(fact, approver, now)
            fact.source = given.source
        else:
            fact.certainty, fact.source = given.certainty, given.source
            fact.confirmed_at = fact.confirmed_by = fact.confirm_by = None
        fact.save()


def confirm(fact: Fact, officer: Officer, now: datetime) -> None:
    """Mark `fact`, unsaved, as confirmed by `officer` at `now`, to be looked at again in a year."""
    fact.certainty = Certainty.AGENCY_CONFIRMED
    fact.confirmed_at, fact.confirmed_by = now, officer
    fact.confirm_by = timezone.localdate(now) + CONFIRM_AGAIN_AFTER

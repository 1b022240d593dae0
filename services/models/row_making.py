"""Making rows: from a ServiceContent and the rows around it to what citizens see, in one language."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from superapp.thai import collation, dates, money

from . import wording
from .agency import Agency
from .alert import Alert
from .content import FeeContent, ServiceContent
from .counter import Counter
from .fact import Certainty, Fact, FactName
from .measured_time import MeasuredTime
from .rows import (
    AgencyRow,
    AlertRow,
    CategoryRow,
    ChannelRow,
    CounterRow,
    EvidenceRow,
    FactRow,
    FeeRow,
    FocusAreaRow,
    LegalRow,
    LifeEventRow,
    MeasuredRow,
    MoneyRow,
    OpeningHoursRow,
    OutputRow,
    ServiceRow,
)
from .vocabulary import Category, FocusArea, LifeEvent
from .wording import word


class Surroundings(NamedTuple):
    """The rows a service's page refers to, by code, in one language."""

    language: str
    agencies: Mapping[str, AgencyRow]
    categories: Mapping[str, CategoryRow]
    life_events: Mapping[str, LifeEventRow]
    focus_areas: Mapping[str, FocusAreaRow]


class Publication(NamedTuple):
    """What is known of a service only once it is published: its version, facts and standing alert."""

    version_number: int
    published_at: datetime
    facts: Sequence[Fact]
    alert: Alert | None
    changed_in: int


def category_row(category: Category, language: str) -> CategoryRow:
    """Return a category in one language."""
    return CategoryRow(category.code, word((category.name_th, category.name_en), language), category.icon)


def focus_area_row(area: FocusArea, language: str) -> FocusAreaRow:
    """Return a focus area in one language."""
    return FocusAreaRow(area.code, word((area.name_th, area.name_en), language))


def life_event_row(event: LifeEvent, language: str) -> LifeEventRow:
    """Return a life or business event in one language."""
    return LifeEventRow(
        event.code,
        event.kind,
        word((event.name_th, event.name_en), language),
        word((event.about_th, event.about_en), language),
        event.icon,
    )


def counter_row(counter: Counter, language: str) -> CounterRow:
    """Return a counter with its hours in one language; load `opening_hours` and `services` beforehand."""
    return CounterRow(
        code=counter.code,
        name=word((counter.name_th, counter.name_en), language),
        address=word((counter.address_th, counter.address_en), language),
        province=word((counter.province_th, counter.province_en), language),
        latitude=None if counter.latitude is None else float(counter.latitude),
        longitude=None if counter.longitude is None else float(counter.longitude),
        opening_hours=tuple(
            OpeningHoursRow(
                f"{counter.code}/{hours.weekday}/{hours.opens_at:%H%M}",
                hours.weekday,
                word(wording.WEEKDAY[hours.weekday], language),
                hours.opens_at.strftime("%H:%M"),
                hours.closes_at.strftime("%H:%M"),
            )
            for hours in sorted(counter.opening_hours.all(), key=lambda row: (row.weekday, row.opens_at))
        ),
        certainty=counter.certainty,
        certainty_text=word(wording.CERTAINTY[counter.certainty], language),
        assured_on_text=dates.date_text(counter.assured_on, language) if counter.assured_on else None,
        service_codes=tuple(sorted(service.code for service in counter.services.all())),
    )


def agency_row(agency: Agency, counters: Sequence[CounterRow], language: str) -> AgencyRow:
    """Return an agency in one language; load `parent` beforehand."""
    return AgencyRow(
        code=agency.code,
        kind=agency.kind,
        kind_text=word(wording.AGENCY_KIND[agency.kind], language),
        name=word((agency.name_th, agency.name_en), language),
        abbreviation=(agency.abbreviation_th or None) if language == "th" else agency.code,
        about=word((agency.about_th, agency.about_en), language) or None,
        website=agency.website or None,
        call_centre=agency.call_centre or None,
        ministry_code=agency.ministry_code,
        ministry=word((agency.ministry_th, agency.ministry_en), language),
        parent_code=agency.parent.code if agency.parent else None,
        counters=tuple(counters),
        sort_key=agency.sort_key_th if language == "th" else agency.name_en.casefold(),
        changed_in=agency.changed_in,
    )


def service_row(
    content: ServiceContent, *, code: str, around: Surroundings, publication: Publication | None
) -> ServiceRow:
    """Return a service's page in the language of `around`; `publication` None for a preview."""
    language = around.language
    facts = _fact_rows(code, content, publication, language)
    return ServiceRow(
        code=code,
        name=word((content.name_th, content.name_en), language),
        description=word((content.description_th, content.description_en), language),
        agency=around.agencies[content.agency],
        category=around.categories[content.category],
        life_event=around.life_events[content.life_event] if content.life_event else None,
        focus_area=around.focus_areas[content.focus_area] if content.focus_area else None,
        kind=content.kind,
        kind_text=word(wording.KIND[content.kind], language),
        audience=content.audience,
        audience_text=", ".join(word(wording.AUDIENCE[each], language) for each in content.audience),
        digital_level=content.digital_level,
        digital_level_text=word(wording.DIGITAL_LEVEL[content.digital_level], language),
        channels=tuple(
            ChannelRow(f"{code}/{place}", each.type, word(wording.CHANNEL[each.type], language), each.url or None)
            for place, each in enumerate(content.channels)
        ),
        fees=None
        if content.fees is None
        else tuple(_fee_row(f"{code}/{place}", fee, language) for place, fee in enumerate(content.fees)),
        fee_text=_fee_text(content, language),
        processing_working_days=content.processing_working_days,
        processing_text=wording.working_days(content.processing_working_days, language),
        login=content.login,
        login_text=word(wording.LOGIN[content.login], language),
        minimum_assurance=content.minimum_assurance or None,
        evidence=None
        if content.evidence is None
        else tuple(
            EvidenceRow(
                f"{code}/{place}",
                word((each.name_th, each.name_en), language),
                word((each.note_th, each.note_en), language) or None,
            )
            for place, each in enumerate(content.evidence)
        ),
        evidence_text=_evidence_text(content, language),
        outputs=tuple(
            OutputRow(f"{code}/{each}", each, word(wording.OUTPUT[each], language)) for each in content.outputs
        ),
        legal=tuple(
            LegalRow(
                f"{code}/{place}",
                each.title_th if language == "th" else each.title_en or each.title_th,
                each.section or None,
            )
            for place, each in enumerate(content.legal)
        ),
        related_codes=content.related,
        facts=facts,
        confirmed_fact_count=sum(fact.confirmed_at is not None for fact in facts),
        alert=_alert_row(code, publication.alert, language) if publication and publication.alert else None,
        version_number=publication.version_number if publication else None,
        published_at=publication.published_at if publication else None,
        published_text=dates.date_text(publication.published_at, language) if publication else None,
        sort_key=collation.sort_key(content.name_th) if language == "th" else content.name_en.casefold(),
        changed_in=publication.changed_in if publication else 0,
    )


def measured_row(measured: MeasuredTime, language: str) -> MeasuredRow:
    """Return how long deciding really took, in one language."""
    count, median, most = measured.decided_count, measured.median_working_days, measured.most_working_days
    text = wording.measured(count, median, most, language)
    return MeasuredRow(measured.matter, count, median, most, measured.measured_on, text)


def money_row(satang: int, language: str) -> MoneyRow:
    """Return an amount with its text, "1,250.50 บาท"."""
    return MoneyRow(satang, money.text(satang, language))


def _fee_row(key: str, fee: FeeContent, language: str) -> FeeRow:
    note = word((fee.note_th, fee.note_en), language) or None
    if fee.amount_satang is None:
        return FeeRow(key, None, note, note or word(wording.UNKNOWN, language))
    amount = money_row(fee.amount_satang, language)
    return FeeRow(key, amount, note, word(wording.FREE, language) if fee.amount_satang == 0 else amount.text)


def _fee_text(content: ServiceContent, language: str) -> str:
    if not content.fees:
        return word(wording.UNKNOWN, language)
    text = "; ".join(dict.fromkeys(_fee_row("", fee, language).text for fee in content.fees))
    if content.facts[FactName.FEE].certainty == Certainty.CONFLICTING:
        # A list shows this text alone: whoever reads it there has to learn that the sum is disputed.
        text += f" ({word(wording.CERTAINTY[Certainty.CONFLICTING], language)})"
    return text


def _evidence_text(content: ServiceContent, language: str) -> str:
    if content.evidence is None:
        return word(wording.UNKNOWN, language)
    if not content.evidence:
        return word(wording.NO_EVIDENCE, language)
    return ", ".join(word((each.name_th, each.name_en), language) for each in content.evidence)


def _fact_rows(
    code: str, content: ServiceContent, publication: Publication | None, language: str
) -> tuple[FactRow, ...]:
    standing = {fact.name: fact for fact in publication.facts} if publication else {}
    rows = []
    for name in FactName.values:
        given, fact = content.facts[name], standing.get(name)
        confirmed_at = fact.confirmed_at if fact else None
        rows.append(
            FactRow(
                key=f"{code}/{name}",
                name=name,
                name_text=word(wording.FACT[name], language),
                certainty=given.certainty,
                certainty_text=word(wording.CERTAINTY[given.certainty], language),
                about=word(wording.CERTAINTY_ABOUT[given.certainty], language),
                source=given.source or None,
                confirmed_at=confirmed_at,
                confirmed_text=word(wording.CONFIRMED_ON, language).format(date=dates.date_text(confirmed_at, language))
                if confirmed_at
                else word(wording.NEVER_CONFIRMED, language),
            )
        )
    return tuple(rows)


def _alert_row(code: str, alert: Alert, language: str) -> AlertRow:
    return AlertRow(
        f"{code}/{alert.pk}",
        alert.severity,
        word(wording.SEVERITY[alert.severity], language),
        word((alert.message_th, alert.message_en), language),
        alert.ends_at,
        dates.moment_text(alert.ends_at, language) if alert.ends_at else None,
    )

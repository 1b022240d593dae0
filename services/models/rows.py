"""What citizens see, as frozen rows in one language: text, money and dates already formatted.

A service's page is made of these rows whether it is published (snapshot.py) or still a draft being previewed, so the
preview cannot differ from the page. No row is ever changed; a newer catalogue gets newer rows. A part's `key` is the
code of what it belongs to and its place or name there: clients keep copies by it.
"""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A subject. `icon` is blank where there is none."""

    code: str
    name: str
    icon: str


@dataclass(frozen=True, slots=True)
class FocusAreaRow:
    """An area of the national plan."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class LifeEventRow:
    """Something that happens in a life (`kind` life) or in a business (business)."""

    code: str
    kind: str
    name: str
    about: str
    icon: str


@dataclass(frozen=True, slots=True)
class OpeningHoursRow:
    """One stretch of hours on one weekday (1 Monday to 7 Sunday); times as HH:MM."""

    key: str
    weekday: int
    weekday_text: str
    opens_at: str
    closes_at: str


@dataclass(frozen=True, slots=True)
class CounterRow:
    """A place people go to. Coordinates None: nobody has confirmed them."""

    code: str
    name: str
    address: str
    province: str
    latitude: float | None
    longitude: float | None
    opening_hours: tuple[OpeningHoursRow, ...]
    certainty: str
    certainty_text: str
    assured_on_text: str | None
    service_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """An agency. `parent_code` is that of the body that stands for all of its kind, None for most."""

    code: str
    kind: str
    kind_text: str
    name: str
    abbreviation: str | None
    about: str | None
    website: str | None
    call_centre: str | None
    ministry_code: str
    ministry: str
    parent_code: str | None
    counters: tuple[CounterRow, ...]
    sort_key: str
    changed_in: int


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """An amount: whole satang, and the text people read."""

    satang: int
    text: str


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A way to reach the service; `url` None where there is none."""

    key: str
    type: str
    type_text: str
    url: str | None


@dataclass(frozen=True, slots=True)
class FeeRow:
    """A price; `amount` None when it is not fixed, and then `note` says how it is worked out."""

    key: str
    amount: MoneyRow | None
    note: str | None
    text: str


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A document to bring or upload."""

    key: str
    name: str
    note: str | None


@dataclass(frozen=True, slots=True)
class OutputRow:
    """A way to receive the result."""

    key: str
    type: str
    type_text: str


@dataclass(frozen=True, slots=True)
class LegalRow:
    """A law; `section` None when it is not known. In English the Thai title stands where no translation is known."""

    key: str
    title: str
    section: str | None


@dataclass(frozen=True, slots=True)
class FactRow:
    """How sure one statement is, and when an officer last confirmed it (None: never)."""

    key: str
    name: str
    name_text: str
    certainty: str
    certainty_text: str
    about: str
    source: str | None
    confirmed_at: datetime | None
    confirmed_text: str


@dataclass(frozen=True, slots=True)
class AlertRow:
    """A banner an agency has put up. `ends_at` None: until it is taken down."""

    key: str
    severity: str
    severity_text: str
    message: str
    ends_at: datetime | None
    ends_at_text: str | None


@dataclass(frozen=True, slots=True)
class MeasuredRow:
    """How long deciding really took: half of the cases at most the median, nine in ten at most the other."""

    key: str
    decided_count: int
    median_working_days: int
    most_working_days: int
    measured_on: date
    text: str


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service's page. Codes are the contract; each has its words beside it.

    `fees`, `evidence`: None when unknown. `processing_working_days` None when unknown. `version_number` and
    `published_at` are None in a preview. `changed_in` is the catalogue version that last changed it.
    """

    code: str
    name: str
    description: str
    agency: AgencyRow
    category: CategoryRow
    life_event: LifeEventRow | None
    focus_area: FocusAreaRow | None
    kind: str
    kind_text: str
    audience: tuple[str, ...]
    audience_text: str
    digital_level: str
    digital_level_text: str
    channels: tuple[ChannelRow, ...]
    fees: tuple[FeeRow, ...] | None
    fee_text: str
    processing_working_days: int | None
    processing_text: str
    login: str
    login_text: str
    minimum_assurance: str | None
    evidence: tuple[EvidenceRow, ...] | None
    evidence_text: str
    outputs: tuple[OutputRow, ...]
    legal: tuple[LegalRow, ...]
    related_codes: tuple[str, ...]
    facts: tuple[FactRow, ...]
    confirmed_fact_count: int
    alert: AlertRow | None
    version_number: int | None
    published_at: datetime | None
    published_text: str | None
    sort_key: str
    changed_in: int

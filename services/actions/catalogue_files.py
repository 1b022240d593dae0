"""Reading services/catalogue/: the reviewed text that the database is a copy of.

    vocabulary.yaml                 categories, life events, focus areas, in the order they are shown
    <agency>/agency.yaml            one agency with its counters
    <agency>/<service code>.yaml    one service: the keys of ServiceContent, with two shorthands

The shorthands of a service file: `certainty` is how sure all its facts are, unless `facts` says otherwise for one; a
fee, a processing time or a list of documents that is left out is unknown. Every fault names file, key, what was
found, what was expected and how to mend it, and nothing is loaded when there is one.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import Any

from services.models import Agency, Certainty, FactName, LifeEvent
from services.models.content import ContentFault, ServiceContent
from services.models.content_reading import Reader, read
from superapp.refusal import Refusal

from .catalogue_yaml import read_yaml
from .drafts import NEW_CODE

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CODE = re.compile(r"[A-Za-z0-9]+([_-][A-Za-z0-9]+)*")


class CatalogueFault(Refusal):
    """A catalogue file that cannot be taken as it stands."""

    is_for_clients = False
    code = "CATALOGUE_FILE_INVALID"
    th = "{file}: {fault_th}"
    en = "{file}: {fault_en}"

    def __init__(self, file: str, fault: Refusal) -> None:
        super().__init__(path=fault.path, file=file, fault_th=fault.message("th"), fault_en=fault.message("en"))


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours on one weekday, Monday 1."""

    weekday: int
    opens_at: time
    closes_at: time


@dataclass(frozen=True, slots=True)
class CounterText:
    """A counter as its file has it."""

    fields: dict[str, Any]
    opening_hours: tuple[Hours, ...]
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AgencyText:
    """An agency as its file has it; `parent` blank for most."""

    code: str
    parent: str
    fields: dict[str, Any]
    counters: tuple[CounterText, ...]


@dataclass(frozen=True, slots=True)
class CatalogueText:
    """The whole folder: vocabularies, agencies and services by code, each with the file it came from."""

    categories: list[dict[str, Any]]
    life_events: list[dict[str, Any]]
    focus_areas: list[dict[str, Any]]
    agencies: dict[str, AgencyText]
    services: dict[str, ServiceContent]
    files: dict[str, str]


def load(folder: Path, *, step: Callable[[str], None] = lambda _: None) -> CatalogueText:
    """Read the whole folder; `step` is told each file's name, for a progress bar.

    :raises CatalogueFault: for the first file that is wrong.
    """
    files: dict[str, str] = {}
    agencies: dict[str, AgencyText] = {}
    services: dict[str, ServiceContent] = {}
    vocabulary = _with_file(folder, folder / "vocabulary.yaml", _vocabulary)
    for path in sorted(folder.glob("*/*.yaml")):
        name = str(path.relative_to(folder))
        step(name)
        if path.name == "agency.yaml":
            agency = _with_file(folder, path, _agency)
            _once(files, f"agency {agency.code}", name)
            agencies[agency.code] = agency
        else:
            code, content = _with_file(folder, path, _service)
            if code != path.stem:
                raise CatalogueFault(name, ContentFault("code", code, path.stem, "name the file after the code"))
            _once(files, f"service {code}", name)
            services[code] = content
    text = CatalogueText(*vocabulary, agencies, services, files)
    _check_codes(text)
    return text


def _once(files: dict[str, str], what: str, name: str) -> None:
    if what in files:
        raise CatalogueFault(
            name, ContentFault("code", what.split()[1], "a code used once", f"{files[what]} has it too")
        )
    files[what] = name


def _with_file(folder: Path, path: Path, parse: Callable[[Any], Any]) -> Any:
    try:
        return parse(read_yaml(path))
    except ContentFault as fault:
        raise CatalogueFault(str(path.relative_to(folder)), fault) from fault


def _service(data: Any) -> tuple[str, ServiceContent]:
    if not isinstance(data, dict):
        raise ContentFault("", data, "a mapping of keys to values", "write it as key: value lines")
    data = dict(data)
    code = data.pop("code", None)
    if not isinstance(code, str) or not NEW_CODE.fullmatch(code):
        raise ContentFault("code", code, "2 to 60 small letters, digits and single hyphens", "name it as its file")
    certainty = data.pop("certainty", Certainty.UNKNOWN)
    if certainty not in Certainty.values:
        raise ContentFault("certainty", certainty, f"one of {', '.join(Certainty.values)}", "choose one of these")
    stated = data.get("facts")
    stated = {} if stated is None else stated
    if not isinstance(stated, dict):
        raise ContentFault("facts", stated, "a mapping of fact names", "write it as key: value lines")
    # The assurance level and the digital level are this project's proposals, not the agency's assessment.
    proposed = {FactName.IDENTITY, FactName.DIGITAL_LEVEL}
    facts = {name: {"certainty": Certainty.PROPOSED if name in proposed else certainty} for name in FactName.values}
    data["facts"] = facts | stated
    return code, read(data)


def _agency(data: Any) -> AgencyText:
    top = Reader(data)
    fields: dict[str, Any] = {"kind": top.choice("kind", Agency.Kind.values)}
    for key, limit in (
        ("name_th", 200),
        ("name_en", 200),
        ("ministry_code", 20),
        ("ministry_th", 200),
        ("ministry_en", 200),
    ):
        fields[key] = top.text(key, limit=limit)
    for key, limit in (("abbreviation_th", 30), ("about_th", 5_000), ("about_en", 5_000), ("call_centre", 60)):
        fields[key] = top.text(key, limit=limit, needed=False)
    fields["website"] = top.address("website", limit=200)
    fields["nicknames"] = list(top.texts("nicknames", needed=False))
    code, parent = _code(top, 20), top.text("parent", limit=20, needed=False)
    counters = tuple(
        _counter(row, f"counters[{place}]") for place, row in enumerate(top.rows("counters", needed=False) or [])
    )
    top.done()
    return AgencyText(code, parent, fields, counters)


def _counter(data: Any, where: str) -> CounterText:
    part = Reader(data, where)
    fields: dict[str, Any] = {"code": _code(part, 60)}
    for key, limit in (
        ("name_th", 200),
        ("name_en", 200),
        ("address_th", 5_000),
        ("address_en", 5_000),
        ("province_th", 60),
        ("province_en", 60),
    ):
        fields[key] = part.text(key, limit=limit)
    fields["certainty"] = part.choice("certainty", Certainty.values)
    for key, most in (("latitude", 90), ("longitude", 180)):
        value = part.take(key, needed=False)
        if value is not None and (
            isinstance(value, bool) or not isinstance(value, int | float) or not -most <= value <= most
        ):
            raise ContentFault(
                part.at(key), value, f"degrees from -{most} to {most}", "write it as 13.75, or leave it out"
            )
        # As the column keeps it: what is read back then equals what was written.
        fields[key] = None if value is None else Decimal(str(value)).quantize(Decimal("0.000001"))
    hours: list[Hours] = []
    for place, row in enumerate(part.rows("opening_hours", needed=False) or []):
        each = Reader(row, f"{part.at('opening_hours')}[{place}]")
        opens_at, closes_at = _time(each, "opens"), _time(each, "closes")
        if closes_at <= opens_at:
            raise ContentFault(each.at("closes"), str(closes_at), f"a time after {opens_at}", "correct the times")
        for weekday in (DAYS.index(day) + 1 for day in each.texts("days", DAYS)):
            if any(hour.weekday == weekday and hour.opens_at == opens_at for hour in hours):
                raise ContentFault(
                    each.at("opens"), str(opens_at), "one stretch for each opening", "delete one of them"
                )
            hours.append(Hours(weekday, opens_at, closes_at))
        each.done()
    services = part.texts("services", needed=False)
    part.done()
    return CounterText(fields, tuple(hours), services)


def _code(part: Reader, limit: int) -> str:
    text = part.text("code", limit=limit)
    if not CODE.fullmatch(text):
        raise ContentFault(part.at("code"), text, "Latin letters, digits, hyphens", "choose a code such as dopa-1")
    return text


def _time(part: Reader, key: str) -> time:
    text = part.text(key, limit=5)
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise ContentFault(part.at(key), text, 'a time such as "08:30"', "write it in quotes as HH:MM") from error


def _vocabulary(data: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    top = Reader(data)
    lists = tuple(list(_terms(top, key)) for key in ("category", "life_event", "focus_area"))
    top.done()
    return lists  # type: ignore[return-value]


def _terms(top: Reader, key: str) -> Iterator[dict[str, Any]]:
    seen = set()
    for place, row in enumerate(top.rows(key) or []):
        part = Reader(row, f"{key}[{place}]")
        term: dict[str, Any] = {"code": _code(part, 40), "position": place}
        term |= {name: part.text(name, limit=120) for name in ("name_th", "name_en")}
        if key != "focus_area":
            term |= {
                "icon": part.text("icon", limit=8, needed=False),
                "nicknames": list(part.texts("nicknames", needed=False)),
            }
        if key == "life_event":
            term["kind"] = part.choice("kind", LifeEvent.Kind.values)
            term |= {name: part.text(name, needed=False) for name in ("about_th", "about_en")}
        part.done()
        if term["code"] in seen:
            raise ContentFault(part.at("code"), term["code"], "a code used once", "choose another code")
        seen.add(term["code"])
        yield term


def _check_codes(text: CatalogueText) -> None:
    known = {
        "category": {term["code"] for term in text.categories},
        "life_event": {term["code"] for term in text.life_events},
        "focus_area": {term["code"] for term in text.focus_areas},
        "agency": set(text.agencies),
    }

    def check(file: str, where: str, value: str, among: object, what: str) -> None:
        if value and value not in among:  # type: ignore[operator]
            raise CatalogueFault(
                file, ContentFault(where, value, f"the code of {what}", "correct the code, or add it first")
            )

    for code, content in text.services.items():
        file = text.files[f"service {code}"]
        for key in known:
            check(file, key, getattr(content, key), known[key], f"an existing {key.replace('_', ' ')}")
        for place, other in enumerate(content.related):
            check(file, f"related[{place}]", other, text.services.keys() - {code}, "another service")
    counters = set()
    for code, agency in text.agencies.items():
        file = text.files[f"agency {code}"]
        check(file, "parent", agency.parent, text.agencies.keys() - {code}, "another agency")
        for place, counter in enumerate(agency.counters):
            if counter.fields["code"] in counters:
                raise CatalogueFault(
                    file,
                    ContentFault(
                        f"counters[{place}].code", counter.fields["code"], "a code used once", "choose another code"
                    ),
                )
            counters.add(counter.fields["code"])
            for service in counter.services:
                check(file, f"counters[{place}].services", service, text.services, "a service")

"""The reviewed catalogue of services/catalogue/ as documents, read without a database, for measuring the search."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from services.search.document import ServiceDocument

FOLDER = Path(__file__).parents[3] / "services" / "catalogue"
QUERIES = Path(__file__).parents[1] / "queries.csv"


@cache
def documents() -> tuple[ServiceDocument, ...]:
    """Return one document per service file, by code."""
    vocabulary = _yaml(FOLDER / "vocabulary.yaml")
    terms = {kind: {term["code"]: term for term in vocabulary[kind]} for kind in ("category", "life_event")}
    agencies = {each["code"]: each for each in map(_yaml, FOLDER.glob("*/agency.yaml"))}
    files = sorted(path for path in FOLDER.glob("*/*.yaml") if path.name != "agency.yaml")
    return tuple(sorted((_document(_yaml(path), agencies, terms) for path in files), key=lambda each: each.code))


def _document(service: dict[str, Any], agencies: dict[str, Any], terms: dict[str, Any]) -> ServiceDocument:
    agency = agencies[service["agency"]]
    fees = service.get("fees")
    return ServiceDocument(
        code=service["code"],
        name_th=service["name_th"],
        name_en=service["name_en"],
        description_th=service["description_th"],
        description_en=service["description_en"],
        keywords=tuple(service.get("keywords", ())),
        agency_code=agency["code"],
        agency_names=_names(agency, "abbreviation_th"),
        category=service["category"],
        category_names=_names(terms["category"][service["category"]]),
        life_event=service.get("life_event") or None,
        life_event_names=_names(terms["life_event"].get(service.get("life_event") or "", {})),
        focus_area=service.get("focus_area") or None,
        audience=tuple(service.get("audience", ())),
        channels=tuple(dict.fromkeys(channel["type"] for channel in service.get("channels", ()))),
        kind=service["kind"],
        digital_level=service["digital_level"],
        legal=tuple(law["title_th"] for law in service.get("legal", ())),
        fee_is_free=None if fees is None else all(fee.get("amount_satang") == 0 for fee in fees),
    )


def _names(term: dict[str, Any], *further: str) -> tuple[str, ...]:
    found = [term.get(key) for key in ("name_th", "name_en", *further)]
    return tuple(name for name in [*found, *term.get("nicknames", ())] if name)


def _yaml(path: Path) -> dict[str, Any]:
    return dict(yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))

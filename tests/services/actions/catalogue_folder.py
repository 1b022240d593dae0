"""A small catalogue in a folder: two agencies, one a part of the other, and two services that name each other."""

from pathlib import Path
from typing import Any

import yaml

from services.actions import catalogue
from tests.factories import services as make

VOCABULARY = {
    "category": [{"code": "id_card", "name_th": "บัตรประชาชน", "name_en": "ID card", "icon": "🪪"}],
    "life_event": [{"code": "crime_victim", "kind": "life", "name_th": "ตกเป็นเหยื่อ", "name_en": "Victim of crime"}],
    "focus_area": [{"code": "welfare", "name_th": "สวัสดิการ", "name_en": "Welfare"}],
}
COUNTER = {
    "code": "dopa-1",
    "name_th": "วังไชยา",
    "name_en": "Wang Chaiya",
    "address_th": "ถนนนครสวรรค์",
    "address_en": "Nakhon Sawan Road",
    "province_th": "กรุงเทพมหานคร",
    "province_en": "Bangkok",
    "certainty": "general_knowledge",
    "latitude": 13.7563,
    "longitude": 100.5018,
    "opening_hours": [{"days": ["mon", "tue"], "opens": "08:30", "closes": "16:30"}],
    "services": ["id-lost"],
}
AGENCY = {
    "code": "DOPA",
    "kind": "department",
    "name_th": "กรมการปกครอง",
    "name_en": "Department of Provincial Administration",
    "ministry_code": "MOI",
    "ministry_th": "กระทรวงมหาดไทย",
    "ministry_en": "Ministry of Interior",
    "website": "https://www.dopa.go.th",
    "counters": [COUNTER],
}
CITY = AGENCY | {"code": "BMA", "kind": "local_government", "name_th": "กรุงเทพมหานคร", "parent": "DOPA", "counters": []}


def service(code: str, **changes: Any) -> dict[str, Any]:
    """Return a service's file as plain data."""
    content = make.make_content()
    del content["facts"]
    return {"code": code, "certainty": "general_knowledge"} | content | changes


def write_all(folder: Path) -> Path:
    """Write the whole small catalogue; return its folder."""
    write(folder, "vocabulary", VOCABULARY)
    write(folder, "dopa/agency", AGENCY)
    write(folder, "bma/agency", CITY)
    write(folder, "dopa/id-lost", service("id-lost", related=["id-renew"]))
    write(folder, "dopa/id-renew", service("id-renew", related=["id-lost"]))
    return folder


def write(folder: Path, name: str, data: Any) -> None:
    """Write one file: text as it is, anything else as YAML."""
    path = folder / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(data if isinstance(data, str) else yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")


def load(folder: Path) -> dict[str, dict[str, int]]:
    """Load the folder; return how many of each kind had which outcome."""
    report = catalogue.load(folder, now=make.NOW)
    return {kind: dict(tally) for kind, tally in report.counts.items()}

"""The figures that the invented population is drawn from: read from marginals.yaml, checked, and turned into SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from welfare.rules import yaml_reading
from welfare.rules.faults import BadVocabulary, Place

FILE = Path(__file__).with_name("marginals.yaml")
STATUSES = ("unverified", "excerpt", "verified")
MILLION = 1_000_000


@dataclass(frozen=True)
class Member:
    """Somebody beside the head of a household: years added to the head's age, and how often there is one."""

    role: str
    gap: tuple[int, int]
    permille: int


@dataclass(frozen=True)
class HouseholdKind:
    """A composition of households: its share before the ages are fitted, and the ages its head may have."""

    name: str
    permille: int
    head: tuple[int, int]
    members: tuple[Member, ...]


@dataclass(frozen=True)
class Marginals:
    """All figures; `raw` is the file as read, for single shares."""

    raw: Mapping[str, Any]
    ages: tuple[int, ...]
    """Thousands of persons by bands of five years."""
    kinds: tuple[HouseholdKind, ...]
    provinces: tuple[tuple[str, str, int], ...]
    """(code, region, thousands)."""

    def permille(self, name: str) -> Any:
        """Return the share written for a status: a number, or numbers by group."""
        status = self.raw["statuses"][name]
        return status.get("permille", status.get("bands"))

    def quantile(self, path: Sequence[str], points: Sequence[int], draw: str) -> str:
        """Return SQL for a value drawn by its quantiles: straight lines between them, whole numbers only."""
        block: Any = self.raw
        for key in path:
            block = block[key]
        return interpolated(tuple(points), tuple(block), draw)


def read_marginals(path: Path = FILE) -> Marginals:
    """Return the figures of a file.

    :raises Fault: when a figure lacks its source, year or status, or is not of the shape expected.
    """
    raw = yaml_reading.read_file(path)
    for name, block in _sourced(raw):
        for key, fits in (("source", str), ("year", int)):
            if not isinstance(block.get(key), fits):
                raise _fault(path, f"{name}.{key}", block.get(key), "ที่มาและปีของตัวเลข", "a source and a year")
        if block.get("status") not in STATUSES:
            raise _fault(path, f"{name}.status", block.get("status"), " / ".join(STATUSES), " or ".join(STATUSES))
    kinds = tuple(
        HouseholdKind(
            kind["name"],
            kind["permille"],
            (kind["head"][0], kind["head"][1]),
            tuple(Member(m["role"], (m["gap"][0], m["gap"][1]), m["permille"]) for m in kind["members"]),
        )
        for kind in raw["households"]["kinds"]
    )
    provinces = tuple((row["code"], row["region"], row["thousands"]) for row in raw["provinces"]["rows"])
    return Marginals(raw=raw, ages=tuple(raw["age_bands"]["thousands"]), kinds=kinds, provinces=provinces)


def interpolated(points: tuple[int, ...], values: tuple[int, ...], draw: str) -> str:
    """Return SQL of a piecewise linear quantile function; `draw` is a whole number from 0 to 999,999.

    >>> interpolated((0, 500, 1000), (0, 10, 100), "u")
    'CASE WHEN u < 500000 THEN 0 + 10 * u // 500000 ELSE 10 + 90 * (u - 500000) // 500000 END'
    """
    parts = []
    for number in range(len(points) - 1):
        start, end = points[number] * 1000, points[number + 1] * 1000
        base, rise = values[number], values[number + 1] - values[number]
        at = draw if start == 0 else f"({draw} - {start})"
        line = f"{base} + {rise} * {at} // {end - start}"
        is_last = number == len(points) - 2
        parts.append(f"ELSE {line}" if is_last else f"WHEN {draw} < {end} THEN {line}")
    return f"CASE {' '.join(parts)} END"


def _sourced(raw: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    names = ("age_bands", "female_permille", "provinces", "households", "incomes", "deposits", "electricity", "water")
    found = [(name, raw[name]) for name in names]
    return found + [(f"statuses.{name}", block) for name, block in raw["statuses"].items()]


def _fault(path: Path, key: str, found: object, th: str, en: str) -> BadVocabulary:
    return BadVocabulary(
        Place(str(path)), key, found=found, expected=(th, en), mend=("แก้ที่บรรทัดนี้", "Correct this line.")
    )

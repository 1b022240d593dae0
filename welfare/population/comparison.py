"""A reform beside the law in force, over a population: who wins, who loses, for whom it becomes unknown, what it costs.

Base and reform are two statements joined by pid. Cost is a range, for somebody undecided may or may not be entitled:
from nobody of them to all of them, each at the mean amount of those entitled.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from welfare.population.runs import (
    amount_column,
    checked_manifest,
    compiled,
    document_hash,
    opened,
    per_unit,
    unit_column,
)
from welfare.population.suppression import THRESHOLD, published
from welfare.rules.overlay import Overlay, overlaid
from welfare.rules.programmes import Programmes
from welfare.rules.sql.statements import NO, NOT_ENCODED, UNKNOWN, YES

if TYPE_CHECKING:
    import duckdb

FORMAT = "reform-comparison/1"
AGES = ((0, 14), (15, 24), (25, 39), (40, 59), (60, 69), (70, 79), (80, None))
_EXCLUSIVE = ("winners", "losers", "unclear", "same")


@dataclass
class Tally:
    """Counts and hundredths of THB of one group of persons."""

    persons: int = 0
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    sums: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, base: int, reform: int, change: int | None, count: int, sums: Sequence[int]) -> None:
        """Count persons who went from one verdict to another; `change` is the sign of what they get, None unknown."""
        self.persons += count
        self.counts[_exclusive(base, reform, change)] += count
        if base == NO and reform == YES:
            self.counts["newly_eligible"] += count
        if base == YES and reform == NO:
            self.counts["newly_refused"] += count
        if base in (NO, YES) and reform in (UNKNOWN, NOT_ENCODED):
            self.counts["newly_unknown"] += count
        if base in (UNKNOWN, NOT_ENCODED) and reform in (NO, YES):
            self.counts["newly_decided"] += count
        for side, verdict in (("base", base), ("reform", reform)):
            if verdict == YES:
                self.counts[f"{side}_yes"] += count
            if verdict == UNKNOWN:
                self.counts[f"{side}_unknown"] += count
        for name, value in zip(("base", "reform", "base_known", "reform_known"), sums, strict=True):
            self.sums[name] += value


def _exclusive(base: int, reform: int, change: int | None) -> str:
    if base in (UNKNOWN, NOT_ENCODED) or reform in (UNKNOWN, NOT_ENCODED) or change is None:
        return "same" if base == reform and change is not None else "unclear"
    return {1: "winners", -1: "losers"}.get(change, "same")


def compare(
    population: Path,
    out: Path,
    programmes: Programmes,
    overlay: Overlay,
    as_of: date,
    *,
    codes: Iterable[str] | None = None,
    step: Callable[[int], None] = lambda count: None,
    threshold: int = THRESHOLD,
) -> dict[str, Any]:
    """Return the comparison of every programme the overlay touches, or of `codes`.

    :raises BadPopulation: for a folder that is no population of this vocabulary.
    :raises Fault: for an overlay that sets what there is not.
    """
    reformed = overlaid(programmes, overlay)
    chosen = tuple(codes) if codes is not None else touched(programmes, reformed)
    return {
        "format": FORMAT,
        "overlay": {"id": overlay.id, "title": overlay.title, "from": overlay.since.isoformat(),
                    "to": overlay.until.isoformat() if overlay.until else None},
        "is_in_force": overlay.since <= as_of <= (overlay.until or date.max),
        **between(population, out, programmes, reformed, as_of, chosen, step=step, threshold=threshold),
    }  # fmt: skip


def between(
    population: Path,
    out: Path,
    programmes: Programmes,
    reformed: Programmes,
    as_of: date,
    chosen: Sequence[str],
    *,
    step: Callable[[int], None] = lambda count: None,
    threshold: int = THRESHOLD,
    threads: int | None = None,
) -> dict[str, Any]:
    """Return what differs between two editions of the same programmes, `chosen` by code.

    :raises BadPopulation: for a folder that is no population of this vocabulary.
    """
    manifest = checked_manifest(population, programmes)
    tallies: dict[str, dict[tuple[str, str], Tally]] = {code: defaultdict(Tally) for code in chosen}
    out.mkdir(parents=True, exist_ok=True)
    for chunk in range(manifest.chunks):
        with opened(population, chunk, programmes, chosen, out, threads) as (connection, nulls):
            for code in chosen:
                for row in _joined(connection, programmes, reformed, code, as_of, nulls):
                    province, age, base, reform, change, count, *sums = row
                    tally = tallies[code][(province or "", _age_band(age))]
                    tally.add(base, reform, change, count, [int(each or 0) for each in sums])
                step(1)
    return {
        "as_of": as_of.isoformat(),
        "persons": manifest.persons,
        "population": manifest.origin,
        "threshold": threshold,
        "programmes": [_reported(programmes, reformed, code, tallies[code], threshold) for code in chosen],
    }


def touched(programmes: Programmes, reformed: Programmes) -> tuple[str, ...]:
    """Return the programmes whose documents differ, and all that may read a shared value if those differ."""
    if programmes.shared.tables != reformed.shared.tables:
        return tuple(programmes.documents)
    return tuple(code for code, one in programmes.documents.items() if one.tables != reformed.documents[code].tables)


def _joined(
    connection: duckdb.DuckDBPyConnection,
    programmes: Programmes,
    reformed: Programmes,
    code: str,
    as_of: date,
    nulls: frozenset[str],
) -> list[tuple[Any, ...]]:
    key = unit_column(reformed.documents[code])
    for name, side in (("base", programmes), ("reform", reformed)):
        column = amount_column(side.documents[code]) or "0"
        statement = compiled(side, code, as_of, nulls)
        found = f"SELECT {key} AS unit, verdict, {column} AS amount FROM ({statement.sql})"
        paid = f"CASE verdict WHEN {YES} THEN amount WHEN {NO} THEN 0 END"
        answers = per_unit(found) if key == "hid" else f"SELECT unit, verdict, {paid} AS amount FROM ({found})"
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {answers}")
    return connection.execute(
        f"""SELECT p.province, CASE WHEN p.birth_date <= DATE '{as_of}' THEN
                year(DATE '{as_of}') - year(p.birth_date) - CASE WHEN strftime(DATE '{as_of}', '%m%d')
                < strftime(p.birth_date, '%m%d') THEN 1 ELSE 0 END END AS age, b.verdict, r.verdict,
            sign(r.amount - b.amount)::INTEGER AS change, count(*),
            sum(CASE WHEN b.verdict = {YES} THEN b.amount END), sum(CASE WHEN r.verdict = {YES} THEN r.amount END),
            count(CASE WHEN b.verdict = {YES} THEN b.amount END), count(CASE WHEN r.verdict = {YES} THEN r.amount END)
        FROM base b JOIN reform r USING (unit) JOIN (
            SELECT {key} AS unit, any_value(province) AS province, min_by(birth_date, pid) AS birth_date
            FROM persons GROUP BY ALL) p USING (unit) GROUP BY ALL"""
    ).fetchall()


def _age_band(age: int | None) -> str:
    if age is None:
        return ""
    return next(band_name(low, high) for low, high in AGES if high is None or age <= high)


def band_name(low: int, high: int | None) -> str:
    """Return "15-24", or "80+" for the last band."""
    return f"{low}+" if high is None else f"{low}-{high}"


def _reported(
    programmes: Programmes, reformed: Programmes, code: str, tallies: dict[tuple[str, str], Tally], threshold: int
) -> dict[str, Any]:
    document = reformed.documents[code]
    whole = _merged(tallies.values())
    groups = [whole.counts[name] for name in _EXCLUSIVE]
    shown = dict(zip(_EXCLUSIVE, published([groups], threshold=threshold, adds_up=False).cells[0], strict=True))
    others = ("newly_eligible", "newly_refused", "newly_unknown", "newly_decided")
    return {
        "code": code,
        "title": {"th": document.title.th, "en": document.title.en},
        "period": document.period,
        "counted": "households" if unit_column(document) == "hid" else "persons",
        "documents": {"base": document_hash(programmes, code), "reform": document_hash(reformed, code)},
        "persons": whole.persons,
        **shown,
        **{name: _small(whole.counts[name], threshold) for name in others},
        "entitled": {side: _small(whole.counts[f"{side}_yes"], threshold) for side in ("base", "reform")},
        "unknown": {side: _small(whole.counts[f"{side}_unknown"], threshold) for side in ("base", "reform")},
        "cost_thb": {side: _cost(whole, side, threshold) for side in ("base", "reform")},
        "by_province": _by(tallies, 0, threshold),
        "by_age": _by(tallies, 1, threshold),
    }


def _small(count: int, threshold: int) -> int | None:
    return None if 0 < count < threshold else count


def _cost(tally: Tally, side: str, threshold: int) -> dict[str, int | None]:
    """Return the cost of one period in THB with nobody undecided entitled, and with all of them at the mean amount."""
    known, entitled = tally.counts[f"{side}_yes"], tally.sums[f"{side}_known"]
    if 0 < known < threshold:
        return {"none": None, "all": None}
    paid = tally.sums[side]
    undecided = tally.counts[f"{side}_unknown"] + known - entitled
    most = paid + (paid * undecided // entitled if entitled else 0)
    return {"none": paid // 100, "all": most // 100}


def _by(tallies: dict[tuple[str, str], Tally], place: int, threshold: int) -> list[dict[str, Any]]:
    keys = sorted({key[place] for key in tallies}, key=lambda name: (name == "", _first_number(name), name))
    merged = [_merged(tally for key, tally in tallies.items() if key[place] == name) for name in keys]
    counts = [[tally.counts[name] for name in _EXCLUSIVE] for tally in merged]
    if not counts:
        return []
    table = published(counts, threshold=threshold)
    return [
        {"name": name, **dict(zip(_EXCLUSIVE, cells, strict=True)), "persons": total}
        for name, cells, total in zip(keys, table.cells, table.rows, strict=True)
    ]


def _first_number(name: str) -> int:
    digits = name.partition("-")[0].rstrip("+")
    return int(digits) if digits.isdigit() else 0


def _merged(tallies: Iterable[Tally]) -> Tally:
    whole = Tally()
    for tally in tallies:
        whole.persons += tally.persons
        for name, count in tally.counts.items():
            whole.counts[name] += count
        for name, total in tally.sums.items():
            whole.sums[name] += total
    return whole

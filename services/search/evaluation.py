"""Measure a search against judged queries: nDCG@10, reciprocal rank, precision at 1, and time."""

import csv
import math
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

COLUMNS: Final = (
    "query_id", "query", "lang", "style",
    "rel1_code", "rel1_grade", "rel2_code", "rel2_grade", "rel3_code", "rel3_grade",
)  # fmt: skip
CUT: Final = 10


class BadQueryFile(Exception):
    """A query file cannot be used; the message says where, what was found and what was expected."""


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query with the services that answer it: code to grade, 2 exact and 1 acceptable."""

    query_id: str
    text: str
    lang: str
    style: str
    grades: dict[str, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one query fared. `found` are the codes returned, best first."""

    query: JudgedQuery
    found: tuple[str, ...]
    ndcg: float
    reciprocal_rank: float
    right_first: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Report:
    """The figures over all queries; `p95_ms` is in milliseconds of wall time per query, one thread, no cache."""

    queries: int
    ndcg_at_10: float
    mrr_at_10: float
    p_at_1: float
    by_lang: dict[str, float]
    by_style: dict[str, float]
    p95_ms: float
    outcomes: tuple[Outcome, ...]

    def figures(self) -> dict[str, object]:
        """Return the figures alone, rounded, as they are printed."""
        return {
            "queries": self.queries,
            "ndcg_at_10": round(self.ndcg_at_10, 4),
            "mrr_at_10": round(self.mrr_at_10, 4),
            "p_at_1": round(self.p_at_1, 4),
            "by_lang": {name: round(value, 4) for name, value in self.by_lang.items()},
            "by_style": {name: round(value, 4) for name, value in self.by_style.items()},
            "p95_ms": round(self.p95_ms, 2),
        }


def read(path: Path, known: frozenset[str] | None = None) -> list[JudgedQuery]:
    """Read judged queries from a CSV file; further columns may be there and are ignored.

    `known` are the codes of the catalogue; None skips that check.
    :raises BadQueryFile: the file is missing, not UTF-8, not such a CSV, or a row is wrong.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            header = rows.fieldnames or []
            missing = [name for name in COLUMNS[:6] if name not in header]
            if missing:
                raise BadQueryFile(
                    f"{path}, line 1: found columns {', '.join(header) or 'nothing'}; "
                    f"expected also {', '.join(missing)}"
                )
            found = [_judged(path, rows.line_num, row, known) for row in rows]
    except FileNotFoundError:
        raise BadQueryFile(f"{path}: found no file; expected a CSV file of judged queries") from None
    except OSError as problem:
        raise BadQueryFile(f"{path}: found a file that cannot be read ({problem.strerror}); expected a CSV") from None
    except UnicodeDecodeError as problem:
        raise BadQueryFile(f"{path}: found a byte at {problem.start} that is not UTF-8; expected UTF-8") from None
    except csv.Error as problem:
        raise BadQueryFile(f"{path}, line {rows.line_num}: found {problem}; expected CSV") from None
    if not found:
        raise BadQueryFile(f"{path}, line 2: found no query; expected at least one")
    twice = [each.query_id for at, each in enumerate(found) if each.query_id in {one.query_id for one in found[:at]}]
    if twice:
        raise BadQueryFile(f"{path}: found query_id {twice[0]} twice; expected each once")
    return found


def evaluate(find: Callable[[str], Sequence[str]], queries: Sequence[JudgedQuery]) -> Report:
    """Run `find` (query text to codes, best first) over `queries` and measure it."""
    outcomes = []
    for each in queries:
        began = time.perf_counter()
        found = tuple(find(each.text))[:CUT]
        seconds = time.perf_counter() - began
        first = next((rank for rank, code in enumerate(found, 1) if each.grades.get(code)), 0)
        outcomes.append(
            Outcome(each, found, ndcg(found, each.grades), 1 / first if first else 0.0, first == 1, seconds)
        )
    return Report(
        queries=len(outcomes),
        ndcg_at_10=_mean([each.ndcg for each in outcomes]),
        mrr_at_10=_mean([each.reciprocal_rank for each in outcomes]),
        p_at_1=_mean([float(each.right_first) for each in outcomes]),
        by_lang=_means(outcomes, lambda each: each.query.lang),
        by_style=_means(outcomes, lambda each: each.query.style),
        p95_ms=_percentile([each.seconds for each in outcomes], 0.95) * 1000,
        outcomes=tuple(outcomes),
    )


def ndcg(found: Sequence[str], grades: dict[str, int]) -> float:
    """Return nDCG at 10 with gains 2^grade - 1 and the usual logarithmic discount; 0 when nothing is relevant.

    >>> ndcg(["b", "a"], {"a": 2, "b": 1})
    0.7967075809905066
    """
    best = _gain(sorted(grades.values(), reverse=True)[:CUT])
    return _gain([grades.get(code, 0) for code in found[:CUT]]) / best if best else 0.0


def table(report: Report, *, worst: int = 0) -> str:
    """Return the report as text to read, with the `worst` queries and what they found."""
    lines = [
        f"{report.queries} queries   nDCG@10 {report.ndcg_at_10:.3f}   MRR@10 {report.mrr_at_10:.3f}   "
        f"right first {report.p_at_1:.3f}   p95 {report.p95_ms:.1f} ms",
        "",
    ]
    parts: tuple[tuple[str, Callable[[Outcome], str], dict[str, float]], ...] = (
        ("language", lambda each: each.query.lang, report.by_lang),
        ("style", lambda each: each.query.style, report.by_style),
    )
    for title, part, values in parts:
        lines.append(f"{title:<16}{'queries':>8}{'nDCG@10':>10}")
        for name, value in values.items():
            many = sum(1 for each in report.outcomes if part(each) == name)
            lines.append(f"{name or '-':<16}{many:>8}{value:>10.3f}")
        lines.append("")
    ordered = sorted(report.outcomes, key=lambda each: (each.ndcg, each.query.query_id))
    for each in ordered[:worst]:
        wanted = " ".join(f"{code}:{grade}" for code, grade in each.query.grades.items())
        lines.append(f"{each.ndcg:.2f}  {each.query.query_id}  {each.query.text}")
        lines.append(f"      wanted {wanted}   found {' '.join(each.found[:5]) or 'nothing'}")
    return "\n".join(lines).rstrip() + "\n"


def _judged(path: Path, line: int, row: dict[str, str | None], known: frozenset[str] | None) -> JudgedQuery:
    def bad(found: str, expected: str) -> BadQueryFile:
        return BadQueryFile(f"{path}, line {line}: found {found}; expected {expected}")

    text = (row["query"] or "").strip()
    if not row["query_id"]:
        raise bad("no query_id", "an id in every row")
    if not text:
        raise bad("an empty query", "what a person would type")
    grades: dict[str, int] = {}
    for place in (1, 2, 3):
        code = (row.get(f"rel{place}_code") or "").strip()
        grade = (row.get(f"rel{place}_grade") or "").strip()
        if not code and not grade:
            continue
        if grade not in ("1", "2"):
            raise bad(f"grade {grade or 'nothing'} for {code or 'no code'}", "2 (exact) or 1 (acceptable)")
        if not code:
            raise bad(f"a grade {grade} without a code", "the code of a service")
        if known is not None and code not in known:
            raise bad(f"the code {code}", "the code of a published service")
        grades[code] = int(grade)
    if not grades:
        raise bad("no relevant service", "at least rel1_code and rel1_grade")
    return JudgedQuery(row["query_id"] or "", text, row["lang"] or "", row["style"] or "", grades)


def _gain(grades: Sequence[int]) -> float:
    return sum(float(2**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _means(outcomes: Sequence[Outcome], part: Callable[[Outcome], str]) -> dict[str, float]:
    parts: dict[str, list[float]] = defaultdict(list)
    for each in outcomes:
        parts[part(each)].append(each.ndcg)
    return {name: _mean(values) for name, values in sorted(parts.items())}


def _percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0

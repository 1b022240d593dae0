"""Hearings that were held elsewhere: reading a file of them, and what it says about how agencies have answered.

Matched by the number of their source; loading twice has no effect. A file with one fault loads nothing and says where.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Count, Q

from consultation.models import Hearing, PastHearing
from services.models import Agency

FILE = Path(__file__).resolve().parent.parent / "past_hearings" / "hearings.csv"
SUMMARY = "P"
# A feed of the portal has line separators of Unicode and stray controls inside its texts.
BREAKS = dict.fromkeys(map(ord, "\u2028\u2029\u0085\x0b\x0c"), "\n")
NUMBERS = {
    "number": "survey_id",
    "days_told": "duration_day",
    "responses": "answer_count",
    "views": "view_count",
    "questions": "question_count",
    "invited": "n_invited",
}
TEXTS = {"title_th": "survey_name", "agency_name": "agency_name", "affected": "affected_person", "tags": "tags"}
NEEDED = {*NUMBERS.values(), *TEXTS.values(), "kind", "agency_code", "start_date", "end_date", "isconclude", "url"}


class PastHearingFault(Exception):
    """A file cannot be loaded; the message names the line and says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Record:
    """How agencies have answered: hearings, those with a summary, those without a response, and the middle response."""

    hearings: int
    with_summary: int
    without_response: int
    median_responses: int


def load(file: Path = FILE) -> Counter[str]:
    """Load a file of past hearings; return how many were added, changed and unchanged.

    :raises PastHearingFault: naming the first line that cannot be loaded; nothing is loaded then.
    """
    agencies = dict(Agency.objects.values_list("code", "pk"))
    report: Counter[str] = Counter()
    with transaction.atomic():
        known = {one.number: one for one in PastHearing.objects.select_for_update(no_key=True).order_by("pk")}
        seen: set[int] = set()
        for line, row in rows(file):
            told = _told(line, row, agencies)
            if told["number"] in seen:
                raise PastHearingFault(f"{file.name}, line {line}: survey_id {told['number']} stands here twice")
            seen.add(told["number"])
            standing = known.get(told["number"])
            if standing is None:
                PastHearing.objects.create(**told)
                report["added"] += 1
            elif any(getattr(standing, name) != value for name, value in told.items()):
                PastHearing.objects.filter(pk=standing.pk).update(**told)
                report["changed"] += 1
            else:
                report["unchanged"] += 1
    return report


def rows(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row with the line it ends on.

    :raises PastHearingFault: for a file that is no UTF-8 text, or without a column that is needed.
    """
    try:
        # Only real line ends end a row: splitting a text by lines would break it at the separators of Unicode as well.
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            missing = NEEDED - set(reader.fieldnames or ())
            if missing:
                raise PastHearingFault(f"{file.name}: columns are missing: {', '.join(sorted(missing))}")
            for row in reader:
                yield reader.line_num, row
    except UnicodeDecodeError as error:
        raise PastHearingFault(f"{file.name}: it is not UTF-8 at byte {error.start}") from None
    except csv.Error as error:
        raise PastHearingFault(f"{file.name}: it cannot be read as CSV: {error}") from None


def record() -> Record:
    """Return how the agencies of past hearings have answered, all of them together."""
    found = PastHearing.objects.aggregate(
        hearings=Count("pk"),
        with_summary=Count("pk", filter=Q(has_summary=True)),
        without_response=Count("pk", filter=Q(responses=0)),
    )
    responses = list(PastHearing.objects.order_by("responses").values_list("responses", flat=True))
    return Record(**found, median_responses=responses[len(responses) // 2] if responses else 0)


def _told(line: int, row: dict[str, str], agencies: dict[str, int]) -> dict[str, Any]:
    told: dict[str, Any] = {name: _text(row[column]) for name, column in TEXTS.items()}
    for name, column in NUMBERS.items():
        told[name] = _number(line, column, row[column])
    for name, column in (("first_day", "start_date"), ("last_day", "end_date")):
        try:
            told[name] = date.fromisoformat(row[column])
        except ValueError:
            raise PastHearingFault(f"line {line}: {column} is {row[column]!r}, expected a day as 2026-03-01") from None
    if told["last_day"] < told["first_day"]:
        raise PastHearingFault(f"line {line}: end_date is before start_date")
    if row["kind"] not in Hearing.Kind.values:
        raise PastHearingFault(
            f"line {line}: kind is {row['kind']!r}, expected one of {', '.join(Hearing.Kind.values)}"
        )
    if not told["title_th"] or not told["agency_name"] or not row["url"].startswith("https://"):
        raise PastHearingFault(f"line {line}: it needs a title, an agency and an https address")
    known = agencies.get(row["agency_code"])
    return told | {
        "kind": row["kind"],
        "agency_id": known,
        "has_summary": row["isconclude"] == SUMMARY,
        "url": row["url"],
    }


def _text(text: str | None) -> str:
    lines = (" ".join(line.split()) for line in (text or "").translate(BREAKS).replace("\0", "").splitlines())
    return "\n".join(line for line in lines if line)


def _number(line: int, column: str, text: str | None) -> int:
    plain = (text or "").strip()
    if not (plain.isascii() and plain.isdecimal() and len(plain) < 10):
        raise PastHearingFault(f"line {line}: {column} is {text!r}, expected a whole number")
    return int(plain)

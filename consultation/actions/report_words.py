"""The words of a report on paper: days, numbers, channels, and the totals of each kind of question."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from consultation.models import DossierKind, Participant
from superapp.thai.dates import date_text, moment_text

HIDDEN = "ไม่แสดง (น้อยกว่า 5)"
CHANNELS: Mapping[str, str] = dict(Participant.Channel.choices)
DISPLAYS: Mapping[str, str] = dict(Participant.Display.choices)
CAPACITIES: Mapping[str, str] = {"person": "บุคคล", "organisation": "องค์กร"}


def shown(number: int | None) -> str:
    """Return a number with its thousands apart, or that it is hidden."""
    return HIDDEN if number is None else f"{number:,}"


def day(text: str) -> str:
    """Return a day of the content in words."""
    return date_text(date.fromisoformat(text), "th")


def moment(text: str) -> str:
    """Return an instant of the content in words."""
    return moment_text(datetime.fromisoformat(text), "th")


def dossier(kind: str) -> str:
    """Return what a document of the dossier is about."""
    return str(DossierKind(kind).label)


def listed(numbers: Mapping[str, int | None], words: Mapping[str, str]) -> str:
    """Return numbers by name in one line, without those that are zero."""
    return " ".join(f"{words.get(name, name)} {shown(number)}" for name, number in numbers.items() if number != 0)


def unit(question: Mapping[str, Any]) -> str:
    """Return what the totals of a question count."""
    return "ผลรวมลำดับ" if question["form"] == "rank" else "จำนวน"


def answers(question: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the totals of a question as rows; none for one that is answered in words."""
    counts = question["counts"]
    if question["form"] == "open":
        return []
    if question["form"] == "scale":
        return [
            (f"{point} คะแนน", shown(counts.get(str(point), 0))) for point in range(1, question["scale_points"] + 1)
        ]
    return [(one["th"] or one["code"], shown(counts.get(one["code"], 0))) for one in question["options"]]

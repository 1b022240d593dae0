"""Figures of the last published report as rows of open data: by day, theme and group of near-identical comments."""

import json
from collections.abc import Iterator
from typing import Any

from consultation.models import CommentFinding, Hearing

from .open_data_files import plain

STANCES: tuple[str, ...] = tuple(CommentFinding.Stance.values)
DAYS = ("day", "comments", "near_identical_once", "stances")
THEMES = (
    "theme",
    "label_th",
    "label_en",
    "words",
    "named_by",
    "comments",
    "near_identical_once",
    *(f"words_say_{name}" for name in STANCES),
)
CAMPAIGNS = ("group", "comments", "alike_percent")

Table = tuple[str, tuple[str, ...], Iterator[dict[str, Any]]]


def tables(hearing: Hearing) -> Iterator[Table]:
    """Yield each table's name, columns and rows; without rows before a report is published."""
    last = hearing.reports.filter(published_at__isnull=False).order_by("-revision").first()
    content: dict[str, Any] = {} if last is None else json.loads(last.content)
    yield "days", DAYS, _days(content)
    yield "themes", THEMES, _themes(content)
    yield "campaigns", CAMPAIGNS, _campaigns(content)


def _days(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for one in content.get("days", []):
        yield {
            "day": one["day"],
            "comments": one["comments"],
            "near_identical_once": one["once"],
            "stances": one["stances"],
        }


def _themes(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for one in content.get("themes", {"themes": []})["themes"]:
        yield {
            "theme": one["id"],
            "label_th": plain(one["label"]["th"]),
            "label_en": plain(one["label"]["en"]),
            "words": plain(" ".join(one["words"])),
            "named_by": "officer" if one["is_labelled_by_officer"] else "machine",
            "comments": one["comments"],
            "near_identical_once": one["once"],
        } | {f"words_say_{name}": one["stances"].get(name, 0) for name in STANCES}


def _campaigns(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for one in content.get("campaigns", {"largest": []})["largest"]:
        yield {"group": one["id"], "comments": one["comments"], "alike_percent": one["alike_percent"]}

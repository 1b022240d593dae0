"""What a report keeps of what the machine found: days, themes, campaigns, stances read from words, the opinion map.

Numbers and keys alone. The words of participants are looked up when somebody reads the page, so that what was hidden or
taken back since is not there; only labels, and statements of the agency itself, are kept as words.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Count

from consultation.models import Comment, CommentFinding, Hearing, Statement

from . import listening_figures, opinion_maps, report_numbers
from .hearing_periods import BANGKOK
from .listening_figures import MadeBy
from .opinion_maps import MapStatement, PublicOpinionMap


def days(hearing: Hearing) -> list[dict[str, Any]]:
    """Return the days on which something came in: comments, counted both ways, and stances."""
    return [
        {"day": one.day.isoformat(), "comments": one.comments, "once": one.distinct, "stances": one.stances}
        for one in listening_figures.participation(hearing).days
    ]


def campaigns(hearing: Hearing) -> dict[str, Any]:
    """Return the near-identical comments, the largest groups first, and all comments counted both ways."""
    found = listening_figures.campaigns(hearing)
    return {
        "comments": found.comments,
        "once": found.distinct,
        "groups": found.campaigns,
        "grouped": found.in_campaigns,
        "made": _made(found.made),
        "largest": [
            {
                "id": str(one.key),
                "comments": one.size,
                "comment": str(one.comment_id),
                "alike_percent": round(one.similarity * 100),
            }
            for one in found.largest
        ],
    }


def themes(hearing: Hearing) -> dict[str, Any]:
    """Return what comments are about, counted both ways, with what their words say of where people stand."""
    found = listening_figures.themes(hearing)
    return {
        "comments": found.comments,
        "unplaced": found.unplaced,
        "made": _made(found.made),
        "themes": [
            {
                "id": str(one.key),
                "label": {"th": one.label_th, "en": one.label_en},
                "words": list(one.words),
                "is_labelled_by_officer": one.is_label_by_officer,
                "comments": one.comments,
                "once": one.distinct,
                "stances": dict(one.stances),
                "quotes": [str(quote.comment_id) for quote in one.quotes],
            }
            for one in found.themes
        ],
    }


def words(hearing: Hearing) -> dict[str, Any]:
    """Return how many public comments say by their words where somebody stands: in all, and by section."""
    found = CommentFinding.objects.filter(comment__in=Comment.objects.public().filter(hearing=hearing)).order_by()
    counted: defaultdict[int | None, dict[str, int]] = defaultdict(
        lambda: dict.fromkeys(CommentFinding.Stance.values, 0)
    )
    for section, stance, number in found.values_list("section", "stance").annotate(Count("pk")):
        counted[section][stance] = number
    sections = [(key, number) for key, number in report_numbers.section_numbers(hearing).items() if key in counted]
    keys = dict(hearing.law.sections.filter(pk__in=counted).values_list("pk", "key"))
    return {
        "overall": {name: sum(one[name] for one in counted.values()) for name in CommentFinding.Stance.values},
        "whole": counted[None],
        "by_section": [{"key": keys[key], "number": number, **counted[key]} for key, number in sections],
    }


def opinion_map(hearing: Hearing) -> dict[str, Any] | None:
    """Return the opinion map as everybody may see it, or why there are no groups; None where none was made."""
    found = opinion_maps.latest_public(hearing)
    if found is None:
        return None
    numbers = _statement_numbers(hearing)
    return {
        "made_at": found.made_at.astimezone(BANGKOK).isoformat(timespec="seconds"),
        "people_voted": found.people_voted,
        "people_placed": found.people_placed,
        "groups": [
            {"number": one.number + 1, "people": one.size, "says": _statements(one.representative, numbers)}
            for one in found.groups
        ],
        "consensus": _statements(found.consensus, numbers),
        "density": _density(found),
        "withheld": [{"code": one.code, "th": one.th, "en": one.en} for one in found.why_withheld],
        "stability_percent": None if found.stability is None else round(found.stability.median * 100),
        "explained_percent": None
        if found.variance_explained is None
        else [round(one * 100) for one in found.variance_explained],
        "algorithm": found.algorithm,
        "input_hash": found.input_hash,
    }


def _statement_numbers(hearing: Hearing) -> dict[str, int]:
    """Return the numbers statements go by in a report: in the order they came, among those that are public."""
    shown = Statement.objects.public().filter(hearing=hearing).order_by("pk").values_list("public_id", flat=True)
    return {str(public_id): number for number, public_id in enumerate(shown, 1)}


def _statements(found: Sequence[MapStatement], numbers: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "id": one.statement_id,
            "number": numbers[one.statement_id],
            # The agency's own words are no participant's, and stay.
            "text": one.text_th if one.is_seed else "",
            "direction": one.direction,
            "shares": [
                {
                    "group": None if share.group is None else share.group + 1,
                    "agree": share.agree_percent,
                    "disagree": share.disagree_percent,
                    "pass": share.pass_percent,
                }
                for share in one.shares
            ],
        }
        for one in found
    ]


def _density(found: PublicOpinionMap) -> dict[str, Any] | None:
    if found.density is None:
        return None
    cells = [[one.column, one.row, one.people] for one in found.density.cells]
    return {"columns": found.density.columns, "rows": found.density.rows, "cells": cells}


def _made(made: MadeBy | None) -> dict[str, str] | None:
    if made is None:
        return None
    at = made.at.astimezone(BANGKOK).isoformat(timespec="seconds")
    return {"method": made.method, "version": made.version, "at": at}

"""The opinion map of a hearing as everybody may see it: groups in fives, shares where ten voted, no person.

What was hidden since the map was made is left out here: a statement shows only while the one predicate shows it. Where
somebody lies is computed for them alone, at the moment they ask, and neither stored nor logged.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from consultation.models import Hearing, OpinionMap, Participant, Statement, StatementVote
from consultation.opinions import position, routing
from consultation.opinions.publication import (
    FEWEST_FOR_GROUP,
    GROUP_TOO_SMALL,
    GROUPS_NOT_STABLE,
    NO_GROUPS,
    TOO_FEW_PEOPLE,
    in_fives,
)

# The gate of design/consultation.md 5.2, as sentences. Codes are stored; words may be mended.
REASONS: dict[str, tuple[str, str]] = {
    TOO_FEW_PEOPLE: (
        "ยังมีผู้ลงคะแนนครบตามเกณฑ์ไม่ถึง 50 คน จึงยังไม่แสดงกลุ่มความเห็น",
        "Fewer than 50 people have answered enough statements, so no groups are shown yet.",
    ),
    GROUP_TOO_SMALL: (
        "มีกลุ่มที่มีคนไม่ถึง 10 คน จึงไม่แสดงกลุ่มความเห็น เพื่อไม่ให้รู้ว่าใครคิดอย่างไร",
        "One group has fewer than 10 people, so no groups are shown: nobody's opinion may be told from them.",
    ),
    GROUPS_NOT_STABLE: (
        "กลุ่มความเห็นยังไม่คงที่ หากผู้ลงคะแนนต่างไปเล็กน้อยก็จะได้กลุ่มอื่น จึงยังไม่แสดง",
        "The groups are not stable: slightly other voters would give other groups, so none are shown.",
    ),
    NO_GROUPS: (
        "ความเห็นไม่ได้แบ่งเป็นกลุ่มที่แตกต่างกันอย่างชัดเจน",
        "Opinions do not fall into clearly different groups.",
    ),
}


@dataclass(frozen=True, slots=True)
class WithheldReason:
    """Why groups are not shown: a stable code and a sentence in each language."""

    code: str
    th: str
    en: str


@dataclass(frozen=True, slots=True)
class GroupShares:
    """How a group answered one statement, in whole per cent of those of it who did: only where at least 10 did.

    `group` is None for everybody who voted.
    """

    group: int | None
    agree_percent: int
    disagree_percent: int
    pass_percent: int


@dataclass(frozen=True, slots=True)
class MapStatement:
    """A statement that says something of a group, or of all. `direction` is "agree" or "disagree".

    `text_th` is as its author wrote it. `shares`: everybody first, then the groups in their order.
    """

    statement_id: str
    text_th: str
    is_seed: bool
    direction: str
    shares: tuple[GroupShares, ...]


@dataclass(frozen=True, slots=True)
class OpinionGroup:
    """People who vote alike: how many, in fives, and what they say that others do not. 0 is the largest."""

    number: int
    size: int
    representative: tuple[MapStatement, ...]


@dataclass(frozen=True, slots=True)
class DensityCell:
    """At least five people lie in this cell; how many, in fives."""

    column: int
    row: int
    people: int


@dataclass(frozen=True, slots=True)
class DensityGrid:
    """Where people lie in the plane: `columns` x `rows` cells over [x_min, x_max] x [y_min, y_max], row 0 at y_min.

    People beyond an edge are counted in the cells along it. Cells with fewer than five people are left out.
    """

    columns: int
    rows: int
    x_min: float
    x_max: float
    y_min: float
    y_max: float
    cells: tuple[DensityCell, ...]


@dataclass(frozen=True, slots=True)
class Stability:
    """How alike groups come out when a fifth of the people is left out, `runs` times: 1 is the same, 0 is chance."""

    median: float
    minimum: float
    runs: int


@dataclass(frozen=True, slots=True)
class PublicOpinionMap:
    """A map as everybody may see it. `people_voted` and `people_placed` are in fives.

    Where `why_withheld` is not empty, `groups` is empty, `density`, `stability` and `variance_explained` are None, and
    only `consensus` is told. `variance_explained`: the share of all difference in votes that each of the two axes
    shows. `input_hash` is "" where too few voted: a hash of few votes can be guessed.
    """

    made_at: datetime
    people_voted: int
    people_placed: int
    groups: tuple[OpinionGroup, ...]
    consensus: tuple[MapStatement, ...]
    density: DensityGrid | None
    why_withheld: tuple[WithheldReason, ...]
    stability: Stability | None
    variance_explained: tuple[float, float] | None
    algorithm: str
    input_hash: str


@dataclass(frozen=True, slots=True)
class MyPlace:
    """Where the viewer lies in the plane of the density grid, after `answered` of its statements.

    `is_enough`: they answered as many as are asked of whoever is counted in a group.
    """

    x: float
    y: float
    answered: int
    is_enough: bool


def latest_public(hearing: Hearing) -> PublicOpinionMap | None:
    """Return the newest map of a hearing as everybody may see it; None before the first, or if it is not public."""
    return latest_public_of([hearing.pk]).get(hearing.pk)


def latest_public_of(hearings: Sequence[int]) -> dict[int, PublicOpinionMap]:
    """Return the newest public map of each hearing that has one, by the hearing's key; two queries for all of them."""
    later = OpinionMap.objects.filter(hearing=OuterRef("hearing"), made_on__gt=OuterRef("made_on"))
    rows = list(OpinionMap.objects.public().filter(~Exists(later), hearing__in=hearings).defer("parameters"))
    keys = {each["statement"] for row in rows for each in _chosen(row.content)}
    shown = Statement.objects.public().filter(hearing__in=[row.hearing_id for row in rows], public_id__in=keys)
    texts = {str(one.public_id): one for one in shown} if keys else {}
    return {row.hearing_id: _shown(row, texts) for row in rows}


def _chosen(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [*content["consensus"], *(each for group in content["groups"] for each in group["representative"])]


def _shown(row: OpinionMap, texts: dict[str, Statement]) -> PublicOpinionMap:
    """Return what everybody may see of one map, without the statements that are no longer shown."""
    content = row.content
    stability, explained = content["stability"], content["variance_explained"]
    return PublicOpinionMap(
        made_at=row.made_at,
        people_voted=in_fives(row.people_voted),
        people_placed=in_fives(row.people_placed),
        groups=tuple(
            OpinionGroup(number, group["size"], _told(group["representative"], texts))
            for number, group in enumerate(content["groups"])
        ),
        consensus=_told(content["consensus"], texts),
        density=_density(content["density"]),
        why_withheld=tuple(WithheldReason(code, *REASONS[code]) for code in row.withheld),
        stability=None if stability is None else Stability(**stability),
        variance_explained=None if explained is None else (explained[0], explained[1]),
        algorithm=row.algorithm,
        input_hash="" if TOO_FEW_PEOPLE in row.withheld else row.input_hash,
    )


def my_place(*, hearing: Hearing, participant: Participant | None) -> MyPlace | None:
    """Return where a participant lies on the newest map; None without one that shows groups, or without votes on it.

    Nothing of it is kept or logged: whose votes lie where is sensitive (PDPA s.26).
    """
    if participant is None:
        return None
    row = OpinionMap.objects.public().filter(hearing=hearing).defer("content").order_by("-made_on").first()
    if row is None or row.withheld:
        return None
    shown_now = Statement.objects.public().filter(hearing=hearing)
    given = StatementVote.objects.filter(participant=participant, statement__in=shown_now)
    votes = {str(key): value for key, value in given.values_list("statement__public_id", "value")}
    found = position.place(row.parameters, votes)
    if found is None:
        return None
    answered = sum(key in row.parameters["statements"] for key in votes)
    return MyPlace(*found, answered=answered, is_enough=answered >= min(FEWEST_FOR_GROUP, row.parameters["voted_on"]))


def extremities(hearing: Hearing) -> dict[str, float]:
    """Return how far agreeing with each statement leads from the middle, by public id; empty before the first map."""
    rows = OpinionMap.objects.filter(hearing=hearing).order_by("-made_on")
    kept = rows.values_list("parameters", flat=True).first() or {}
    return {key: routing.extremity(kept["voted_on"], *numbers) for key, numbers in kept.get("statements", {}).items()}


def _told(chosen: Sequence[dict[str, Any]], texts: dict[str, Statement]) -> tuple[MapStatement, ...]:
    return tuple(
        MapStatement(
            statement_id=each["statement"],
            text_th=texts[each["statement"]].text,
            is_seed=texts[each["statement"]].is_seed,
            direction=each["direction"],
            shares=tuple(GroupShares(*share) for share in each["shares"]),
        )
        for each in chosen
        if each["statement"] in texts
    )


def _density(grid: dict[str, Any] | None) -> DensityGrid | None:
    if grid is None:
        return None
    return DensityGrid(**grid | {"cells": tuple(DensityCell(*cell) for cell in grid["cells"])})

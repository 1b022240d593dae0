"""Votes on statements as open data, in Polis form: only where that was said at opening and at least 50 people voted.

Whoever has them can compute groups, so a vote is cut to its day, voters come in an order drawn by chance, and their ids
are others than those of authors. `n-comments` is always 0 for the same reason, `group-id` always empty.
"""

import secrets
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from consultation.models import Hearing, Statement, StatementVote

from .hearing_periods import BANGKOK
from .open_data_files import TableWriter, Written
from .open_data_rows import Tables, day_stamp

FEWEST = 50
VOTERS_AT_ONCE = 500
STATEMENT_COLUMNS = (
    "timestamp",
    "datetime",
    "comment-id",
    "author-id",
    "agrees",
    "disagrees",
    "moderated",
    "comment-body",
)
VOTE_COLUMNS = ("timestamp", "datetime", "comment-id", "voter-id", "vote")
PERSON_COLUMNS = ("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree")


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether votes go out, and why not: "not_announced", "too_few", or "" when they do.

    `voters` is None where they do not: below the bound the number itself is not told.
    """

    is_open: bool
    voters: int | None
    because: str


def gate(hearing: Hearing) -> Gate:
    """Return whether the votes of a hearing are published one by one."""
    if not hearing.shows_votes_as_data:
        return Gate(False, None, "not_announced")
    voters = _votes(hearing).values("participant").distinct().count()
    return Gate(True, voters, "") if voters >= FEWEST else Gate(False, None, "too_few")


def stored_votes(hearing: Hearing) -> int:
    """Return how many votes the public statements say they have."""
    return Statement.objects.public().filter(hearing=hearing).aggregate(votes=Sum("votes"))["votes"] or 0


def write(hearing: Hearing, tables: Tables, folder: str) -> list[Written]:
    """Write every vote, and every voter with all of theirs; return the files."""
    numbers = tables.statement_numbers
    order = sorted(numbers.values())
    people = PERSON_COLUMNS + tuple(str(number) for number in order)
    with (
        TableWriter("polis/votes", VOTE_COLUMNS, is_csv_only=True) as votes,
        TableWriter("polis/participants-votes", people, is_csv_only=True) as wide,
    ):
        for voters in _voters(hearing):
            rows = _votes(hearing).filter(participant__in=voters)
            by_voter: dict[int, dict[int, tuple[int, Any]]] = {voter: {} for voter in voters}
            for voter, statement, value, at in rows.values_list("participant", "statement", "value", "at"):
                by_voter[voter][numbers[statement]] = (value, at.astimezone(BANGKOK).date())
            for voter, given in by_voter.items():
                voter_id = tables.id_of("voter", voter)
                for number in sorted(given):
                    value, day = given[number]
                    told = (day_stamp(day), day.isoformat(), number, voter_id, value)
                    votes.write(dict(zip(VOTE_COLUMNS, told, strict=True)))
                ways = Counter(value for value, _ in given.values())
                row = dict(zip(PERSON_COLUMNS, (voter_id, "", 0, len(given), ways[1], ways[-1]), strict=True))
                wide.write(row | {str(number): given[number][0] if number in given else None for number in order})
        return [*votes.kept(folder), *wide.kept(folder)]


def _voters(hearing: Hearing) -> list[list[int]]:
    # The keys alone, some megabytes for a million: only so can their order be drawn by chance.
    keys = list(_votes(hearing).order_by().values_list("participant", flat=True).distinct())
    secrets.SystemRandom().shuffle(keys)
    return [keys[at : at + VOTERS_AT_ONCE] for at in range(0, len(keys), VOTERS_AT_ONCE)]


def _votes(hearing: Hearing) -> Any:
    shown = Statement.objects.public().filter(hearing=hearing)
    return StatementVote.objects.filter(statement__in=shown)

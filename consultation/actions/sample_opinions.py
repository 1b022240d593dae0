"""How invented people vote on the statements of a sample hearing, so that its opinion map shows something.

A sample file may tell of `listeners`, who write nothing, and of `camps`: a line `4 | ++-.` is four parts of all
people, who agree with the first two statements, disagree with the third and are divided about the fourth. Without
camps there are two, drawn by the place of a statement.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from consultation.models import Hearing, Participant, Statement, StatementVote

from . import pseudonyms
from .counters import Tally

STATEMENT_SHARE = 92
# Of a hundred who have a side, so many pass, and so many say the opposite of their camp.
PASSING, STRAYING = 5, 3
SIDES = {"+": 1, "-": -1, ".": 0}
TWO_CAMPS = ("+-", "-+")


def join(hearing: Hearing, number: int, at: datetime) -> list[Participant]:
    """Let so many people join, who write nothing; return them."""
    taken = set(hearing.participants.values_list("pseudonym", flat=True))
    names: list[str] = []
    while len(names) < number:
        name = pseudonyms.draw()
        if name not in taken:
            taken.add(name)
            names.append(name)
    people = [
        Participant(
            hearing=hearing, pseudonym=name, is_verified=True, notice_version=hearing.notice_version, joined_at=at
        )
        for name in names
    ]
    made = Participant.objects.bulk_create(people)
    tally = Tally()
    tally.add("participants", number)
    tally.write(hearing)
    return made


def vote(hearing: Hearing, people: Sequence[Participant], camps: Sequence[str], at: datetime) -> None:
    """Let most people vote on every statement that is shown, as their camp does or, some of them, otherwise.

    :raises ValueError: for a camp that cannot be read, or says nothing about some statement.
    """
    statements = list(Statement.objects.filter(hearing=hearing, status="visible").order_by("pk"))
    parts = [part for line in camps for part in _camp(line, len(statements))]
    parts = parts or [camp * (len(statements) // 2 + 1) for camp in TWO_CAMPS]
    votes, columns = [], {1: "agree", 0: "passes", -1: "disagree"}
    for place, statement in enumerate(statements):
        given = []
        for number, person in enumerate(people):
            draw = chance(hearing, number, f"statement{place}")
            if draw % 100 < STATEMENT_SHARE:
                value = _answer(SIDES[parts[number % len(parts)][place]], draw // 100)
                given.append(StatementVote(statement=statement, participant=person, value=value, at=at))
        votes += given
        counts = Counter(columns[one.value] for one in given)
        statement.votes = len(given)
        statement.agree, statement.passes, statement.disagree = (
            counts[name] for name in ("agree", "passes", "disagree")
        )
    StatementVote.objects.bulk_create(votes, batch_size=500)
    Statement.objects.bulk_update(statements, ["votes", "agree", "passes", "disagree"])
    tally = Tally()
    tally.add("statement_votes", len(votes))
    tally.write(hearing)


def chance(hearing: Hearing, key: int, what: str) -> int:
    """Return a number that looks like chance and is the same at each loading of the same hearing."""
    return int.from_bytes(hashlib.sha256(f"{hearing.code}:{key}:{what}".encode()).digest()[:3])


def _camp(line: str, statements: int) -> list[str]:
    """Return the answers of a camp once for each part of all people that it is.

    >>> _camp("2 | +-", 2)
    ['+-', '+-']
    """
    parts, bar, answers = line.partition(" | ")
    if not bar or not parts.isdecimal() or len(answers) != statements or not set(answers) <= SIDES.keys():
        raise ValueError(f"expected '4 | ' and one of + - . for each of {statements} statements, found {line[:60]!r}")
    return [answers] * int(parts)


def _answer(side: int, draw: int) -> int:
    """Return what somebody of a camp says, given its side; where the camp is divided, one of three by chance."""
    if side == 0:
        return draw % 3 - 1
    luck = draw % 100
    return 0 if luck < PASSING else -side if luck < PASSING + STRAYING else side

"""Many people who vote in an open hearing, in groups that are known beforehand."""

import uuid
from datetime import datetime, timedelta

from consultation.actions import opinion_map_making
from consultation.models import Hearing, HearingCount, OpinionMap, Participant, Statement, StatementVote
from tests.consultation.opinions.planted import groups_of
from tests.factories.services import NOW

STATEMENTS = 24


def let_vote(hearing: Hearing, sizes: tuple[int, ...], seed: int = 1) -> list[Participant]:
    """Let groups of these sizes vote on the agency's 24 statements, which are made the first time; return them all."""
    statements = list(hearing.statements.order_by("pk")) or Statement.objects.bulk_create(
        Statement(hearing=hearing, text=f"ข้อความที่ {place}", is_seed=True, status="visible", created_at=NOW)
        for place in range(STATEMENTS)
    )
    truth, rows = groups_of(sizes, STATEMENTS, seed)
    people = Participant.objects.bulk_create(
        Participant(hearing=hearing, pseudonym=uuid.uuid4().hex, notice_version="2569-1", joined_at=NOW) for _ in truth
    )
    StatementVote.objects.bulk_create(
        StatementVote(participant=people[person], statement=statements[place], value=vote, at=NOW)
        for person, place, vote in rows
    )
    for statement in statements:
        given = [vote.value for vote in StatementVote.objects.filter(statement=statement)]
        statement.votes, statement.agree = len(given), given.count(1)
        statement.disagree, statement.passes = given.count(-1), given.count(0)
    Statement.objects.bulk_update(statements, ["votes", "agree", "disagree", "passes"])
    votes = StatementVote.objects.filter(statement__in=statements).count()
    counted = {"statements": len(statements), "statement_votes": votes}
    HearingCount.objects.update_or_create(hearing=hearing, defaults=counted)
    return people


def make_map(hearing: Hearing, now: datetime = NOW) -> bool:
    """Run the job that makes a hearing's map, and return whether one was kept."""
    about = {"hearing": hearing.code, "slot": now.isoformat()}
    return opinion_map_making.keep(opinion_map_making.make.func(**about), **about)


def newest(hearing: Hearing) -> OpinionMap:
    """Return the newest map that was kept."""
    return OpinionMap.objects.filter(hearing=hearing).latest("made_on")


def day(number: int) -> datetime:
    """Return the same hour so many days later."""
    return NOW + timedelta(days=number)

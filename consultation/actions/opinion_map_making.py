"""Making the opinion maps of live hearings, in the night and in batches: where a person lies stays in the job's memory.

A map is made anew at most daily, and only when ten more people have voted: two maps with less between them would tell
how those few voted (design/consultation.md 5.2).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django_tasks import task

from consultation.models import Hearing, HearingState, OpinionMap, Participant, Statement, StatementVote
from consultation.opinions import publication
from superapp.jobs.schedules import schedule

from .hearing_periods import BANGKOK

if TYPE_CHECKING:
    from consultation.opinions.analysis import Analysis
    from consultation.opinions.ballots import Ballots

# How long after its end a hearing is looked at until a map of its last votes is there.
LOOKED_AT_AFTER = timedelta(days=7)
SEED = 0


@dataclass(frozen=True, slots=True)
class Made:
    """A map as it will be kept."""

    people_voted: int
    people_placed: int
    parameters: dict[str, Any]
    content: dict[str, Any]
    withheld: list[str]
    input_hash: str
    algorithm: str


@schedule(name="renew-opinion-maps", every=timedelta(days=1), at=timedelta(hours=2, minutes=30), missed="last")
@task(lease_s=300)
def renew(*, slot: str) -> int:
    """Ask for a new map of each public hearing that is open, or ended lately; answers how many were asked for."""
    now = datetime.fromisoformat(slot)
    asked = due(now=now)
    for code in asked:
        make.using(dedupe=f"opinion-map:{code}:{_day(now)}").enqueue(hearing=code, slot=slot)
    return len(asked)


def due(*, now: datetime) -> list[str]:
    """Return the codes of hearings whose map may be made at `now`: somebody votes in them, or did in the last days."""
    rows = Hearing.objects.public().exclude(state=HearingState.CANCELLED)
    made_after_the_end = OpinionMap.objects.filter(hearing=OuterRef("pk"), made_at__gte=OuterRef("closes_at"))
    return list(
        rows.filter(Q(closes_at__gt=now) | Q(closes_at__gt=now - LOOKED_AT_AFTER) & ~Exists(made_after_the_end))
        .filter(opens_at__lte=now, count__statement_votes__gte=publication.NEW_PEOPLE)
        .order_by("pk")
        .values_list("code", flat=True)
    )


def keep(made: Made | None, *, hearing: str, slot: str) -> bool:
    """Keep a map; answers whether it was kept. Another one of the same day, or of nearly the same people, is not."""
    now = datetime.fromisoformat(slot)
    row = Hearing.objects.public().select_for_update(of=("self",), no_key=True).filter(code=hearing).first()
    if made is None or row is None or not _may_follow(row, made.people_voted, now):
        return False
    row.opinion_maps.exclude(parameters={}).update(parameters={})
    row.opinion_maps.create(
        made_on=_day(now),
        made_at=now,
        people_voted=made.people_voted,
        people_placed=made.people_placed,
        parameters=made.parameters,
        content=made.content,
        withheld=made.withheld,
        input_hash=made.input_hash,
        algorithm=made.algorithm,
    )
    return True


@task(store=keep, max_attempts=3, lease_s=600)
def make(*, hearing: str, slot: str) -> Made | None:
    """Map what a hearing's people voted until now; None where too few have voted since the last map."""
    row = Hearing.objects.public().filter(code=hearing).first()
    if row is None or not _may_follow(row, voters(row), datetime.fromisoformat(slot)):
        return None
    return mapped(row)


def make_now(*, hearing: Hearing, now: datetime) -> bool:
    """Make and keep a hearing's map at once, as the night's job would; answers whether it was kept."""
    about = {"hearing": hearing.code, "slot": now.isoformat()}
    made = make.func(**about)
    with transaction.atomic():
        return keep(made, **about)


def voters(hearing: Hearing) -> int:
    """Return how many people have voted on any statement."""
    votes = StatementVote.objects.filter(participant=OuterRef("pk"))
    return Participant.objects.filter(Exists(votes), hearing=hearing).count()


def mapped(hearing: Hearing) -> Made:
    """Return the map of all votes of a hearing. What is no longer public counts as rejected: the one predicate."""
    from consultation.opinions import analysis

    ballots, statements = _ballots(hearing)
    found = analysis.analyse(ballots, seed=SEED)
    axes, means = found.plane.axes.round(9).tolist(), found.plane.means.round(9).tolist()
    return Made(
        people_voted=ballots.people,
        people_placed=sum(found.sizes),
        parameters={
            "voted_on": found.plane.voted_on,
            "rejected": found.plane.rejected,
            "statements": {statements[place]: [means[place], *axes[place]] for place in found.kept.tolist()},
        },
        content=_content(found, statements),
        withheld=list(found.reasons),
        input_hash=ballots.digest(),
        algorithm=analysis.ALGORITHM,
    )


def _may_follow(hearing: Hearing, people: int, now: datetime) -> bool:
    last = hearing.opinion_maps.order_by("-made_on").values_list("made_on", "people_voted").first()
    made_on, before = last if last is not None else (None, 0)
    return people >= before + publication.NEW_PEOPLE and (made_on is None or made_on < _day(now))


def _ballots(hearing: Hearing) -> "tuple[Ballots, list[str]]":
    """Return all votes of a hearing, and the public ids of the statements they are on, in the order they were written.

    Read statement by statement into five bytes a vote, never into a list of all rows.
    """
    import numpy

    from consultation.opinions.ballots import collected

    rows = list(hearing.statements.filter(votes__gt=0).order_by("pk").values_list("pk", "public_id"))
    shown = set(Statement.objects.public().filter(hearing=hearing).values_list("pk", flat=True))
    joined = Participant.objects.filter(hearing=hearing).order_by("pk").values_list("pk", flat=True)
    known = numpy.fromiter(joined.iterator(), dtype=numpy.int64)
    who, how = [numpy.zeros(0, dtype=numpy.int32)], [numpy.zeros(0, dtype=numpy.int8)]
    for key, _ in rows:
        given = StatementVote.objects.filter(statement=key).order_by("participant").values_list("participant", "value")
        votes = numpy.fromiter(given.iterator(), dtype=[("who", numpy.int64), ("how", numpy.int8)])
        places = numpy.searchsorted(known, votes["who"])
        # Whoever joined while this was read is in the next map.
        is_known = known.take(places, mode="clip") == votes["who"] if len(known) else places < 0
        who.append(places[is_known].astype(numpy.int32))
        how.append(votes["how"][is_known])
    what = numpy.repeat(numpy.arange(len(rows), dtype=numpy.int32), [len(each) for each in who[1:]])
    people = numpy.concatenate(who)
    number = numpy.cumsum(numpy.bincount(people, minlength=len(known)) > 0) - 1
    is_rejected = numpy.array([key not in shown for key, _ in rows], dtype=bool)
    ballots = collected(number[people], what, numpy.concatenate(how), is_rejected=is_rejected)
    return ballots, [str(public_id) for _, public_id in rows]


def _content(found: "Analysis", statements: list[str]) -> dict[str, Any]:
    """Return what may be public: only what all agree on where groups may not be told."""
    from consultation.opinions import density

    is_told = not found.reasons
    tally = found.tally.tolist()
    everybody = found.tally.sum(axis=0).tolist()

    def told(each: Any, group: int | None) -> dict[str, Any] | None:
        shares = [(None, publication.percentages(everybody[each.statement]))]
        shares += [
            (row, publication.percentages(tally[row][each.statement])) for row in range(found.k if is_told else 0)
        ]
        enough = {row: share for row, share in shares if share is not None}
        if group not in enough:
            return None
        return {
            "statement": statements[each.statement],
            "direction": each.direction,
            "shares": [[row, *share] for row, share in enough.items()],
        }

    consensus = [told(each, None) for each in found.consensus]
    groups = [
        {"size": publication.in_fives(size), "representative": _given(told(each, group) for each in said)}
        for group, (size, said) in enumerate(zip(found.sizes, found.representative, strict=True))
    ]
    stability = found.stability
    is_placed = found.group_of >= 0
    return {
        "groups": groups if is_told else [],
        "consensus": _given(consensus),
        "density": density.grid(found.plane.coordinates[is_placed]) if is_told else None,
        "variance_explained": [round(share, 4) for share in found.plane.explained] if is_told else None,
        "stability": {"median": stability.median, "minimum": stability.minimum, "runs": stability.runs}
        if is_told
        else None,
    }


def _given(found: Any) -> list[dict[str, Any]]:
    return [each for each in found if each is not None]


def _day(now: datetime) -> Any:
    return now.astimezone(BANGKOK).date()

"""Maps of live hearings: what is kept, when one may be made, what is withheld, and what each viewer is told."""

import json
from typing import Any

import numpy
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultation.actions import opinion_map_making, opinion_maps, statements
from consultation.models import Hearing, OpinionMap, Participant, Statement, StatementVote
from consultation.opinions import analysis
from superapp.accounts.viewer import ANONYMOUS
from superapp.api.ids import global_id
from superapp.jobs.models import Job
from superapp.jobs.worker import Until, Worker
from tests.consultation.comments import place
from tests.consultation.comments.conftest import fresh_paces, hearing
from tests.consultation.opinions.planted import ballots, groups_of
from tests.consultation.opinions.voting import day, let_vote, make_map, newest
from tests.factories.services import NOW

__all__ = ["fresh_paces", "hearing"]
pytestmark = pytest.mark.django_db


def everything(row: OpinionMap) -> str:
    return json.dumps([row.parameters, row.content, row.withheld])


def test_a_map_tells_groups_in_fives_and_names_nobody(hearing):
    people = let_vote(hearing, (41, 28))

    assert make_map(hearing)

    found = opinion_maps.latest_public(hearing)
    assert found is not None
    assert found.why_withheld == ()
    assert (found.people_voted, found.people_placed, [group.size for group in found.groups]) == (70, 70, [40, 30])
    assert found.made_at == NOW
    assert [one.text_th for one in found.consensus] == ["ข้อความที่ 0"]
    everybody, *in_groups = found.consensus[0].shares
    row = Statement.objects.get(public_id=found.consensus[0].statement_id)
    assert everybody.group is None
    assert everybody.agree_percent == round(100 * row.agree / row.votes)
    assert [share.group for share in in_groups] == [0, 1]
    assert all(one.direction in ("agree", "disagree") for group in found.groups for one in group.representative)
    assert found.density is not None
    assert all(cell.people >= 5 and cell.people % 5 == 0 for cell in found.density.cells)
    assert found.stability is not None
    assert found.stability.median >= 0.6
    kept = newest(hearing)
    assert (kept.people_voted, kept.people_placed) == (69, 69)
    for person in people:
        assert str(person.public_id) not in everything(kept)
        assert person.pseudonym not in everything(kept)
    assert set(kept.content) == {
        "groups", "consensus", "density", "variance_explained", "stability",
    }  # fmt: skip


def test_the_job_maps_what_the_quiet_room_maps(hearing):
    place.make_voice(hearing, 1)
    people = let_vote(hearing, (41, 28))
    _, rows = groups_of((41, 28))
    alone = analysis.analyse(ballots(rows, 24))

    made = opinion_map_making.mapped(hearing)

    keys = [str(key) for key in hearing.statements.order_by("pk").values_list("public_id", flat=True)]
    assert list(made.parameters["statements"]) == keys
    assert [numbers[0] for numbers in made.parameters["statements"].values()] == pytest.approx(alone.plane.means)
    assert [numbers[1:] for numbers in made.parameters["statements"].values()] == pytest.approx(alone.plane.axes)
    assert len(people) == made.people_voted == len(alone.group_of)


def test_a_few_people_are_told_nothing_but_what_all_agree_on(hearing):
    let_vote(hearing, (25, 20))

    make_map(hearing)

    found = opinion_maps.latest_public(hearing)
    assert found is not None
    assert [reason.code for reason in found.why_withheld] == ["TOO_FEW_PEOPLE"]
    assert all(reason.th and reason.en for reason in found.why_withheld)
    assert (found.groups, found.density, found.stability, found.variance_explained) == ((), None, None, None)
    assert found.input_hash == ""
    assert [[share.group for share in one.shares] for one in found.consensus] == [[None]]


def test_shares_of_fewer_than_ten_are_left_out(hearing):
    let_vote(hearing, (60, 12))

    make_map(hearing)

    tally: dict[str, int] = {}
    kept = newest(hearing).content
    for one in [*kept["consensus"], *(each for group in kept["groups"] for each in group["representative"])]:
        tally[one["statement"]] = len(one["shares"])
    # Two in three of the twelve answer a statement: eight, so that their share is told where ten or more did.
    small = {
        str(key): StatementVote.objects.filter(statement__public_id=key, participant__in=small_group(hearing)).count()
        for key in tally
    }
    assert len(tally) > 2
    assert {key for key, number in tally.items() if number == 3} == {key for key, votes in small.items() if votes >= 10}


def small_group(hearing: Hearing) -> list[Participant]:
    truth, _ = groups_of((60, 12))
    people = Participant.objects.filter(hearing=hearing).order_by("pk")
    return [person for person, group in zip(people, truth, strict=True) if group == 1]


def test_once_a_day_and_after_ten_more_people(hearing):
    let_vote(hearing, (41, 28))
    assert make_map(hearing)
    first = newest(hearing)

    assert not make_map(hearing, day(1))
    let_vote(hearing, (5, 4), seed=2)
    assert not make_map(hearing, day(1))
    let_vote(hearing, (1,), seed=3)
    assert not make_map(hearing)
    assert make_map(hearing, day(1))

    assert OpinionMap.objects.filter(hearing=hearing).count() == 2
    assert (first.people_voted, newest(hearing).people_voted) == (69, 79)
    first.refresh_from_db()
    assert first.parameters == {}
    assert newest(hearing).parameters["voted_on"] == 24


def test_what_was_computed_before_another_was_kept_is_not_kept(hearing):
    let_vote(hearing, (41, 28))
    about = {"hearing": hearing.code, "slot": NOW.isoformat()}
    computed = opinion_map_making.make.func(**about)

    assert opinion_map_making.keep(computed, **about)
    assert not opinion_map_making.keep(computed, **about)
    assert not opinion_map_making.keep(computed, hearing=hearing.code, slot=day(1).isoformat())


def test_a_hidden_statement_leaves_at_once_and_counts_as_rejected_later(hearing):
    let_vote(hearing, (41, 28))
    make_map(hearing)
    hidden = Statement.objects.get(text="ข้อความที่ 0")

    statements.set_status(statement=hidden, status="hidden", now=NOW)
    shown = opinion_maps.latest_public(hearing)
    let_vote_again(hearing)
    make_map(hearing, day(1))

    assert shown is not None
    assert shown.consensus == ()
    parameters = newest(hearing).parameters
    assert (parameters["voted_on"], parameters["rejected"], len(parameters["statements"])) == (24, 1, 23)
    assert str(hidden.public_id) not in everything(newest(hearing))


def let_vote_again(hearing: Hearing) -> None:
    let_vote(hearing, (8, 8), seed=4)


def test_the_night_asks_for_open_hearings_and_for_those_just_closed(hearing, other_agency):
    let_vote(hearing, (6, 5))
    quiet = place.make_hearing(place.make_law(other_agency, "quiet-act"), "quiet-1")
    hidden = place.make_hearing(hearing.version, "hidden-1", round=2, is_embargoed=True, embargo_ground="ม.")
    let_vote(hidden, (6, 5))

    assert opinion_map_making.due(now=NOW) == [hearing.code]
    assert opinion_map_making.renew.func(slot=NOW.isoformat()) == 1
    assert opinion_map_making.renew.func(slot=NOW.isoformat()) == 1
    job = Job.objects.get(task="consultation.actions.opinion_map_making.make")
    assert job.kwargs == {"hearing": hearing.code, "slot": NOW.isoformat()}
    assert opinion_map_making.due(now=hearing.closes_at) == [hearing.code]
    assert opinion_map_making.due(now=hearing.closes_at + opinion_map_making.LOOKED_AT_AFTER) == []
    assert make_map(hearing, hearing.closes_at)
    assert opinion_map_making.due(now=hearing.closes_at) == []
    assert not make_map(hidden)
    assert opinion_maps.latest_public(quiet) is None


@pytest.mark.django_db(transaction=True)
def test_a_worker_computes_reading_only_and_keeps_the_map(hearing):
    let_vote(hearing, (41, 28))
    opinion_map_making.renew.func(slot=NOW.isoformat())

    Worker(owner="tests", clock=timezone.now).work(Until.IDLE)

    assert list(Job.objects.values_list("state", "attempts")) == [(1, 1)]
    assert newest(hearing).people_voted == 69


def test_one_place_is_computed_for_its_person_and_kept_nowhere(hearing):
    people = let_vote(hearing, (41, 28))
    make_map(hearing)
    _, rows = groups_of((41, 28))
    plane = analysis.analyse(ballots(rows, 24)).plane

    with CaptureQueriesContext(connection) as captured:
        found = opinion_maps.my_place(hearing=hearing, participant=people[3])

    assert found is not None
    assert (found.x, found.y) == pytest.approx(tuple(plane.coordinates[3]), abs=1e-6)
    assert (found.answered, found.is_enough) == (16, True)
    assert {query["sql"].split()[0] for query in captured} == {"SELECT"}
    assert opinion_maps.my_place(hearing=hearing, participant=None) is None
    _, silent = place.make_voice(hearing, 1)
    assert opinion_maps.my_place(hearing=hearing, participant=silent) is None
    OpinionMap.objects.update(withheld=["GROUPS_NOT_STABLE"])
    assert opinion_maps.my_place(hearing=hearing, participant=people[3]) is None


def test_what_divides_is_asked_more_often_once_there_is_a_map(hearing):
    let_vote(hearing, (41, 28))
    make_map(hearing)
    far = opinion_maps.extremities(hearing)

    row = newest(hearing).parameters["statements"]
    key, (mean, first, second) = next(iter(row.items()))

    assert far[key] == pytest.approx(24**0.5 * abs(1 - mean) * numpy.hypot(first, second))
    dividing = str(Statement.objects.get(text="ข้อความที่ 1").public_id)
    agreed = str(Statement.objects.get(text="ข้อความที่ 0").public_id)
    assert far[dividing] > far[agreed]


def test_each_viewer_is_told_the_same_map_and_only_their_own_place(ask, hearing, anonymous, author, officer_elsewhere):
    let_vote(hearing, (41, 28))
    voter, mine = place.make_voice(hearing, 1)
    stranger, _ = place.make_voice(hearing, 2)
    for number, statement in enumerate(hearing.statements.order_by("pk")[:8]):
        StatementVote.objects.create(participant=mine, statement=statement, value=(1, -1)[number % 2], at=NOW)
    make_map(hearing)

    told: dict[str, Any] = {}
    for name, viewer in (
        ("anonymous", anonymous),
        ("voter", voter),
        ("stranger", stranger),
        ("here", author),
        ("elsewhere", officer_elsewhere),
    ):
        answer = ask("HearingOpinions", {"code": hearing.code}, viewer=viewer)
        assert answer.errors == []
        told[name] = answer.data["hearing"]

    maps = [one["opinionMap"] for one in told.values()]
    assert all(one == maps[0] for one in maps)
    assert [group["size"] for group in maps[0]["groups"]] == [40, 30]
    assert maps[0]["whyWithheld"] == []
    assert maps[0]["consensus"][0]["statementId"] == global_id(
        "stm", str(Statement.objects.get(text="ข้อความที่ 0").public_id)
    )
    rows = maps[0]["density"]["rows"]
    assert (len(rows), {len(row["people"]) for row in rows}) == (16, {16})
    assert {name for name, one in told.items() if one["myOpinionPosition"] is not None} == {"voter"}
    assert told["voter"]["myOpinionPosition"]["answered"] == 8
    answered = {
        global_id("stm", str(key)) for key in hearing.statements.order_by("pk").values_list("public_id", flat=True)[:8]
    }
    assert told["voter"]["nextStatement"]["id"] not in answered


def test_why_nothing_is_shown_is_said_in_both_languages_and_nothing_of_a_hidden_hearing(ask, hearing):
    let_vote(hearing, (9, 5))
    make_map(hearing)

    thai, english = (
        ask("HearingOpinions", {"code": hearing.code}, language=language).data["hearing"]["opinionMap"]
        for language in ("th", "en")
    )
    Hearing.objects.filter(pk=hearing.pk).update(is_embargoed=True, embargo_ground="ม.")
    ask.forget()

    assert [reason["code"] for reason in thai["whyWithheld"]] == ["TOO_FEW_PEOPLE"]
    assert thai["whyWithheld"][0]["text"].startswith("ยังมี")
    assert english["whyWithheld"][0]["text"].startswith("Fewer than 50")
    assert (thai["groups"], thai["density"], thai["inputHash"]) == ([], None, None)
    assert ask("HearingOpinions", {"code": hearing.code}).data["hearing"] is None
    assert opinion_maps.latest_public(hearing) is None
    assert not OpinionMap.objects.visible_to(ANONYMOUS).exists()

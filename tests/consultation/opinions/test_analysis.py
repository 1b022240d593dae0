"""The map of made-up votes whose groups are known, and of votes from which no map can be made."""

import random

import numpy
import pytest

from consultation.opinions import groups, plane, position, publication
from consultation.opinions.analysis import Analysis, analyse
from consultation.opinions.ballots import collected
from consultation.opinions.publication import Stability
from tests.consultation.opinions.planted import Row, ballots, groups_of


@pytest.fixture(scope="module")
def three() -> tuple[list[int], list[Row], Analysis]:
    """Return three planted groups, their votes and the map of these."""
    truth, rows = groups_of((60, 40, 30))
    return truth, rows, analyse(ballots(rows, 24))


def test_planted_groups_are_found_the_largest_first(three):
    truth, _, found = three

    assert found.k == 3
    assert found.sizes == [60, 40, 30]
    assert found.group_of.tolist() == truth
    assert found.reasons == ()
    assert found.stability.median is not None
    assert found.stability.median > 0.9
    assert found.stability.minimum is not None
    assert found.stability.minimum <= found.stability.median <= 1
    assert found.silhouettes.keys() == {2, 3, 4, 5}


def test_groups_say_what_only_they_agree_to(three):
    _, _, found = three

    for group, said in enumerate(found.representative):
        assert 1 <= len(said) <= 5
        assert {(each.direction, each.statement % 3 == group) for each in said} <= {
            ("agree", True),
            ("disagree", False),
        }
        assert [each.direction for each in said] == sorted(each.direction for each in said)
        assert all(each.votes_for <= each.votes <= found.sizes[group] for each in said)


def test_what_all_agree_on_is_agreed_on_in_every_group(three):
    _, _, found = three

    assert [(each.statement, each.direction) for each in found.consensus] == [(0, "agree")]
    assert found.consensus[0].votes == int(found.tally[:, 0].sum())


def test_the_order_of_rows_changes_nothing(three):
    _, rows, found = three
    mixed = random.Random(3).sample(rows, len(rows))

    again = analyse(ballots(mixed, 24))

    assert again.plane.coordinates.tobytes() == found.plane.coordinates.tobytes()
    assert again.group_of.tobytes() == found.group_of.tobytes()
    assert (again.silhouettes, again.stability) == (found.silhouettes, found.stability)
    assert ballots(mixed, 24).digest() == ballots(rows, 24).digest()


@pytest.mark.parametrize("sizes", [(20, 15), (12, 7)], ids=["by iteration", "by people"])
def test_the_plane_is_that_of_a_dense_computation(sizes):
    _, rows = groups_of(sizes)
    rejected = [3, 7]

    drawn = plane.draw(ballots(rows, 24, rejected))

    matrix = numpy.full((sum(sizes), 24), numpy.nan)
    for person, statement, vote in rows:
        matrix[person, statement] = vote
    centred = numpy.nan_to_num(matrix - numpy.nanmean(matrix, axis=0))
    centred[:, rejected] = 0
    _, sizes, vectors = numpy.linalg.svd(centred, full_matrices=False)
    answered = (~numpy.isnan(numpy.delete(matrix, rejected, axis=1))).sum(axis=1)
    # Rejected statements count as voted by everybody.
    expected = centred @ vectors[:2].T * numpy.sqrt(24 / (answered + 2))[:, None]
    signs = numpy.sign((expected * drawn.coordinates).sum(axis=0))
    assert drawn.coordinates == pytest.approx(expected * signs, abs=2e-6)
    assert drawn.explained == pytest.approx(sizes[:2] ** 2 / (sizes**2).sum())
    assert (drawn.voted_on, drawn.rejected) == (24, 2)
    assert all(column[numpy.abs(column).argmax()] > 0 for column in drawn.axes.T)


def test_one_place_is_that_of_the_map(three):
    _, rows, found = three
    columns = zip(found.plane.means.tolist(), *found.plane.axes.T.tolist(), strict=True)
    kept = position.Parameters(
        voted_on=24, rejected=0, statements={str(place): numbers for place, numbers in enumerate(columns)}
    )
    mine = {str(statement): vote for person, statement, vote in rows if person == 17}

    assert position.place(kept, mine) == pytest.approx(tuple(found.plane.coordinates[17]), abs=1e-6)
    assert position.place(kept, {}) is None


def test_the_latest_vote_counts_and_of_two_at_once_the_larger():
    given = [(0, 1, 1, 30), (0, 1, -1, 20), (0, 0, -1, 5), (0, 0, 0, 5), (1, 1, -1, 1), (0, 1, 0, 10)]
    who, what, how, when = (numpy.array(column) for column in zip(*given, strict=True))

    found = collected(who, what, how, times=when, is_rejected=numpy.zeros(2, dtype=bool))

    assert (found.starts.tolist(), found.statements.tolist(), found.votes.tolist()) == (
        [0, 2, 3],
        [0, 1, 1],
        [0, 1, -1],
    )


def test_four_people_apart_are_no_group():
    truth, rows = groups_of((60, 4))

    found = analyse(ballots(rows, 24))

    assert min(found.sizes) >= groups.FEWEST_IN_GROUP
    outliers = {found.group_of[person] for person, group in enumerate(truth) if group == 1}
    assert all(found.sizes[group] > 4 for group in outliers)


def test_many_people_are_divided_as_weighted_cells():
    chance = numpy.random.default_rng(5)
    centres = numpy.array([[-2.0, 0.0], [2.0, 1.0]])
    truth = numpy.repeat([0, 1], [3_500, 2_500])
    points = centres[truth] + chance.normal(0, 0.4, size=(6_000, 2))

    base = groups.base_points(points)
    divided = groups.divide(points, restarts=5)

    assert len(base.points) < 64 * 64
    assert base.weights.sum() == 6_000
    assert base.points[base.point_of].mean(axis=0) == pytest.approx(points.mean(axis=0))
    assert divided.k == 2
    assert (divided.groups == truth).mean() > 0.999


def everybody(people: int, statements: int, vote: int) -> list[Row]:
    return [(person, statement, vote) for person in range(people) for statement in range(statements)]


@pytest.mark.parametrize(
    ("rows", "statements", "rejected", "k", "sizes", "reasons"),
    [
        ([], 0, (), 0, [], ("TOO_FEW_PEOPLE",)),
        ([], 3, (), 0, [], ("TOO_FEW_PEOPLE",)),
        ([(0, 0, 1)], 1, (), 1, [1], ("TOO_FEW_PEOPLE",)),
        ([(0, 0, 1), (1, 0, -1)], 1, (), 1, [2], ("TOO_FEW_PEOPLE",)),
        ([(0, statement, 1) for statement in range(300)], 300, (), 1, [1], ("TOO_FEW_PEOPLE",)),
        ([*everybody(30, 2, 1), *((30, each, -1) for each in range(200))], 200, (), 1, [15], ("TOO_FEW_PEOPLE",)),
        (everybody(80, 30, 1), 30, (), 1, [80], ("NO_GROUPS",)),
        (everybody(80, 30, 0), 30, (), 1, [80], ("NO_GROUPS",)),
        ([(person, 0, 1 if person < 40 else -1) for person in range(80)], 1, (), 2, [40, 40], ()),
        (everybody(80, 3, 1), 3, (0, 1, 2), 1, [80], ("NO_GROUPS",)),
    ],
    ids=[
        "nobody", "nobody on three", "one", "two", "one on everything", "one on everything among few votes",
        "all agree", "all pass", "one statement", "all rejected",
    ],
)  # fmt: skip
def test_what_says_little_is_said_to_say_little(rows, statements, rejected, k, sizes, reasons):
    found = analyse(ballots(rows, statements, rejected))

    assert (found.k, found.sizes, found.reasons) == (k, sizes, reasons)
    assert numpy.isfinite(found.plane.coordinates).all()
    assert all(each.statement not in rejected for each in found.consensus)
    assert len(found.representative) == k


def test_all_who_agree_agree(three):
    found = analyse(ballots(everybody(80, 30, 1), 30))

    assert [each.statement for each in found.consensus] == [0, 1, 2, 3, 4]
    assert {each.direction for each in found.consensus} == {"agree"}
    assert found.representative == ((),)
    assert found.stability == Stability(None, None, 0)


def test_people_with_few_votes_lie_somewhere_and_are_in_no_group(three):
    _, rows, _ = three

    found = analyse(ballots([*rows, (130, 0, 1), (130, 1, -1)], 24))

    assert found.group_of[130] == -1
    assert found.plane.coordinates[130].any()
    assert sum(found.sizes) == 130


def test_a_number_of_groups_that_is_given_is_kept(three):
    _, rows, _ = three

    assert analyse(ballots(rows, 24), k=2).k == 2
    assert analyse(ballots(rows, 24), k=1).sizes == [130]
    assert analyse(ballots(rows[:60], 24), k=4).k == 1


@pytest.mark.parametrize(
    ("sizes", "median", "reasons"),
    [
        ([40, 10], 0.6, ()),
        ([39, 10], 0.6, ("TOO_FEW_PEOPLE",)),
        ([41, 9], 0.6, ("GROUP_TOO_SMALL",)),
        ([40, 10], 0.5999, ("GROUPS_NOT_STABLE",)),
        ([102, 6], 0.08, ("GROUP_TOO_SMALL", "GROUPS_NOT_STABLE")),
        ([50], None, ("NO_GROUPS",)),
        ([], None, ("TOO_FEW_PEOPLE",)),
    ],
)
def test_the_gate(sizes, median, reasons):
    assert publication.reasons_against(sizes, Stability(median, median, 20)) == reasons

"""What groups say, against figures computed by hand; and which statement is shown next."""

from collections import Counter

import numpy
import pytest

from consultation.opinions import density, description, routing
from consultation.opinions.routing import Candidate


def tally(*groups: tuple[tuple[int, int, int], ...]) -> numpy.ndarray:
    """Return answers [group, statement, (disagree, pass, agree)]."""
    return numpy.array(groups)


def test_the_figures_of_the_note():
    own, others = ((1, 0, 3),), ((4, 1, 1),)

    (found,) = description.representative(tally(own, others), 0, numpy.array([0]))

    assert (found.direction, found.votes, found.votes_for) == ("agree", 4, 3)
    figures = (found.agreement, found.agreement_z, found.repness, found.repness_z)
    assert [round(each, 4) for each in figures] == [0.6667, 1.3416, 2.6667, 1.7566]
    assert round(numpy.prod(figures), 4) == 4.1898


@pytest.mark.parametrize(
    ("own", "others", "expected"),
    [
        # By hand: p = 9/12, z1 = 2 sqrt(11) (9/11 - 1/2); R = 0.75 / (3/12); q = 12/22.
        ((2, 0, 8), (8, 0, 2), ("agree", 0.75, 2.1106, 3.0, 2.5690)),
        ((8, 0, 2), (2, 0, 8), ("disagree", 0.75, 2.1106, 3.0, 2.5690)),
        # Nobody of the others voted: q2 = 1, so the group is below them on either side.
        ((0, 0, 5), (0, 0, 0), ("agree", 0.8571, 2.4495, 1.7143, 0.0)),
    ],
)
def test_sides_by_hand(own, others, expected):
    (found,) = description.representative(tally((own,), (others,)), 0, numpy.array([0]))

    figures = (found.agreement, found.agreement_z, found.repness, found.repness_z)
    assert (found.direction, *(round(each, 4) for each in figures)) == expected


def test_five_at_most_agreements_first_ties_by_statement():
    own = [(0, 0, 20), (20, 0, 0), (0, 0, 20), (0, 0, 20), (19, 0, 1), (0, 0, 20), (1, 0, 19), (10, 0, 10)]
    others = [((disagree and agree) or agree, passed, disagree) for disagree, passed, agree in own]

    found = description.representative(tally(tuple(own), tuple(others)), 0, numpy.arange(8))

    assert [(each.statement, each.direction) for each in found] == [
        (0, "agree"), (2, "agree"), (3, "agree"), (5, "agree"), (1, "disagree"),
    ]  # fmt: skip


def test_where_nothing_is_certain_the_likeliest_stands_alone():
    found = description.representative(tally(((1, 0, 1), (0, 0, 2)), ((1, 0, 1), (1, 0, 1))), 0, numpy.arange(2))

    assert [(each.statement, each.direction) for each in found] == [(1, "agree")]


def test_consensus_needs_more_than_half_of_every_group():
    large = ((0, 0, 60), (0, 0, 60), (60, 0, 0), (0, 0, 60))
    small = ((0, 0, 10), (6, 0, 4), (9, 0, 1), (4, 0, 5))
    nobody = ((0, 0, 0),) * 4

    found = description.consensus(tally(large, small, nobody), numpy.arange(4))

    assert [(each.statement, each.direction, each.votes) for each in found] == [
        (0, "agree", 70), (3, "agree", 69), (2, "disagree", 70),
    ]  # fmt: skip
    # By hand: 61/62 * 11/12; (71/72), z = 2 sqrt(71) (71/71 - 1/2).
    assert round(found[0].group_product, 4) == 0.9019
    assert (round(found[0].agreement, 4), round(found[0].agreement_z, 4)) == (0.9861, 8.4261)


def test_the_weight_of_the_note_and_of_a_new_statement():
    assert round(routing.weight(Candidate("", 10, 6, 2, 0.5)), 4) == 3.8760
    # By hand: ((1 - 1/2) (0 + 1) (1/2) (1 + 8)) ** 2.
    assert routing.weight(Candidate("", 0, 0, 0)) == 5.0625
    assert routing.extremity(9, -0.5, 0.0, 0.2) == pytest.approx(0.9)


def test_statements_are_drawn_by_their_weights_and_stay_for_one_person():
    candidates = [Candidate("old", 40, 20, 10), Candidate("new", 0, 0, 0), Candidate("wide", 40, 20, 10, 2.0)]
    weights = {each.key: routing.weight(each) for each in candidates}
    seeds = [f"person-{number}" for number in range(4_000)]

    drawn = {seed: routing.following(candidates, seed=seed) for seed in seeds}

    counted = Counter(each.key for each in drawn.values() if each is not None)
    for key, weight in weights.items():
        assert counted[key] / len(seeds) == pytest.approx(weight / sum(weights.values()), abs=0.02)
    assert all(routing.following(reversed(candidates), seed=seed) == drawn[seed] for seed in seeds[:50])
    assert routing.following([], seed="x") is None


def test_cells_with_few_people_are_left_out_and_numbers_are_in_fives():
    points = numpy.array([[0.0, 0.0]] * 7 + [[1.0, 1.0]] * 4 + [[1.0, 0.0]] * 13)

    found = density.grid(points)

    assert (found["columns"], found["rows"]) == (16, 16)
    assert [found[edge] for edge in ("x_min", "x_max", "y_min", "y_max")] == [0.0, 1.0, 0.0, 1.0]
    assert found["cells"] == [[0, 0, 5], [15, 0, 15]]

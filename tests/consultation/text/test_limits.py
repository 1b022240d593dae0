"""No comment can stop the others: what runs too long is ended by the kernel, and marked."""

import pytest

from consultation.text import batch, limits
from consultation.text.limits import Outcome


def test_work_that_never_yields_is_stopped_and_the_rest_goes_on():
    # One call in C, which no handler of Python's could interrupt.
    outcomes = list(limits.each("math:factorial", [3, 20_000_000, 4], cpu_seconds=0.2))

    assert outcomes == [Outcome(6, None), Outcome(None, "time"), Outcome(24, None)]


def test_work_that_waits_is_stopped_by_the_clock():
    outcomes = list(limits.each("time:sleep", [0, 60, 0], wall_seconds=1.0))

    assert outcomes == [Outcome(None, None), Outcome(None, "time"), Outcome(None, None)]


def test_what_goes_wrong_is_marked_without_saying_what():
    outcomes = list(limits.each("math:factorial", [-1, 2]))

    assert outcomes == [Outcome(None, "error"), Outcome(2, None)]


def test_a_child_that_cannot_start_is_said():
    with pytest.raises(limits.ChildUnusable) as refused:
        list(limits.each("math:no_such_function", [1]))

    assert str(refused.value) == "the child process for math:no_such_function did not start (status 1)"


def test_an_empty_batch_starts_nothing():
    assert list(limits.each("math:no_such_function", [])) == []


def test_comments_are_analysed_in_order_with_their_form():
    outcomes = list(batch.analyse([("ไม่เห็นด้วย", None), ("\ud83d", "support"), ("ดีมาก", "wrong")]))

    assert [(each.failed, each.value and each.value["stance"]) for each in outcomes] == [
        (None, "oppose"),
        (None, "support"),
        ("error", None),
    ]

"""Exact arithmetic: the same as with fractions throughout, and whole numbers stay int."""

from fractions import Fraction
from itertools import product

import pytest

from welfare.rules.numbers import added, divided, multiplied, subtracted

NUMBERS = [
    0,
    1,
    -1,
    7,
    -12,
    10**15,
    Fraction(1, 2),
    Fraction(-1, 2),
    Fraction(1, 3),
    Fraction(31501, 100),
    Fraction(-7, 30),
]


@pytest.mark.parametrize(("left", "right"), list(product(NUMBERS, NUMBERS)))
def test_arithmetic_is_exact_and_whole_when_it_can_be(left, right):
    one, other = Fraction(left), Fraction(right)
    expected = {added: one + other, subtracted: one - other, multiplied: one * other}
    if other:
        expected[divided] = one / other

    for function, value in expected.items():
        found = function(left, right)
        assert found == value
        assert type(found) is (int if value.denominator == 1 else Fraction)


def test_division_by_zero_has_no_value():
    assert divided(1, 0) is None
    assert divided(Fraction(1, 2), 0) is None

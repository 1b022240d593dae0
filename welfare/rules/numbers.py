"""Exact numbers: rounding and writing them. Never a float, never a division of Decimals."""

from fractions import Fraction

from welfare.rules.tree import Number


def simplest(number: Number) -> Number:
    """Return a whole number as int.

    >>> simplest(Fraction(4, 2))
    2
    """
    if isinstance(number, Fraction) and number.denominator == 1:
        return number.numerator
    return number


def rounded(number: Number, places: int = 2) -> Number:
    """Return the number rounded half-up, half away from zero.

    >>> rounded(Fraction(5, 1000)), rounded(Fraction(-5, 1000)), rounded(600)
    (Fraction(1, 100), Fraction(-1, 100), 600)
    """
    if isinstance(number, int):
        return number
    scale = 10**places
    over, under = abs(number.numerator) * scale, number.denominator
    whole = (2 * over + under) // (2 * under)
    return simplest(Fraction(whole if number > 0 else -whole, scale))


def satang(baht: Number) -> int:
    """Return an amount in baht as whole satang, rounded half-up.

    >>> satang(Fraction(31501, 100))
    31501
    """
    return int(rounded(baht) * 100)


def added(left: Number, right: Number) -> Number:
    """Return the exact sum, whole when it is."""
    if type(left) is int and type(right) is int:
        return left + right
    (one, below), (other, under) = left.as_integer_ratio(), right.as_integer_ratio()
    return _quotient(one + other, below) if below == under else _quotient(one * under + other * below, below * under)


def subtracted(left: Number, right: Number) -> Number:
    """Return the exact difference, whole when it is."""
    if type(left) is int and type(right) is int:
        return left - right
    return added(left, -right)


def multiplied(left: Number, right: Number) -> Number:
    """Return the exact product, whole when it is."""
    if type(left) is int and type(right) is int:
        return left * right
    (one, below), (other, under) = left.as_integer_ratio(), right.as_integer_ratio()
    return _quotient(one * other, below * under)


def _quotient(over: int, under: int) -> Number:
    # Whole numbers as int: fractions take ten times as long in everything that follows.
    whole, rest = divmod(over, under)
    return Fraction(over, under) if rest else whole


def divided(left: Number, right: Number) -> Number | None:
    """Return the exact quotient, whole when it is; None when `right` is zero."""
    if right == 0:
        return None
    (one, below), (other, under) = left.as_integer_ratio(), right.as_integer_ratio()
    return _quotient(one * under, below * other)


def number_text(number: Number) -> str:
    """Return an exact decimal as text; a fraction without a finite decimal form as "1/3".

    >>> number_text(Fraction(1, 4)), number_text(600), number_text(Fraction(1, 3))
    ('0.25', '600', '1/3')
    """
    number = simplest(number)
    if isinstance(number, int):
        return str(number)
    rest, places = number.denominator, 0
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest, power = rest // prime, power + 1
        places = max(places, power)
    if rest != 1:
        return f"{number.numerator}/{number.denominator}"
    digits = str(abs(number.numerator) * 10**places // number.denominator).rjust(places + 1, "0")
    return f"{'-' if number < 0 else ''}{digits[:-places]}.{digits[-places:]}"

"""Numbers by which the state knows people and companies: thirteen digits, the last of which checks the others."""

WEIGHTS = range(13, 1, -1)


def check_digit(first_twelve: str) -> str:
    """Return the thirteenth digit for the first twelve: 11 less their weighted sum modulo 11, modulo 10.

    >>> check_digit("110170020345")
    '0'

    :raises ValueError: when they are not twelve ASCII digits.
    """
    if len(first_twelve) != 12 or not (first_twelve.isascii() and first_twelve.isdecimal()):
        raise ValueError("first_twelve: expected twelve digits")
    weighted = sum(int(digit) * weight for digit, weight in zip(first_twelve, WEIGHTS, strict=True))
    return str((11 - weighted % 11) % 10)


def is_citizen_id(text: str) -> bool:
    """Tell whether `text` is a citizen's number: thirteen ASCII digits, not beginning with 0, the check digit right.

    Numbers that begin with 0 are juristic persons'; those that begin with 9 are nobody's, which is why sample people
    have them.
    """
    return _is_checked(text) and text[0] != "0"


def is_juristic_id(text: str) -> bool:
    """Tell whether `text` is a juristic person's number: thirteen ASCII digits beginning with 0, check digit right."""
    return _is_checked(text) and text[0] == "0"


def _is_checked(text: str) -> bool:
    return len(text) == 13 and text.isascii() and text.isdecimal() and text[12] == check_digit(text[:12])

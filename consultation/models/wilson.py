"""Wilson's lower bound: how much agreement a comment has at least, with few votes counting for little."""

from math import sqrt

Z = 1.96


def score(up: int, down: int) -> float:
    """Return the lower bound of the share of `up` among both, at 95 per cent, to 4 decimals; 0 without votes.

    >>> score(8, 2), score(80, 20), score(1, 0), score(0, 0)
    (0.4902, 0.7112, 0.2065, 0.0)
    """
    n = up + down
    if n == 0:
        return 0.0
    share, z2 = up / n, Z * Z
    spread = Z * sqrt((share * (1 - share) + z2 / (4 * n)) / n)
    return max(0.0, round((share + z2 / (2 * n) - spread) / (1 + z2 / n), 4))

"""Units of numbers: "THB/month", "days", "rai". None is undeclared and matches every unit.

Adding or comparing two different units is a fault; a product takes both; 12 turns a year into months and back.
"""

from collections import Counter
from fractions import Fraction

from welfare.rules.tree import Const, Node


class UnitsDiffer(Exception):
    """Two units that may not meet: `left` and `right`."""

    def __init__(self, left: str, right: str) -> None:
        self.left = left
        self.right = right
        super().__init__(f"{left} and {right}")


def joined(left: str | None, right: str | None) -> str | None:
    """Return the unit that both share; the declared one when the other is not.

    >>> joined(None, "THB")
    'THB'

    :raises UnitsDiffer: when both are declared and differ.
    """
    if left is None or right is None or left == right:
        return right if left is None else left
    raise UnitsDiffer(left, right)


def product(left: Node, right: Node) -> str | None:
    """Return the unit of left * right."""
    if left.unit is not None and right.unit is not None:
        return _text(_parts(left.unit) + _parts(right.unit), _below(left.unit) + _below(right.unit))
    return _scaled(left, right, "month", "year") if right.unit is None else _scaled(right, left, "month", "year")


def quotient(left: Node, right: Node) -> str | None:
    """Return the unit of left / right."""
    if left.unit is not None and right.unit is not None:
        return _text(_parts(left.unit) + _below(right.unit), _below(left.unit) + _parts(right.unit))
    return _scaled(left, right, "year", "month") if right.unit is None else None


def _scaled(node: Node, factor: Node, per: str, new: str) -> str | None:
    # A bare figure may stand for anything ("300" baht a day): only a share and the months of a year tell the unit.
    if node.unit is None or not isinstance(factor, Const):
        return None
    if factor.value == 12 and node.unit.endswith(f"/{per}"):
        return node.unit.removesuffix(per) + new
    is_share = isinstance(factor.value, int | Fraction) and 0 < factor.value <= 1
    return node.unit if is_share else None


def _parts(unit: str) -> Counter[str]:
    return Counter(one for one in unit.split("/")[0].split("*") if one != "1")


def _below(unit: str) -> Counter[str]:
    return Counter(one for part in unit.split("/")[1:] for one in part.split("*"))


def _text(above: Counter[str], below: Counter[str]) -> str | None:
    over, under = sorted((above - below).elements()), sorted((below - above).elements())
    if not over and not under:
        return None
    return "/".join(["*".join(over) or "1", *(["*".join(under)] if under else [])])

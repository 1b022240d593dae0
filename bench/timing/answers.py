"""Answers compared before anything is timed: what answers something else is not a peer."""

from typing import Any

from services.models import wording

# Ours says of a disputed fee that it is; peers are spared the query that would tell them.
DISPUTED = f" ({wording.CERTAINTY['conflicting'][0]})"
# Every library makes ids and cursors its own way; all else must be the same.
OWN_WAYS = {"id", "cursor", "endCursor"}


def comparable(answer: Any) -> Any:
    """Return an answer without what every library makes its own way."""
    if isinstance(answer, dict):
        return {name: comparable(value) for name, value in answer.items() if name not in OWN_WAYS}
    if isinstance(answer, list):
        return [comparable(value) for value in answer]
    return answer.removesuffix(DISPUTED) if isinstance(answer, str) else answer


def difference(one: Any, other: Any, where: str = "answer") -> str | None:
    """Return the first place where two comparable answers differ, None when they are the same."""
    if isinstance(one, dict) and isinstance(other, dict):
        if one.keys() != other.keys():
            return f"{where}: {sorted(one)} against {sorted(other)}"
        found = (difference(one[name], other[name], f"{where}.{name}") for name in one)
    elif isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            return f"{where}: {len(one)} items against {len(other)}"
        found = (difference(*pair, f"{where}[{place}]") for place, pair in enumerate(zip(one, other, strict=True)))
    else:
        return None if one == other and type(one) is type(other) else f"{where}: {one!r} against {other!r}"
    return next((each for each in found if each), None)

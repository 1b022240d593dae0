"""Entry: what one shipped operation is asked, how much it shows and what it costs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    # small.py makes the rows of modules that have entries too.
    from tests.operations.small import Small

Variables = Callable[["Small"], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation: who asks with which variables, what `shown` counts at 2 and at 20 rows, and its queries.

    `queries` counts the statements that read or write rows, the same at 2 and at 20 rows. What nobody has to sign in
    for costs nothing once the catalogue is in memory. `counts` says how many of them count rows: no list does.
    """

    shown: Callable[[Any], Any]
    at_2: Any
    at_20: Any
    variables: Variables = lambda small: {}
    viewer: str = "anonymous"
    queries: int = 0
    counts: int = 0

    @property
    def is_public(self) -> bool:
        """Tell whether the answer is the same for everybody."""
        return self.viewer == "anonymous"


def edges(*path: str) -> Callable[[Any], int]:
    def count(data: Any) -> int:
        for name in path:
            data = data[name]
        return len(data["edges"])

    return count

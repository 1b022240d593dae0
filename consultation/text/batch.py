"""Many comments analysed on the job path, under the limits of limits.py."""

import gc
from collections.abc import Iterable, Iterator
from typing import Any, Final

from consultation.text import comment, limits
from consultation.text.limits import Outcome

FUNCTION: Final = "consultation.text.batch:analysed"


def analyse(comments: Iterable[tuple[str, str | None]]) -> Iterator[Outcome]:
    """Yield what was found in each (text, position given in the form or None), in order.

    A value is the dictionary of comment.fields; a comment that took too long has none and `failed` "time", and the
    others go on.

    :raises ChildUnusable: when the process that analyses does not start.
    """
    return limits.each(FUNCTION, ([text, form] for text, form in comments))


def analysed(item: list[Any]) -> dict[str, Any]:
    """Analyse one comment, in the process that may be killed."""
    # numpy comes with it, which the process that only asks for the work does without.
    from consultation.text import tone

    text, form = item
    return comment.fields(comment.analyse(text, form, tone.installed()))


def warm() -> None:
    """Load dictionary, lists and model before the first comment's time is counted, and keep them from being swept."""
    analysed(["นายสมชาย ใจดี มาตรา 1 ของ พ.ร.บ.ประกันสังคม mai hen duai", None])
    # The dictionary is a million small objects: without this every sweep of the garbage collector visits them all.
    gc.freeze()

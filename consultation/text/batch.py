"""Many comments analysed on the job path, under the limits of limits.py."""

import gc
from collections.abc import Iterable, Iterator
from typing import Any, Final

from consultation.text import comment, flags, index, limits, personal_data, pieces
from consultation.text.limits import Outcome

FUNCTION: Final = "consultation.text.batch:analysed"
FINDING: Final = "consultation.text.batch:finding"


def analyse(comments: Iterable[tuple[str, str | None]]) -> Iterator[Outcome]:
    """Yield what was found in each (text, position given in the form or None), in order.

    A value is the dictionary of comment.fields; a comment that took too long has none and `failed` "time", and the
    others go on.

    :raises ChildUnusable: when the process that analyses does not start.
    """
    return limits.each(FUNCTION, ([text, form] for text, form in comments))


def findings(texts: Iterable[str]) -> Iterator[Outcome]:
    """Yield what is worth keeping of each text, in order: the dictionary of `finding`, under the same limits.

    :raises ChildUnusable: when the process that analyses does not start.
    """
    return limits.each(FINDING, texts)


def finding(text: str) -> dict[str, Any]:
    """Return what is kept of one comment, in the process that may be killed; no word of it but its keywords.

    Offsets of `personal_data` and `flags` count in the display form, `words` are numbers of index.py.
    """
    from consultation.text import tone

    found = comment.analyse(text, None, tone.installed())
    shown = found.text.display
    data, flagged = found.personal_data, found.flags
    if shown != found.text.analysis:
        cut = pieces.cut(shown)
        data, flagged = personal_data.find(shown, cut), flags.find(shown, cut)
    told = comment.fields(found)
    return {
        "made_by": found.made_by,
        "stance": found.stance.label,
        "tone": told["tone"],
        "language": found.language,
        "keywords": found.keywords,
        "section_refs": list(dict.fromkeys(ref.ref for ref in found.section_refs)),
        "personal_data": [[each.kind, each.start, each.end, each.valid] for each in data],
        "flags": [[each.kind, each.start, each.end] for each in flagged],
        "words": index.of_comment(found),
    }


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

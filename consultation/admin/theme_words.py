"""How campaigns and themes are shown at the desk: bars, and what differs between nearly equal texts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from consultation.actions.listening_figures import ThemeLine
from consultation.models import CommentFinding
from consultation.text.pieces import cut

TONES = {"support": "good", "support_with_changes": "fair", "oppose": "bad", "mixed": "warn", "unstated": "none"}
MOST_VARIANTS = 8
LONGEST_COMPARED = 600


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a text; `is_other` where it differs from the one it is compared with."""

    text: str
    is_other: bool


@dataclass(frozen=True, slots=True)
class Variant:
    """A wording of a campaign, how many used it, and what differs in it."""

    number: int
    stretches: tuple[Stretch, ...]


def stance_parts(line: ThemeLine) -> list[dict[str, Any]]:
    """Return the stances of a theme as parts of a bar: where each begins and how wide it is, of 100."""
    parts, at = [], 0.0
    for name, label in CommentFinding.Stance.choices:
        number = line.stances[name]
        if number:
            width = 100 * number / line.comments
            parts.append({"tone": TONES[name], "name": label, "number": number, "x": f"{at:.2f}", "w": f"{width:.2f}"})
            at += width
    return parts


def variants(texts: Sequence[str], representative: str) -> list[Variant]:
    """Return the commonest wordings, each with what differs from the one that speaks for all."""
    counts = Counter(texts)
    counts.pop(representative, None)
    return [Variant(number, _compared(representative, text)) for text, number in counts.most_common(MOST_VARIANTS)]


def _compared(one: str, other: str) -> tuple[Stretch, ...]:
    # Long texts are compared by their beginnings: a campaign's edits are greetings and single words.
    old, new = cut(one[:LONGEST_COMPARED]), cut(other[:LONGEST_COMPARED])
    found = []
    for kind, _, _, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if end > start:
            found.append(Stretch("".join(new[start:end]), kind != "equal"))
    if len(other) > LONGEST_COMPARED:
        found.append(Stretch("…", False))
    return tuple(found)

"""How well a tone model labels texts that people have labelled."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

import numpy

from consultation.text import jsonlines, tone
from consultation.text.tone_training import Labelled

COVERAGES: Final = (0.30, 0.50, 0.70)
_PAIRS: Final = (("text", "label"), ("texts", "category"))


@dataclass(frozen=True, slots=True)
class Scores:
    """Agreement with the labels, without abstention: shares between 0 and 1."""

    micro_f1: float
    macro_f1: float
    recall: dict[str, float]


def read(file: BinaryIO) -> Labelled:
    """Return the texts of a file of JSON Lines with text and label, or texts and category as Wisesight names them.

    :raises BadLine: at the first line that has neither pair or another label, with its number.
    """
    texts: list[str] = []
    labels: list[int] = []
    for number, line in jsonlines.lines(file):
        try:
            text, label = _pair(line)
        except jsonlines.BadLine as problem:
            raise jsonlines.BadLine(f"line {number}: {problem}") from problem
        texts.append(text)
        labels.append(label)
    return Labelled(tuple(texts), tuple(labels))


def score(found: Sequence[int], labels: Sequence[int]) -> Scores:
    """Return the scores of the labels `found` against those that people gave; places in tone.LABELS.

    :raises ValueError: when there are none.
    """
    if not labels:
        raise ValueError("found no text to evaluate on")
    made, given = numpy.array(found), numpy.array(labels)
    f1s: list[float] = []
    recall: dict[str, float] = {}
    for place, name in enumerate(tone.LABELS):
        right = int(((made == place) & (given == place)).sum())
        both = int((made == place).sum()) + int((given == place).sum())
        f1s.append(2 * right / both if both else 0.0)
        recall[name] = right / max(1, int((given == place).sum()))
    return Scores(float((made == given).mean()), sum(f1s) / len(f1s), recall)


def accuracy_at(shares: Any, labels: Sequence[int], coverage: float) -> float:
    """Return how often the model is right on the `coverage` of texts that it is surest of."""
    best = shares.max(axis=1)
    kept = numpy.argsort(-best, kind="stable")[: max(1, round(coverage * len(best)))]
    return float((shares.argmax(axis=1)[kept] == numpy.array(labels)[kept]).mean())


def _pair(line: bytes | None) -> tuple[str, int]:
    given = jsonlines.loaded(line)
    for text, label in _PAIRS:
        if isinstance(given.get(text), str) and label in given:
            if given[label] not in tone.LABELS:
                raise jsonlines.BadLine(f"{label}: expected one of {', '.join(tone.LABELS)}")
            return given[text], tone.LABELS.index(given[label])
    raise jsonlines.BadLine("expected text and label, or texts and category")

"""The tone of a comment: negative, neutral, positive or a question, or "unsure".

A linear model over words and runs of characters, read from `data/tone.npz`: numbers only, no pickle. It was trained on
social media about products (docs/tone-model.md), so it says little about laws: "neutral" means no clear tone, nothing
is ranked by it, and it is never taken for a position. Imports numpy, so only jobs and commands import this module.
"""

import hashlib
import io
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

import numpy

from consultation.text import tone_features

LABELS: Final = ("neg", "neu", "pos", "q")
UNSURE: Final = "unsure"
LEAST_CONFIDENCE: Final = 0.60
"""Below this the label is "unsure"; chosen on the validation split."""

SEPARATOR: Final = "\x1f"
"""Stands between the features in the file; no text holds it, since the display form drops control characters."""

NAME: Final = "tone"


@dataclass(frozen=True, slots=True)
class Tone:
    """A tone: its label, the calibrated chance that it is right, and the share of each of the four labels."""

    label: str
    confidence: float
    scores: tuple[float, float, float, float]
    made_by: tuple[str, str]


class Model:
    """A trained model. Immutable after construction, so safe for threads."""

    __slots__ = ("_bias", "_calibration", "_idf", "_places", "_weights", "_words", "made_by")

    def __init__(self, arrays: dict[str, Any], version: str) -> None:
        features = arrays["features"].tobytes().decode().split(SEPARATOR)
        self._words = int(arrays["words"])
        self._places = (
            {feature: place for place, feature in enumerate(features[: self._words])},
            {feature: place for place, feature in enumerate(features[self._words :], self._words)},
        )
        self._idf = arrays["idf"].astype(numpy.float32)
        self._weights = arrays["weights"].astype(numpy.float32)
        self._bias = arrays["bias"].astype(numpy.float64)
        self._calibration = tuple(float(value) for value in arrays["calibration"])
        self.made_by = (NAME, version)

    def label(self, text: str, tokens: Sequence[str], *, abstain: bool = True) -> Tone:
        """Return the tone of a comment; `tokens` as consultation.text.comment cuts it.

        Without `abstain` the label is the likeliest of the four, however unlikely.
        """
        scores = self.scores(text, tokens)
        best = int(scores.argmax())
        slope, level = self._calibration
        confidence = 1 / (1 + math.exp(-(slope * float(scores[best]) + level)))
        is_unsure = abstain and confidence < LEAST_CONFIDENCE
        shares = tuple(round(float(score), 4) for score in scores)
        return Tone(
            UNSURE if is_unsure else LABELS[best],
            round(confidence, 4),
            shares,  # type: ignore[arg-type]
            self.made_by,
        )

    def scores(self, text: str, tokens: Sequence[str]) -> Any:
        """Return the share of each label, in the order of LABELS; together they make 1."""
        margins = self._bias.copy()
        words, runs = tone_features.features(text, tokens)
        for places, found in zip(self._places, (words, runs), strict=True):
            counts = Counter(map(places.get, found))
            counts.pop(None, None)
            if counts:
                at = numpy.fromiter(counts.keys(), numpy.int64, len(counts))
                values = (1 + numpy.log(numpy.fromiter(counts.values(), numpy.float64, len(counts)))) * self._idf[at]
                margins += values @ self._weights[at] / math.sqrt(values @ values)
        return shares(margins)


def shares(margins: Any) -> Any:
    """Return one share per label from eight margins: four of one-against-rest regressions, four of one machine."""
    half = len(LABELS)
    against_rest = 1 / (1 + numpy.exp(-margins[..., :half]))
    doubled = 2 * margins[..., half:]
    raised = numpy.exp(doubled - doubled.max(axis=-1, keepdims=True))
    together = against_rest + raised / raised.sum(axis=-1, keepdims=True)
    return together / together.sum(axis=-1, keepdims=True)


def read(content: bytes) -> Model:
    """Return the model in the bytes of a file made by train_tone.

    :raises ValueError: when they are no such file, or would need a pickle.
    """
    with numpy.load(io.BytesIO(content), allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in archive.files}
    missing = {"features", "words", "idf", "weights", "bias", "calibration"} - arrays.keys()
    if missing:
        raise ValueError(f"the model file lacks {', '.join(sorted(missing))}: make it with bin/manage train_tone")
    return Model(arrays, f"1-{hashlib.sha256(content).hexdigest()[:8]}")


@cache
def installed() -> Model | None:
    """Return the model shipped with the package, None when there is none."""
    file = resources.files("consultation.text").joinpath("data/tone.npz")
    return read(file.read_bytes()) if file.is_file() else None

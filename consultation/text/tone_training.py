"""How the tone model is made: the recipe, with fixed seeds, so that the same data give the same model.

Words and runs of characters as sublinear TF-IDF; four one-against-rest logistic regressions on weights that compare how
common a feature is in a class and outside it (Wang and Manning, 2012), and one linear support vector machine; the
shares of both are added. Every part is linear, so the model is one table of eight weights per feature.
scikit-learn is imported inside the functions: training happens in a command, never in a web process.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy

from consultation.text import comment, tone, tone_features

MOST_WORDS: Final = 50_000
MOST_RUNS: Final = 120_000
LEAST_TEXTS: Final = 2
REGRESSION_C: Final = 4.0
MACHINE_C: Final = 0.2
MACHINE_CLASS_WEIGHTS: Final = {0: 1.3, 1: 1.0, 2: 1.6, 3: 3.0}
SEED: Final = 0


@dataclass(frozen=True, slots=True)
class Labelled:
    """Texts with the place of each text's label in tone.LABELS."""

    texts: tuple[str, ...]
    labels: tuple[int, ...]


def prepared(texts: Sequence[str]) -> list[tuple[list[str], list[str]]]:
    """Return both kinds of features of each text."""
    return [tone_features.features(text, comment.tokens_of(text)) for text in texts]


def fitted(data: Labelled, features: Sequence[tuple[list[str], list[str]]] | None = None) -> dict[str, Any]:
    """Return the arrays of a model trained on `data`, its confidence not yet calibrated.

    `features` are those of `data.texts`, if they are at hand.
    """
    from scipy import sparse
    from sklearn.linear_model import LogisticRegression
    from sklearn.svm import LinearSVC

    features = prepared(data.texts) if features is None else features
    labels = numpy.array(data.labels)
    words = _vectoriser(MOST_WORDS)
    runs = _vectoriser(MOST_RUNS)
    seen = sparse.hstack(
        [words.fit_transform([each for each, _ in features]), runs.fit_transform([each for _, each in features])]
    )
    seen = seen.tocsr()
    weights = numpy.zeros((seen.shape[1], 2 * len(tone.LABELS)))
    bias = numpy.zeros(2 * len(tone.LABELS))
    for place in range(len(tone.LABELS)):
        is_class = labels == place
        ratio = _ratio(seen, is_class)
        regression = LogisticRegression(C=REGRESSION_C, solver="liblinear", random_state=SEED)
        regression.fit(seen.multiply(ratio).tocsr(), is_class)
        weights[:, place] = regression.coef_[0] * ratio
        bias[place] = regression.intercept_[0]
    machine = LinearSVC(C=MACHINE_C, class_weight=MACHINE_CLASS_WEIGHTS, random_state=SEED).fit(seen, labels)
    weights[:, len(tone.LABELS) :] = machine.coef_.T
    bias[len(tone.LABELS) :] = machine.intercept_
    names = [*words.get_feature_names_out(), *runs.get_feature_names_out()]
    return {
        "features": numpy.frombuffer(tone.SEPARATOR.join(names).encode(), dtype=numpy.uint8),
        "words": numpy.array(len(words.vocabulary_)),
        "idf": numpy.concatenate([words.idf_, runs.idf_]).astype(numpy.float16),
        "weights": weights.astype(numpy.float16),
        "bias": bias.astype(numpy.float32),
        "calibration": numpy.array([1.0, 0.0], dtype=numpy.float32),
    }


def calibrated(arrays: dict[str, Any], shares: Any, labels: Sequence[int]) -> dict[str, Any]:
    """Return `arrays` with the two numbers that turn a share into the chance that the label is right.

    `shares` and `labels` are of texts that the model has not seen.
    """
    from sklearn.linear_model import LogisticRegression

    best = shares.max(axis=1)
    is_right = shares.argmax(axis=1) == numpy.array(labels)
    line = LogisticRegression(C=1e6, random_state=SEED).fit(best[:, None], is_right)
    return arrays | {"calibration": numpy.array([line.coef_[0, 0], line.intercept_[0]], dtype=numpy.float32)}


def file_of(arrays: dict[str, Any]) -> bytes:
    """Return the bytes of the file that tone.read reads; equal arrays give equal bytes."""
    file = io.BytesIO()
    numpy.savez_compressed(file, **{name: arrays[name] for name in sorted(arrays)})
    return file.getvalue()


def _vectoriser(most: int) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(analyzer=_as_given, max_features=most, min_df=LEAST_TEXTS, sublinear_tf=True)


def _as_given(features: list[str]) -> list[str]:
    return features


def _ratio(seen: Any, is_class: Any) -> Any:
    """Return, per feature, the logarithm of how much more common it is inside a class than outside."""
    inside = 1 + numpy.asarray(seen[is_class].sum(axis=0)).ravel()
    outside = 1 + numpy.asarray(seen[~is_class].sum(axis=0)).ravel()
    return numpy.log((inside / inside.sum()) / (outside / outside.sum()))

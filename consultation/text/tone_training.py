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


Features = list[tuple[list[str], list[str]]]


@dataclass(frozen=True, slots=True)
class Labelled:
    """Texts with the place of each text's label in tone.LABELS."""

    texts: tuple[str, ...]
    labels: tuple[int, ...]


def prepared(texts: Sequence[str]) -> Features:
    """Return both kinds of features of each text."""
    return [tone_features.features(text, comment.tokens_of(text)) for text in texts]


@dataclass(frozen=True, slots=True)
class Trained:
    """A model as scikit-learn holds it, to be written as arrays and to compare with what is read back."""

    words: Any
    runs: Any
    ratios: tuple[Any, ...]
    regressions: tuple[Any, ...]
    machine: Any

    def shares(self, features: Features) -> Any:
        """Return the share of each label for each text, computed by scikit-learn throughout."""
        seen = _seen(self, features)
        margins = [
            regression.decision_function(seen.multiply(ratio).tocsr())[:, None]
            for regression, ratio in zip(self.regressions, self.ratios, strict=True)
        ]
        return tone.shares(numpy.hstack([*margins, self.machine.decision_function(seen)]))

    def arrays(self) -> dict[str, Any]:
        """Return the model as arrays, eight weights a feature, its confidence not yet calibrated."""
        names = [*self.words.get_feature_names_out(), *self.runs.get_feature_names_out()]
        against_rest = [each.coef_[0] * ratio for each, ratio in zip(self.regressions, self.ratios, strict=True)]
        weights = numpy.column_stack([*against_rest, self.machine.coef_.T])
        bias = numpy.concatenate([*(each.intercept_ for each in self.regressions), self.machine.intercept_])
        return {
            "features": numpy.frombuffer(tone.SEPARATOR.join(names).encode(), dtype=numpy.uint8),
            "words": numpy.array(len(self.words.vocabulary_)),
            "idf": numpy.concatenate([self.words.idf_, self.runs.idf_]).astype(numpy.float16),
            "weights": weights.astype(numpy.float16),
            "bias": bias.astype(numpy.float32),
            "calibration": numpy.array([1.0, 0.0], dtype=numpy.float32),
        }


def fitted(labels: Sequence[int], features: Features) -> Trained:
    """Return a model trained on texts with these labels and features. Takes about 40 seconds for 22,000 texts."""
    from scipy import sparse
    from sklearn.linear_model import LogisticRegression
    from sklearn.svm import LinearSVC

    places = numpy.array(labels)
    words, runs = _vectoriser(MOST_WORDS), _vectoriser(MOST_RUNS)
    by_words = words.fit_transform([each for each, _ in features])
    by_runs = runs.fit_transform([each for _, each in features])
    seen = sparse.hstack([by_words, by_runs]).tocsr()
    ratios, regressions = [], []
    for place in range(len(tone.LABELS)):
        is_class = places == place
        ratio = _ratio(seen, is_class)
        regression = LogisticRegression(C=REGRESSION_C, solver="liblinear", random_state=SEED)
        regressions.append(regression.fit(seen.multiply(ratio).tocsr(), is_class))
        ratios.append(ratio)
    machine = LinearSVC(C=MACHINE_C, class_weight=MACHINE_CLASS_WEIGHTS, random_state=SEED).fit(seen, places)
    return Trained(words, runs, tuple(ratios), tuple(regressions), machine)


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


def _seen(trained: Trained, features: Features) -> Any:
    from scipy import sparse

    by_words = trained.words.transform([each for each, _ in features])
    return sparse.hstack([by_words, trained.runs.transform([each for _, each in features])]).tocsr()


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

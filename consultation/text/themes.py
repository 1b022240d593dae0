"""What comments are about: groups of comments, named by words that people used.

Words, and runs of three of their letters, are weighed by the shipped table and by how rare they are among the comments;
a factorisation into few non-negative parts finds which go together. Personal data and references to sections are left
out, and comments with fewer than three words that say something stay without a theme. Few new comments do not move the
old ones: they are placed into the themes that are there. Several themes may be about one thing, which officers see and
merge; one theme about two things they would not. scikit-learn is imported by the functions that need it, for jobs only.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy

from consultation.text import keywords, lexicon
from consultation.text.wording import said

NAME: Final = "themes"
FEWEST_COMMENTS: Final = 12
"""Usable comments below which there is not enough to say."""

FEWEST_WORDS: Final = 3
FEWEST_THEMES: Final = 3
MOST_THEMES: Final = 12
LABEL_WORDS: Final = 5
QUOTES: Final = 3

GROWTH: Final = 0.10
"""The share of comments that may be new before the themes are sought again."""

_SEED: Final = 0
_MOST_VOCABULARY: Final = 8_000
_RUN: Final = 3
_RUN_WORTH: Final = 1.5
_LEAST_WEIGHT: Final = 0.02
_COMMONEST: Final = 0.5
_LEAST_SHARE: Final = 0.12
"""Of a comment's length that its theme must explain; below it the comment stays without a theme."""

_LARGEST_VOICE: Final = 0.05
_VARIETY: Final = 0.35
_READABLE: Final = range(30, 301)


@dataclass(frozen=True, slots=True)
class Voice:
    """One comment to group: `copies` says for how many nearly equal ones it stands.

    `words` are what `said` returns of its text where that is known already.
    """

    id: Any
    text: str
    copies: int = 1
    words: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Theme:
    """Comments about one thing: words that name it, ids in order, and the ids of those worth quoting, best first."""

    words: tuple[str, ...]
    ids: tuple[Any, ...]
    representatives: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Basis:
    """What places further comments into the same themes.

    `parts`: for each theme, how much each feature weighs in it. `weights`: how much a feature weighs in a comment.
    `comments`: how many the themes were made of. A feature is a word, or # and three of a word's letters.
    """

    parts: tuple[Mapping[str, float], ...]
    weights: Mapping[str, float]
    comments: int


@dataclass(frozen=True, slots=True)
class Themes:
    """The themes of a hearing or a section, largest first when new; `unplaced` are the ids of comments without one.

    `basis` is None, and there are no themes, when there is not enough to say.
    """

    themes: tuple[Theme, ...]
    unplaced: tuple[Any, ...]
    basis: Basis | None
    made_by: tuple[str, str]


def find(voices: Iterable[Voice], previous: Basis | None = None) -> Themes:
    """Return the themes among comments; the order in which they come changes nothing.

    With the `basis` of the last time, few new comments are placed into those themes and nothing else moves. When more
    than a tenth is new the themes are sought again, in the order of the old ones they resemble.
    """
    ordered = sorted(voices, key=lambda voice: (isinstance(voice.id, str), voice.id))
    words = [said(voice.text) if voice.words is None else list(voice.words) for voice in ordered]
    usable = [place for place, each in enumerate(words) if len(set(each)) >= FEWEST_WORDS]
    made_by = (NAME, lexicon.version())
    is_kept = previous is not None and len(usable) <= previous.comments * (1 + GROWTH)
    found: Basis | None = previous
    if not is_kept:
        found = _sought([words[at] for at in usable], [ordered[at] for at in usable])
    if found is None or not found.parts or not usable:
        return Themes((), tuple(voice.id for voice in ordered), found, made_by)
    if previous and not is_kept:
        found = _in_order_of(previous, found)
    rows = _rows([words[at] for at in usable], found.weights)
    places = _placed(rows, found)
    if previous is None:
        found, places = _largest_first(found, places)
    themes = []
    for theme in range(len(found.parts)):
        members = numpy.flatnonzero(places == theme)
        if len(members):
            themes.append(
                Theme(
                    _label([words[usable[at]] for at in members], words),
                    tuple(ordered[usable[at]].id for at in members),
                    tuple(ordered[usable[at]].id for at in _quotes(rows, members, [ordered[at] for at in usable])),
                )
            )
    placed = {number for theme in themes for number in theme.ids}
    unplaced = tuple(voice.id for voice in ordered if voice.id not in placed)
    return Themes(tuple(themes), unplaced, found, made_by)


def _sought(words: Sequence[Sequence[str]], voices: Sequence[Voice]) -> Basis | None:
    """Factorise; a text counts as many times as it has copies, but no more than a twentieth of all.

    None when there is not enough to say: too few comments, or no word that some share and others lack.
    """
    from sklearn.decomposition import NMF

    if len(words) < FEWEST_COMMENTS:
        return None
    counts = Counter(feature for each in words for feature in set(_features(each)))
    most = max(FEWEST_WORDS, _COMMONEST * len(words))
    known = sorted((-times, feature) for feature, times in counts.items() if 2 <= times <= most)
    if not known:
        return None
    weights = {
        feature: round(math.log(1 + len(words) / -times) * _worth(feature), 4)
        for times, feature in known[:_MOST_VOCABULARY]
    }
    rows = _rows(words, weights)
    limit = max(1.0, _LARGEST_VOICE * len(voices))
    copies = numpy.array([math.sqrt(min(voice.copies, limit)) for voice in voices])
    count = min(MOST_THEMES, max(FEWEST_THEMES, round(math.sqrt(len(words)))), min(rows.shape))
    model = NMF(count, init="nndsvda", random_state=_SEED, max_iter=400, tol=1e-4)
    model.fit(rows.multiply(copies[:, None]).tocsr())
    names = list(weights)
    parts = []
    for part in model.components_:
        if part.max() > 0:
            kept = numpy.flatnonzero(part > _LEAST_WEIGHT * part.max())
            parts.append({names[at]: round(float(part[at]), 5) for at in kept})
    return Basis(tuple(parts), weights, len(words))


def _features(words: Sequence[str]) -> list[str]:
    """Return the words, and every three letters of each: compounds that share a part are about the same."""
    runs = [f"#{word[at : at + _RUN]}" for word in words for at in range(len(word) - _RUN + 1)]
    return [*words, *runs]


def _worth(feature: str) -> float:
    return _RUN_WORTH if feature.startswith("#") else keywords.weight(feature)


def _rows(words: Sequence[Sequence[str]], weights: Mapping[str, float]) -> Any:
    """Return one row per comment, of length 1, or 0 where it has none of the features."""
    from scipy import sparse

    places = {feature: place for place, feature in enumerate(weights)}
    data: list[float] = []
    columns: list[int] = []
    starts = [0]
    for each in words:
        counts = Counter(feature for feature in _features(each) if feature in weights)
        values = [(1 + math.log(times)) * weights[feature] for feature, times in counts.items()]
        length = math.sqrt(sum(value * value for value in values)) or 1.0
        data += [value / length for value in values]
        columns += [places[feature] for feature in counts]
        starts.append(len(columns))
    return sparse.csr_matrix((data, columns, starts), shape=(len(words), len(weights)))


def _placed(rows: Any, basis: Basis) -> Any:
    """Return the number of each row's theme, -1 where none explains enough of it. Each row by itself."""
    from sklearn.decomposition import non_negative_factorization

    places = {feature: place for place, feature in enumerate(basis.weights)}
    parts = numpy.zeros((len(basis.parts), rows.shape[1]))
    for number, part in enumerate(basis.parts):
        for feature, weight in part.items():
            parts[number, places[feature]] = weight
    lengths = numpy.linalg.norm(parts, axis=1, keepdims=True)
    parts /= numpy.where(lengths == 0, 1, lengths)
    shares, _, _ = non_negative_factorization(
        rows, H=parts, n_components=len(parts), update_H=False, random_state=_SEED, max_iter=400, tol=1e-6
    )
    best = shares.argmax(axis=1)
    best[shares.max(axis=1) < _LEAST_SHARE] = -1
    return best


def _largest_first(basis: Basis, places: Any) -> tuple[Basis, Any]:
    """Return the basis and the number of each row's theme with the largest theme as number 0."""
    sizes = numpy.bincount(places[places >= 0], minlength=len(basis.parts))
    order = numpy.argsort(-sizes, kind="stable")
    renamed = numpy.empty(len(order) + 1, dtype=int)
    renamed[order] = numpy.arange(len(order))
    renamed[-1] = -1
    ordered = tuple(basis.parts[at] for at in order)
    return Basis(ordered, basis.weights, basis.comments), renamed[places]


def _in_order_of(previous: Basis, found: Basis) -> Basis:
    """Return `found` with its themes in the order of the old ones they resemble; those that are new come last."""
    from scipy.optimize import linear_sum_assignment

    likeness = numpy.array([[_likeness(old, new) for new in found.parts] for old in previous.parts])
    olds, news = linear_sum_assignment(-likeness)
    kept = [int(new) for old, new in zip(olds, news, strict=True) if likeness[old, new] > 0]
    rest = [new for new in range(len(found.parts)) if new not in kept]
    return Basis(tuple(found.parts[new] for new in (*kept, *rest)), found.weights, found.comments)


def _likeness(first: Mapping[str, float], second: Mapping[str, float]) -> float:
    shared = sum(weight * second.get(word, 0.0) for word, weight in first.items())
    lengths = math.sqrt(sum(each * each for each in first.values()) * sum(each * each for each in second.values()))
    return shared / lengths if lengths else 0.0


def _label(inside: Sequence[Sequence[str]], everything: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the words that are frequent in the theme and rare outside it; of equals, the first in code point order."""
    within = Counter(word for each in inside for word in set(each))
    overall = Counter(word for each in everything for word in set(each))
    average = len(everything) / max(1, len(overall))
    scored = {
        word: times * math.log(1 + average * len(everything) / overall[word])
        for word, times in within.items()
        if times > 1 or len(inside) == 1
    }
    chosen: list[str] = []
    for word in sorted(scored, key=lambda word: (-scored[word], word)):
        # ที่ดิน beside ภาษีที่ดิน says nothing more.
        if not any(word in other or other in word for other in chosen):
            chosen.append(word)
        if len(chosen) == LABEL_WORDS:
            break
    return tuple(chosen)


def _quotes(rows: Any, members: Any, voices: Sequence[Voice]) -> list[int]:
    """Return the members nearest to the middle of the theme and far from each other (maximal marginal relevance)."""
    middle = numpy.asarray(rows[members].mean(axis=0)).ravel()
    nearness = rows[members] @ (middle / (numpy.linalg.norm(middle) or 1.0))
    readable = numpy.array([1.0 if len(voices[at].text.strip()) in _READABLE else 0.5 for at in members])
    worth = nearness * readable
    chosen: list[int] = []
    nearest = numpy.zeros(len(members))
    while len(chosen) < min(QUOTES, len(members)):
        score = (1 - _VARIETY) * worth - _VARIETY * nearest
        score[chosen] = -numpy.inf
        best = int(score.argmax())
        chosen.append(best)
        beside = (rows[members] @ rows[members[best]].T).toarray().ravel()
        nearest = numpy.maximum(nearest, beside)
    return [int(members[at]) for at in chosen]

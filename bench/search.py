"""What each part of the search's ranking contributes, beside a plain character n-gram BM25, in one run.

    bin/bench search [--fast]

Reads services/catalogue/ and tests/services/queries.csv; needs no database. Prints a table and last one line of JSON.
Cross-validation: the weights are chosen on four fifths of the queries and measured on the fifth left out, so that the
figure does not flatter; beside it the figure of weights chosen on all queries, and of the weights in use.
"""

import argparse
import json
import math
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace

from services.search import evaluation, index, query, ranking, reading
from services.search.document import ServiceDocument
from services.search.evaluation import JudgedQuery
from services.search.ranking import Weights
from tests.services.search import published

FOLDS = 5
STEPS = (0.0, 0.6, 0.8, 1.25, 1.6)
"""A weight is tried at these multiples of itself, one weight after another."""

GAIN = 0.0005
"""A change must raise the mean by this much to be taken: less is chance."""

Found = tuple[JudgedQuery, Mapping[str, Sequence[float]]]


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(prog="bin/bench search", description=__doc__.split("\n")[0])
    arguments.add_argument("--fast", action="store_true", help="leave out cross-validation (about a minute)")
    fast = arguments.parse_args().fast
    documents = published.documents()
    queries = evaluation.read(published.QUERIES, frozenset(document.code for document in documents))
    began = time.process_time()
    searchable = index.build(documents)
    built = time.process_time() - began
    report = evaluation.evaluate(lambda text: ranking.codes(searchable, text, evaluation.CUT), queries)
    found = [(each, ranking.evidence(searchable, query.understand(searchable, each.text))) for each in queries]
    whole = mean(searchable, found, ranking.WEIGHTS)
    plain = evaluation.evaluate(baseline(documents), queries).ndcg_at_10
    print(f"{len(documents)} services, {len(queries)} queries; index built in {built:.1f} s of CPU time\n")
    print(f"{'ranking':<34}{'nDCG@10':>9}{'difference':>12}")
    print(f"{'as it is':<34}{whole:>9.4f}")
    print(f"{'plain character n-gram BM25':<34}{plain:>9.4f}{plain - whole:>+12.4f}")
    parts = {}
    for part in asdict(ranking.WEIGHTS):
        value = mean(searchable, found, replace(ranking.WEIGHTS, **{part: 0.0}))
        parts[part] = round(value - whole, 4)
        print(f"{'without ' + part:<34}{value:>9.4f}{value - whole:>+12.4f}")
    for name, change in PREPARATIONS.items():
        value = mean(searchable, [(each, change(searchable, each.text)) for each in queries], ranking.WEIGHTS)
        parts[name] = round(value - whole, 4)
        print(f"{'without ' + name:<34}{value:>9.4f}{value - whole:>+12.4f}")
    figures = report.figures() | {"baseline": round(plain, 4), "without": parts, "build_cpu_s": round(built, 2)}
    if not fast:
        crossed = cross_validated(searchable, found)
        _, on_all = tuned(searchable, found, ranking.WEIGHTS)
        figures |= {"cross_validated": round(crossed, 4), "tuned_on_all": round(on_all, 4)}
        print(f"\nweights in use {whole:.4f}   tuned on all {on_all:.4f}   {FOLDS}-fold cross-validated {crossed:.4f}")
    print(json.dumps(figures, ensure_ascii=False))


def mean(searchable: index.Index, found: Sequence[Found], weights: Weights) -> float:
    """Return mean nDCG@10 with `weights`, cutting the list as the search does."""
    total = 0.0
    for each, evidence in found:
        scores = ranking.combine(evidence, weights)
        top = sorted(range(len(scores)), key=lambda number: (-round(scores[number], 9), number))[: evaluation.CUT]
        floor = max(ranking.FLOOR, ranking.TAIL * scores[top[0]])
        codes = [searchable.documents[number].code for number in top if scores[number] >= floor]
        total += evaluation.ndcg(codes, each.grades)
    return total / len(found)


def tuned(searchable: index.Index, found: Sequence[Found], weights: Weights) -> tuple[Weights, float]:
    """Return the weights reached by changing one at a time from `weights`, and their mean."""
    best = mean(searchable, found, weights)
    for part in asdict(weights):
        start = getattr(weights, part)
        for step in STEPS:
            other = replace(weights, **{part: start * step})
            value = mean(searchable, found, other)
            if value > best + GAIN:
                weights, best = other, value
    return weights, best


def cross_validated(searchable: index.Index, found: Sequence[Found]) -> float:
    """Return the mean over queries that had no part in choosing the weights. All weights start equal, at 1."""
    order = list(range(len(found)))
    random.Random(1).shuffle(order)
    start = Weights(**dict.fromkeys(asdict(ranking.WEIGHTS), 1.0))
    total = 0.0
    for fold in range(FOLDS):
        left_out = [found[number] for number in order[fold::FOLDS]]
        rest = [found[number] for at, number in enumerate(order) if at % FOLDS != fold]
        weights, _ = tuned(searchable, rest, start)
        weights, _ = tuned(searchable, rest, weights)
        total += mean(searchable, left_out, weights) * len(left_out)
    return total / len(found)


def without_rereading(searchable: index.Index, text: str) -> dict[str, list[float]]:
    """Return the evidence for a query read only as it is written."""
    return ranking.evidence(searchable, query.understand(searchable, text, reread=False))


def without_everyday_words(searchable: index.Index, text: str) -> dict[str, list[float]]:
    """Return the evidence when "where" and "please" weigh as much as any word."""
    weight, query.EVERYDAY = query.EVERYDAY, 1.0  # type: ignore[misc]
    try:
        return ranking.evidence(searchable, query.understand(searchable, text))
    finally:
        query.EVERYDAY = weight  # type: ignore[misc]


PREPARATIONS: dict[str, Callable[[index.Index, str], dict[str, list[float]]]] = {
    "rereading what was misspelt": without_rereading,
    "weighing everyday words less": without_everyday_words,
}


def baseline(documents: Sequence[ServiceDocument]) -> Callable[[str], list[str]]:
    """Return a search by BM25 over letters, two to four at a time, of all text of a service; nothing else."""
    counts = []
    for each in documents:
        texts = (each.name_th, each.name_en, each.description_th, each.description_en, *each.keywords)
        counts.append(Counter(gram for text in texts for gram in grams(text)))
    average = sum(sum(each.values()) for each in counts) / len(counts)
    spread: Counter[str] = Counter()
    for each in counts:
        spread.update(each.keys())
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, each in enumerate(counts):
        length = 0.25 + 0.75 * sum(each.values()) / average
        for gram, count in each.items():
            rarity = math.log(1 + (len(counts) - spread[gram] + 0.5) / (spread[gram] + 0.5))
            postings[gram].append((number, rarity * count * 2.2 / (count + 1.2 * length)))

    def find(text: str) -> list[str]:
        scores = [0.0] * len(documents)
        for gram in grams(text):
            for number, value in postings.get(gram, ()):
                scores[number] += value
        order = sorted(range(len(scores)), key=lambda number: (-scores[number], number))
        return [documents[number].code for number in order[: evaluation.CUT] if scores[number]]

    return find


def grams(text: str) -> list[str]:
    """Return letters of a prepared text without spaces, two to four at a time."""
    joined = reading.prepare(text).replace(" ", "")
    return [joined[at : at + size] for size in (2, 3, 4) for at in range(len(joined) - size + 1)]


if __name__ == "__main__":
    main()

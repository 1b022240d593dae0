"""The opinion map beside published groups, and its time and memory at the largest hearing there was.

    bin/bench opinions --polis FOLDER          open Polis conversations, a folder each
    bin/bench opinions --participants 300000 --statements 1000

With --polis, for each conversation: how well a straight line separates the published groups in our plane, the number of
groups found and published, the adjusted Rand index of ours with theirs when that number is given, both silhouettes in
our plane, stability, and whether shuffled rows and the wide form give identical bytes. Published groups depend on the
history of a live system: an index of 1 is not expected.
With --participants, votes are made up: three groups of people with leanings of their own, who vote on some 60
statements each. Prints a table and last one line of JSON. Needs no database.
"""

import argparse
import csv
import json
import random
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy

from consultation.opinions import analysis, document, groups, reading
from consultation.opinions.ballots import collected

VOTES_EACH = 64
SEPARABILITY, RAND_INDEX, SILHOUETTE_LESS = 0.97, 0.88, 0.02


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(prog="bin/bench opinions", description=__doc__.split("\n")[0])
    arguments.add_argument("--polis", type=Path, help="a folder of conversations in Polis form")
    arguments.add_argument("--participants", type=int, help="how many people to make up")
    arguments.add_argument("--statements", type=int, default=1_000, help="how many statements they vote on (1,000)")
    arguments.add_argument("--seed", type=int, default=0, help="of the map's draws (0)")
    given = arguments.parse_args()
    if given.polis is None and given.participants is None:
        arguments.error("give --polis FOLDER or --participants NUMBER")
    figures: dict[str, Any] = {}
    if given.polis is not None:
        figures["polis"] = beside_published(given.polis, given.seed)
    if given.participants is not None:
        figures["made_up"] = at_scale(given.participants, given.statements, given.seed)
    print(json.dumps(figures))


def beside_published(folder: Path, seed: int) -> list[dict[str, Any]]:
    """Return the figures of each conversation, and print the least and the median beside what is asked."""
    rows = []
    for each in sorted(path.parent for path in folder.rglob("participants-votes.csv")):
        rows.append({"conversation": each.name, **one(each, seed)})
        print("  ".join(f"{name} {value}" for name, value in rows[-1].items()))
    if not rows:
        raise SystemExit(f"{folder}: no folder with participants-votes.csv in it")
    least = min(row["separability"] for row in rows)
    median = float(numpy.median([row["rand_index"] for row in rows]))
    print(f"least separability {least:.3f} (asked: {SEPARABILITY})")
    print(f"median index {median:.3f} (asked: {RAND_INDEX} over many conversations)")
    return rows


def one(folder: Path, seed: int) -> dict[str, Any]:
    """Return the figures of one conversation."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import adjusted_rand_score

    wide = folder / "participants-votes.csv"
    votes = folder / "votes.csv" if (folder / "votes.csv").exists() else wide
    comments = folder / "comments.csv"
    named = str(comments) if comments.exists() else None
    read = reading.conversation(str(votes), named)
    published = published_groups(wide)
    began = time.process_time()
    free = analysis.analyse(read.ballots, seed=seed)
    seconds = time.process_time() - began
    theirs = len(set(published.values()))
    given = free if free.k == theirs else analysis.analyse(read.ballots, k=theirs, seed=seed)
    both = [(place, published[person]) for place, person in enumerate(read.people) if person in published]
    places, labels = numpy.array([place for place, _ in both]), numpy.array([label for _, label in both])
    points = given.plane.coordinates[places]
    line = LogisticRegression(C=1e4, max_iter=10_000).fit(points, labels)
    is_in_ours = given.group_of[places] >= 0
    ours_tight = given.silhouettes.get(theirs, 0.0)
    theirs_tight = tightness(points, labels)
    text = document.written(read, free)
    return {
        "people": read.ballots.people,
        "statements": len(read.statements),
        "separability": round(float(line.score(points, labels)), 3),
        "k": free.k,
        "k_published": theirs,
        "rand_index": round(float(adjusted_rand_score(labels[is_in_ours], given.group_of[places][is_in_ours])), 3),
        "sizes": given.sizes,
        "silhouette": round(ours_tight, 3),
        "silhouette_published": round(theirs_tight, 3),
        "is_as_tight": ours_tight >= theirs_tight - SILHOUETTE_LESS,
        "stability": free.stability.median and round(free.stability.median, 3),
        "withheld": list(free.reasons),
        "is_same_shuffled": text == shuffled(votes, named, seed),
        "is_same_wide": None if votes == wide else text == written(wide, named, seed),
        "cpu_s": round(seconds, 2),
    }


def published_groups(wide: Path) -> dict[str, str]:
    """Return the published group of each person who has one."""
    with wide.open(encoding="utf-8-sig", newline="") as opened:
        rows = csv.DictReader(opened)
        return {row["participant"].strip(): row["group-id"] for row in rows if (row.get("group-id") or "").strip()}


def tightness(points: Any, labels: Any) -> float:
    """Return the silhouette of other people's groups in our plane."""
    numbers = numpy.unique(labels, return_inverse=True)[1]
    base = groups.Base(points, numpy.ones(len(points)), numpy.arange(len(points)))
    return groups.silhouettes(base, {int(numbers.max()) + 1: numbers}).popitem()[1]


def written(votes: Path, comments: str | None, seed: int) -> str:
    """Return the whole document of a file."""
    read = reading.conversation(str(votes), comments)
    return document.written(read, analysis.analyse(read.ballots, seed=seed))


def shuffled(votes: Path, comments: str | None, seed: int) -> str:
    """Return the whole document of a file whose rows come in another order."""
    with votes.open(encoding="utf-8-sig", newline="") as opened:
        header, *rows = csv.reader(opened)
    random.Random(seed).shuffle(rows)
    with tempfile.TemporaryDirectory() as folder:
        mixed = Path(folder) / "votes.csv"
        with mixed.open("w", encoding="utf-8", newline="") as opened:
            csv.writer(opened).writerows([header, *rows])
        return written(mixed, comments, seed)


def at_scale(people: int, statements: int, seed: int) -> dict[str, Any]:
    """Return seconds, memory, and how far the planted groups were found again."""
    from sklearn.metrics import adjusted_rand_score

    truth, who, what, how = made_up(people, statements)
    before_mb = peak_mb()
    began, wall = time.process_time(), time.monotonic()
    ballots = collected(who, what, how, is_rejected=numpy.zeros(statements, dtype=bool))
    found = analysis.analyse(ballots, seed=seed)
    is_placed = found.group_of >= 0
    figures = {
        "people": people,
        "statements": statements,
        "votes": len(how),
        "cpu_s": round(time.process_time() - began, 1),
        "wall_s": round(time.monotonic() - wall, 1),
        "peak_mb": peak_mb(),
        "input_peak_mb": before_mb,
        "k": found.k,
        "rand_index_with_truth": round(float(adjusted_rand_score(truth[is_placed], found.group_of[is_placed])), 3),
        "stability": found.stability.median and round(found.stability.median, 3),
    }
    for name, value in figures.items():
        print(f"{name:<24}{value}")
    return figures


def made_up(people: int, statements: int) -> tuple[Any, Any, Any, Any]:
    """Return the planted group of each person, and votes as three arrays in no order of people."""
    chance = numpy.random.default_rng(0)
    truth = chance.choice(3, size=people, p=[0.5, 0.3, 0.2]).astype(numpy.int8)
    leaning = chance.normal(0, 0.9, size=(3, statements)).astype(numpy.float32)
    who = numpy.repeat(numpy.arange(people, dtype=numpy.int32), VOTES_EACH)
    # Drawn with repetition, so some vote twice on one statement, as people do.
    what = chance.integers(0, statements, size=len(who), dtype=numpy.int32)
    pull = leaning[truth[who], what] + chance.normal(0, 0.6, size=len(who)).astype(numpy.float32)
    how = numpy.where(pull > 0.25, 1, numpy.where(pull < -0.25, -1, 0)).astype(numpy.int8)
    order = chance.permutation(len(who)).astype(numpy.int32)
    return truth, who[order], what[order], how[order]


def peak_mb() -> int:
    """Return the most memory this process ever held."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main()

"""Campaigns planted among made-up comments and found again: time, memory, purity, recall, and false clusters.

    bin/bench campaigns [--comments 1000000] [--organic TEXTS.jsonl]

One comment in five belongs to one of many planted campaigns: a text of three to six phrases, sent with 0 to 10 % of its
letters changed, left out or doubled, often with a greeting before it or an ending behind. The others are put together
of phrases and of words at random. Purity: of the comments in clusters, how many belong to the campaign that most of
their cluster belong to. Recall: of the planted comments, how many are in the cluster that holds most of their campaign;
also given by share of edits. With --organic, the clusters among real comments are counted, and those with a member
that shares less than half its letters, in order, with the cluster's text.
Prints a table and last one line of JSON. Needs no database.
"""

import argparse
import json
import random
import resource
import time
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path

from consultation.text import campaigns
from consultation.text.lexicon import lines

GREETINGS = ("เรียนท่านประธาน ", "สวัสดีครับ ", "สวัสดีค่ะ ", "เรียนคณะกรรมการ ", "ถึงผู้เกี่ยวข้อง ", "ขออนุญาตแสดงความเห็น ")
ENDINGS = (" ขอบคุณครับ", " ขอบคุณค่ะ", " ด้วยความเคารพ", " ฝากพิจารณาด้วยนะคะ", " จากประชาชนคนหนึ่ง", " ครับ", " ค่ะ", "!!!")
LETTERS = "กขคงจชซดตถทธนบปผพฟภมยรลวสหอะาิีุูเแโไ่้"
EDITS = (0.0, 0.0, 0.0, 0.01, 0.02, 0.03, 0.05, 0.05, 0.08, 0.10)
LARGEST_CLUSTER = 20


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(prog="bin/bench campaigns", description=__doc__.split("\n")[0])
    arguments.add_argument("--comments", type=int, default=1_000_000, help="how many to make (1,000,000)")
    arguments.add_argument("--organic", type=Path, help="real comments, JSON Lines with text or texts")
    given = arguments.parse_args()
    texts, planted, edits = made(given.comments)
    print(f"{len(texts):,} comments, {sum(map(len, texts)) / len(texts):.0f} characters on average")
    before_mb = peak_mb()
    began = time.process_time()
    found = campaigns.find(enumerate(texts)).campaigns
    figures = {
        "comments": len(texts),
        "cpu_s": round(time.process_time() - began, 1),
        "peak_mb": peak_mb(),
        "texts_alone_mb": before_mb,
        "clusters": len(found),
        **judged(found, planted, edits),
    }
    if given.organic:
        figures |= organic(given.organic)
    for name, value in figures.items():
        print(f"{name:<28}{value}")
    print(json.dumps(figures))


def made(count: int) -> tuple[list[str], list[int], list[float]]:
    """Return texts, the number of each one's campaign (-1: none), and the share of its letters that was edited."""
    chance = random.Random(2569)
    words = [word for word in (line.split("\t")[0] for line in lines("idf.txt")) if not word.isascii()]
    phrases = ["".join(chance.choices(words, k=chance.randint(3, 7))) for _ in range(20_000)]
    texts: list[str] = []
    planted: list[int] = []
    edits: list[float] = []
    number = 0
    in_campaigns = count // 5
    while len(texts) < in_campaigns:
        # Few campaigns are large; most have some tens of copies.
        size = min(int(chance.paretovariate(0.9) * 10), in_campaigns // 10 + 10, in_campaigns - len(texts))
        base = " ".join(chance.sample(phrases, chance.randint(3, 6)))
        for _ in range(size):
            share = chance.choice(EDITS)
            text = edited(base, share, chance)
            if chance.random() < 0.3:
                text = chance.choice(GREETINGS) + text
            if chance.random() < 0.3:
                text += chance.choice(ENDINGS)
            texts.append(text)
            planted.append(number)
            edits.append(share)
        number += 1
    while len(texts) < count:
        # A stock phrase or two among words of one's own, as people write.
        parts = ["".join(chance.choices(words, k=chance.randint(4, 12))) for _ in range(chance.randint(1, 4))]
        if chance.random() < 0.5:
            parts.insert(chance.randrange(len(parts) + 1), chance.choice(phrases))
        texts.append(" ".join(parts))
        planted.append(-1)
        edits.append(0.0)
    order = list(range(count))
    chance.shuffle(order)
    return [texts[at] for at in order], [planted[at] for at in order], [edits[at] for at in order]


def edited(text: str, share: float, chance: random.Random) -> str:
    """Return `text` with that share of its letters changed, left out or doubled."""
    letters = list(text)
    for _ in range(round(share * len(letters))):
        at = chance.randrange(len(letters))
        letters[at] = chance.choice((chance.choice(LETTERS), "", letters[at] * 2))
    return "".join(letters)


def judged(found: tuple[campaigns.Campaign, ...], planted: list[int], edits: list[float]) -> dict[str, object]:
    """Return purity and recall of the clusters."""
    pure = clustered = pure_large = large = organic_only = 0
    home: dict[int, Counter[int]] = {}
    cluster_of: dict[int, int] = {}
    for number, cluster in enumerate(found):
        counts = Counter(planted[each] for each in cluster.ids)
        # Comments of no campaign are strangers to each other: together they are one voice each.
        most = max((times for campaign, times in counts.items() if campaign >= 0), default=1)
        organic_only += not any(campaign >= 0 for campaign in counts)
        pure += most
        clustered += len(cluster.ids)
        if len(cluster.ids) >= LARGEST_CLUSTER:
            pure_large += most
            large += len(cluster.ids)
        for each in cluster.ids:
            cluster_of[each] = number
            home.setdefault(planted[each], Counter())[number] += 1
    sizes = Counter(campaign for campaign in planted if campaign >= 0)
    largest = {campaign: counts.most_common(1)[0][0] for campaign, counts in home.items()}
    hits: Counter[float] = Counter()
    totals: Counter[float] = Counter()
    for each, campaign in enumerate(planted):
        # Two copies are no cluster yet.
        if campaign >= 0 and sizes[campaign] >= campaigns.SMALLEST:
            totals[edits[each]] += 1
            hits[edits[each]] += cluster_of.get(each) == largest.get(campaign, -1)
    return {
        "planted": len(sizes),
        "purity": round(pure / max(1, clustered), 4),
        "purity_of_20_and_more": round(pure_large / max(1, large), 4),
        "recall": round(sum(hits.values()) / max(1, sum(totals.values())), 4),
        "recall_by_edits": {f"{share:.0%}": round(hits[share] / totals[share], 3) for share in sorted(totals)},
        "clusters_of_strangers": organic_only,
    }


def organic(path: Path) -> dict[str, object]:
    """Return how many clusters there are among real comments, and how many of them join different texts."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    texts = [row.get("text") or row.get("texts") or "" for row in rows]
    found = campaigns.find(enumerate(texts)).campaigns
    joined = [each for each in found if not all(alike(each.representative, texts[member]) for member in each.ids)]
    return {
        "organic_comments": len(texts),
        "organic_clusters": len(found),
        "organic_clustered": sum(len(each.ids) for each in found),
        "organic_false_clusters": len(joined),
    }


def alike(first: str, second: str) -> bool:
    """Tell whether two texts share at least half of the letters of their keys, in order."""
    pair = campaigns.key(first), campaigns.key(second)
    return pair[0] == pair[1] or SequenceMatcher(None, *pair, autojunk=False).ratio() >= 0.5


def peak_mb() -> int:
    """Return the most memory this process has used, in megabytes."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main()

"""The page of comments at any size: SQL statements, median and 95th percentile, beside a published Django peer.

    bin/bench comments [--comments 1000000] [--rounds 60]

In a scratch database (SQLite, or beside DATABASE_URL's) a hearing of 2,000 comments is measured, then one of
`--comments`: 20 roots with 3 replies each, authors, counts, the viewer's own votes and rights, and the next cursor, as
a GraphQL document run in this process; in four orders, at page 1 and deep in the list, and inside the hottest thread;
for a viewer with up to 10,000 votes. Ends with 1 when a target is missed.
"""

import argparse
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bench.hearing_crowd.scratch import scratch_database

SMALL = 2_000
DEEP_PAGE = 5_000
PAGE_SIZE = 20
MOST_SQL, MOST_MEDIAN_MS, MOST_P95_MS, MOST_GROWTH = 12, 60.0, 120.0, 1.5
# adhocracy4 in its own test project, 20 roots a page (docs/taking-part.md): statements and milliseconds.
PEER = {2_000: ("785-1,025", "479-883"), 100_000: ("821-1,109", "1,673-2,617")}
SHOWN = """
fragment Shown on Comment {
  id state text author { name isVerified } isMine sectionId agreeCount disagreeCount score myVote replyCount
  descendantCount revision createdAt editedAt mayReply mayVote mayEdit mayRemove
}
"""
LIST = """
query($code: String!, $order: CommentOrder, $after: String) {
  hearing(code: $code) {
    tally { shown received participants } stances { support oppose total }
    comments(order: $order, first: 20, after: $after) {
      totalCount pageInfo { hasNextPage endCursor }
      edges { cursor node { ...Shown firstReplies { ...Shown } } }
    }
  }
}
"""
THREAD = """
query($id: ID!, $after: String) {
  node(id: $id) { ... on Comment { ...Shown replies(first: 20, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    edges { cursor node { ...Shown firstReplies { ...Shown } } }
  } } }
}
"""


def main() -> int:
    """Measure and print; return 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="bin/bench comments", description=__doc__.split("\n")[0])
    parser.add_argument("--comments", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=60)
    arguments = parser.parse_args()
    with scratch_database() as kind:
        small = prepared(SMALL)
        alone = measured({"alone": small}, arguments.rounds)
        large = prepared(arguments.comments)
        # Both in turn, so that whatever else the machine does meets both alike.
        figures = alone | measured({"small": small, "large": large}, arguments.rounds)
    missed = print_table(kind, arguments.comments, figures)
    for target in missed:
        print(f"MISSED: {target}")
    print(json.dumps({"database": kind, "figures": figures, "missed": missed}))
    return 1 if missed else 0


Case = tuple[str, dict[str, Any]]
Figures = dict[str, dict[str, dict[str, float]]]


def prepared(size: int) -> tuple[Any, dict[str, Case]]:
    """Make a hearing of `size` comments; return who reads it, and what they ask, by name."""
    from bench.hearing_crowd import crowd, stage
    from consultation.actions import participants

    hearing = stage.make_hearing(f"of-{size}")
    viewer = stage.make_viewer(size)
    reader = participants.join(viewer=viewer, hearing=hearing, now=stage.NOW)
    began = time.monotonic()
    crowd.fill(hearing, reader, size)
    print(f"{size:,} comments written in {time.monotonic() - began:.1f} s", flush=True)
    return viewer, cases_of(hearing)


def measured(hearings: dict[str, tuple[Any, dict[str, Case]]], rounds: int) -> Figures:
    """Measure the pages of some hearings in turn, forwards and backwards."""
    asked = [(label, name) for label, (_, cases) in hearings.items() for name in cases]
    # By name first: the same page of one hearing right after that of the other.
    asked.sort(key=lambda one: list(hearings[one[0]][1]).index(one[1]))
    taken: dict[tuple[str, str], list[tuple[float, float]]] = {one: [] for one in asked}
    statements = {(label, name): run(*hearings[label][1][name], hearings[label][0])[2] for label, name in asked}
    for turn in range(rounds):
        for label, name in asked[::-1] if turn % 2 else asked:
            viewer, cases = hearings[label]
            taken[label, name].append(run(*cases[name], viewer)[:2])
    figures: Figures = {label: {} for label in hearings}
    for (label, name), times in taken.items():
        walls = [wall for wall, _ in times]
        figures[label][name] = {
            "sql": statements[label, name],
            "median_ms": round(statistics.median(walls), 2),
            "p95_ms": round(statistics.quantiles(walls, n=20)[18], 2),
            "cpu_ms": round(statistics.median(cpu for _, cpu in times), 2),
        }
    return figures


def cases_of(hearing: Any) -> dict[str, Case]:
    """Return what is asked: a document and its variables by name."""
    from consultation.models import Comment
    from consultation.schema.comment_lists import ORDERS, REPLIES
    from superapp.api.ids import global_id

    cases: dict[str, Case] = {}
    roots = Comment.objects.filter(hearing=hearing, parent=None)
    # The middle of a short list: page 5,000 of the long one is its middle too, so both have as many replies to show.
    deep = min(DEEP_PAGE, roots.count() // PAGE_SIZE // 2) * PAGE_SIZE
    for name, order in ORDERS.items():
        variables = {"code": hearing.code, "order": name.upper()}
        names = [f"{'-' * column.is_descending}{column.name}" for column in order.columns]
        at = order.cursor(roots.order_by(*names)[deep - 1])
        cases[f"{name}, page 1"] = (LIST, variables)
        cases[f"{name}, deep"] = (LIST, variables | {"after": at})
    hottest = roots.order_by("-reply_count")[0]
    below = Comment.objects.filter(parent=hottest).order_by("pk")
    middle = REPLIES.cursor(below[hottest.reply_count // 2])
    id_ = {"id": global_id("cmt", str(hottest.public_id))}
    cases["hottest thread, page 1"] = (THREAD, id_)
    cases["hottest thread, in the middle"] = (THREAD, id_ | {"after": middle})
    return cases


def run(text: str, variables: dict[str, Any], viewer: Any) -> tuple[float, float, int]:
    """Run a document as a request would; return milliseconds, those of this process alone, and how many statements."""
    from dataclasses import replace

    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from graphql.execution.values import get_variable_values

    from bench.hearing_crowd.contract import documents
    from bench.hearing_crowd.stage import NOW
    from superapp.api.context import RequestContext
    from superapp.api.execution import DeferredExecution, execute

    known = documents().read(text + SHOWN)
    schema, operation = documents().contract.graphql_schema, known.operations[0].node
    given = get_variable_values(schema, operation.variable_definitions or (), variables)
    # Nothing looked up for an earlier request helps this one.
    fresh = replace(viewer, remembered={})
    context = RequestContext(
        language="th", now=NOW, deadline=float("inf"), request_id="bench", find_viewer=lambda: fresh
    )
    with CaptureQueriesContext(connection) as captured:
        began, cpu = time.perf_counter(), time.process_time()
        result = execute(schema, operation, known.fragments, given, context, DeferredExecution)
        taken, worked = (time.perf_counter() - began) * 1000, (time.process_time() - cpu) * 1000
    if result.errors:
        raise RuntimeError(f"{result.errors[0]}: {result.errors[0].original_error!r}")
    return taken, worked, len(captured)


def print_table(kind: str, size: int, figures: Figures) -> list[str]:
    """Print what was measured beside the peer; return the targets missed."""
    labels = {"alone": "2,000 alone", "small": "2,000 beside", "large": f"{size:,}"}
    print(f"\n{kind}: SQL, median ms, p95 ms, CPU ms of this process; deep is page {DEEP_PAGE:,} or the middle")
    print(f"{'page':32}" + "".join(f"{told:>34}" for told in labels.values()) + "   growth")
    missed = []
    for name in figures["large"]:
        rows = [figures[label][name] for label in labels]
        told = [f"{one['sql']:6}{one['median_ms']:9.2f}{one['p95_ms']:9.2f}{one['cpu_ms']:9.2f} " for one in rows]
        growth = rows[2]["median_ms"] / rows[1]["median_ms"]
        print(f"{name:32}" + "".join(told) + f"{growth:8.2f}")
        for label, one in zip(labels.values(), rows, strict=True):
            missed += [f"{name}, {label}: {one['sql']} SQL"] if one["sql"] > MOST_SQL else []
            missed += [f"{name}, {label}: median {one['median_ms']} ms"] if one["median_ms"] >= MOST_MEDIAN_MS else []
            missed += [f"{name}, {label}: p95 {one['p95_ms']} ms"] if one["p95_ms"] >= MOST_P95_MS else []
        missed += [f"{name}: {growth:.2f} times the time at 2,000"] if growth > MOST_GROWTH else []
    for number, (statements, milliseconds) in PEER.items():
        print(f"adhocracy4, published, {number:,} comments: {statements} SQL, {milliseconds} ms")
    return missed


if __name__ == "__main__":
    sys.exit(main())

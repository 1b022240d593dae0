"""The API beside its peers: the list of services, five ways, paired in one run (also: bin/bench api).

PAGE is the first 20 services with agency, category, fees and channels as a connection; LIST is all 300. Everything
runs in one process on one database, with the same middleware, through Django's test client. Answers are compared
first (ids and cursors aside), then timed in paired rounds. "Uncached" is: response cache off, document known,
snapshot warm. Exits with 1 when a target is missed. The peers are in bench/peers/, their packages in bench/peers.lock.

With DATABASE_URL set the catalogue is loaded into that database if it holds none; else a file under var/bench is used.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable
from contextlib import redirect_stderr
from pathlib import Path
from typing import TextIO

NEEDS_PEERS = True
ROOT = Path(__file__).resolve().parents[1]
PEERS_PYTHON = os.environ.get("PEERS_PYTHON", sys.executable)
if Path(PEERS_PYTHON).absolute() != Path(sys.executable).absolute():
    # All run in one process, so that process is the one that has the peers as well.
    os.execv(PEERS_PYTHON, [PEERS_PYTHON, *sys.argv])

PAGE, LIST = 20, 300
LIMITS = {"page": 300, "cost": 1_000_000, "cost_signed_in": 1_000_000}
STRAWBERRY, BYTES = "strawberry", "constant bytes"
UNCACHED, CACHED = "ours uncached", "ours cached"
# Name, address, whether it is GraphQL.
VARIANTS = {
    UNCACHED: "/ours/uncached",
    CACHED: "/ours/cached",
    "ours without snapshot": "/ours/rows",
    STRAWBERRY: "/strawberry",
    "strawberry, documents kept": "/strawberry/remembering",
    "graphene-django": "/graphene",
    "values() and JSON": "/json",
    BYTES: "/constant",
}
PAGE_TARGET, CACHED_TARGET = 1 / 5, 2.0


def main() -> int:
    """Compare, time and judge; return the exit code."""
    options = _options()
    journal = _prepare()
    from bench.timing.machine import load, machine, versions
    from bench.timing.rounds import measured, ratio

    packages = ("django", "graphql-core", "graphene", "graphene-django", "strawberry-graphql")
    told = {"machine": machine(), "versions": versions(*packages, "strawberry-graphql-django"), "load_before": load()}
    print(f"{told['machine']}; load {told['load_before']}; {told['versions']}\n")
    results, missed = {}, []
    for title, rows in (("PAGE", PAGE), ("LIST", LIST)):
        with redirect_stderr(journal):
            calls = _calls(rows)
            answers = _compared(calls, rows)
            times = measured(calls, options.rounds)
        print(f"{title}: {rows} services, {options.rounds} rounds")
        print(f"  {'':<28}{'queries':>8}{'bytes':>9}{'ms':>9}   times strawberry          times constant bytes")
        results[title] = {}
        for name, taken in times.items():
            to_strawberry = ratio(taken.wall_s, times[STRAWBERRY].wall_s)
            to_bytes = ratio(taken.wall_s, times[BYTES].wall_s)
            by_cpu = ratio(taken.cpu_s, times[STRAWBERRY].cpu_s)
            queries, size = answers[name]
            print(f"  {name:<28}{queries:>8}{size:>9,}{taken.median_ms:>9.2f}   {to_strawberry!s:<25} {to_bytes}")
            results[title][name] = {
                "queries": queries,
                "bytes": size,
                "ms": round(taken.median_ms, 3),
                "to_strawberry": _rounded(to_strawberry),
                "to_strawberry_by_cpu": _rounded(by_cpu),
                "to_constant": _rounded(to_bytes),
            }
            if title == "PAGE" and name == UNCACHED and to_strawberry.median > PAGE_TARGET:
                missed.append(f"PAGE uncached takes {to_strawberry.median:.3f} of strawberry's time, target 0.2")
            if name == CACHED and to_bytes.median > CACHED_TARGET:
                missed.append(f"{title} cached takes {to_bytes.median:.2f} times constant bytes, target 2")
        uncached = results[title][UNCACHED]["to_strawberry"][0]
        print(f"  Uncached takes 1/{1 / uncached:.1f} of strawberry's time.\n")
    told |= {"load_after": load(), "rounds": options.rounds, "results": results, "missed": missed}
    print("\n".join(f"Missed: {each}." for each in missed) or "Every target is met.")
    print(json.dumps(told))
    return 1 if missed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench catalogue", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=21, help="rounds, at least 15 (default: 21)")
    options = parser.parse_args()
    if options.rounds < 15:
        parser.error("at least 15 rounds: fewer do not average the machine's moods out")
    return options


def _prepare() -> TextIO:
    from bench.serving import catalogue_database

    os.environ["GRAPHQL_PROFILE"] = "closed"
    folder = catalogue_database.ready()
    from django.conf import settings
    from django.test.utils import setup_test_environment

    from services.models import snapshot

    settings.ROOT_URLCONF = "bench.peers.urls"
    settings.GRAPHQL_LIMITS = LIMITS
    # Raised and not off, so that the work of looking is done as in production.
    settings.GRAPHQL_ALLOWANCE_PER_MINUTE = 10**9
    setup_test_environment(debug=False)
    # The first snapshot takes seconds; it is no part of what is measured.
    snapshot.version()
    # The journal writes a line a request, as in production, but not on the screen.
    return (folder / "journal.log").open("w", encoding="utf-8")


def _calls(rows: int) -> dict[str, Callable[[], bytes]]:
    from django.test import Client

    from bench.peers import plain_json

    client = Client()
    text = (ROOT / "graphql/operations/services/ServiceList.graphql").read_text(encoding="utf-8")
    # The filter is ours alone; without it the shipped operation is one all can answer.
    text = text.replace("$filter: ServiceFilter, ", "").replace("filter: $filter, ", "")
    body = json.dumps({"query": text, "variables": {"first": rows}})

    def call(address: str) -> Callable[[], bytes]:
        if address in ("/json", "/constant"):
            return lambda: client.post(f"{address}/{rows}", data=body, content_type="application/json").content
        return lambda: client.post(address, data=body, content_type="application/json").content

    plain_json.kept[rows] = call(VARIANTS[UNCACHED])()
    return {name: call(address) for name, address in VARIANTS.items()}


def _compared(calls: dict[str, Callable[[], bytes]], rows: int) -> dict[str, tuple[int, int]]:
    """Return queries and bytes of each, having checked that all answer the same; stop when one does not."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from bench.timing.answers import comparable, difference

    told = {}
    ours = None
    for name, call in calls.items():
        call()
        with CaptureQueriesContext(connection) as queries:
            body = call()
        answer = json.loads(body)
        if answer.get("errors") or len(answer["data"]["services"]["edges"]) != rows:
            sys.exit(f"{name} does not answer: {body[:1000].decode()}")
        ours = ours or comparable(answer)
        differs = difference(ours, comparable(answer))
        if differs:
            sys.exit(f"{name} answers something else: {differs}")
        told[name] = (len(queries), len(body))
    return told


def _rounded(of: object) -> list[float]:
    return [round(of.median, 4), round(of.p15, 4), round(of.p85, 4)]


if __name__ == "__main__":
    sys.exit(main())

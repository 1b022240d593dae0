"""The API under load over loopback: two workers, 16 clients on the same cores, five kinds of reading.

The server runs as bin/run starts it, on SQLite (or DATABASE_URL), with the allowance raised so far that nobody is
refused. Clients share the cores with it. "Uncached" is the response cache off; the snapshot stays, so a read sends no
SQL. Target L1, for a service's page uncached: at least 800 a second, p99 under 200 ms, and nothing failed in any kind.
Exits with 1 when it is missed.
"""

import argparse
import json
import sys

from bench.serving import catalogue_database, reads
from bench.serving.clients import Tally, load
from bench.serving.process import web_server

PER_SECOND_TARGET, P99_MS_TARGET = 800, 200
L1 = "service page, uncached"


def main() -> int:
    """Load, print, judge; return the exit code."""
    options = _options()
    folder = catalogue_database.ready()
    from bench.timing import machine

    known = reads.services()
    told = {"machine": machine.machine(), "versions": machine.versions("django", "granian"), "clients": options.clients}
    told["load_before"] = machine.load()
    print(f"{told['machine']}; load {told['load_before']}; {told['versions']}; {options.clients} clients\n")
    print(f"  {'':<28}{'a second':>9}{'p50 ms':>9}{'p99 ms':>9}{'failed':>9}")
    results: dict[str, Tally] = {}
    for cache, kinds in (
        ("1", {"list, cached": reads.lists(), "service page, cached": reads.service_pages(known)}),
        (
            "0",
            {
                L1: reads.service_pages(known),
                "list, uncached": reads.lists(),
                "search, uncached": reads.searches(known),
            },
        ),
    ):
        with web_server(folder, GRAPHQL_RESPONSE_CACHE=cache) as port:
            for name, requests in kinds.items():
                load(port, requests, clients=options.clients, count=600)
                tally = results[name] = load(port, requests, clients=options.clients, seconds=options.seconds)
                print(
                    f"  {name:<28}{tally.per_second:>9,.0f}{tally.ms(50):>9.1f}{tally.ms(99):>9.1f}{tally.failed:>9}",
                    flush=True,
                )
    missed = _missed(results)
    told["load_after"] = machine.load()
    told["results"] = {
        name: {
            "per_second": round(tally.per_second, 1),
            "p50_ms": round(tally.ms(50), 2),
            "p99_ms": round(tally.ms(99), 2),
            "requests": len(tally.seconds),
            "failures": dict(tally.failures),
        }
        for name, tally in results.items()
    }
    print("\n" + ("\n".join(f"Missed: {each}." for each in missed) or "Every target is met."))
    print(json.dumps({**told, "missed": missed}))
    return 1 if missed else 0


def _missed(results: dict[str, Tally]) -> list[str]:
    missed = [f"{name}: {dict(tally.failures)} failed" for name, tally in results.items() if tally.failed]
    judged = results[L1]
    if judged.per_second < PER_SECOND_TARGET:
        missed.append(f"{L1}: {judged.per_second:.0f} a second, target {PER_SECOND_TARGET}")
    if judged.ms(99) > P99_MS_TARGET:
        missed.append(f"{L1}: p99 {judged.ms(99):.0f} ms, target {P99_MS_TARGET}")
    return missed


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench load", description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=16, help="clients at once (default: 16)")
    parser.add_argument("--seconds", type=float, default=8, help="seconds for each kind (default: 8)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

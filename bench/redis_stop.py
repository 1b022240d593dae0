"""Redis killed, and Redis hanging, under load: do reads go on? It starts a Redis of its own, and ends it.

Every read differs from all before it, so each asks Redis for a kept answer and for the allowance. 300 reads with
Redis, then it is killed and 1,000 more are counted; it is started again and the reads must reach it; then it is
paused, so that connections stay open and nothing answers, and 1,000 more are counted. Target: 0 failed. Exits with 1
when one fails.
"""

import argparse
import json
import sys
import time

from bench.serving import catalogue_database, reads
from bench.serving.clients import Tally, load
from bench.serving.process import NotReady, Redis, web_server

BEFORE, AFTER = 300, 1_000
BACK_WITHIN_S = 5.0


def main() -> int:
    """Load, kill, pause; print and judge; return the exit code."""
    parser = argparse.ArgumentParser(prog="bin/bench redis_stop", description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=16, help="clients at once (default: 16)")
    clients = parser.parse_args().clients
    folder = catalogue_database.ready()
    from bench.timing import machine

    told = {"machine": machine.machine(), "versions": machine.versions("django", "redis"), "load": machine.load()}
    print(f"{told['machine']}; load {told['load']}; {told['versions']}; {clients} clients\n")
    requests = reads.unlike_any_before(reads.services())
    redis = Redis(folder)
    try:
        redis.start()
        with web_server(folder, REDIS_URL=redis.url, GRAPHQL_RESPONSE_CACHE="1") as port:
            load(port, requests, clients=clients, count=100)
            killed = load(port, requests, clients=clients, count=BEFORE + AFTER, at={BEFORE: redis.kill})
            redis.start()
            back_s = _seconds_until_used(redis, port, requests)
            paused = load(port, requests, clients=clients, count=BEFORE + AFTER, at={BEFORE: redis.pause})
    except NotReady as reason:
        sys.exit(str(reason))
    finally:
        redis.kill()
    results = {name: _told(name, tally) for name, tally in (("killed", killed), ("paused", paused))}
    print(f"  After its return Redis was used again within {back_s:.1f} s.")
    missed = [f"{name}: {each['failed']} of {AFTER:,} failed" for name, each in results.items() if each["failed"]]
    if back_s > BACK_WITHIN_S:
        missed.append(f"Redis was used again after {back_s:.1f} s, target {BACK_WITHIN_S:.0f}")
    print("\n" + ("\n".join(f"Missed: {each}." for each in missed) or "Every target is met."))
    print(json.dumps({**told, "clients": clients, "results": results, "back_s": round(back_s, 2), "missed": missed}))
    return 1 if missed else 0


def _told(name: str, tally: Tally) -> dict[str, object]:
    before = Tally(tally.seconds[:BEFORE])
    told = {
        "failed": tally.failed,
        "failures": dict(tally.failures),
        "p50_ms_before": round(before.ms(50), 1),
        "p50_ms_after": round(tally.ms(50, BEFORE), 1),
        "p99_ms_before": round(before.ms(99), 1),
        "p99_ms_after": round(tally.ms(99, BEFORE), 1),
        "longest_ms_after": round(tally.ms(100, BEFORE), 1),
    }
    print(
        f"  Redis {name}: {tally.failed} of {AFTER:,} reads failed; p50 {told['p50_ms_before']} -> "
        f"{told['p50_ms_after']} ms, p99 {told['p99_ms_before']} -> {told['p99_ms_after']} ms, "
        f"longest {told['longest_ms_after']} ms"
    )
    return told


def _seconds_until_used(redis: Redis, port: int, requests: object) -> float:
    """Return how long it takes until both workers' reads reach Redis again: a command a read and more."""
    began = time.monotonic()
    while time.monotonic() - began < 4 * BACK_WITHIN_S:
        used = redis.commands_processed()
        load(port, requests, clients=4, count=40)  # type: ignore[arg-type]
        if redis.commands_processed() - used >= 80:
            break
    return time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main())

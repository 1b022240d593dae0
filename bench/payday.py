"""A payday of 100,000: drawn, released, sent; 3 % rejected for five reasons, mended, tried again, lapsed; arrears.

On a scratch database of its own, beside DATABASE_URL's or SQLite. Prints seconds, this process's processor time and its
peak memory of each step (the sandbox bank lives in it, so its share is in the figures). Ends with 1 unless our ledger,
the payments' states and the bank's own book agree to the satang and a reconciliation finds nothing.
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
STEPS: list[dict[str, Any]] = []


@contextmanager
def step(name: str) -> Iterator[None]:
    """Measure one step and say so at once."""
    began, worked = time.perf_counter(), time.process_time()
    yield
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    seconds, cpu = round(time.perf_counter() - began, 1), round(time.process_time() - worked, 1)
    STEPS.append({"step": name, "seconds": seconds, "cpu_seconds": cpu, "peak_mb": peak})
    print(f"{name:<52} {seconds:>8.1f} s {cpu:>8.1f} s of processor {peak:>6} MB", file=sys.stderr, flush=True)


def main() -> int:
    """Run the drill; 0 when everything agrees."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--payees", type=int, default=100_000)
    options = parser.parse_args()
    from bench.planted_drill.scratch import scratch_database

    with scratch_database("bench.payday_drill.settings") as kind:
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from bench.payday_drill.drill import run

        found = run(options.payees, step)
    print(json.dumps({"database": kind, "payees": options.payees, "steps": STEPS, **found}, ensure_ascii=False))
    return 0 if found["agrees"] else 1


if __name__ == "__main__":
    sys.exit(main())

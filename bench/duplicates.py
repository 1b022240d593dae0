"""Send one application fifty times at once with one key, a thousand times over: is exactly one of each sent?

Makes a scratch database of its own: SQLite, or beside DATABASE_URL's. Every thread has a connection of its own and
starts at the same moment; every tenth round the same key comes back with another application's name. Afterwards the
tables are counted: applications, numbers, timeline, decisions, jobs, keys, notices, audit. Prints one JSON line; ends
with 1 when anything is there twice, missing, or refused that should not be.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def main() -> int:
    """Run the rounds and say what they left."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("--rounds", type=int, default=100, help="how many applications (100)")
    wanted.add_argument(
        "--minutes", type=float, default=0, help="end after the round in which so many are over (never)"
    )
    wanted.add_argument("--at-once", type=int, default=50, help="how many equal submissions of each (50)")
    given = wanted.parse_args()
    from bench.planted_drill.scratch import scratch_database

    with scratch_database("bench.duplicates_drill.settings"):
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        from bench.duplicates_drill import storm

        begun = time.monotonic()
        until = begun + given.minutes * 60 if given.minutes else None
        found = storm.run(given.rounds, given.at_once, until, lambda words: print(words, file=sys.stderr, flush=True))
        seconds = time.monotonic() - begun
        left = storm.examine(found.rounds)
        from django.db import connections

        connections.close_all()
    expected = found.rounds * given.at_once
    other = found.rounds // storm.OTHER_BODY_EVERY * given.at_once
    is_right = (
        not left["wrong"]
        and not found.wrong_rounds
        and found.outcomes == {"answered": expected}
        and found.other_body == ({"IDEMPOTENCY_KEY_REUSED": other} if other else {})
    )
    print(
        json.dumps(
            {
                "rounds": found.rounds,
                "wanted_rounds": given.rounds,
                "at_once": given.at_once,
                "is_right": is_right,
                "seconds": round(seconds, 1),
                "submissions_per_s": round(expected / seconds),
                "load": round(os.getloadavg()[0], 1),
                "outcomes": dict(found.outcomes),
                "same_key_other_body": dict(found.other_body),
                "wrong_rounds": found.wrong_rounds[:20],
                **left,
            }
        )
    )
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())

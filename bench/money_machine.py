"""Let anything happen to applications and their money in any order, thousands of steps: is a satang lost or paid twice?

The state machine of tests/welfare/money/machine.py, which looks at the books after every step, on a scratch database of
its own: SQLite, or beside DATABASE_URL's. Counts each way between two states; prints one JSON line; ends with 1 when
something was not as it must be, or a way that is declared was never gone.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
POSTS = (("malee", "author"), ("prasit", "approver"), ("wanida", "head"))


def lay_the_ground() -> None:
    """Make tables, an agency, three officers, a service with a fee, and a programme that the rules alone approve."""
    from django.core.management import call_command

    from tests.factories import rules
    from tests.factories import services as make
    from tests.welfare.money.machine import STRAIGHT
    from welfare.models import book

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    make.make_vocabulary()
    agency = make.make_agency("DOPA")
    officers = [make.make_officer(name, (agency, role)) for name, role in POSTS]
    author, approver, _ = (make.viewer_of_officer(one) for one in officers)
    rules.published(author, approver, agency, rules.text(more=STRAIGHT))
    make.make_published(author, approver)
    book.forget()


def explore(options: argparse.Namespace) -> dict[str, object]:
    """Run the machine; return how much was tried and what broke."""
    import django

    django.setup()
    lay_the_ground()
    import hypothesis
    from hypothesis import HealthCheck, Phase
    from hypothesis.stateful import run_state_machine_as_test

    from tests.welfare.money import machine_ways
    from tests.welfare.money.machine import Money

    steps = 0
    execute = Money.check_invariants

    def counted(self: Money, *arguments: object, **named: object) -> None:
        nonlocal steps
        steps += 1
        execute(self, *arguments, **named)

    Money.check_invariants = counted  # type: ignore[method-assign]
    began, fault = time.monotonic(), ""
    chosen = hypothesis.settings(
        max_examples=options.runs,
        stateful_step_count=options.steps,
        deadline=None,
        database=None,
        print_blob=True,
        phases=[Phase.generate] if options.as_found else list(Phase),
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(hypothesis.seed(options.seed)(Money), settings=chosen)
    except AssertionError as error:
        fault = f"{error}"[:2000]
        print("\n".join(getattr(error, "__notes__", [])), file=sys.stderr)
    return {
        "runs": options.runs,
        "steps": steps,
        "reached": {machine_ways.shown(way): count for way, count in sorted(Money.reached.items())},
        "never_gone": machine_ways.missing(Money.reached),
        "fault": fault,
        "seconds": round(time.monotonic() - began, 1),
        "seed": options.seed,
    }


def main() -> int:
    """Explore as the command line says; return the exit code."""
    parser = argparse.ArgumentParser(prog="bin/bench money_machine", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--runs", type=int, default=100, help="how many runs from the beginning (default: 100)")
    parser.add_argument("--steps", type=int, default=50, help="most steps of a run (default: 50)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="repeat the same runs")
    parser.add_argument("--as-found", action="store_true", help="do not look for a shorter way to a fault")
    options = parser.parse_args()
    from bench.jobs import scratch_database

    with scratch_database() as kind:
        os.environ["DJANGO_SETTINGS_MODULE"] = "bench.crash_drill.settings"
        found = {"database": kind, **explore(options)}
        from django.db import connection

        connection.close()
    print(json.dumps(found, ensure_ascii=False))
    return 1 if found["fault"] or found["never_gone"] else 0


if __name__ == "__main__":
    sys.exit(main())

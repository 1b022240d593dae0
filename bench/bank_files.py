"""A bank's files, spoilt in 10,000 ways: no crash, and nothing posted that is not true.

    bin/bench bank_files [--files 10000] [--seed 2569]

Sound pain.002, camt.054 and camt.053 are changed by byte, letter, element, amount, currency, namespace, encoding,
entity and depth, then read. Each is read the same, quarantined, or visibly otherwise; what a ledger that knows its own
payments would post must be among what the sound file says. Another parser and the schema check the amounts. Exit code 1
if not.
"""

import argparse
import json
import sys
import time

from bench.bank_drill.judging import drill


def main() -> int:
    """Drill and print; return 1 when one file crashed a reader or would have been posted wrongly."""
    parser = argparse.ArgumentParser(prog="bin/bench bank_files", description=__doc__.split("\n")[0])
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=2569)
    arguments = parser.parse_args()
    started = time.perf_counter()
    tally = drill(arguments.files, arguments.seed)
    for code, count in tally.quarantined.most_common():
        print(f"{code:<24}{count:>8,}")
    for line in (tally.crashes + tally.wrong)[:20]:
        print(line)
    figures = {
        "files": tally.files,
        "same": tally.same,
        "changed": tally.changed,
        "quarantined": sum(tally.quarantined.values()),
        "crashes": len(tally.crashes),
        "wrong_postings": len(tally.wrong),
        "seconds": round(time.perf_counter() - started, 1),
    }
    print(json.dumps(figures))
    return 1 if tally.crashes or tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())

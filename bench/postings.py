"""How many durable postings a second the ledger takes: each its own transaction, committed before the next begins.

On a scratch database of its own, beside DATABASE_URL's or SQLite with synchronous=FULL. Several writers at once, as web
and workers are; every tenth posting is a repetition that must be refused. Ends with 1 when the ledger's sums are not
what was acknowledged, or the rate is below the bar.
"""

import argparse
import json
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
LEAST_PER_SECOND = 500


def main() -> int:
    """Post for some seconds and hold the sums against what was acknowledged."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postings", type=int, default=10_000)
    parser.add_argument("--writers", type=int, default=4)
    options = parser.parse_args()
    from bench.planted_drill.scratch import scratch_database

    with scratch_database("bench.payday_drill.settings") as kind:
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        found = measured(options.postings, options.writers)
    print(json.dumps({"database": kind, **found}))
    return 0 if found["agrees"] and found["per_second"] >= LEAST_PER_SECOND else 1


def measured(postings: int, writers: int) -> dict[str, object]:
    """Return the rate, and whether debits, credits and acknowledgements agree."""
    from django.db import connection, transaction
    from django.utils import timezone

    from welfare.actions import ledger
    from welfare.models import LedgerAccount, Transfer

    clearing = ledger.account("suspense:drill", LedgerAccount.Kind.SUSPENSE)
    bank = ledger.account("bank:drill:out", LedgerAccount.Kind.BANK_OUT)
    acknowledged: list[int] = []
    refused: list[int] = []
    lock = threading.Lock()

    def write(numbers: range) -> None:
        mine: list[int] = []
        again: list[int] = []
        try:
            for number in numbers:
                wanted = {"ref": f"DRILL:{number}", "kind": Transfer.Kind.PAYOUT, "debit": clearing, "credit": bank}
                with transaction.atomic(durable=True):
                    ledger.transfer(**wanted, satang=1 + number % 1_000, now=timezone.now())
                mine.append(1 + number % 1_000)
                if number % 10 == 0:
                    try:
                        with transaction.atomic(durable=True):
                            ledger.transfer(**wanted, satang=1 + number % 1_000, now=timezone.now())
                    except ledger.AlreadyPosted:
                        again.append(number)
        finally:
            connection.close()
        with lock:
            acknowledged.extend(mine)
            refused.extend(again)

    each = postings // writers
    threads = [
        threading.Thread(target=write, args=(range(place * each, (place + 1) * each),)) for place in range(writers)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    held = ledger.balance(bank).posted_satang
    agrees = held == sum(acknowledged) == -ledger.balance(clearing).posted_satang
    return {
        "postings": len(acknowledged),
        "refused_repetitions": len(refused),
        "writers": writers,
        "seconds": round(seconds, 1),
        "per_second": round(len(acknowledged) / seconds),
        "agrees": agrees and len(refused) == len(range(0, each * writers, 10)),
    }


if __name__ == "__main__":
    sys.exit(main())

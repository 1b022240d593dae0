"""Judge what a crash drill left behind, from three witnesses: what clients were told, the bank's book, the database.

Knows the tables by their names and asks them with SQL of its own: nothing of the application is imported, so that a
mistake of the application is not made a second time here. Satang throughout.

    python -m bench.crash_drill.checker --database URL-or-file --bank bank.sqlite3 --acknowledged told.jsonl
"""

import argparse
import json
import sqlite3
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

Run = Callable[[str], list[tuple[Any, ...]]]
Findings = dict[str, list[str]]
KINDS = ("lost", "twice", "unbalanced", "stuck", "unaudited")
READY, DEAD = 0, 2
EFFECTIVE = "('single', 'post')"
MOVED = "end_to_end_id, kind, satang FROM movement WHERE kind IN ('payout', 'return')"
# Our word for what became of a payment, and the bank's.
SAME_END = {"paid": "booked", "rejected": "rejected", "returned": "returned"}


def check(run: Run, bank: sqlite3.Connection, told: Iterable[dict[str, str]], *, is_settled: bool = True) -> Findings:
    """Return what is wrong, by kind; every list is empty when all is well. `run` answers a SELECT with its rows.

    `is_settled` False in the middle of the work: then the bank may know more than we have heard, and work may wait.
    """
    found: Findings = {kind: [] for kind in KINDS}
    _acknowledgements(run, list(told), found)
    _rows_made_twice(run, found)
    _paid_twice(run, bank, found)
    left = _ledger(run, found)
    _promises(run, found)
    _audit(run, found)
    if is_settled:
        _bank_against_us(run, bank, left, found)
        _waiting(run, found)
    return found


def _acknowledgements(run: Run, told: list[dict[str, str]], found: Findings) -> None:
    rows = run("SELECT number, state FROM welfare_application WHERE number IS NOT NULL")
    states = dict(rows)
    for number, count in Counter(number for number, _ in rows).items():
        if count > 1:
            found["twice"].append(f"{count} applications are {number}")
    by_key: dict[str, set[str]] = defaultdict(set)
    by_number: dict[str, set[str]] = defaultdict(set)
    for one in told:
        by_key[one["key"]].add(one["number"])
        by_number[one["number"]].add(one["key"])
        if states.get(one["number"], "draft") == "draft":
            found["lost"].append(f"{one['number']} was acknowledged and is not there")
    found["twice"] += [f"key {key} was told {len(some)} numbers" for key, some in by_key.items() if len(some) > 1]
    found["twice"] += [f"{number} was told to {len(some)} keys" for number, some in by_number.items() if len(some) > 1]


def _rows_made_twice(run: Run, found: Findings) -> None:
    for what, table, columns in (
        ("applications of one person", "welfare_application", "citizen_id, matter"),
        ("entitlements of one application", "welfare_entitlement", "application_id"),
        ("payments for one period", "welfare_disbursement", "entitlement_id, period, seq"),
        ("lives of one end-to-end id", "welfare_paymentattempt", "end_to_end_id"),
        ("endings of one promise", "welfare_transfer", "resolves_id"),
        ("reversals of one transfer", "welfare_transfer", "reverses_id"),
    ):
        first = columns.split(",")[0]
        rows = run(
            f"SELECT {columns}, count(*) FROM {table} WHERE {first} IS NOT NULL GROUP BY {columns} HAVING count(*) > 1"
        )
        found["twice"] += [f"{row[-1]} {what}: {row[:-1]}" for row in rows]


def _paid_twice(run: Run, bank: sqlite3.Connection, found: Findings) -> None:
    attempts = {
        name: (payment, satang)
        for name, payment, satang in run("SELECT end_to_end_id, disbursement_id, satang FROM welfare_paymentattempt")
    }
    for name, _, satang in bank.execute(f"SELECT {MOVED}"):
        if name not in attempts:
            found["twice"].append(f"the bank moved {satang} for {name}, which we never asked for")
        elif satang != attempts[name][1]:
            found["unbalanced"].append(f"{name}: the bank moved {satang}, we asked for {attempts[name][1]}")
    for payment, count in _net(run, bank).items():
        if count > 1:
            found["twice"].append(f"payment {payment} was paid {count} times")


def _net(run: Run, bank: sqlite3.Connection) -> Counter[int]:
    """Return how often the bank paid each payment, less how often it came back."""
    payments = dict(run("SELECT end_to_end_id, disbursement_id FROM welfare_paymentattempt"))
    net: Counter[int] = Counter()
    for name, kind, _ in bank.execute(f"SELECT {MOVED}"):
        if name in payments:
            net[payments[name]] += 1 if kind == "payout" else -1
    return net


def _bank_against_us(run: Run, bank: sqlite3.Connection, left: int, found: Findings) -> None:
    """Hold what the bank did against what we think it did; `left` satang left through the bank by our ledger."""
    moved = sum(satang if kind == "payout" else -satang for _, kind, satang in bank.execute(f"SELECT {MOVED}"))
    if left != moved:
        found["unbalanced"].append(f"we say {left} left through the bank, the bank says {moved}")
    ends = dict(bank.execute("SELECT end_to_end_id, state FROM payment ORDER BY state = 'rejected' DESC"))
    attempts = (
        "SELECT a.end_to_end_id, a.outcome, b.state FROM welfare_paymentattempt a"
        " JOIN welfare_paymentbatch b ON b.id = a.batch_id"
    )
    for name, outcome, file in run(attempts):
        if file == "refused":
            # The bank took nothing of that file, so it must know nothing of what was in it.
            if name in ends:
                found["lost"].append(f"{name} went with a file that was refused, and the bank has it")
        elif outcome in SAME_END and ends.get(name) != SAME_END[outcome]:
            found["lost"].append(f"{name} is {outcome} with us and {ends.get(name, 'unknown')} at the bank")
        elif outcome == "withdrawn" and name in ends:
            found["lost"].append(f"{name} was withdrawn, and the bank has it")
    net = _net(run, bank)
    for payment, state in run("SELECT id, state FROM welfare_disbursement"):
        if (state == "paid") != (net[payment] == 1):
            found["lost"].append(f"payment {payment} is {state} and the bank moved it {net[payment]} times")


def _ledger(run: Run, found: Findings) -> int:
    """Judge the accounts; return how many satang left through the bank by them."""
    holds: Counter[str] = Counter()
    kinds = {}
    accounts = {key: (code, kind) for key, code, kind in run("SELECT id, code, kind FROM welfare_ledgeraccount")}
    for debit, credit, satang in run(
        f"SELECT debit_id, credit_id, satang FROM welfare_transfer WHERE phase IN {EFFECTIVE}"
    ):
        holds[accounts[debit][0]] -= satang
        holds[accounts[credit][0]] += satang
    for code, kind in accounts.values():
        kinds[code] = kind
        if kind in ("budget", "clearing") and holds[code] < 0:
            found["unbalanced"].append(f"{code} holds {holds[code]}")
    if sum(holds.values()):
        found["unbalanced"].append(f"the ledger sums to {sum(holds.values())}")
    promised = _one(
        run,
        "SELECT coalesce(sum(satang), 0) FROM welfare_transfer p WHERE phase = 'pending' AND NOT EXISTS"
        " (SELECT 1 FROM welfare_transfer r WHERE r.resolves_id = p.id)",
    )
    open_ones = _one(
        run,
        "SELECT coalesce(sum(a.satang), 0) FROM welfare_paymentattempt a JOIN welfare_paymentbatch b ON b.id ="
        " a.batch_id WHERE a.outcome = 'open' AND b.state NOT IN ('prepared', 'withdrawn')",
    )
    clearing = sum(satang for code, satang in holds.items() if kinds[code] == "clearing")
    if not clearing == promised == open_ones:
        found["unbalanced"].append(f"clearing {clearing}, promised {promised}, under way {open_ones}")
    return sum(satang for code, satang in holds.items() if kinds[code] == "bank_out")


def _promises(run: Run, found: Findings) -> None:
    """Hold each payment's ending against what the ledger did with its promise."""
    rows = run(
        "SELECT a.end_to_end_id, a.outcome, a.satang, d.satang, p.satang, r.phase, r.satang, v.id, b.state"
        " FROM welfare_paymentattempt a JOIN welfare_disbursement d ON d.id = a.disbursement_id"
        " JOIN welfare_paymentbatch b ON b.id = a.batch_id"
        " LEFT JOIN welfare_transfer p ON p.ref = 'PAYOUT:' || a.end_to_end_id"
        " LEFT JOIN welfare_transfer r ON r.resolves_id = p.id LEFT JOIN welfare_transfer v ON v.reverses_id = r.id"
    )
    expected = {
        "paid": ("post", False),
        "rejected": ("void", False),
        "returned": ("post", True),
        "open": (None, False),
        "withdrawn": (None, False),
    }
    for name, outcome, asked, due, promise, ending, ended, reversal, batch in rows:
        if (ending, reversal is not None) != expected[outcome]:
            found["unbalanced"].append(f"{name} is {outcome}, and its promise {ending or 'open'}")
        if {asked, promise or asked, ended or asked} != {due}:
            found["unbalanced"].append(f"{name}: due {due}, asked {asked}, promised {promise}, posted {ended}")
        if promise is None and batch not in ("prepared", "withdrawn"):
            found["unbalanced"].append(f"{name} left without a promise")


def _waiting(run: Run, found: Findings) -> None:
    for what, table, condition in (
        ("applications wait for a decision", "welfare_application", "state = 'submitted'"),
        ("batches have not gone", "welfare_paymentbatch", "state IN ('prepared', 'released', 'sending')"),
        (
            "payments are under way",
            "welfare_disbursement",
            "state IN ('draft', 'approved', 'batched', 'sent', 'accepted', 'retry', 'rejected', 'returned',"
            " 'awaiting_fix')",
        ),
        ("payment attempts are open", "welfare_paymentattempt", "outcome = 'open'"),
        ("messages are unread", "welfare_bankmessage", "state = 'new'"),
        ("lines are not applied", "welfare_bankentry", "state IN ('new', 'waiting')"),
        ("lists are not drawn to their end", "welfare_paydayrun", "finished_at IS NULL"),
        (
            "jobs were left",
            "jobs_job",
            f"state = {READY} AND task LIKE 'welfare.%' AND task NOT LIKE '%.collect_messages'",
        ),
        (
            "rights were never paid",
            "welfare_entitlement",
            "NOT EXISTS (SELECT 1 FROM welfare_disbursement d WHERE d.entitlement_id = welfare_entitlement.id)",
        ),
        (
            "approved applications opened no right",
            "welfare_application",
            "state = 'approved' AND NOT EXISTS"
            " (SELECT 1 FROM welfare_entitlement e WHERE e.application_id = welfare_application.id)",
        ),
    ):
        count = _one(run, f"SELECT count(*) FROM {table} WHERE {condition}")
        if count:
            found["stuck"].append(f"{count} {what}")
    for task, error, count in run(
        f"SELECT task, error, count(*) FROM jobs_job WHERE state = {DEAD} GROUP BY task, error ORDER BY task"
    ):
        found["stuck"].append(f"{count} jobs are dead: {task} {error}")


def _audit(run: Run, found: Findings) -> None:
    ends: dict[str, tuple[int, str]] = {}
    acts: dict[tuple[str, str], str] = {}
    rows = run("SELECT stream, seq, action, object, actor, prev, hash FROM audit_auditevent ORDER BY stream, seq")
    for stream, seq, action, thing, actor, before, own in rows:
        last, was = ends.get(stream, (0, before))
        if seq != last + 1 or before != was:
            found["unaudited"].append(f"{stream} breaks at {seq}")
        ends[stream] = (seq, own)
        acts[action, thing] = actor
    for stream, seq, own in run("SELECT stream, seq, hash FROM audit_audithead"):
        if ends.get(stream, (0, own)) != (seq, own):
            found["unaudited"].append(f"{stream} ends at {ends.get(stream)}, its head says {seq}")
    for public_id, state in run("SELECT public_id, state FROM welfare_application WHERE number IS NOT NULL"):
        for action in ("submit", "approved") if state == "approved" else ("submit",):
            if (f"application.{action}", f"application:{_dashed(public_id)}") not in acts:
                found["unaudited"].append(f"nobody noted application.{action} of {_dashed(public_id)}")
    for message_id, state in run("SELECT message_id, state FROM welfare_paymentbatch"):
        who = [acts.get((f"batch.{action}", f"batch:{message_id}")) for action in ("prepare", "release")]
        if who[0] is None or (state not in ("prepared", "withdrawn") and (who[1] is None or who[0] == who[1])):
            found["unaudited"].append(f"batch {message_id} was not let go by two officers")
        if state in ("sent", "refused") and (f"batch.{state}", f"batch:{message_id}") not in acts:
            found["unaudited"].append(f"nobody noted batch.{state} of {message_id}")


def _one(run: Run, sql: str) -> int:
    return int(run(sql)[0][0])


def _dashed(public_id: object) -> str:
    # SQLite keeps a UUID as 32 digits.
    text = str(public_id).replace("-", "")
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def opened(database: str) -> Run:
    """Return what asks a PostgreSQL URL or a SQLite file."""
    if database.startswith("postgresql:"):
        import psycopg

        server = psycopg.connect(database)
        return lambda sql: server.execute(sql).fetchall()
    file = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    return lambda sql: file.execute(sql).fetchall()


def main() -> int:
    """Check what the command line names; return 1 when anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--database", required=True)
    parser.add_argument("--bank", required=True)
    parser.add_argument("--acknowledged", type=Path, required=True)
    options = parser.parse_args()
    told = [json.loads(line) for line in options.acknowledged.read_text().splitlines() if line]
    found = check(opened(options.database), sqlite3.connect(f"file:{options.bank}?mode=ro", uri=True), told)
    print(json.dumps({kind: {"count": len(some), "first": some[:5]} for kind, some in found.items()}))
    return 1 if any(found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())

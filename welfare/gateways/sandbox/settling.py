"""What the sandbox bank does with accepted payments on their day: pay, refuse after all, or take back."""

from dataclasses import replace
from datetime import datetime
from sqlite3 import Connection

from superapp.thai.dates import bangkok
from welfare.gateways.payments import CROCKFORD
from welfare.gateways.reports import BookingKind, Direction

from .messages import Said
from .misbehaviour import Misbehaviour, chosen, drawn

INSERT = (
    "INSERT INTO movement (account, kind, direction, satang, at, booked_on, end_to_end_id, reason, is_stray)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def payments(db: Connection, now: datetime, seed: int, plan: Misbehaviour) -> int:
    """Book every accepted payment whose day has come, and return how many movements that made."""
    at, today = now.isoformat(), bangkok(now).date().isoformat()
    rows = []
    waiting = db.execute(
        "SELECT end_to_end_id, account, satang FROM payment WHERE state = 'accepted' AND value_date <= ?", [today]
    ).fetchall()
    for name, account, satang in waiting:
        excess = drawn(seed, "amount", name) < plan.wrong_amount
        rows.append(
            (account, BookingKind.PAYOUT, Direction.DEBIT, satang + excess, at, today, name, None, 0),
        )
        if drawn(seed, "stray", name) < plan.stray:
            rows.append(
                (account, BookingKind.PAYOUT, Direction.DEBIT, satang, at, today, _stray(seed, name), None, 1),
            )
    db.executemany(INSERT, rows)
    db.execute("UPDATE payment SET state = 'booked' WHERE state = 'accepted' AND value_date <= ?", [today])
    return len(rows)


def due(db: Connection, now: datetime) -> dict[tuple[str, str], list[Said]]:
    """Return the accepted payments whose day has come, as settled, by file (its id and its message)."""
    rows = db.execute(
        "SELECT message_id, message, group_id, end_to_end_id FROM payment JOIN file USING (message_id)"
        " WHERE state = 'accepted' AND value_date <= ? ORDER BY payment.rowid",
        [bangkok(now).date().isoformat()],
    )
    found: dict[tuple[str, str], list[Said]] = {}
    for message_id, message, group, name in rows:
        found.setdefault((message_id, message), []).append(Said(group, name, "ACSC"))
    return found


def late_rejections(db: Connection, now: datetime, seed: int, plan: Misbehaviour) -> dict[tuple[str, str], list[Said]]:
    """Refuse those accepted payments the plan names and whose day has come; return what to say, by file."""
    said: dict[tuple[str, str], list[Said]] = {}
    if not plan.reject_later:
        return said
    for file, lines in due(db, now).items():
        for one in lines:
            reason = chosen(plan.reject_later, drawn(seed, "reject later", one.end_to_end_id))
            if reason:
                said.setdefault(file, []).append(replace(one, status="RJCT", reason=reason))
    db.executemany(
        "UPDATE payment SET state = 'rejected', reason = ? WHERE message_id = ? AND end_to_end_id = ?",
        [(one.reason, file[0], one.end_to_end_id) for file, lines in said.items() for one in lines],
    )
    return said


def returns(db: Connection, now: datetime, seed: int, plan: Misbehaviour) -> int:
    """Bring back those booked payments the plan names, in the amount that was booked; return how many."""
    if not plan.give_back:
        return 0
    at, today = now.isoformat(), bangkok(now).date().isoformat()
    booked = db.execute(
        "SELECT p.end_to_end_id, p.account, m.satang FROM payment p JOIN movement m"
        " ON m.end_to_end_id = p.end_to_end_id AND m.kind = 'payout' WHERE p.state = 'booked'"
    ).fetchall()
    rows = []
    for name, account, satang in booked:
        reason = chosen(plan.give_back, drawn(seed, "give back", name))
        if reason:
            rows.append((account, BookingKind.RETURN, Direction.CREDIT, satang, at, today, name, reason, 0))
    db.executemany(INSERT, rows)
    db.executemany(
        "UPDATE payment SET state = 'returned', reason = ? WHERE end_to_end_id = ? AND state = 'booked'",
        [(row[7], row[6]) for row in rows],
    )
    return len(rows)


def _stray(seed: int, name: str) -> str:
    return "P" + "".join(CROCKFORD[drawn(seed, "name", name, place) % 32] for place in range(26))

"""A bank to practise with: takes real pain.001 files, keeps its own book, answers in real messages, errs to order.

It is a `Channel`. Beside that it has the verbs of a bank's day: `settle` moves the money that is due, `scan` is
somebody paying a QR code, `close_day` writes the statements. `book` is the truth to hold our ledger against.
"""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection
from typing import TypeVar

from superapp.thai.dates import bangkok
from welfare.gateways import promptpay
from welfare.gateways.channel import Acknowledged, NoAnswer, RawMessage, Refused
from welfare.gateways.iso20022.initiation_reading import Asked, InitiationFile
from welfare.gateways.iso20022.quarantine import Unusable
from welfare.gateways.reports import BookingKind, Direction

from . import book, messages, settling
from .misbehaviour import Death, Misbehaviour, chosen, drawn, poisoned

Line = TypeVar("Line")
MOST_LINES = 10_000
FEE_ACCOUNT = "0000000009"


class Died(ConnectionError):
    """The bank stopped in the middle of something. Whatever it had not committed never happened."""


class SandboxBank:
    """The sandbox behind the `Channel` interface. `clock` gives the bank's own time, with its zone.

    `billers` maps a biller id to the account its fees go to; others go to FEE_ACCOUNT. `reports_settlement`: payments
    booked are told in a pain.002 (ACSC) as well, as some banks do, beside the camt.054 that all send. Any number of
    these may stand on one `path`, in one process or several.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Callable[[], datetime],
        seed: int = 2569,
        misbehaviour: Misbehaviour | None = None,
        billers: Mapping[str, str] | None = None,
        reports_settlement: bool = False,
        name: str = "SANDBOX",
    ) -> None:
        self.name = name
        self.misbehaviour = misbehaviour or Misbehaviour()
        self._path = path
        self._book = book.Book(path)
        self._clock = clock
        self._seed = seed
        self._billers = dict(billers or {})
        self._reports_settlement = reports_settlement

    def send(self, document: bytes) -> Acknowledged | Refused | NoAnswer:
        """Take a pain.001 as a whole or not at all. The same bytes again change nothing and are answered alike."""
        try:
            file = InitiationFile(document)
            asked = list(file)
        except Unusable as problem:
            return Refused(problem.code)
        attempt = self._attempt(file.message_id)
        if self._draw("deaf", file.message_id, attempt) < self.misbehaviour.deaf:
            return NoAnswer("TIMEOUT")
        digest = hashlib.sha256(document).hexdigest()
        try:
            with self._book.writing() as db:
                known = db.execute("SELECT sha256 FROM file WHERE message_id = ?", [file.message_id]).fetchone()
                if known is None:
                    self._take(db, file, digest, [self._row(file.message_id, one) for one in asked])
            if known is not None and known[0] != digest:
                return Refused("DUPLICATE_MESSAGE_ID")
            self._die(Death.BEFORE_ANSWERING)
            self._tell_files()
        except Died as death:
            return NoAnswer(str(death))
        if self._draw("mute", file.message_id, attempt) < self.misbehaviour.mute:
            return NoAnswer("TIMEOUT")
        return Acknowledged(file.message_id, was_known=known is not None)

    def collect(self, after: str | None = None, limit: int = 100) -> list[RawMessage]:
        """Return messages that are due, behind the cursor `after`."""
        now = self._clock()
        with self._book.writing() as db:
            due = [
                row[0]
                for row in db.execute(
                    "SELECT number FROM mail WHERE position IS NULL AND due_at <= ? ORDER BY number", [_text(now)]
                )
            ]
            if self.misbehaviour.out_of_order:
                due.sort(key=lambda number: (self._draw("order", number), number))
            db.executemany(
                "UPDATE mail SET position = ? WHERE number = ?", [(book.counted(db, "mail"), number) for number in due]
            )
            rows = db.execute(
                "SELECT position, content FROM mail WHERE position > ? ORDER BY position LIMIT ?",
                [int(after or 0), limit],
            ).fetchall()
        return [RawMessage(str(position), content) for position, content in rows]

    def settle(self) -> int:
        """Move the money that is due by now, tell of it, and return how many movements were booked.

        First what was paid earlier and is to come back, so that a return is never in the same call as its payment.

        :raises Died: once, when the plan says so, after booking and before telling; call again.
        """
        now = self._clock()
        self._tell_files()
        with self._book.writing() as db:
            booked = settling.returns(db, now, self._seed, self.misbehaviour)
            rejected = settling.late_rejections(db, now, self._seed, self.misbehaviour)
            settled = settling.due(db, now) if self._reports_settlement else {}
            booked += settling.payments(db, now, self._seed, self.misbehaviour)
            for (message_id, message), said in (*rejected.items(), *settled.items()):
                self._mail_report(db, message_id, message, said)
        self._die(Death.AFTER_BOOKING)
        self._tell_movements()
        return booked

    def scan(self, payload: str, amount_satang: int | None, at: datetime) -> str:
        """Pay the bill of a QR code as somebody's bank app would, tell of it, and return the bank's reference.

        `amount_satang` None pays what the code asks; another amount is what a teller may key in.

        :raises promptpay.Unscannable: when no app would read the code.
        :raises ValueError: when it is no bill, or neither code nor payer names an amount.
        """
        code = promptpay.parse(payload)
        satang = amount_satang
        if satang is None:
            satang = code.amount_satang
        if not isinstance(code, promptpay.BillPayment) or not satang:
            raise ValueError("payload: expected a bill, and an amount from somebody")
        movement = messages.Movement(
            reference="",
            account=self._billers.get(code.biller, FEE_ACCOUNT),
            kind=BookingKind.BILL_PAYMENT,
            direction=Direction.CREDIT,
            satang=satang,
            at=at,
            booked_on=bangkok(at).date(),
            biller=code.biller,
            ref1=code.ref1,
            ref2=code.ref2,
        )
        with self._book.writing() as db:
            reference = book.book_movement(db, movement)
        self._tell_movements()
        return reference

    def close_day(self, day: date) -> int:
        """Write the day's statements, for each account that has ever moved, and return how many messages that took."""
        sent = 0
        with self._book.writing() as db:
            accounts = [row[0] for row in db.execute("SELECT DISTINCT account FROM movement ORDER BY account")]
            for account in accounts:
                opening = sum(
                    one.signed_satang
                    for one in book.movements(db, "account = ? AND booked_on < ?", (account, day.isoformat()))
                )
                moved = list(book.movements(db, "account = ? AND booked_on = ?", (account, day.isoformat())))
                for page, lines in enumerate(_chunks(moved) or [[]], 1):
                    message_id = self._message_id(db, "S")
                    content = messages.statement(message_id, self._clock(), account, day, page, opening, lines)
                    self._mail(db, content)
                    opening += sum(one.signed_satang for one in lines)
                    sent += 1
        return sent

    def book(self) -> list[messages.Movement]:
        """Return all that ever moved, in order: the oracle of a reconciliation."""
        with self._book.reading() as db:
            return list(book.movements(db))

    def states(self) -> dict[str, str]:
        """Return the bank's own state of each payment: accepted, rejected, booked or returned."""
        with self._book.reading() as db:
            # A payment asked for twice is rejected the second time; what became of the first is what counts.
            rows = db.execute("SELECT end_to_end_id, state FROM payment ORDER BY state = 'rejected' DESC")
            return dict(rows.fetchall())

    def balance_satang(self, account: str) -> int:
        """Return what the account has gained since the book began, negative when it has paid out more."""
        with self._book.reading() as db:
            return sum(one.signed_satang for one in book.movements(db, "account = ?", (account,)))

    def _draw(self, *about: object) -> int:
        return drawn(self._seed, *about)

    def _attempt(self, message_id: str) -> int:
        with self._book.writing() as db:
            return book.counted(db, f"attempt {message_id}")

    def _row(self, message_id: str, asked: Asked) -> tuple[object, ...]:
        plan = self.misbehaviour
        reason = plan.bad_accounts.get(asked.account_number)
        reason = reason or chosen(plan.reject, self._draw("reject", asked.end_to_end_id))
        return (
            message_id,
            asked.end_to_end_id,
            asked.payment_information_id,
            asked.debit_account,
            asked.amount_satang,
            asked.value_date.isoformat(),
            "rejected" if reason else "accepted",
            reason,
        )

    def _take(self, db: Connection, file: InitiationFile, digest: str, rows: list[tuple[object, ...]]) -> None:
        db.execute(
            "INSERT INTO file (message_id, sha256, message) VALUES (?, ?, ?)", [file.message_id, digest, file.message]
        )
        insert = "INSERT INTO payment VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        taken = {row[0] for row in db.execute("SELECT end_to_end_id FROM payment WHERE state <> 'rejected'")}
        rows = [(*row[:6], "rejected", "AM05") if row[1] in taken else row for row in rows]
        half = len(rows) // 2
        db.executemany(insert, rows[:half])
        self._die(Death.MID_FILE)
        db.executemany(insert, rows[half:])

    def _die(self, where: Death) -> None:
        if where not in self.misbehaviour.deaths:
            return
        # Remembered beside the book, not in it: the transaction that dies would take the memory along.
        mark = self._path.with_name(f"{self._path.name}.{where}")
        if not mark.exists():
            mark.touch()
            raise Died(f"DIED_{where.upper()}")

    def _tell_files(self) -> None:
        with self._book.writing() as db:
            untold = db.execute("SELECT message_id, message FROM file WHERE is_told = 0 ORDER BY rowid").fetchall()
            for message_id, message in untold:
                rows = db.execute(
                    "SELECT group_id, end_to_end_id, state, reason FROM payment WHERE message_id = ? ORDER BY rowid",
                    [message_id],
                )
                said = [
                    messages.Said(group, name, "RJCT" if state == "rejected" else "ACCP", reason)
                    for group, name, state, reason in rows
                ]
                self._mail_report(db, message_id, message, said)
                db.execute("UPDATE file SET is_told = 1 WHERE message_id = ?", [message_id])

    def _tell_movements(self) -> None:
        with self._book.writing() as db:
            by_account: dict[str, list[messages.Movement]] = {}
            for one in book.movements(db, "is_told = 0"):
                by_account.setdefault(one.account, []).append(one)
            for account, moved in by_account.items():
                for lines in _chunks(moved):
                    self._mail(db, messages.notification(self._message_id(db, "N"), self._clock(), account, lines))
            db.execute("UPDATE movement SET is_told = 1 WHERE is_told = 0")

    def _mail_report(self, db: Connection, original: str, message: str, said: list[messages.Said]) -> None:
        # A file's own status speaks of all its payments, so a report of some of them is never more than PART.
        asked = db.execute("SELECT count(*) FROM payment WHERE message_id = ?", [original]).fetchone()[0]
        statuses = {one.status for one in said}
        status = said[0].status if len(statuses) == 1 and len(said) == asked else "PART"
        for lines in _chunks(said):
            message_id = self._message_id(db, "R")
            self._mail(db, messages.report(message_id, self._clock(), original, message, status, lines))

    def _message_id(self, db: Connection, kind: str) -> str:
        return f"{self.name}-{kind}-{book.counted(db, 'message'):08d}"

    def _mail(self, db: Connection, content: bytes) -> None:
        plan = self.misbehaviour
        number = book.counted(db, "mailed")
        copies = [content]
        if self._draw("truncated", number) < plan.truncated:
            copies.insert(0, content[: len(content) * (1 + self._draw("cut", number)) // 1001])
        if self._draw("hostile", number) < plan.hostile:
            copies.insert(0, poisoned(content, self._draw("poison", number)))
        if self._draw("twice", number) < plan.twice:
            copies.append(content)
        late = timedelta(seconds=plan.delay_s * self._draw("delay", number) // 1000)
        due = _text(self._clock() + late)
        db.executemany("INSERT INTO mail (due_at, content) VALUES (?, ?)", [(due, copy) for copy in copies])


def _chunks(lines: list[Line]) -> list[list[Line]]:
    return [lines[at : at + MOST_LINES] for at in range(0, len(lines), MOST_LINES)]


def _text(at: datetime) -> str:
    return bangkok(at).isoformat(timespec="microseconds")

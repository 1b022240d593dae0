"""The drill's checker finds nothing wrong where nothing is, and every fault that is planted, by its kind."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection, transaction

from bench.crash_drill import checker
from superapp.accounts.viewer import Viewer
from tests import triggers
from tests.factories import money
from welfare.actions import application_steps, disbursements
from welfare.models import Application, Entitlement, Programme

Plant = Callable[["Witnesses"], None]
Told = list[dict[str, str]]


class Witnesses:
    """The three that the checker hears: what clients were told, the bank's book, the database."""

    def __init__(self, folder: Path) -> None:
        self.told: Told = [{"word": "acknowledged", "key": "k1", "number": "WA-2569-000001"}]
        self.bank = sqlite3.connect(folder / "bank.sqlite3", isolation_level=None)

    def sql(self, statement: str) -> None:
        """Change the database as no action of ours would."""
        with connection.cursor() as cursor:
            cursor.execute(statement)

    def found(self) -> dict[str, int]:
        """Return how many faults the checker names, of each kind that has any."""

        def run(sql: str) -> list[tuple[object, ...]]:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return list(cursor.fetchall())

        return {kind: len(some) for kind, some in checker.check(run, self.bank, self.told).items() if some}


@pytest.fixture
def witnesses(programme: Programme, bank: money.Bank, author: Viewer, approver: Viewer, tmp_path: Path) -> Witnesses:
    """Return the witnesses after two people were paid, one of them by a second account."""
    rights = [money.right(number) for number in (1, 2)]
    for row in Application.objects.select_related("agency"):
        for action in ("submit", "approved"):
            application_steps.recorded(row, action, viewer=None, now=money.FROZEN)
    money.give_budget()
    money.draw()
    object.__setattr__(bank.misbehaviour, "bad_accounts", {rights[1].citizen.read("pid"): "AC04"})
    money.released(author, approver, value_date=money.PAYDAY.date(), now=money.FROZEN)
    money.run_jobs("welfare.actions.batches_sending")
    money.hear(bank, money.FROZEN)
    failed = rights[1].disbursements.get()
    disbursements.retry(
        viewer=money.with_factor(approver, money.FROZEN), public_ids=[str(failed.public_id)], now=money.FROZEN
    )
    Entitlement.objects.update(is_payout_broken=False)
    object.__setattr__(bank.misbehaviour, "bad_accounts", {})
    money.released(author, approver, value_date=money.PAYDAY.date(), now=money.FROZEN)
    money.run_jobs("welfare.actions.batches_sending")
    money.settle_and_hear(bank, money.PAYDAY)
    money.run_jobs("welfare.")
    return Witnesses(tmp_path)


PAID = "(SELECT min(id) FROM welfare_paymentattempt WHERE outcome = 'paid')"
FAULTS: dict[str, tuple[Plant, set[str]]] = {
    "an acknowledged application is gone": (
        lambda w: w.told.append({"word": "acknowledged", "key": "k9", "number": "WA-2569-000009"}), {"lost"},
    ),
    "one key was told two numbers": (
        lambda w: w.told.append({"word": "again", "key": "k1", "number": "WA-2569-000002"}), {"twice"},
    ),
    "the bank paid one that we call rejected": (
        lambda w: w.bank.execute(
            "INSERT INTO movement (account, kind, direction, satang, at, booked_on, end_to_end_id) SELECT account,"
            " 'payout', 'DBIT', satang, '', '', end_to_end_id FROM payment WHERE state = 'rejected'"
        ),
        {"twice", "unbalanced", "lost"},
    ),
    "the bank paid what nobody asked for": (
        lambda w: w.bank.execute(
            "INSERT INTO movement (account, kind, direction, satang, at, booked_on, end_to_end_id)"
            " VALUES ('1', 'payout', 'DBIT', 5, '', '', 'P0')"
        ),
        {"twice", "unbalanced"},
    ),
    "the bank moved a satang more": (
        lambda w: w.bank.execute("UPDATE movement SET satang = satang + 1 WHERE number = 1"), {"unbalanced"},
    ),
    "a payment is paid with us alone": (
        lambda w: w.bank.execute("DELETE FROM movement WHERE number = 1"), {"lost", "unbalanced"},
    ),
    "the bank has what was in a refused file": (
        lambda w: w.sql("UPDATE welfare_paymentbatch SET state = 'refused'"), {"lost", "unaudited"},
    ),
    "a posting is missing": (
        lambda w: w.sql("DELETE FROM welfare_transfer WHERE id = (SELECT max(id) FROM welfare_transfer"
                        " WHERE phase = 'post')"),
        {"unbalanced"},
    ),
    "a posting is of another amount": (
        lambda w: w.sql("UPDATE welfare_transfer SET satang = satang + 1 WHERE id = (SELECT max(id)"
                        " FROM welfare_transfer WHERE phase = 'post')"),
        {"unbalanced"},
    ),
    "a payment stands still": (
        lambda w: w.sql("UPDATE welfare_disbursement SET state = 'accepted' WHERE state = 'paid'"), {"stuck", "lost"},
    ),
    "a case waits": (
        lambda w: w.sql("UPDATE welfare_application SET state = 'submitted' WHERE number LIKE '%01'"), {"stuck"},
    ),
    "a line was not applied": (
        lambda w: w.sql("UPDATE welfare_bankentry SET state = 'waiting' WHERE kind = 'payout'"), {"stuck"},
    ),
    "an act is missing from the chain": (
        lambda w: w.sql("DELETE FROM audit_auditevent WHERE stream = 'money' AND seq = 3"), {"unaudited"},
    ),
    "one officer released alone": (
        lambda w: w.sql("UPDATE audit_auditevent SET actor = 'one' WHERE action LIKE 'batch.%'"), {"unaudited"},
    ),
    "an application was never noted": (
        lambda w: w.sql("UPDATE audit_auditevent SET action = 'other' WHERE action = 'application.submit'"),
        {"unaudited"},
    ),
}  # fmt: skip


def test_every_planted_fault_is_found(witnesses: Witnesses) -> None:
    assert witnesses.found() == {}

    with triggers.switched_off(connection):
        for name, (plant, kinds) in FAULTS.items():
            told = list(witnesses.told)
            witnesses.bank.execute("BEGIN")
            witnesses.bank.execute("DROP INDEX booked_once")
            with transaction.atomic():
                plant(witnesses)
                found = witnesses.found()
                transaction.set_rollback(True)
            witnesses.bank.execute("ROLLBACK")
            witnesses.told = told
            assert set(found) == kinds, name
    assert witnesses.found() == {}

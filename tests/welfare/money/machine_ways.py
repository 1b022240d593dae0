"""Counting the ways between states that rows went: by triggers, so that nothing that moves a row can be missed."""

from collections import Counter
from collections.abc import Mapping

from django.db import connection

from welfare.models.application_state import TRANSITIONS
from welfare.models.fee_state import INVOICE_WAYS, REFUND_WAYS
from welfare.models.payment_state import BATCH_WAYS, DISBURSEMENT_WAYS, ENTITLEMENT_WAYS

Way = tuple[str, str, str]
"""A table, the state a row came from, and where it went."""

DECLARED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "welfare_application": TRANSITIONS,
    "welfare_disbursement": DISBURSEMENT_WAYS,
    "welfare_paymentbatch": BATCH_WAYS,
    "welfare_entitlement": ENTITLEMENT_WAYS,
    "welfare_invoice": INVOICE_WAYS,
    "welfare_refund": REFUND_WAYS,
}
# Ways the database lets open and no verb takes, with the reason; one that is gone after all fails as well.
UNTAKEN: Mapping[Way, str] = {
    ("welfare_disbursement", "approved", "cancelled"): "a release goes through approved in one transaction",
    ("welfare_invoice", "underpaid", "paid_late"): "whoever has paid a part may pay the rest late",
}
NOTES = "tried_ways"


def note() -> None:
    """Let the database note each way from now on, until the transaction is taken back."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"CREATE TABLE {NOTES} (place TEXT, was TEXT, is_now TEXT)")
        else:
            cursor.execute(f"CREATE TABLE {NOTES} (place text, was text, is_now text)")
            cursor.execute(
                f"CREATE FUNCTION {NOTES}_note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                f" INSERT INTO {NOTES} VALUES (TG_TABLE_NAME, OLD.state, NEW.state); RETURN NULL; END $$"
            )
        for table in DECLARED:
            act = (
                f"BEGIN INSERT INTO {NOTES} VALUES ('{table}', OLD.state, NEW.state); END"
                if connection.vendor == "sqlite"
                else f"EXECUTE FUNCTION {NOTES}_note()"
            )
            cursor.execute(
                f"CREATE TRIGGER {table}_tried AFTER UPDATE OF state ON {table}"
                f" FOR EACH ROW WHEN (OLD.state <> NEW.state) {act}"
            )


def noted() -> Counter[Way]:
    """Return how often each way was gone."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT place, was, is_now, count(*) FROM {NOTES} GROUP BY place, was, is_now")
        return Counter({(place, was, is_now): count for place, was, is_now, count in cursor.fetchall()})


def declared() -> set[Way]:
    """Return every way of the tables of states."""
    return {
        (table, str(state), str(further))
        for table, ways in DECLARED.items()
        for state, some in ways.items()
        for further in some
    }


def missing(reached: Mapping[Way, int]) -> list[str]:
    """Return the declared ways that were never gone, and those gone that were taken for untaken."""
    never = declared() - UNTAKEN.keys() - {way for way, count in reached.items() if count}
    wrong = {way for way in UNTAKEN if reached.get(way)}
    return sorted(shown(way) for way in never) + sorted(f"not untaken: {shown(way)}" for way in wrong)


def shown(way: Way) -> str:
    """Return a way as text.

    >>> shown(("welfare_refund", "due", "kept"))
    'refund: due > kept'
    """
    table, was, is_now = way
    return f"{table.removeprefix('welfare_')}: {was} > {is_now}"

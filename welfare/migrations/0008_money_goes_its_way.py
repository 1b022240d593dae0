"""Let the database itself keep money to its ways: states along their tables, the ledger as it was written.

The tables of ways are those of welfare/models/payment_state.py and fee_state.py; a test compares them. What was paid,
billed or told by a bank is never deleted, and its amount never changes. A transfer is only ever added; what resolves a
pending one has its accounts and amount, what reverses one has them swapped. SQLite rebuilds a table when a later
migration alters it and loses its triggers then: such a migration has to run the same SQL again (a test finds it
missing).
"""

from django.db import migrations

TRANSFER = "welfare_transfer"
# Table: where a row begins, and from each state where it may go.
WAYS = {
    "welfare_disbursement": (
        ("draft",),
        {
            "draft": ("approved", "cancelled"),
            "approved": ("batched", "cancelled"),
            "batched": ("sent",),
            "sent": ("accepted", "paid", "rejected"),
            "accepted": ("paid", "rejected"),
            "paid": ("returned",),
            "rejected": ("awaiting_fix", "retry", "lapsed"),
            "returned": ("awaiting_fix", "retry", "lapsed"),
            "awaiting_fix": ("retry", "lapsed"),
            "retry": ("batched", "lapsed"),
            "lapsed": (),
            "cancelled": (),
        },
    ),
    "welfare_paymentbatch": (
        ("prepared",),
        {
            "prepared": ("released", "withdrawn"),
            "released": ("sending",),
            "sending": ("sent", "refused"),
            "sent": (),
            "refused": (),
            "withdrawn": (),
        },
    ),
    "welfare_entitlement": (
        ("active",),
        {"active": ("suspended", "ended"), "suspended": ("active", "ended"), "ended": ()},
    ),
    "welfare_invoice": (
        ("issued",),
        {
            "issued": ("paid", "underpaid", "overpaid", "paid_late", "expired"),
            "underpaid": ("paid", "overpaid", "paid_late"),
            "expired": ("paid_late",),
            "paid": (),
            "overpaid": (),
            "paid_late": (),
        },
    ),
    "welfare_refund": (
        ("due",),
        {"due": ("approved", "kept"), "approved": ("refunded",), "refunded": (), "kept": ()},
    ),
}
# Columns that stay as they were written.
FIXED = {
    "welfare_disbursement": ("entitlement_id", "citizen_id", "programme_id", "period", "seq", "satang"),
    "welfare_paymentattempt": ("disbursement_id", "batch_id", "end_to_end_id", "satang"),
    "welfare_paymentbatch": ("message_id", "agency_id", "value_date", "count", "satang", "prepared_by_id"),
    "welfare_entitlement": ("application_id", "citizen_id", "programme_id"),
    "welfare_invoice": ("number", "citizen_id", "organisation_id", "satang", "matter"),
    "welfare_feepayment": ("entry_id", "satang"),
    "welfare_refund": ("payment_id", "satang"),
    "welfare_bankmessage": ("sender", "cursor", "digest", "content_sealed"),
    "welfare_bankentry": ("sender", "message_id", "entry", "kind", "satang", "end_to_end_id", "bank_reference"),
}
SAYS = "money keeps to its ways"
RESOLVED = f"""EXISTS (SELECT 1 FROM {TRANSFER} AS known WHERE known.id = NEW.resolves_id AND known.phase = 'pending'
    AND known.debit_id = NEW.debit_id AND known.credit_id = NEW.credit_id AND known.satang = NEW.satang)"""  # noqa: S608
REVERSED = f"""EXISTS (SELECT 1 FROM {TRANSFER} AS known WHERE known.id = NEW.reverses_id AND known.phase IN ('single', 'post')
    AND known.debit_id = NEW.credit_id AND known.credit_id = NEW.debit_id AND known.satang = NEW.satang)"""  # noqa: S608

REPLACED = f"EXISTS (SELECT 1 FROM {TRANSFER} AS known WHERE known.id = NEW.id OR known.ref = NEW.ref)"  # noqa: S608


def _one_of(column, values):
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _open(ways):
    return " OR ".join(
        f"(OLD.state = '{state}' AND {_one_of('NEW.state', further)})" for state, further in ways.items() if further
    )


def _changed(columns, differs):
    return " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in columns)


def _postgresql():
    refuse = "FOR EACH ROW WHEN ({}) EXECUTE FUNCTION welfare_refuse_money()"
    yield f"""
        CREATE FUNCTION welfare_refuse_money() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'restrict_violation'; END $$
    """
    yield f"""
        CREATE FUNCTION welfare_check_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF (NEW.resolves_id IS NOT NULL AND NOT {RESOLVED}) OR (NEW.reverses_id IS NOT NULL AND NOT {REVERSED})
            THEN RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'restrict_violation'; END IF;
            RETURN NEW;
        END $$
    """
    for table, (begins, ways) in WAYS.items():
        yield f"CREATE TRIGGER {table}_way BEFORE UPDATE OF state ON {table} " + refuse.format(
            f"OLD.state <> NEW.state AND NOT ({_open(ways)})"
        )
        yield f"CREATE TRIGGER {table}_begin BEFORE INSERT ON {table} " + refuse.format(
            f"NOT {_one_of('NEW.state', begins)}"
        )
    for table, columns in FIXED.items():
        yield f"CREATE TRIGGER {table}_fixed BEFORE UPDATE OF {', '.join(columns)} ON {table} " + refuse.format(
            _changed(columns, "IS DISTINCT FROM")
        )
        yield f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} " + refuse.format("true")
    yield f"CREATE TRIGGER {TRANSFER}_kept BEFORE UPDATE OR DELETE ON {TRANSFER} " + refuse.format("true")
    yield (
        f"CREATE TRIGGER {TRANSFER}_no_truncate BEFORE TRUNCATE ON {TRANSFER} "
        "FOR EACH STATEMENT EXECUTE FUNCTION welfare_refuse_money()"
    )
    yield (
        f"CREATE TRIGGER {TRANSFER}_fits BEFORE INSERT ON {TRANSFER} FOR EACH ROW "
        "WHEN (NEW.resolves_id IS NOT NULL OR NEW.reverses_id IS NOT NULL) EXECUTE FUNCTION welfare_check_transfer()"
    )


def _postgresql_back():
    for table, names in TRIGGERS["postgresql"].items():
        yield from (f"DROP TRIGGER {table}_{name} ON {table}" for name in names)
    yield "DROP FUNCTION welfare_check_transfer()"
    yield "DROP FUNCTION welfare_refuse_money()"


def _sqlite():
    refuse = f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    for table, (begins, ways) in WAYS.items():
        yield (
            f"CREATE TRIGGER {table}_way BEFORE UPDATE OF state ON {table} "
            f"WHEN OLD.state <> NEW.state AND NOT ({_open(ways)}) {refuse}"
        )
        yield f"CREATE TRIGGER {table}_begin BEFORE INSERT ON {table} WHEN NOT {_one_of('NEW.state', begins)} {refuse}"
    for table, columns in FIXED.items():
        yield (
            f"CREATE TRIGGER {table}_fixed BEFORE UPDATE OF {', '.join(columns)} ON {table} "
            f"WHEN {_changed(columns, 'IS NOT')} {refuse}"
        )
        yield f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} {refuse}"
    yield f"CREATE TRIGGER {TRANSFER}_unchanged BEFORE UPDATE ON {TRANSFER} {refuse}"
    yield f"CREATE TRIGGER {TRANSFER}_kept BEFORE DELETE ON {TRANSFER} {refuse}"
    # INSERT OR REPLACE removes the row in its way without firing a DELETE trigger.
    yield f"CREATE TRIGGER {TRANSFER}_no_replace BEFORE INSERT ON {TRANSFER} WHEN {REPLACED} {refuse}"
    yield (
        f"CREATE TRIGGER {TRANSFER}_fits BEFORE INSERT ON {TRANSFER} "
        f"WHEN (NEW.resolves_id IS NOT NULL AND NOT {RESOLVED}) OR (NEW.reverses_id IS NOT NULL AND NOT {REVERSED}) {refuse}"
    )


def _sqlite_back():
    for table, names in TRIGGERS["sqlite"].items():
        yield from (f"DROP TRIGGER {table}_{name}" for name in names)


def _names(of_transfer):
    found = {table: ["way", "begin"] for table in WAYS}
    for table in FIXED:
        found.setdefault(table, []).extend(("fixed", "kept"))
    return found | {TRANSFER: list(of_transfer)}


TRIGGERS = {
    "postgresql": _names(("kept", "no_truncate", "fits")),
    "sqlite": _names(("unchanged", "kept", "no_replace", "fits")),
}
STATEMENTS = {"postgresql": list(_postgresql()), "sqlite": list(_sqlite())}
STATEMENTS_BACK = {"postgresql": list(_postgresql_back()), "sqlite": list(_sqlite_back())}


def _run(statements):
    def apply(apps, editor):
        for statement in statements[editor.connection.vendor]:
            editor.execute(statement)

    return apply


class Migration(migrations.Migration):
    dependencies = [("welfare", "0007_money_and_fees")]

    operations = [migrations.RunPython(_run(STATEMENTS), _run(STATEMENTS_BACK))]

"""Let the database itself keep rule versions and decisions as they were made, whoever asks.

A rule version is never deleted; once it has left the draft its text, number, programme, author and vocabulary stay. A
decision is never changed or deleted at all. SQLite rebuilds a table when a later migration alters it and loses its
triggers then: such a migration has to run the same SQL again.
"""

from django.db import migrations

RULES = "welfare_ruleversion"
DECISIONS = "welfare_decision"
KEPT = ("programme_id", "number", "text", "digest", "vocabulary_id", "author_id")

POSTGRESQL = [
    """
    CREATE FUNCTION welfare_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'rules and decisions stay as they were made' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    *(
        f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION welfare_refuse()"
        for table in (RULES, DECISIONS)
    ),
    *(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION welfare_refuse()"
        for table in (RULES, DECISIONS)
    ),
    f"""
    CREATE TRIGGER {RULES}_unchanged BEFORE UPDATE ON {RULES}
        FOR EACH ROW WHEN (OLD.state <> 'draft' AND ({" OR ".join(f"NEW.{c} IS DISTINCT FROM OLD.{c}" for c in KEPT)}))
        EXECUTE FUNCTION welfare_refuse()
    """,
    f"CREATE TRIGGER {DECISIONS}_unchanged BEFORE UPDATE ON {DECISIONS} FOR EACH ROW EXECUTE FUNCTION welfare_refuse()",
]
POSTGRESQL_BACK = [
    *(f"DROP TRIGGER {table}_kept ON {table}" for table in (RULES, DECISIONS)),
    *(f"DROP TRIGGER {table}_no_truncate ON {table}" for table in (RULES, DECISIONS)),
    *(f"DROP TRIGGER {table}_unchanged ON {table}" for table in (RULES, DECISIONS)),
    "DROP FUNCTION welfare_refuse()",
]
REFUSE = "BEGIN SELECT RAISE(ABORT, 'rules and decisions stay as they were made'); END"
SQLITE = [
    *(f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} {REFUSE}" for table in (RULES, DECISIONS)),
    f"""
    CREATE TRIGGER {RULES}_unchanged BEFORE UPDATE ON {RULES}
    WHEN OLD.state <> 'draft' AND ({" OR ".join(f"NEW.{c} IS NOT OLD.{c}" for c in KEPT)})
    {REFUSE}
    """,
    f"CREATE TRIGGER {DECISIONS}_unchanged BEFORE UPDATE ON {DECISIONS} {REFUSE}",
    # INSERT OR REPLACE removes the row in its way without firing a DELETE trigger.
    f"""
    CREATE TRIGGER {RULES}_no_replace BEFORE INSERT ON {RULES}
    WHEN EXISTS (SELECT 1 FROM {RULES} WHERE id = NEW.id)
        OR EXISTS (SELECT 1 FROM {RULES} WHERE programme_id = NEW.programme_id AND number = NEW.number)
    {REFUSE}
    """,  # noqa: S608 - names of our own, nobody's input
    f"""
    CREATE TRIGGER {DECISIONS}_no_replace BEFORE INSERT ON {DECISIONS}
    WHEN EXISTS (SELECT 1 FROM {DECISIONS} WHERE id = NEW.id OR public_id = NEW.public_id)
    {REFUSE}
    """,  # noqa: S608
]
SQLITE_BACK = [
    *(f"DROP TRIGGER {table}_{what}" for table in (RULES, DECISIONS) for what in ("kept", "unchanged", "no_replace"))
]


def _run(statements):
    def apply(apps, editor):
        for statement in statements[editor.connection.vendor]:
            editor.execute(statement)

    return apply


class Migration(migrations.Migration):
    dependencies = [("welfare", "0001_programmes_and_decisions")]

    operations = [
        migrations.RunPython(
            _run({"postgresql": POSTGRESQL, "sqlite": SQLITE}),
            _run({"postgresql": POSTGRESQL_BACK, "sqlite": SQLITE_BACK}),
        )
    ]

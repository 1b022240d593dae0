"""Let the database itself keep what moderators decided and what was published as a report.

A moderation decision is never changed or deleted; nor is a published report. SQLite rebuilds a table when a later
migration alters it and loses its triggers then: such a migration has to run the same SQL again (a test finds it
missing).
"""

from django.db import migrations

DECISION = "consultation_moderationdecision"
REPORT = "consultation_hearingreport"

POSTGRESQL = [
    f"""
    CREATE TRIGGER {DECISION}_kept BEFORE UPDATE OR DELETE ON {DECISION}
        FOR EACH ROW EXECUTE FUNCTION consultation_refuse()
    """,
    f"""
    CREATE TRIGGER {REPORT}_kept BEFORE UPDATE OR DELETE ON {REPORT}
        FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION consultation_refuse()
    """,
    *(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION consultation_refuse()"
        for table in (DECISION, REPORT)
    ),
]
POSTGRESQL_BACK = [
    f"DROP TRIGGER {table}_{what} ON {table}" for table in (DECISION, REPORT) for what in ("kept", "no_truncate")
]
REFUSE = "BEGIN SELECT RAISE(ABORT, 'what was published stays as it was'); END"
SQLITE = [
    *(
        f"CREATE TRIGGER {DECISION}_no_{act.lower()} BEFORE {act} ON {DECISION} {REFUSE}"
        for act in ("UPDATE", "DELETE")
    ),
    *(
        f"CREATE TRIGGER {REPORT}_no_{act.lower()} BEFORE {act} ON {REPORT} WHEN OLD.published_at IS NOT NULL {REFUSE}"
        for act in ("UPDATE", "DELETE")
    ),
    # INSERT OR REPLACE removes the row in its way without firing a DELETE trigger.
    *(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR public_id = NEW.public_id) {REFUSE}"
        for table in (DECISION, REPORT)
    ),
]
SQLITE_BACK = [
    f"DROP TRIGGER {table}_no_{act}" for table in (DECISION, REPORT) for act in ("update", "delete", "replace")
]


def _run(statements):
    def apply(apps, editor):
        for statement in statements[editor.connection.vendor]:
            editor.execute(statement)

    return apply


class Migration(migrations.Migration):
    dependencies = [("consultation", "0006_answering")]

    operations = [
        migrations.RunPython(
            _run({"postgresql": POSTGRESQL, "sqlite": SQLITE}),
            _run({"postgresql": POSTGRESQL_BACK, "sqlite": SQLITE_BACK}),
        )
    ]

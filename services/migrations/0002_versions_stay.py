"""Let the database itself keep versions as they were decided on, whoever asks.

A version is never deleted. Once it has left the draft, its text, number, service, author and intent stay; and nothing
an officer wrote is scheduled or published without an approver. SQLite rebuilds a table when a later migration alters
it and loses its triggers then: such a migration has to run the same SQL again (a test finds it missing).
"""

from django.db import migrations, models

TABLE = "services_serviceversion"
KEPT = ("service_id", "number", "intent", "content", "content_hash", "author_id")

POSTGRESQL = [
    """
    CREATE FUNCTION service_version_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'versions of services stay as they were decided on'
            USING ERRCODE = 'restrict_violation';
    END $$
    """,
    f"""
    CREATE TRIGGER service_version_kept BEFORE DELETE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION service_version_refuse()
    """,
    f"""
    CREATE TRIGGER service_version_no_truncate BEFORE TRUNCATE ON {TABLE}
        FOR EACH STATEMENT EXECUTE FUNCTION service_version_refuse()
    """,
    f"""
    CREATE TRIGGER service_version_unchanged BEFORE UPDATE ON {TABLE}
        FOR EACH ROW WHEN (OLD.state <> 'draft' AND ({" OR ".join(f"NEW.{c} IS DISTINCT FROM OLD.{c}" for c in KEPT)}))
        EXECUTE FUNCTION service_version_refuse()
    """,
]
POSTGRESQL_BACK = [
    f"DROP TRIGGER service_version_kept ON {TABLE}",
    f"DROP TRIGGER service_version_no_truncate ON {TABLE}",
    f"DROP TRIGGER service_version_unchanged ON {TABLE}",
    "DROP FUNCTION service_version_refuse()",
]
REFUSE = "BEGIN SELECT RAISE(ABORT, 'versions of services stay as they were decided on'); END"
SQLITE = [
    f"CREATE TRIGGER service_version_kept BEFORE DELETE ON {TABLE} {REFUSE}",
    f"""
    CREATE TRIGGER service_version_unchanged BEFORE UPDATE ON {TABLE}
    WHEN OLD.state <> 'draft' AND ({" OR ".join(f"NEW.{c} IS NOT OLD.{c}" for c in KEPT)})
    {REFUSE}
    """,
    # INSERT OR REPLACE removes the row in its way without firing a DELETE trigger.
    f"""
    CREATE TRIGGER service_version_no_replace BEFORE INSERT ON {TABLE}
    WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id)
        OR EXISTS (SELECT 1 FROM {TABLE} WHERE service_id = NEW.service_id AND number = NEW.number)
        OR (NEW.state = 'published'
            AND EXISTS (SELECT 1 FROM {TABLE} WHERE service_id = NEW.service_id AND state = 'published'))
        OR (NEW.state IN ('draft', 'in_review', 'scheduled')
            AND EXISTS (SELECT 1 FROM {TABLE}
                WHERE service_id = NEW.service_id AND state IN ('draft', 'in_review', 'scheduled')))
    {REFUSE}
    """,  # noqa: S608 - names of our own, nobody's input
]
SQLITE_BACK = [
    "DROP TRIGGER service_version_kept",
    "DROP TRIGGER service_version_unchanged",
    "DROP TRIGGER service_version_no_replace",
]


def put_up(apps, schema_editor):
    """Create the triggers."""
    _run(schema_editor, {"postgresql": POSTGRESQL, "sqlite": SQLITE})


def take_down(apps, schema_editor):
    """Drop the triggers."""
    _run(schema_editor, {"postgresql": POSTGRESQL_BACK, "sqlite": SQLITE_BACK})


def _run(schema_editor, statements):
    for statement in statements[schema_editor.connection.vendor]:
        # None, not an empty list: a per cent sign in the SQL would be taken for a parameter.
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("services", "0001_catalogue")]

    operations = [
        migrations.AddConstraint(
            model_name="serviceversion",
            constraint=models.CheckConstraint(
                condition=models.Q(author=None)
                | models.Q(approver__isnull=False)
                | ~models.Q(state__in=["scheduled", "published", "superseded", "retired"]),
                name="version_approved_by_somebody",
            ),
        ),
        migrations.RunPython(put_up, take_down),
    ]

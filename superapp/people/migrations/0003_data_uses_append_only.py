"""Let the database itself refuse changes of who looked at a citizen's data, whoever asks.

No UPDATE, no DELETE, no TRUNCATE. SQLite rebuilds a table when a later migration alters it and loses its triggers then:
such a migration has to run the same SQL again (a test finds it missing).
"""

from django.db import migrations

POSTGRESQL = [
    """
    CREATE FUNCTION data_use_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'uses of data are append-only: % on %', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END $$
    """,
    """
    CREATE TRIGGER data_use_append_only BEFORE UPDATE OR DELETE ON people_datause
        FOR EACH ROW EXECUTE FUNCTION data_use_refuse()
    """,
    """
    CREATE TRIGGER data_use_no_truncate BEFORE TRUNCATE ON people_datause
        FOR EACH STATEMENT EXECUTE FUNCTION data_use_refuse()
    """,
]
POSTGRESQL_BACK = [
    "DROP TRIGGER data_use_append_only ON people_datause",
    "DROP TRIGGER data_use_no_truncate ON people_datause",
    "DROP FUNCTION data_use_refuse()",
]
SQLITE = [
    """
    CREATE TRIGGER data_use_no_update BEFORE UPDATE ON people_datause
    BEGIN SELECT RAISE(ABORT, 'uses of data are append-only: UPDATE on people_datause'); END
    """,
    """
    CREATE TRIGGER data_use_no_delete BEFORE DELETE ON people_datause
    BEGIN SELECT RAISE(ABORT, 'uses of data are append-only: DELETE on people_datause'); END
    """,
    # INSERT OR REPLACE removes the old row without firing a DELETE trigger.
    """
    CREATE TRIGGER data_use_no_replace BEFORE INSERT ON people_datause
    WHEN EXISTS (SELECT 1 FROM people_datause WHERE id = NEW.id OR public_id = NEW.public_id)
    BEGIN SELECT RAISE(ABORT, 'uses of data are append-only: INSERT OR REPLACE on people_datause'); END
    """,
]
SQLITE_BACK = [
    "DROP TRIGGER data_use_no_update",
    "DROP TRIGGER data_use_no_delete",
    "DROP TRIGGER data_use_no_replace",
]


def put_up(apps, schema_editor):
    """Create the triggers."""
    _run(schema_editor, {"postgresql": POSTGRESQL, "sqlite": SQLITE})


def take_down(apps, schema_editor):
    """Drop the triggers."""
    _run(schema_editor, {"postgresql": POSTGRESQL_BACK, "sqlite": SQLITE_BACK})


def _run(schema_editor, statements):
    for statement in statements[schema_editor.connection.vendor]:
        # None and not (): without parameters a % in the text is only a per cent sign.
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("people", "0002_data_exports_and_roles")]

    operations = [migrations.RunPython(put_up, take_down)]

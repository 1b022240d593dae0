"""Let the database itself refuse changes of the audit chain, whoever asks.

Events: no UPDATE, no DELETE, no TRUNCATE. Heads: only forward. SQLite rebuilds a table when a later migration alters it
and loses its triggers then: such a migration has to run the same SQL again (a test finds it missing).
"""

from django.db import migrations

POSTGRESQL = [
    """
    CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the audit chain is append-only: % on %', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END $$
    """,
    """
    CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON audit_auditevent
        FOR EACH ROW EXECUTE FUNCTION audit_refuse()
    """,
    """
    CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_auditevent
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()
    """,
    """
    CREATE TRIGGER audit_head_kept BEFORE DELETE ON audit_audithead
        FOR EACH ROW EXECUTE FUNCTION audit_refuse()
    """,
    """
    CREATE TRIGGER audit_head_no_truncate BEFORE TRUNCATE ON audit_audithead
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()
    """,
    """
    CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_audithead
        FOR EACH ROW WHEN (NEW.seq <= OLD.seq OR NEW.stream <> OLD.stream) EXECUTE FUNCTION audit_refuse()
    """,
]
POSTGRESQL_BACK = [
    "DROP TRIGGER audit_event_append_only ON audit_auditevent",
    "DROP TRIGGER audit_event_no_truncate ON audit_auditevent",
    "DROP TRIGGER audit_head_kept ON audit_audithead",
    "DROP TRIGGER audit_head_no_truncate ON audit_audithead",
    "DROP TRIGGER audit_head_forward ON audit_audithead",
    "DROP FUNCTION audit_refuse()",
]
SQLITE = [
    """
    CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_auditevent
    BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only: UPDATE on audit_auditevent'); END
    """,
    """
    CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_auditevent
    BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only: DELETE on audit_auditevent'); END
    """,
    # INSERT OR REPLACE removes the old row without firing a DELETE trigger.
    """
    CREATE TRIGGER audit_event_no_replace BEFORE INSERT ON audit_auditevent
    WHEN EXISTS (SELECT 1 FROM audit_auditevent WHERE id = NEW.id)
        OR EXISTS (SELECT 1 FROM audit_auditevent WHERE stream = NEW.stream AND seq = NEW.seq)
        OR EXISTS (SELECT 1 FROM audit_auditevent WHERE stream = NEW.stream AND prev = NEW.prev)
    BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only: INSERT OR REPLACE on audit_auditevent'); END
    """,
    """
    CREATE TRIGGER audit_head_no_replace BEFORE INSERT ON audit_audithead
    WHEN EXISTS (SELECT 1 FROM audit_audithead WHERE stream = NEW.stream)
    BEGIN SELECT RAISE(IGNORE); END
    """,
    """
    CREATE TRIGGER audit_head_kept BEFORE DELETE ON audit_audithead
    BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only: DELETE on audit_audithead'); END
    """,
    """
    CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_audithead
    WHEN NEW.seq <= OLD.seq OR NEW.stream <> OLD.stream
    BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only: UPDATE on audit_audithead'); END
    """,
]
SQLITE_BACK = [
    "DROP TRIGGER audit_event_no_update",
    "DROP TRIGGER audit_event_no_delete",
    "DROP TRIGGER audit_event_no_replace",
    "DROP TRIGGER audit_head_no_replace",
    "DROP TRIGGER audit_head_kept",
    "DROP TRIGGER audit_head_forward",
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
    dependencies = [("audit", "0001_audit_chain")]

    operations = [migrations.RunPython(put_up, take_down)]

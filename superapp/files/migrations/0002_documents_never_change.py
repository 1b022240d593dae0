"""Let the database itself refuse changes of what was issued, whoever asks: all but being revoked, once.

No DELETE, no TRUNCATE. SQLite rebuilds a table when a later migration alters it and loses its triggers then: such a
migration has to run the same SQL again (a test finds it missing).
"""

from django.db import migrations

# Every column but revoked_at and revoked_because.
KEPT = (
    "id",
    "public_id",
    "number",
    "kind",
    "agency_code",
    "citizen_id",
    "matter",
    "once_key",
    "amount_satang",
    "issued_on",
    "issued_at",
    "record_text",
    "record_sealed",
    "digest",
    "code",
    "key_id",
    "stored_as",
    "sha256",
    "size_bytes",
)
TABLE = "files_issueddocument"

POSTGRESQL = [
    f"""
    CREATE FUNCTION issued_document_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL
            AND {" AND ".join(f"OLD.{name} IS NOT DISTINCT FROM NEW.{name}" for name in KEPT)} THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'issued documents never change: % on %', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END $$
    """,
    f"""
    CREATE TRIGGER issued_document_never_changes BEFORE UPDATE OR DELETE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION issued_document_refuse()
    """,
    f"""
    CREATE TRIGGER issued_document_no_truncate BEFORE TRUNCATE ON {TABLE}
        FOR EACH STATEMENT EXECUTE FUNCTION issued_document_refuse()
    """,
]
POSTGRESQL_BACK = [
    f"DROP TRIGGER issued_document_never_changes ON {TABLE}",
    f"DROP TRIGGER issued_document_no_truncate ON {TABLE}",
    "DROP FUNCTION issued_document_refuse()",
]
SQLITE = [
    f"""
    CREATE TRIGGER issued_document_no_update BEFORE UPDATE ON {TABLE}
    WHEN NOT (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL
        AND {" AND ".join(f"OLD.{name} IS NEW.{name}" for name in KEPT)})
    BEGIN SELECT RAISE(ABORT, 'issued documents never change: UPDATE on {TABLE}'); END
    """,
    f"""
    CREATE TRIGGER issued_document_no_delete BEFORE DELETE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, 'issued documents never change: DELETE on {TABLE}'); END
    """,
    # INSERT OR REPLACE removes the old row without firing a DELETE trigger.
    """
    CREATE TRIGGER issued_document_no_replace BEFORE INSERT ON files_issueddocument
    WHEN EXISTS (
        SELECT 1 FROM files_issueddocument
        WHERE id = NEW.id OR public_id = NEW.public_id OR number = NEW.number OR once_key = NEW.once_key
    )
    BEGIN SELECT RAISE(ABORT, 'issued documents never change: INSERT OR REPLACE on files_issueddocument'); END
    """,
]
SQLITE_BACK = [
    "DROP TRIGGER issued_document_no_update",
    "DROP TRIGGER issued_document_no_delete",
    "DROP TRIGGER issued_document_no_replace",
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
    dependencies = [("files", "0001_uploads_and_documents")]

    operations = [migrations.RunPython(put_up, take_down)]

"""Let the database itself keep published draft texts as they were, and hearings to their states.

A published version is never changed or deleted, nor are its texts and changes; a section is never deleted. A hearing
begins as a draft and moves along the table below, which is that of consultation/models/hearing_state.py (a test
compares them); once announced it is never deleted, and its law, text, kind and days stay, but that it may be given more
days. SQLite rebuilds a table when a later migration alters it and loses its triggers then: such a migration has to run
the same SQL again (a test finds it missing).
"""

from django.db import migrations

VERSION = "consultation_draftversion"
TEXT = "consultation_sectiontext"
CHANGE = "consultation_sectionchange"
SECTION = "consultation_section"
HEARING = "consultation_hearing"
WAYS = {
    "draft": ("ready", "cancelled"),
    "ready": ("draft", "announced", "cancelled"),
    "announced": ("open", "cancelled"),
    "open": ("closed", "cancelled"),
    "closed": ("analysing", "reported"),
    "analysing": ("reported",),
    "reported": (),
    "cancelled": (),
}
OPEN_WAYS = " OR ".join(
    f"(OLD.state = '{state}' AND NEW.state IN ({', '.join(repr(way) for way in ways)}))"
    for state, ways in WAYS.items()
    if ways
)
# What was announced is what is heard. Closing later is free; sooner is not.
FIXED = ("law_id", "version_id", "kind", "round", "agency_id", "opens_at", "announced_at", "policy", "public_id")


def _differ(columns, different):
    return " OR ".join(f"NEW.{column} {different} OLD.{column}" for column in columns)


def _published(version_id):
    return f"(SELECT 1 FROM {VERSION} WHERE id = {version_id} AND published_at IS NOT NULL)"


POSTGRESQL = [
    """
    CREATE FUNCTION consultation_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'what was published stays as it was' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    f"""
    CREATE FUNCTION consultation_refuse_in_published() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'INSERT' AND EXISTS {_published("OLD.version_id")}
            OR TG_OP <> 'DELETE' AND EXISTS {_published("NEW.version_id")} THEN
            RAISE EXCEPTION 'what was published stays as it was' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN COALESCE(NEW, OLD);
    END $$
    """,
    f"""
    CREATE TRIGGER {VERSION}_kept BEFORE UPDATE OR DELETE ON {VERSION}
        FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION consultation_refuse()
    """,
    *(
        f"CREATE TRIGGER {table}_kept BEFORE INSERT OR UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION consultation_refuse_in_published()"
        for table in (TEXT, CHANGE)
    ),
    *(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION consultation_refuse()"
        for table in (VERSION, TEXT, CHANGE, SECTION, HEARING)
    ),
    f"CREATE TRIGGER {SECTION}_kept BEFORE DELETE ON {SECTION} FOR EACH ROW EXECUTE FUNCTION consultation_refuse()",
    f"""
    CREATE TRIGGER {HEARING}_way BEFORE UPDATE ON {HEARING}
        FOR EACH ROW WHEN (OLD.state <> NEW.state AND NOT ({OPEN_WAYS})) EXECUTE FUNCTION consultation_refuse()
    """,
    f"""
    CREATE TRIGGER {HEARING}_begin BEFORE INSERT ON {HEARING}
        FOR EACH ROW WHEN (NEW.state <> 'draft') EXECUTE FUNCTION consultation_refuse()
    """,
    f"""
    CREATE TRIGGER {HEARING}_fixed BEFORE UPDATE ON {HEARING}
        FOR EACH ROW WHEN (OLD.announced_at IS NOT NULL
            AND ({_differ(FIXED, "IS DISTINCT FROM")} OR NEW.closes_at < OLD.closes_at))
        EXECUTE FUNCTION consultation_refuse()
    """,
    f"""
    CREATE TRIGGER {HEARING}_kept BEFORE DELETE ON {HEARING}
        FOR EACH ROW WHEN (OLD.announced_at IS NOT NULL) EXECUTE FUNCTION consultation_refuse()
    """,
]
POSTGRESQL_BACK = [
    f"DROP TRIGGER {VERSION}_kept ON {VERSION}",
    *(f"DROP TRIGGER {table}_kept ON {table}" for table in (TEXT, CHANGE)),
    *(f"DROP TRIGGER {table}_no_truncate ON {table}" for table in (VERSION, TEXT, CHANGE, SECTION, HEARING)),
    f"DROP TRIGGER {SECTION}_kept ON {SECTION}",
    *(f"DROP TRIGGER {HEARING}_{what} ON {HEARING}" for what in ("way", "begin", "fixed", "kept")),
    "DROP FUNCTION consultation_refuse_in_published()",
    "DROP FUNCTION consultation_refuse()",
]
REFUSE = "BEGIN SELECT RAISE(ABORT, 'what was published stays as it was'); END"
SQLITE = [
    *(
        f"CREATE TRIGGER {VERSION}_no_{act.lower()} BEFORE {act} ON {VERSION} "
        f"WHEN OLD.published_at IS NOT NULL {REFUSE}"
        for act in ("UPDATE", "DELETE")
    ),
    *(
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} WHEN EXISTS {_published(row)} {REFUSE}"
        for table in (TEXT, CHANGE)
        for act, row in (("INSERT", "NEW.version_id"), ("UPDATE", "OLD.version_id"), ("DELETE", "OLD.version_id"))
    ),
    f"CREATE TRIGGER {SECTION}_kept BEFORE DELETE ON {SECTION} {REFUSE}",
    f"CREATE TRIGGER {HEARING}_way BEFORE UPDATE ON {HEARING} "
    f"WHEN OLD.state <> NEW.state AND NOT ({OPEN_WAYS}) {REFUSE}",
    f"CREATE TRIGGER {HEARING}_begin BEFORE INSERT ON {HEARING} WHEN NEW.state <> 'draft' {REFUSE}",
    f"CREATE TRIGGER {HEARING}_fixed BEFORE UPDATE ON {HEARING} WHEN OLD.announced_at IS NOT NULL "
    f"AND ({_differ(FIXED, 'IS NOT')} OR NEW.closes_at < OLD.closes_at) {REFUSE}",
    f"CREATE TRIGGER {HEARING}_kept BEFORE DELETE ON {HEARING} WHEN OLD.announced_at IS NOT NULL {REFUSE}",
    # INSERT OR REPLACE removes the row in its way without firing a DELETE trigger.
    *(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) {REFUSE}"
        for table in (VERSION, TEXT, CHANGE, SECTION, HEARING)
    ),
]
SQLITE_BACK = [
    *(f"DROP TRIGGER {VERSION}_no_{act}" for act in ("update", "delete")),
    *(f"DROP TRIGGER {table}_no_{act}" for table in (TEXT, CHANGE) for act in ("insert", "update", "delete")),
    f"DROP TRIGGER {SECTION}_kept",
    *(f"DROP TRIGGER {HEARING}_{what}" for what in ("way", "begin", "fixed", "kept")),
    *(f"DROP TRIGGER {table}_no_replace" for table in (VERSION, TEXT, CHANGE, SECTION, HEARING)),
]


def _run(statements):
    def apply(apps, editor):
        for statement in statements[editor.connection.vendor]:
            editor.execute(statement)

    return apply


class Migration(migrations.Migration):
    dependencies = [("consultation", "0001_hearings")]

    operations = [
        migrations.RunPython(
            _run({"postgresql": POSTGRESQL, "sqlite": SQLITE}),
            _run({"postgresql": POSTGRESQL_BACK, "sqlite": SQLITE_BACK}),
        )
    ]

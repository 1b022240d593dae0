"""Let the database itself keep applications to their states, and their timeline as it was written.

An application begins as a draft and moves along the table below, which is that of welfare/models/application_state.py
(a test compares them). What was sent is never deleted. Events are only ever added. SQLite rebuilds a table when a later
migration alters it and loses its triggers then: such a migration has to run the same SQL again (a test finds it
missing).
"""

from django.db import migrations

APPLICATION = "welfare_application"
EVENT = "welfare_applicationevent"
WAYS = {
    "draft": ("submitted", "withdrawn"),
    "submitted": ("under_review", "approved", "needs_info", "withdrawn"),
    "under_review": ("needs_info", "approved", "refused", "withdrawn", "submitted"),
    "needs_info": ("under_review", "refused", "withdrawn"),
    "approved": (),
    "refused": ("appealed",),
    "withdrawn": (),
    "appealed": ("appeal_decided",),
    "appeal_decided": (),
}
OPEN_WAYS = " OR ".join(
    f"(OLD.state = '{state}' AND NEW.state IN ({', '.join(repr(way) for way in ways)}))"
    for state, ways in WAYS.items()
    if ways
)

POSTGRESQL = [
    """
    CREATE FUNCTION welfare_refuse_way() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'applications keep to their states and stay' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    f"""
    CREATE TRIGGER {APPLICATION}_way BEFORE UPDATE ON {APPLICATION}
        FOR EACH ROW WHEN (OLD.state <> NEW.state AND NOT ({OPEN_WAYS})) EXECUTE FUNCTION welfare_refuse_way()
    """,
    f"""
    CREATE TRIGGER {APPLICATION}_begin BEFORE INSERT ON {APPLICATION}
        FOR EACH ROW WHEN (NEW.state <> 'draft') EXECUTE FUNCTION welfare_refuse_way()
    """,
    f"""
    CREATE TRIGGER {APPLICATION}_kept BEFORE DELETE ON {APPLICATION}
        FOR EACH ROW WHEN (OLD.submitted_at IS NOT NULL) EXECUTE FUNCTION welfare_refuse_way()
    """,
    f"""
    CREATE TRIGGER {EVENT}_kept BEFORE UPDATE OR DELETE ON {EVENT}
        FOR EACH ROW EXECUTE FUNCTION welfare_refuse_way()
    """,
    f"""
    CREATE TRIGGER {EVENT}_no_truncate BEFORE TRUNCATE ON {EVENT}
        FOR EACH STATEMENT EXECUTE FUNCTION welfare_refuse_way()
    """,
]
POSTGRESQL_BACK = [
    *(f"DROP TRIGGER {APPLICATION}_{what} ON {APPLICATION}" for what in ("way", "begin", "kept")),
    *(f"DROP TRIGGER {EVENT}_{what} ON {EVENT}" for what in ("kept", "no_truncate")),
    "DROP FUNCTION welfare_refuse_way()",
]
REFUSE = "BEGIN SELECT RAISE(ABORT, 'applications keep to their states and stay'); END"
SQLITE = [
    f"CREATE TRIGGER {APPLICATION}_way BEFORE UPDATE ON {APPLICATION} "
    f"WHEN OLD.state <> NEW.state AND NOT ({OPEN_WAYS}) {REFUSE}",
    f"CREATE TRIGGER {APPLICATION}_begin BEFORE INSERT ON {APPLICATION} WHEN NEW.state <> 'draft' {REFUSE}",
    f"CREATE TRIGGER {APPLICATION}_kept BEFORE DELETE ON {APPLICATION} WHEN OLD.submitted_at IS NOT NULL {REFUSE}",
    f"CREATE TRIGGER {EVENT}_unchanged BEFORE UPDATE ON {EVENT} {REFUSE}",
    f"CREATE TRIGGER {EVENT}_kept BEFORE DELETE ON {EVENT} {REFUSE}",
    # INSERT OR REPLACE removes the row in its way without firing a DELETE trigger.
    f"""
    CREATE TRIGGER {EVENT}_no_replace BEFORE INSERT ON {EVENT}
    WHEN EXISTS (SELECT 1 FROM {EVENT} WHERE id = NEW.id OR public_id = NEW.public_id)
    {REFUSE}
    """,  # noqa: S608 - names of our own, nobody's input
    f"""
    CREATE TRIGGER {APPLICATION}_no_replace BEFORE INSERT ON {APPLICATION}
    WHEN EXISTS (SELECT 1 FROM {APPLICATION} WHERE id = NEW.id OR public_id = NEW.public_id)
    {REFUSE}
    """,  # noqa: S608
]
SQLITE_BACK = [
    *(f"DROP TRIGGER {APPLICATION}_{what}" for what in ("way", "begin", "kept", "no_replace")),
    *(f"DROP TRIGGER {EVENT}_{what}" for what in ("unchanged", "kept", "no_replace")),
]


def _run(statements):
    def apply(apps, editor):
        for statement in statements[editor.connection.vendor]:
            editor.execute(statement)

    return apply


class Migration(migrations.Migration):
    dependencies = [("welfare", "0004_applications")]

    operations = [
        migrations.RunPython(
            _run({"postgresql": POSTGRESQL, "sqlite": SQLITE}),
            _run({"postgresql": POSTGRESQL_BACK, "sqlite": SQLITE_BACK}),
        )
    ]

"""Let the database keep what a hearing announced: its questions, documents and reasons, and who announced it.

Questions, waivers and the justification are fixed once the hearing is announced; a published document is never changed
or deleted, only replaced by a newer one; what happened in public is only added to. Nobody announces what they wrote. An
evaluation begins as scheduled, or exempt, and moves along EVALUATION_WAYS (consultation/models/evaluation.py; a test
compares them). These triggers read consultation_hearing: a migration that rebuilds that table on SQLite has to drop
them first and run this SQL, and that of 0002 about hearings, again afterwards.
"""

from importlib import import_module

from django.db import migrations

EARLIER = import_module("consultation.migrations.0002_published_stays")
HEARING = EARLIER.HEARING
WRITERS = "consultation_hearing_writers"
QUESTION = "consultation_question"
DOCUMENT = "consultation_dossierdocument"
EVENT = "consultation_hearingevent"
EVALUATION = "consultation_evaluation"
FIXED_WITH_HEARING = (QUESTION,)
FIXED_ONCE_PUBLISHED = (DOCUMENT, "consultation_dossierwaiver", "consultation_justification")
EVALUATION_WAYS = {
    "scheduled": ("announced", "exempt"),
    "announced": ("heard", "scheduled"),
    "heard": ("reported",),
    "reported": (),
    "exempt": (),
}
OPEN_WAYS = " OR ".join(
    f"(OLD.state = '{state}' AND NEW.state IN ({', '.join(repr(way) for way in ways)}))"
    for state, ways in EVALUATION_WAYS.items()
    if ways
)
BEGINNINGS = "('scheduled', 'exempt')"


def _announced(row):
    return f"EXISTS (SELECT 1 FROM {HEARING} WHERE id = {row}.hearing_id AND announced_at IS NOT NULL)"  # noqa: S608 - a name of this file


def _wrote():
    among = f"SELECT 1 FROM {WRITERS} WHERE hearing_id = NEW.id AND officer_id = NEW.announcer_id"  # noqa: S608 - a name of this file
    return f"(NEW.announcer_id = NEW.author_id OR EXISTS ({among}))"


POSTGRESQL = [
    f"""
    CREATE FUNCTION consultation_refuse_in_announced() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'INSERT' AND {_announced("OLD")} OR TG_OP <> 'DELETE' AND {_announced("NEW")} THEN
            RAISE EXCEPTION 'what was announced stays as it was' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN COALESCE(NEW, OLD);
    END $$
    """,
    f"""
    CREATE FUNCTION consultation_refuse_own() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.announcer_id IS NOT NULL AND {_wrote()} THEN
            RAISE EXCEPTION 'nobody announces what they wrote' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    *(
        f"CREATE TRIGGER {table}_kept BEFORE INSERT OR UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION consultation_refuse_in_announced()"
        for table in FIXED_WITH_HEARING
    ),
    *(
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION consultation_refuse()"
        for table in FIXED_ONCE_PUBLISHED
    ),
    f"CREATE TRIGGER {EVENT}_kept BEFORE UPDATE OR DELETE ON {EVENT} "
    "FOR EACH ROW EXECUTE FUNCTION consultation_refuse()",
    f"CREATE TRIGGER {HEARING}_four_eyes BEFORE UPDATE ON {HEARING} "
    "FOR EACH ROW EXECUTE FUNCTION consultation_refuse_own()",
    f"CREATE TRIGGER {EVALUATION}_way BEFORE UPDATE ON {EVALUATION} "
    f"FOR EACH ROW WHEN (OLD.state <> NEW.state AND NOT ({OPEN_WAYS})) EXECUTE FUNCTION consultation_refuse()",
    f"CREATE TRIGGER {EVALUATION}_begin BEFORE INSERT ON {EVALUATION} "
    f"FOR EACH ROW WHEN (NEW.state NOT IN {BEGINNINGS}) EXECUTE FUNCTION consultation_refuse()",
    *(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION consultation_refuse()"
        for table in (*FIXED_WITH_HEARING, *FIXED_ONCE_PUBLISHED, EVENT)
    ),
]
POSTGRESQL_BACK = [
    *(f"DROP TRIGGER {table}_kept ON {table}" for table in (*FIXED_WITH_HEARING, *FIXED_ONCE_PUBLISHED, EVENT)),
    *(f"DROP TRIGGER {table}_no_truncate ON {table}" for table in (*FIXED_WITH_HEARING, *FIXED_ONCE_PUBLISHED, EVENT)),
    f"DROP TRIGGER {HEARING}_four_eyes ON {HEARING}",
    *(f"DROP TRIGGER {EVALUATION}_{what} ON {EVALUATION}" for what in ("way", "begin")),
    "DROP FUNCTION consultation_refuse_in_announced()",
    "DROP FUNCTION consultation_refuse_own()",
]
REFUSE = EARLIER.REFUSE
# The table of hearings was rebuilt by the migration before: its own triggers went with the old one.
HEARINGS_AGAIN = [statement for statement in EARLIER.SQLITE if f" ON {HEARING} " in statement]
SQLITE = [
    *HEARINGS_AGAIN,
    *(
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} WHEN {_announced(row)} {REFUSE}"
        for table in FIXED_WITH_HEARING
        for act, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD"))
    ),
    *(
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} WHEN OLD.published_at IS NOT NULL {REFUSE}"
        for table in FIXED_ONCE_PUBLISHED
        for act in ("UPDATE", "DELETE")
    ),
    *(f"CREATE TRIGGER {EVENT}_no_{act.lower()} BEFORE {act} ON {EVENT} {REFUSE}" for act in ("UPDATE", "DELETE")),
    f"CREATE TRIGGER {HEARING}_four_eyes BEFORE UPDATE ON {HEARING} "
    f"WHEN NEW.announcer_id IS NOT NULL AND {_wrote()} {REFUSE}",
    f"CREATE TRIGGER {EVALUATION}_way BEFORE UPDATE ON {EVALUATION} "
    f"WHEN OLD.state <> NEW.state AND NOT ({OPEN_WAYS}) {REFUSE}",
    f"CREATE TRIGGER {EVALUATION}_begin BEFORE INSERT ON {EVALUATION} WHEN NEW.state NOT IN {BEGINNINGS} {REFUSE}",
    # INSERT OR REPLACE removes the row in its way without firing a DELETE trigger.
    *(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) {REFUSE}"  # noqa: S608 - names of this file
        for table in (*FIXED_WITH_HEARING, *FIXED_ONCE_PUBLISHED, EVENT)
    ),
]
SQLITE_BACK = [
    *(f"DROP TRIGGER {table}_no_{act}" for table in FIXED_WITH_HEARING for act in ("insert", "update", "delete")),
    *(f"DROP TRIGGER {table}_no_{act}" for table in (*FIXED_ONCE_PUBLISHED, EVENT) for act in ("update", "delete")),
    f"DROP TRIGGER {HEARING}_four_eyes",
    *(f"DROP TRIGGER {EVALUATION}_{what}" for what in ("way", "begin")),
    *(f"DROP TRIGGER {table}_no_replace" for table in (*FIXED_WITH_HEARING, *FIXED_ONCE_PUBLISHED, EVENT)),
]


def _run(statements):
    def apply(apps, editor):
        for statement in statements[editor.connection.vendor]:
            editor.execute(statement)

    return apply


class Migration(migrations.Migration):
    dependencies = [("consultation", "0003_hearing_preparation")]

    operations = [
        migrations.RunPython(
            _run({"postgresql": POSTGRESQL, "sqlite": SQLITE}),
            _run({"postgresql": POSTGRESQL_BACK, "sqlite": SQLITE_BACK}),
        )
    ]

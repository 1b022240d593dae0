"""Know a hidden text when it comes again, and find what waits for a moderator.

SQLite rebuilds the table of decisions for the new column and loses its triggers, so they are made again.
"""

from django.db import migrations, models

DECISION = "consultation_moderationdecision"
REFUSE = "BEGIN SELECT RAISE(ABORT, 'what was published stays as it was'); END"
TRIGGERS = [
    *(
        f"CREATE TRIGGER {DECISION}_no_{act.lower()} BEFORE {act} ON {DECISION} {REFUSE}"
        for act in ("UPDATE", "DELETE")
    ),
    f"CREATE TRIGGER {DECISION}_no_replace BEFORE INSERT ON {DECISION} "
    f"WHEN EXISTS (SELECT 1 FROM {DECISION} WHERE id = NEW.id OR public_id = NEW.public_id) {REFUSE}",
]


def keep(apps, editor):
    if editor.connection.vendor == "sqlite":
        for statement in TRIGGERS:
            editor.execute(statement)


def let_go(apps, editor):
    if editor.connection.vendor == "sqlite":
        for what in ("update", "delete", "replace"):
            editor.execute(f"DROP TRIGGER {DECISION}_no_{what}")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_officers_as_citizens"),
        ("consultation", "0007_answers_stay"),
    ]

    operations = [
        # Going back, the table is rebuilt once more, and 0007 expects to find the triggers.
        migrations.RunPython(migrations.RunPython.noop, keep),
        migrations.AddField(
            model_name="moderationdecision",
            name="text_key",
            field=models.CharField(blank=True, max_length=64, verbose_name="ลายพิมพ์ข้อความที่ซ่อน"),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("status", "pending")), fields=["hearing", "id"], name="comment_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="moderationdecision",
            index=models.Index(
                condition=models.Q(("text_key", ""), _negated=True),
                fields=["hearing", "text_key"],
                name="moderation_hidden_text",
            ),
        ),
        migrations.AddIndex(
            model_name="moderationdecision",
            index=models.Index(condition=models.Q(("awaits_second", True)), fields=["id"], name="moderation_awaits"),
        ),
        migrations.RunPython(keep, let_go),
    ]

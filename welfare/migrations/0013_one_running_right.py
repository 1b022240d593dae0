"""Let the database itself refuse a second running right of one person to one programme.

A benefit for each illness or birth is left out: its rights bear the application they came by, in a new column, and
those opened before get it here. Where two rights to another benefit run already, the index cannot be made and says
which: an officer ends one of them first.
"""

import re

from django.db import migrations, models
from django.db.models import OuterRef, Subquery

COMES_AGAIN = re.compile(r"""^["']?period["']?[ ]*:[ ]*["']?episode["']?[ ]*(#.*)?\r?$""", re.MULTILINE)


def name_episodes(apps, schema_editor):
    """Write down which application each right to a benefit for each time came by: as the newest rules in force say."""
    versions = apps.get_model("welfare", "RuleVersion").objects.filter(state__in=["published", "superseded"])
    newest = dict(versions.order_by("programme_id", "number").values_list("programme_id", "text"))
    again = [programme for programme, text in newest.items() if COMES_AGAIN.search(text)]
    own = apps.get_model("welfare", "Application").objects.filter(pk=OuterRef("application_id"))
    rights = apps.get_model("welfare", "Entitlement").objects.filter(programme__in=again)
    rights.update(episode=Subquery(own.values("public_id")))


class Migration(migrations.Migration):
    dependencies = [("welfare", "0012_statements_accounts")]

    operations = [
        migrations.AddField(
            model_name="entitlement",
            name="episode",
            field=models.UUIDField(blank=True, editable=False, null=True, verbose_name="เหตุครั้งที่"),
        ),
        migrations.RunPython(name_episodes, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="entitlement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("episode", None), ("state__in", ["active", "suspended"])),
                fields=("citizen", "programme"),
                name="entitlement_one_running",
            ),
        ),
    ]

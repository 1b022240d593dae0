"""Let the database itself refuse a second running right of one person to one programme.

A benefit for each illness or birth is left out: its rights bear the application they came by, in a new column. Where
two rights run already, the index cannot be made and says which: an officer ends one of them first.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("welfare", "0012_statements_accounts")]

    operations = [
        migrations.AddField(
            model_name="entitlement",
            name="episode",
            field=models.UUIDField(blank=True, editable=False, null=True, verbose_name="เหตุครั้งที่"),
        ),
        migrations.AddConstraint(
            model_name="entitlement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("episode", None), ("state__in", ["active", "suspended"])),
                fields=("citizen", "programme"),
                name="entitlement_one_running",
            ),
        ),
    ]

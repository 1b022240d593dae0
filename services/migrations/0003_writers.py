"""Remember everybody who ever wrote any of a version: none of them may approve it, whoever wrote last.

A table of its own, so that SQLite does not rebuild the versions' table and lose its triggers.
"""

from django.db import migrations, models


def name_authors(apps, schema_editor):
    """Write down the authors known so far; who wrote before them is not known any more."""
    versions = apps.get_model("services", "ServiceVersion")
    writer = versions.writers.through
    authors = versions.objects.exclude(author=None).values_list("pk", "author_id")
    writer.objects.bulk_create(
        (writer(serviceversion_id=version, officer_id=officer) for version, officer in authors), batch_size=500
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_accounts"), ("services", "0002_versions_stay")]

    operations = [
        migrations.AddField(
            model_name="serviceversion",
            name="writers",
            field=models.ManyToManyField(editable=False, related_name="+", to="accounts.officer", verbose_name="ผู้เขียน"),
        ),
        migrations.RunPython(name_authors, migrations.RunPython.noop),
    ]

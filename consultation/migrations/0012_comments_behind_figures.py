"""Lists of comments behind a report's figures: of a section in reading order, and of a day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consultation", "0011_report_in_two_languages")]

    operations = [
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("is_listed", True)),
                fields=["hearing", "section", "path"],
                name="comment_path_here",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["hearing", "created_at", "id"], name="comment_by_time"),
        ),
    ]

"""A published report has a PDF in each language; those there are were drawn in Thai."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consultation", "0010_listening")]

    operations = [
        migrations.AlterField(
            model_name="reportfile",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="files",
                to="consultation.hearingreport",
                verbose_name="รายงาน",
            ),
        ),
        migrations.AddField(
            model_name="reportfile",
            name="language",
            field=models.CharField(
                choices=[("th", "ไทย"), ("en", "อังกฤษ")], default="th", max_length=2, verbose_name="ภาษา"
            ),
        ),
        migrations.AddConstraint(
            model_name="reportfile",
            constraint=models.UniqueConstraint(fields=("report", "language"), name="report_file_once"),
        ),
    ]

"""Remember the keys of personal data by a check value; give citizens a second index column, so that its key can change."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_people")]

    operations = [
        migrations.CreateModel(
            name="KeyCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "purpose",
                    models.CharField(
                        choices=[("pii", "ปิดผนึกข้อมูลส่วนบุคคล"), ("pid_index", "ดัชนีเลขประจำตัว")],
                        max_length=10,
                        verbose_name="หน้าที่",
                    ),
                ),
                ("key_id", models.PositiveSmallIntegerField(verbose_name="หมายเลขกุญแจ")),
                ("value", models.CharField(max_length=64, verbose_name="ค่าตรวจ")),
                ("first_seen_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="พบครั้งแรกเมื่อ")),
                ("retired_at", models.DateTimeField(blank=True, null=True, verbose_name="เลิกใช้เมื่อ")),
            ],
            options={
                "verbose_name": "ค่าตรวจกุญแจ",
                "verbose_name_plural": "ค่าตรวจกุญแจ",
                "constraints": [models.UniqueConstraint(fields=("purpose", "key_id"), name="key_check_once")],
            },
        ),
        migrations.RemoveConstraint(model_name="citizen", name="citizen_erased_keeps_nothing"),
        migrations.AddField(
            model_name="citizen",
            name="pid_index_2",
            field=models.CharField(
                editable=False, max_length=64, null=True, unique=True, verbose_name="ดัชนีเลขประจำตัว (กุญแจคู่)"
            ),
        ),
        migrations.AddConstraint(
            model_name="citizen",
            constraint=models.CheckConstraint(
                name="citizen_erased_keeps_nothing",
                condition=(
                    models.Q(erased_at__isnull=True, data_key__isnull=False)
                    & (models.Q(pid_index__isnull=False) | models.Q(pid_index_2__isnull=False))
                )
                | models.Q(
                    erased_at__isnull=False,
                    pid_index__isnull=True,
                    pid_index_2__isnull=True,
                    data_key__isnull=True,
                    pid_sealed__isnull=True,
                    name_th_sealed__isnull=True,
                    name_en_sealed__isnull=True,
                    birth_date_sealed__isnull=True,
                    phone_sealed__isnull=True,
                    email_sealed__isnull=True,
                ),
            ),
        ),
    ]

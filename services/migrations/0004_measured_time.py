from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("services", "0003_writers")]

    operations = [
        migrations.CreateModel(
            name="MeasuredTime",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("matter", models.CharField(max_length=80, unique=True, verbose_name="รหัสบริการหรือโครงการ")),
                ("decided_count", models.PositiveIntegerField(verbose_name="จำนวนเรื่องที่ตัดสิน")),
                ("median_working_days", models.PositiveIntegerField(verbose_name="ค่ากลาง (วันทำการ)")),
                ("most_working_days", models.PositiveIntegerField(verbose_name="เก้าในสิบเรื่องไม่เกิน (วันทำการ)")),
                ("measured_on", models.DateField(verbose_name="วัดเมื่อ")),
            ],
            options={
                "verbose_name": "เวลาที่ใช้จริง",
                "verbose_name_plural": "เวลาที่ใช้จริง",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("decided_count__gte", 10)), name="measured_time_of_enough_cases"
                    )
                ],
            },
        )
    ]

"""Keep hearings that were held elsewhere, apart from ours."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consultation", "0012_comments_behind_figures"),
        ("services", "0004_measured_time"),
    ]

    operations = [
        migrations.CreateModel(
            name="PastHearing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(unique=True, verbose_name="เลขที่ของระบบเดิม")),
                ("title_th", models.CharField(max_length=1000, verbose_name="ชื่อ")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("principles", "หลักการ"),
                            ("bill", "ร่างกฎหมาย"),
                            ("subordinate", "กฎหมายลำดับรอง"),
                            ("evaluation", "ประเมินผลสัมฤทธิ์ของกฎหมาย"),
                        ],
                        max_length=12,
                        verbose_name="ชนิด",
                    ),
                ),
                ("agency_name", models.CharField(max_length=300, verbose_name="หน่วยงานตามระบบเดิม")),
                ("first_day", models.DateField(verbose_name="วันแรก")),
                ("last_day", models.DateField(verbose_name="วันสุดท้าย")),
                ("days_told", models.PositiveIntegerField(verbose_name="จำนวนวันตามระบบเดิม")),
                ("responses", models.PositiveIntegerField(verbose_name="จำนวนคำตอบ")),
                ("views", models.PositiveIntegerField(verbose_name="จำนวนครั้งที่เปิดดู")),
                ("questions", models.PositiveIntegerField(verbose_name="จำนวนคำถาม")),
                ("invited", models.PositiveIntegerField(verbose_name="จำนวนหน่วยงานที่แจ้ง")),
                ("affected", models.TextField(blank=True, verbose_name="ผู้ได้รับผลกระทบ")),
                ("tags", models.TextField(blank=True, verbose_name="คำสำคัญ")),
                ("has_summary", models.BooleanField(verbose_name="มีสรุปผล")),
                ("url", models.URLField(max_length=300, verbose_name="ที่มา")),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="past_hearings",
                        to="services.agency",
                        verbose_name="หน่วยงาน",
                    ),
                ),
            ],
            options={
                "verbose_name": "การรับฟังในอดีต",
                "verbose_name_plural": "การรับฟังในอดีต",
                "indexes": [models.Index(fields=["-last_day", "-number"], name="past_hearing_latest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))),
                        name="past_hearing_ends_after_it_begins",
                    )
                ],
            },
        ),
    ]

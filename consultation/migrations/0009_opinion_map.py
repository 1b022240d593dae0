"""Keep opinion maps: groups and shares, no person; one a day for a hearing at most."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consultation", "0008_moderation"),
    ]

    operations = [
        migrations.CreateModel(
            name="OpinionMap",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_on", models.DateField(verbose_name="วันที่จัดทำ")),
                ("made_at", models.DateTimeField(verbose_name="จัดทำเมื่อ")),
                ("people_voted", models.PositiveIntegerField(verbose_name="จำนวนผู้ลงคะแนน")),
                ("people_placed", models.PositiveIntegerField(verbose_name="จำนวนผู้ที่จัดกลุ่มได้")),
                ("parameters", models.JSONField(default=dict, verbose_name="ค่าสำหรับหาตำแหน่ง")),
                ("content", models.JSONField(default=dict, verbose_name="เนื้อหา")),
                ("withheld", models.JSONField(default=list, verbose_name="เหตุที่ไม่เผยแพร่กลุ่ม")),
                ("input_hash", models.CharField(max_length=64, verbose_name="ลายพิมพ์ของคะแนน")),
                ("algorithm", models.CharField(max_length=20, verbose_name="วิธีคำนวณ")),
                (
                    "hearing",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opinion_maps",
                        to="consultation.hearing",
                        verbose_name="การรับฟัง",
                    ),
                ),
            ],
            options={
                "verbose_name": "แผนที่ความคิดเห็น",
                "verbose_name_plural": "แผนที่ความคิดเห็น",
                "constraints": [
                    models.UniqueConstraint(fields=("hearing", "made_on"), name="opinion_map_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("people_placed__lte", models.F("people_voted"))),
                        name="opinion_map_places_voters",
                    ),
                ],
            },
        ),
    ]

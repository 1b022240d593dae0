"""Keep each suspension from a hearing with why, by whom, and the appeal against it."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_officers_as_citizens"),
        ("consultation", "0013_past_hearings"),
    ]

    operations = [
        migrations.CreateModel(
            name="Suspension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="รหัสการระงับ"),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("fine", "ไม่ผิดแนวปฏิบัติ"),
                            ("unlawful", "ผิดกฎหมาย"),
                            ("personal_data", "มีข้อมูลส่วนบุคคล"),
                            ("threat", "ข่มขู่"),
                            ("insult", "ดูหมิ่นหรือหยาบคายต่อบุคคล"),
                            ("impersonation", "แอบอ้างเป็นผู้อื่น"),
                            ("spam", "โฆษณาหรือก่อกวน"),
                            ("off_topic", "ไม่เกี่ยวกับเรื่องที่รับฟัง"),
                            ("other", "เหตุอื่น"),
                        ],
                        max_length=14,
                        verbose_name="เหตุ",
                    ),
                ),
                ("sentence_th", models.CharField(max_length=500, verbose_name="คำชี้แจงถึงผู้ถูกระงับ")),
                ("at", models.DateTimeField(verbose_name="เมื่อ")),
                ("until", models.DateTimeField(verbose_name="ถึง")),
                ("lifted_at", models.DateTimeField(blank=True, null=True, verbose_name="ยกเลิกเมื่อ")),
                ("grounds", models.CharField(blank=True, max_length=2000, verbose_name="เหตุผลที่อุทธรณ์")),
                ("filed_at", models.DateTimeField(blank=True, null=True, verbose_name="ยื่นอุทธรณ์เมื่อ")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("upheld", "ยืนตามเดิม"), ("overturned", "กลับคำตัดสิน")],
                        max_length=10,
                        verbose_name="ผลอุทธรณ์",
                    ),
                ),
                ("outcome_th", models.CharField(blank=True, max_length=500, verbose_name="คำชี้แจงผลอุทธรณ์")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="ตัดสินเมื่อ")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.officer",
                        verbose_name="ผู้ตัดสินอุทธรณ์",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.officer",
                        verbose_name="ผู้ระงับ",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suspensions",
                        to="consultation.participant",
                        verbose_name="ผู้ถูกระงับ",
                    ),
                ),
            ],
            options={
                "verbose_name": "การระงับการแสดงความเห็น",
                "verbose_name_plural": "การระงับการแสดงความเห็น",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("at"))), name="suspension_ends_later"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("outcome", "")),
                            models.Q(
                                models.Q(("outcome", ""), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("filed_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="suspension_appeal_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("officer")), _negated=True),
                            _connector="OR",
                        ),
                        name="suspension_appeal_decided_by_another",
                    ),
                ],
            },
        ),
    ]

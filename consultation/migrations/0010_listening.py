"""Keep what the machine finds: findings, words to find comments by, campaigns and themes.

`analysed_at` may be empty, so that both databases add it without writing a million rows anew.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from superapp.tables import CreateTogether


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_officers_as_citizens"),
        ("consultation", "0009_opinion_map"),
    ]

    operations = [
        CreateTogether(
            [
                migrations.CreateModel(
                    name="Campaign",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="รหัสกลุ่ม"),
                        ),
                        (
                            "hearing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="campaigns",
                                to="consultation.hearing",
                                verbose_name="การรับฟัง",
                            ),
                        ),
                        (
                            "representative",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="consultation.comment",
                                verbose_name="ความเห็นตัวแทน",
                            ),
                        ),
                        ("size", models.PositiveIntegerField(verbose_name="จำนวนความเห็น")),
                        ("exact", models.PositiveIntegerField(verbose_name="ถ้อยคำเดียวกัน")),
                        ("similarity", models.FloatField(verbose_name="ความคล้าย")),
                        ("method", models.CharField(max_length=40, verbose_name="วิธี")),
                        ("version", models.CharField(max_length=60, verbose_name="รุ่น")),
                        ("made_at", models.DateTimeField(verbose_name="จัดกลุ่มเมื่อ")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ไม่พบอีกตั้งแต่")),
                    ],
                    options={
                        "verbose_name": "กลุ่มความเห็นที่ใช้ถ้อยคำเดียวกัน",
                        "verbose_name_plural": "กลุ่มความเห็นที่ใช้ถ้อยคำเดียวกัน",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("ended_at", None)),
                                fields=["hearing", "-size", "id"],
                                name="campaign_largest",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("similarity__range", (0, 1))), name="campaign_similarity_in_bounds"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CampaignMember",
                    fields=[
                        (
                            "comment",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="campaign_link",
                                serialize=False,
                                to="consultation.comment",
                                verbose_name="ความเห็น",
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="members",
                                to="consultation.campaign",
                                verbose_name="กลุ่ม",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ความเห็นในกลุ่มถ้อยคำเดียวกัน",
                        "verbose_name_plural": "ความเห็นในกลุ่มถ้อยคำเดียวกัน",
                        "indexes": [models.Index(fields=["campaign", "-comment"], name="campaign_member_order")],
                    },
                ),
                migrations.CreateModel(
                    name="CommentFinding",
                    fields=[
                        (
                            "comment",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="finding",
                                serialize=False,
                                to="consultation.comment",
                                verbose_name="ความเห็น",
                            ),
                        ),
                        (
                            "hearing",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="consultation.hearing",
                                verbose_name="การรับฟัง",
                            ),
                        ),
                        (
                            "section",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="consultation.section",
                                verbose_name="มาตรา",
                            ),
                        ),
                        ("revision", models.PositiveIntegerField(verbose_name="ฉบับแก้ไข")),
                        ("method", models.CharField(max_length=40, verbose_name="วิธี")),
                        ("version", models.CharField(max_length=60, verbose_name="รุ่น")),
                        (
                            "tone_version",
                            models.CharField(blank=True, max_length=60, verbose_name="รุ่นของแบบจำลองน้ำเสียง"),
                        ),
                        (
                            "stance",
                            models.CharField(
                                choices=[
                                    ("support", "เห็นด้วย"),
                                    ("support_with_changes", "เห็นด้วยหากแก้ไข"),
                                    ("oppose", "ไม่เห็นด้วย"),
                                    ("mixed", "มีทั้งสองทาง"),
                                    ("unstated", "ไม่ได้บอก"),
                                ],
                                default="unstated",
                                max_length=20,
                                verbose_name="จุดยืนตามถ้อยคำ",
                            ),
                        ),
                        ("tone", models.CharField(default="unsure", max_length=8, verbose_name="น้ำเสียง")),
                        (
                            "tone_confidence",
                            models.FloatField(blank=True, null=True, verbose_name="ความมั่นใจเรื่องน้ำเสียง"),
                        ),
                        ("language", models.CharField(default="und", max_length=10, verbose_name="ภาษา")),
                        ("keywords", models.JSONField(default=list, verbose_name="คำสำคัญ")),
                        ("section_refs", models.JSONField(default=list, verbose_name="มาตราที่กล่าวถึง")),
                        ("flags", models.JSONField(default=list, verbose_name="คำที่ควรตรวจ")),
                        ("personal_data", models.JSONField(default=list, verbose_name="ข้อมูลส่วนบุคคลที่พบ")),
                        ("awaits_masking", models.BooleanField(default=False, verbose_name="รอพิจารณาปิดข้อมูล")),
                        ("failed", models.CharField(blank=True, max_length=8, verbose_name="เหตุที่วิเคราะห์ไม่ได้")),
                        ("made_at", models.DateTimeField(verbose_name="วิเคราะห์เมื่อ")),
                    ],
                    options={
                        "verbose_name": "ผลวิเคราะห์ความเห็น",
                        "verbose_name_plural": "ผลวิเคราะห์ความเห็น",
                        "indexes": [
                            models.Index(fields=["hearing", "-comment"], name="finding_of_hearing"),
                            models.Index(fields=["hearing", "section", "-comment"], name="finding_of_section"),
                            models.Index(fields=["hearing", "stance", "-comment"], name="finding_by_stance"),
                            models.Index(
                                condition=models.Q(("awaits_masking", True)),
                                fields=["hearing", "comment"],
                                name="finding_to_mask",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("stance__in", ["support", "support_with_changes", "oppose", "mixed", "unstated"])
                                ),
                                name="finding_known_stance",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CommentWord",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "hearing",
                                "word",
                                "comment",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "hearing",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="consultation.hearing",
                                verbose_name="การรับฟัง",
                            ),
                        ),
                        ("word", models.BigIntegerField(verbose_name="คำ")),
                        (
                            "comment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="words",
                                to="consultation.comment",
                                verbose_name="ความเห็น",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "คำในความเห็น",
                        "verbose_name_plural": "คำในความเห็น",
                    },
                ),
                migrations.CreateModel(
                    name="Masking",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "comment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="maskings",
                                to="consultation.comment",
                                verbose_name="ความเห็น",
                            ),
                        ),
                        ("revision", models.PositiveIntegerField(verbose_name="ฉบับแก้ไข")),
                        (
                            "decision",
                            models.CharField(
                                choices=[("masked", "ปิดข้อมูลแล้ว"), ("left", "ให้คงไว้"), ("undone", "ยกเลิกการปิด")],
                                max_length=6,
                                verbose_name="ผลพิจารณา",
                            ),
                        ),
                        ("kinds", models.JSONField(default=list, verbose_name="ชนิดข้อมูล")),
                        ("original", models.TextField(blank=True, verbose_name="ข้อความเดิม")),
                        ("digest", models.CharField(max_length=64, verbose_name="ลายพิมพ์ข้อความ")),
                        (
                            "officer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.officer",
                                verbose_name="ผู้พิจารณา",
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="เมื่อ")),
                        (
                            "undone_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.officer",
                                verbose_name="ผู้ยกเลิก",
                            ),
                        ),
                        ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="ยกเลิกเมื่อ")),
                    ],
                    options={
                        "verbose_name": "การปิดข้อมูลส่วนบุคคล",
                        "verbose_name_plural": "การปิดข้อมูลส่วนบุคคล",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("decision", "masked")),
                                fields=("comment",),
                                name="masking_in_force_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("decision__in", ["masked", "left", "undone"])),
                                name="masking_known_decision",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("decision", "masked"), ("original", ""), _connector="OR"),
                                name="masking_keeps_only_what_it_needs",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ThemeSet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "hearing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="theme_sets",
                                to="consultation.hearing",
                                verbose_name="การรับฟัง",
                            ),
                        ),
                        (
                            "section",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="consultation.section",
                                verbose_name="มาตรา",
                            ),
                        ),
                        ("basis", models.JSONField(blank=True, null=True, verbose_name="ฐานของการจัดหัวข้อ")),
                        ("comments", models.PositiveIntegerField(default=0, verbose_name="จำนวนความเห็นที่อ่าน")),
                        ("method", models.CharField(max_length=40, verbose_name="วิธี")),
                        ("version", models.CharField(max_length=60, verbose_name="รุ่น")),
                        ("made_at", models.DateTimeField(verbose_name="จัดเมื่อ")),
                    ],
                    options={
                        "verbose_name": "ชุดหัวข้อ",
                        "verbose_name_plural": "ชุดหัวข้อ",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("section__isnull", True)),
                                fields=("hearing",),
                                name="theme_set_of_hearing_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("section__isnull", False)),
                                fields=("hearing", "section"),
                                name="theme_set_of_section_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Theme",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="รหัสหัวข้อ"),
                        ),
                        (
                            "set",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="themes",
                                to="consultation.themeset",
                                verbose_name="ชุดหัวข้อ",
                            ),
                        ),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="ลำดับ")),
                        ("words", models.JSONField(default=list, verbose_name="คำที่คนใช้")),
                        ("label_th", models.CharField(blank=True, max_length=200, verbose_name="ชื่อหัวข้อ (ไทย)")),
                        ("label_en", models.CharField(blank=True, max_length=200, verbose_name="ชื่อหัวข้อ (อังกฤษ)")),
                        (
                            "renamed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.officer",
                                verbose_name="ผู้ตั้งชื่อ",
                            ),
                        ),
                        ("renamed_at", models.DateTimeField(blank=True, null=True, verbose_name="ตั้งชื่อเมื่อ")),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merged_here",
                                to="consultation.theme",
                                verbose_name="รวมเข้ากับ",
                            ),
                        ),
                        (
                            "merged_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.officer",
                                verbose_name="ผู้รวม",
                            ),
                        ),
                        (
                            "split_from",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="split_off",
                                to="consultation.theme",
                                verbose_name="แยกจาก",
                            ),
                        ),
                        (
                            "split_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.officer",
                                verbose_name="ผู้แยก",
                            ),
                        ),
                        ("made_at", models.DateTimeField(verbose_name="พบเมื่อ")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ไม่พบอีกตั้งแต่")),
                    ],
                    options={
                        "verbose_name": "หัวข้อ",
                        "verbose_name_plural": "หัวข้อ",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("merged_into", None),
                                    models.Q(("merged_into", models.F("pk")), _negated=True),
                                    _connector="OR",
                                ),
                                name="theme_merged_elsewhere",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_at", None),
                                    models.Q(("merged_by", None), ("renamed_by", None), ("split_by", None)),
                                    _connector="OR",
                                ),
                                name="theme_officers_work_stays",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ThemeMember",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "set",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="members",
                                to="consultation.themeset",
                                verbose_name="ชุดหัวข้อ",
                            ),
                        ),
                        (
                            "comment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="theme_links",
                                to="consultation.comment",
                                verbose_name="ความเห็น",
                            ),
                        ),
                        (
                            "theme",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="members",
                                to="consultation.theme",
                                verbose_name="หัวข้อ",
                            ),
                        ),
                        (
                            "machine_theme",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="consultation.theme",
                                verbose_name="ระบบจัดไว้ที่",
                            ),
                        ),
                        (
                            "officer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.officer",
                                verbose_name="ผู้ย้าย",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ความเห็นในหัวข้อ",
                        "verbose_name_plural": "ความเห็นในหัวข้อ",
                        "indexes": [models.Index(fields=["theme", "-comment"], name="theme_member_order")],
                        "constraints": [models.UniqueConstraint(fields=("set", "comment"), name="theme_member_once")],
                    },
                ),
                migrations.CreateModel(
                    name="ThemeQuote",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "theme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="quotes",
                                to="consultation.theme",
                                verbose_name="หัวข้อ",
                            ),
                        ),
                        (
                            "comment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="consultation.comment",
                                verbose_name="ความเห็น",
                            ),
                        ),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="ลำดับ")),
                        (
                            "choice",
                            models.CharField(
                                choices=[("machine", "ระบบเสนอ"), ("pinned", "เจ้าหน้าที่เลือก"), ("passed", "เจ้าหน้าที่ไม่ใช้")],
                                default="machine",
                                max_length=8,
                                verbose_name="ที่มา",
                            ),
                        ),
                        (
                            "officer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.officer",
                                verbose_name="ผู้เลือก",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ความเห็นที่ยกมาในหัวข้อ",
                        "verbose_name_plural": "ความเห็นที่ยกมาในหัวข้อ",
                        "constraints": [
                            models.UniqueConstraint(fields=("theme", "comment"), name="theme_quote_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("choice", "machine"), ("officer", None)),
                                    models.Q(
                                        models.Q(("choice", "machine"), _negated=True), ("officer__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="theme_quote_chosen_by_somebody",
                            ),
                        ],
                    },
                ),
            ]
        ),
        migrations.AddField(
            model_name="comment",
            name="analysed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="วิเคราะห์เมื่อ"),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("analysed_at", None)), fields=["hearing", "id"], name="comment_to_analyse"
            ),
        ),
    ]

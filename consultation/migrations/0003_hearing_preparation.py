"""What hearings are prepared with: policies, dossiers, questions, stakeholders; follows; evaluations of laws."""

import uuid
from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from superapp.tables import CreateTogether

EARLIER = import_module("consultation.migrations.0002_published_stays")


def keep_hearings(apps, editor):
    """Going back, the table of hearings is rebuilt on SQLite and loses its triggers, which 0002 expects to find."""
    if editor.connection.vendor == "sqlite":
        for statement in EARLIER.SQLITE:
            if f" ON {EARLIER.HEARING} " in statement:
                editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_request_keys"),
        ("consultation", "0002_published_stays"),
        ("services", "0003_writers"),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, keep_hearings),
        migrations.AddField(
            model_name="hearing",
            name="announcer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.officer",
                verbose_name="ผู้ประกาศ",
            ),
        ),
        migrations.AddField(
            model_name="hearing",
            name="author",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.officer",
                verbose_name="ผู้จัดทำ",
            ),
        ),
        migrations.AddField(
            model_name="hearing",
            name="rules_digest",
            field=models.CharField(blank=True, max_length=64, verbose_name="ลายพิมพ์ของที่ประกาศ"),
        ),
        migrations.AddField(
            model_name="hearing",
            name="writers",
            field=models.ManyToManyField(blank=True, related_name="+", to="accounts.officer", verbose_name="ผู้ร่วมจัดทำ"),
        ),
        CreateTogether(
            [
                migrations.CreateModel(
                    name="Evaluation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, unique=True, verbose_name="รหัสการประเมิน"
                            ),
                        ),
                        (
                            "ground",
                            models.CharField(
                                choices=[
                                    ("five_years", "ครบรอบไม่เกินห้าปี"),
                                    ("request", "มีผู้ร้องขอโดยมีเหตุผล"),
                                    ("commission", "คณะกรรมการพัฒนากฎหมายแนะนำ"),
                                    ("regulation", "ตามกฎกระทรวง"),
                                ],
                                max_length=10,
                                verbose_name="เหตุที่ประเมิน",
                            ),
                        ),
                        ("asked", models.TextField(blank=True, verbose_name="สรุปคำร้องขอ")),
                        ("due_on", models.DateField(verbose_name="ครบกำหนดวันที่")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("scheduled", "ถึงกำหนดประเมิน"),
                                    ("announced", "ประกาศรับฟังแล้ว"),
                                    ("heard", "รับฟังแล้ว"),
                                    ("reported", "เผยแพร่ผลแล้ว"),
                                    ("exempt", "ได้รับยกเว้น"),
                                ],
                                default="scheduled",
                                max_length=10,
                                verbose_name="สถานะ",
                            ),
                        ),
                        ("exempt_ground", models.TextField(blank=True, verbose_name="เหตุที่ยกเว้น")),
                        ("report_th", models.TextField(blank=True, verbose_name="ผลการประเมิน (ไทย)")),
                        ("report_en", models.TextField(blank=True, verbose_name="ผลการประเมิน (อังกฤษ)")),
                        ("reported_at", models.DateTimeField(blank=True, null=True, verbose_name="เผยแพร่ผลเมื่อ")),
                        ("created_at", models.DateTimeField(verbose_name="สร้างเมื่อ")),
                        (
                            "hearing",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evaluation",
                                to="consultation.hearing",
                                verbose_name="การรับฟัง",
                            ),
                        ),
                        (
                            "law",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evaluations",
                                to="consultation.draftlaw",
                                verbose_name="กฎหมาย",
                            ),
                        ),
                        (
                            "reporter",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.officer",
                                verbose_name="ผู้เผยแพร่ผล",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "การประเมินผลสัมฤทธิ์",
                        "verbose_name_plural": "การประเมินผลสัมฤทธิ์",
                        "indexes": [
                            models.Index(fields=["due_on", "id"], name="evaluation_by_due"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["scheduled", "announced", "heard"])),
                                fields=("law",),
                                name="evaluation_one_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "exempt"), _negated=True),
                                    models.Q(("exempt_ground", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="evaluation_exempt_with_a_ground",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("reported_at__isnull", False),
                                        ("state", "reported"),
                                        models.Q(("report_th", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("state", "reported"), _negated=True), ("reported_at__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="evaluation_reported_with_a_report",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EvaluationIndicator",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(verbose_name="ลำดับ")),
                        ("name_th", models.CharField(max_length=300, verbose_name="ตัวชี้วัด (ไทย)")),
                        ("name_en", models.CharField(blank=True, max_length=300, verbose_name="ตัวชี้วัด (อังกฤษ)")),
                        ("unit_th", models.CharField(max_length=60, verbose_name="หน่วย (ไทย)")),
                        ("unit_en", models.CharField(blank=True, max_length=60, verbose_name="หน่วย (อังกฤษ)")),
                        (
                            "value",
                            models.DecimalField(
                                blank=True, decimal_places=3, max_digits=18, null=True, verbose_name="ค่า"
                            ),
                        ),
                        (
                            "target",
                            models.DecimalField(
                                blank=True, decimal_places=3, max_digits=18, null=True, verbose_name="เป้าหมาย"
                            ),
                        ),
                        ("as_of", models.DateField(blank=True, null=True, verbose_name="ณ วันที่")),
                        ("source", models.CharField(blank=True, max_length=500, verbose_name="ที่มา")),
                        ("source_url", models.URLField(blank=True, max_length=500, verbose_name="ที่อยู่ของที่มา")),
                        (
                            "evaluation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="indicators",
                                to="consultation.evaluation",
                                verbose_name="การประเมิน",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ตัวชี้วัดของการประเมิน",
                        "verbose_name_plural": "ตัวชี้วัดของการประเมิน",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("evaluation", "position"), name="evaluation_indicator_position_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("value__isnull", True),
                                    models.Q(models.Q(("source", ""), _negated=True), ("as_of__isnull", False)),
                                    _connector="OR",
                                ),
                                name="evaluation_indicator_value_has_a_source",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Follow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, unique=True, verbose_name="รหัสการติดตาม"
                            ),
                        ),
                        ("subject", models.CharField(blank=True, max_length=40, verbose_name="กลุ่มเรื่อง")),
                        ("followed_at", models.DateTimeField(verbose_name="ติดตามเมื่อ")),
                        (
                            "agency",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="services.agency",
                                verbose_name="หน่วยงาน",
                            ),
                        ),
                        (
                            "citizen",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="follows",
                                to="accounts.citizen",
                                verbose_name="ประชาชน",
                            ),
                        ),
                        (
                            "hearing",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="consultation.hearing",
                                verbose_name="การรับฟัง",
                            ),
                        ),
                        (
                            "law",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="consultation.draftlaw",
                                verbose_name="ร่างกฎหมาย",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "การติดตาม",
                        "verbose_name_plural": "การติดตาม",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("subject", ""), _negated=True),
                                fields=["subject", "citizen"],
                                name="follow_of_subject",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("agency__isnull", True),
                                        ("hearing__isnull", True),
                                        ("law__isnull", False),
                                        ("subject", ""),
                                    ),
                                    models.Q(
                                        ("agency__isnull", False),
                                        ("hearing__isnull", True),
                                        ("law__isnull", True),
                                        ("subject", ""),
                                    ),
                                    models.Q(
                                        ("agency__isnull", True),
                                        ("hearing__isnull", False),
                                        ("law__isnull", True),
                                        ("subject", ""),
                                    ),
                                    models.Q(
                                        ("agency__isnull", True),
                                        ("hearing__isnull", True),
                                        ("law__isnull", True),
                                        models.Q(("subject", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="follow_one_thing",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("law__isnull", False)),
                                fields=("citizen", "law"),
                                name="follow_law_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("agency__isnull", False)),
                                fields=("citizen", "agency"),
                                name="follow_agency_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("hearing__isnull", False)),
                                fields=("citizen", "hearing"),
                                name="follow_hearing_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("subject", ""), _negated=True),
                                fields=("citizen", "subject"),
                                name="follow_subject_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HearingEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("announced", "ประกาศการรับฟัง"),
                                    ("opened", "เปิดรับฟัง"),
                                    ("extended", "ขยายเวลา"),
                                    ("closing_soon", "ใกล้ปิดรับฟัง"),
                                    ("closed", "ปิดรับฟัง"),
                                    ("document", "เปลี่ยนเอกสารประกอบ"),
                                    ("version", "เผยแพร่ร่างฉบับใหม่"),
                                    ("cancelled", "ยกเลิก"),
                                    ("reported", "เผยแพร่รายงานผล"),
                                ],
                                max_length=12,
                                verbose_name="เหตุการณ์",
                            ),
                        ),
                        ("key", models.CharField(blank=True, max_length=60, verbose_name="กุญแจกันซ้ำ")),
                        ("note", models.CharField(blank=True, max_length=1000, verbose_name="คำชี้แจง")),
                        ("at", models.DateTimeField(verbose_name="เมื่อ")),
                        (
                            "hearing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="consultation.hearing",
                                verbose_name="การรับฟัง",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "เหตุการณ์ของการรับฟัง",
                        "verbose_name_plural": "เหตุการณ์ของการรับฟัง",
                        "constraints": [
                            models.UniqueConstraint(fields=("hearing", "kind", "key"), name="hearing_event_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Justification",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("urgent", "มีความจำเป็นเร่งด่วน"),
                                    ("lapse", "กฎหมายแม่บทอาจสิ้นผล"),
                                    ("emergency", "เหตุฉุกเฉินหรือภัยพิบัติ"),
                                    ("other", "เหตุอื่น"),
                                ],
                                max_length=10,
                                verbose_name="เหตุ",
                            ),
                        ),
                        ("text_th", models.TextField(verbose_name="คำชี้แจง (ไทย)")),
                        ("text_en", models.TextField(blank=True, verbose_name="คำชี้แจง (อังกฤษ)")),
                        ("days", models.PositiveSmallIntegerField(verbose_name="จำนวนวันที่อนุมัติ")),
                        ("approved_at", models.DateTimeField(verbose_name="อนุมัติเมื่อ")),
                        ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="เผยแพร่เมื่อ")),
                        (
                            "approver",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.officer",
                                verbose_name="ผู้อนุมัติ",
                            ),
                        ),
                        (
                            "hearing",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="justification",
                                to="consultation.hearing",
                                verbose_name="การรับฟัง",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "เหตุที่รับฟังสั้นกว่าเกณฑ์",
                        "verbose_name_plural": "เหตุที่รับฟังสั้นกว่าเกณฑ์",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("text_th", ""), _negated=True), name="justification_says_why"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PeriodPolicy",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                                verbose_name="ชนิดการรับฟัง",
                            ),
                        ),
                        ("minimum_days", models.PositiveSmallIntegerField(verbose_name="อย่างน้อย (วัน)")),
                        ("recommended_days", models.PositiveSmallIntegerField(verbose_name="ที่แนะนำ (วัน)")),
                        ("report_days", models.PositiveSmallIntegerField(verbose_name="รายงานภายใน (วัน)")),
                        (
                            "rank",
                            models.CharField(
                                choices=[
                                    ("law", "กฎหมาย"),
                                    ("resolution", "มติคณะรัฐมนตรี"),
                                    ("guideline", "แนวทางปฏิบัติ"),
                                    ("house", "เกณฑ์ของระบบ"),
                                ],
                                max_length=10,
                                verbose_name="ลำดับของที่มา",
                            ),
                        ),
                        ("basis_th", models.TextField(verbose_name="ที่มา (ไทย)")),
                        ("basis_en", models.TextField(verbose_name="ที่มา (อังกฤษ)")),
                        ("valid_from", models.DateField(verbose_name="ใช้ตั้งแต่")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="เลิกใช้เมื่อ")),
                    ],
                    options={
                        "verbose_name": "เกณฑ์ระยะเวลารับฟัง",
                        "verbose_name_plural": "เกณฑ์ระยะเวลารับฟัง",
                        "constraints": [
                            models.UniqueConstraint(fields=("kind", "valid_from"), name="period_policy_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("minimum_days__gte", 1), ("recommended_days__gte", models.F("minimum_days"))
                                ),
                                name="period_policy_recommends_no_less",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to", None), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                                ),
                                name="period_policy_ends_after_it_begins",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Question",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="รหัสคำถาม"),
                        ),
                        ("position", models.PositiveSmallIntegerField(verbose_name="ลำดับ")),
                        (
                            "form",
                            models.CharField(
                                choices=[
                                    ("open", "ตอบเป็นข้อความ"),
                                    ("one", "เลือกหนึ่งข้อ"),
                                    ("many", "เลือกได้หลายข้อ"),
                                    ("scale", "ให้คะแนน"),
                                    ("rank", "เรียงลำดับ"),
                                ],
                                max_length=5,
                                verbose_name="รูปแบบ",
                            ),
                        ),
                        ("text_th", models.CharField(max_length=1000, verbose_name="คำถาม (ไทย)")),
                        ("text_en", models.CharField(blank=True, max_length=1000, verbose_name="คำถาม (อังกฤษ)")),
                        ("options", models.JSONField(default=list, verbose_name="ตัวเลือก")),
                        (
                            "scale_points",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="จำนวนระดับ"),
                        ),
                        (
                            "hearing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="questions",
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
                                verbose_name="เกี่ยวกับมาตรา",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "คำถาม",
                        "verbose_name_plural": "คำถาม",
                        "constraints": [
                            models.UniqueConstraint(fields=("hearing", "position"), name="question_position_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("form", "scale"), ("scale_points__gte", 2), ("scale_points__lte", 10)),
                                    models.Q(
                                        models.Q(("form", "scale"), _negated=True), ("scale_points__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="question_scale_has_points",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Answer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("choices", models.JSONField(default=list, verbose_name="ตัวเลือกที่เลือก")),
                        ("scale", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="คะแนน")),
                        ("text", models.TextField(blank=True, verbose_name="ข้อความ")),
                        ("answered_at", models.DateTimeField(verbose_name="ตอบเมื่อ")),
                        (
                            "participant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="consultation.participant",
                                verbose_name="ผู้ตอบ",
                            ),
                        ),
                        (
                            "question",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="consultation.question",
                                verbose_name="คำถาม",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "คำตอบ",
                        "verbose_name_plural": "คำตอบ",
                        "constraints": [
                            models.UniqueConstraint(fields=("question", "participant"), name="answer_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RequiredDocument",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "hearing_kind",
                            models.CharField(
                                choices=[
                                    ("principles", "หลักการ"),
                                    ("bill", "ร่างกฎหมาย"),
                                    ("subordinate", "กฎหมายลำดับรอง"),
                                    ("evaluation", "ประเมินผลสัมฤทธิ์ของกฎหมาย"),
                                ],
                                max_length=12,
                                verbose_name="ชนิดการรับฟัง",
                            ),
                        ),
                        (
                            "document_kind",
                            models.CharField(
                                choices=[
                                    ("problem", "สภาพปัญหาและสาเหตุ"),
                                    ("need", "ความจำเป็นที่ต้องตรากฎหมาย"),
                                    ("principles", "หลักการและสาระสำคัญ"),
                                    ("draft_text", "ตัวบทหรือเค้าโครง"),
                                    ("affected", "ผู้ที่เกี่ยวข้องและผลกระทบต่อแต่ละกลุ่ม"),
                                    ("impact", "รายงานวิเคราะห์ผลกระทบ"),
                                    ("points", "ประเด็นที่ขอรับฟัง"),
                                    ("plain", "สรุปภาษาชาวบ้าน"),
                                    ("permits", "เหตุผลของระบบอนุญาต"),
                                    ("committees", "เหตุผลของระบบคณะกรรมการ"),
                                    ("discretion", "หลักเกณฑ์การใช้ดุลพินิจ"),
                                    ("penalties", "เหตุผลของโทษอาญา"),
                                    ("evaluation_data", "ข้อมูลประกอบการประเมินผลสัมฤทธิ์"),
                                ],
                                max_length=16,
                                verbose_name="ชนิดเอกสาร",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(verbose_name="ลำดับ")),
                        ("is_conditional", models.BooleanField(default=False, verbose_name="เฉพาะเมื่อร่างมีเรื่องนี้")),
                        ("valid_from", models.DateField(verbose_name="ใช้ตั้งแต่")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="เลิกใช้เมื่อ")),
                    ],
                    options={
                        "verbose_name": "เอกสารที่ต้องมี",
                        "verbose_name_plural": "เอกสารที่ต้องมี",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("hearing_kind", "document_kind", "valid_from"), name="required_document_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Stakeholder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, unique=True, verbose_name="รหัสผู้เกี่ยวข้อง"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("agency", "หน่วยงานของรัฐ"),
                                    ("business", "ภาคธุรกิจ"),
                                    ("profession", "องค์กรวิชาชีพ"),
                                    ("civil_society", "ภาคประชาสังคม"),
                                    ("academic", "สถาบันวิชาการ"),
                                    ("group", "กลุ่มประชาชน"),
                                ],
                                max_length=14,
                                verbose_name="ประเภท",
                            ),
                        ),
                        ("name_th", models.CharField(max_length=300, verbose_name="ชื่อ (ไทย)")),
                        ("name_en", models.CharField(blank=True, max_length=300, verbose_name="ชื่อ (อังกฤษ)")),
                        ("subjects", models.JSONField(default=list, verbose_name="กลุ่มเรื่อง")),
                        ("contact_sealed", models.BinaryField(null=True, verbose_name="ช่องทางติดต่อ")),
                        ("created_at", models.DateTimeField(verbose_name="เพิ่มเมื่อ")),
                        ("retired_at", models.DateTimeField(blank=True, null=True, verbose_name="เลิกใช้เมื่อ")),
                        (
                            "agency",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="services.agency",
                                verbose_name="หน่วยงาน",
                            ),
                        ),
                        (
                            "listed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="stakeholders_listed",
                                to="services.agency",
                                verbose_name="ในบัญชีของ",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ผู้เกี่ยวข้อง",
                        "verbose_name_plural": "ผู้เกี่ยวข้อง",
                        "constraints": [
                            models.UniqueConstraint(fields=("listed_by", "name_th"), name="stakeholder_name_once"),
                            models.CheckConstraint(
                                condition=models.Q(("agency__isnull", True), ("kind", "agency"), _connector="OR"),
                                name="stakeholder_agency_is_one",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HearingStakeholder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "identified",
                            models.CharField(
                                choices=[
                                    ("list", "บัญชีของหน่วยงาน"),
                                    ("analysis", "การวิเคราะห์ผลกระทบ"),
                                    ("earlier", "การรับฟังครั้งก่อน"),
                                    ("request", "ขอเข้าร่วมเอง"),
                                ],
                                default="list",
                                max_length=10,
                                verbose_name="ทราบจาก",
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("desk", "โต๊ะทำงานเจ้าหน้าที่"),
                                    ("email", "อีเมล"),
                                    ("letter", "หนังสือ"),
                                    ("meeting", "การประชุม"),
                                    ("phone", "โทรศัพท์"),
                                ],
                                max_length=8,
                                verbose_name="ช่องทาง",
                            ),
                        ),
                        ("notified_at", models.DateTimeField(blank=True, null=True, verbose_name="แจ้งเมื่อ")),
                        (
                            "result",
                            models.CharField(
                                choices=[
                                    ("waiting", "ยังไม่ได้แจ้ง"),
                                    ("delivered", "แจ้งถึงแล้ว"),
                                    ("sent", "ส่งแล้ว ยังไม่ยืนยัน"),
                                    ("failed", "แจ้งไม่ถึง"),
                                ],
                                default="waiting",
                                max_length=10,
                                verbose_name="ผล",
                            ),
                        ),
                        (
                            "hearing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="hearing_stakeholders",
                                to="consultation.hearing",
                                verbose_name="การรับฟัง",
                            ),
                        ),
                        (
                            "stakeholder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="hearing_stakeholders",
                                to="consultation.stakeholder",
                                verbose_name="ผู้เกี่ยวข้อง",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ผู้เกี่ยวข้องกับการรับฟัง",
                        "verbose_name_plural": "ผู้เกี่ยวข้องกับการรับฟัง",
                        "constraints": [
                            models.UniqueConstraint(fields=("hearing", "stakeholder"), name="hearing_stakeholder_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("channel", ""), ("notified_at__isnull", True), ("result", "waiting")),
                                    models.Q(
                                        models.Q(("result", "waiting"), _negated=True),
                                        ("notified_at__isnull", False),
                                        models.Q(("channel", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="hearing_stakeholder_told_by_a_way",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AgencyNotice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=16, verbose_name="เรื่อง")),
                        ("key", models.CharField(max_length=120, verbose_name="กุญแจกันซ้ำ")),
                        ("created_at", models.DateTimeField(verbose_name="เมื่อ")),
                        ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="อ่านเมื่อ")),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="hearing_notices",
                                to="services.agency",
                                verbose_name="ถึง",
                            ),
                        ),
                        (
                            "hearing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agency_notices",
                                to="consultation.hearing",
                                verbose_name="การรับฟัง",
                            ),
                        ),
                        (
                            "read_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.officer",
                                verbose_name="อ่านโดย",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ข่าวแจ้งหน่วยงาน",
                        "verbose_name_plural": "ข่าวแจ้งหน่วยงาน",
                        "constraints": [models.UniqueConstraint(fields=("agency", "key"), name="agency_notice_once")],
                    },
                ),
                migrations.CreateModel(
                    name="DelayReason",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("text_th", models.CharField(max_length=1000, verbose_name="เหตุที่ล่าช้า (ไทย)")),
                        ("text_en", models.CharField(blank=True, max_length=1000, verbose_name="เหตุที่ล่าช้า (อังกฤษ)")),
                        ("expected_on", models.DateField(blank=True, null=True, verbose_name="คาดว่าจะเผยแพร่")),
                        ("given_at", models.DateTimeField(verbose_name="ชี้แจงเมื่อ")),
                        (
                            "author",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.officer",
                                verbose_name="ผู้ชี้แจง",
                            ),
                        ),
                        (
                            "hearing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="delay_reasons",
                                to="consultation.hearing",
                                verbose_name="การรับฟัง",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "เหตุที่รายงานล่าช้า",
                        "verbose_name_plural": "เหตุที่รายงานล่าช้า",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("text_th", ""), _negated=True), name="delay_reason_says_why"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DossierDocument",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="รหัสเอกสาร"),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("problem", "สภาพปัญหาและสาเหตุ"),
                                    ("need", "ความจำเป็นที่ต้องตรากฎหมาย"),
                                    ("principles", "หลักการและสาระสำคัญ"),
                                    ("draft_text", "ตัวบทหรือเค้าโครง"),
                                    ("affected", "ผู้ที่เกี่ยวข้องและผลกระทบต่อแต่ละกลุ่ม"),
                                    ("impact", "รายงานวิเคราะห์ผลกระทบ"),
                                    ("points", "ประเด็นที่ขอรับฟัง"),
                                    ("plain", "สรุปภาษาชาวบ้าน"),
                                    ("permits", "เหตุผลของระบบอนุญาต"),
                                    ("committees", "เหตุผลของระบบคณะกรรมการ"),
                                    ("discretion", "หลักเกณฑ์การใช้ดุลพินิจ"),
                                    ("penalties", "เหตุผลของโทษอาญา"),
                                    ("evaluation_data", "ข้อมูลประกอบการประเมินผลสัมฤทธิ์"),
                                ],
                                max_length=16,
                                verbose_name="ชนิดเอกสาร",
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                choices=[("th", "ไทย"), ("en", "อังกฤษ")],
                                default="th",
                                max_length=2,
                                verbose_name="ภาษา",
                            ),
                        ),
                        ("title", models.CharField(max_length=300, verbose_name="ชื่อเอกสาร")),
                        ("text", models.TextField(blank=True, verbose_name="ข้อความ")),
                        ("upload", models.UUIDField(blank=True, null=True, verbose_name="แฟ้ม")),
                        ("digest", models.CharField(max_length=64, verbose_name="ลายพิมพ์")),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="เหตุที่เปลี่ยน")),
                        ("created_at", models.DateTimeField(verbose_name="สร้างเมื่อ")),
                        ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="เผยแพร่เมื่อ")),
                        (
                            "author",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.officer",
                                verbose_name="ผู้จัดทำ",
                            ),
                        ),
                        (
                            "hearing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="documents",
                                to="consultation.hearing",
                                verbose_name="การรับฟัง",
                            ),
                        ),
                        (
                            "replaces",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaced_by",
                                to="consultation.dossierdocument",
                                verbose_name="ใช้แทน",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "เอกสารประกอบ",
                        "verbose_name_plural": "เอกสารประกอบ",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("replaces__isnull", True)),
                                fields=("hearing", "kind", "language"),
                                name="dossier_document_one_chain",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("text", ""), _negated=True), ("upload__isnull", False), _connector="OR"
                                ),
                                name="dossier_document_says_something",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DossierWaiver",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("problem", "สภาพปัญหาและสาเหตุ"),
                                    ("need", "ความจำเป็นที่ต้องตรากฎหมาย"),
                                    ("principles", "หลักการและสาระสำคัญ"),
                                    ("draft_text", "ตัวบทหรือเค้าโครง"),
                                    ("affected", "ผู้ที่เกี่ยวข้องและผลกระทบต่อแต่ละกลุ่ม"),
                                    ("impact", "รายงานวิเคราะห์ผลกระทบ"),
                                    ("points", "ประเด็นที่ขอรับฟัง"),
                                    ("plain", "สรุปภาษาชาวบ้าน"),
                                    ("permits", "เหตุผลของระบบอนุญาต"),
                                    ("committees", "เหตุผลของระบบคณะกรรมการ"),
                                    ("discretion", "หลักเกณฑ์การใช้ดุลพินิจ"),
                                    ("penalties", "เหตุผลของโทษอาญา"),
                                    ("evaluation_data", "ข้อมูลประกอบการประเมินผลสัมฤทธิ์"),
                                ],
                                max_length=16,
                                verbose_name="ชนิดเอกสาร",
                            ),
                        ),
                        (
                            "ground",
                            models.CharField(
                                choices=[("not_in_draft", "ร่างไม่มีเรื่องนี้"), ("other", "เหตุอื่น")],
                                max_length=12,
                                verbose_name="เหตุ",
                            ),
                        ),
                        ("text_th", models.TextField(verbose_name="คำชี้แจง (ไทย)")),
                        ("text_en", models.TextField(blank=True, verbose_name="คำชี้แจง (อังกฤษ)")),
                        ("created_at", models.DateTimeField(verbose_name="บันทึกเมื่อ")),
                        ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="เผยแพร่เมื่อ")),
                        (
                            "author",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.officer",
                                verbose_name="ผู้บันทึก",
                            ),
                        ),
                        (
                            "hearing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="waivers",
                                to="consultation.hearing",
                                verbose_name="การรับฟัง",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "การยกเว้นเอกสาร",
                        "verbose_name_plural": "การยกเว้นเอกสาร",
                        "constraints": [
                            models.UniqueConstraint(fields=("hearing", "kind"), name="dossier_waiver_once"),
                            models.CheckConstraint(
                                condition=models.Q(("text_th", ""), _negated=True), name="dossier_waiver_says_why"
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]

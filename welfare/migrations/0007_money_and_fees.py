# Models of money: the ledger, rights in payment, batches, what banks tell, fees and reconciliation.

import uuid

import django.db.models.deletion
from django.db import migrations, models

from superapp.tables import CreateTogether


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_request_keys"),
        ("services", "0003_writers"),
        ("welfare", "0006_application_requests_and_appeals"),
    ]

    operations = [
        CreateTogether(
            [
                migrations.CreateModel(
                    name="BankCursor",
                    fields=[
                        (
                            "sender",
                            models.CharField(max_length=20, primary_key=True, serialize=False, verbose_name="ธนาคาร"),
                        ),
                        ("cursor", models.CharField(max_length=100, verbose_name="อ่านถึง")),
                    ],
                    options={
                        "verbose_name": "ตำแหน่งที่อ่านจากธนาคาร",
                        "verbose_name_plural": "ตำแหน่งที่อ่านจากธนาคาร",
                    },
                ),
                migrations.CreateModel(
                    name="Reconciliation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField(unique=True, verbose_name="วันที่กระทบยอด")),
                        ("posted_out_satang", models.BigIntegerField(verbose_name="จ่ายตามบัญชีเรา (สตางค์)")),
                        ("booked_out_satang", models.BigIntegerField(verbose_name="จ่ายตามธนาคาร (สตางค์)")),
                        ("posted_in_satang", models.BigIntegerField(verbose_name="รับตามบัญชีเรา (สตางค์)")),
                        ("booked_in_satang", models.BigIntegerField(verbose_name="รับตามธนาคาร (สตางค์)")),
                        ("found", models.PositiveIntegerField(default=0, verbose_name="ผลต่างใหม่")),
                        ("cleared", models.PositiveIntegerField(default=0, verbose_name="ผลต่างที่หมดไป")),
                        ("made_at", models.DateTimeField(verbose_name="ทำเมื่อ")),
                    ],
                    options={
                        "verbose_name": "การกระทบยอด",
                        "verbose_name_plural": "การกระทบยอด",
                    },
                ),
                migrations.CreateModel(
                    name="BankMessage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="รหัสข้อความ"),
                        ),
                        ("sender", models.CharField(max_length=20, verbose_name="ธนาคาร")),
                        ("cursor", models.CharField(max_length=100, verbose_name="ตำแหน่งในกล่อง")),
                        ("kind", models.CharField(blank=True, max_length=20, verbose_name="ชนิด")),
                        ("message_id", models.CharField(blank=True, max_length=60, verbose_name="รหัสข้อความของธนาคาร")),
                        ("original_message_id", models.CharField(blank=True, max_length=60, verbose_name="ตอบไฟล์")),
                        ("digest", models.CharField(max_length=64, verbose_name="ลายพิมพ์")),
                        ("content_sealed", models.BinaryField(verbose_name="ข้อความ")),
                        ("received_at", models.DateTimeField(verbose_name="รับเมื่อ")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("new", "ยังไม่อ่าน"),
                                    ("read", "อ่านแล้ว"),
                                    ("repeated", "ซ้ำ"),
                                    ("quarantined", "กักไว้ตรวจ"),
                                ],
                                default="new",
                                max_length=11,
                                verbose_name="สถานะ",
                            ),
                        ),
                        ("fault", models.CharField(blank=True, max_length=40, verbose_name="เหตุที่กัก")),
                        ("fault_at", models.CharField(blank=True, max_length=200, verbose_name="ตำแหน่งที่ผิด")),
                        ("day", models.DateField(blank=True, null=True, verbose_name="วันของรายการเดินบัญชี")),
                        (
                            "opening_satang",
                            models.BigIntegerField(blank=True, null=True, verbose_name="ยอดยกมา (สตางค์)"),
                        ),
                        (
                            "closing_satang",
                            models.BigIntegerField(blank=True, null=True, verbose_name="ยอดยกไป (สตางค์)"),
                        ),
                    ],
                    options={
                        "verbose_name": "ข้อความจากธนาคาร",
                        "verbose_name_plural": "ข้อความจากธนาคาร",
                        "indexes": [
                            models.Index(fields=["sender", "message_id"], name="bank_message_by_id"),
                            models.Index(condition=models.Q(("state", "new")), fields=["id"], name="bank_message_open"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("sender", "cursor"), name="bank_message_collected_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "quarantined"), _negated=True),
                                    models.Q(("fault", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="bank_message_quarantined_for_a_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BankEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sender", models.CharField(max_length=20, verbose_name="ธนาคาร")),
                        ("message_id", models.CharField(max_length=60, verbose_name="รหัสข้อความของธนาคาร")),
                        ("entry", models.CharField(max_length=40, verbose_name="บรรทัด")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("file_status", "สถานะไฟล์"),
                                    ("group_status", "สถานะกลุ่ม"),
                                    ("payment_status", "สถานะรายการ"),
                                    ("payout", "จ่ายออก"),
                                    ("return", "ส่งคืน"),
                                    ("bill_payment", "รับชำระ"),
                                    ("other", "อื่น ๆ"),
                                ],
                                max_length=14,
                                verbose_name="ชนิด",
                            ),
                        ),
                        ("end_to_end_id", models.CharField(blank=True, max_length=60, verbose_name="รหัสถึงปลายทาง")),
                        ("reference", models.CharField(blank=True, max_length=60, verbose_name="รหัสไฟล์หรือกลุ่ม")),
                        ("original_message_id", models.CharField(blank=True, max_length=60, verbose_name="ตอบไฟล์")),
                        ("status", models.CharField(blank=True, max_length=10, verbose_name="รหัสสถานะ")),
                        ("reason", models.CharField(blank=True, max_length=60, verbose_name="รหัสเหตุ")),
                        ("direction", models.CharField(blank=True, max_length=4, verbose_name="ทิศทาง")),
                        ("is_final", models.BooleanField(default=True, verbose_name="ลงบัญชีแล้ว")),
                        ("satang", models.BigIntegerField(blank=True, null=True, verbose_name="จำนวน (สตางค์)")),
                        ("bank_reference", models.CharField(blank=True, max_length=60, verbose_name="อ้างอิงธนาคาร")),
                        ("booked_on", models.DateField(blank=True, null=True, verbose_name="วันที่ลงบัญชี")),
                        ("biller", models.CharField(blank=True, max_length=20, verbose_name="รหัสผู้รับชำระ")),
                        ("ref1", models.CharField(blank=True, max_length=40, verbose_name="อ้างอิง 1")),
                        ("ref2", models.CharField(blank=True, max_length=40, verbose_name="อ้างอิง 2")),
                        ("paid_at", models.DateTimeField(blank=True, null=True, verbose_name="ชำระเมื่อ")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("new", "ยังไม่ทำ"),
                                    ("applied", "ทำแล้ว"),
                                    ("noted", "รับทราบ"),
                                    ("repeated", "ซ้ำ"),
                                    ("waiting", "รอรายการก่อนหน้า"),
                                    ("quarantined", "กักไว้ตรวจ"),
                                    ("settled", "เจ้าหน้าที่จัดการแล้ว"),
                                ],
                                default="new",
                                max_length=11,
                                verbose_name="สถานะ",
                            ),
                        ),
                        ("fault", models.CharField(blank=True, max_length=40, verbose_name="เหตุที่กัก")),
                        ("came_at", models.DateTimeField(verbose_name="มาถึงเมื่อ")),
                        (
                            "bank_message",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="welfare.bankmessage",
                                verbose_name="ข้อความ",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "บรรทัดจากธนาคาร",
                        "verbose_name_plural": "บรรทัดจากธนาคาร",
                        "indexes": [
                            models.Index(fields=["end_to_end_id"], name="bank_entry_of_payment"),
                            models.Index(fields=["bank_reference"], name="bank_entry_of_movement"),
                            models.Index(
                                condition=models.Q(("state__in", ["new", "waiting", "quarantined"])),
                                fields=["bank_message", "id"],
                                name="bank_entry_open",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("sender", "message_id", "entry"), name="bank_entry_once"),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("kind__in", ["payout", "return", "bill_payment"]), ("state", "applied")
                                ),
                                fields=("sender", "kind", "bank_reference", "end_to_end_id"),
                                name="bank_movement_applied_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("kind__in", ["file_status", "group_status", "payment_status"]),
                                        ("satang", None),
                                    ),
                                    models.Q(("booked_on__isnull", False), ("satang__isnull", False)),
                                    _connector="OR",
                                ),
                                name="bank_entry_movement_has_an_amount",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Entitlement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="รหัสสิทธิ"),
                        ),
                        ("starts_on", models.DateField(verbose_name="เริ่มมีสิทธิ")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="สิทธิสิ้นสุด")),
                        (
                            "state",
                            models.CharField(
                                choices=[("active", "จ่ายอยู่"), ("suspended", "ระงับชั่วคราว"), ("ended", "สิ้นสุด")],
                                default="active",
                                max_length=9,
                                verbose_name="สถานะ",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=60, verbose_name="เหตุ")),
                        ("is_held", models.BooleanField(default=False, verbose_name="เจ้าหน้าที่ระงับ")),
                        ("payout_sealed", models.BinaryField(null=True, verbose_name="บัญชีรับเงิน")),
                        ("is_payout_broken", models.BooleanField(default=False, verbose_name="บัญชีใช้ไม่ได้")),
                        ("payout_changed_at", models.DateTimeField(blank=True, null=True, verbose_name="เปลี่ยนบัญชีเมื่อ")),
                        (
                            "amount_satang",
                            models.BigIntegerField(blank=True, null=True, verbose_name="จำนวนเงินต่องวด (สตางค์)"),
                        ),
                        ("opened_at", models.DateTimeField(verbose_name="เปิดสิทธิเมื่อ")),
                        (
                            "application",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entitlement",
                                to="welfare.application",
                                verbose_name="คำขอ",
                            ),
                        ),
                        (
                            "citizen",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entitlements",
                                to="accounts.citizen",
                                verbose_name="ผู้มีสิทธิ",
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entitlements",
                                to="welfare.programme",
                                verbose_name="โครงการ",
                            ),
                        ),
                        (
                            "rules",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="welfare.ruleversion",
                                verbose_name="หลักเกณฑ์",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "สิทธิที่ได้รับ",
                        "verbose_name_plural": "สิทธิที่ได้รับ",
                        "indexes": [
                            models.Index(fields=["citizen", "-id"], name="entitlement_of_citizen"),
                            models.Index(fields=["programme", "state", "id"], name="entitlement_of_programme"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["active", "suspended", "ended"])),
                                name="entitlement_known_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                                ),
                                name="entitlement_ends_after_it_starts",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount_satang", None), ("amount_satang__gt", 0), _connector="OR"),
                                name="entitlement_amount_is_positive",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_held", False), models.Q(("state", "active"), _negated=True), _connector="OR"
                                ),
                                name="entitlement_held_only_suspended",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Invoice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="รหัสใบแจ้ง"),
                        ),
                        ("number", models.CharField(max_length=20, unique=True, verbose_name="เลขที่ใบแจ้งชำระ")),
                        ("matter", models.CharField(max_length=80, verbose_name="รหัสโครงการหรือบริการ")),
                        ("fee_position", models.PositiveSmallIntegerField(default=0, verbose_name="ค่าธรรมเนียมลำดับที่")),
                        ("title_th", models.CharField(max_length=200, verbose_name="รายการ (ไทย)")),
                        ("title_en", models.CharField(max_length=200, verbose_name="รายการ (อังกฤษ)")),
                        ("biller", models.CharField(max_length=15, verbose_name="รหัสผู้รับชำระ")),
                        ("ref2", models.CharField(blank=True, max_length=20, verbose_name="อ้างอิง 2")),
                        ("satang", models.BigIntegerField(verbose_name="จำนวน (สตางค์)")),
                        ("paid_satang", models.BigIntegerField(default=0, verbose_name="รับแล้ว (สตางค์)")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("issued", "รอชำระ"),
                                    ("paid", "ชำระแล้ว"),
                                    ("underpaid", "ชำระไม่ครบ"),
                                    ("overpaid", "ชำระเกิน"),
                                    ("paid_late", "ชำระเลยกำหนด"),
                                    ("expired", "หมดอายุ"),
                                ],
                                default="issued",
                                max_length=9,
                                verbose_name="สถานะ",
                            ),
                        ),
                        ("issued_at", models.DateTimeField(verbose_name="ออกเมื่อ")),
                        ("expires_at", models.DateTimeField(verbose_name="ชำระภายใน")),
                        ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="ชำระเมื่อ")),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="services.agency",
                                verbose_name="หน่วยงาน",
                            ),
                        ),
                        (
                            "application",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="invoices",
                                to="welfare.application",
                                verbose_name="คำขอ",
                            ),
                        ),
                        (
                            "citizen",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="invoices",
                                to="accounts.citizen",
                                verbose_name="ผู้ชำระ",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                                verbose_name="องค์กร",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ใบแจ้งชำระ",
                        "verbose_name_plural": "ใบแจ้งชำระ",
                        "indexes": [
                            models.Index(fields=["citizen", "-id"], name="invoice_of_citizen"),
                            models.Index(fields=["agency", "state", "-id"], name="invoice_of_agency"),
                            models.Index(
                                condition=models.Q(("state", "issued")), fields=["expires_at"], name="invoice_runs_out"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("paid_satang__gte", 0), ("satang__gt", 0)),
                                name="invoice_is_positive",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("expires_at__gt", models.F("issued_at"))),
                                name="invoice_runs_out_later",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("citizen__isnull", False), ("organisation__isnull", True)),
                                    models.Q(("citizen__isnull", True), ("organisation__isnull", False)),
                                    _connector="OR",
                                ),
                                name="invoice_for_a_person_or_an_organisation",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["issued", "paid", "underpaid", "overpaid", "paid_late", "expired"])
                                ),
                                name="invoice_known_state",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["issued", "underpaid", "paid", "overpaid"])),
                                fields=("application", "fee_position"),
                                name="invoice_one_open_for_a_fee",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FeePayment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="รหัสรับเงิน"),
                        ),
                        ("satang", models.BigIntegerField(verbose_name="จำนวน (สตางค์)")),
                        (
                            "verdict",
                            models.CharField(
                                choices=[
                                    ("exact", "พอดี"),
                                    ("partial", "ขาด"),
                                    ("over", "เกิน"),
                                    ("late", "เลยกำหนด"),
                                    ("duplicate", "ซ้ำ"),
                                    ("unmatched", "ไม่พบใบแจ้ง"),
                                ],
                                max_length=9,
                                verbose_name="ผลการจับคู่",
                            ),
                        ),
                        ("paid_at", models.DateTimeField(verbose_name="ชำระเมื่อ")),
                        ("received_at", models.DateTimeField(verbose_name="รับแจ้งเมื่อ")),
                        (
                            "entry",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="fee_payment",
                                to="welfare.bankentry",
                                verbose_name="บรรทัดจากธนาคาร",
                            ),
                        ),
                        (
                            "invoice",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="payments",
                                to="welfare.invoice",
                                verbose_name="ใบแจ้งชำระ",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "เงินรับชำระ",
                        "verbose_name_plural": "เงินรับชำระ",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("satang__gt", 0)), name="fee_payment_is_positive"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LedgerAccount",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=90, unique=True, verbose_name="รหัสบัญชี")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("treasury", "เงินงบประมาณแผ่นดิน"),
                                    ("budget", "งบประมาณโครงการ"),
                                    ("clearing", "เงินรอจ่าย"),
                                    ("bank_out", "จ่ายออกทางธนาคาร"),
                                    ("bank_in", "รับเข้าทางธนาคาร"),
                                    ("revenue", "รายได้ค่าธรรมเนียม"),
                                    ("refund_due", "รอคืนเงิน"),
                                    ("suspense", "เงินรอตรวจสอบ"),
                                ],
                                max_length=10,
                                verbose_name="ประเภท",
                            ),
                        ),
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
                    ],
                    options={
                        "verbose_name": "บัญชีแยกประเภท",
                        "verbose_name_plural": "บัญชีแยกประเภท",
                    },
                ),
                migrations.CreateModel(
                    name="OverpaymentProposal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="รหัสรายการ"),
                        ),
                        ("from_period", models.CharField(max_length=20, verbose_name="ตั้งแต่งวด")),
                        ("to_period", models.CharField(max_length=20, verbose_name="ถึงงวด")),
                        ("satang", models.BigIntegerField(verbose_name="จำนวน (สตางค์)")),
                        ("reason", models.CharField(max_length=60, verbose_name="เหตุ")),
                        (
                            "state",
                            models.CharField(
                                choices=[("proposed", "รอเจ้าหน้าที่"), ("claimed", "เรียกคืน"), ("waived", "ไม่เรียกคืน")],
                                default="proposed",
                                max_length=8,
                                verbose_name="สถานะ",
                            ),
                        ),
                        ("proposed_at", models.DateTimeField(verbose_name="เสนอเมื่อ")),
                        ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="ตัดสินเมื่อ")),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.officer",
                                verbose_name="ผู้ตัดสิน",
                            ),
                        ),
                        (
                            "entitlement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="overpayments",
                                to="welfare.entitlement",
                                verbose_name="สิทธิ",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "เงินจ่ายเกิน",
                        "verbose_name_plural": "เงินจ่ายเกิน",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("entitlement", "from_period", "to_period", "reason"),
                                name="overpayment_proposed_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("satang__gt", 0)), name="overpayment_is_positive"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_by", None), ("state", "proposed")),
                                    models.Q(
                                        models.Q(("state", "proposed"), _negated=True), ("decided_by__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="overpayment_decided_by_somebody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaydayRun",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="รหัสรอบจ่าย"),
                        ),
                        ("period", models.CharField(max_length=20, verbose_name="งวด")),
                        ("as_of", models.DateField(verbose_name="ตัดยอด ณ วันที่")),
                        ("pays_on", models.DateField(verbose_name="วันจ่าย")),
                        ("last_id", models.BigIntegerField(verbose_name="ถึงสิทธิลำดับ")),
                        ("done_id", models.BigIntegerField(default=0, verbose_name="ทำถึงสิทธิลำดับ")),
                        ("looked_at", models.PositiveIntegerField(default=0, verbose_name="สิทธิที่ตรวจ")),
                        ("drawn", models.PositiveIntegerField(default=0, verbose_name="รายการจ่าย")),
                        ("satang", models.BigIntegerField(default=0, verbose_name="รวม (สตางค์)")),
                        ("waiting", models.PositiveIntegerField(default=0, verbose_name="รอทะเบียน")),
                        ("stopped", models.PositiveIntegerField(default=0, verbose_name="ไม่เข้าเกณฑ์แล้ว")),
                        ("started_at", models.DateTimeField(verbose_name="เริ่มเมื่อ")),
                        ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="เสร็จเมื่อ")),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="paydays",
                                to="welfare.programme",
                                verbose_name="โครงการ",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "รอบจ่าย",
                        "verbose_name_plural": "รอบจ่าย",
                        "constraints": [
                            models.UniqueConstraint(fields=("programme", "period", "as_of"), name="payday_run_once"),
                            models.CheckConstraint(
                                condition=models.Q(("pays_on__gte", models.F("as_of"))),
                                name="payday_run_pays_after_freezing",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Disbursement",
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
                                default=uuid.uuid4, editable=False, unique=True, verbose_name="รหัสรายการจ่าย"
                            ),
                        ),
                        ("period", models.CharField(max_length=20, verbose_name="งวด")),
                        ("seq", models.PositiveSmallIntegerField(default=0, verbose_name="ลำดับในงวด")),
                        ("satang", models.BigIntegerField(verbose_name="จำนวน (สตางค์)")),
                        ("due_on", models.DateField(verbose_name="กำหนดจ่าย")),
                        ("is_arrears", models.BooleanField(default=False, verbose_name="จ่ายย้อนหลัง")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "ร่าง"),
                                    ("approved", "อนุมัติจ่าย"),
                                    ("batched", "เข้าชุดจ่าย"),
                                    ("sent", "ส่งธนาคารแล้ว"),
                                    ("accepted", "ธนาคารรับไว้"),
                                    ("paid", "จ่ายแล้ว"),
                                    ("rejected", "ธนาคารปฏิเสธ"),
                                    ("returned", "เงินถูกส่งคืน"),
                                    ("awaiting_fix", "รอแก้ไขบัญชี"),
                                    ("retry", "รอจ่ายซ้ำ"),
                                    ("lapsed", "สิทธิรับงวดนี้สิ้นสุด"),
                                    ("cancelled", "ยกเลิก"),
                                ],
                                default="draft",
                                max_length=12,
                                verbose_name="สถานะ",
                            ),
                        ),
                        ("round", models.PositiveSmallIntegerField(default=0, verbose_name="จ่ายซ้ำครั้งที่")),
                        ("reason", models.CharField(blank=True, max_length=20, verbose_name="เหตุที่จ่ายไม่ได้")),
                        ("mend_until", models.DateField(blank=True, null=True, verbose_name="แก้ไขภายใน")),
                        ("paid_on", models.DateField(blank=True, null=True, verbose_name="เงินเข้าเมื่อ")),
                        ("made_at", models.DateTimeField(verbose_name="ตั้งจ่ายเมื่อ")),
                        ("changed_at", models.DateTimeField(verbose_name="เปลี่ยนสถานะเมื่อ")),
                        ("is_untold", models.BooleanField(default=False, verbose_name="ยังไม่แจ้งผู้รับ")),
                        (
                            "citizen",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="disbursements",
                                to="accounts.citizen",
                                verbose_name="ผู้รับ",
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="disbursements",
                                to="welfare.programme",
                                verbose_name="โครงการ",
                            ),
                        ),
                        (
                            "rules",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="welfare.ruleversion",
                                verbose_name="หลักเกณฑ์",
                            ),
                        ),
                        (
                            "entitlement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="disbursements",
                                to="welfare.entitlement",
                                verbose_name="สิทธิ",
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="disbursements",
                                to="welfare.paydayrun",
                                verbose_name="รอบจ่าย",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "รายการจ่าย",
                        "verbose_name_plural": "รายการจ่าย",
                        "indexes": [
                            models.Index(fields=["citizen", "-id"], name="disbursement_of_citizen"),
                            models.Index(fields=["programme", "state", "id"], name="disbursement_of_programme"),
                            models.Index(
                                condition=models.Q(("is_untold", True)), fields=["id"], name="disbursement_untold"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("entitlement", "period", "seq"), name="disbursement_once"),
                            models.CheckConstraint(
                                condition=models.Q(("satang__gt", 0)), name="disbursement_is_positive"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            "draft",
                                            "approved",
                                            "batched",
                                            "sent",
                                            "accepted",
                                            "paid",
                                            "rejected",
                                            "returned",
                                            "awaiting_fix",
                                            "retry",
                                            "lapsed",
                                            "cancelled",
                                        ],
                                    )
                                ),
                                name="disbursement_known_state",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaymentBatch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="รหัสชุดจ่าย"),
                        ),
                        ("message_id", models.CharField(max_length=35, unique=True, verbose_name="รหัสไฟล์")),
                        ("bank", models.CharField(max_length=20, verbose_name="ธนาคาร")),
                        ("debit_bank_code", models.CharField(max_length=3, verbose_name="ธนาคารบัญชีจ่าย")),
                        ("debit_number", models.CharField(max_length=20, verbose_name="เลขบัญชีจ่าย")),
                        ("debtor_name", models.CharField(max_length=140, verbose_name="ชื่อผู้จ่าย")),
                        ("value_date", models.DateField(verbose_name="วันที่เงินเข้า")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("prepared", "รอผู้ปล่อยจ่าย"),
                                    ("released", "ปล่อยจ่ายแล้ว"),
                                    ("sending", "กำลังส่ง"),
                                    ("sent", "ธนาคารรับไฟล์แล้ว"),
                                    ("refused", "ธนาคารไม่รับไฟล์"),
                                    ("withdrawn", "ถอนกลับ"),
                                ],
                                default="prepared",
                                max_length=9,
                                verbose_name="สถานะ",
                            ),
                        ),
                        ("count", models.PositiveIntegerField(verbose_name="จำนวนรายการ")),
                        ("satang", models.BigIntegerField(verbose_name="รวม (สตางค์)")),
                        ("digest", models.CharField(blank=True, max_length=64, verbose_name="ลายพิมพ์ไฟล์")),
                        ("prepared_at", models.DateTimeField(verbose_name="จัดทำเมื่อ")),
                        ("released_at", models.DateTimeField(blank=True, null=True, verbose_name="ปล่อยจ่ายเมื่อ")),
                        ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="ธนาคารรับเมื่อ")),
                        ("answer", models.CharField(blank=True, max_length=40, verbose_name="คำตอบธนาคาร")),
                        (
                            "agency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="services.agency",
                                verbose_name="หน่วยงาน",
                            ),
                        ),
                        (
                            "prepared_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.officer",
                                verbose_name="ผู้จัดทำ",
                            ),
                        ),
                        (
                            "released_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.officer",
                                verbose_name="ผู้ปล่อยจ่าย",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ชุดจ่าย",
                        "verbose_name_plural": "ชุดจ่าย",
                        "indexes": [
                            models.Index(fields=["agency", "state", "-id"], name="batch_of_agency"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("released_by", None),
                                    models.Q(("released_by", models.F("prepared_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="batch_released_by_another",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["prepared", "withdrawn"]),
                                    ("released_by__isnull", False),
                                    _connector="OR",
                                ),
                                name="batch_released_before_it_leaves",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("count__gt", 0), ("satang__gt", 0)), name="batch_holds_something"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaymentAttempt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("end_to_end_id", models.CharField(max_length=35, unique=True, verbose_name="รหัสถึงปลายทาง")),
                        ("satang", models.BigIntegerField(verbose_name="จำนวน (สตางค์)")),
                        ("payout_sealed", models.BinaryField(verbose_name="บัญชีที่ส่ง")),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("open", "รอผล"),
                                    ("paid", "จ่ายแล้ว"),
                                    ("rejected", "ถูกปฏิเสธ"),
                                    ("returned", "ถูกส่งคืน"),
                                    ("withdrawn", "ไม่ได้ส่ง"),
                                ],
                                default="open",
                                max_length=9,
                                verbose_name="ผล",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=20, verbose_name="เหตุ")),
                        ("bank_reference", models.CharField(blank=True, max_length=60, verbose_name="อ้างอิงธนาคาร")),
                        ("booked_on", models.DateField(blank=True, null=True, verbose_name="ลงบัญชีเมื่อ")),
                        ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="รู้ผลเมื่อ")),
                        (
                            "disbursement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attempts",
                                to="welfare.disbursement",
                                verbose_name="รายการจ่าย",
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attempts",
                                to="welfare.paymentbatch",
                                verbose_name="ชุดจ่าย",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "คำสั่งจ่าย",
                        "verbose_name_plural": "คำสั่งจ่าย",
                        "indexes": [
                            models.Index(fields=["batch", "id"], name="attempt_of_batch"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("outcome__in", ["open", "paid"])),
                                fields=("disbursement",),
                                name="attempt_one_live",
                            ),
                            models.CheckConstraint(condition=models.Q(("satang__gt", 0)), name="attempt_is_positive"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Finding",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="รหัสผลต่าง"),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("not_booked", "เราลงว่าจ่ายแล้ว ธนาคารไม่มี"),
                                    ("not_posted", "ธนาคารจ่ายแล้ว เราไม่ได้ลง"),
                                    ("amount_differs", "จำนวนไม่ตรง"),
                                    ("booked_twice", "ธนาคารจ่ายสองครั้ง"),
                                    ("unknown_payment", "ไม่ใช่รายการของเรา"),
                                    ("return_not_posted", "เงินคืนที่ยังไม่ลง"),
                                    ("bill_not_posted", "เงินรับชำระที่ยังไม่ลง"),
                                    ("no_answer", "ส่งแล้วไม่ทราบผล"),
                                    ("unmatched_money", "เงินรับไม่ทราบที่มา"),
                                    ("statement_gap", "ยอดรายการเดินบัญชีไม่ต่อกัน"),
                                    ("statement_differs", "รายการเดินบัญชีไม่ตรงกับที่แจ้ง"),
                                ],
                                max_length=18,
                                verbose_name="ชนิด",
                            ),
                        ),
                        ("key", models.CharField(max_length=120, verbose_name="สิ่งที่ต่าง")),
                        ("satang", models.BigIntegerField(verbose_name="จำนวน (สตางค์)")),
                        ("first_seen_on", models.DateField(verbose_name="พบครั้งแรก")),
                        ("last_seen_on", models.DateField(verbose_name="พบล่าสุด")),
                        ("cleared_on", models.DateField(blank=True, null=True, verbose_name="หมดไปเมื่อ")),
                        ("explanation", models.CharField(blank=True, max_length=40, verbose_name="รหัสคำชี้แจง")),
                        (
                            "entry",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="welfare.bankentry",
                                verbose_name="บรรทัดจากธนาคาร",
                            ),
                        ),
                        (
                            "explained_by",
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
                            "attempt",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="welfare.paymentattempt",
                                verbose_name="คำสั่งจ่าย",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "ผลต่างการกระทบยอด",
                        "verbose_name_plural": "ผลต่างการกระทบยอด",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("cleared_on", None)), fields=["first_seen_on"], name="finding_open"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("kind", "key"), name="finding_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Refund",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "public_id",
                            models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="รหัสคืนเงิน"),
                        ),
                        ("satang", models.BigIntegerField(verbose_name="จำนวน (สตางค์)")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("due", "รอคืน"),
                                    ("approved", "อนุมัติคืน"),
                                    ("refunded", "คืนแล้ว"),
                                    ("kept", "รับไว้"),
                                ],
                                default="due",
                                max_length=8,
                                verbose_name="สถานะ",
                            ),
                        ),
                        ("due_at", models.DateTimeField(verbose_name="ตั้งคืนเมื่อ")),
                        ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="จบเมื่อ")),
                        ("bank_reference", models.CharField(blank=True, max_length=60, verbose_name="อ้างอิงธนาคาร")),
                        (
                            "approved_by",
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
                            "payment",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="refund",
                                to="welfare.feepayment",
                                verbose_name="เงินรับชำระ",
                            ),
                        ),
                        (
                            "settled_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.officer",
                                verbose_name="ผู้ยืนยันการคืน",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "รายการคืนเงิน",
                        "verbose_name_plural": "รายการคืนเงิน",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ["due", "approved"])),
                                fields=["id"],
                                name="refund_queue",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("satang__gt", 0)), name="refund_is_positive"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("settled_by", None),
                                    ("approved_by", None),
                                    models.Q(("settled_by", models.F("approved_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="refund_settled_by_another",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "refunded"), _negated=True),
                                    models.Q(("approved_by__isnull", False), ("settled_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="refund_paid_back_after_approval",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Transfer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("ref", models.CharField(max_length=120, unique=True, verbose_name="อ้างอิง")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("appropriation", "รับงบประมาณ"),
                                    ("funding", "กันเงินจ่าย"),
                                    ("unfunding", "คืนเงินกัน"),
                                    ("payout", "จ่ายผู้มีสิทธิ"),
                                    ("return", "เงินส่งคืน"),
                                    ("fee", "รับค่าธรรมเนียม"),
                                    ("unmatched", "รับเงินไม่ทราบที่มา"),
                                    ("refund_due", "ตั้งเงินรอคืน"),
                                    ("refund", "คืนเงิน"),
                                    ("keep", "รับไว้เป็นค่าธรรมเนียม"),
                                    ("correction", "กลับรายการ"),
                                ],
                                max_length=14,
                                verbose_name="รายการ",
                            ),
                        ),
                        ("satang", models.BigIntegerField(verbose_name="จำนวน (สตางค์)")),
                        (
                            "phase",
                            models.CharField(
                                choices=[
                                    ("single", "ขั้นเดียว"),
                                    ("pending", "รอยืนยัน"),
                                    ("post", "ยืนยัน"),
                                    ("void", "ยกเลิก"),
                                ],
                                default="single",
                                max_length=7,
                                verbose_name="ขั้น",
                            ),
                        ),
                        ("made_at", models.DateTimeField(verbose_name="เมื่อ")),
                        (
                            "credit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="credits",
                                to="welfare.ledgeraccount",
                                verbose_name="เข้าบัญชี",
                            ),
                        ),
                        (
                            "debit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="debits",
                                to="welfare.ledgeraccount",
                                verbose_name="จากบัญชี",
                            ),
                        ),
                        (
                            "resolves",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="resolution",
                                to="welfare.transfer",
                                verbose_name="ยืนยันหรือยกเลิกรายการ",
                            ),
                        ),
                        (
                            "reverses",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reversal",
                                to="welfare.transfer",
                                verbose_name="กลับรายการ",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "รายการโอน",
                        "verbose_name_plural": "รายการโอน",
                        "indexes": [
                            models.Index(fields=["made_at", "id"], name="transfer_statement"),
                        ],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("satang__gt", 0)), name="transfer_is_positive"),
                            models.CheckConstraint(
                                condition=models.Q(("debit", models.F("credit")), _negated=True),
                                name="transfer_not_to_itself",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("phase__in", ["post", "void"]), ("resolves__isnull", False)),
                                    models.Q(("phase__in", ["single", "pending"]), ("resolves__isnull", True)),
                                    _connector="OR",
                                ),
                                name="transfer_resolves_in_its_phase",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reverses__isnull", True), ("phase", "single"), _connector="OR"),
                                name="transfer_reverses_in_one_step",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]

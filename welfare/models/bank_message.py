"""BankMessage: what a bank told us, as it came. BankEntry: one line of it, applied once or kept for an officer.

Messages come late, twice and out of order. Nothing is posted from a message that could not be read whole.
"""

import uuid

from django.db import models
from django.db.models import Q

from superapp.accounts import cipher


class BankCursor(models.Model):
    """How far a bank's outbox has been collected."""

    sender = models.CharField("ธนาคาร", max_length=20, primary_key=True)
    cursor = models.CharField("อ่านถึง", max_length=100)

    class Meta:
        verbose_name = "ตำแหน่งที่อ่านจากธนาคาร"
        verbose_name_plural = "ตำแหน่งที่อ่านจากธนาคาร"

    def __str__(self) -> str:
        return self.sender


class BankMessage(models.Model):
    """One message, raw and sealed. `message_id` is "" until it was read, or when it could not be.

    `fault` says in a code why it is quarantined, `fault_at` where in the message; "" for none. A statement (camt.053)
    also has its day and balances.
    """

    class State(models.TextChoices):
        """What became of it."""

        NEW = "new", "ยังไม่อ่าน"
        READ = "read", "อ่านแล้ว"
        REPEATED = "repeated", "ซ้ำ"
        QUARANTINED = "quarantined", "กักไว้ตรวจ"

    public_id = models.UUIDField("รหัสข้อความ", default=uuid.uuid4, unique=True, editable=False)
    sender = models.CharField("ธนาคาร", max_length=20)
    cursor = models.CharField("ตำแหน่งในกล่อง", max_length=100)
    kind = models.CharField("ชนิด", max_length=20, blank=True)
    message_id = models.CharField("รหัสข้อความของธนาคาร", max_length=60, blank=True)
    original_message_id = models.CharField("ตอบไฟล์", max_length=60, blank=True)
    digest = models.CharField("ลายพิมพ์", max_length=64)
    content_sealed = models.BinaryField("ข้อความ", editable=False)
    received_at = models.DateTimeField("รับเมื่อ")
    state = models.CharField("สถานะ", max_length=11, choices=State.choices, default=State.NEW)
    fault = models.CharField("เหตุที่กัก", max_length=40, blank=True)
    fault_at = models.CharField("ตำแหน่งที่ผิด", max_length=200, blank=True)
    account_number = models.CharField("เลขบัญชีของรัฐ", max_length=34, null=True, blank=True)  # noqa: DJ001
    day = models.DateField("วันของรายการเดินบัญชี", null=True, blank=True)
    opening_satang = models.BigIntegerField("ยอดยกมา (สตางค์)", null=True, blank=True)
    closing_satang = models.BigIntegerField("ยอดยกไป (สตางค์)", null=True, blank=True)

    class Meta:
        verbose_name = "ข้อความจากธนาคาร"
        verbose_name_plural = "ข้อความจากธนาคาร"
        indexes = [
            models.Index(name="bank_message_by_id", fields=["sender", "message_id"]),
            models.Index(name="bank_message_open", fields=["id"], condition=Q(state="new")),
        ]
        constraints = [
            models.UniqueConstraint(name="bank_message_collected_once", fields=["sender", "cursor"]),
            models.CheckConstraint(
                name="bank_message_quarantined_for_a_reason", condition=~Q(state="quarantined") | ~Q(fault="")
            ),
        ]

    def __str__(self) -> str:
        return f"bank-message-{self.public_id}"

    @property
    def about(self) -> cipher.About:
        """The place its content is sealed for."""
        return ("bank_message", str(self.public_id), "content")


class BankEntryQuerySet(models.QuerySet["BankEntry"]):
    """Which entries."""

    def booked(self) -> "BankEntryQuerySet":
        """Return the final movements on our account that count: each once, however often it was reported."""
        return self.filter(kind__in=BankEntry.MOVEMENTS, is_final=True).exclude(
            state__in=(BankEntry.State.NEW, BankEntry.State.REPEATED)
        )

    def for_officers(self) -> "BankEntryQuerySet":
        """Return those nobody could apply."""
        return self.filter(state=BankEntry.State.QUARANTINED)


class BankEntry(models.Model):
    """One line of a message: a status of what we sent, or a movement on our account.

    (sender, message_id, entry) is unique: a message delivered again changes nothing. `reference` is our id of the file
    or group a status speaks of, "" for a payment's. `status` is the bank's code as it came. `satang` None for a status.
    A WAITING entry came before what it speaks of and is tried again; a QUARANTINED one says in `fault` why an officer
    has to look.
    """

    class Kind(models.TextChoices):
        """What the line speaks of."""

        FILE_STATUS = "file_status", "สถานะไฟล์"
        GROUP_STATUS = "group_status", "สถานะกลุ่ม"
        PAYMENT_STATUS = "payment_status", "สถานะรายการ"
        PAYOUT = "payout", "จ่ายออก"
        RETURN = "return", "ส่งคืน"
        BILL_PAYMENT = "bill_payment", "รับชำระ"
        OTHER = "other", "อื่น ๆ"

    MOVEMENTS = (Kind.PAYOUT, Kind.RETURN, Kind.BILL_PAYMENT, Kind.OTHER)

    class State(models.TextChoices):
        """What became of it."""

        NEW = "new", "ยังไม่ทำ"
        APPLIED = "applied", "ทำแล้ว"
        NOTED = "noted", "รับทราบ"
        REPEATED = "repeated", "ซ้ำ"
        WAITING = "waiting", "รอรายการก่อนหน้า"
        QUARANTINED = "quarantined", "กักไว้ตรวจ"
        SETTLED = "settled", "เจ้าหน้าที่จัดการแล้ว"

    bank_message = models.ForeignKey(
        BankMessage, verbose_name="ข้อความ", on_delete=models.PROTECT, related_name="entries"
    )
    sender = models.CharField("ธนาคาร", max_length=20)
    message_id = models.CharField("รหัสข้อความของธนาคาร", max_length=60)
    entry = models.CharField("บรรทัด", max_length=40)
    kind = models.CharField("ชนิด", max_length=14, choices=Kind.choices)
    end_to_end_id = models.CharField("รหัสถึงปลายทาง", max_length=60, blank=True)
    reference = models.CharField("รหัสไฟล์หรือกลุ่ม", max_length=60, blank=True)
    original_message_id = models.CharField("ตอบไฟล์", max_length=60, blank=True)
    status = models.CharField("รหัสสถานะ", max_length=10, blank=True)
    reason = models.CharField("รหัสเหตุ", max_length=60, blank=True)
    direction = models.CharField("ทิศทาง", max_length=4, blank=True)
    is_final = models.BooleanField("ลงบัญชีแล้ว", default=True)
    satang = models.BigIntegerField("จำนวน (สตางค์)", null=True, blank=True)
    bank_reference = models.CharField("อ้างอิงธนาคาร", max_length=60, blank=True)
    booked_on = models.DateField("วันที่ลงบัญชี", null=True, blank=True)
    biller = models.CharField("รหัสผู้รับชำระ", max_length=20, blank=True)
    ref1 = models.CharField("อ้างอิง 1", max_length=40, blank=True)
    ref2 = models.CharField("อ้างอิง 2", max_length=40, blank=True)
    paid_at = models.DateTimeField("ชำระเมื่อ", null=True, blank=True)
    state = models.CharField("สถานะ", max_length=11, choices=State.choices, default=State.NEW)
    fault = models.CharField("เหตุที่กัก", max_length=40, blank=True)
    came_at = models.DateTimeField("มาถึงเมื่อ")

    objects = BankEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "บรรทัดจากธนาคาร"
        verbose_name_plural = "บรรทัดจากธนาคาร"
        indexes = [
            models.Index(name="bank_entry_of_payment", fields=["end_to_end_id"]),
            models.Index(name="bank_entry_of_movement", fields=["bank_reference"]),
            models.Index(
                name="bank_entry_open",
                fields=["bank_message", "id"],
                condition=Q(state__in=["new", "waiting", "quarantined"]),
            ),
        ]
        constraints = [
            models.UniqueConstraint(name="bank_entry_once", fields=["sender", "message_id", "entry"]),
            # The same movement told by two messages is posted once, whatever the code above thinks.
            models.UniqueConstraint(
                name="bank_movement_applied_once",
                fields=["sender", "kind", "bank_reference", "end_to_end_id"],
                condition=Q(state="applied", kind__in=["payout", "return", "bill_payment"]),
            ),
            models.CheckConstraint(
                name="bank_entry_movement_has_an_amount",
                condition=Q(kind__in=["file_status", "group_status", "payment_status"], satang=None)
                | Q(satang__isnull=False, booked_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sender}:{self.message_id}:{self.entry}"

"""The ledger: accounts, and transfers between them. One row is one transfer, so it balances by its shape.

Money goes from `debit` to `credit`: an account holds what it was credited less what it was debited. Rows are only ever
added; triggers see to it, and to what resolves and reverses what.
"""

from django.db import models
from django.db.models import Q, Sum

from services.models import Agency


class LedgerAccount(models.Model):
    """A place where money of ours is, or counts as being.

    `code` says whose: "budget:old_age_allowance", "bank:KTB:out". `agency` None for what belongs to no single one.
    """

    class Kind(models.TextChoices):
        """What the account stands for. BUDGET and CLEARING may never hold less than nothing."""

        TREASURY = "treasury", "เงินงบประมาณแผ่นดิน"
        BUDGET = "budget", "งบประมาณโครงการ"
        CLEARING = "clearing", "เงินรอจ่าย"
        BANK_OUT = "bank_out", "จ่ายออกทางธนาคาร"
        BANK_IN = "bank_in", "รับเข้าทางธนาคาร"
        REVENUE = "revenue", "รายได้ค่าธรรมเนียม"
        REFUND_DUE = "refund_due", "รอคืนเงิน"
        SUSPENSE = "suspense", "เงินรอตรวจสอบ"

    LIMITED = (Kind.BUDGET, Kind.CLEARING)

    code = models.CharField("รหัสบัญชี", max_length=90, unique=True)
    kind = models.CharField("ประเภท", max_length=10, choices=Kind.choices)
    agency = models.ForeignKey(
        Agency, verbose_name="หน่วยงาน", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "บัญชีแยกประเภท"
        verbose_name_plural = "บัญชีแยกประเภท"

    def __str__(self) -> str:
        return self.code


class TransferQuerySet(models.QuerySet["Transfer"]):
    """Which transfers."""

    def effective(self) -> "TransferQuerySet":
        """Return those that moved money: single ones and posts, reversals among them."""
        return self.filter(phase__in=(Transfer.Phase.SINGLE, Transfer.Phase.POST))

    def unresolved(self) -> "TransferQuerySet":
        """Return the pending ones that were neither posted nor voided yet."""
        return self.filter(phase=Transfer.Phase.PENDING, resolution__isnull=True)

    def total(self) -> int:
        """Return the sum in satang, 0 for none."""
        return self.aggregate(found=Sum("satang"))["found"] or 0


class Transfer(models.Model):
    """One movement of `satang` from `debit` to `credit`.

    `ref` is the business's own name of it and unique: the same thing is never posted twice. `phase`: a single one
    counts at once; a pending one counts when exactly one `post` resolves it and never when a `void` does. `reverses`
    names the single or posted transfer that this one takes back.
    """

    class Phase(models.TextChoices):
        """How the transfer counts."""

        SINGLE = "single", "ขั้นเดียว"
        PENDING = "pending", "รอยืนยัน"
        POST = "post", "ยืนยัน"
        VOID = "void", "ยกเลิก"

    class Kind(models.TextChoices):
        """What happened."""

        APPROPRIATION = "appropriation", "รับงบประมาณ"
        FUNDING = "funding", "กันเงินจ่าย"
        UNFUNDING = "unfunding", "คืนเงินกัน"
        PAYOUT = "payout", "จ่ายผู้มีสิทธิ"
        RETURN = "return", "เงินส่งคืน"
        FEE = "fee", "รับค่าธรรมเนียม"
        UNMATCHED = "unmatched", "รับเงินไม่ทราบที่มา"
        REFUND_DUE = "refund_due", "ตั้งเงินรอคืน"
        REFUND = "refund", "คืนเงิน"
        KEEP = "keep", "รับไว้เป็นค่าธรรมเนียม"
        CORRECTION = "correction", "กลับรายการ"

    ref = models.CharField("อ้างอิง", max_length=120, unique=True)
    kind = models.CharField("รายการ", max_length=14, choices=Kind.choices)
    debit = models.ForeignKey(LedgerAccount, verbose_name="จากบัญชี", on_delete=models.PROTECT, related_name="debits")
    credit = models.ForeignKey(LedgerAccount, verbose_name="เข้าบัญชี", on_delete=models.PROTECT, related_name="credits")
    satang = models.BigIntegerField("จำนวน (สตางค์)")
    phase = models.CharField("ขั้น", max_length=7, choices=Phase.choices, default=Phase.SINGLE)
    resolves = models.OneToOneField(
        "self", verbose_name="ยืนยันหรือยกเลิกรายการ", null=True, on_delete=models.PROTECT, related_name="resolution"
    )
    reverses = models.OneToOneField(
        "self", verbose_name="กลับรายการ", null=True, on_delete=models.PROTECT, related_name="reversal"
    )
    made_at = models.DateTimeField("เมื่อ")

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = "รายการโอน"
        verbose_name_plural = "รายการโอน"
        indexes = [
            models.Index(name="transfer_statement", fields=["made_at", "id"]),
        ]
        constraints = [
            models.CheckConstraint(name="transfer_is_positive", condition=Q(satang__gt=0)),
            models.CheckConstraint(name="transfer_not_to_itself", condition=~Q(debit=models.F("credit"))),
            models.CheckConstraint(
                name="transfer_resolves_in_its_phase",
                condition=Q(phase__in=["post", "void"], resolves__isnull=False)
                | Q(phase__in=["single", "pending"], resolves__isnull=True),
            ),
            models.CheckConstraint(
                name="transfer_reverses_in_one_step", condition=Q(reverses__isnull=True) | Q(phase="single")
            ),
        ]

    def __str__(self) -> str:
        return self.ref

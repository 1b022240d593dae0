"""Evaluation: looking, years later, whether a law in force does what it was made for (Act B.E. 2562, section 34)."""

import uuid

from django.db import models
from django.db.models import Q

from superapp.accounts.models import Officer

from .draft_law import DraftLaw
from .hearing import Hearing


class EvaluationState(models.TextChoices):
    """How far an evaluation has come."""

    SCHEDULED = "scheduled", "ถึงกำหนดประเมิน"
    ANNOUNCED = "announced", "ประกาศรับฟังแล้ว"
    HEARD = "heard", "รับฟังแล้ว"
    REPORTED = "reported", "เผยแพร่ผลแล้ว"
    EXEMPT = "exempt", "ได้รับยกเว้น"


E = EvaluationState
# Back to scheduled only when the hearing was cancelled.
EVALUATION_WAYS: dict[str, tuple[str, ...]] = {
    E.SCHEDULED: (E.ANNOUNCED, E.EXEMPT),
    E.ANNOUNCED: (E.HEARD, E.SCHEDULED),
    E.HEARD: (E.REPORTED,),
    E.REPORTED: (),
    E.EXEMPT: (),
}


class Evaluation(models.Model):
    """One evaluation of one law in force. Its survey is its hearing, None until one is prepared.

    `asked` is the public summary of a reasoned request, "" unless the ground is one. `exempt_ground` cites why none is
    needed (section 29).
    """

    class Ground(models.TextChoices):
        """Why it is due."""

        FIVE_YEARS = "five_years", "ครบรอบไม่เกินห้าปี"
        REQUEST = "request", "มีผู้ร้องขอโดยมีเหตุผล"
        COMMISSION = "commission", "คณะกรรมการพัฒนากฎหมายแนะนำ"
        REGULATION = "regulation", "ตามกฎกระทรวง"

    State = EvaluationState

    public_id = models.UUIDField("รหัสการประเมิน", default=uuid.uuid4, unique=True, editable=False)
    law = models.ForeignKey(DraftLaw, verbose_name="กฎหมาย", on_delete=models.PROTECT, related_name="evaluations")
    ground = models.CharField("เหตุที่ประเมิน", max_length=10, choices=Ground.choices)
    asked = models.TextField("สรุปคำร้องขอ", blank=True)
    due_on = models.DateField("ครบกำหนดวันที่")
    state = models.CharField("สถานะ", max_length=10, choices=EvaluationState.choices, default=EvaluationState.SCHEDULED)
    hearing = models.OneToOneField(
        Hearing, verbose_name="การรับฟัง", null=True, blank=True, on_delete=models.PROTECT, related_name="evaluation"
    )
    exempt_ground = models.TextField("เหตุที่ยกเว้น", blank=True)
    report_th = models.TextField("ผลการประเมิน (ไทย)", blank=True)
    report_en = models.TextField("ผลการประเมิน (อังกฤษ)", blank=True)
    reporter = models.ForeignKey(
        Officer, verbose_name="ผู้เผยแพร่ผล", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reported_at = models.DateTimeField("เผยแพร่ผลเมื่อ", null=True, blank=True)
    created_at = models.DateTimeField("สร้างเมื่อ")

    class Meta:
        verbose_name = "การประเมินผลสัมฤทธิ์"
        verbose_name_plural = "การประเมินผลสัมฤทธิ์"
        indexes = [models.Index(name="evaluation_by_due", fields=["due_on", "id"])]
        constraints = [
            models.UniqueConstraint(
                name="evaluation_one_open",
                fields=["law"],
                condition=Q(state__in=["scheduled", "announced", "heard"]),
            ),
            models.CheckConstraint(
                name="evaluation_exempt_with_a_ground", condition=~Q(state="exempt") | ~Q(exempt_ground="")
            ),
            models.CheckConstraint(
                name="evaluation_reported_with_a_report",
                condition=Q(state="reported", reported_at__isnull=False) & ~Q(report_th="")
                | ~Q(state="reported") & Q(reported_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"evaluation-{self.public_id}"


class EvaluationIndicator(models.Model):
    """A figure by which a law is judged: what, in which unit, as of when, and where it is from."""

    evaluation = models.ForeignKey(
        Evaluation, verbose_name="การประเมิน", on_delete=models.CASCADE, related_name="indicators"
    )
    position = models.PositiveSmallIntegerField("ลำดับ")
    name_th = models.CharField("ตัวชี้วัด (ไทย)", max_length=300)
    name_en = models.CharField("ตัวชี้วัด (อังกฤษ)", max_length=300, blank=True)
    unit_th = models.CharField("หน่วย (ไทย)", max_length=60)
    unit_en = models.CharField("หน่วย (อังกฤษ)", max_length=60, blank=True)
    value = models.DecimalField("ค่า", max_digits=18, decimal_places=3, null=True, blank=True)
    target = models.DecimalField("เป้าหมาย", max_digits=18, decimal_places=3, null=True, blank=True)
    as_of = models.DateField("ณ วันที่", null=True, blank=True)
    source = models.CharField("ที่มา", max_length=500, blank=True)
    source_url = models.URLField("ที่อยู่ของที่มา", max_length=500, blank=True)

    class Meta:
        verbose_name = "ตัวชี้วัดของการประเมิน"
        verbose_name_plural = "ตัวชี้วัดของการประเมิน"
        constraints = [
            models.UniqueConstraint(name="evaluation_indicator_position_once", fields=["evaluation", "position"]),
            models.CheckConstraint(
                name="evaluation_indicator_value_has_a_source",
                condition=Q(value__isnull=True) | ~Q(source="") & Q(as_of__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evaluation_id}:{self.position}"

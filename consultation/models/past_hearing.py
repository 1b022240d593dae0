"""PastHearing: a hearing that was held elsewhere, on the Central Law Portal, as that portal tells of it."""

from django.db import models

from services.models import Agency

from .hearing import Hearing


class PastHearing(models.Model):
    """One hearing of another system: kept apart from ours, shown beside them, and never counted with them.

    Everything is as its source has it. `agency` is the one of the same name here, None where there is none. `days_told`
    is the length its source tells, which is not always the inclusive number of days; how `responses` and `views` are
    counted nobody has described. `has_summary` tells whether a summary of results was published.
    """

    number = models.PositiveIntegerField("เลขที่ของระบบเดิม", unique=True)
    title_th = models.CharField("ชื่อ", max_length=1000)
    kind = models.CharField("ชนิด", max_length=12, choices=Hearing.Kind.choices)
    agency_name = models.CharField("หน่วยงานตามระบบเดิม", max_length=300)
    agency = models.ForeignKey(
        Agency, verbose_name="หน่วยงาน", null=True, blank=True, on_delete=models.PROTECT, related_name="past_hearings"
    )
    first_day = models.DateField("วันแรก")
    last_day = models.DateField("วันสุดท้าย")
    days_told = models.PositiveIntegerField("จำนวนวันตามระบบเดิม")
    responses = models.PositiveIntegerField("จำนวนคำตอบ")
    views = models.PositiveIntegerField("จำนวนครั้งที่เปิดดู")
    questions = models.PositiveIntegerField("จำนวนคำถาม")
    invited = models.PositiveIntegerField("จำนวนหน่วยงานที่แจ้ง")
    affected = models.TextField("ผู้ได้รับผลกระทบ", blank=True)
    tags = models.TextField("คำสำคัญ", blank=True)
    has_summary = models.BooleanField("มีสรุปผล")
    url = models.URLField("ที่มา", max_length=300)

    class Meta:
        verbose_name = "การรับฟังในอดีต"
        verbose_name_plural = "การรับฟังในอดีต"
        indexes = [models.Index(name="past_hearing_latest", fields=["-last_day", "-number"])]
        constraints = [
            models.CheckConstraint(
                name="past_hearing_ends_after_it_begins", condition=models.Q(last_day__gte=models.F("first_day"))
            )
        ]

    def __str__(self) -> str:
        return f"past-hearing-{self.number}"

    @property
    def days(self) -> int:
        """How many days it lasted, the first and the last included."""
        return (self.last_day - self.first_day).days + 1

"""PaydayRun: one drawing up of who is paid for a period, chunk by chunk, so that a dead worker's run goes on."""

import uuid

from django.db import models
from django.db.models import Q

from .programme import Programme


class PaydayRun(models.Model):
    """One programme's payday. (programme, period, as_of) is unique: the same run again goes on where it stopped.

    `as_of` is the day the list was frozen, `pays_on` when payees have their money. Rights with a key up to `last_id`
    are in the list, `done_id` is how far it has come; it is finished when `finished_at` is set. What was found is
    counted: `drawn` disbursements of `satang` in all, `waiting` rights that wait for a registry, `stopped` rights the
    rules no longer grant.
    """

    public_id = models.UUIDField("รหัสรอบจ่าย", default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, verbose_name="โครงการ", on_delete=models.PROTECT, related_name="paydays")
    period = models.CharField("งวด", max_length=20)
    as_of = models.DateField("ตัดยอด ณ วันที่")
    pays_on = models.DateField("วันจ่าย")
    last_id = models.BigIntegerField("ถึงสิทธิลำดับ")
    done_id = models.BigIntegerField("ทำถึงสิทธิลำดับ", default=0)
    looked_at = models.PositiveIntegerField("สิทธิที่ตรวจ", default=0)
    drawn = models.PositiveIntegerField("รายการจ่าย", default=0)
    satang = models.BigIntegerField("รวม (สตางค์)", default=0)
    waiting = models.PositiveIntegerField("รอทะเบียน", default=0)
    stopped = models.PositiveIntegerField("ไม่เข้าเกณฑ์แล้ว", default=0)
    started_at = models.DateTimeField("เริ่มเมื่อ")
    finished_at = models.DateTimeField("เสร็จเมื่อ", null=True, blank=True)

    class Meta:
        verbose_name = "รอบจ่าย"
        verbose_name_plural = "รอบจ่าย"
        constraints = [
            models.UniqueConstraint(name="payday_run_once", fields=["programme", "period", "as_of"]),
            models.CheckConstraint(name="payday_run_pays_after_freezing", condition=Q(pays_on__gte=models.F("as_of"))),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id}:{self.period}@{self.as_of}"

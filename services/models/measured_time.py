"""MeasuredTime: how long deciding really took, for whoever reads what is promised. Written by whoever decides cases."""

from django.db import models

# Of fewer the figures would say something about single people.
FEWEST = 10


class MeasuredTime(models.Model):
    """Working days from a submitted application to its decision, over the last year, for one service or programme.

    `matter` is its code. Half of the cases took at most `median_working_days`, nine of ten at most `most_working_days`.
    """

    matter = models.CharField("รหัสบริการหรือโครงการ", max_length=80, unique=True)
    decided_count = models.PositiveIntegerField("จำนวนเรื่องที่ตัดสิน")
    median_working_days = models.PositiveIntegerField("ค่ากลาง (วันทำการ)")
    most_working_days = models.PositiveIntegerField("เก้าในสิบเรื่องไม่เกิน (วันทำการ)")
    measured_on = models.DateField("วัดเมื่อ")

    class Meta:
        verbose_name = "เวลาที่ใช้จริง"
        verbose_name_plural = "เวลาที่ใช้จริง"
        constraints = [
            models.CheckConstraint(name="measured_time_of_enough_cases", condition=models.Q(decided_count__gte=FEWEST)),
        ]

    def __str__(self) -> str:
        return f"time-of-{self.matter}"

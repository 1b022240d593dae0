"""Job: one piece of work that runs later. ScheduleMark: how far a timetable has been followed."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models.functions import Now


class JobQuerySet(models.QuerySet["Job"]):
    """Which jobs."""

    def due(self, now: datetime) -> "JobQuerySet":
        """Return those that may be claimed at `now`: waiting, or leased to a worker that let the lease run out."""
        return self.filter(state=Job.State.READY, run_at__lte=now, attempts__lt=models.F("max_attempts"))

    def out_of_attempts(self, now: datetime) -> "JobQuerySet":
        """Return those whose last lease ran out before `now` without a word: their worker died with them."""
        return self.filter(state=Job.State.READY, run_at__lte=now, attempts__gte=models.F("max_attempts"))

    def dead(self) -> "JobQuerySet":
        """Return the dead letters: they stay until somebody re-queues them."""
        return self.filter(state=Job.State.DEAD)

    def done_before(self, instant: datetime) -> "JobQuerySet":
        """Return the finished ones old enough to be thrown away."""
        return self.filter(state=Job.State.DONE, finished_at__lt=instant)


class Job(models.Model):
    """One piece of work: which task, with which ids, when, and how it went.

    `task` is the dotted path of a function decorated with `@task`. `kwargs` hold ids and other JSON scalars only.
    `run_at` is when it may be claimed; while a worker has it, when its lease ends. `attempts` counts claims. `owner`
    is the worker that claimed it last, blank when nobody has. `error` is the class and code of the last failure, never
    its message, which could hold personal data. `finished_at` is None until it is done or dead.
    """

    class State(models.IntegerChoices):
        """Ready includes leased: a lease that ends makes a job ready by the passing of time alone."""

        READY = 0, "รอทำ"
        DONE = 1, "เสร็จแล้ว"
        DEAD = 2, "ล้มเหลว"

    id = models.UUIDField("รหัสงาน", primary_key=True, default=uuid.uuid4, editable=False)
    task = models.CharField("ชนิดงาน", max_length=200)
    kwargs = models.JSONField("ค่านำเข้า", default=dict)
    queue = models.CharField("คิว", max_length=50, default="default")
    priority = models.SmallIntegerField("ลำดับความสำคัญ", default=0)
    dedupe = models.CharField("กุญแจกันซ้ำ", max_length=200, unique=True, null=True)  # noqa: DJ001 (null: no key)
    state = models.PositiveSmallIntegerField("สถานะ", choices=State.choices, default=State.READY)
    run_at = models.DateTimeField("ทำได้ตั้งแต่", db_default=Now())
    attempts = models.PositiveSmallIntegerField("ครั้งที่ลอง", default=0)
    max_attempts = models.PositiveSmallIntegerField("ลองได้ไม่เกิน")
    lease_s = models.PositiveIntegerField("เวลาถือครอง (วินาที)")
    owner = models.CharField("ผู้ถือครอง", max_length=100, blank=True, default="")
    error = models.CharField("ความผิดพลาด", max_length=300, blank=True, default="")
    result = models.JSONField("ผล", null=True)
    enqueued_at = models.DateTimeField("เข้าคิวเมื่อ", db_default=Now())
    finished_at = models.DateTimeField("จบเมื่อ", null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "งานเบื้องหลัง"
        verbose_name_plural = "งานเบื้องหลัง"
        constraints = [
            models.CheckConstraint(name="job_state_is_known", condition=models.Q(state__in=[0, 1, 2])),
            models.CheckConstraint(
                name="job_finished_when_not_ready",
                condition=models.Q(state=0, finished_at__isnull=True)
                | models.Q(state__in=[1, 2], finished_at__isnull=False),
            ),
            models.CheckConstraint(
                name="job_has_a_lease_and_attempts",
                condition=models.Q(lease_s__gte=1, max_attempts__gte=1),
            ),
        ]
        indexes = [
            models.Index(fields=["-priority", "run_at"], name="job_ready", condition=models.Q(state=0)),
            models.Index(fields=["finished_at"], name="job_finished", condition=models.Q(state__in=[1, 2])),
        ]

    def __str__(self) -> str:
        return f"{self.task}:{self.pk}"

    def is_leased(self, now: datetime) -> bool:
        """Tell whether a worker has it and its lease has not run out."""
        return self.state == self.State.READY and self.owner != "" and self.run_at > now

    @property
    def claimed_at(self) -> datetime | None:
        """Return when the worker that has it claimed it (or last renewed its lease); None when nobody has it."""
        if self.state != self.State.READY or self.owner == "":
            return None
        return self.run_at - timedelta(seconds=self.lease_s)


class ScheduleMark(models.Model):
    """How far a schedule has been followed: its newest slot that was enqueued, or passed over."""

    name = models.CharField("ตารางเวลา", max_length=100, primary_key=True)
    slot = models.DateTimeField("รอบล่าสุด")

    class Meta:
        verbose_name = "รอบล่าสุดของตารางเวลา"
        verbose_name_plural = "รอบล่าสุดของตารางเวลา"

    def __str__(self) -> str:
        return self.name

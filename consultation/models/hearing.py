"""Hearing: one round in which a draft law, or a law in force, is heard in public."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from services.models import Agency
from services.models.rights import agencies_of
from superapp.accounts.models import Officer

from .draft_law import DraftLaw, DraftVersion
from .hearing_phase import is_function_open
from .hearing_state import PUBLIC, HearingState

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer


class HearingQuerySet(models.QuerySet["Hearing"]):
    """Which hearings."""

    def public(self) -> "HearingQuerySet":
        """Return those that were announced and are not kept out of the central system."""
        return self.filter(state__in=[str(state) for state in PUBLIC], announced_at__isnull=False, is_embargoed=False)

    def visible_to(self, viewer: "Viewer") -> "HearingQuerySet":
        """Return the public ones, and all that the viewer's agencies lead or join."""
        mine = agencies_of(viewer)
        if not mine:
            return self.public()
        joined = Hearing.co_agencies.through.objects.filter(hearing=models.OuterRef("pk"), agency__in=mine)
        is_public = Q(state__in=[str(s) for s in PUBLIC], announced_at__isnull=False, is_embargoed=False)
        return self.filter(is_public | Q(agency__in=mine) | models.Exists(joined))

    def open_at(self, now: datetime) -> "HearingQuerySet":
        """Return those that take part-taking at `now`, by their instants: `closes_at` itself is too late."""
        return self.public().filter(
            opens_at__lte=now, closes_at__gt=now, state__in=[HearingState.ANNOUNCED, HearingState.OPEN]
        )


class Hearing(models.Model):
    """One hearing. `opens_at` and `closes_at` are half-open instants: "until 30 June" is 1 July 00:00 in Bangkok.

    `policy` is the period policy as it was when the hearing was announced. `display_choices` are how people may be
    shown here ("pseudonym", "named", "private"). `phases` may close single functions for a part of the time
    (hearing_phase.py). `shows_votes_as_data`: the notice said at opening that votes on
    statements are published one by one, without names. `rules_digest` fixes what was announced.
    """

    class Kind(models.TextChoices):
        """The portal's four kinds."""

        PRINCIPLES = "principles", "หลักการ"
        BILL = "bill", "ร่างกฎหมาย"
        SUBORDINATE = "subordinate", "กฎหมายลำดับรอง"
        EVALUATION = "evaluation", "ประเมินผลสัมฤทธิ์ของกฎหมาย"

    class Moderation(models.TextChoices):
        """When comments are looked at."""

        AFTER = "after", "ตรวจภายหลัง"
        BEFORE = "before", "ตรวจก่อนเผยแพร่"

    State = HearingState

    public_id = models.UUIDField("รหัสการรับฟัง", default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField("รหัสย่อ", max_length=80, unique=True)
    law = models.ForeignKey(DraftLaw, verbose_name="ร่างกฎหมาย", on_delete=models.PROTECT, related_name="hearings")
    version = models.ForeignKey(
        DraftVersion, verbose_name="ฉบับที่รับฟัง", on_delete=models.PROTECT, related_name="hearings"
    )
    kind = models.CharField("ชนิดการรับฟัง", max_length=12, choices=Kind.choices)
    round = models.PositiveSmallIntegerField("ครั้งที่", default=1)
    previous = models.ForeignKey(
        "self", verbose_name="ครั้งก่อน", null=True, blank=True, on_delete=models.PROTECT, related_name="next_rounds"
    )
    agency = models.ForeignKey(Agency, verbose_name="หน่วยงานหลัก", on_delete=models.PROTECT, related_name="hearings")
    co_agencies = models.ManyToManyField(Agency, verbose_name="หน่วยงานร่วม", blank=True, related_name="joined_hearings")
    title_th = models.CharField("ชื่อการรับฟัง (ไทย)", max_length=500)
    title_en = models.CharField("ชื่อการรับฟัง (อังกฤษ)", max_length=500, blank=True)
    summary_th = models.TextField("สาระสำคัญ (ไทย)", blank=True)
    summary_en = models.TextField("สาระสำคัญ (อังกฤษ)", blank=True)
    state = models.CharField("สถานะ", max_length=10, choices=HearingState.choices, default=HearingState.DRAFT)
    revision = models.PositiveIntegerField("แก้ไขครั้งที่", default=1)
    opens_at = models.DateTimeField("เปิดเมื่อ", null=True, blank=True)
    closes_at = models.DateTimeField("ปิดเมื่อ", null=True, blank=True)
    announced_at = models.DateTimeField("ประกาศเมื่อ", null=True, blank=True)
    closed_at = models.DateTimeField("ปิดจริงเมื่อ", null=True, blank=True)
    report_due_on = models.DateField("กำหนดเผยแพร่รายงาน", null=True, blank=True)
    policy = models.JSONField("เกณฑ์ระยะเวลาที่ใช้", default=dict)
    phases = models.JSONField("ช่วง", default=list)
    identity_level = models.CharField("ระดับการยืนยันตัวตน", max_length=4, default="2.1")
    display_choices = models.JSONField("วิธีแสดงชื่อ", default=list)
    moderation = models.CharField("การตรวจความเห็น", max_length=6, choices=Moderation.choices, default=Moderation.AFTER)
    notice_version = models.CharField("ฉบับประกาศความเป็นส่วนตัว", max_length=20, default="2569-1")
    shows_votes_as_data = models.BooleanField("เผยแพร่การลงคะแนนรายข้อความ", default=False)
    is_embargoed = models.BooleanField("ไม่เผยแพร่ในระบบกลาง", default=False)
    embargo_ground = models.TextField("เหตุที่ไม่เผยแพร่", blank=True)
    cancelled_reason = models.TextField("เหตุที่ยกเลิก", blank=True)
    source_url = models.URLField("อ้างอิงประกาศเดิม", max_length=500, blank=True)
    rules_digest = models.CharField("ลายพิมพ์ของที่ประกาศ", max_length=64, blank=True)
    # Whoever wrote any of it does not announce it; the database sees to it. None for what came with the software.
    author = models.ForeignKey(
        Officer, verbose_name="ผู้จัดทำ", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    writers = models.ManyToManyField(Officer, verbose_name="ผู้ร่วมจัดทำ", blank=True, related_name="+")
    announcer = models.ForeignKey(
        Officer, verbose_name="ผู้ประกาศ", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_sample = models.BooleanField("ตัวอย่าง", default=False)

    objects = HearingQuerySet.as_manager()

    class Meta:
        verbose_name = "การรับฟังความคิดเห็น"
        verbose_name_plural = "การรับฟังความคิดเห็น"
        indexes = [
            models.Index(name="hearing_by_closing", fields=["state", "closes_at"]),
            models.Index(name="hearing_of_agency", fields=["agency", "-id"]),
        ]
        constraints = [
            models.UniqueConstraint(name="hearing_round_once", fields=["law", "kind", "round"]),
            models.CheckConstraint(
                name="hearing_ends_after_it_begins",
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=models.F("opens_at")),
            ),
            models.CheckConstraint(
                name="hearing_announced_with_its_days",
                condition=Q(announced_at=None) | Q(opens_at__isnull=False, closes_at__isnull=False),
            ),
            models.CheckConstraint(
                name="hearing_embargo_has_a_ground", condition=Q(is_embargoed=False) | ~Q(embargo_ground="")
            ),
            models.CheckConstraint(
                name="hearing_cancelled_with_a_reason", condition=~Q(state="cancelled") | ~Q(cancelled_reason="")
            ),
            models.CheckConstraint(
                name="hearing_known_state", condition=Q(state__in=[value for value, _ in HearingState.choices])
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def is_open_at(self, now: datetime) -> bool:
        """Tell whether people can take part at `now`: by the instants, so that a late job lets nothing in."""
        if self.state not in (HearingState.ANNOUNCED, HearingState.OPEN) or self.announced_at is None:
            return False
        return self.opens_at is not None and self.closes_at is not None and self.opens_at <= now < self.closes_at

    def takes(self, function: str, now: datetime) -> bool:
        """Tell whether people can use `function` (a Function: comments, stances ...) at `now`."""
        return self.is_open_at(now) and is_function_open(self.phases, function, now)

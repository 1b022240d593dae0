"""Issue: a theme of what was said, drawn up by the agency, with one published answer; and the comments behind it."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from services.models.rights import agencies_of
from superapp.accounts.models import Officer

from .comment import Comment
from .draft_law import DraftVersion, Section
from .hearing import Hearing
from .hearing_state import HearingState

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer


class IssueQuerySet(models.QuerySet["Issue"]):
    """Which issues."""

    def visible_to(self, viewer: "Viewer") -> "IssueQuerySet":
        """Return those of published reports, and all of the agencies the viewer works for."""
        mine = Q(hearing__agency__in=agencies_of(viewer))
        return self.filter(mine | Q(hearing__in=Hearing.objects.public(), hearing__state=HearingState.REPORTED))

    def unanswered(self) -> "IssueQuerySet":
        """Return those without an answer."""
        return self.filter(answer__isnull=True)


class Issue(models.Model):
    """One issue of one hearing. `is_minority`: raised by few, and kept in the report all the same."""

    public_id = models.UUIDField("รหัสประเด็น", default=uuid.uuid4, unique=True, editable=False)
    hearing = models.ForeignKey(Hearing, verbose_name="การรับฟัง", on_delete=models.PROTECT, related_name="issues")
    number = models.PositiveIntegerField("ประเด็นที่")
    title_th = models.CharField("ประเด็น (ไทย)", max_length=300)
    title_en = models.CharField("ประเด็น (อังกฤษ)", max_length=300, blank=True)
    summary_th = models.TextField("สรุปความเห็น (ไทย)", blank=True)
    summary_en = models.TextField("สรุปความเห็น (อังกฤษ)", blank=True)
    sections = models.ManyToManyField(Section, verbose_name="มาตรา", blank=True, related_name="issues")
    is_minority = models.BooleanField("ความเห็นส่วนน้อย", default=False)
    created_by = models.ForeignKey(Officer, verbose_name="ผู้จัดทำ", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("สร้างเมื่อ")

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = "ประเด็น"
        verbose_name_plural = "ประเด็น"
        constraints = [models.UniqueConstraint(name="issue_number_once", fields=["hearing", "number"])]

    def __str__(self) -> str:
        return f"issue-{self.public_id}"


class IssueLink(models.Model):
    """A comment belongs to an issue, or to none (`issue` None, with a reason): so that no comment is passed over."""

    class Source(models.TextChoices):
        """Who linked it."""

        OFFICER = "officer", "เจ้าหน้าที่"
        MACHINE = "machine", "ระบบเสนอ เจ้าหน้าที่ยืนยัน"

    comment = models.ForeignKey(Comment, verbose_name="ความเห็น", on_delete=models.PROTECT, related_name="issue_links")
    issue = models.ForeignKey(
        Issue, verbose_name="ประเด็น", null=True, blank=True, on_delete=models.PROTECT, related_name="links"
    )
    no_issue_reason = models.CharField("เหตุที่ไม่เป็นประเด็น", max_length=300, blank=True)
    source = models.CharField("ที่มา", max_length=8, choices=Source.choices, default=Source.OFFICER)
    officer = models.ForeignKey(Officer, verbose_name="ผู้ยืนยัน", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("เมื่อ")

    class Meta:
        verbose_name = "ความเห็นในประเด็น"
        verbose_name_plural = "ความเห็นในประเด็น"
        constraints = [
            models.UniqueConstraint(
                name="issue_link_once", fields=["comment", "issue"], condition=Q(issue__isnull=False)
            ),
            models.UniqueConstraint(name="issue_link_none_once", fields=["comment"], condition=Q(issue__isnull=True)),
            models.CheckConstraint(
                name="issue_link_or_reason",
                condition=Q(issue__isnull=False, no_issue_reason="") | Q(issue__isnull=True) & ~Q(no_issue_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"issue-link-{self.pk}"


class AgencyAnswer(models.Model):
    """What the agency answers to an issue: accepted or not, why, and what was changed in the draft for it."""

    class Verdict(models.TextChoices):
        """How far the agency follows."""

        ACCEPTED = "accepted", "รับไปแก้ไข"
        PARTLY = "partly", "รับบางส่วน"
        NOT_ACCEPTED = "not_accepted", "ไม่รับ"
        COVERED = "covered", "มีอยู่ในร่างแล้ว"
        UNDER_STUDY = "under_study", "ศึกษาเพิ่มเติม"
        OUT_OF_SCOPE = "out_of_scope", "อยู่นอกขอบเขต"

    issue = models.OneToOneField(Issue, verbose_name="ประเด็น", on_delete=models.PROTECT, related_name="answer")
    verdict = models.CharField("ผล", max_length=12, choices=Verdict.choices)
    reasons_th = models.TextField("เหตุผล (ไทย)")
    reasons_en = models.TextField("เหตุผล (อังกฤษ)", blank=True)
    changed_version = models.ForeignKey(
        DraftVersion, verbose_name="แก้ไขในฉบับ", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_section = models.ForeignKey(
        Section, verbose_name="แก้ไขในมาตรา", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    officer = models.ForeignKey(Officer, verbose_name="ผู้ตอบ", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("เมื่อ")

    class Meta:
        verbose_name = "คำตอบของหน่วยงาน"
        verbose_name_plural = "คำตอบของหน่วยงาน"
        constraints = [
            models.CheckConstraint(name="agency_answer_has_reasons", condition=~Q(reasons_th="")),
        ]

    def __str__(self) -> str:
        return f"answer-{self.issue_id}"

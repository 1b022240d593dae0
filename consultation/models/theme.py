"""Theme: what comments of a hearing, or on one of its sections, are about. The machine groups, officers put right.

Both parts stay visible: a member says where the machine put it and where it stands; a theme keeps the machine's words
beside the officer's label, and merging or splitting leaves the themes it began from.
"""

import uuid

from django.db import models
from django.db.models import Q

from superapp.accounts.models import Officer

from .comment import Comment
from .draft_law import Section
from .hearing import Hearing


class ThemeSet(models.Model):
    """The themes of one hearing; with `section`, of what is said about that section. `basis` keeps them stable.

    `comments` is how many were looked at. `basis` None: there was not enough to say.
    """

    hearing = models.ForeignKey(Hearing, verbose_name="การรับฟัง", on_delete=models.PROTECT, related_name="theme_sets")
    section = models.ForeignKey(
        Section, verbose_name="มาตรา", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    basis = models.JSONField("ฐานของการจัดหัวข้อ", null=True, blank=True)
    comments = models.PositiveIntegerField("จำนวนความเห็นที่อ่าน", default=0)
    method = models.CharField("วิธี", max_length=40)
    version = models.CharField("รุ่น", max_length=60)
    made_at = models.DateTimeField("จัดเมื่อ")

    class Meta:
        verbose_name = "ชุดหัวข้อ"
        verbose_name_plural = "ชุดหัวข้อ"
        constraints = [
            models.UniqueConstraint(
                name="theme_set_of_hearing_once", fields=["hearing"], condition=Q(section__isnull=True)
            ),
            models.UniqueConstraint(
                name="theme_set_of_section_once",
                fields=["hearing", "section"],
                condition=Q(section__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"themes-{self.pk}"


class ThemeQuerySet(models.QuerySet["Theme"]):
    """Which themes."""

    def standing(self) -> "ThemeQuerySet":
        """Return those that are shown: neither gone nor merged into another."""
        return self.filter(ended_at__isnull=True, merged_into__isnull=True)


class Theme(models.Model):
    """Comments about one thing. `words` are the machine's label; `label_th` an officer's, "" where nobody wrote one.

    `merged_into`: its comments are shown there. `split_from`: an officer took it out of that one. A theme officers have
    worked on never ends; others end when the machine no longer finds them.
    """

    public_id = models.UUIDField("รหัสหัวข้อ", default=uuid.uuid4, unique=True, editable=False)
    set = models.ForeignKey(ThemeSet, verbose_name="ชุดหัวข้อ", on_delete=models.PROTECT, related_name="themes")
    position = models.PositiveIntegerField("ลำดับ", default=0)
    words = models.JSONField("คำที่คนใช้", default=list)
    label_th = models.CharField("ชื่อหัวข้อ (ไทย)", max_length=200, blank=True)
    label_en = models.CharField("ชื่อหัวข้อ (อังกฤษ)", max_length=200, blank=True)
    renamed_by = models.ForeignKey(
        Officer, verbose_name="ผู้ตั้งชื่อ", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    renamed_at = models.DateTimeField("ตั้งชื่อเมื่อ", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", verbose_name="รวมเข้ากับ", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_here"
    )
    merged_by = models.ForeignKey(
        Officer, verbose_name="ผู้รวม", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    split_from = models.ForeignKey(
        "self", verbose_name="แยกจาก", null=True, blank=True, on_delete=models.PROTECT, related_name="split_off"
    )
    split_by = models.ForeignKey(
        Officer, verbose_name="ผู้แยก", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField("พบเมื่อ")
    ended_at = models.DateTimeField("ไม่พบอีกตั้งแต่", null=True, blank=True)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        verbose_name = "หัวข้อ"
        verbose_name_plural = "หัวข้อ"
        constraints = [
            models.CheckConstraint(
                name="theme_merged_elsewhere", condition=Q(merged_into=None) | ~Q(merged_into=models.F("pk"))
            ),
            models.CheckConstraint(
                name="theme_officers_work_stays",
                condition=Q(ended_at=None) | Q(renamed_by=None, merged_by=None, split_by=None),
            ),
        ]

    def __str__(self) -> str:
        return f"theme-{self.public_id}"

    @property
    def label(self) -> str:
        """Return the officer's label, else the machine's words."""
        return self.label_th or " · ".join(self.words[:3])

    @property
    def is_labelled_by_officer(self) -> bool:
        """Tell whether an officer wrote the label."""
        return self.label_th != ""


class ThemeMember(models.Model):
    """A comment belongs to a theme of a set. `machine_theme` is where the machine put it, None where it did not.

    `officer` moved it by hand, and there it stays; None where it stands as the machine put it.
    """

    set = models.ForeignKey(
        ThemeSet, verbose_name="ชุดหัวข้อ", on_delete=models.PROTECT, related_name="members", db_index=False
    )
    comment = models.ForeignKey(Comment, verbose_name="ความเห็น", on_delete=models.PROTECT, related_name="theme_links")
    theme = models.ForeignKey(
        Theme, verbose_name="หัวข้อ", on_delete=models.PROTECT, related_name="members", db_index=False
    )
    machine_theme = models.ForeignKey(
        Theme, verbose_name="ระบบจัดไว้ที่", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    officer = models.ForeignKey(
        Officer, verbose_name="ผู้ย้าย", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "ความเห็นในหัวข้อ"
        verbose_name_plural = "ความเห็นในหัวข้อ"
        indexes = [models.Index(name="theme_member_order", fields=["theme", "-comment"])]
        constraints = [models.UniqueConstraint(name="theme_member_once", fields=["set", "comment"])]

    def __str__(self) -> str:
        return f"theme-member-{self.pk}"


class ThemeQuote(models.Model):
    """A comment worth quoting for a theme: proposed by the machine, pinned by an officer, or passed over by one."""

    class Choice(models.TextChoices):
        """Who chose it."""

        MACHINE = "machine", "ระบบเสนอ"
        PINNED = "pinned", "เจ้าหน้าที่เลือก"
        PASSED = "passed", "เจ้าหน้าที่ไม่ใช้"

    theme = models.ForeignKey(Theme, verbose_name="หัวข้อ", on_delete=models.PROTECT, related_name="quotes")
    comment = models.ForeignKey(Comment, verbose_name="ความเห็น", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField("ลำดับ", default=0)
    choice = models.CharField("ที่มา", max_length=8, choices=Choice.choices, default=Choice.MACHINE)
    officer = models.ForeignKey(
        Officer, verbose_name="ผู้เลือก", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "ความเห็นที่ยกมาในหัวข้อ"
        verbose_name_plural = "ความเห็นที่ยกมาในหัวข้อ"
        constraints = [
            models.UniqueConstraint(name="theme_quote_once", fields=["theme", "comment"]),
            models.CheckConstraint(
                name="theme_quote_chosen_by_somebody",
                condition=Q(choice="machine", officer=None) | ~Q(choice="machine") & Q(officer__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"theme-quote-{self.pk}"

"""Posting: which officer works for which agency, in which role, from when to when."""

from django.db import models

from superapp.accounts.models import Officer

from .agency import Agency


class PostingQuerySet(models.QuerySet["Posting"]):
    """Which postings."""

    def open_on(self, as_of: object) -> "PostingQuerySet":
        """Return the postings that hold on the date `as_of`."""
        return self.filter(models.Q(ends_on=None) | models.Q(ends_on__gt=as_of), starts_on__lte=as_of)


class Posting(models.Model):
    """An officer at an agency. The role decides what they may do there; a head may do all and appoints others."""

    class Role(models.TextChoices):
        """What an officer does at an agency."""

        AUTHOR = "author", "ผู้ร่าง"
        APPROVER = "approver", "ผู้อนุมัติ"
        HEAD = "head", "หัวหน้า"

    officer = models.ForeignKey(Officer, verbose_name="เจ้าหน้าที่", on_delete=models.PROTECT, related_name="postings")
    agency = models.ForeignKey(Agency, verbose_name="หน่วยงาน", on_delete=models.PROTECT, related_name="postings")
    role = models.CharField("บทบาท", max_length=10, choices=Role.choices)
    starts_on = models.DateField("เริ่มวันที่")
    ends_on = models.DateField("สิ้นสุดวันที่", null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = "การประจำหน่วยงาน"
        verbose_name_plural = "การประจำหน่วยงาน"
        constraints = [
            models.UniqueConstraint(
                name="posting_once_per_role",
                fields=["officer", "agency", "role"],
                condition=models.Q(ends_on=None),
            ),
            models.CheckConstraint(
                name="posting_ends_after_it_starts",
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer}@{self.agency}:{self.role}"

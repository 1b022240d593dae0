"""RuleVersion: one numbered rule document of a programme, from draft to the public and ever after.

Its text never changes once it has left the draft, and no version is deleted: triggers see to it. Going back to an
earlier text publishes that text again under a new number.
"""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from services.models.rights import agencies_of
from superapp.accounts.models import Officer

from .programme import Programme
from .vocabulary import Vocabulary

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer


class RuleVersionQuerySet(models.QuerySet["RuleVersion"]):
    """Which versions."""

    def visible_to(self, viewer: "Viewer") -> "RuleVersionQuerySet":
        """Return the versions of programmes of the agencies this viewer works for."""
        return self.filter(programme__agency__in=agencies_of(viewer))

    def open(self) -> "RuleVersionQuerySet":
        """Return those still being worked on."""
        return self.filter(state__in=RuleVersion.OPEN)

    def published(self) -> "RuleVersionQuerySet":
        """Return those that decide now, one for each programme."""
        return self.filter(state=RuleVersion.State.PUBLISHED)


class RuleVersion(models.Model):
    """A rule document (`text`, rules/1 YAML), who wrote it, who signed it, and where it stands.

    `author` None means that it came with the software and no officer has confirmed it; citizens are told so.
    `digest` is the SHA-256 of the canonical document, "" for a draft that cannot be read yet. `gate` is what the
    publish gate found last, as codes and places.
    """

    class State(models.TextChoices):
        """Where a version stands."""

        DRAFT = "draft", "ร่าง"
        IN_REVIEW = "in_review", "รอลงนาม"
        PUBLISHED = "published", "ใช้อยู่"
        SUPERSEDED = "superseded", "มีฉบับใหม่แทน"
        DISCARDED = "discarded", "ทิ้งร่าง"

    OPEN = (State.DRAFT, State.IN_REVIEW)

    programme = models.ForeignKey(Programme, verbose_name="โครงการ", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("ฉบับที่")
    state = models.CharField("สถานะ", max_length=10, choices=State.choices, default=State.DRAFT)
    text = models.TextField("หลักเกณฑ์ (YAML)")
    digest = models.CharField("ลายพิมพ์", max_length=64, blank=True, editable=False)
    vocabulary = models.ForeignKey(Vocabulary, verbose_name="คลังคำ", on_delete=models.PROTECT, related_name="+")
    based_on = models.ForeignKey(
        "self", verbose_name="ต่อจากฉบับ", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    author = models.ForeignKey(
        Officer, verbose_name="ผู้ร่าง", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    writers = models.ManyToManyField(Officer, verbose_name="ผู้เขียน", related_name="+", editable=False)
    signer = models.ForeignKey(
        Officer, verbose_name="ผู้ลงนาม", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField("เหตุผลของขั้นตอนล่าสุด", blank=True)
    gate = models.JSONField("ผลตรวจ", default=dict, editable=False)
    revision = models.PositiveIntegerField("แก้ไขครั้งที่", default=1)
    created_at = models.DateTimeField("สร้างเมื่อ")
    submitted_at = models.DateTimeField("ส่งตรวจเมื่อ", null=True, blank=True)
    decided_at = models.DateTimeField("ตัดสินเมื่อ", null=True, blank=True)

    objects = RuleVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "ฉบับของหลักเกณฑ์"
        verbose_name_plural = "ฉบับของหลักเกณฑ์"
        constraints = [
            models.UniqueConstraint(name="rule_version_number_once", fields=["programme", "number"]),
            models.UniqueConstraint(
                name="rule_version_one_published", fields=["programme"], condition=Q(state="published")
            ),
            models.UniqueConstraint(
                name="rule_version_one_open", fields=["programme"], condition=Q(state__in=["draft", "in_review"])
            ),
            models.CheckConstraint(
                name="rule_version_four_eyes",
                condition=Q(signer=None) | Q(author=None) | ~Q(signer=models.F("author")),
            ),
            models.CheckConstraint(
                name="rule_version_signed_by_somebody",
                condition=Q(author=None) | Q(signer__isnull=False) | ~Q(state__in=["published", "superseded"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme.code}#{self.number}"

    @property
    def is_confirmed(self) -> bool:
        """Tell whether officers wrote and signed it, rather than that it came with the software."""
        return self.signer_id is not None

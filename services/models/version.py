"""ServiceVersion: one numbered text of a service on its way from draft to the public, and ever after.

A version's content never changes once it has left the draft, and no version is ever deleted: triggers see to it
(migration 0002_versions_stay). Going back to an earlier text makes a new version.
"""

from typing import TYPE_CHECKING

from django.db import models

from superapp.accounts.models import Officer

from .rights import agencies_of
from .service import Service

if TYPE_CHECKING:
    from datetime import datetime

    from superapp.accounts.viewer import Viewer


class ServiceVersionQuerySet(models.QuerySet["ServiceVersion"]):
    """Which versions."""

    def visible_to(self, viewer: "Viewer") -> "ServiceVersionQuerySet":
        """Return the versions of the agencies this viewer works for; none for anybody else."""
        return self.filter(service__agency__in=agencies_of(viewer))

    def open(self) -> "ServiceVersionQuerySet":
        """Return the versions still being worked on: draft, in review, or approved for a later moment."""
        return self.filter(state__in=ServiceVersion.OPEN)

    def not_written_by(self, officer: Officer) -> "ServiceVersionQuerySet":
        """Return the versions no part of which the officer ever wrote."""
        return self.exclude(author=officer).exclude(writers=officer)

    def due(self, now: "datetime") -> "ServiceVersionQuerySet":
        """Return the approved versions whose moment has come."""
        return self.filter(state=ServiceVersion.State.SCHEDULED, effective_at__lte=now)


class ServiceVersion(models.Model):
    """A text of a service (`content`, see content.py), who wrote it, who approved it, and where it stands.

    `intent` says what approval brings about: the text is published, or the service is withdrawn. `effective_at` is
    None when approval takes effect at once. `based_on` is the version this one was started from, None for the first;
    `base_facts` is how sure its facts were then, so that what the author restates can be told from what others have
    confirmed meanwhile. `author` is whoever wrote the text last; `writers` are all who ever wrote any of it.
    """

    class State(models.TextChoices):
        """Where a version stands."""

        DRAFT = "draft", "ร่าง"
        IN_REVIEW = "in_review", "รอตรวจ"
        SCHEDULED = "scheduled", "อนุมัติแล้ว รอเวลา"
        PUBLISHED = "published", "เผยแพร่"
        SUPERSEDED = "superseded", "มีฉบับใหม่แทน"
        RETIRED = "retired", "เลิกแล้ว"
        DISCARDED = "discarded", "ทิ้งร่าง"

    class Intent(models.TextChoices):
        """What approval brings about."""

        PUBLISH = "publish", "เผยแพร่"
        WITHDRAW = "withdraw", "เลิกให้บริการ"

    OPEN = (State.DRAFT, State.IN_REVIEW, State.SCHEDULED)

    service = models.ForeignKey(Service, verbose_name="บริการ", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("ฉบับที่")
    intent = models.CharField("ความประสงค์", max_length=10, choices=Intent.choices, default=Intent.PUBLISH)
    state = models.CharField("สถานะ", max_length=12, choices=State.choices, default=State.DRAFT)
    content = models.JSONField("เนื้อหา")
    content_hash = models.CharField("ลายพิมพ์เนื้อหา", max_length=64, editable=False)
    base_facts = models.JSONField("ความแน่นอนเมื่อเริ่มร่าง", default=dict, editable=False)
    based_on = models.ForeignKey(
        "self", verbose_name="ต่อจากฉบับ", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField("เหตุผลของขั้นตอนล่าสุด", blank=True)
    author = models.ForeignKey(Officer, verbose_name="ผู้ร่าง", null=True, on_delete=models.PROTECT, related_name="+")
    writers = models.ManyToManyField(Officer, verbose_name="ผู้เขียน", related_name="+", editable=False)
    approver = models.ForeignKey(
        Officer, verbose_name="ผู้อนุมัติ", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("สร้างเมื่อ")
    submitted_at = models.DateTimeField("ส่งตรวจเมื่อ", null=True, blank=True)
    decided_at = models.DateTimeField("ตัดสินเมื่อ", null=True, blank=True)
    effective_at = models.DateTimeField("มีผลเมื่อ", null=True, blank=True)
    revision = models.PositiveIntegerField("แก้ไขครั้งที่", default=1)

    objects = ServiceVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "ฉบับของบริการ"
        verbose_name_plural = "ฉบับของบริการ"
        constraints = [
            models.UniqueConstraint(name="version_number_once", fields=["service", "number"]),
            models.UniqueConstraint(
                name="version_one_published", fields=["service"], condition=models.Q(state="published")
            ),
            models.UniqueConstraint(
                name="version_one_open",
                fields=["service"],
                condition=models.Q(state__in=["draft", "in_review", "scheduled"]),
            ),
            # Four eyes: whoever wrote a text may not be the one who lets it out.
            models.CheckConstraint(
                name="version_four_eyes",
                condition=models.Q(approver=None) | models.Q(author=None) | ~models.Q(approver=models.F("author")),
            ),
            # And nothing an officer wrote gets out without anybody letting it. Reference data has neither.
            models.CheckConstraint(
                name="version_approved_by_somebody",
                condition=models.Q(author=None)
                | models.Q(approver__isnull=False)
                | ~models.Q(state__in=["scheduled", "published", "superseded", "retired"]),
            ),
        ]
        indexes = [models.Index(fields=["state", "effective_at"], name="version_by_state")]

    def __str__(self) -> str:
        return f"{self.service}#{self.number}"

    def is_written_by(self, officer: Officer) -> bool:
        """Tell whether the officer wrote any of the text, now or before others did. Lists prefetch `writers`."""
        return self.author_id == officer.pk or any(writer.pk == officer.pk for writer in self.writers.all())

    @property
    def public_key(self) -> str:
        """Return the key outsiders know it by: the service's code and the number."""
        return f"{self.service.code}.{self.number}"

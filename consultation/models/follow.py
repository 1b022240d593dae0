"""Follow: what a citizen wants to hear of: a law, an agency, a subject or one hearing."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from services.models import Agency
from superapp.accounts.models import Citizen

from .draft_law import DraftLaw
from .hearing import Hearing

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer


class FollowQuerySet(models.QuerySet["Follow"]):
    """Which follows."""

    def visible_to(self, viewer: "Viewer") -> "FollowQuerySet":
        """Return the viewer's own; nobody else sees what somebody follows, whoever they act for."""
        return (
            self.none() if viewer.citizen is None or viewer.mandate is not None else self.filter(citizen=viewer.citizen)
        )


class Follow(models.Model):
    """One thing one citizen follows. Says something of their interests, so it is theirs alone."""

    public_id = models.UUIDField("รหัสการติดตาม", default=uuid.uuid4, unique=True, editable=False)
    citizen = models.ForeignKey(Citizen, verbose_name="ประชาชน", on_delete=models.PROTECT, related_name="follows")
    law = models.ForeignKey(
        DraftLaw, verbose_name="ร่างกฎหมาย", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    agency = models.ForeignKey(
        Agency, verbose_name="หน่วยงาน", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    hearing = models.ForeignKey(
        Hearing, verbose_name="การรับฟัง", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # A code of consultation/subjects.yaml.
    subject = models.CharField("กลุ่มเรื่อง", max_length=40, blank=True)
    followed_at = models.DateTimeField("ติดตามเมื่อ")

    objects = FollowQuerySet.as_manager()

    class Meta:
        verbose_name = "การติดตาม"
        verbose_name_plural = "การติดตาม"
        indexes = [models.Index(name="follow_of_subject", fields=["subject", "citizen"], condition=~Q(subject=""))]
        constraints = [
            models.CheckConstraint(
                name="follow_one_thing",
                condition=Q(law__isnull=False, agency__isnull=True, hearing__isnull=True, subject="")
                | Q(law__isnull=True, agency__isnull=False, hearing__isnull=True, subject="")
                | Q(law__isnull=True, agency__isnull=True, hearing__isnull=False, subject="")
                | Q(law__isnull=True, agency__isnull=True, hearing__isnull=True) & ~Q(subject=""),
            ),
            models.UniqueConstraint(name="follow_law_once", fields=["citizen", "law"], condition=Q(law__isnull=False)),
            models.UniqueConstraint(
                name="follow_agency_once", fields=["citizen", "agency"], condition=Q(agency__isnull=False)
            ),
            models.UniqueConstraint(
                name="follow_hearing_once", fields=["citizen", "hearing"], condition=Q(hearing__isnull=False)
            ),
            models.UniqueConstraint(
                name="follow_subject_once", fields=["citizen", "subject"], condition=~Q(subject="")
            ),
        ]

    def __str__(self) -> str:
        return f"follow-{self.public_id}"

"""JointApproval: an act for an organisation that several directors must sign, each for the very same content."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from superapp.accounts.models import Citizen, Mandate, Organisation


class JointApproval(models.Model):
    """One act waiting for its signatures. `content_hash` is what was signed: other content is another act.

    `matter` names what is done, as "mandate.appoint" or "application:<public id>". `details` are codes and numbers
    that tell the other directors what they would sign, never personal data.
    """

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", "รอลงนาม"
        DONE = "done", "ลงนามครบและทำแล้ว"
        LAPSED = "lapsed", "หมดเวลา"

    public_id = models.UUIDField("รหัส", default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, verbose_name="องค์กร", on_delete=models.PROTECT, related_name="joint_approvals"
    )
    matter = models.CharField("เรื่อง", max_length=120)
    content_hash = models.CharField("ค่าแฮชของเนื้อหา", max_length=64)
    details = models.JSONField("รายละเอียด", default=dict)
    needed = models.PositiveSmallIntegerField("ต้องลงนามกี่คน")
    state = models.CharField("สถานะ", max_length=10, choices=State.choices, default=State.WAITING)
    opened_at = models.DateTimeField("เปิดเมื่อ", default=timezone.now)
    lapses_at = models.DateTimeField("ลงนามได้ถึง")
    done_at = models.DateTimeField("ครบเมื่อ", null=True, blank=True)

    class Meta:
        verbose_name = "การลงนามร่วม"
        verbose_name_plural = "การลงนามร่วม"
        constraints = [
            models.UniqueConstraint(
                name="joint_approval_one_waiting",
                fields=["organisation", "matter", "content_hash"],
                condition=Q(state="waiting"),
            ),
            models.CheckConstraint(name="joint_approval_is_joint", condition=Q(needed__gte=2, needed__lte=20)),
            models.CheckConstraint(
                name="joint_approval_done_says_when",
                condition=Q(state="done", done_at__isnull=False) | (~Q(state="done") & Q(done_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"joint-approval-{self.public_id}"

    @property
    def is_complete(self) -> bool:
        """Tell whether everybody needed has signed."""
        return self.state == self.State.DONE


class JointSignature(models.Model):
    """One director's signature under one act. A person signs once, whatever mandates they hold."""

    approval = models.ForeignKey(
        JointApproval, verbose_name="การลงนามร่วม", on_delete=models.PROTECT, related_name="signatures"
    )
    signer = models.ForeignKey(Citizen, verbose_name="ผู้ลงนาม", on_delete=models.PROTECT, related_name="+")
    mandate = models.ForeignKey(Mandate, verbose_name="โดยอาศัย", on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField("ลงนามเมื่อ", default=timezone.now)

    class Meta:
        verbose_name = "ลายมือชื่อร่วม"
        verbose_name_plural = "ลายมือชื่อร่วม"
        constraints = [models.UniqueConstraint(name="joint_signature_once", fields=["approval", "signer"])]

    def __str__(self) -> str:
        return f"joint-signature-{self.pk}"

"""DataUse: somebody looked at a citizen's data, or was given some; shown to the citizen as it stands."""

import uuid

from django.db import models
from django.utils import timezone

from superapp.accounts.models import Citizen


class DataUse(models.Model):
    """One access to a citizen's record by an officer, an agency or a registry call.

    Only ever added to: triggers refuse UPDATE and DELETE, and TRUNCATE on PostgreSQL (migration data_uses_append_only).
    """

    class Kind(models.TextChoices):
        """What happened."""

        VIEWED = "viewed", "เจ้าหน้าที่เปิดดู"
        RELEASED = "released", "ส่งให้หน่วยงาน"
        FETCHED = "fetched", "ขอจากทะเบียน"
        MANDATE = "mandate", "ผู้ทำแทนเปิดดู"

    public_id = models.UUIDField("รหัส", default=uuid.uuid4, unique=True, editable=False)
    citizen = models.ForeignKey(Citizen, verbose_name="ของใคร", on_delete=models.PROTECT, related_name="data_uses")
    at = models.DateTimeField("เมื่อ", default=timezone.now)
    kind = models.CharField("ประเภท", max_length=10, choices=Kind.choices)
    # Public id of the officer's or agent's account, "agency" clients' code, or "system".
    actor = models.CharField("โดย", max_length=64)
    agency_code = models.CharField("หน่วยงาน", max_length=40, blank=True)
    # In which role: an officer's at the agency ("head"), or the mandate's kind ("parent"). Never a name.
    role = models.CharField("ในฐานะ", max_length=20, blank=True)
    # Names of facts or fields, never values: ["birth_date", "annual_income"].
    facts = models.JSONField("ข้อมูลใด", default=list)
    purpose = models.CharField("เพื่ออะไร", max_length=60)
    # "consent:<public id>", "law:dga-s13" ...
    basis = models.CharField("ฐานอำนาจ", max_length=80)
    outcome = models.CharField("ผล", max_length=40, default="done")

    class Meta:
        verbose_name = "การใช้ข้อมูล"
        verbose_name_plural = "การใช้ข้อมูล"
        indexes = [models.Index(fields=["citizen", "-at", "-id"], name="data_use_of_citizen")]

    def __str__(self) -> str:
        return f"data-use-{self.public_id}"

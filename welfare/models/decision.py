"""Decision: what the engine said about one citizen and one programme on one day, kept so that it replays to the byte.

The rules it was made by stay in RuleVersion, the words in Vocabulary, the facts here, sealed; so the same bytes come
out years later, whatever the rules say by then. Rows are only ever added: triggers see to it.
"""

import uuid
from typing import TYPE_CHECKING

from django.db import models

from superapp.accounts import cipher
from superapp.accounts.models import Citizen

from .rule_version import RuleVersion
from .vocabulary import Vocabulary

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Which decisions."""

    def visible_to(self, viewer: "Viewer") -> "DecisionQuerySet":
        """Return the decisions about whom the viewer stands here for: themselves, or the person they act for."""
        if viewer.mandate is not None:
            principal = viewer.mandate.principal_citizen_id
            codes = viewer.mandate.scope_codes
            if principal is None or "view" not in viewer.mandate.scope_verbs:
                return self.none()
            found = self.filter(citizen=principal)
            return found if codes is None else found.filter(programme_code__in=codes)
        if viewer.citizen is None:
            return self.none()
        return self.filter(citizen=viewer.citizen)


class Decision(models.Model):
    """One verdict. `snapshot_sealed` is the facts used with level and provenance; `record_sealed` the decision's bytes.

    `snapshot_digest` is the SHA-256 of the sealed snapshot, `record_digest` that of the decision's bytes.
    """

    class Verdict(models.TextChoices):
        """What was decided."""

        ELIGIBLE = "eligible", "มีสิทธิ"
        NOT_ELIGIBLE = "not_eligible", "ไม่มีสิทธิ"
        UNKNOWN = "unknown", "ยังบอกไม่ได้"
        NOT_ENCODED = "not_encoded", "ยังไม่มีหลักเกณฑ์ในระบบ"

    public_id = models.UUIDField("รหัสคำวินิจฉัย", default=uuid.uuid4, unique=True, editable=False)
    citizen = models.ForeignKey(Citizen, verbose_name="ของใคร", on_delete=models.PROTECT, related_name="decisions")
    programme_code = models.CharField("รหัสโครงการ", max_length=60)
    rules = models.ForeignKey(RuleVersion, verbose_name="หลักเกณฑ์", on_delete=models.PROTECT, related_name="+")
    vocabulary = models.ForeignKey(Vocabulary, verbose_name="คลังคำ", on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField("ณ วันที่")
    stage = models.CharField("ขั้น", max_length=10)
    verdict = models.CharField("ผล", max_length=12, choices=Verdict.choices)
    reason = models.CharField("เกณฑ์ที่ชี้ขาด", max_length=60, blank=True)
    snapshot_sealed = models.BinaryField("ข้อเท็จจริงที่ใช้", editable=False)
    snapshot_digest = models.CharField("ลายพิมพ์ข้อเท็จจริง", max_length=64, editable=False)
    record_sealed = models.BinaryField("คำวินิจฉัย", editable=False)
    record_digest = models.CharField("ลายพิมพ์คำวินิจฉัย", max_length=64, editable=False)
    made_at = models.DateTimeField("เมื่อ")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "คำวินิจฉัยสิทธิ"
        verbose_name_plural = "คำวินิจฉัยสิทธิ"
        indexes = [models.Index(fields=["citizen", "-made_at", "-id"], name="decision_of_citizen")]

    def __str__(self) -> str:
        return f"decision-{self.public_id}"

    def about(self, column: str) -> cipher.About:
        """Return the place a column ("snapshot", "record") is sealed for."""
        return ("decision", str(self.public_id), column)

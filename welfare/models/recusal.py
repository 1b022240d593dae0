"""Recusal: an officer says that they are too close to a case to work on it.

Administrative Procedure Act B.E. 2539, sections 13 to 16.
"""

from django.db import models

from superapp.accounts.models import Officer

from .application import Application


class Recusal(models.Model):
    """One officer and one case that stays closed to them."""

    class Because(models.TextChoices):
        """What lies between them."""

        SELF = "self", "เป็นผู้ยื่นเอง"
        FAMILY = "family", "เป็นญาติของผู้ยื่น"
        BUSINESS = "business", "มีผลประโยชน์ร่วมกับผู้ยื่น"
        DISPUTE = "dispute", "มีข้อพิพาทกับผู้ยื่น"
        OTHER = "other", "มีเหตุอื่นที่อาจไม่เป็นกลาง"

    application = models.ForeignKey(Application, verbose_name="คำขอ", on_delete=models.PROTECT, related_name="recusals")
    officer = models.ForeignKey(Officer, verbose_name="เจ้าหน้าที่", on_delete=models.PROTECT, related_name="+")
    because = models.CharField("เหตุ", max_length=10, choices=Because.choices)
    at = models.DateTimeField("เมื่อ")

    class Meta:
        verbose_name = "การไม่ร่วมพิจารณา"
        verbose_name_plural = "การไม่ร่วมพิจารณา"
        constraints = [models.UniqueConstraint(name="recusal_once", fields=["application", "officer"])]

    def __str__(self) -> str:
        return f"recusal-{self.pk}"

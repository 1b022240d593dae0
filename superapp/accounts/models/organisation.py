"""Organisation: a juristic person. Its number and name are public; who may act for it is said by mandates."""

import uuid

from django.db import models
from django.utils import timezone


class Organisation(models.Model):
    """A company, partnership, association or foundation, as the company registry tells it."""

    class Size(models.TextChoices):
        """How large it is, as the SME Promotion Act's ministerial regulation of B.E. 2562 counts."""

        MICRO = "micro", "วิสาหกิจรายย่อย"
        SMALL = "small", "วิสาหกิจขนาดย่อม"
        MEDIUM = "medium", "วิสาหกิจขนาดกลาง"
        LARGE = "large", "วิสาหกิจขนาดใหญ่"

    public_id = models.UUIDField("รหัสองค์กร", default=uuid.uuid4, unique=True, editable=False)
    juristic_id = models.CharField("เลขทะเบียนนิติบุคคล", max_length=13, unique=True)
    name_th = models.CharField("ชื่อ (ไทย)", max_length=200)
    name_en = models.CharField("ชื่อ (อังกฤษ)", max_length=200, blank=True)
    size = models.CharField("ขนาด", max_length=6, choices=Size.choices)
    is_active = models.BooleanField("ยังดำเนินกิจการ", default=True)
    signing_rule = models.PositiveSmallIntegerField("จำนวนกรรมการที่ต้องลงนามร่วมกัน", default=1)
    asked_at = models.DateTimeField("ตรวจทะเบียนเมื่อ", default=timezone.now)

    class Meta:
        verbose_name = "องค์กร"
        verbose_name_plural = "องค์กร"
        constraints = [
            models.CheckConstraint(
                name="organisation_juristic_id_is_thirteen_digits",
                condition=models.Q(juristic_id__regex=r"^0[0-9]{12}$"),
            ),
            models.CheckConstraint(
                name="organisation_somebody_signs", condition=models.Q(signing_rule__gte=1, signing_rule__lte=20)
            ),
        ]

    def __str__(self) -> str:
        return f"organisation-{self.public_id}"

"""The lists services are grouped by: categories, life and business events, focus areas.

They are short, reviewed vocabularies (services/catalogue/vocabulary.yaml), each code with its Thai and English name.
"""

from django.db import models


class Vocabulary(models.Model):
    """What every entry of a vocabulary has."""

    code = models.SlugField("รหัส", max_length=40, unique=True)
    name_th = models.CharField("ชื่อ (ไทย)", max_length=120)
    name_en = models.CharField("ชื่อ (อังกฤษ)", max_length=120)
    position = models.PositiveSmallIntegerField("ลำดับ")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.code


class Category(Vocabulary):
    """A subject citizens browse by (CPSV-AP thematicArea)."""

    icon = models.CharField("สัญลักษณ์", max_length=8, blank=True)
    nicknames = models.JSONField("คำที่คนใช้", default=list, blank=True)

    class Meta:
        verbose_name = "หมวด"
        verbose_name_plural = "หมวด"


class LifeEvent(Vocabulary):
    """Something that happens in a life or in a business and brings a need for services (CPSV-AP Event)."""

    class Kind(models.TextChoices):
        """Whether it happens to a person (CPSV-AP LifeEvent) or to a business (BusinessEvent)."""

        LIFE = "life", "เหตุการณ์ในชีวิต"
        BUSINESS = "business", "เหตุการณ์ของธุรกิจ"

    kind = models.CharField("ประเภท", max_length=10, choices=Kind.choices)
    about_th = models.TextField("คำอธิบาย (ไทย)", blank=True)
    about_en = models.TextField("คำอธิบาย (อังกฤษ)", blank=True)
    icon = models.CharField("สัญลักษณ์", max_length=8, blank=True)
    nicknames = models.JSONField("คำที่คนใช้", default=list, blank=True)

    class Meta:
        verbose_name = "เหตุการณ์"
        verbose_name_plural = "เหตุการณ์"


class FocusArea(Vocabulary):
    """One of the ten areas of the Digital Government Development Plan B.E. 2566-2570."""

    class Meta:
        verbose_name = "ด้านสำคัญ"
        verbose_name_plural = "ด้านสำคัญ"

"""What a service consists of: its channels, fees, required documents, outputs and laws, each kept in order.

Names are those of CPSV-AP 3.2: Channel, Cost (here Fee), Evidence, Output, LegalResource.
"""

from django.db import models

from .service import Service


class Part(models.Model):
    """What every part has: its place in the order the agency gave."""

    position = models.PositiveSmallIntegerField("ลำดับ")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.service_id}:{self.position}"  # type: ignore[attr-defined]


class Channel(Part):
    """A way to reach a service: application, web page, counter or kiosk. `url` is blank where there is none."""

    class Type(models.TextChoices):
        """The way."""

        APP = "app", "แอป"
        WEB = "web", "เว็บ"
        COUNTER = "counter", "เคาน์เตอร์"
        KIOSK = "kiosk", "ตู้บริการ"

    service = models.ForeignKey(Service, verbose_name="บริการ", on_delete=models.CASCADE, related_name="channels")
    type = models.CharField("ช่องทาง", max_length=10, choices=Type.choices)
    url = models.URLField("ที่อยู่เว็บ", blank=True, max_length=300)

    class Meta:
        verbose_name = "ช่องทาง"
        verbose_name_plural = "ช่องทาง"
        constraints = [models.UniqueConstraint(name="channel_once", fields=["service", "position"])]


class Fee(Part):
    """A price of a service. No Fee at all means the fee is unknown; 0 satang means it is free.

    `amount_satang` is None when there is no fixed amount; the note then says how it is worked out.
    """

    service = models.ForeignKey(Service, verbose_name="บริการ", on_delete=models.CASCADE, related_name="fees")
    amount_satang = models.BigIntegerField("จำนวน (สตางค์)", null=True, blank=True)
    note_th = models.TextField("หมายเหตุ (ไทย)", blank=True)
    note_en = models.TextField("หมายเหตุ (อังกฤษ)", blank=True)

    class Meta:
        verbose_name = "ค่าธรรมเนียม"
        verbose_name_plural = "ค่าธรรมเนียม"
        constraints = [
            models.UniqueConstraint(name="fee_once", fields=["service", "position"]),
            models.CheckConstraint(
                name="fee_is_not_negative",
                condition=models.Q(amount_satang=None) | models.Q(amount_satang__gte=0),
            ),
            models.CheckConstraint(
                name="fee_says_something",
                condition=models.Q(amount_satang__isnull=False) | ~models.Q(note_th=""),
            ),
        ]


class Evidence(Part):
    """A document a person must bring or upload (CPSV-AP Evidence)."""

    service = models.ForeignKey(Service, verbose_name="บริการ", on_delete=models.CASCADE, related_name="evidence")
    name_th = models.CharField("เอกสาร (ไทย)", max_length=300)
    name_en = models.CharField("เอกสาร (อังกฤษ)", max_length=300)
    note_th = models.TextField("หมายเหตุ (ไทย)", blank=True)
    note_en = models.TextField("หมายเหตุ (อังกฤษ)", blank=True)

    class Meta:
        verbose_name = "เอกสารที่ต้องใช้"
        verbose_name_plural = "เอกสารที่ต้องใช้"
        constraints = [models.UniqueConstraint(name="evidence_once", fields=["service", "position"])]


class Output(Part):
    """How one receives the result (CPSV-AP Output)."""

    class Type(models.TextChoices):
        """The form of the result."""

        DIGITAL_DOCUMENT = "digital_document", "เอกสารดิจิทัล"
        COUNTER = "counter", "รับที่เคาน์เตอร์"
        POST = "post", "ทางไปรษณีย์"
        KIOSK = "kiosk", "ตู้บริการ"

    service = models.ForeignKey(Service, verbose_name="บริการ", on_delete=models.CASCADE, related_name="outputs")
    type = models.CharField("สิ่งที่ได้รับ", max_length=20, choices=Type.choices)

    class Meta:
        verbose_name = "สิ่งที่ได้รับ"
        verbose_name_plural = "สิ่งที่ได้รับ"
        constraints = [models.UniqueConstraint(name="output_once", fields=["service", "position"])]


class LegalResource(Part):
    """A law a service rests on, with the section where it is known (CPSV-AP LegalResource)."""

    service = models.ForeignKey(Service, verbose_name="บริการ", on_delete=models.CASCADE, related_name="legal_resources")
    title_th = models.CharField("กฎหมาย (ไทย)", max_length=400)
    title_en = models.CharField("กฎหมาย (อังกฤษ)", max_length=400, blank=True)
    section = models.CharField("มาตรา", max_length=100, blank=True)

    class Meta:
        verbose_name = "กฎหมาย"
        verbose_name_plural = "กฎหมาย"
        constraints = [models.UniqueConstraint(name="legal_resource_once", fields=["service", "position"])]

"""Counter: a place where officers serve people, with its opening hours (HSDS location and schedule)."""

from django.db import models

from .agency import Agency
from .fact import Certainty


class Counter(models.Model):
    """A place of an agency that people go to. Coordinates are None when nobody has confirmed them."""

    agency = models.ForeignKey(Agency, verbose_name="หน่วยงาน", on_delete=models.CASCADE, related_name="counters")
    code = models.SlugField("รหัส", max_length=60, unique=True)
    name_th = models.CharField("ชื่อ (ไทย)", max_length=200)
    name_en = models.CharField("ชื่อ (อังกฤษ)", max_length=200)
    address_th = models.TextField("ที่อยู่ (ไทย)")
    address_en = models.TextField("ที่อยู่ (อังกฤษ)")
    province_th = models.CharField("จังหวัด (ไทย)", max_length=60)
    province_en = models.CharField("จังหวัด (อังกฤษ)", max_length=60)
    latitude = models.DecimalField("ละติจูด", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("ลองจิจูด", max_digits=9, decimal_places=6, null=True, blank=True)
    certainty = models.CharField("ความแน่นอน", max_length=20, choices=Certainty.choices)
    assured_on = models.DateField("ยืนยันเมื่อ", null=True, blank=True)
    services = models.ManyToManyField("services.Service", verbose_name="บริการ", related_name="counters", blank=True)

    class Meta:
        verbose_name = "จุดบริการ"
        verbose_name_plural = "จุดบริการ"

    def __str__(self) -> str:
        return self.code


class OpeningHours(models.Model):
    """One stretch of opening hours of a counter on one weekday; no row for a day means closed that day."""

    counter = models.ForeignKey(Counter, verbose_name="จุดบริการ", on_delete=models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField("วัน (1 = จันทร์)")
    opens_at = models.TimeField("เปิด")
    closes_at = models.TimeField("ปิด")

    class Meta:
        verbose_name = "เวลาทำการ"
        verbose_name_plural = "เวลาทำการ"
        constraints = [
            models.CheckConstraint(
                name="opening_hours_weekday", condition=models.Q(weekday__gte=1) & models.Q(weekday__lte=7)
            ),
            models.CheckConstraint(
                name="opening_hours_close_after_opening",
                condition=models.Q(closes_at__gt=models.F("opens_at")),
            ),
            models.UniqueConstraint(name="opening_hours_once", fields=["counter", "weekday", "opens_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.counter_id}:{self.weekday}"

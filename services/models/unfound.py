"""UnfoundSearch: what people searched for and did not find, counted by day, without saying who."""

from django.db import models


class UnfoundSearch(models.Model):
    """A search text that found nothing on one day, and how often.

    Runs of four or more digits are masked before they are stored: people type citizen ids and telephone numbers.
    """

    text = models.CharField("คำค้น", max_length=80)
    language = models.CharField("ภาษา", max_length=2)
    day = models.DateField("วันที่")
    count = models.PositiveIntegerField("จำนวน", default=1)

    class Meta:
        verbose_name = "คำค้นที่ไม่พบ"
        verbose_name_plural = "คำค้นที่ไม่พบ"
        constraints = [models.UniqueConstraint(name="unfound_search_once_a_day", fields=["day", "language", "text"])]

    def __str__(self) -> str:
        return f"unfound-{self.pk}"

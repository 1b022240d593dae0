"""Officer: the person of an agency behind an account."""

from django.db import models

from .account import Account


class Officer(models.Model):
    """A person who works for one or more agencies. Where and as what is said by their Postings."""

    account = models.OneToOneField(Account, verbose_name="บัญชี", on_delete=models.PROTECT, related_name="officer")
    name_th = models.CharField("ชื่อ (ไทย)", max_length=200)
    name_en = models.CharField("ชื่อ (อังกฤษ)", max_length=200)
    # Who the officer is as a citizen, where they said so: nobody decides on their own case. None: not said.
    citizen = models.OneToOneField(
        "accounts.Citizen",
        verbose_name="ตนเองในฐานะประชาชน",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="officer",
        editable=False,
    )

    class Meta:
        verbose_name = "เจ้าหน้าที่"
        verbose_name_plural = "เจ้าหน้าที่"

    def __str__(self) -> str:
        # A code, not a name: this text reaches logs (house.md section 5). Desk pages show name_th themselves.
        return f"officer-{self.pk}"

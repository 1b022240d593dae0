"""RequestKey: what came of a request that a client may send again, under the key the client gave it."""

from django.db import models

from .account import Account


class RequestKey(models.Model):
    """One key of one account for one operation. `result` is the public id of what was made, "" while it is being made.

    `fingerprint` is the SHA-256 of what was asked: the same key with another body is refused.
    """

    account = models.ForeignKey(Account, verbose_name="บัญชี", on_delete=models.PROTECT, related_name="request_keys")
    operation = models.CharField("การทำรายการ", max_length=60)
    key = models.CharField("กุญแจกันซ้ำ", max_length=64)
    fingerprint = models.CharField("ลายพิมพ์คำขอ", max_length=64)
    result = models.CharField("ผล", max_length=80, blank=True)
    at = models.DateTimeField("เมื่อ")

    class Meta:
        verbose_name = "กุญแจกันทำซ้ำ"
        verbose_name_plural = "กุญแจกันทำซ้ำ"
        constraints = [models.UniqueConstraint(name="request_key_once", fields=["account", "operation", "key"])]
        indexes = [models.Index(name="request_key_at", fields=["at"])]

    def __str__(self) -> str:
        return f"request-{self.pk}"

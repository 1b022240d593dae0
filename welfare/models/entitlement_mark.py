"""EntitlementMark: what somebody's entitlements were when they were last looked at, so that a change can be told."""

import json
from typing import Any

from django.db import models

from superapp.accounts import cipher
from superapp.accounts.models import Citizen


class EntitlementMark(models.Model):
    """One citizen's answers as last seen, sealed, and the next day on which one of them changes by itself.

    `due_on` None means that within a year no day changes anything.
    """

    citizen = models.OneToOneField(
        Citizen, verbose_name="ของใคร", on_delete=models.PROTECT, related_name="entitlement_mark"
    )
    answers_sealed = models.BinaryField("คำตอบล่าสุด", editable=False)
    seen_on = models.DateField("ดูเมื่อ")
    book_version = models.PositiveBigIntegerField("ฉบับของประมวลหลักเกณฑ์")
    due_on = models.DateField("เปลี่ยนครั้งถัดไป", null=True, blank=True)

    class Meta:
        verbose_name = "สถานะสิทธิล่าสุด"
        verbose_name_plural = "สถานะสิทธิล่าสุด"
        indexes = [models.Index(fields=["due_on"], name="entitlement_mark_due")]

    def __str__(self) -> str:
        return f"entitlement-mark-{self.pk}"

    @property
    def about(self) -> cipher.About:
        """The place its answers are sealed for."""
        return ("entitlement_mark", self.citizen.public_id, "answers")

    def read(self) -> dict[str, Any]:
        """Return by programme code: `{"verdict": "true", "amount": "600"}`; amount null when none is known.

        :raises cipher.Unreadable: when the citizen's key was destroyed.
        """
        found = cipher.opened_with(self.citizen.own_key(), bytes(self.answers_sealed), self.about)
        return json.loads(found)  # type: ignore[no-any-return]

    def seal(self, answers: dict[str, Any]) -> None:
        """Keep `answers`; the caller saves."""
        text = json.dumps(answers, ensure_ascii=False, sort_keys=True)
        self.answers_sealed = cipher.seal_with(self.citizen.own_key(), text, self.about)

"""Declaration: what a citizen told us about themselves, sealed as a whole: even which questions were answered tells."""

import json
from typing import Any

from django.db import models

from superapp.accounts import cipher
from superapp.accounts.models import Citizen


class Declaration(models.Model):
    """All facts one citizen has declared, with when: `{fact: {"value": ..., "at": "2026-11-21T..."}}`, sealed."""

    citizen = models.OneToOneField(Citizen, verbose_name="ของใคร", on_delete=models.PROTECT, related_name="declaration")
    facts_sealed = models.BinaryField("ข้อเท็จจริงที่แจ้งเอง", editable=False)
    revision = models.PositiveIntegerField("แก้ไขครั้งที่", default=1)
    changed_at = models.DateTimeField("แก้ไขเมื่อ")

    class Meta:
        verbose_name = "ข้อเท็จจริงที่แจ้งเอง"
        verbose_name_plural = "ข้อเท็จจริงที่แจ้งเอง"

    def __str__(self) -> str:
        return f"declaration-{self.pk}"

    @property
    def about(self) -> cipher.About:
        """The place its facts are sealed for."""
        return ("declaration", self.citizen.public_id, "facts")

    def read(self) -> dict[str, Any]:
        """Return the facts.

        :raises cipher.Unreadable: when the citizen's key was destroyed.
        """
        found = cipher.opened_with(self.citizen.own_key(), bytes(self.facts_sealed), self.about)
        return json.loads(found)  # type: ignore[no-any-return]

    def seal(self, facts: dict[str, Any]) -> None:
        """Keep `facts`; the caller saves."""
        text = json.dumps(facts, ensure_ascii=False, sort_keys=True)
        self.facts_sealed = cipher.seal_with(self.citizen.own_key(), text, self.about)

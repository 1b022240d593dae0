"""RegistryAnswer: what one registry answered about one citizen, kept sealed until it is too old to rely on."""

import json
from typing import Any

from django.db import models

from superapp.accounts import cipher
from superapp.accounts.models import Citizen


class RegistryAnswer(models.Model):
    """One registry's answers about one citizen: by fact, kind, value, reason, provenance and until when it holds."""

    citizen = models.ForeignKey(
        Citizen, verbose_name="ของใคร", on_delete=models.PROTECT, related_name="registry_answers"
    )
    registry = models.CharField("ทะเบียน", max_length=20)
    answers_sealed = models.BinaryField("คำตอบ", editable=False)
    asked_at = models.DateTimeField("ถามเมื่อ")
    # The earliest end among its facts: before that nothing needs to be asked again.
    valid_until = models.DateTimeField("ใช้ได้ถึง")

    class Meta:
        verbose_name = "คำตอบจากทะเบียน"
        verbose_name_plural = "คำตอบจากทะเบียน"
        constraints = [models.UniqueConstraint(name="registry_answer_one_each", fields=["citizen", "registry"])]

    def __str__(self) -> str:
        return f"registry-answer-{self.pk}"

    @property
    def about(self) -> cipher.About:
        """The place its answers are sealed for."""
        return ("registry_answer", self.citizen.public_id, self.registry)

    def read(self) -> dict[str, Any]:
        """Return the answers by fact.

        :raises cipher.Unreadable: when the citizen's key was destroyed.
        """
        found = cipher.opened_with(self.citizen.own_key(), bytes(self.answers_sealed), self.about)
        return json.loads(found)  # type: ignore[no-any-return]

    def seal(self, answers: dict[str, Any]) -> None:
        """Keep `answers`; the caller saves."""
        text = json.dumps(answers, ensure_ascii=False, sort_keys=True)
        self.answers_sealed = cipher.seal_with(self.citizen.own_key(), text, self.about)

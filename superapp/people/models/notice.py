"""Notice: a message in a citizen's inbox. Its text is sealed: what somebody is entitled to says who they are."""

import json
import uuid
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from superapp.accounts import cipher
from superapp.accounts.models import Citizen, Mandate

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

TEXTS = ("title_th", "title_en", "body_th", "body_en")


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Which notices."""

    def visible_to(self, viewer: "Viewer") -> "NoticeQuerySet":
        """Return the inbox of whom the viewer stands for: their own, or a person's whose notices they may have."""
        mandate = viewer.mandate
        if mandate is None:
            return self.filter(citizen=viewer.citizen) if viewer.citizen is not None else self.none()
        if mandate.principal_citizen_id is None or Mandate.Verb.NOTICES not in mandate.scope_verbs:
            return self.none()
        theirs = self.filter(citizen_id=mandate.principal_citizen_id)
        return theirs if mandate.scope_codes is None else theirs.filter(matter__in=mandate.scope_codes)

    def unread(self) -> "NoticeQuerySet":
        """Return those nobody has read yet."""
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """One message to one citizen."""

    public_id = models.UUIDField("รหัสข่าวแจ้ง", default=uuid.uuid4, unique=True, editable=False)
    citizen = models.ForeignKey(Citizen, verbose_name="ถึง", on_delete=models.PROTECT, related_name="notices")
    # What it is about, for the app's icon and for switching kinds off: "welfare.entitlement", "mandate.proposed" ...
    topic = models.CharField("เรื่อง", max_length=60)
    # Code of the service or programme it belongs to, "" for none: a mandate may cover some matters only.
    matter = models.CharField("บริการหรือโครงการ", max_length=80, blank=True)
    # The same message is put in once: (citizen, key) is unique. Name the fact: "old_age_allowance:2026-12".
    key = models.CharField("กุญแจกันซ้ำ", max_length=120)
    # A global id the app opens, "" for none.
    link = models.CharField("เปิดไปที่", max_length=200, blank=True)
    texts_sealed = models.BinaryField("ข้อความ", editable=False)
    created_at = models.DateTimeField("เมื่อ", default=timezone.now)
    read_at = models.DateTimeField("อ่านเมื่อ", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "ข่าวแจ้ง"
        verbose_name_plural = "ข่าวแจ้ง"
        indexes = [
            models.Index(fields=["citizen", "-created_at", "-id"], name="notice_of_citizen"),
            models.Index(fields=["citizen"], name="notice_unread", condition=Q(read_at__isnull=True)),
        ]
        constraints = [models.UniqueConstraint(name="notice_once", fields=["citizen", "key"])]

    def __str__(self) -> str:
        return f"notice-{self.public_id}"

    @property
    def about(self) -> cipher.About:
        """The place its texts are sealed for."""
        return ("notice", str(self.public_id), "texts")

    @property
    def subject(self) -> str:
        """The part of the topic people choose by: "welfare" of "welfare.entitlement"."""
        return self.topic.partition(".")[0]

    def seal(self, texts: Mapping[str, str]) -> None:
        """Keep the texts, TEXTS by name, sealed with the citizen's key. The caller saves.

        :raises cipher.Unreadable: when the citizen's key was destroyed.
        """
        text = json.dumps([texts[name] for name in TEXTS], ensure_ascii=False)
        self.texts_sealed = cipher.seal_with(self.citizen.own_key(), text, self.about)

    @cached_property
    def texts(self) -> dict[str, str]:
        """What it says, TEXTS by name.

        :raises cipher.Unreadable: when the citizen's key was destroyed.
        """
        text = cipher.opened_with(self.citizen.own_key(), bytes(self.texts_sealed), self.about)
        return dict(zip(TEXTS, json.loads(text), strict=True))

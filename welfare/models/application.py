"""Application: a person, or an organisation, asks for a benefit of a programme or for a service of the catalogue.

What was filled in lies sealed. The state moves only along the table in application_state.py: a trigger sees to it, so
whichever of two acts comes second - a withdrawal, an approval - finds its way closed.
"""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from services.models import Agency, Service
from services.models.rights import agencies_of
from superapp.accounts import cipher
from superapp.accounts.models import Citizen, Mandate, Officer, Organisation

from .application_state import OPEN, UNDER_WAY, ApplicationState
from .decision import Decision
from .programme import Programme

if TYPE_CHECKING:
    from datetime import date

    from superapp.accounts.viewer import Viewer


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Which applications."""

    def of_person(self, viewer: "Viewer") -> "ApplicationQuerySet":
        """Return those of whom the viewer stands here for: themselves, or whom they act for, as far as that goes."""
        mandate = viewer.mandate
        if mandate is None:
            return self.none() if viewer.citizen is None else self.filter(citizen=viewer.citizen)
        if Mandate.Verb.VIEW not in mandate.scope_verbs:
            return self.none()
        theirs = self.filter(citizen=mandate.principal_citizen_id, organisation=mandate.principal_organisation_id)
        return theirs if mandate.scope_codes is None else theirs.filter(matter__in=mandate.scope_codes)

    def at_desk_of(self, viewer: "Viewer") -> "ApplicationQuerySet":
        """Return those that were sent to an agency the viewer, an officer, works for; never a citizen's drafts."""
        return self.filter(agency__in=agencies_of(viewer), submitted_at__isnull=False)

    def visible_to(self, viewer: "Viewer") -> "ApplicationQuerySet":
        """Return what the viewer may see: as an officer their agencies' cases, as a citizen their own."""
        return self.at_desk_of(viewer) if viewer.officer is not None else self.of_person(viewer)

    def open(self) -> "ApplicationQuerySet":
        """Return those that an officer still has to decide."""
        return self.filter(state__in=OPEN)

    def overdue(self, as_of: "date") -> "ApplicationQuerySet":
        """Return the open ones whose promised day has passed."""
        return self.open().filter(due_on__lt=as_of)


class Application(models.Model):
    """One case. Exactly one of `programme` and `service`, and one of `citizen` and `organisation`.

    `matter` is the code of the programme or service: what mandates are scoped by. `number` is the reference people
    quote ("WA-2569-000123"), None before it is sent. `answers_sealed` is JSON of what was filled in, declared facts and
    registry facts with their source and time, sealed for ("application", public_id, "answers"); `payout_sealed` where
    money goes; `words_sealed` the officer's sentences to the applicant. A person's case is sealed by their own key; an
    organisation has none, so its case brings one along: `data_key`, wrapped, None for a person's.

    `revision` rises with every change and is what writers compare. `due_on` is the promised day, in working days from
    `submitted_at`. `decided_by` None on a decided case means straight through, by the rules alone. `outcome_reason` is
    the requirement that decided, by its code.
    """

    State = ApplicationState

    public_id = models.UUIDField("รหัสคำขอ", default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField("เลขที่คำขอ", max_length=20, null=True, unique=True, editable=False)  # noqa: DJ001
    citizen = models.ForeignKey(
        Citizen, verbose_name="ผู้มีสิทธิ", null=True, blank=True, on_delete=models.PROTECT, related_name="applications"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name="องค์กร", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    agency = models.ForeignKey(Agency, verbose_name="หน่วยงานที่รับ", on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(
        Programme, verbose_name="โครงการ", null=True, blank=True, on_delete=models.PROTECT, related_name="applications"
    )
    service = models.ForeignKey(
        Service, verbose_name="บริการ", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    matter = models.CharField("รหัสโครงการหรือบริการ", max_length=80)
    state = models.CharField("สถานะ", max_length=14, choices=ApplicationState.choices, default=ApplicationState.DRAFT)
    revision = models.PositiveIntegerField("แก้ไขครั้งที่", default=1)
    data_key = models.BinaryField("กุญแจข้อมูลของคำขอ", null=True, editable=False)
    answers_sealed = models.BinaryField("ข้อมูลที่กรอก", null=True, editable=False)
    payout_sealed = models.BinaryField("บัญชีรับเงิน", null=True, editable=False)
    words_sealed = models.BinaryField("ถ้อยคำถึงผู้ยื่น", null=True, editable=False)
    decision = models.ForeignKey(
        Decision, verbose_name="คำวินิจฉัย", null=True, blank=True, on_delete=models.PROTECT, related_name="applications"
    )
    opened_at = models.DateTimeField("เริ่มเมื่อ")
    submitted_at = models.DateTimeField("ยื่นเมื่อ", null=True, blank=True)
    due_on = models.DateField("กำหนดเสร็จ", null=True, blank=True)
    assigned_to = models.ForeignKey(
        Officer, verbose_name="ผู้รับผิดชอบ", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Who proposed the decision where two have to agree (four eyes above an amount); another officer confirms.
    proposed_by = models.ForeignKey(
        Officer, verbose_name="ผู้เสนอ", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    proposed_outcome = models.CharField("ผลที่เสนอ", max_length=14, blank=True)
    decided_by = models.ForeignKey(
        Officer, verbose_name="ผู้ตัดสิน", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField("ตัดสินเมื่อ", null=True, blank=True)
    outcome_reason = models.CharField("เกณฑ์ที่ชี้ขาด", max_length=60, blank=True)
    # True when an appeal was upheld: the person gets what was refused.
    is_granted = models.BooleanField("ได้รับ", null=True, blank=True)
    amount_satang = models.BigIntegerField("จำนวนเงินต่องวด (สตางค์)", null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = "คำขอ"
        verbose_name_plural = "คำขอ"
        indexes = [
            models.Index(name="application_of_citizen", fields=["citizen", "-id"]),
            models.Index(name="application_of_organisation", fields=["organisation", "-id"]),
            models.Index(name="application_queue", fields=["agency", "state", "due_on", "id"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="application_for_a_person_or_an_organisation",
                condition=Q(citizen__isnull=False, organisation__isnull=True)
                | Q(citizen__isnull=True, organisation__isnull=False),
            ),
            models.CheckConstraint(
                name="application_for_a_programme_or_a_service",
                condition=Q(programme__isnull=False, service__isnull=True)
                | Q(programme__isnull=True, service__isnull=False),
            ),
            models.CheckConstraint(
                name="application_numbered_when_sent",
                condition=Q(submitted_at__isnull=True, number__isnull=True)
                | Q(submitted_at__isnull=False, number__isnull=False, due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="application_known_state", condition=Q(state__in=[value for value, _ in ApplicationState.choices])
            ),
            # Two at once for the same benefit would be two payments.
            models.UniqueConstraint(
                name="application_one_under_way_for_citizen",
                fields=["citizen", "matter"],
                condition=Q(state__in=[str(state) for state in UNDER_WAY], programme__isnull=False),
            ),
            models.UniqueConstraint(
                name="application_one_under_way_for_organisation",
                fields=["organisation", "matter"],
                condition=Q(state__in=[str(state) for state in UNDER_WAY], programme__isnull=False),
            ),
            models.CheckConstraint(
                name="application_four_eyes",
                condition=Q(proposed_by=None) | Q(decided_by=None) | ~Q(proposed_by=models.F("decided_by")),
            ),
            models.CheckConstraint(
                name="application_amount_is_positive", condition=Q(amount_satang=None) | Q(amount_satang__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"application-{self.public_id}"

    def about(self, column: str) -> cipher.About:
        """Return the place a column ("answers", "payout", "words") is sealed for."""
        return ("application", str(self.public_id), column)

    def make_key(self) -> None:
        """Give an organisation's new case a key of its own; the caller saves."""
        self.data_key = cipher.new_data_key(self.about("data_key"))

    def key(self) -> bytes:
        """Return the key that seals what belongs to this case: the citizen's own, or that of the case.

        :raises cipher.Unreadable: when the citizen's key was destroyed.
        """
        if self.citizen is not None:
            return self.citizen.own_key()
        assert self.data_key is not None
        return cipher.unwrapped(bytes(self.data_key), self.about("data_key"))

    def read(self, column: str) -> str | None:
        """Return what is sealed in a column ("answers", "payout", "words"); None when nothing is kept.

        :raises cipher.Unreadable: when the citizen's key was destroyed.
        """
        value = getattr(self, f"{column}_sealed")
        return None if value is None else cipher.opened_with(self.key(), bytes(value), self.about(column))

    def sealed(self, column: str, text: str) -> bytes:
        """Return `text` sealed for a column ("answers", "payout", "words")."""
        return cipher.seal_with(self.key(), text, self.about(column))


class ApplicationNumber(models.Model):
    """The last reference number given out in a year: one row for each year of the Buddhist era."""

    year_be = models.PositiveSmallIntegerField("ปี พ.ศ.", unique=True)
    last = models.PositiveIntegerField("เลขล่าสุด", default=0)

    class Meta:
        verbose_name = "เลขที่คำขอล่าสุด"
        verbose_name_plural = "เลขที่คำขอล่าสุด"

    def __str__(self) -> str:
        return f"{self.year_be}:{self.last}"


class ApplicationEvent(models.Model):
    """One step of a case, as its timeline shows it. Never changed and never deleted.

    `actor` is an account's public id or "system"; `officer` is set when one acted. `note_sealed` holds the sentence
    that went with it, None for none.
    """

    application = models.ForeignKey(Application, verbose_name="คำขอ", on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField("เมื่อ")
    kind = models.CharField("เหตุการณ์", max_length=40)
    from_state = models.CharField("จากสถานะ", max_length=14, blank=True)
    to_state = models.CharField("เป็นสถานะ", max_length=14)
    actor = models.CharField("ผู้ทำ", max_length=40)
    officer = models.ForeignKey(
        Officer, verbose_name="เจ้าหน้าที่", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    mandate = models.CharField("หนังสือมอบอำนาจ", max_length=40, blank=True)
    note_sealed = models.BinaryField("ข้อความ", null=True, editable=False)
    public_id = models.UUIDField("รหัสเหตุการณ์", default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = "เหตุการณ์ของคำขอ"
        verbose_name_plural = "เหตุการณ์ของคำขอ"
        indexes = [models.Index(name="application_event_order", fields=["application", "id"])]

    def __str__(self) -> str:
        return f"{self.application_id}:{self.kind}"

    @property
    def about(self) -> cipher.About:
        """The place its sentence is sealed for, by the key of its case."""
        return ("application_event", str(self.public_id), "note")

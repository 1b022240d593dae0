"""Stakeholders: who is concerned by laws, who of them was told of which hearing, and what agencies are told here."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from services.models import Agency
from services.models.rights import agencies_of
from superapp.accounts import cipher
from superapp.accounts.models import Officer

from .hearing import Hearing

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer


class StakeholderQuerySet(models.QuerySet["Stakeholder"]):
    """Which stakeholders."""

    def visible_to(self, viewer: "Viewer") -> "StakeholderQuerySet":
        """Return those on the lists of the viewer's agencies."""
        return self.filter(listed_by__in=agencies_of(viewer))

    def in_use(self) -> "StakeholderQuerySet":
        """Return those that have not been taken off the list."""
        return self.filter(retired_at=None)


class Stakeholder(models.Model):
    """An agency, organisation or group on an agency's list of whom to ask (Act B.E. 2562, section 15).

    `name_th` names an organisation or a group, never a person. `contact_sealed` is where to reach it, which may name a
    person: sealed by a master key, None where none is known.
    """

    class Kind(models.TextChoices):
        """What it is."""

        AGENCY = "agency", "หน่วยงานของรัฐ"
        BUSINESS = "business", "ภาคธุรกิจ"
        PROFESSION = "profession", "องค์กรวิชาชีพ"
        CIVIL_SOCIETY = "civil_society", "ภาคประชาสังคม"
        ACADEMIC = "academic", "สถาบันวิชาการ"
        GROUP = "group", "กลุ่มประชาชน"

    public_id = models.UUIDField("รหัสผู้เกี่ยวข้อง", default=uuid.uuid4, unique=True, editable=False)
    listed_by = models.ForeignKey(
        Agency, verbose_name="ในบัญชีของ", on_delete=models.PROTECT, related_name="stakeholders_listed"
    )
    kind = models.CharField("ประเภท", max_length=14, choices=Kind.choices)
    # Set when it is an agency that works on this desk: it is told here.
    agency = models.ForeignKey(
        Agency, verbose_name="หน่วยงาน", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name_th = models.CharField("ชื่อ (ไทย)", max_length=300)
    name_en = models.CharField("ชื่อ (อังกฤษ)", max_length=300, blank=True)
    subjects = models.JSONField("กลุ่มเรื่อง", default=list)
    contact_sealed = models.BinaryField("ช่องทางติดต่อ", null=True, editable=False)
    created_at = models.DateTimeField("เพิ่มเมื่อ")
    retired_at = models.DateTimeField("เลิกใช้เมื่อ", null=True, blank=True)

    objects = StakeholderQuerySet.as_manager()

    class Meta:
        verbose_name = "ผู้เกี่ยวข้อง"
        verbose_name_plural = "ผู้เกี่ยวข้อง"
        constraints = [
            models.UniqueConstraint(name="stakeholder_name_once", fields=["listed_by", "name_th"]),
            models.CheckConstraint(
                name="stakeholder_agency_is_one", condition=Q(agency__isnull=True) | Q(kind="agency")
            ),
        ]

    def __str__(self) -> str:
        return f"stakeholder-{self.public_id}"

    @property
    def about(self) -> cipher.About:
        """The place its contact is sealed for."""
        return ("stakeholder", str(self.public_id), "contact")

    def seal_contact(self, contact: str) -> None:
        """Keep where to reach it, "" for nowhere. The caller saves."""
        self.contact_sealed = cipher.seal(contact, self.about) if contact else None

    def contact(self) -> str:
        """Return where to reach it, "" when that is not known.

        :raises cipher.Unreadable: when it was sealed by a key that is gone.
        """
        return cipher.opened(bytes(self.contact_sealed), self.about) if self.contact_sealed is not None else ""


class HearingStakeholder(models.Model):
    """A stakeholder in one hearing: how it was found, when it was told by which way, and whether that arrived."""

    class Identified(models.TextChoices):
        """How it was found to be concerned."""

        LIST = "list", "บัญชีของหน่วยงาน"
        ANALYSIS = "analysis", "การวิเคราะห์ผลกระทบ"
        EARLIER = "earlier", "การรับฟังครั้งก่อน"
        REQUEST = "request", "ขอเข้าร่วมเอง"

    class Channel(models.TextChoices):
        """By which way it was told."""

        DESK = "desk", "โต๊ะทำงานเจ้าหน้าที่"
        EMAIL = "email", "อีเมล"
        LETTER = "letter", "หนังสือ"
        MEETING = "meeting", "การประชุม"
        PHONE = "phone", "โทรศัพท์"

    class Result(models.TextChoices):
        """What came of it."""

        WAITING = "waiting", "ยังไม่ได้แจ้ง"
        DELIVERED = "delivered", "แจ้งถึงแล้ว"
        SENT = "sent", "ส่งแล้ว ยังไม่ยืนยัน"
        FAILED = "failed", "แจ้งไม่ถึง"

    hearing = models.ForeignKey(
        Hearing, verbose_name="การรับฟัง", on_delete=models.CASCADE, related_name="hearing_stakeholders"
    )
    stakeholder = models.ForeignKey(
        Stakeholder, verbose_name="ผู้เกี่ยวข้อง", on_delete=models.PROTECT, related_name="hearing_stakeholders"
    )
    identified = models.CharField("ทราบจาก", max_length=10, choices=Identified.choices, default=Identified.LIST)
    channel = models.CharField("ช่องทาง", max_length=8, choices=Channel.choices, blank=True)
    notified_at = models.DateTimeField("แจ้งเมื่อ", null=True, blank=True)
    result = models.CharField("ผล", max_length=10, choices=Result.choices, default=Result.WAITING)

    class Meta:
        verbose_name = "ผู้เกี่ยวข้องกับการรับฟัง"
        verbose_name_plural = "ผู้เกี่ยวข้องกับการรับฟัง"
        constraints = [
            models.UniqueConstraint(name="hearing_stakeholder_once", fields=["hearing", "stakeholder"]),
            models.CheckConstraint(
                name="hearing_stakeholder_told_by_a_way",
                condition=Q(result="waiting", notified_at__isnull=True, channel="")
                | ~Q(result="waiting") & Q(notified_at__isnull=False) & ~Q(channel=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hearing_id}:{self.stakeholder_id}"


class AgencyNotice(models.Model):
    """What an agency's officers are told on the desk about a hearing, once per fact (`key`)."""

    agency = models.ForeignKey(Agency, verbose_name="ถึง", on_delete=models.PROTECT, related_name="hearing_notices")
    hearing = models.ForeignKey(
        Hearing, verbose_name="การรับฟัง", on_delete=models.PROTECT, related_name="agency_notices"
    )
    kind = models.CharField("เรื่อง", max_length=16)
    key = models.CharField("กุญแจกันซ้ำ", max_length=120)
    created_at = models.DateTimeField("เมื่อ")
    read_at = models.DateTimeField("อ่านเมื่อ", null=True, blank=True)
    read_by = models.ForeignKey(
        Officer, verbose_name="อ่านโดย", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "ข่าวแจ้งหน่วยงาน"
        verbose_name_plural = "ข่าวแจ้งหน่วยงาน"
        constraints = [models.UniqueConstraint(name="agency_notice_once", fields=["agency", "key"])]

    def __str__(self) -> str:
        return f"{self.agency_id}:{self.key}"

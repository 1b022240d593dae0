"""Service: something the state does for a person or a business on request (CPSV-AP PublicService).

These rows say what is published now. What is being drafted, and what was published before, stands in ServiceVersion.
"""

from typing import TYPE_CHECKING

from django.db import models

from .agency import Agency
from .rights import agencies_of
from .vocabulary import Category, FocusArea, LifeEvent

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

    from .version import ServiceVersion


class ServiceQuerySet(models.QuerySet["Service"]):
    """Which services."""

    def published(self) -> "ServiceQuerySet":
        """Return the services citizens can see."""
        return self.filter(state=Service.State.PUBLISHED)

    def visible_to(self, viewer: "Viewer") -> "ServiceQuerySet":
        """Return what this viewer may see: the published services, and all of the agencies they work for."""
        return self.filter(models.Q(state=Service.State.PUBLISHED) | models.Q(agency__in=agencies_of(viewer)))

    def with_parts(self) -> "ServiceQuerySet":
        """Load all that a service page shows, in a number of queries that does not grow with the rows."""
        return self.select_related(
            "agency", "category", "life_event", "focus_area", "published_version"
        ).prefetch_related(
            models.Prefetch("channels"),
            models.Prefetch("fees"),
            models.Prefetch("evidence"),
            models.Prefetch("outputs"),
            models.Prefetch("legal_resources"),
            models.Prefetch("facts"),
            models.Prefetch("alerts"),
            models.Prefetch("related_links", queryset=RelatedService.objects.select_related("related")),
        )


class Service(models.Model):
    """A public service, told apart by a code that is never reused.

    `processing_working_days`: None when unknown, 1 for the same day. `minimum_assurance`: least identity assurance
    level ("1.1" to "3"), blank when no sign-in is needed. `keywords` help finding and are never shown.
    `changed_in` is the catalogue version that last changed what citizens see of this service.
    """

    class State(models.TextChoices):
        """Where a service stands before the public."""

        UNPUBLISHED = "unpublished", "ยังไม่เผยแพร่"
        PUBLISHED = "published", "เผยแพร่"
        RETIRED = "retired", "เลิกให้บริการ"

    class Kind(models.TextChoices):
        """What one does with the service."""

        APPLICATION = "application", "ยื่นคำขอ"
        INFORMATION = "information", "ข้อมูล"
        COMPLAINT = "complaint", "ร้องเรียน"
        PAYMENT = "payment", "ชำระเงิน"
        DOCUMENT = "document", "ขอเอกสาร"
        APPOINTMENT = "appointment", "นัดหมาย"
        ELIGIBILITY_CHECK = "eligibility_check", "ตรวจสอบสิทธิ"

    class DigitalLevel(models.TextChoices):
        """How much of it can be done online."""

        INFORMATION = "information", "มีเฉพาะข้อมูล"
        FORM = "form", "เริ่มหรือจองออนไลน์ได้"
        FULL = "full", "ทำออนไลน์ได้ครบ"

    class Login(models.TextChoices):
        """How one signs in for it."""

        NONE = "none", "ไม่ต้องเข้าสู่ระบบ"
        BASIC = "basic", "เข้าสู่ระบบ"
        VERIFIED = "verified", "ยืนยันตัวตน"

    code = models.SlugField("รหัส", max_length=60, unique=True)
    agency = models.ForeignKey(Agency, verbose_name="หน่วยงาน", on_delete=models.PROTECT, related_name="services")
    state = models.CharField("สถานะ", max_length=12, choices=State.choices, default=State.UNPUBLISHED)
    name_th = models.CharField("ชื่อ (ไทย)", max_length=200)
    name_en = models.CharField("ชื่อ (อังกฤษ)", max_length=200)
    description_th = models.TextField("คำอธิบาย (ไทย)")
    description_en = models.TextField("คำอธิบาย (อังกฤษ)")
    category = models.ForeignKey(Category, verbose_name="หมวด", on_delete=models.PROTECT, related_name="services")
    life_event = models.ForeignKey(
        LifeEvent,
        verbose_name="เหตุการณ์",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="services",
    )
    focus_area = models.ForeignKey(
        FocusArea,
        verbose_name="ด้านสำคัญ",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="services",
    )
    kind = models.CharField("ลักษณะ", max_length=20, choices=Kind.choices)
    digital_level = models.CharField("ระดับดิจิทัล", max_length=12, choices=DigitalLevel.choices)
    audience = models.JSONField("สำหรับ", default=list)
    processing_working_days = models.PositiveSmallIntegerField("ระยะเวลา (วันทำการ)", null=True, blank=True)
    login = models.CharField("การเข้าสู่ระบบ", max_length=10, choices=Login.choices)
    minimum_assurance = models.CharField("ระดับการยืนยันตัวตนขั้นต่ำ", max_length=4, blank=True)
    keywords = models.JSONField("คำที่คนใช้ค้นหา", default=list, blank=True)
    sort_key_th = models.CharField(max_length=800, editable=False)
    published_version = models.OneToOneField(
        "services.ServiceVersion",
        verbose_name="ฉบับที่เผยแพร่",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    changed_in = models.BigIntegerField("เปลี่ยนในรุ่นข้อมูล", default=0, editable=False)
    created_at = models.DateTimeField("สร้างเมื่อ", editable=False)

    objects = ServiceQuerySet.as_manager()
    published_version_id: int | None

    class Meta:
        verbose_name = "บริการ"
        verbose_name_plural = "บริการ"
        constraints = [
            models.CheckConstraint(
                name="service_published_has_version",
                condition=~models.Q(state="published") | models.Q(published_version__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["sort_key_th", "code"], name="service_by_name_th"),
            models.Index(fields=["changed_in", "code"], name="service_by_change"),
        ]

    def __str__(self) -> str:
        return self.code

    def open_version(self) -> "ServiceVersion | None":
        """Return the version being worked on (draft, in review or scheduled), None when there is none."""
        return self.versions.open().first()


class RelatedService(models.Model):
    """A link to a service people often need next, or mistake this one for."""

    service = models.ForeignKey(Service, verbose_name="บริการ", on_delete=models.CASCADE, related_name="related_links")
    related = models.ForeignKey(Service, verbose_name="บริการที่เกี่ยวข้อง", on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField("ลำดับ")

    class Meta:
        verbose_name = "บริการที่เกี่ยวข้อง"
        verbose_name_plural = "บริการที่เกี่ยวข้อง"
        constraints = [
            models.UniqueConstraint(name="related_service_once", fields=["service", "related"]),
            models.CheckConstraint(name="related_service_is_another", condition=~models.Q(service=models.F("related"))),
        ]

    def __str__(self) -> str:
        return f"{self.service_id}->{self.related_id}"

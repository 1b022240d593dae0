"""Agency: an organisation of the state that offers services (CPSV-AP PublicOrganisation)."""

from typing import TYPE_CHECKING

from django.db import models
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

if TYPE_CHECKING:
    pass


class AgencyQuerySet(models.QuerySet["Agency"]):
    """Which agencies."""

    def in_service(self) -> "AgencyQuerySet":
        """Return the agencies that have not been retired."""
        return self.filter(retired_at=None)


class Agency(models.Model):
    """A department, enterprise, court, municipality or other body that offers services.

    A municipality is an agency of its own whose `parent` is the body that stands for all of its kind (LAO); what the
    parent publishes is offered at each of them.
    """

    class Kind(models.TextChoices):
        """What sort of organisation it is."""

        MINISTRY_OFFICE = "ministry_office", "สำนักงานปลัดกระทรวง"
        DEPARTMENT = "department", "กรม"
        STATE_ENTERPRISE = "state_enterprise", "รัฐวิสาหกิจ"
        PUBLIC_ORGANISATION = "public_organisation", "องค์การมหาชน"
        INDEPENDENT_BODY = "independent_body", "องค์กรอิสระ"
        LOCAL_GOVERNMENT = "local_government", "องค์กรปกครองส่วนท้องถิ่น"
        COURT = "court", "ศาล"
        PROFESSIONAL_BODY = "professional_body", "สภาวิชาชีพ"
        OTHER = "other", "หน่วยงานอื่น"

    code = models.SlugField("รหัส", max_length=20, unique=True)
    kind = models.CharField("ประเภท", max_length=20, choices=Kind.choices)
    parent = models.ForeignKey(
        "self",
        verbose_name="อยู่ในกลุ่ม",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="members",
    )
    name_th = models.CharField("ชื่อ (ไทย)", max_length=200)
    name_en = models.CharField("ชื่อ (อังกฤษ)", max_length=200)
    abbreviation_th = models.CharField("ชื่อย่อ", max_length=30, blank=True)
    nicknames = models.JSONField("ชื่อที่คนเรียก", default=list, blank=True)
    ministry_code = models.CharField("รหัสกระทรวง", max_length=20)
    ministry_th = models.CharField("กระทรวง (ไทย)", max_length=200)
    ministry_en = models.CharField("กระทรวง (อังกฤษ)", max_length=200)
    about_th = models.TextField("เกี่ยวกับหน่วยงาน (ไทย)", blank=True)
    about_en = models.TextField("เกี่ยวกับหน่วยงาน (อังกฤษ)", blank=True)
    website = models.URLField("เว็บไซต์", blank=True)
    call_centre = models.CharField("สายด่วน", max_length=60, blank=True)
    sort_key_th = models.CharField(max_length=800, editable=False, db_index=True)
    changed_in = models.BigIntegerField("เปลี่ยนในรุ่นข้อมูล", default=0, editable=False)
    retired_at = models.DateTimeField("เลิกเมื่อ", null=True, blank=True, editable=False)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = "หน่วยงาน"
        verbose_name_plural = "หน่วยงาน"
        # Rights are given to groups on one agency (guardian), never on single services: 112 rows against 300 x n.
        permissions = [
            ("draft_service", "ร่างและแก้ไขบริการของหน่วยงาน"),
            ("approve_service", "ตรวจและอนุมัติบริการของหน่วยงาน"),
            ("confirm_fact", "ยืนยันข้อเท็จจริงของบริการ"),
            ("raise_alert", "ประกาศแจ้งเตือนของบริการ"),
            ("manage_posting", "กำหนดเจ้าหน้าที่ของหน่วยงาน"),
        ]
        constraints = [
            models.CheckConstraint(name="agency_is_not_its_own_parent", condition=~models.Q(parent=models.F("id"))),
        ]
        indexes = [models.Index(fields=["sort_key_th", "code"], name="agency_by_name_th")]

    def __str__(self) -> str:
        return self.code


class AgencyGroupPermission(GroupObjectPermissionBase):
    """A right of a group on one agency: direct foreign keys, which guardian finds fast and the database keeps whole."""

    content_object = models.ForeignKey(Agency, on_delete=models.CASCADE)


class AgencyUserPermission(UserObjectPermissionBase):
    """A right of one account on one agency. guardian wants the pair; we give rights through groups only."""

    content_object = models.ForeignKey(Agency, on_delete=models.CASCADE)

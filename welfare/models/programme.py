"""Programme: a welfare programme, whatever its rules are at present; and the rule book, the edition of all of them."""

from typing import TYPE_CHECKING

from django.db import models

from services.models import Agency
from services.models.rights import agencies_of

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """Which programmes."""

    def visible_to(self, viewer: "Viewer") -> "ProgrammeQuerySet":
        """Return the programmes whose rules the viewer may work on: those of the agencies they are posted to."""
        return self.filter(agency__in=agencies_of(viewer))


class Programme(models.Model):
    """A benefit, allowance, loan or status that people can be entitled to. Its rules are its versions."""

    code = models.CharField("รหัสโครงการ", max_length=60, unique=True)
    # None while no agency of the catalogue answers for it; then only operators see its drafts.
    agency = models.ForeignKey(
        Agency, verbose_name="หน่วยงาน", null=True, blank=True, on_delete=models.PROTECT, related_name="programmes"
    )

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "โครงการสวัสดิการ"
        verbose_name_plural = "โครงการสวัสดิการ"

    def __str__(self) -> str:
        return self.code


class RuleBook(models.Model):
    """The one row whose version rises whenever a programme's published rules change."""

    version = models.PositiveBigIntegerField("ฉบับ", default=0)

    class Meta:
        verbose_name = "ประมวลหลักเกณฑ์"
        verbose_name_plural = "ประมวลหลักเกณฑ์"
        constraints = [models.CheckConstraint(name="rule_book_is_one_row", condition=models.Q(pk=1))]

    def __str__(self) -> str:
        return f"rule-book@{self.version}"

"""Catalogue: the one row that says which version of the public catalogue this is, and whose lock orders publishing."""

from django.db import models


class CatalogueQuerySet(models.QuerySet["Catalogue"]):
    """The one row."""

    def version(self) -> int:
        """Return the number of the public catalogue's version, 0 before anything was published."""
        return self.values_list("version", flat=True).first() or 0


class Catalogue(models.Model):
    """The public catalogue as a whole. `version` rises with every change that citizens can see."""

    version = models.BigIntegerField("รุ่นข้อมูล", default=0)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        verbose_name = "บัญชีบริการ"
        verbose_name_plural = "บัญชีบริการ"
        constraints = [models.CheckConstraint(name="catalogue_is_one_row", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return f"catalogue@{self.version}"

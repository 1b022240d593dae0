"""Ways to narrow the list of an agency's services down."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from services.models import Category, Certainty, Fact, Service, ServiceVersion
from services.models.rights import agencies_of
from superapp.accounts.desk import viewer


class StateFilter(SimpleListFilter):
    """Where a service stands, or whether a version of it is being worked on."""

    title = "สถานะ"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """Return the choices."""
        return [*Service.State.choices, ("open", "มีฉบับที่กำลังทำอยู่"), ("review", "มีฉบับรอตรวจ")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Service]) -> QuerySet[Service]:
        """Return the services in the chosen state; all of them for anything unknown."""
        if self.value() == "open":
            return queryset.filter(pk__in=ServiceVersion.objects.open().values("service"))
        if self.value() == "review":
            state = ServiceVersion.State.IN_REVIEW
            return queryset.filter(pk__in=ServiceVersion.objects.filter(state=state).values("service"))
        return queryset.filter(state=self.value()) if self.value() in Service.State.values else queryset


class CategoryFilter(SimpleListFilter):
    """The categories that the officer's own agencies have services in."""

    title = "หมวด"
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """Return the choices."""
        own = Service.objects.filter(agency__in=agencies_of(viewer(request)))
        return (
            Category.objects.filter(pk__in=own.values("category")).order_by("position").values_list("code", "name_th")
        )

    def queryset(self, request: HttpRequest, queryset: QuerySet[Service]) -> QuerySet[Service]:
        """Return the services of the chosen category."""
        return queryset.filter(category__code=self.value()) if self.value() else queryset


class LevelFilter(SimpleListFilter):
    """How much can be done online."""

    title = "ระดับดิจิทัล"
    parameter_name = "level"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """Return the choices."""
        return Service.DigitalLevel.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Service]) -> QuerySet[Service]:
        """Return the services of the chosen level."""
        return queryset.filter(digital_level=self.value()) if self.value() else queryset


class FactFilter(SimpleListFilter):
    """What is wrong with the facts of a service."""

    title = "ข้อเท็จจริง"
    parameter_name = "facts"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """Return the choices."""
        return [
            ("due", "ถึงกำหนดยืนยัน"),
            ("conflicting", "มีข้อมูลไม่ตรงกัน"),
            ("unknown", "มีข้อที่ยังไม่ทราบ"),
            ("whole", "ยืนยันครบทุกข้อ"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Service]) -> QuerySet[Service]:
        """Return the services whose facts stand as chosen."""
        if self.value() == "due":
            return queryset.filter(pk__in=Fact.objects.due(timezone.localdate()).values("service"))
        if self.value() in {Certainty.CONFLICTING, Certainty.UNKNOWN}:
            return queryset.filter(pk__in=Fact.objects.filter(certainty=self.value()).values("service"))
        if self.value() == "whole":
            open_ones = Fact.objects.exclude(certainty=Certainty.AGENCY_CONFIRMED)
            return queryset.filter(state=Service.State.PUBLISHED).exclude(pk__in=open_ones.values("service"))
        return queryset

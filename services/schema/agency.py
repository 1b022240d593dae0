"""Agencies and their counters."""

from typing import Any

import graphene

from superapp.api.connections import ConnectionField, Listing, connection_of
from superapp.api.fields import Field, ListField
from superapp.api.ids import IdField, Node

from .enums import AgencyKind, CertaintyLevel
from .reading import catalogue, listed
from .vocabulary import ServiceConnection


class OpeningHours(graphene.ObjectType):
    """One stretch of opening hours on one weekday. A weekday without any is closed."""

    is_public = True
    id = IdField("hrs", "key")
    weekday = Field(graphene.Int, required=True, description="1 for Monday to 7 for Sunday.")
    weekday_text = Field(graphene.String, required=True, description="The weekday's name.")
    opens_at = Field(graphene.String, required=True, description="When it opens, HH:MM, Thai time.")
    closes_at = Field(graphene.String, required=True, description="When it closes, HH:MM, Thai time.")


class Counter(graphene.ObjectType):
    """A place of an agency that people go to."""

    class Meta:
        interfaces = (Node,)

    is_public = True
    id = IdField("cou", "code")
    code = Field(graphene.String, required=True, description="Stable code, such as `dlt-1`.")
    name = Field(graphene.String, required=True, description="Name in the language of the request.")
    address = Field(graphene.String, required=True, description="Postal address.")
    province = Field(graphene.String, required=True, description="Province.")
    latitude = Field(graphene.Float, description="Degrees north; null when not confirmed.")
    longitude = Field(graphene.Float, description="Degrees east; null when not confirmed.")
    opening_hours = ListField(OpeningHours, most=21, description="By weekday; empty when not known.")
    certainty = Field(CertaintyLevel, required=True, description="How sure these facts are.")
    certainty_text = Field(graphene.String, required=True, description="The same in words.")
    assured_on_text = Field(graphene.String, description="The day an officer last confirmed it; null for never.")
    services = ListField("services.schema.service.Service", most=40, description="The services one can use there.")

    def resolve_services(self: Any, info: Any) -> list[Any]:
        known = catalogue(info).service_by_code
        return [known[code] for code in self.service_codes if code in known]


class Agency(graphene.ObjectType):
    """An organisation of the state that offers services."""

    class Meta:
        interfaces = (Node,)

    is_public = True
    id = IdField("agc", "code")
    code = Field(graphene.String, required=True, description="Stable code, such as `DOPA`.")
    kind = Field(AgencyKind, required=True, description="What sort of organisation it is.")
    kind_text = Field(graphene.String, required=True, description="The same in words.")
    name = Field(graphene.String, required=True, description="Name in the language of the request.")
    abbreviation = Field(graphene.String, description="Usual abbreviation; null when there is none.")
    about = Field(graphene.String, description="What citizens go there for, in a sentence; null when not written.")
    website = Field(graphene.String, description="Web address; null when not known.")
    call_centre = Field(graphene.String, description="Telephone number of its call centre; null when not known.")
    ministry_code = Field(graphene.String, required=True, description="Code of the ministry it belongs to.")
    ministry = Field(graphene.String, required=True, description="Name of the ministry it belongs to.")
    parent = Field(
        lambda: Agency,
        description="The body that stands for all of its kind, such as all municipalities; null for most.",
    )
    counters = ListField(Counter, most=40, description="Places to go to; empty when none has been entered.")
    service_count = Field(graphene.Int, required=True, description="How many services it offers.")
    services = ConnectionField(
        ServiceConnection, description="What it offers, by name; at a municipality also what all of its kind offer."
    )

    def resolve_parent(self: Any, info: Any) -> Any:
        return catalogue(info).agency_by_code.get(self.parent_code) if self.parent_code else None

    def resolve_service_count(self: Any, info: Any) -> int:
        return len(catalogue(info).services_of(self))

    def resolve_services(self: Any, info: Any) -> Listing:
        return listed(catalogue(info).services_of(self))


AgencyConnection = connection_of(Agency, "Agency", is_public=True)

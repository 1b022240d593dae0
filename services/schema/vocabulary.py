"""What services are grouped by: categories, life and business events, focus areas."""

from typing import Any

import graphene

from superapp.api.connections import ConnectionField, Listing, connection_of
from superapp.api.fields import Field
from superapp.api.ids import IdField, Node

from .enums import LifeEventKind
from .reading import catalogue, listed

ServiceConnection = connection_of("services.schema.service.Service", "Service", is_public=True)


class Category(graphene.ObjectType):
    """A subject citizens browse services by."""

    class Meta:
        interfaces = (Node,)

    is_public = True
    id = IdField("cat", "code")
    code = Field(graphene.String, required=True, description="Stable code, such as `id_card`.")
    name = Field(graphene.String, required=True, description="Name in the language of the request.")
    icon = Field(graphene.String, required=True, description="One emoji; blank where there is none.")
    service_count = Field(graphene.Int, required=True, description="How many services are published in it.")
    services = ConnectionField(ServiceConnection, description="The published services in it, by name.")

    def resolve_service_count(self: Any, info: Any) -> int:
        return len(catalogue(info).by_category.get(self.code, ()))

    def resolve_services(self: Any, info: Any) -> Listing:
        return listed(catalogue(info).by_category.get(self.code, ()))


class LifeEvent(graphene.ObjectType):
    """Something that happens in a life or to a business and brings a need for services."""

    class Meta:
        interfaces = (Node,)

    is_public = True
    id = IdField("lev", "code")
    code = Field(graphene.String, required=True, description="Stable code, such as `birth`.")
    kind = Field(LifeEventKind, required=True, description="Whether it happens to a person or to a business.")
    name = Field(graphene.String, required=True, description="Name in the language of the request.")
    about = Field(graphene.String, required=True, description="One sentence on what it brings; may be blank.")
    icon = Field(graphene.String, required=True, description="One emoji; blank where there is none.")
    service_count = Field(graphene.Int, required=True, description="How many services are published for it.")
    services = ConnectionField(ServiceConnection, description="The published services for it, by name.")

    def resolve_service_count(self: Any, info: Any) -> int:
        return len(catalogue(info).by_life_event.get(self.code, ()))

    def resolve_services(self: Any, info: Any) -> Listing:
        return listed(catalogue(info).by_life_event.get(self.code, ()))


class FocusArea(graphene.ObjectType):
    """One of the ten areas of the Digital Government Development Plan B.E. 2566-2570."""

    class Meta:
        interfaces = (Node,)

    is_public = True
    id = IdField("foc", "code")
    code = Field(graphene.String, required=True, description="Stable code, such as `agriculture`.")
    name = Field(graphene.String, required=True, description="Name in the language of the request.")
    service_count = Field(graphene.Int, required=True, description="How many services are published in it.")
    services = ConnectionField(ServiceConnection, description="The published services in it, by name.")

    def resolve_service_count(self: Any, info: Any) -> int:
        return len(catalogue(info).by_focus_area.get(self.code, ()))

    def resolve_services(self: Any, info: Any) -> Listing:
        return listed(catalogue(info).by_focus_area.get(self.code, ()))

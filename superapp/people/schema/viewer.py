"""Viewer: the person who asks, as they see themselves. Other files of this room add fields by mixins."""

from typing import Any

import graphene
from allauth.socialaccount.models import SocialAccount

from superapp.accounts.viewer import Viewer as ViewerRow
from superapp.api import ids
from superapp.api.fields import Field, ListField
from superapp.api.scalars import DateTime
from superapp.people.actions import devices, identities
from superapp.people.actions.devices import Device as DeviceRow
from superapp.people.login import providers

ViewerKind = graphene.Enum(
    "ViewerKind",
    [("CITIZEN", "citizen"), ("OFFICER", "officer"), ("OPERATOR", "operator")],
    description=lambda value: (
        "Whose account it is." if value is None else f"Of an {value.value}.".replace("an c", "a c")
    ),
)


class IdentityProvider(graphene.ObjectType):
    """Somebody who vouches for who a person is, and signs them in."""

    is_public = True

    code = Field(graphene.String, required=True, description="Its code: thaid, morprom, paotang or ndid.")
    name_th = Field(graphene.String, required=True, description="Its name in Thai.")
    name_en = Field(graphene.String, required=True, description="Its name in English.")
    ial = Field(
        graphene.String, required=True, description='The identity assurance level it is sure to give, as "2.3".'
    )

    def resolve_ial(self: providers.Provider, info: Any) -> str:
        return self.top_ial


class Identity(graphene.ObjectType):
    """A digital identity linked to the viewer's account: each of them signs in to the same account."""

    class Meta:
        interfaces = (ids.Node,)

    id = graphene.ID(required=True, description="Keeps its meaning for as long as it is linked.")
    provider = Field(graphene.String, required=True, description="The code of the provider.")
    ial = Field(graphene.String, required=True, description="The level it was last used with.")
    linked_at = Field(DateTime, required=True, description="When it was linked.")
    last_used_at = Field(DateTime, required=True, description="When it was last used to sign in.")

    def resolve_id(self: SocialAccount, info: Any) -> str:
        return ids.global_id("lgn", identities.key_of(self))

    def resolve_ial(self: SocialAccount, info: Any) -> str:
        return self.extra_data.get("ial", "")

    def resolve_linked_at(self: SocialAccount, info: Any) -> Any:
        return self.date_joined

    def resolve_last_used_at(self: SocialAccount, info: Any) -> Any:
        return self.last_login


@ids.finds("lgn", SocialAccount)
def find_identity(context: Any, key: str) -> SocialAccount | None:
    """Return the viewer's own link of that key, or None."""
    citizen = context.viewer.citizen
    if citizen is None:
        return None
    return next((one for one in identities.linked_to(citizen) if identities.key_of(one) == key), None)


class Device(graphene.ObjectType):
    """A device or browser in which the viewer is signed in."""

    class Meta:
        interfaces = (ids.Node,)

    id = ids.IdField("dev", "key")
    name = Field(
        graphene.String, required=True, description='A guess, as "Chrome (Android)"; empty when it says nothing known.'
    )
    signed_in_at = Field(DateTime, required=True, description="When it was signed in.")
    last_used_at = Field(DateTime, required=True, description="When it was last used, to within ten minutes.")
    is_current = Field(graphene.Boolean, required=True, description="Whether this very request comes from it.")


@ids.finds("dev", DeviceRow)
def find_device(context: Any, key: str) -> DeviceRow | None:
    """Return the viewer's own device of that key, or None."""
    return next((one for one in devices.of(context.viewer) if one.key == key), None)


class SignIn(graphene.ObjectType):
    """How the viewer signed in here. The level belongs to this session, not to the person."""

    provider = Field(graphene.String, required=True, description="The code of the provider.")
    ial = Field(graphene.String, required=True, description='The identity assurance level of this session, as "2.3".')
    at = Field(DateTime, required=True, description="When the provider last asked who is there.")


class IdentityFields(graphene.ObjectType):
    """Who the viewer is and how they signed in."""

    kind = Field(ViewerKind, required=True, description="Whose account it is.")
    name_th = Field(graphene.String, description="Given and family name in Thai; null when not known.")
    name_en = Field(graphene.String, description="The same in English; null when not known.")
    birth_date = Field(
        graphene.String,
        description="Day of birth as 1955-03-14, or only 1955 where no more is known; null for officers.",
    )
    sign_in = Field(SignIn, description="How this session was signed in; null for officers.")
    identities = ListField(
        Identity,
        most=4,
        cost=5,
        public=False,
        description="The digital identities linked to the account, oldest first.",
    )
    devices = ListField(
        Device,
        most=devices.MOST,
        cost=5,
        public=False,
        description="Where the viewer is signed in: this device first, then the last used.",
    )

    def resolve_kind(self: ViewerRow, info: Any) -> str:
        assert self.account is not None
        return self.account.kind

    def resolve_name_th(self: ViewerRow, info: Any) -> str | None:
        return _read(self, "name_th")

    def resolve_name_en(self: ViewerRow, info: Any) -> str | None:
        return _read(self, "name_en")

    def resolve_birth_date(self: ViewerRow, info: Any) -> str | None:
        return self.citizen.read("birth_date") if self.citizen else None

    def resolve_identities(self: ViewerRow, info: Any) -> list[SocialAccount]:
        return identities.linked_to(self.citizen) if self.citizen else []

    def resolve_devices(self: ViewerRow, info: Any) -> list[DeviceRow]:
        return devices.of(self)


def _read(viewer: ViewerRow, column: str) -> str | None:
    if viewer.citizen is not None:
        return viewer.citizen.read(column)
    return getattr(viewer.officer, column) if viewer.officer is not None else None


class Viewer(IdentityFields, graphene.ObjectType):
    """The person who asks."""

    class Meta:
        interfaces = (ids.Node,)

    id = ids.IdField("vwr", "actor")


@ids.finds("vwr", ViewerRow)
def find_viewer(context: Any, key: str) -> ViewerRow | None:
    """Return the viewer, when the key is their own; nobody else has a Viewer."""
    viewer = context.viewer
    return viewer if not viewer.is_anonymous and viewer.actor == key else None


class ViewerQuery(graphene.ObjectType):
    """Who asks."""

    viewer = Field(Viewer, public=False, description="Who is signed in; null when nobody is.")
    identity_providers = ListField(
        IdentityProvider,
        most=10,
        public=True,
        fresh_s=300,
        description="The providers to sign in with, in the order to show them.",
    )

    def resolve_viewer(self: Any, info: Any) -> ViewerRow | None:
        viewer = info.context.viewer
        return None if viewer.is_anonymous else viewer

    def resolve_identity_providers(self: Any, info: Any) -> list[providers.Provider]:
        return providers.every()

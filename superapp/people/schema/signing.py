"""Mutations about signing in: devices and linked identities. Signing in itself is not GraphQL (docs/login.md)."""

from types import SimpleNamespace
from typing import Any

import graphene

from superapp.api import ids
from superapp.api.fields import Field
from superapp.api.mutations import Act, Mutation
from superapp.people.actions import devices, identities
from superapp.refusal import NotFound

from .viewer import Viewer


class RevokeDevice(Mutation):
    """Sign out on one of your devices; it is refused with its next request."""

    class Input:
        id = graphene.ID(required=True, description="The device.")

    viewer = Field(Viewer, description="You, with the devices that are left; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        key = ids.key_of("dev", input.id)
        if key is None:
            raise NotFound(path=("id",))
        devices.revoke(viewer=act.viewer, key=key, now=act.now)
        return {"viewer": act.viewer}


class SignOutEverywhere(Mutation):
    """Sign out on all your devices."""

    class Input:
        keep_this = graphene.Boolean(required=True, description="True stays signed in on this one.")

    count = Field(graphene.Int, description="How many were signed out; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        return {"count": devices.sign_out_everywhere(viewer=act.viewer, keep_this=input.keep_this, now=act.now)}


class UnlinkIdentity(Mutation):
    """Take one digital identity from your account; the last one stays. Signing in with it again links it again."""

    class Input:
        id = graphene.ID(required=True, description="The linked identity.")

    viewer = Field(Viewer, description="You, with the identities that are left; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        key = ids.key_of("lgn", input.id)
        if key is None:
            raise NotFound(path=("id",))
        identities.unlink(viewer=act.viewer, key=key, now=act.now)
        return {"viewer": act.viewer}


class SigningMutation(graphene.ObjectType):
    """What a person can do about their ways in."""

    revoke_device = RevokeDevice.field()
    sign_out_everywhere = SignOutEverywhere.field()
    unlink_identity = UnlinkIdentity.field()

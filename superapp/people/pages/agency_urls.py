"""Addresses of single sign-on for agencies. Agencies have them from discovery; do not move them."""

from django.urls import path

from . import agency_door, agency_wire

urlpatterns = [
    path(".well-known/openid-configuration", agency_wire.configuration, name="agency-configuration"),
    path(".well-known/jwks.json", agency_wire.keys, name="agency-keys"),
    path("identity/o/open", agency_door.open_link, name="agency-open"),
    path("identity/o/authorize", agency_door.authorize, name="agency-authorize"),
    path("identity/o/token", agency_wire.token, name="agency-token"),
    path("identity/o/userinfo", agency_wire.userinfo, name="agency-userinfo"),
    path("identity/o/revoke", agency_wire.revoke, name="agency-revoke"),
    path("identity/o/redeem", agency_wire.redeem, name="agency-redeem"),
]

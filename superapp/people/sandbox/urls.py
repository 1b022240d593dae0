"""Addresses of the sample identity providers, below /sandbox/."""

from django.urls import path, re_path

from . import agency_pages, views

DOCUMENT = r"^(?P<provider>[a-z]+)/(?P<what>\.well-known/openid-configuration|jwks|token|userinfo)$"

urlpatterns = [
    path("people.json", views.people, name="sandbox-people"),
    path("agency/", agency_pages.home, name="sandbox-agency"),
    path("agency/login", agency_pages.login, name="sandbox-agency-login"),
    path("agency/callback", agency_pages.callback, name="sandbox-agency-callback"),
    path("<slug:provider>/authorize", views.authorize, name="sandbox-authorize"),
    path("<slug:provider>/sdk", views.sdk, name="sandbox-sdk"),
    re_path(DOCUMENT, views.document, name="sandbox-document"),
]

"""Addresses of signing in. Of allauth's own only those citizens need: the rest of its doors stay shut."""

from typing import Any

from allauth.headless.account.views import SessionView
from allauth.headless.base.views import ConfigView
from allauth.headless.constants import Client
from django.urls import include, path

from . import callback, views


def _doors(client: Client) -> list[Any]:
    social = [path("auth/provider/token", views.TokenView.as_api_view(client=client), name="provider_token")]
    doors = [
        path("config", ConfigView.as_api_view(client=client), name="config"),
        path("auth/session", SessionView.as_api_view(client=client), name="session"),
    ]
    if client is Client.BROWSER:
        to_provider = views.ToProviderView.as_api_view(client=client)
        social = [
            path("auth/provider/redirect", to_provider, name="redirect_to_provider"),
            path("auth/provider/step-up", views.StepUpView.as_api_view(client=client), name="step_up"),
        ]
    else:
        doors += [
            path("auth/nonce", views.NonceView.as_api_view(client=client), name="nonce"),
            path("tokens/refresh", views.RefreshView.as_api_view(client=client), name="refresh"),
        ]
    return [path("v1/", include([*doors, path("", include((social, "headless"), namespace="socialaccount"))]))]


_headless = [
    path("browser/", include((_doors(Client.BROWSER), "headless"), namespace="browser")),
    path("app/", include((_doors(Client.APP), "headless"), namespace="app")),
]
urlpatterns = [
    path("_allauth/", include((_headless, "headless"), namespace="headless")),
    path("login/<slug:provider_id>/callback", callback.callback, name="openid_connect_callback"),
]

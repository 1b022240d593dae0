"""The front doors: the API, the officers' desk, health, and the explorer."""

from django.apps import apps
from django.contrib import admin
from django.urls import include, path

from superapp.api.explorer import explorer, shipped_operations
from superapp.api.health import healthz, readyz
from superapp.api.view import Endpoint
from superapp.schema import schema

urlpatterns = [
    path("graphql", Endpoint(schema), name="graphql"),
    path("explorer", explorer, name="explorer"),
    path("explorer/operations.json", shipped_operations, name="explorer-operations"),
    path("admin/", include("superapp.people.pages.officer_urls")),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("", include("superapp.files.pages.urls")),
    path("", include("consultation.pages.urls")),
    path("", include("superapp.people.login.urls")),
    path("", include("superapp.people.pages.signing_urls")),
    path("", include("superapp.people.pages.agency_urls")),
    path("", include("superapp.people.pages.citizen_urls")),
]
if apps.is_installed("superapp.people.sandbox"):
    urlpatterns.append(path("sandbox/", include("superapp.people.sandbox.urls")))

"""The front doors: the API, the officers' desk, health, and the explorer."""

from django.contrib import admin
from django.urls import path

from superapp.api.explorer import explorer, shipped_operations
from superapp.api.health import healthz, readyz
from superapp.api.view import Endpoint
from superapp.schema import schema

urlpatterns = [
    path("graphql", Endpoint(schema), name="graphql"),
    path("explorer", explorer, name="explorer"),
    path("explorer/operations.json", shipped_operations, name="explorer-operations"),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]

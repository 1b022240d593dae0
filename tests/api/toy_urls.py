"""The toy contract behind the doors of the real one, once for each profile."""

from django.urls import path

from superapp.api.explorer import explorer, shipped_operations
from superapp.api.health import healthz, readyz
from superapp.api.view import Endpoint
from tests.api import toy

contract = toy.contract()
urlpatterns = [
    path("graphql", Endpoint(contract, profile="closed", listed=[]), name="graphql"),
    path("open", Endpoint(contract, profile="open", listed=[])),
    path("explorer", explorer, name="explorer"),
    path("explorer/operations.json", shipped_operations, name="explorer-operations"),
    path("healthz", healthz),
    path("readyz", readyz),
]

"""Addresses of consultations that are no API and no desk: open data."""

from django.urls import path

from . import open_data

urlpatterns = [
    path("open-data/<slug:code>/", open_data.listed, name="open-data"),
    path("open-data/<slug:code>/<uuid:data_set>/<path:name>", open_data.fetch, name="open-data-file"),
]

"""Addresses of citizens' own pages."""

from django.urls import path

from . import exports

urlpatterns = [
    path("people/exports/<str:token>", exports.fetch, name="export-file"),
]

"""Addresses of files and of the verification of documents."""

from django.urls import path

from . import transfer, verify

urlpatterns = [
    path("files/upload/<str:ticket>", transfer.receive, name="file-upload"),
    path("files/download/<str:token>", transfer.fetch, name="file-download"),
    path("verify", verify.page, name="verify"),
    path(".well-known/superapp-document-keys.json", verify.published_keys, name="document-keys"),
]

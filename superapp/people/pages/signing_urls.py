"""The addresses of the page to sign in with."""

from django.urls import path

from . import signing

urlpatterns = [
    path("login", signing.page, name="sign-in"),
    path("logout", signing.sign_out, name="sign-out"),
]

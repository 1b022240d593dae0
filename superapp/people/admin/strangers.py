"""Pages that come with allauth: they would show and change sign-ins without asking whose they are. None stays."""

from django.contrib import admin

LABELS = frozenset({"account", "socialaccount", "mfa", "usersessions", "allauth_idp_oidc"})

for model in list(admin.site._registry):
    if model._meta.app_label in LABELS:
        admin.site.unregister(model)

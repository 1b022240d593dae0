"""Accounts: who is asking, and for whom. DeskConfig puts our own site behind /admin/."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class AccountsConfig(AppConfig):
    """Register the accounts application."""

    name = "superapp.accounts"
    label = "accounts"
    verbose_name = "บัญชีผู้ใช้"
    default = True

    def ready(self) -> None:
        """Register the check of the keys, which the worker and `bin/manage check --tag keys` run."""
        from . import keys  # noqa: F401


class DeskConfig(admin_apps.AdminConfig):
    """Django's admin, with the officers' desk as its site."""

    default = False
    default_site = "superapp.accounts.desk.Desk"
    verbose_name = "โต๊ะทำงานเจ้าหน้าที่"

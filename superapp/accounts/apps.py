"""Accounts: who is asking, and for whom."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Register the accounts application."""

    name = "superapp.accounts"
    label = "accounts"
    verbose_name = "บัญชีผู้ใช้"

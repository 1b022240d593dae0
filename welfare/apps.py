"""Welfare: who is entitled to what, and seeing that they receive it."""

from django.apps import AppConfig


class WelfareConfig(AppConfig):
    """Register the application."""

    name = "welfare"
    verbose_name = "สวัสดิการ"
    job_modules = ("welfare.actions",)

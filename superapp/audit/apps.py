"""Audit: who did what to what, and when, in chains that show any later change."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Register the audit application."""

    name = "superapp.audit"
    label = "audit"
    verbose_name = "บันทึกการตรวจสอบ"
    job_modules = ("superapp.audit.heads",)

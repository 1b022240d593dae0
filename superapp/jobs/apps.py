"""Jobs: work that runs later, exactly once in effect."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Register the jobs application."""

    name = "superapp.jobs"
    label = "jobs"
    verbose_name = "งานเบื้องหลัง"

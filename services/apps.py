"""Services: what the state offers, from whom, where, and for how much."""

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    """Register the catalogue of services."""

    name = "services"
    verbose_name = "บริการภาครัฐ"
    job_modules = ("services.actions.timetable",)

"""Consultation: draft laws heard in public, section by section, answered, reported and later evaluated."""

from django.apps import AppConfig


class ConsultationConfig(AppConfig):
    """Register the application."""

    name = "consultation"
    verbose_name = "การรับฟังความคิดเห็น"
    job_modules = ("consultation.actions",)

    def ready(self) -> None:
        """Say what of theirs a person who is erased leaves behind."""
        from superapp.people.actions import erasures

        from .actions import departures

        erasures.parts_with(departures.part)

"""Welfare: who is entitled to what, and seeing that they receive it."""

from django.apps import AppConfig


class WelfareConfig(AppConfig):
    """Register the application."""

    name = "welfare"
    verbose_name = "สวัสดิการ"
    job_modules = ("welfare.actions",)

    def ready(self) -> None:
        """Say what of a citizen's has to be settled before they are erased, and what is wound up then."""
        from superapp.people.actions import erasures

        from .actions import application_erasures

        erasures.hinders(application_erasures.open_applications)
        erasures.hinders(application_erasures.rights_in_payment)
        erasures.parts_with(application_erasures.put_drafts_away)

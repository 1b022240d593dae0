"""Services: what the state offers, from whom, where, and for how much."""

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    """Register the catalogue of services."""

    name = "services"
    verbose_name = "บริการภาครัฐ"
    job_modules = ("services.actions.timetable",)

    def ready(self) -> None:
        """Tell the floor below what only the catalogue knows: agencies' names, and who heads them."""
        from superapp.files.actions import verifying
        from superapp.people import permissions
        from superapp.people.actions import data_uses

        from .models import records

        data_uses.names_agencies(records.agency_name)
        verifying.names_agencies(records.agency_name)
        permissions.opens_records(records.desks_of)

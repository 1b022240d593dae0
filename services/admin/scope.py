"""The base of the catalogue's desk pages: rows of the agencies an officer works for, and no others."""

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from services.models.rights import agencies_of
from superapp.accounts.desk import DeskAdmin
from superapp.accounts.viewer import Viewer


class OwnAgencyAdmin(DeskAdmin):
    """A page over rows that belong to an agency, reached from the row by `agency_path`."""

    agency_path = "agency"

    def rows(self, viewer: Viewer) -> QuerySet[Model]:
        """Return the rows of the viewer's own agencies."""
        return self.model._default_manager.filter(**{f"{self.agency_path}__in": agencies_of(viewer)})


def has_several_agencies(request: HttpRequest, viewer: Viewer) -> bool:
    """Tell whether the officer works for more than one agency, so that pages must say which."""
    return len(agencies_of(viewer)) > 1

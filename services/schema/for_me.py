"""Services that fit whoever asks: the person, or the organisation they act for."""

from dataclasses import dataclass
from typing import Any

import graphene

from services.models.rows import ServiceRow
from services.search.facets import passes
from superapp.accounts import assurance
from superapp.accounts.viewer import Viewer
from superapp.api.acting import on_behalf_of, viewer_here
from superapp.api.connections import ConnectionField, Listing, connection_of
from superapp.api.fields import Field, optional

from .reading import BY_NAME, catalogue, listed
from .search import ServiceFilter, filters_of
from .service import Service


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, as what is listed says it of itself."""

    viewer: Viewer


def needs_step_up(row: ServiceRow, viewer: Viewer, now: Any) -> bool:
    """Tell whether a service asks for a surer sign-in than the viewer's session."""
    needed = row.minimum_assurance
    return needed is not None and not assurance.satisfies(viewer, ial=needed, fresh=None, now=now)


ServiceForMeConnection = connection_of(
    Service,
    "ServiceForMe",
    edge_extra={
        "needs_step_up": Field(
            graphene.Boolean,
            required=True,
            description="Whether the service asks for a surer sign-in than this session's.",
            resolver=lambda edge, info: needs_step_up(edge.row, edge.page.about.viewer, info.context.now),
        )
    },
)


class ServicesForMeQuery(graphene.ObjectType):
    """What fits whoever asks."""

    services_for_me = ConnectionField(
        ServiceForMeConnection,
        public=False,
        filter=optional(ServiceFilter, description="Narrows the list."),
        on_behalf_of=on_behalf_of(),
        description="Published services for you, or for whom you act: a person's for persons, a business's for "
        "organisations. By name; empty for whoever is no citizen.",
    )

    def resolve_services_for_me(self, info: Any, filter: Any = None, on_behalf_of: str | None = None) -> Listing:
        # What is listed is public: that it was looked at says nothing of whom one acts for.
        viewer = viewer_here(info, on_behalf_of, is_noted=False)
        if viewer is None or viewer.citizen is None:
            return listed(())
        snapshot = catalogue(info)
        of_organisation = viewer.mandate is not None and viewer.mandate.principal_organisation_id is not None
        audience = "business" if of_organisation else "citizen"
        rows = [row for row in snapshot.services if audience in row.audience]
        if filter is not None:
            filters = filters_of(filter, snapshot)
            let_through = {document.code for document in snapshot.documents if passes(document, filters)}
            rows = [row for row in rows if row.code in let_through]
        return Listing(rows, BY_NAME, about=Asking(viewer))

"""The log of a mandate in the API, read from the audit chain."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import graphene

from superapp.accounts.models import Citizen, Mandate
from superapp.api import ids
from superapp.api.connections import Listing, connection_of
from superapp.api.fields import Field
from superapp.api.keyset import Column, by
from superapp.api.loading import Loader
from superapp.api.scalars import DateTime
from superapp.audit.models import AuditEvent
from superapp.people.actions import mandate_record

from .mandate_enums import MandateActor
from .people import name_of

RELATED = ("agent__account", "principal_citizen__account", "principal_organisation")
BY_NEWEST = by("people.mandate_log.newest", Column("id", int, is_descending=True))


@dataclass(frozen=True, slots=True)
class EventRow:
    """What MandateEvent reads: one event, seen from one mandate."""

    event: AuditEvent
    mandate: Mandate

    @property
    def key(self) -> str:
        """Its public key: the mandate it is seen from, and the event's place in the chain."""
        return f"{self.mandate.public_id}.{self.event.stream}.{self.event.seq}"


class CitizenByAccount(Loader[str, Citizen]):
    """Citizens by their accounts' public ids; for people a viewer shares a mandate with."""

    def fetch(self, keys: Sequence[str]) -> list[Citizen | None]:
        rows = Citizen.objects.filter(account__public_id__in=keys).select_related("account")
        found = {row.public_id: row for row in rows}
        return [found.get(key) for key in keys]


class MandateEvent(graphene.ObjectType):
    """One thing done under a mandate, or to it. Never changed and never removed."""

    class Meta:
        interfaces = (ids.Node,)

    id = ids.IdField("mev", "key")
    at = Field(DateTime, required=True, description="When.")
    by = Field(MandateActor, required=True, description="Who, as seen from the mandate.")
    by_name = Field(graphene.String, description="Their name; null for the platform and for officers.")
    action = Field(graphene.String, required=True, description="What, as mandate.revoke; new ones are added.")
    about = Field(graphene.String, required=True, description="To what: kind and public id, as application:<id>.")
    outcome = Field(graphene.String, required=True, description="How it ended: `done`, or a refusal's code.")
    is_under_mandate = Field(
        graphene.Boolean, required=True, description="Whether it was done under the mandate; else to the mandate."
    )

    def resolve_at(self: EventRow, _info: Any) -> Any:
        return self.event.at

    def resolve_by(self: EventRow, _info: Any) -> str:
        actor, principal = self.event.actor, self.mandate.principal_citizen
        if actor == mandate_record.SYSTEM:
            return "system"
        if actor == self.mandate.agent.public_id:
            return "agent"
        return "principal" if principal is not None and actor == principal.public_id else "other"

    def resolve_by_name(self: EventRow, info: Any) -> Any:
        if self.event.actor == mandate_record.SYSTEM:
            return None
        language = info.context.language
        found = info.context.loaders.get(CitizenByAccount).load(self.event.actor)
        return found.then(lambda citizen: name_of(citizen, language))

    def resolve_action(self: EventRow, _info: Any) -> str:
        return self.event.action

    def resolve_about(self: EventRow, _info: Any) -> str:
        return self.event.object

    def resolve_outcome(self: EventRow, _info: Any) -> str:
        return self.event.outcome

    def resolve_is_under_mandate(self: EventRow, _info: Any) -> bool:
        return self.event.mandate == str(self.mandate.public_id)


MandateEventConnection = connection_of(MandateEvent, "MandateEvent")


def listed_events(mandate: Mandate | None) -> Listing:
    """Return the log of a mandate the viewer may see, newest first; nothing for None."""
    if mandate is None:
        return Listing((), BY_NEWEST)
    return Listing(mandate_record.events_of(mandate), BY_NEWEST, node=lambda event: EventRow(event, mandate))


@ids.finds("mev", EventRow)
def find_event(context: Any, key: str) -> EventRow | None:
    """Return an event of a mandate the viewer may see, or None."""
    public_id, _, place = key.partition(".")
    stream, _, seq = place.rpartition(".")
    try:
        wanted = UUID(public_id)
    except ValueError:
        return None
    if not (seq.isascii() and seq.isdecimal() and len(seq) <= 18):
        return None
    mandate = Mandate.objects.visible_to(context.viewer).filter(public_id=wanted).select_related(*RELATED).first()
    if mandate is None:
        return None
    event = mandate_record.events_of(mandate).filter(stream=stream, seq=int(seq)).first()
    return None if event is None else EventRow(event, mandate)

"""Whose matters are shown: the person themselves, or the person or organisation they act for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import graphene

from superapp.accounts.models import Citizen
from superapp.accounts.models import Mandate as MandateRow
from superapp.accounts.models import Organisation as OrganisationRow
from superapp.accounts.viewer import Viewer
from superapp.api import ids
from superapp.api.acting import on_behalf_of, viewer_here
from superapp.api.fields import Field, ListField
from superapp.api.loading import Loader

from .mandate_enums import MandateVerb, OrganisationSize, PersonKind

MANDATE = "superapp.people.schema.mandates.Mandate"
EVERYTHING = tuple(MandateRow.Verb.values)


def name_of(party: Citizen | OrganisationRow | None, language: str) -> str | None:
    """Return a person's or organisation's name in a language, in Thai where there is no other; None when unknown."""
    if isinstance(party, OrganisationRow):
        return (party.name_en if language == "en" else "") or party.name_th
    if party is None:
        return None
    return (party.read("name_en") if language == "en" else None) or party.read("name_th")


class LiveMandateFor(Loader[int, MandateRow]):
    """The viewer's mandate for an organisation, by the organisation's key; the director's one of two."""

    def fetch(self, keys: Sequence[int]) -> list[MandateRow | None]:
        citizen = self.context.viewer.citizen
        rows = MandateRow.objects.filter(agent=citizen, principal_organisation__in=keys).in_force(self.context.now)
        related = ("agent__account", "principal_citizen__account", "principal_organisation")
        # "delegate" before "director": the later one stands.
        found = {row.principal_organisation_id: row for row in rows.select_related(*related).order_by("kind")}
        return [found.get(key) for key in keys]


class Organisation(graphene.ObjectType):
    """A juristic person, as the company registry tells of it."""

    class Meta:
        interfaces = (ids.Node,)

    id = ids.IdField("org", "public_id")
    juristic_id = Field(graphene.String, required=True, description="Its number in the company registry, 13 digits.")
    name = Field(graphene.String, required=True, description="Its name in the language of the request.")
    name_th = Field(graphene.String, required=True, description="Its name in Thai.")
    name_en = Field(graphene.String, required=True, description="Its name in English; blank where there is none.")
    size = Field(OrganisationSize, required=True, description="How large it is.")
    is_active = Field(graphene.Boolean, required=True, description="Whether it still exists.")
    signing_rule = Field(
        graphene.Int, required=True, description="How many directors sign together for what needs a signature."
    )
    my_mandate = Field(MANDATE, description="The mandate in force under which you act for it; null without one.")

    def resolve_name(self: Any, info: Any) -> str | None:
        return name_of(self, info.context.language)

    def resolve_my_mandate(self: Any, info: Any) -> Any:
        return info.context.loaders.get(LiveMandateFor).load(self.pk)


@ids.finds("org", OrganisationRow)
def find_organisation(context: Any, key: str) -> OrganisationRow | None:
    """Return an organisation the viewer has or had a mandate for, or None."""
    if context.viewer.citizen is None:
        return None
    try:
        public_id = UUID(key)
    except ValueError:
        return None
    mine = MandateRow.objects.filter(agent=context.viewer.citizen).values("principal_organisation")
    return OrganisationRow.objects.filter(public_id=public_id, pk__in=mine).first()


@dataclass(frozen=True, slots=True)
class PersonRow:
    """What Person reads: the viewer, acting or not."""

    viewer: Viewer

    @property
    def mandate(self) -> MandateRow | None:
        """The mandate acted under."""
        return self.viewer.mandate

    @property
    def party(self) -> Any:
        """Whose matters these are."""
        mandate = self.viewer.mandate
        return self.viewer.citizen if mandate is None else mandate.principal_citizen or mandate.principal_organisation


class Person(graphene.ObjectType):
    """Whose matters these are: yourself, or the person or organisation you act for; and what you may do here."""

    id = Field(graphene.ID, required=True, description="Keeps its meaning for as long as the person is known.")
    kind = Field(PersonKind, required=True, description="A person or an organisation.")
    is_myself = Field(graphene.Boolean, required=True, description="Whether it is you, acting for nobody else.")
    name = Field(graphene.String, description="The name in the language of the request; null when it is not known.")
    mandate = Field(MANDATE, description="The mandate you act under; null for yourself.")
    verbs = ListField(MandateVerb, most=10, description="What you may do here.")
    codes = ListField(graphene.String, most=50, nullable=True, description="In which matters; null for all of them.")
    organisation = Field(Organisation, description="The organisation you act for; null for a person.")

    def resolve_id(self: PersonRow, _info: Any) -> str:
        return ids.global_id("org" if _is_organisation(self) else "per", str(self.viewer.person_id))

    def resolve_kind(self: PersonRow, _info: Any) -> str:
        return "organisation" if _is_organisation(self) else "person"

    def resolve_is_myself(self: PersonRow, _info: Any) -> bool:
        return self.mandate is None

    def resolve_name(self: PersonRow, info: Any) -> str | None:
        return name_of(self.party, info.context.language)

    def resolve_verbs(self: PersonRow, _info: Any) -> Sequence[str]:
        return EVERYTHING if self.mandate is None else self.mandate.scope_verbs

    def resolve_codes(self: PersonRow, _info: Any) -> Sequence[str] | None:
        return None if self.mandate is None else self.mandate.scope_codes

    def resolve_organisation(self: PersonRow, _info: Any) -> Any:
        return None if self.mandate is None else self.mandate.principal_organisation


class PersonQuery(graphene.ObjectType):
    """Whose matters are shown."""

    person = Field(
        Person,
        public=False,
        on_behalf_of=on_behalf_of(),
        description="Yourself, or whom you act for; null for whoever is no citizen, and for a mandate not in force.",
    )

    def resolve_person(self, info: Any, on_behalf_of: str | None = None) -> PersonRow | None:
        viewer = viewer_here(info, on_behalf_of)
        return None if viewer is None or viewer.citizen is None else PersonRow(viewer)


def _is_organisation(row: PersonRow) -> bool:
    return row.mandate is not None and row.mandate.principal_organisation_id is not None

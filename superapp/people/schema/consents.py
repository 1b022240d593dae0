"""Consents in the API: receipts, what an agency's service would be told, saying yes, and taking it back."""

import datetime as dt
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import graphene

from superapp.accounts import acting
from superapp.accounts.models import Mandate
from superapp.accounts.viewer import Viewer
from superapp.api import ids
from superapp.api.acting import on_behalf_of, viewer_here
from superapp.api.connections import ConnectionField, Listing, connection_of
from superapp.api.fields import Field, ListField, optional
from superapp.api.keyset import Column, by
from superapp.api.loading import Loader
from superapp.api.mutations import Act, Mutation
from superapp.api.scalars import DateTime
from superapp.people.actions import consents
from superapp.people.actions.claims import BY_FACT, Claim
from superapp.people.actions.consents import Wanted
from superapp.people.models import AgencyClient, ConsentText
from superapp.people.models import Consent as ConsentRow
from superapp.refusal import NotFound

BY_NEWEST = by(
    "people.consents.newest",
    Column("given_at", dt.datetime, is_descending=True),
    Column("id", int, is_descending=True),
)
MOST_CLAIMS = len(BY_FACT)
MOST_FACTS = 100

ConsentKind = graphene.Enum(
    "ConsentKind",
    [(choice.name, choice.value) for choice in ConsentRow.Kind],
    description=lambda value: (
        "For whom a consent is."
        if value is None
        else {"release": "An agency's own service is told.", "registry": "A registry is asked."}[value.value]
    ),
)


class ClientById(Loader[str, AgencyClient]):
    """An agency's client by its id."""

    def fetch(self, keys: Sequence[str]) -> list[AgencyClient | None]:
        found = {row.client_id: row for row in AgencyClient.objects.filter(client_id__in=keys)}
        return [found.get(key) for key in keys]


class TextByVersion(Loader[str, ConsentText]):
    """A consent's words by their version."""

    def fetch(self, keys: Sequence[str]) -> list[ConsentText | None]:
        found = {row.version: row for row in ConsentText.objects.filter(version__in=keys)}
        return [found.get(key) for key in keys]


class ConsentClaim(graphene.ObjectType):
    """One thing an agency's service would be told."""

    code = Field(graphene.String, required=True, description="Its code, as `name_th` or `birth_date`.")
    name = Field(graphene.String, required=True, description="What it is called, in the language of the request.")
    value = Field(graphene.String, description="What would be told; null when nothing is on record.")
    is_new = Field(graphene.Boolean, required=True, description="Whether the service is not told it yet.")


class ConsentRequest(graphene.ObjectType):
    """What somebody is asked to agree to before an agency's service is told about them."""

    agency_code = Field(graphene.String, required=True, description="Whose service it is; give it to `giveConsent`.")
    service_name = Field(graphene.String, required=True, description="What the agency calls its service.")
    purpose = Field(graphene.String, required=True, description="What it wants to know it for.")
    claims = ListField(ConsentClaim, most=MOST_CLAIMS, description="What it would be told.")
    text = Field(graphene.String, required=True, description="The words to show; they hold for a year.")
    text_version = Field(graphene.String, required=True, description="Their version; give it to `giveConsent`.")

    def resolve_agency_code(self: Wanted, _info: Any) -> str:
        return self.client.agency_code

    def resolve_service_name(self: Wanted, info: Any) -> str:
        return self.client.name(info.context.language)

    def resolve_purpose(self: Wanted, info: Any) -> str:
        return self.client.purpose_en if info.context.language == "en" else self.client.purpose_th

    def resolve_claims(self: Wanted, info: Any) -> list[dict[str, Any]]:
        new = {claim.fact for claim in self.new}
        return [_claim(claim, self, info.context.language, claim.fact in new) for claim in self.claims]

    def resolve_text(self: Wanted, info: Any) -> str:
        return self.words.in_(info.context.language)

    def resolve_text_version(self: Wanted, _info: Any) -> str:
        return self.words.version


def _claim(claim: Claim, wanted: Wanted, language: str, is_new: bool) -> dict[str, Any]:
    value = None if wanted.person is None else wanted.person.read(claim.fact)
    return {"code": claim.fact, "name": claim.word(language), "value": value, "is_new": is_new}


class Consent(graphene.ObjectType):
    """A receipt: what somebody agreed to, in which words, until when."""

    class Meta:
        interfaces = (ids.Node,)

    id = ids.IdField("cns", "public_id")
    kind = Field(ConsentKind, required=True, description="For whom it is.")
    audience = Field(graphene.String, required=True, description="Who learns it, in the language of the request.")
    agency_code = Field(graphene.String, description="The agency whose service it is; null for a registry.")
    facts = ListField(graphene.String, most=MOST_FACTS, description="Codes of what is learnt, as `birth_date`.")
    fact_names = ListField(graphene.String, most=MOST_FACTS, description="The same in words where we have some.")
    purpose = Field(graphene.String, required=True, description="The code of what for.")
    text = Field(graphene.String, description="The words agreed to; null for a registry, whose form shows its own.")
    text_version = Field(graphene.String, required=True, description="The version of the words.")
    given_at = Field(DateTime, required=True, description="When it was given.")
    ends_at = Field(DateTime, description="Until when it holds; null until it is taken back.")
    withdrawn_at = Field(DateTime, description="When it was taken back or replaced; null while it was not.")
    is_in_force = Field(graphene.Boolean, required=True, description="Whether it counts now.")

    def resolve_kind(self: ConsentRow, _info: Any) -> str:
        return str(self.kind)

    def resolve_audience(self: ConsentRow, info: Any) -> Any:
        language = info.context.language
        return _client(self, info).then(lambda client: client.name(language) if client else self.audience)

    def resolve_agency_code(self: ConsentRow, info: Any) -> Any:
        return _client(self, info).then(lambda client: client.agency_code if client else None)

    def resolve_fact_names(self: ConsentRow, info: Any) -> list[str]:
        language = info.context.language
        return [BY_FACT[fact].word(language) if fact in BY_FACT else fact for fact in self.facts]

    def resolve_text(self: ConsentRow, info: Any) -> Any:
        language = info.context.language
        words = info.context.loaders.get(TextByVersion).load(self.text_version)
        return words.then(lambda row: (row.text_en if language == "en" else row.text_th) if row else None)

    def resolve_is_in_force(self: ConsentRow, info: Any) -> bool:
        return self.withdrawn_at is None and (self.ends_at is None or info.context.now < self.ends_at)


def _client(row: ConsentRow, info: Any) -> Any:
    return info.context.loaders.get(ClientById).load(row.audience)


def rows_of(viewer: Viewer | None) -> Any:
    """Return the consents about whom the viewer stands for: themselves, or the person they act for."""
    # A mandate for single matters is no view of everything somebody agreed to.
    if viewer is None or not acting.may(viewer, Mandate.Verb.VIEW):
        return ConsentRow.objects.none()
    return ConsentRow.objects.filter(citizen=consents.person_of(viewer), citizen__isnull=False)


@ids.finds("cns", ConsentRow)
def find_consent(context: Any, key: str) -> ConsentRow | None:
    """Return the viewer's own consent of that public id, or None."""
    try:
        return rows_of(context.viewer).filter(public_id=UUID(key)).first()
    except ValueError:
        return None


class ConsentQuery(graphene.ObjectType):
    """What can be asked about consents."""

    my_consents = ConnectionField(
        connection_of(Consent, "Consent"),
        description="Receipts of what one agreed to, newest first; of whom one acts for. Empty for others.",
        public=False,
        in_force=optional(graphene.Boolean, description="True for those that count now only, false for the rest."),
        on_behalf_of=on_behalf_of(),
    )

    def resolve_my_consents(
        self: Any, info: Any, in_force: bool | None = None, on_behalf_of: str | None = None
    ) -> Listing:
        rows = rows_of(viewer_here(info, on_behalf_of))
        if in_force is not None:
            counting = ConsentRow.objects.in_force(info.context.now).values("pk")
            rows = rows.filter(pk__in=counting) if in_force else rows.exclude(pk__in=counting)
        return Listing(rows, BY_NEWEST)


class GiveConsent(Mutation):
    """Agree that an agency's service is told about you, after reading what and what for."""

    concerns_person = True

    class Input:
        agency_code = graphene.String(required=True, description="The `agencyCode` of the ConsentRequest shown.")
        claims = graphene.List(
            graphene.NonNull(graphene.String), required=True, description="Codes of the claims that were shown."
        )
        text_version = graphene.String(required=True, description="The `textVersion` of the words that were shown.")

    consent = Field(Consent, description="The receipt; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        """Give it."""
        client = AgencyClient.objects.open().filter(agency_code=input.agency_code).first()
        if client is None:
            raise NotFound(path=("agency_code",))
        consent = consents.give(
            viewer=act.viewer, now=act.now, client=client, facts=input.claims, text_version=input.text_version
        )
        return {"consent": consent}


class WithdrawConsent(Mutation):
    """Take a consent back. What was told stays told; nothing is told from now on."""

    concerns_person = True

    class Input:
        consent_id = graphene.ID(required=True, description="The consent.")

    consent = Field(Consent, description="The receipt as it is now; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        """Take it back."""
        key = ids.key_of("cns", input.consent_id) or ""
        return {"consent": consents.withdraw(viewer=act.viewer, now=act.now, consent_id=key)}


class ConsentMutation(graphene.ObjectType):
    """What can be done about consents."""

    give_consent = GiveConsent.field()
    withdraw_consent = WithdrawConsent.field()

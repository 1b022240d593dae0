"""A citizen's own data in the API: a copy of it, its erasure, and who looked at it."""

import datetime as dt
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import graphene

from superapp.accounts.viewer import Viewer
from superapp.api import ids
from superapp.api.connections import ConnectionField, Listing, connection_of
from superapp.api.fields import Field, ListField
from superapp.api.keyset import Column, by
from superapp.api.mutations import Act, Mutation
from superapp.api.scalars import BigInt, DateTime
from superapp.people.actions import data_uses, erasures, exports
from superapp.people.models import DataExport as DataExportRow
from superapp.people.models import DataUse as DataUseRow
from superapp.people.models import register

NEWEST_EXPORT = by(
    "people.data_exports.newest",
    Column("requested_at", dt.datetime, is_descending=True),
    Column("id", int, is_descending=True),
)
NEWEST_USE = by(
    "people.data_uses.newest",
    Column("at", dt.datetime, is_descending=True),
    Column("id", int, is_descending=True),
)
MOST_FACTS = 100

DataExportState = graphene.Enum(
    "DataExportState",
    [(choice.name, choice.value) for choice in DataExportRow.State],
    description=lambda value: {
        None: "How far a copy of one's data has come.",
        "waiting": "It is being made.",
        "ready": "It can be fetched, for a day.",
        "over": "Its file is deleted; ask for another.",
    }[value and value.value],
)
DataUseKind = graphene.Enum(
    "DataUseKind",
    [(choice.name, choice.value) for choice in DataUseRow.Kind],
    description=lambda value: {
        None: "How somebody came to see a citizen's data.",
        "viewed": "An officer opened the record.",
        "released": "It was given to an agency's site.",
        "fetched": "It was asked of a registry.",
        "mandate": "Somebody who acts for the citizen opened it.",
    }[value and value.value],
)


class DataExport(graphene.ObjectType):
    """A copy of everything that is kept about the viewer."""

    class Meta:
        interfaces = (ids.Node,)

    id = ids.IdField("exp", "public_id")
    state = Field(DataExportState, required=True, description="How far it has come.")
    requested_at = Field(DateTime, required=True, description="When it was asked for.")
    ready_at = Field(DateTime, description="When it was ready; null before.")
    ends_at = Field(DateTime, description="Until when it can be fetched; null before it is ready.")
    size_bytes = Field(BigInt, description="Size of the file, in bytes; null before it is ready.")
    fetched_at = Field(DateTime, description="When it was first fetched; null when it was not.")
    link = Field(
        graphene.String,
        description="Where the viewer alone fetches the ZIP file, signed in as now. Null unless it is ready.",
    )

    def resolve_link(self: DataExportRow, info: Any) -> str | None:
        return exports.link(self, info.context.now)


class DataUse(graphene.ObjectType):
    """Somebody looked at the viewer's data, or was given some."""

    class Meta:
        interfaces = (ids.Node,)

    id = ids.IdField("use", "public_id")
    at = Field(DateTime, required=True, description="When.")
    kind = Field(DataUseKind, required=True, description="How they came to see it.")
    agency_code = Field(graphene.String, description="Code of the agency; null when none was involved.")
    agency_name = Field(graphene.String, description="The agency's name in the language of the request; null as above.")
    role = Field(
        graphene.String,
        description="An officer's role at the agency (head), or the kind of mandate (parent). Null for systems.",
    )
    facts = ListField(graphene.String, most=MOST_FACTS, description="Names of the facts seen, never their values.")
    purpose = Field(graphene.String, required=True, description="What for, in the language of the request.")
    basis = Field(graphene.String, required=True, description="By which right, in the language of the request.")
    outcome = Field(graphene.String, required=True, description="How it ended: done, or the code of the refusal.")

    def resolve_agency_code(self: DataUseRow, info: Any) -> str | None:
        return self.agency_code or None

    def resolve_agency_name(self: DataUseRow, info: Any) -> str | None:
        return data_uses.agency_name(self.agency_code, info.context.language) if self.agency_code else None

    def resolve_role(self: DataUseRow, info: Any) -> str | None:
        return self.role or None

    def resolve_facts(self: DataUseRow, info: Any) -> list[str]:
        return self.facts[:MOST_FACTS]

    def resolve_purpose(self: DataUseRow, info: Any) -> str:
        return register.word("purposes", self.purpose, info.context.language)

    def resolve_basis(self: DataUseRow, info: Any) -> str:
        code = "consent" if self.basis.startswith("consent:") else self.basis
        return register.word("bases", code, info.context.language)


def _exports(viewer: Viewer) -> Any:
    return DataExportRow.objects.of(viewer.citizen) if _is_oneself(viewer) else DataExportRow.objects.none()


def _uses(viewer: Viewer) -> Any:
    return DataUseRow.objects.filter(citizen=viewer.citizen) if _is_oneself(viewer) else DataUseRow.objects.none()


def _is_oneself(viewer: Viewer) -> bool:
    return viewer.citizen is not None and viewer.mandate is None


def _found(rows: Any, key: str) -> Any:
    try:
        return rows.filter(public_id=UUID(key)).first()
    except ValueError:
        return None


@ids.finds("exp", DataExportRow)
def find_export(context: Any, key: str) -> DataExportRow | None:
    """Return the viewer's own export of that public id, or None."""
    return _found(_exports(context.viewer), key)


@ids.finds("use", DataUseRow)
def find_use(context: Any, key: str) -> DataUseRow | None:
    """Return the use of the viewer's own data of that public id, or None."""
    return _found(_uses(context.viewer), key)


class PersonalDataQuery(graphene.ObjectType):
    """What citizens ask about their data."""

    my_exports = ConnectionField(
        connection_of(DataExport, "DataExport"),
        description="The copies of their data the viewer asked for, newest first. Empty for everybody but citizens.",
        public=False,
    )
    my_data_uses = ConnectionField(
        connection_of(DataUse, "DataUse"),
        description="Who looked at the viewer's data or was given some, newest first. Empty for all but citizens.",
        public=False,
    )

    def resolve_my_exports(self, info: Any) -> Listing:
        return Listing(_exports(info.context.viewer), NEWEST_EXPORT)

    def resolve_my_data_uses(self, info: Any) -> Listing:
        return Listing(_uses(info.context.viewer), NEWEST_USE)


class ExportMyData(Mutation):
    """Ask for a copy of everything that is kept about the viewer. A notice says when it is ready.

    Needs a fresh sign-in.
    """

    class Input:
        acknowledged = graphene.Boolean(
            required=True, description="That the person has read: whoever gets the file knows all that it says."
        )

    export = Field(DataExport, description="The copy; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        return {"export": exports.request(viewer=act.viewer, is_acknowledged=input.acknowledged, now=act.now)}


class EraseMe(Mutation):
    """Erase the viewer: for ever, and at once. Needs a fresh sign-in and the confirming phrase."""

    class Input:
        confirmation = graphene.String(
            required=True, description=f"“{erasures.PHRASES[0]}” or “{erasures.PHRASES[1]}”, typed by the person."
        )

    erased_at = Field(DateTime, description="When it was done; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        citizen = erasures.erase(viewer=act.viewer, confirmation=input.confirmation, now=act.now)
        return {"erased_at": citizen.erased_at}


class PersonalDataMutation(graphene.ObjectType):
    """What citizens do with their data."""

    export_my_data = ExportMyData.field()
    erase_me = EraseMe.field()

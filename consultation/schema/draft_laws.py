"""Draft laws in the API: what is published of them. What an agency still works on is seen at its desk only."""

import uuid
from collections.abc import Sequence
from typing import Any

import graphene

from consultation.models import DraftLaw as LawRow
from consultation.models import DraftVersion as VersionRow
from consultation.models import Section as SectionRow
from consultation.models import SectionText as TextRow
from services.models.snapshot import current as catalogue
from services.schema.agency import Agency
from superapp.accounts.viewer import ANONYMOUS
from superapp.api.connections import ConnectionField, Listing, connection_of
from superapp.api.fields import Field, ListField, optional
from superapp.api.ids import IdField, Node, finds, global_id
from superapp.api.keyset import Column, by
from superapp.api.loading import Loader
from superapp.api.scalars import Date, DateTime

from .draft_enums import DraftKind, LawInstrument, ProvisionKind

MOST_VERSIONS = 50
MOST_SUBJECTS = 20
BY_POSITION = by("draft_sections.position", Column("position", int))
BY_CODE = by("draft_laws.code", "code")


def published_laws() -> Any:
    """Return the laws everybody may read, with what a page of them shows."""
    # The same for everybody, officers too: answers are shared.
    return LawRow.objects.visible_to(ANONYMOUS).select_related("agency", "amends__agency")


def published_versions() -> Any:
    """Return the versions everybody may read, with their laws."""
    return VersionRow.objects.visible_to(ANONYMOUS).select_related("law__agency", "law__amends__agency")


class VersionsOfLaw(Loader[int, list[VersionRow]]):
    """The published versions of each law, the newest first, at most MOST_VERSIONS."""

    def fetch(self, keys: Sequence[int]) -> list[list[VersionRow]]:
        """Return each law's versions."""
        found: dict[int, list[VersionRow]] = {key: [] for key in keys}
        for row in published_versions().filter(law__in=keys).order_by("law", "-number"):
            if len(found[row.law_id]) < MOST_VERSIONS:
                found[row.law_id].append(row)
        return [found[key] for key in keys]


class Section(graphene.ObjectType):
    """One provision of a law, whatever its number and wording are in some version: what comments are about."""

    class Meta:
        interfaces = (Node,)

    is_public = True
    id = IdField("sec", "public_id")
    key = Field(graphene.String, required=True, description="Its name within the law; it outlives its number.")
    law_code = Field(graphene.String, required=True, description="Code of the law.")

    def resolve_law_code(self: SectionRow, _info: Any) -> str:
        return self.law.code


class SectionText(graphene.ObjectType):
    """What one version says in one section."""

    is_public = True
    section = Field(Section, required=True, cost=0, description="Which section it is.")
    position = Field(graphene.Int, required=True, description="Its place in the version, from 0.")
    kind = Field(ProvisionKind, required=True, description="What stands there.")
    number = Field(
        graphene.String, required=True, description="Word and number as printed, in Thai; blank where none is printed."
    )
    heading = Field(graphene.String, required=True, description="Title of a chapter or part; blank for sections.")
    text = Field(
        graphene.String,
        required=True,
        description="The wording, in Thai, without the number: one line to a paragraph or item.",
    )
    summary = Field(graphene.String, description="What it means in plain words; null where nobody wrote it.")
    parent_section_id = Field(graphene.ID, description="The chapter or part it stands in; null at the top.")
    digest = Field(graphene.String, required=True, description="SHA-256 of heading and wording.")

    def resolve_summary(self: TextRow, info: Any) -> str | None:
        return (self.summary_en if info.context.language == "en" else "") or self.summary_th or None

    def resolve_parent_section_id(self: TextRow, _info: Any) -> str | None:
        return section_id(self.parent.section) if self.parent else None


def section_id(section: SectionRow) -> str:
    """Return the global id of a section."""
    return global_id("sec", str(section.public_id))


SectionTextConnection = connection_of(SectionText, "SectionText", is_public=True)


class DraftVersion(graphene.ObjectType):
    """One published text of a law. It never changes: a correction is a new version."""

    class Meta:
        interfaces = (Node,)

    is_public = True
    id = Field(graphene.ID, required=True, description="Keeps its meaning for as long as it exists.")
    law = Field(lambda: DraftLaw, required=True, cost=0, description="The law.")
    number = Field(graphene.Int, required=True, description="Counted from 1 for each law.")
    kind = Field(DraftKind, required=True, description="Why it was made.")
    note = Field(graphene.String, required=True, description="What changed, in Thai; may be blank.")
    digest = Field(graphene.String, required=True, description="SHA-256 of its canonical text (docs/draft-laws.md).")
    published_at = Field(DateTime, required=True, description="When it was published.")
    sections = ConnectionField(SectionTextConnection, description="Its text, in reading order.")

    def resolve_id(self: VersionRow, _info: Any) -> str:
        return global_id("dvr", f"{self.law.code}.{self.number}")

    def resolve_sections(self: VersionRow, _info: Any) -> Listing:
        rows = self.texts.select_related("section__law", "parent__section")
        return Listing(rows, BY_POSITION)


class DraftLaw(graphene.ObjectType):
    """A law that is being made, or one in force that is being evaluated."""

    class Meta:
        interfaces = (Node,)

    is_public = True
    id = IdField("dlw", "code")
    code = Field(graphene.String, required=True, description="Stable code, such as `older-persons-fund`.")
    title = Field(graphene.String, required=True, description="Title; in Thai where no English one is known.")
    instrument = Field(LawInstrument, required=True, description="What kind of law it is to be.")
    agency = Field(Agency, description="Whose it is; null while the catalogue does not list the agency.")
    subjects = ListField(graphene.String, most=MOST_SUBJECTS, description="Codes of its subjects.")
    amends = Field(lambda: DraftLaw, description="The law it changes; null for a new one.")
    in_force_on = Field(Date, description="The day it came into force; null for a draft, or where not known.")
    gazette_reference = Field(graphene.String, description="Where the Royal Gazette has it; null for a draft.")
    based_on_url = Field(graphene.String, description="Where its wording comes from; null when it is of the agency.")
    is_sample = Field(graphene.Boolean, required=True, description="Whether it is here as an example only.")
    versions = ListField(DraftVersion, most=MOST_VERSIONS, description="Its published versions, the newest first.")
    version = Field(
        DraftVersion,
        number=optional(graphene.Int, description="Which version; the newest when left out."),
        description="One published version; null when there is none of that number.",
    )

    def resolve_title(self: LawRow, info: Any) -> str:
        return (self.title_en if info.context.language == "en" else "") or self.title_th

    def resolve_agency(self: LawRow, info: Any) -> Any:
        return catalogue(info.context.language).agency_by_code.get(self.agency.code)

    def resolve_subjects(self: LawRow, _info: Any) -> list[str]:
        return list(self.subjects)[:MOST_SUBJECTS]

    def resolve_gazette_reference(self: LawRow, _info: Any) -> str | None:
        return self.gazette_reference or None

    def resolve_based_on_url(self: LawRow, _info: Any) -> str | None:
        return self.based_on_url or None

    def resolve_versions(self: LawRow, info: Any) -> Any:
        return info.context.loaders.get(VersionsOfLaw).load(self.pk)

    def resolve_version(self: LawRow, info: Any, number: int | None = None) -> Any:
        def chosen(rows: list[VersionRow]) -> VersionRow | None:
            return next((row for row in rows if number in (None, row.number)), None)

        return info.context.loaders.get(VersionsOfLaw).load(self.pk).then(chosen)


DraftLawConnection = connection_of(DraftLaw, "DraftLaw", is_public=True)


@finds("dlw", LawRow)
def find_law(_context: Any, code: str) -> LawRow | None:
    """Return the law of that code if any version of it is published."""
    return published_laws().filter(code=code).first()


@finds("dvr", VersionRow)
def find_version(_context: Any, key: str) -> VersionRow | None:
    """Return the published version of a key such as `older-persons-fund.2`."""
    code, _, number = key.rpartition(".")
    if not number.isascii() or not number.isdigit() or len(number) > 6:
        return None
    return published_versions().filter(law__code=code, number=int(number)).first()


@finds("sec", SectionRow)
def find_section(_context: Any, key: str) -> SectionRow | None:
    """Return the section of that public id if it stands in a published version."""
    try:
        public_id = uuid.UUID(key)
    except ValueError:
        return None
    rows = SectionRow.objects.filter(public_id=public_id, texts__version__in=published_versions())
    return rows.select_related("law").first()

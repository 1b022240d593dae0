"""What a Hearing shows of those who take part in it: fields that the type Hearing takes over."""

import uuid
from typing import Any

import graphene

from consultation.actions import participants, statements
from consultation.models import Hearing as HearingRow
from consultation.models import HearingCount, Section, SectionCount
from consultation.models import Statement as StatementRow
from superapp.api.acting import on_behalf_of, viewer_here
from superapp.api.connections import ConnectionField, Listing, connection_of
from superapp.api.errors import BadInput
from superapp.api.fields import Field, optional
from superapp.api.ids import global_id, key_of
from superapp.api.keyset import Column, by

from . import comment_lists
from .comment_enums import CommentOrder, stored
from .comment_lists import CommentsField
from .comment_loaders import CountOf, SectionOf, standing
from .comments import CommentConnection
from .participants import NamedConsent, Participation
from .statements import NEWEST as NEWEST_STATEMENTS
from .statements import Statement, StatementConnection

BY_SECTION = by("section_tallies", Column("section_id", int))


class StanceTotals(graphene.ObjectType):
    """How many stand where. Where one person stands is never told."""

    is_public = True
    support = Field(graphene.Int, required=True, description="How many are for it.")
    support_with_changes = Field(graphene.Int, required=True, description="How many are for it if it is changed.")
    oppose = Field(graphene.Int, required=True, description="How many are against it.")
    neutral = Field(graphene.Int, required=True, description="How many are neither.")
    total = Field(graphene.Int, required=True, description="How many have taken a stance.")

    def resolve_total(self: HearingCount | SectionCount, _info: Any) -> int:
        return self.stances


class HearingTally(graphene.ObjectType):
    """How much has come in, whatever became of it."""

    is_public = True
    participants = Field(graphene.Int, required=True, description="How many people and organisations have joined.")
    received = Field(graphene.Int, required=True, description="How many comments were received.")
    shown = Field(graphene.Int, required=True, description="How many of these are public.")
    private = Field(graphene.Int, required=True, description="How many are for the agency only.")
    pending = Field(graphene.Int, required=True, description="How many wait for a moderator.")
    hidden = Field(graphene.Int, required=True, description="How many a moderator has hidden.")
    removed = Field(graphene.Int, required=True, description="How many their authors took back.")
    erased = Field(graphene.Int, required=True, description="How many were erased on request.")
    statements = Field(graphene.Int, required=True, description="How many statements can be answered.")
    statement_votes = Field(graphene.Int, required=True, description="How many answers to statements there are.")


class SectionTally(graphene.ObjectType):
    """How much is said of one section."""

    is_public = True
    section_id = Field(graphene.ID, required=True, description="The section.")
    comments = Field(graphene.Int, required=True, description="How many public comments it has.")
    stances = Field(StanceTotals, required=True, cost=0, description="How many stand where on it.")

    def resolve_section_id(self: SectionCount, info: Any) -> Any:
        section = info.context.loaders.get(SectionOf).load(self.section_id)
        return section.then(lambda row: global_id("sec", str(row.public_id)))

    def resolve_comments(self: SectionCount, _info: Any) -> int:
        return self.shown

    def resolve_stances(self: SectionCount, _info: Any) -> SectionCount:
        return self


SectionTallyConnection = connection_of(SectionTally, "SectionTally", is_public=True)


class HearingComments:
    """Fields of Hearing about taking part; the type inherits them, its rows are hearings."""

    comments = CommentsField(
        CommentConnection,
        order=optional(CommentOrder, description="In which order; the newest first when nothing is said."),
        section_id=optional(graphene.ID, description="Only those on this section."),
        cost=3,
        public=False,
        description="The comments that reply to nothing, tombstones with replies among them; at most 50 at a time.",
    )
    tally = Field(HearingTally, required=True, cost=1, description="How much has come in.")
    stances = Field(StanceTotals, required=True, cost=1, description="How many stand where on the draft as a whole.")
    section_tallies = ConnectionField(
        SectionTallyConnection, cost=2, description="Comments and stances by section; none without any."
    )
    statements = ConnectionField(
        StatementConnection, cost=2, public=False, description="The statements one can answer, the latest first."
    )
    next_statement = Field(
        Statement,
        cost=5,
        public=False,
        description="One you have not answered: newer ones, and those that divide, are likelier; null after the last.",
    )
    my_part = Field(
        Participation,
        on_behalf_of=on_behalf_of(),
        cost=2,
        public=False,
        description="Your part in it; null while you have not joined.",
    )
    named_consent = Field(NamedConsent, required=True, cost=0, description="What one agrees to before a name is shown.")

    def resolve_comments(self: HearingRow, info: Any, order: Any = "newest", section_id: str | None = None) -> Listing:
        section = None if section_id is None else section_key(self, section_id)
        return comment_lists.roots(self, info.context.viewer, stored(order), section)

    def resolve_tally(self: HearingRow, info: Any) -> Any:
        return info.context.loaders.get(CountOf).load(self.pk)

    def resolve_stances(self: HearingRow, info: Any) -> Any:
        return info.context.loaders.get(CountOf).load(self.pk)

    def resolve_section_tallies(self: HearingRow, _info: Any) -> Listing:
        return Listing(SectionCount.objects.filter(hearing=self), BY_SECTION)

    def resolve_statements(self: HearingRow, info: Any) -> Listing:
        # The same for everybody; what waits is among one's own things.
        rows = StatementRow.objects.visible_to(info.context.viewer).filter(
            hearing=self, status=StatementRow.Status.VISIBLE
        )
        return Listing(rows.select_related("hearing"), NEWEST_STATEMENTS)

    def resolve_next_statement(self: HearingRow, info: Any) -> StatementRow | None:
        me = standing(info.context, self).participant
        found = statements.next_for(viewer=info.context.viewer, hearing=self, participant=me)
        if found is not None:
            found.hearing = self
        return found

    def resolve_my_part(self: HearingRow, info: Any, on_behalf_of: str | None = None) -> Any:
        viewer = viewer_here(info, on_behalf_of)
        return None if viewer is None else participants.mine(viewer=viewer, hearing=self)

    def resolve_named_consent(self: HearingRow, _info: Any) -> HearingRow:
        return self


def section_key(hearing: HearingRow, id_: str) -> int:
    """Return the key of the section with that global id in the version that is heard.

    :raises BadInput: when it is none of it.
    """
    section = section_of(id_)
    if section is None or not hearing.version.texts.filter(section=section).exists():
        raise BadInput("ไม่พบมาตรานี้ในร่างที่รับฟัง", "That section is not in the draft heard here.")
    return section.pk


def section_of(id_: str) -> Section | None:
    """Return the section with that global id, None when there is none."""
    try:
        public_id = uuid.UUID(key_of("sec", id_) or "")
    except ValueError:
        return None
    return Section.objects.filter(public_id=public_id).first()

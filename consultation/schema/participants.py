"""One's own part in a hearing: pseudonym, stances, comments. Nobody else can ask for any of it."""

from typing import Any

import graphene

from consultation.actions import display_words, suspensions
from consultation.models import Comment as CommentRow
from consultation.models import Participant
from consultation.models import Stance as StanceRow
from superapp.api.connections import ConnectionField, Listing, connection_of
from superapp.api.fields import Field
from superapp.api.ids import global_id
from superapp.api.keyset import Column, by
from superapp.api.scalars import DateTime

from .comment_enums import DisplayChoice, StanceValue
from .comment_loaders import SectionOf, StanceOf
from .comments import CommentConnection
from .suspensions import Suspension

NEWEST = by("my_comments", Column("id", int, is_descending=True))
BY_KEY = by("my_stances", Column("id", int))


class NamedConsent(graphene.ObjectType):
    """What one agrees to before a name is shown."""

    is_public = True
    version = Field(graphene.String, required=True, description="Send it back as `consentVersion`.")
    text = Field(graphene.String, required=True, description="The words, to be shown in full.")

    def resolve_version(self: Any, _info: Any) -> str:
        return display_words.VERSION

    def resolve_text(self: Any, info: Any) -> str:
        return display_words.in_(info.context.language)


class Stance(graphene.ObjectType):
    """Where you stand on a draft, or on one section of it."""

    value = Field(StanceValue, required=True, description="Where you stand.")
    section_id = Field(graphene.ID, description="The section; null for the draft as a whole.")
    at = Field(DateTime, required=True, description="Since when.")

    def resolve_section_id(self: StanceRow, info: Any) -> Any:
        if self.section_id is None:
            return None
        section = info.context.loaders.get(SectionOf).load(self.section_id)
        return section.then(lambda row: global_id("sec", str(row.public_id)))


StanceConnection = connection_of(Stance, "Stance")


class Participation(graphene.ObjectType):
    """Your part in one hearing, or that of the organisation you act for."""

    pseudonym = Field(graphene.String, required=True, description="What others see; drawn by chance for this hearing.")
    display = Field(DisplayChoice, required=True, description="How you are shown.")
    name_shown = Field(graphene.String, description="The name everybody sees; null unless you agreed to it.")
    joined_at = Field(DateTime, required=True, description="Since when.")
    suspended_until = Field(DateTime, description="Until when you may not write here; null when you may.")
    suspension = Field(Suspension, description="The suspension in force, else the last there was; null without any.")
    stance = Field(Stance, description="Your stance on the draft as a whole; null while you have taken none.")
    section_stances = ConnectionField(StanceConnection, cost=2, description="Your stances on single sections.")
    comments = ConnectionField(
        CommentConnection,
        cost=2,
        description="Your comments, the latest first: those that wait or are hidden too, not those you removed.",
    )

    def resolve_name_shown(self: Participant, _info: Any) -> str | None:
        return self.name_shown or None

    def resolve_suspension(self: Participant, _info: Any) -> Any:
        return suspensions.shown(self)

    def resolve_stance(self: Participant, info: Any) -> Any:
        return info.context.loaders.get(StanceOf).load((self.pk, None))

    def resolve_section_stances(self: Participant, _info: Any) -> Listing:
        return Listing(StanceRow.objects.filter(participant=self, section__isnull=False), BY_KEY)

    def resolve_comments(self: Participant, info: Any) -> Listing:
        rows = CommentRow.objects.visible_to(info.context.viewer).filter(author=self)
        return Listing(rows.select_related("hearing"), NEWEST)

"""Comments in the API. What the viewer may not read is a tombstone: its place and its counts, no text, no author."""

import uuid
from typing import Any

import graphene
from django.db import transaction

from consultation.actions import draft_anchors
from consultation.models import Comment as CommentRow
from consultation.models import CommentRevision as RevisionRow
from consultation.models import DraftVersion, Participant
from superapp.api.connections import ConnectionField, Listing, connection_of
from superapp.api.fields import Field, ListField, optional
from superapp.api.ids import IdField, Node, finds, global_id
from superapp.api.keyset import Column, by
from superapp.api.loading import Loader
from superapp.api.scalars import DateTime
from superapp.audit.recording import record

from . import comment_lists
from .comment_enums import CommentState, DisplayChoice, VoteValue
from .comment_lists import CommentsField
from .comment_loaders import AuthorOf, CommentOf, RepliesOf, SectionOf, Standing, VoteOf, standing
from .moderation import CommentModeration

FIRST_REPLIES = 3
MOST_PLACES = 20
BY_NUMBER = by("comment_revisions", Column("number", int, is_descending=True))


class CommentAuthor(graphene.ObjectType):
    """Who says something, as everybody sees them: in this hearing only, and never who is behind a pseudonym."""

    name = Field(graphene.String, required=True, description="The pseudonym, or the name shown with consent.")
    pseudonym = Field(graphene.String, required=True, description="What they are called in this hearing, always.")
    display = Field(DisplayChoice, required=True, description="How they are shown.")
    is_verified = Field(graphene.Boolean, required=True, description="Whether their identity was verified.")
    is_organisation = Field(graphene.Boolean, required=True, description="Whether an organisation speaks.")
    is_online = Field(
        graphene.Boolean, required=True, description="False for what officers brought in from paper, mail or a meeting."
    )

    def resolve_name(self: Participant, _info: Any) -> str:
        return self.name_shown or self.pseudonym

    def resolve_is_organisation(self: Participant, _info: Any) -> bool:
        return self.organisation_id is not None

    def resolve_is_online(self: Participant, _info: Any) -> bool:
        return self.channel == Participant.Channel.ONLINE


class CommentPlace(graphene.ObjectType):
    """Where a comment stands on the newest published version of the law."""

    standing = Field(
        graphene.String,
        required=True,
        description="`passage`: at its very words; `section`: at the section; `removed`: the section is no more.",
    )
    section_key = Field(graphene.String, description="The section's key; null when it was removed.")
    start = Field(graphene.Int, description="Where the passage begins in the section's text; null for the whole.")
    end = Field(graphene.Int, description="Where it ends.")
    is_changed = Field(graphene.Boolean, required=True, description="Whether the wording has changed since.")

    def resolve_standing(self: Any, _info: Any) -> str:
        return str(self.standing)

    def resolve_section_key(self: Any, _info: Any) -> str | None:
        return self.section or None


class CommentAnchor(graphene.ObjectType):
    """The passage a comment is about, word for word as it stood in the version that was heard."""

    quote = Field(graphene.String, required=True, description="The words; blank for the whole section.")
    before = Field(graphene.String, required=True, description="Up to 32 letters before them.")
    after = Field(graphene.String, required=True, description="Up to 32 letters after them.")
    offset = Field(graphene.Int, required=True, description="Where they began in the section's text.")

    def resolve_before(self: CommentRow, _info: Any) -> str:
        return self.quote_before

    def resolve_after(self: CommentRow, _info: Any) -> str:
        return self.quote_after

    def resolve_offset(self: CommentRow, _info: Any) -> int:
        return self.quote_offset


class CommentRevision(graphene.ObjectType):
    """What a comment said before an edit."""

    number = Field(graphene.Int, required=True, description="Which revision it was, from 1.")
    text = Field(graphene.String, required=True, description="The wording.")
    until = Field(DateTime, required=True, description="When it was replaced.")

    def resolve_text(self: RevisionRow, _info: Any) -> str:
        return self.body

    def resolve_until(self: RevisionRow, _info: Any) -> Any:
        return self.at


CommentRevisionConnection = connection_of(CommentRevision, "CommentRevision")
CommentConnection = connection_of(lambda: Comment, "Comment")


def _sees(row: CommentRow, info: Any) -> bool:
    return standing(info.context, row.hearing).sees(row)


class PlacesOf(Loader[CommentRow, Any]):
    """Where comments stand on the newest published version of their law."""

    def fetch(self, keys: Any) -> list[Any]:
        """Return the places of each comment; keys may be of several laws."""
        laws = {row.hearing.law_id for row in keys}
        newest: dict[int, DraftVersion] = {}
        for version in DraftVersion.objects.filter(law__in=laws, published_at__isnull=False).order_by("number"):
            newest[version.law_id] = version
        found: dict[int, Any] = {}
        for law, version in newest.items():
            rows = [row for row in keys if row.hearing.law_id == law and row.section_id is not None]
            written = [
                draft_anchors.Written(
                    row.section_id, row.version_id, row.quote, row.quote_before, row.quote_after, row.quote_offset
                )
                for row in rows
            ]
            stood = draft_anchors.stand(written, on=version)
            found |= {row.pk: places[:MOST_PLACES] for row, places in zip(rows, stood, strict=True)}
        return [found.get(row.pk, ()) for row in keys]


class Comment(CommentModeration, graphene.ObjectType):
    """What somebody says about a draft, a section or a passage of it, or in reply to another."""

    class Meta:
        interfaces = (Node,)

    id = IdField("cmt", "public_id")
    state = Field(CommentState, required=True, description="Where it stands.")
    text = Field(graphene.String, description="What it says, as plain text; null for a tombstone.")
    author = Field(CommentAuthor, description="Who says it; null for a tombstone.")
    is_mine = Field(graphene.Boolean, required=True, description="Whether you wrote it.")
    section_id = Field(graphene.ID, description="The section it is about; null for the draft as a whole.")
    anchor = Field(CommentAnchor, description="The passage it is about; null for a whole section, draft or tombstone.")
    places = ListField(
        CommentPlace,
        most=MOST_PLACES,
        cost=5,
        description="Where it stands on the newest published version: several after a split, none for the whole.",
    )
    version_number = Field(graphene.Int, required=True, description="The version of the draft it was written on.")
    depth = Field(graphene.Int, required=True, description="0 for a comment on the draft, 1 for a reply, at most 7.")
    in_reply_to = Field(lambda: Comment, description="What it replies to; null when it replies to nothing.")
    agree_count = Field(graphene.Int, required=True, description="How many agree.")
    disagree_count = Field(graphene.Int, required=True, description="How many disagree.")
    score = Field(graphene.Float, required=True, description="Wilson's lower bound of the share that agrees, 0 to 1.")
    my_vote = Field(VoteValue, description="How you voted; null when you did not.")
    reply_count = Field(graphene.Int, required=True, description="How many direct replies stand in the list.")
    descendant_count = Field(
        graphene.Int, required=True, description="How many public texts are below it; 0 for a reply."
    )
    revision = Field(graphene.Int, required=True, description="Counted from 1; later ones are edits.")
    revisions = ConnectionField(CommentRevisionConnection, cost=2, description="Earlier wordings, the latest first.")
    created_at = Field(DateTime, required=True, description="When it was written.")
    edited_at = Field(DateTime, description="When it was last edited; null when never.")
    held_for = ListField(
        graphene.String,
        most=10,
        description="To its author, while it waits: why, as codes: link, phone, citizen_id, first_post, before.",
    )
    may_reply = Field(graphene.Boolean, required=True, description="Whether you may reply now.")
    may_vote = Field(graphene.Boolean, required=True, description="Whether you may vote on it now.")
    may_edit = Field(graphene.Boolean, required=True, description="Whether you may edit it now.")
    may_remove = Field(graphene.Boolean, required=True, description="Whether you may take it back now.")
    first_replies = ListField(
        lambda: Comment,
        most=FIRST_REPLIES,
        first=optional(graphene.Int, description=f"How many, 1 to {FIRST_REPLIES}."),
        description=f"The first replies, for lists; at most {FIRST_REPLIES}.",
    )
    replies = CommentsField(CommentConnection, cost=2, description="The direct replies, oldest first.")
    thread = CommentsField(
        CommentConnection,
        cost=2,
        description="All below it in reading order. Its count is of public texts, tombstones not among them.",
    )

    def resolve_state(self: CommentRow, _info: Any) -> str:
        is_private = self.is_private and self.status == CommentRow.Status.VISIBLE
        return "private" if is_private else str(self.status)

    def resolve_text(self: CommentRow, info: Any) -> str | None:
        return self.body if _sees(self, info) else None

    def resolve_author(self: CommentRow, info: Any) -> Any:
        if self.author_id is None or not _sees(self, info):
            return None
        return info.context.loaders.get(AuthorOf).load(self.author_id)

    def resolve_is_mine(self: CommentRow, info: Any) -> bool:
        return standing(info.context, self.hearing).is_author(self)

    def resolve_section_id(self: CommentRow, info: Any) -> Any:
        if self.section_id is None:
            return None
        section = info.context.loaders.get(SectionOf).load(self.section_id)
        return section.then(lambda row: global_id("sec", str(row.public_id)))

    def resolve_anchor(self: CommentRow, info: Any) -> CommentRow | None:
        return self if self.quote and _sees(self, info) else None

    def resolve_places(self: CommentRow, info: Any) -> Any:
        if self.section_id is None or not _sees(self, info):
            return []
        return info.context.loaders.get(PlacesOf).load(self)

    def resolve_version_number(self: CommentRow, info: Any) -> Any:
        return info.context.loaders.get(NumberOf).load(self.version_id)

    def resolve_in_reply_to(self: CommentRow, info: Any) -> Any:
        return None if self.parent_id is None else info.context.loaders.get(CommentOf).load(self.parent_id)

    def resolve_agree_count(self: CommentRow, _info: Any) -> int:
        return self.up

    def resolve_disagree_count(self: CommentRow, _info: Any) -> int:
        return self.down

    def resolve_my_vote(self: CommentRow, info: Any) -> Any:
        me = standing(info.context, self.hearing).participant
        return None if me is None else info.context.loaders.get(VoteOf).load((me.pk, self.pk))

    def resolve_revisions(self: CommentRow, info: Any) -> Listing:
        rows = RevisionRow.objects.filter(comment=self)
        return Listing(rows if _sees(self, info) else rows.none(), BY_NUMBER)

    def resolve_held_for(self: CommentRow, info: Any) -> list[str]:
        is_waiting = self.status == CommentRow.Status.PENDING and standing(info.context, self.hearing).is_author(self)
        return list(self.held_for)[:10] if is_waiting else []

    def resolve_may_reply(self: CommentRow, info: Any) -> bool:
        return self.is_shown and standing(info.context, self.hearing).takes_comments

    def resolve_may_vote(self: CommentRow, info: Any) -> bool:
        here = standing(info.context, self.hearing)
        return self.is_shown and here.takes_votes and not here.is_author(self)

    def resolve_may_edit(self: CommentRow, info: Any) -> bool:
        here: Standing = standing(info.context, self.hearing)
        is_open = self.status in (CommentRow.Status.PENDING, CommentRow.Status.VISIBLE)
        return is_open and here.takes_comments and here.is_author(self)

    def resolve_may_remove(self: CommentRow, info: Any) -> bool:
        here: Standing = standing(info.context, self.hearing)
        is_there = self.status not in (CommentRow.Status.REMOVED, CommentRow.Status.ERASED)
        return is_there and here.takes_comments and here.is_author(self)

    def resolve_first_replies(self: CommentRow, info: Any, first: int | None = None) -> Any:
        if not self.reply_count:
            return []
        wanted = FIRST_REPLIES if first is None else max(1, min(first, FIRST_REPLIES))
        return info.context.loaders.get(RepliesOf).load((self, wanted))

    def resolve_replies(self: CommentRow, info: Any) -> Listing:
        return comment_lists.replies(self, info.context.viewer)

    def resolve_thread(self: CommentRow, info: Any) -> Listing:
        return comment_lists.thread(self, info.context.viewer)


class NumberOf(Loader[int, int]):
    """The numbers of draft versions by key."""

    def fetch(self, keys: Any) -> list[int | None]:
        """Return each version's number."""
        found = dict(DraftVersion.objects.filter(pk__in=keys).values_list("pk", "number"))
        return [found.get(key) for key in keys]


@finds("cmt", CommentRow)
def find_comment(context: Any, key: str) -> CommentRow | None:
    """Return the comment of that public id: as a text to whoever may read it, else as a tombstone if it is one."""
    try:
        public_id = uuid.UUID(key)
    except ValueError:
        return None
    row = comment_of(context.viewer, public_id)
    here = None if row is None else standing(context, row.hearing)
    if row is not None and here is not None and row.is_private and not here.is_author(row):
        _note_private_read(context, row)
    return row


def comment_of(viewer: Any, public_id: uuid.UUID) -> CommentRow | None:
    """Return a comment the viewer may read or that stands in lists for them, with its hearing; None for any other."""
    for rows in (CommentRow.objects.visible_to(viewer), CommentRow.objects.listed_to(viewer)):
        row = rows.filter(public_id=public_id).select_related("hearing__agency").first()
        if row is not None:
            return row
    return None


def _note_private_read(context: Any, row: CommentRow) -> None:
    # What was said to the agency alone: whoever reads it there leaves a trace.
    if not row.is_shown and context.viewer.officer is not None and standing(context, row.hearing).sees(row):
        with transaction.atomic():
            record(
                stream=row.hearing.agency.code,
                action="comment.read_private",
                object=f"comment:{row.public_id}",
                actor=context.viewer.actor,
                now=context.now,
            )

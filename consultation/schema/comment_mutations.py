"""Comments as mutations: posting, editing, taking back, voting, reporting. Each calls one action."""

from types import SimpleNamespace
from typing import Any

import graphene

from consultation.actions import comment_edits, comments, votes
from superapp.api.fields import Field
from superapp.api.mutations import Act, Mutation

from .comment_enums import FlagReason, VoteValue, stored
from .comments import Comment
from .named_rows import comment_here, hearing_here, section_here

KEY = "A new key for each new request, 8 to 64 letters and digits; the same key again returns the same answer."


class QuoteInput(graphene.InputObjectType):
    """A passage of the section, word for word."""

    text = graphene.String(required=True, description="The words, at most 2,000 letters.")
    before = graphene.String(description="Up to 32 letters before them, which tell equal passages apart.")
    after = graphene.String(description="Up to 32 letters after them.")
    offset = graphene.Int(description="Where they begin in the section's text, as a hint.")


class PostComment(Mutation):
    """Say something about a draft, a section or a passage of it, or in reply to a comment."""

    concerns_person = True

    class Input:
        hearing_id = graphene.ID(required=True, description="The hearing.")
        text = graphene.String(required=True, description="Plain text, at most 10,000 characters.")
        section_id = graphene.ID(description="The section it is about; the draft as a whole without it.")
        quote = graphene.InputField(QuoteInput, description="The passage of the section it is about.")
        reply_to_id = graphene.ID(description="The comment it replies to; it then has that one's section.")
        idempotency_key = graphene.String(required=True, description=KEY)

    comment = Field(Comment, description="The comment, which may wait for a moderator; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        parent = None if input.reply_to_id is None else comment_here(act.viewer, input.reply_to_id, "reply_to_id")
        quote = input.quote
        posted = comments.post(
            viewer=act.viewer,
            hearing=hearing_here(act.viewer, input.hearing_id),
            body=input.text,
            client_key=input.idempotency_key,
            parent=parent,
            section=section_here(input.section_id),
            quote=quote and comments.Quote(quote.text, quote.before or "", quote.after or "", quote.offset or 0),
            caller=act.caller,
            now=act.now,
        )
        return {"comment": posted}


class EditComment(Mutation):
    """Give your own comment another wording; after 10 minutes, a reply or a vote the earlier one stays readable."""

    concerns_person = True

    class Input:
        comment_id = graphene.ID(required=True, description="The comment.")
        text = graphene.String(required=True, description="The new wording, at most 10,000 characters.")

    comment = Field(Comment, description="The comment as it is now; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        row = comment_here(act.viewer, input.comment_id)
        edited = comment_edits.edit(viewer=act.viewer, comment=row, body=input.text, caller=act.caller, now=act.now)
        return {"comment": edited}


class RemoveComment(Mutation):
    """Take your own comment back; a tombstone stays where replies hang below it."""

    concerns_person = True

    class Input:
        comment_id = graphene.ID(required=True, description="The comment.")

    comment = Field(Comment, description="The tombstone; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        row = comment_here(act.viewer, input.comment_id)
        return {"comment": comments.remove(viewer=act.viewer, comment=row, now=act.now)}


class VoteComment(Mutation):
    """Agree or disagree with a comment, or take no side; the latest vote counts."""

    concerns_person = True

    class Input:
        comment_id = graphene.ID(required=True, description="The comment; not your own.")
        value = graphene.InputField(VoteValue, required=True, description="How you vote.")

    comment = Field(Comment, description="The comment with its counts as they are now; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        row = comment_here(act.viewer, input.comment_id)
        voted = votes.vote(viewer=act.viewer, comment=row, value=stored(input.value), caller=act.caller, now=act.now)
        voted.hearing = row.hearing
        return {"comment": voted}


class FlagComment(Mutation):
    """Report a comment to the moderators. It is hidden only by a moderator's decision."""

    concerns_person = True

    class Input:
        comment_id = graphene.ID(required=True, description="The comment; not your own.")
        reason = graphene.InputField(FlagReason, required=True, description="What is wrong with it.")

    comment = Field(Comment, description="The comment; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        row = comment_here(act.viewer, input.comment_id)
        votes.flag(viewer=act.viewer, comment=row, reason=stored(input.reason), caller=act.caller, now=act.now)
        return {"comment": row}


class CommentMutation(graphene.ObjectType):
    """What people do with comments."""

    post_comment = PostComment.field()
    edit_comment = EditComment.field()
    remove_comment = RemoveComment.field()
    vote_comment = VoteComment.field()
    flag_comment = FlagComment.field()

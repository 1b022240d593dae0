"""Enums of taking part: codes with their English words as description."""

from typing import Any

import graphene

from consultation.models import Comment, CommentFinding, Flag, Participant, Stance


def _enum(name: str, meaning: str, words: dict[str, tuple[Any, str]]) -> Any:
    """Return an enum from names to (stored value, meaning)."""
    told = dict(words.values())
    return graphene.Enum(
        name,
        [(code, value) for code, (value, _) in words.items()],
        description=lambda value: meaning if value is None else told[value.value],
    )


def stored(value: Any) -> Any:
    """Return what an enum's value in an input stands for: the value that is kept."""
    return getattr(value, "value", value)


CommentOrder = _enum(
    "CommentOrder",
    "In which order comments are listed.",
    {
        "NEWEST": ("newest", "The latest first."),
        "OLDEST": ("oldest", "The earliest first."),
        "BEST": ("best", "Those most agreed with first, by Wilson's lower bound: few votes count for little."),
        "MOST_DISCUSSED": ("most_discussed", "Those with most replies below them first."),
    },
)
CommentState = _enum(
    "CommentState",
    "Where a comment or a statement stands. All but VISIBLE are tombstones to everybody but author and agency.",
    {
        "VISIBLE": (str(Comment.Status.VISIBLE), "Public."),
        "PENDING": (str(Comment.Status.PENDING), "Waits for a moderator."),
        "HIDDEN": (str(Comment.Status.HIDDEN), "Hidden by a moderator."),
        "REMOVED": (str(Comment.Status.REMOVED), "Removed by its author."),
        "ERASED": (str(Comment.Status.ERASED), "Erased at its author's request."),
        "PRIVATE": ("private", "For the agency only, as its author wishes."),
    },
)
VoteValue = _enum(
    "VoteValue",
    "How somebody votes.",
    {"AGREE": (1, "Agrees."), "DISAGREE": (-1, "Disagrees."), "PASS": (0, "Takes no side; counts on none.")},
)
StanceValue = _enum(
    "StanceValue",
    "Where somebody stands.",
    {
        "SUPPORT": (str(Stance.Value.SUPPORT), "For it."),
        "SUPPORT_WITH_CHANGES": (str(Stance.Value.SUPPORT_WITH_CHANGES), "For it, if it is changed."),
        "OPPOSE": (str(Stance.Value.OPPOSE), "Against it."),
        "NEUTRAL": (str(Stance.Value.NEUTRAL), "Neither."),
    },
)
StatedStance = _enum(
    "StatedStance",
    "Where a comment stands by its words, as rules read them; irony is not seen.",
    {
        "SUPPORT": (str(CommentFinding.Stance.SUPPORT), "For it."),
        "SUPPORT_WITH_CHANGES": (str(CommentFinding.Stance.SUPPORT_WITH_CHANGES), "For it, if it is changed."),
        "OPPOSE": (str(CommentFinding.Stance.OPPOSE), "Against it."),
        "MIXED": (str(CommentFinding.Stance.MIXED), "For one thing and against another."),
        "UNSTATED": (str(CommentFinding.Stance.UNSTATED), "It does not say."),
    },
)
DisplayChoice = _enum(
    "DisplayChoice",
    "How one is shown in a hearing.",
    {
        "PSEUDONYM": (str(Participant.Display.PSEUDONYM), "Under a pseudonym that is used in this hearing alone."),
        "NAMED": (str(Participant.Display.NAMED), "By name, with explicit consent, for everybody to read."),
        "PRIVATE": (str(Participant.Display.PRIVATE), "Not at all: only the agency reads what is said."),
    },
)
FlagReason = _enum(
    "FlagReason",
    "Why a comment is reported. That one disagrees is no reason.",
    {
        "UNLAWFUL": (str(Flag.Reason.UNLAWFUL), "Breaks a law."),
        "PERSONAL_DATA": (str(Flag.Reason.PERSONAL_DATA), "Tells personal data."),
        "THREAT": (str(Flag.Reason.THREAT), "Threatens somebody."),
        "INSULT": (str(Flag.Reason.INSULT), "Insults somebody."),
        "IMPERSONATION": (str(Flag.Reason.IMPERSONATION), "Pretends to be somebody."),
        "SPAM": (str(Flag.Reason.SPAM), "Advertises, or repeats itself."),
        "OFF_TOPIC": (str(Flag.Reason.OFF_TOPIC), "Has nothing to do with the draft."),
        "OTHER": (str(Flag.Reason.OTHER), "Something else."),
    },
)

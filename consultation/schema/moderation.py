"""Moderation in the API: the code of conduct, the public log, one's own hidden comment, and appealing."""

from collections.abc import Sequence
from typing import Any

import graphene
from django.db.models import QuerySet

from consultation.actions import conduct, moderation_log, moderation_telling
from consultation.models import Comment as CommentRow
from consultation.models import Hearing as HearingRow
from consultation.models import ModerationAppeal
from consultation.models import ModerationDecision as DecisionRow
from superapp.api import ids
from superapp.api.connections import ConnectionField, Listing, connection_of
from superapp.api.fields import Field, ListField, optional
from superapp.api.keyset import Column, by
from superapp.api.loading import Loader
from superapp.api.scalars import Date, DateTime

from .comment_loaders import standing

NEWEST = by("moderation_log", Column("id", int, is_descending=True))
MOST_RULES = 20
APPEAL = "Where an appeal stands: filed, in_review, upheld, overturned or partly; null without one."


class ConductRule(graphene.ObjectType):
    """One reason for which a text may be hidden."""

    is_public = True

    code = Field(graphene.String, required=True, description="Its code, as in the log.")
    th = Field(graphene.String, required=True, description="What it means, in Thai.")
    en = Field(graphene.String, required=True, description="What it means, in English.")


class CodeOfConduct(graphene.ObjectType):
    """What moderators may hide, and nothing else."""

    is_public = True

    version = Field(graphene.String, required=True, description="Which version is in force.")
    title_th = Field(graphene.String, required=True, description="Its title in Thai.")
    title_en = Field(graphene.String, required=True, description="Its title in English.")
    opening_th = Field(graphene.String, required=True, description="What it begins with, in Thai.")
    opening_en = Field(graphene.String, required=True, description="What it begins with, in English.")
    rules = ListField(ConductRule, most=MOST_RULES, description="The reasons.")


class ModerationEntry(graphene.ObjectType):
    """One decision in the public log: never the text, its author or the officer."""

    is_public = True

    public_id = Field(graphene.ID, required=True, description="The decision's own id.")
    about = Field(graphene.String, required=True, description="What it is about: comment or statement.")
    act = Field(graphene.String, required=True, description="What was done: show, hide or hold.")
    reason = Field(graphene.String, required=True, description="Why: a code of the code of conduct, or fine.")
    by = Field(graphene.String, required=True, description="Who: rule or officer. A rule only holds.")
    decided_on = Field(Date, required=True, description="The day, in Bangkok.")
    needs_second = Field(graphene.Boolean, required=True, description="Whether another agency's officer has to agree.")
    appeal = Field(graphene.String, description=APPEAL)

    def resolve_about(self: DecisionRow, _info: Any) -> str:
        return "statement" if self.comment_id is None else "comment"

    def resolve_by(self: DecisionRow, _info: Any) -> str:
        return "rule" if self.rule else "officer"

    def resolve_decided_on(self: DecisionRow, _info: Any) -> Any:
        return moderation_log.day_of(self)

    def resolve_needs_second(self: DecisionRow, _info: Any) -> bool:
        return self.awaits_second

    def resolve_appeal(self: DecisionRow, _info: Any) -> str | None:
        return moderation_log.appeal_state(self) or None


ModerationLogConnection = connection_of(ModerationEntry, "ModerationLog", is_public=True)


class HiddenBecause(graphene.ObjectType):
    """Why one's own comment was hidden, and how to appeal."""

    reason = Field(graphene.String, required=True, description="A code of the code of conduct.")
    law = Field(graphene.String, description="The law that was broken; null for other reasons.")
    sentence = Field(graphene.String, required=True, description="What the moderator tells you, in Thai.")
    decided_at = Field(DateTime, required=True, description="When.")
    appeal_until = Field(DateTime, required=True, description="From when it can no longer be appealed.")
    appeal = Field(graphene.String, description=APPEAL)
    appeal_sentence = Field(graphene.String, description="What was told you about your appeal; null until decided.")

    def resolve_law(self: DecisionRow, _info: Any) -> str | None:
        return self.law or None

    def resolve_sentence(self: DecisionRow, _info: Any) -> str:
        return self.sentence_th

    def resolve_decided_at(self: DecisionRow, _info: Any) -> Any:
        return self.at

    def resolve_appeal_until(self: DecisionRow, _info: Any) -> Any:
        return moderation_telling.appeal_until(self)

    def resolve_appeal(self: DecisionRow, _info: Any) -> str | None:
        appeal = _appeal_of(self)
        return None if appeal is None else appeal.state

    def resolve_appeal_sentence(self: DecisionRow, _info: Any) -> str | None:
        appeal = _appeal_of(self)
        return None if appeal is None else appeal.sentence_th or None


def _latest(rows: QuerySet[DecisionRow], about: str) -> dict[int, DecisionRow]:
    """Return the last decision by what it is about; one that an appeal ended in knows that appeal as `ended_appeal`."""
    found: dict[int, DecisionRow] = {}
    for row in rows.select_related("appeal").order_by("pk"):
        former = _appeal_of(found.get(getattr(row, about)))
        if former is not None and former.outcome == ModerationAppeal.Outcome.PARTLY:
            row.ended_appeal = former  # type: ignore[attr-defined]
        found[getattr(row, about)] = row
    return found


def _appeal_of(row: DecisionRow | None) -> ModerationAppeal | None:
    return getattr(row, "appeal", None) or getattr(row, "ended_appeal", None)


class HidingOf(Loader[int, DecisionRow]):
    """The latest decision of an officer about comments, by their keys."""

    def fetch(self, keys: Sequence[int]) -> list[DecisionRow | None]:
        """Return each decision, None where there is none."""
        rows = DecisionRow.objects.filter(comment__in=keys, officer__isnull=False, act="hide", awaits_second=False)
        # What a second officer agreed with carries its own row, so those that wait are left out.
        found = _latest(rows, "comment_id")
        return [found.get(key) for key in keys]


class StatementHidingOf(Loader[int, DecisionRow]):
    """The latest decision of an officer about statements, by their keys."""

    def fetch(self, keys: Sequence[int]) -> list[DecisionRow | None]:
        """Return each decision, None where there is none."""
        rows = DecisionRow.objects.filter(statement__in=keys, officer__isnull=False, act="hide", awaits_second=False)
        found = _latest(rows, "statement_id")
        return [found.get(key) for key in keys]


class StatementModeration:
    """What an author learns about the moderation of a statement."""

    hidden_because = Field(HiddenBecause, description="Why your own statement is hidden; null for all others.")

    def resolve_hidden_because(self: Any, info: Any) -> Any:
        me = standing(info.context, self.hearing).participant
        if self.status != CommentRow.Status.HIDDEN or me is None or self.author_id != me.pk:
            return None
        return info.context.loaders.get(StatementHidingOf).load(self.pk)


class CommentModeration:
    """What an author learns about the moderation of a comment."""

    hidden_because = Field(HiddenBecause, description="Why your own comment is hidden; null for all others.")

    def resolve_hidden_because(self: Any, info: Any) -> Any:
        if self.status != CommentRow.Status.HIDDEN or not standing(info.context, self.hearing).is_author(self):
            return None
        return info.context.loaders.get(HidingOf).load(self.pk)


class ModerationQuery(graphene.ObjectType):
    """What everybody may know about moderation."""

    code_of_conduct = Field(
        CodeOfConduct, required=True, public=True, fresh_s=300, description="What may be hidden, and nothing else."
    )
    moderation_log = ConnectionField(
        ModerationLogConnection,
        hearing_id=optional(graphene.ID, description="Only decisions in this hearing."),
        cost=20,
        public=True,
        fresh_s=30,
        description="What moderators and rules decided, the latest first.",
    )

    def resolve_code_of_conduct(self, _info: Any) -> conduct.Conduct:
        return conduct.current()

    def resolve_moderation_log(self, _info: Any, hearing_id: str | None = None) -> Listing:
        if hearing_id is None:
            return Listing(moderation_log.public(), NEWEST)
        hearing = _public_hearing(hearing_id)
        rows = moderation_log.public(hearing) if hearing is not None else DecisionRow.objects.none()
        return Listing(rows, NEWEST)


def _public_hearing(id_: str) -> HearingRow | None:
    try:
        key = ids.key_of("hrg", id_)
        return None if key is None else HearingRow.objects.public().filter(public_id=key).first()
    except ValueError:
        return None

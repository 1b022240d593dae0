"""Entitlements in the API: what every programme says about somebody, what to ask next, and what changes soon."""

from typing import Any

import graphene

from superapp.api.fields import Field, ListField, optional
from superapp.api.scalars import Date
from welfare.actions import registry_consents
from welfare.actions.assessments import Assessment
from welfare.actions.decisions import VERDICTS
from welfare.rules import changes
from welfare.rules.explanation import value_text, worded
from welfare.rules.questions import Question as QuestionRow

from .answers import MOST_NAMES, Entitlement, Told, told
from .enums import EvidenceLevel, Stage, Verdict
from .facts import WelfareFact, facts_named
from .programmes import MOST_PROGRAMMES, Programme

SOON_DAYS = 90
MOST_DAYS = 366
MOST_CHANGES = 50


class Question(graphene.ObjectType):
    """What to ask next, so that the interview is short. Nothing is asked that no undecided requirement reads."""

    is_public = True
    facts = ListField(WelfareFact, most=MOST_NAMES, cost=0, description="Facts to ask on one screen, in order.")
    blocks = ListField(
        Programme, most=MOST_PROGRAMMES, cost=0, description="Programmes that wait for the first of them."
    )
    settles = ListField(
        Programme, most=MOST_PROGRAMMES, cost=0, description="Programmes that need nothing beyond these facts."
    )
    is_sensitive = Field(graphene.Boolean, required=True, description="Whether to ask with care.")


def question_row(assessment: Assessment) -> dict[str, Any] | None:
    """Return what Question reads; None when nothing is left to ask."""
    asked: QuestionRow | None = assessment.question
    if asked is None:
        return None
    entries = assessment.book.entries
    return {
        "facts": facts_named(asked.facts, assessment.book.words),
        "blocks": [entries[code] for code in asked.blocks],
        "settles": [entries[code] for code in asked.settles],
        "is_sensitive": asked.is_sensitive,
    }


class ComingChange(graphene.ObjectType):
    """A day on which a programme's answer becomes another one, if nothing but the date moves on."""

    is_public = True
    on = Field(Date, required=True, description="The day.")
    before = Field(Entitlement, cost=0, required=True, description="The answer on the day before.")
    after = Field(Entitlement, cost=0, required=True, description="The answer from that day.")
    criterion = Field(graphene.String, description="The requirement that turns; null when only a figure moves.")


def _coming(assessment: Assessment, days: int) -> list[dict[str, Any]]:
    programmes = assessment.book.programmes.chosen(assessment.decisions)
    found = changes.soon(
        programmes, assessment.facts, assessment.as_of, days=max(0, min(days, MOST_DAYS)), most=MOST_CHANGES
    )
    return [
        {
            "on": one.on,
            "before": told(assessment, one.before),
            "after": told(assessment, one.after),
            "criterion": one.criterion,
        }
        for one in found
    ]


class NotChecked(graphene.ObjectType):
    """A registry that was asked and did not answer usefully; its facts stay unknown, and are not taken for a no."""

    registry = Field(graphene.String, required=True, description="The registry's code.")
    name = Field(graphene.String, required=True, description="The registry's name, in Thai.")
    reason = Field(graphene.String, required=True, description="Why, as a code such as TIMEOUT.")
    facts = ListField(WelfareFact, most=MOST_NAMES, cost=0, description="What could not be checked.")


class RegistryToAsk(graphene.ObjectType):
    """A registry that could be asked with your consent, and the words of it."""

    registry = Field(graphene.String, required=True, description="The registry's code.")
    name = Field(graphene.String, required=True, description="The registry's name, in Thai.")
    text = Field(graphene.String, required=True, description="What one agrees to, in the language of the request.")
    text_version = Field(graphene.String, required=True, description="The version of these words, to be sent back.")


class KnownFact(graphene.ObjectType):
    """A fact that is known about somebody: its value, and who says so."""

    fact = Field(WelfareFact, cost=0, required=True, description="Which fact.")
    value = Field(graphene.String, description="The value for people; null for a list.")
    level = Field(EvidenceLevel, required=True, description="How well it is proved.")
    source = Field(
        graphene.String, required=True, description="A registry's code, SELF, or IDENTITY for the provider's."
    )
    as_of = Field(Date, required=True, description="The day it was told or asked.")


class WhatIf(graphene.ObjectType):
    """What programmes say about facts that somebody made up. Nothing of it is kept."""

    is_public = True
    as_of = Field(Date, required=True, description="The day that was assessed.")
    decisions = ListField(Entitlement, most=MOST_PROGRAMMES, description="Each programme's answer, by code.")
    next_question = Field(Question, cost=0, description="What to ask next; null when nothing is left to ask.")
    changes_soon = ListField(
        ComingChange,
        most=MOST_CHANGES,
        cost=5,
        days=optional(graphene.Int, description="Within how many days, at most 366; 90 when nothing is said."),
        description="Days on which an answer changes, soonest first.",
    )

    def resolve_decisions(self: Assessment, _info: Any) -> list[Told]:
        return [told(self, one) for one in self.decisions.values()]

    def resolve_next_question(self: Assessment, _info: Any) -> dict[str, Any] | None:
        return question_row(self)

    def resolve_changes_soon(self: Assessment, _info: Any, days: int = SOON_DAYS) -> list[dict[str, Any]]:
        return _coming(self, days)


class Entitlements(graphene.ObjectType):
    """What every programme says about you, or whom you act for, from what registries and you yourself told."""

    as_of = Field(Date, required=True, description="The day that was assessed.")
    stage = Field(Stage, required=True, description="For what the answers are wanted.")
    decisions = ListField(
        Entitlement,
        most=MOST_PROGRAMMES,
        verdict=optional(Verdict, description="Only answers of this kind; all without it."),
        description="Each programme's answer, by code.",
    )
    next_question = Field(Question, cost=0, description="What to ask next; null when nothing is left to ask.")
    changes_soon = ListField(
        ComingChange,
        most=MOST_CHANGES,
        cost=5,
        days=optional(graphene.Int, description="Within how many days, at most 366; 90 when nothing is said."),
        description="Days on which an answer changes, soonest first.",
    )
    known = ListField(KnownFact, most=100, cost=0, description="What is known, and who says so.")
    not_checked = ListField(NotChecked, most=40, cost=0, description="Registries that did not answer.")
    could_ask = ListField(RegistryToAsk, most=40, cost=0, description="Registries that may be asked with consent.")

    def resolve_decisions(self: Assessment, _info: Any, verdict: Any = None) -> list[Told]:
        wanted = getattr(verdict, "value", verdict)
        return [told(self, one) for one in self.decisions.values() if wanted in (None, VERDICTS[one.verdict].value)]

    def resolve_next_question(self: Assessment, _info: Any) -> dict[str, Any] | None:
        return question_row(self)

    def resolve_changes_soon(self: Assessment, _info: Any, days: int = SOON_DAYS) -> list[dict[str, Any]]:
        return _coming(self, days)

    def resolve_known(self: Assessment, info: Any) -> list[dict[str, Any]]:
        words, language = self.book.words, info.context.language
        return [
            {
                "fact": words.facts[name],
                "value": _shown(self, name, language),
                "level": one.level,
                "source": one.source,
                "as_of": one.at.date(),
            }
            for name, one in sorted(self.gathered.facts.items())
            if name in words.facts
        ][:100]

    def resolve_not_checked(self: Assessment, _info: Any) -> list[dict[str, Any]]:
        words = self.book.words
        return [
            {
                "registry": one.registry,
                "name": words.registries.get(one.registry, one.registry),
                "reason": one.reason,
                "facts": facts_named(one.facts[:MOST_NAMES], words),
            }
            for one in self.gathered.waiting
        ]

    def resolve_could_ask(self: Assessment, info: Any) -> list[dict[str, Any]]:
        words = self.book.words
        found = []
        for registry in self.gathered.not_consented:
            text = registry_consents.words_for(words, registry)
            found.append(
                {
                    "registry": registry,
                    "name": words.registries.get(registry, registry),
                    "text": text.in_(info.context.language),
                    "text_version": text.version,
                }
            )
        return found


def _shown(assessment: Assessment, name: str, language: str) -> str | None:
    fact = assessment.book.words.facts[name]
    value = assessment.facts.values.get(name)
    if value is None or fact.kind.value == "list":
        return None
    if value in fact.labels:
        return worded(fact.labels[value], language)
    return value_text(value, fact.unit, language)

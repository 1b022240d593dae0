"""Kept decisions in the API: what was decided, by which rules, from which facts; and that it still comes out so."""

from typing import Any
from uuid import UUID

import graphene

from superapp.api import ids
from superapp.api.connections import connection_of
from superapp.api.fields import Field, ListField
from superapp.api.keyset import Column, by
from superapp.api.scalars import Date, DateTime
from welfare.actions import decisions
from welfare.models import Decision as DecisionRow
from welfare.models import book
from welfare.models.book import words_of
from welfare.rules.explanation import explain, worded

from .enums import EvidenceLevel, Stage, Verdict
from .facts import WelfareFact

BY_NEWEST = by("welfare.decisions.newest", Column("id", int, is_descending=True))


class DecidedFact(graphene.ObjectType):
    """A fact that a kept decision rests on."""

    fact = Field(WelfareFact, cost=0, required=True, description="Which fact, as it was worded then.")
    level = Field(EvidenceLevel, required=True, description="How well it was proved.")
    source = Field(
        graphene.String, required=True, description="A registry's code, SELF, or IDENTITY for the provider's."
    )


class Decision(graphene.ObjectType):
    """What the rules said about one person and one programme on one day, kept so that it can be made again."""

    class Meta:
        interfaces = (ids.Node,)

    id = ids.IdField("dcs", "public_id")
    programme = Field(
        "welfare.schema.programmes.Programme", description="The programme as it is now; null if it is gone."
    )
    programme_code = Field(graphene.String, required=True, description="The programme's code.")
    rules_version = Field(graphene.Int, required=True, description="The number of the rules it was made by.")
    rules_digest = Field(graphene.String, required=True, description="The SHA-256 of those rules.")
    as_of = Field(Date, required=True, description="The day that was assessed.")
    made_at = Field(DateTime, required=True, description="When it was made.")
    stage = Field(Stage, required=True, description="For what it was made.")
    verdict = Field(Verdict, required=True, description="What was decided.")
    reason = Field(graphene.String, description="The requirement that decided, by its code; null when all were met.")
    sentences = ListField(
        graphene.String, most=60, cost=5, description="The decision in sentences, in the language of the request."
    )
    facts = ListField(DecidedFact, most=62, cost=2, description="What it rests on.")
    digest = Field(graphene.String, required=True, description="The SHA-256 of the decision's bytes.")
    replays = Field(
        graphene.Boolean, required=True, cost=5, description="Whether making it again gives the same bytes; it must."
    )

    def resolve_programme(self: DecisionRow, _info: Any) -> Any:
        return book.current().entries.get(self.programme_code)

    def resolve_rules_version(self: DecisionRow, _info: Any) -> int:
        return self.rules.number

    def resolve_rules_digest(self: DecisionRow, _info: Any) -> str:
        return self.rules.digest

    def resolve_reason(self: DecisionRow, _info: Any) -> str | None:
        return self.reason or None

    def resolve_sentences(self: DecisionRow, info: Any) -> list[str]:
        programme, decided = decisions.decided_again(self)
        explanation = explain(programme, decided, words_of(self.vocabulary), with_sensitive=True)
        lines = [explanation.verdict, *(line.text for line in (*explanation.criteria, *explanation.outputs))]
        return [worded(line, info.context.language) for line in lines][:60]

    def resolve_facts(self: DecisionRow, _info: Any) -> list[dict[str, Any]]:
        words = words_of(self.vocabulary)
        return [
            {"fact": words.facts[name], "level": one["level"], "source": one["source"]}
            for name, one in sorted(decisions.facts_of(self).items())
        ]

    def resolve_digest(self: DecisionRow, _info: Any) -> str:
        return self.record_digest

    def resolve_replays(self: DecisionRow, _info: Any) -> bool:
        return decisions.replay(self) == decisions.record_of(self)


DecisionConnection = connection_of(Decision, "Decision")


@ids.finds("dcs", DecisionRow)
def find_decision(context: Any, key: str) -> DecisionRow | None:
    """Return one of the viewer's own decisions, or None."""
    try:
        public_id = UUID(key)
    except ValueError:
        return None
    rows = DecisionRow.objects.visible_to(context.viewer).filter(public_id=public_id)
    return rows.select_related("citizen__account", "rules__programme", "vocabulary").first()

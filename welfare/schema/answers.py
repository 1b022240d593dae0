"""One programme's answer in the API: the verdict, why, by which law, and what is still to be asked."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import graphene

from superapp.api.fields import Field, ListField
from superapp.api.money import Money
from superapp.thai.money import text as money_text
from welfare.actions.assessments import Assessment
from welfare.actions.decisions import VERDICTS
from welfare.models.book import Book, Entry
from welfare.rules.decision import Comparison, Decision, Step
from welfare.rules.explanation import Explanation, explain, value_text, worded
from welfare.rules.numbers import satang

from .enums import Verdict
from .facts import WelfareFact, facts_named
from .programmes import MOST_CRITERIA, Citation, Programme, citations

MOST_NAMES = 60


@dataclass(frozen=True)
class Told:
    """One decision on its way out: `mine` says whether sensitive values may be shown."""

    entry: Entry
    decision: Decision
    book: Book
    explanation: Explanation
    as_of: date


def told(assessment: Assessment, decision: Decision) -> Told:
    """Return a decision with its sentences. Values are shown: they are the viewer's own, or made up."""
    entry = assessment.book.entries[decision.code]
    explanation = explain(entry.compiled, decision, assessment.book.words, with_sensitive=True)
    return Told(entry, decision, assessment.book, explanation, decision.as_of)


class FailedComparison(graphene.ObjectType):
    """A comparison that failed: what was found, what it was held against, and by how much."""

    is_public = True
    found = Field(graphene.String, required=True, description="The value found, for people.")
    operator = Field(graphene.String, required=True, description="The comparison, as `<=`.")
    limit = Field(graphene.String, required=True, description="The value it was held against, for people.")
    distance = Field(
        graphene.String, description="How far the one is from the other, exact (days for dates); null for texts."
    )

    def resolve_found(self: Comparison, info: Any) -> str:
        return value_text(self.found, None, info.context.language)

    def resolve_operator(self: Comparison, _info: Any) -> str:
        return self.op

    def resolve_limit(self: Comparison, info: Any) -> str:
        return value_text(self.limit, None, info.context.language)

    def resolve_distance(self: Comparison, _info: Any) -> str | None:
        return None if self.distance is None else exact_text(self.distance)


class CriterionResult(graphene.ObjectType):
    """How one requirement turned out."""

    is_public = True
    code = Field(graphene.String, required=True, description="The requirement's stable name.")
    is_met = Field(graphene.Boolean, description="Whether it is met; null when that cannot be told yet.")
    sentence = Field(
        graphene.String, required=True, description="The requirement with the values that decided, for people."
    )
    citations = ListField(Citation, most=10, cost=0, description="The law it rests on.")
    failures = ListField(FailedComparison, most=10, cost=0, description="What made it fail; empty otherwise.")


class Output(graphene.ObjectType):
    """What one is entitled to."""

    class Meta:
        name = "EntitlementOutput"

    is_public = True
    name = Field(graphene.String, required=True, description="Its name; `amount` is what is paid for one period.")
    value = Field(graphene.String, description="The exact value, as `600` or `true`; null when it is not known yet.")
    unit = Field(graphene.String, description="Its unit, such as `THB/month`; null without one.")
    money = Field(Money, cost=0, description="The value as money; null when it is none.")
    sentence = Field(graphene.String, description="A sentence about it; null where the rules have none.")
    citations = ListField(Citation, most=10, cost=0, description="The law it rests on.")


class Entitlement(graphene.ObjectType):
    """What one programme says about somebody on one day."""

    class Meta:
        name = "ProgrammeDecision"

    is_public = True
    programme = Field(Programme, required=True, description="The programme.")
    verdict = Field(Verdict, required=True, description="What its rules say.")
    summary = Field(graphene.String, required=True, description="The verdict in words.")
    reason = Field(
        CriterionResult, cost=0, description="The requirement that decided; null when all are met or none can be told."
    )
    criteria = ListField(CriterionResult, most=MOST_CRITERIA, cost=0, description="How each requirement turned out.")
    outputs = ListField(Output, most=20, cost=0, description="What one is entitled to; empty unless entitled.")
    asks = ListField(WelfareFact, most=MOST_NAMES, cost=0, description="The facts that still matter, and no others.")

    def resolve_programme(self: Told, _info: Any) -> Entry:
        return self.entry

    def resolve_verdict(self: Told, _info: Any) -> str:
        return VERDICTS[self.decision.verdict].value

    def resolve_summary(self: Told, info: Any) -> str:
        return worded(self.explanation.verdict, info.context.language)

    def resolve_reason(self: Told, info: Any) -> dict[str, Any] | None:
        step = next((one for one in self.decision.trace if one.id == self.decision.reason), None)
        return None if step is None else _result(self, step, info.context.language)

    def resolve_criteria(self: Told, info: Any) -> list[dict[str, Any]]:
        return [_result(self, step, info.context.language) for step in self.decision.trace]

    def resolve_outputs(self: Told, info: Any) -> list[dict[str, Any]]:
        return [_output(self, name, value, info.context.language) for name, value in self.decision.outputs.items()]

    def resolve_asks(self: Told, _info: Any) -> list[Any]:
        return facts_named(self.decision.ask[:MOST_NAMES], self.book.words)


def _result(one: Told, step: Step, language: str) -> dict[str, Any]:
    line = next(line for line in one.explanation.criteria if line.id == step.id)
    return {
        "code": step.id,
        "is_met": step.result,
        "sentence": worded(line.text, language),
        "citations": citations(one.entry.compiled.document, step.cites),
        "failures": step.failed[:10],
    }


def _output(one: Told, name: str, value: Any, language: str) -> dict[str, Any]:
    declared = one.entry.compiled.document.outputs[name]
    line = next((line for line in one.explanation.outputs if line.id == name), None)
    is_money = (
        declared.unit is not None
        and declared.unit.startswith("THB")
        and isinstance(value, int | Fraction)
        and not isinstance(value, bool)
    )
    amount = satang(value) if is_money else None
    return {
        "name": name,
        "value": None if value is None else exact_text(value),
        "unit": declared.unit,
        "money": None if amount is None else {"satang": amount, "text": money_text(amount, language)},
        "sentence": None if line is None else worded(line.text, language),
        "citations": citations(one.entry.compiled.document, declared.cites),
    }


def exact_text(value: Any) -> str:
    """Return a value exactly, as clients send it back: true, 600, 315.01, 2026-11-21."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Fraction):
        return format(Decimal(value.numerator) / Decimal(value.denominator), "f")
    return value.isoformat() if isinstance(value, date) else str(value)

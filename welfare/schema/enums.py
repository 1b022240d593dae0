"""Welfare's enums: codes of the rule documents and of the engine, with what they mean."""

from typing import Any

import graphene


def _enum(name: str, meaning: str, words: dict[str, str]) -> Any:
    return graphene.Enum(
        name,
        [(code.upper(), code) for code in words],
        description=lambda value: meaning if value is None else f"{words[value.value]}.",
    )


Verdict = _enum(
    "Verdict",
    "What the rules say. Nothing is ever guessed: without a fact they say which.",
    {
        "eligible": "Entitled: every requirement is met",
        "not_eligible": "Not entitled: a requirement is not met, whatever else is still unknown",
        "unknown": "Cannot tell yet: facts are missing",
        "not_encoded": "The rules for this date or case are not in the system",
    },
)
EntityKind = _enum(
    "EntityKind",
    "Who holds the right.",
    {"person": "A person", "household": "A household, once", "organisation": "An organisation"},
)
Confidence = _enum(
    "Confidence",
    "How sure the text of the rules is.",
    {
        "high": "Stated by an agency, or by several independent pages",
        "medium": "Stated by one secondary page, or general knowledge",
        "low": "From memory, or left to discretion by the law and fixed here",
    },
)
Stage = _enum(
    "Stage",
    "For what an answer is wanted; each needs better proof than the one before.",
    {
        "know": "To know: what people say about themselves counts",
        "apply": "To apply: documents and registries count",
        "pay": "To pay: registries count",
    },
)
FactType = _enum(
    "FactType",
    "What a fact's value is.",
    {
        "bool": "Yes or no",
        "number": "An exact number",
        "string": "A text or code",
        "date": "A day, or a month or year where that is all that is known",
        "list": "A list of elements, each with fields",
    },
)
EvidenceLevel = _enum(
    "EvidenceLevel",
    "How well a fact is proved, weakest first.",
    {
        "self": "The person says so",
        "document": "A document shows it",
        "registry": "A registry holds it",
    },
)
Era = _enum(
    "Era",
    "How the year of a date is counted.",
    {"ce": "Common era (ค.ศ.)", "be": "Buddhist era (พ.ศ.)"},
)

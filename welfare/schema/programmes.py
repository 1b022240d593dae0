"""Programmes in the API: what there is, for whom, by which law, and how sure the text is."""

import re
from datetime import date
from typing import Any

import graphene

from services.models.snapshot import current as catalogue
from services.schema.agency import Agency
from superapp.api import ids
from superapp.api.fields import Field, ListField
from superapp.api.scalars import Date
from welfare.models import book
from welfare.models.book import Entry
from welfare.rules.decide import decide
from welfare.rules.document import Cite, Document, Law
from welfare.rules.document import Criterion as CriterionRow
from welfare.rules.explanation import NOT_KNOWN, explain, worded
from welfare.rules.given import read

from .enums import Confidence, EntityKind

MOST_PROGRAMMES = 100
MOST_CRITERIA = 40
MOST_LINES = 30
UNFILLED = re.compile(r"\s*\([^()]*(?:" + "|".join((NOT_KNOWN.th, NOT_KNOWN.en)) + r")[^()]*\)")


class Citation(graphene.ObjectType):
    """A law or announcement that a requirement, amount or value rests on."""

    is_public = True
    reference = Field(
        graphene.String, required=True, description="The instrument, in Thai, as it is officially called."
    )
    clause = Field(graphene.String, required=True, description="The section or clause in it; blank for the whole.")
    url = Field(graphene.String, description="Where to read it; null when no address is known.")
    is_verified = Field(
        graphene.Boolean, required=True, description="Whether somebody read the clause and signed that it says so."
    )


def citations(document: Document, cites: tuple[Cite, ...]) -> list[dict[str, Any]]:
    """Return cites with the instrument they name."""
    return [_citation(document.laws[one.key], one.clause) for one in cites if one.key in document.laws]


def _citation(law: Law, clause: str) -> dict[str, Any]:
    return {"reference": law.ref, "clause": clause, "url": law.url, "is_verified": law.status == "verified"}


class Criterion(graphene.ObjectType):
    """One requirement of a programme."""

    is_public = True
    code = Field(graphene.String, required=True, description="Its stable name within the programme.")
    sentence = Field(graphene.String, required=True, description="What it requires, in the language of the request.")
    citations = ListField(Citation, most=10, cost=0, description="The law it rests on.")
    is_pinned = Field(
        graphene.Boolean, required=True, description="Whether the law is vaguer and this text fixes one reading of it."
    )
    note = Field(graphene.String, description="Which reading is fixed and why; null where the law is plain.")


class HowToApply(graphene.ObjectType):
    """How one applies for a programme."""

    is_public = True
    window = Field(graphene.String, description="When; null when nothing is known.")
    documents = ListField(graphene.String, most=MOST_LINES, description="What to bring.")
    channels = ListField(graphene.String, most=MOST_LINES, description="Where to go.")
    steps = ListField(graphene.String, most=MOST_LINES, description="What happens, in order.")


class Programme(graphene.ObjectType):
    """A benefit, allowance, loan or status one may be entitled to."""

    class Meta:
        interfaces = (ids.Node,)

    is_public = True
    id = ids.IdField("prg", "code")
    code = Field(graphene.String, required=True, description="Stable code, such as `old_age_allowance`.")
    title = Field(graphene.String, required=True, description="Its name in the language of the request.")
    agency = Field(Agency, description="Who answers for it; null while no agency of the catalogue does.")
    agency_name = Field(graphene.String, required=True, description="Who answers for it and who pays, in words.")
    entity = Field(EntityKind, required=True, description="Who holds the right.")
    entity_note = Field(graphene.String, description="What is particular about that; null when nothing is.")
    period = Field(
        graphene.String, description="For what span an amount is: `month`, `year`, `once` ...; null if none."
    )
    rules_version = Field(graphene.Int, required=True, description="The number of its rules in force.")
    confidence = Field(Confidence, description="How sure the text is; null when nobody said.")
    is_confirmed = Field(
        graphene.Boolean,
        required=True,
        description="Whether two officers of the agency signed these rules; until then, not yet confirmed by it.",
    )
    covers_from = Field(Date, description="The first day the rules can answer for; null without a limit.")
    covers_to = Field(Date, description="The last day the rules can answer for; null without a limit.")
    criteria = ListField(Criterion, most=MOST_CRITERIA, description="Its requirements, in the order they are checked.")
    laws = ListField(Citation, most=MOST_LINES, cost=0, description="All laws and announcements it rests on.")
    application = Field(HowToApply, cost=0, required=True, description="How one applies.")
    notes = ListField(graphene.String, most=MOST_LINES, description="What else is good to know, in Thai or English.")
    sources = ListField(graphene.String, most=MOST_LINES, description="Pages the text was written from.")

    def resolve_title(self: Entry, info: Any) -> str:
        return worded(self.compiled.document.title, info.context.language)

    def resolve_agency(self: Entry, info: Any) -> Any:
        return catalogue(info.context.language).agency_by_code.get(self.agency_code)

    def resolve_agency_name(self: Entry, info: Any) -> str:
        agency = self.compiled.document.agency
        return agency.get(info.context.language) or agency.get("th", "")

    def resolve_entity(self: Entry, _info: Any) -> str:
        return self.compiled.document.entity

    def resolve_entity_note(self: Entry, _info: Any) -> str | None:
        return self.compiled.document.entity_note

    def resolve_period(self: Entry, _info: Any) -> str | None:
        return self.compiled.document.period

    def resolve_rules_version(self: Entry, _info: Any) -> int:
        return self.number

    def resolve_confidence(self: Entry, _info: Any) -> str | None:
        return self.compiled.document.confidence

    def resolve_covers_from(self: Entry, _info: Any) -> date | None:
        return self.compiled.document.covers[0]

    def resolve_covers_to(self: Entry, _info: Any) -> date | None:
        return self.compiled.document.covers[1]

    def resolve_criteria(self: Entry, info: Any) -> list[dict[str, Any]]:
        return [criterion_row(self.compiled.document, one, text) for one, text in _general(self, info)]

    def resolve_laws(self: Entry, _info: Any) -> list[dict[str, Any]]:
        return [_citation(law, "") for law in self.compiled.document.laws.values()]

    def resolve_application(self: Entry, info: Any) -> dict[str, Any]:
        told = self.compiled.document.application
        language = info.context.language
        lines = {name: [_words(one, language) for one in told.get(name) or ()] for name in _LINES}
        return {"window": _words(told.get("window"), language) or None, **lines}

    def resolve_notes(self: Entry, _info: Any) -> list[str]:
        return list(self.compiled.document.notes)[:MOST_LINES]

    def resolve_sources(self: Entry, _info: Any) -> list[str]:
        return list(self.compiled.document.sources)[:MOST_LINES]


_LINES = ("documents", "channels", "steps")


def criterion_row(document: Document, criterion: CriterionRow, sentence: str) -> dict[str, Any]:
    """Return what Criterion reads."""
    return {
        "code": criterion.id,
        "sentence": sentence,
        "citations": citations(document, criterion.cites),
        "is_pinned": criterion.pinned,
        "note": criterion.note,
    }


def _general(entry: Entry, info: Any) -> list[tuple[CriterionRow, str]]:
    """Return each requirement with its sentence for nobody in particular: what is read from a person is left out."""
    words = book.current().words
    decision = decide(entry.compiled, read(words, {}), info.context.now.date())
    lines = explain(entry.compiled, decision, words).criteria
    found = {line.id: UNFILLED.sub("", worded(line.text, info.context.language)) for line in lines}
    return [
        (one, found.get(one.id, worded(one.say, info.context.language))) for one in entry.compiled.document.criteria
    ]


def _words(value: Any, language: str) -> str:
    if isinstance(value, dict):
        return str(value.get(language) or value.get("th", ""))
    return "" if value is None else str(value)


@ids.finds("prg", Entry)
def find_programme(_context: Any, code: str) -> Entry | None:
    """Return the programme in force of that code, or None."""
    return book.current().entries.get(code)

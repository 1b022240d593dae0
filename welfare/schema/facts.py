"""Facts in the API: what rules read, how to ask for it, and how an app sends it."""

from collections.abc import Iterable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import graphene

from superapp.api.fields import Field, ListField
from superapp.refusal import Refusal
from welfare.actions.known_facts import NUMBER
from welfare.models import book
from welfare.rules.explanation import worded
from welfare.rules.facts import FactType as FactTypeRow
from welfare.rules.facts import Vocabulary

from .enums import Era, FactType

MOST_FACTS = 100
MOST_ELEMENTS = 100
MOST_FIELDS = 30
LONGEST_TEXT = 500


class FactNotReadable(Refusal):
    """A fact was sent with no value, several values, or a number that is none."""

    code = "FACT_NOT_READABLE"
    th = "ข้อมูล {fact} ต้องมีค่าเดียวตามชนิดของมัน ตัวเลขเขียนเช่น 1250.50"
    en = "The fact {fact} needs exactly one value of its type; write numbers as 1250.50."


class FactChoice(graphene.ObjectType):
    """One usual value of a fact, in words."""

    is_public = True
    value = Field(graphene.String, required=True, description="The value to send.")
    label = Field(graphene.String, required=True, description="What it means, in the language of the request.")


class WelfareFact(graphene.ObjectType):
    """Something rules read about a person, and how to ask for it."""

    is_public = True
    name = Field(
        graphene.String, required=True, description="Its name, such as `birth_date` or `children[].birth_date`."
    )
    label = Field(graphene.String, required=True, description="What it is, in the language of the request.")
    question = Field(graphene.String, description="How to ask a person; null where nobody is asked.")
    type = Field(FactType, required=True, description="What its value is.")
    unit = Field(graphene.String, description="The unit of a number, such as `THB/year`; null without one.")
    choices = ListField(FactChoice, most=50, description="Its usual values; empty when any value may come.")
    fields = ListField(
        lambda: WelfareFact,
        most=MOST_FIELDS,
        cost=0,
        description="The fields of each element of a list; empty otherwise.",
    )
    registry = Field(graphene.String, description="The registry that holds it; null where only the person knows.")
    is_sensitive = Field(graphene.Boolean, required=True, description="Whether to ask for it with care, and last.")

    def resolve_label(self: FactTypeRow, info: Any) -> str:
        return self.en if info.context.language == "en" else self.th

    def resolve_question(self: FactTypeRow, info: Any) -> str | None:
        return None if self.question is None else worded(self.question, info.context.language)

    def resolve_type(self: FactTypeRow, _info: Any) -> str:
        return self.kind.value

    def resolve_choices(self: FactTypeRow, info: Any) -> list[dict[str, str]]:
        return [
            {"value": str(value), "label": worded(label, info.context.language)}
            for value, label in list(self.labels.items())[:50]
        ]

    def resolve_fields(self: FactTypeRow, info: Any) -> list[FactTypeRow]:
        return list(book.current().words.lists.get(self.name, {}).values())[:MOST_FIELDS]

    def resolve_registry(self: FactTypeRow, _info: Any) -> str | None:
        return None if self.registry in (None, "SELF") else self.registry


def facts_named(names: Iterable[str], words: Vocabulary) -> list[FactTypeRow]:
    """Return the facts of these names; a name the vocabulary lacks is left out."""
    return [words.facts[name] for name in names if name in words.facts]


class FactFieldInput(graphene.InputObjectType):
    """One field of an element of a list; exactly one of its values is given, none for "not known"."""

    name = graphene.String(required=True, description="The field's own name, such as `birth_date`.")
    bool = graphene.Boolean(description="Yes or no.")
    number = graphene.String(description="An exact number in digits, such as 1250.50.")
    text = graphene.String(description="A text or code, at most 500 characters.")
    date = graphene.String(description="YYYY-MM-DD, YYYY-MM or YYYY.")
    era = Era(description="How the year of `date` is counted; the common era when left out.")


class FactElementInput(graphene.InputObjectType):
    """One element of a list, such as one child."""

    fields = graphene.List(
        graphene.NonNull(FactFieldInput), required=True, description="What is known about it, at most 30 fields."
    )


class FactInput(graphene.InputObjectType):
    """One fact; exactly one of its values is given. None takes a declared fact back."""

    name = graphene.String(required=True, description="The fact's name.")
    bool = graphene.Boolean(description="Yes or no.")
    number = graphene.String(description="An exact number in digits, such as 1250.50.")
    text = graphene.String(description="A text or code, at most 500 characters.")
    date = graphene.String(description="YYYY-MM-DD, YYYY-MM or YYYY.")
    era = Era(description="How the year of `date` is counted; the common era when left out.")
    elements = graphene.List(
        graphene.NonNull(FactElementInput), description="The elements of a list, all of them, at most 100."
    )
    incomplete = graphene.Boolean(description="Whether the list lacks elements that are not known.")


def facts_of(given: list[SimpleNamespace], *, is_exact: bool = True) -> dict[str, Any]:
    """Return facts as the engine reads them, or with numbers as text when not `is_exact`; None for no value.

    :raises FactNotReadable: naming the first that has several values, a number that is none, or a name given twice.
    """
    facts: dict[str, Any] = {}
    if len(given) > MOST_FACTS:
        raise FactNotReadable(path=("facts",), fact=f"({MOST_FACTS})")
    for one in given:
        if one.name in facts:
            raise FactNotReadable(path=("facts", _shown(one.name)), fact=_shown(one.name))
        facts[one.name] = _value(one, is_exact)
    return facts


def _value(one: SimpleNamespace, is_exact: bool) -> Any:
    elements = getattr(one, "elements", None)
    values = [value for value in (one.bool, one.number, one.text, one.date, elements) if value is not None]
    if len(values) > 1:
        raise FactNotReadable(path=("facts", _shown(one.name)), fact=_shown(one.name))
    if elements is not None:
        items = [_element(element, is_exact) for element in elements]
        if len(items) > MOST_ELEMENTS:
            raise FactNotReadable(path=("facts", _shown(one.name)), fact=_shown(one.name))
        return {"items": items, "incomplete": True} if one.incomplete else items
    if one.number is not None:
        if not NUMBER.fullmatch(one.number):
            raise FactNotReadable(path=("facts", _shown(one.name)), fact=_shown(one.name))
        return Decimal(one.number) if is_exact else one.number
    if one.date is not None:
        is_buddhist = getattr(one.era, "value", one.era) == "be"
        return {"be": one.date[:LONGEST_TEXT]} if is_buddhist else one.date[:LONGEST_TEXT]
    return values[0] if values else None


def _element(element: SimpleNamespace, is_exact: bool) -> dict[str, Any]:
    return {field.name: _value(field, is_exact) for field in element.fields[:MOST_FIELDS]}


def _shown(name: str) -> str:
    return name[:60]

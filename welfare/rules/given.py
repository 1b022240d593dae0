"""The facts given about one applicant, checked and made ready once for any number of programmes.

Anything wrong refuses the whole request before evaluation, by the fact's name; values are never repeated in messages.
Absent facts with a default get it here, so that rules only ever look up one mapping.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from superapp.refusal import Refusal
from welfare.rules import dates
from welfare.rules.document import LEVELS, Evidence
from welfare.rules.facts import PERSON, FactType, Vocabulary
from welfare.rules.numbers import simplest
from welfare.rules.tree import Kind, Value

GIVEN = ""
"""The key under which an element keeps the names of the fields that were supplied; no field is named so."""
MOST_ELEMENTS = 200
LONGEST_TEXT = 500
LARGEST = 10**15

Element = dict[str, Any]


class InvalidFacts(Refusal):
    """A fact is malformed or impossible; nothing was evaluated. `problems` lists every one: (fact, Thai, English)."""

    code = "FACT_INVALID"
    th = "ข้อมูล {fact} ไม่ถูกต้อง: {why_th}"
    en = "The fact {fact} is not valid: {why_en}."

    def __init__(self, problems: Iterable[tuple[str, str, str]]) -> None:
        self.problems = tuple(problems)
        fact, th, en = self.problems[0]
        super().__init__(path=("facts", fact), fact=fact, why_th=th, why_en=en)


class UnknownFacts(Refusal):
    """Facts were given that the vocabulary does not know; `names` lists them."""

    code = "FACT_UNKNOWN"
    th = "ไม่รู้จักข้อมูลชื่อ {names}"
    en = "No fact is named {names}."

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        super().__init__(path=("facts",), names=", ".join(name[:60] for name in self.names[:5]))


@dataclass(frozen=True)
class Elements:
    """A list fact: each item maps its fields to values, defaults filled in, and GIVEN to the names supplied."""

    items: tuple[Element, ...]
    is_complete: bool = True


@dataclass(frozen=True)
class Facts:
    """Facts ready for rules. `values` holds defaults too; `given` names the facts supplied and not null.

    `levels` gives the evidence of supplied facts by name ("list" or "list[].field"; absent: "self"); `asked` names the
    registries that were asked, so that their silence means the default. `unknown` are names that were ignored.
    """

    vocabulary: Vocabulary = field(repr=False)
    values: Mapping[str, Any] = field(repr=False)
    given: frozenset[str]
    levels: Mapping[str, str] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    unknown: tuple[str, ...] = ()


class _BadValue(Exception):
    def __init__(self, th: str, en: str) -> None:
        self.th, self.en = th, en
        super().__init__(en)


def read(
    vocabulary: Vocabulary,
    facts: Mapping[str, Any],
    *,
    assume_defaults: bool = False,
    levels: Mapping[str, str] | None = None,
    asked: Collection[str] = (),
    ignore_unknown: bool = False,
) -> Facts:
    """Return the facts checked and typed. A list is a list of mappings, or {items: [...], incomplete: true}.

    `assume_defaults` also fills facts that have no default, for comparing models; never for a citizen.

    >>> from welfare.rules.facts import load_vocabulary
    >>> vocabulary = load_vocabulary("facts: [{name: birth_date, th: วันเกิด, type: date}]")
    >>> read(vocabulary, {"birth_date": {"be": "2509-09-02"}}).values["birth_date"].isoformat()
    '1966-09-02'

    :raises InvalidFacts: for a bad date, a wrong type, or a value outside its bounds, naming every such fact.
    :raises UnknownFacts: for names the vocabulary lacks, unless `ignore_unknown`.
    """
    values: dict[str, Any] = dict(_assumptions(vocabulary) if assume_defaults else _defaults(vocabulary))
    given: list[str] = []
    unknown: list[str] = []
    problems: list[tuple[str, str, str]] = []
    find, checks, listing = vocabulary.facts.get, _CHECKS, Kind.LIST
    for name, value in facts.items():
        fact = find(name)
        if fact is None or fact.list is not None:
            unknown.append(str(name))
            continue
        if value is None:
            continue
        try:
            kind = fact.kind
            if kind is listing:
                values[name] = _elements(vocabulary, fact, value, assume_defaults, unknown, problems)
            else:
                values[name] = checks[kind](fact, value)
            given.append(name)
        except _BadValue as problem:
            problems.append((name, problem.th, problem.en))
    if problems:
        raise InvalidFacts(problems)
    if unknown and not ignore_unknown:
        raise UnknownFacts(unknown)
    return Facts(vocabulary, values, frozenset(given), levels or {}, frozenset(asked), tuple(unknown))


def read_day(value: object) -> date:
    """Return the date of the assessment, which must be complete.

    :raises InvalidFacts: under the name as_of.
    """
    try:
        return dates.read(value, is_full=True)
    except dates.BadDate as problem:
        raise InvalidFacts([("as_of", problem.th, problem.en)]) from problem


def counted(facts: Facts, evidence: Evidence, stage: str) -> Facts:
    """Return only what counts at `stage`: everything at "know", else what reaches the level that `evidence` wants.

    What only the person can know counts from "self" unless `per_fact` says otherwise. At "pay" a default stands only
    if its registry was asked and had no record.
    """
    if stage == "know":
        return facts
    types = facts.vocabulary.facts
    counts = {name: _counts(facts, types[name], evidence, stage) for name in types}
    values: dict[str, Any] = {}
    for name, fact in types.items():
        if fact.list is None and name in facts.given and counts[name]:
            held = facts.values[name]
            values[name] = _counted_elements(facts, held, fact.name, counts, stage) if fact.kind is Kind.LIST else held
        elif fact.list is None and fact.default is not None and _default_stands(facts, fact, stage):
            values[name] = Elements(()) if fact.kind is Kind.LIST else fact.default
    return replace(facts, values=values, given=frozenset(name for name in facts.given if counts[name]))


def _counts(facts: Facts, fact: FactType, evidence: Evidence, stage: str) -> bool:
    own = facts.levels.get(fact.name) or facts.levels.get(fact.list or "") or "self"
    wanted = evidence.per_fact.get(fact.name, {}).get(stage)
    if wanted is None:
        wanted = "self" if fact.registry == PERSON else getattr(evidence, stage)
    return LEVELS.index(own) >= LEVELS.index(wanted)


def _default_stands(facts: Facts, fact: FactType, stage: str) -> bool:
    return stage != "pay" or fact.registry in facts.asked


def _counted_elements(facts: Facts, held: Elements, name: str, counts: Mapping[str, bool], stage: str) -> Elements:
    fields = facts.vocabulary.lists[name]
    items: list[Element] = []
    for item in held.items:
        kept: Element = {one: item[one] for one, fact in fields.items() if one in item[GIVEN] and counts[fact.name]}
        supplied = frozenset(kept)
        for one, fact in fields.items():
            if one not in kept and fact.default is not None and _default_stands(facts, fact, stage):
                kept[one] = fact.default
        kept[GIVEN] = supplied
        items.append(kept)
    return Elements(tuple(items), held.is_complete)


def _defaults(vocabulary: Vocabulary) -> dict[str, Any]:
    filled: dict[str, Any] = dict(vocabulary.presumed[""])
    for name in vocabulary.lists:
        if vocabulary.facts[name].default is not None:
            filled[name] = Elements(())
    return filled


def _assumptions(vocabulary: Vocabulary) -> dict[str, Any]:
    filled = _defaults(vocabulary)
    for name, fact in vocabulary.facts.items():
        if fact.list is None and name not in filled:
            filled[name] = Elements(()) if fact.kind is Kind.LIST else fact.assumption()
    return filled


def _elements(
    vocabulary: Vocabulary,
    fact: FactType,
    value: object,
    assume: bool,
    unknown: list[str],
    problems: list[tuple[str, str, str]],
) -> Elements:
    is_complete = True
    # A list first: to ask whether something is a Mapping takes as long as to read three facts.
    if not isinstance(value, list) and isinstance(value, Mapping):
        if set(value) != {"items", "incomplete"} or not isinstance(value["incomplete"], bool):
            raise _BadValue("ต้องเป็นรายการ", "it must be a list")
        is_complete, value = not value["incomplete"], value["items"]
    if not isinstance(value, list | tuple):
        raise _BadValue("ต้องเป็นรายการ", "it must be a list")
    most = MOST_ELEMENTS if fact.length is None else fact.length
    if len(value) > most:
        raise _BadValue(f"มีได้ไม่เกิน {most} รายการ", f"it may have at most {most} elements")
    fields = vocabulary.lists[fact.name]
    filled = vocabulary.presumed[fact.name]
    if assume:
        filled = {one: kind.assumption() if kind.default is None else kind.default for one, kind in fields.items()}
    items: list[Element] = []
    for entry in value:
        if not isinstance(entry, dict) and not isinstance(entry, Mapping):
            raise _BadValue("แต่ละรายการต้องเป็นกลุ่มของชื่อและค่า", "each element must be a mapping of names to values")
        item: Element = dict(filled)
        supplied: list[str] = []
        for name, one in entry.items():
            kind_of = fields.get(name)
            if kind_of is None:
                unknown.append(f"{fact.name}[].{name}")
            elif one is not None:
                try:
                    item[name] = _CHECKS[kind_of.kind](kind_of, one)
                    supplied.append(name)
                except _BadValue as problem:
                    problems.append((kind_of.name, problem.th, problem.en))
        item[GIVEN] = frozenset(supplied)
        items.append(item)
    return Elements(tuple(items), is_complete)


def _boolean(fact: FactType, value: object) -> Value:
    if not isinstance(value, bool):
        raise _BadValue("ต้องเป็น true หรือ false", "it must be true or false")
    return value


def _number(fact: FactType, value: Any) -> Value:
    if type(value) is not int:
        value = _exact(value)
    if abs(value) > LARGEST:
        raise _BadValue("ตัวเลขใหญ่เกินไป", "the number is too large")
    if fact.minimum is not None and value < fact.minimum:
        raise _BadValue(f"ต้องไม่น้อยกว่า {fact.minimum}", f"it must be at least {fact.minimum}")
    if fact.maximum is not None and value > fact.maximum:
        raise _BadValue(f"ต้องไม่มากกว่า {fact.maximum}", f"it must be at most {fact.maximum}")
    if fact.values and value not in fact.values:
        raise _BadValue("ไม่อยู่ในค่าที่กำหนด", "it is not one of the declared values")
    number: Value = value
    return number


def _exact(value: Any) -> Value:
    # A decimal with an absurd exponent would become a fraction that fills the memory.
    if (
        isinstance(value, Decimal)
        and value.is_finite()
        and -40 < value.adjusted() < 40
        and len(value.as_tuple().digits) < 80
    ):
        value = Fraction(value)
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        raise _BadValue("ต้องเป็นตัวเลข", "it must be an exact number")
    return simplest(value)


def _text(fact: FactType, value: object) -> Value:
    if not isinstance(value, str):
        raise _BadValue("ต้องเป็นข้อความ", "it must be a text")
    if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
        raise _BadValue("มีอักขระที่ไม่สมบูรณ์", "it holds half a character (a lone surrogate)")
    most = LONGEST_TEXT if fact.length is None else fact.length
    if len(value) > most:
        raise _BadValue(f"ยาวได้ไม่เกิน {most} ตัวอักษร", f"it may have at most {most} characters")
    if fact.values and value not in fact.values:
        raise _BadValue("ไม่อยู่ในค่าที่กำหนด", "it is not one of the declared values")
    return value


def _day(fact: FactType, value: object) -> Value:
    try:
        return dates.read(value, may_be_forever=fact.may_be_forever)
    except dates.BadDate as problem:
        raise _BadValue(problem.th, problem.en) from problem


_CHECKS: dict[Kind, Callable[[FactType, Any], Value]] = {
    Kind.BOOL: _boolean,
    Kind.NUMBER: _number,
    Kind.STRING: _text,
    Kind.DATE: _day,
}

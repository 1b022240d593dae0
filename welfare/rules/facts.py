"""The vocabulary: every fact that a rule may read, with its type, unit, registry, default and question.

Read from facts.yaml. A fact "list[].field" describes a field of the elements of a list fact.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from welfare.rules import dates, yaml_reading
from welfare.rules.document import Say
from welfare.rules.faults import BadVocabulary
from welfare.rules.shape import Shape
from welfare.rules.tree import Kind, Number, Value

PERSON = "SELF"
"""The registry code of facts that only the person knows."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}(\[\]\.[a-z][a-z0-9_]{0,62})?")
_COSTS = {Kind.BOOL: 1, Kind.STRING: 2, Kind.DATE: 2, Kind.NUMBER: 3, Kind.LIST: 5}
_RESERVED = frozenset({"as_of", "c", "true", "false", "and", "or", "not", "in"})


@dataclass(frozen=True)
class FactType:
    """One fact of the vocabulary.

    `default` is the register's presumption, `assumed` what --assume-defaults fills in (None: from the type).
    `values` (empty: any) restricts; `labels` words values for people. `length` is the most characters or elements.
    `position` is its place in the vocabulary. `list` is the list a field belongs to, else None.
    """

    name: str
    kind: Kind
    th: str
    en: str
    unit: str | None
    registry: str | None
    default: Value | tuple[()] | None
    assumed: Value | tuple[()] | None
    question: Say | None
    ask_cost: int
    is_sensitive: bool
    screen: str | None
    decimals: int | None
    minimum: Number | None
    maximum: Number | None
    values: tuple[Value, ...]
    labels: Mapping[Value, Say]
    length: int | None
    may_be_forever: bool
    list: str | None
    field: str
    position: int

    def assumption(self) -> Value | tuple[()]:
        """Return what --assume-defaults puts in its place when it is absent and has no default."""
        if self.assumed is not None:
            return self.assumed
        if self.kind is Kind.STRING:
            return self.values[0] if self.values else ""
        plain: dict[Kind, Any] = {Kind.BOOL: False, Kind.NUMBER: 0, Kind.DATE: date(1970, 1, 1), Kind.LIST: ()}
        value: Value | tuple[()] = plain[self.kind]
        return value


@dataclass(frozen=True)
class Vocabulary:
    """All facts by name, in order; `lists` gives the fields of each list fact; `source` is what was read.

    `presumed` holds the defaults of single facts under "", and those of elements' fields under their list."""

    facts: Mapping[str, FactType]
    registries: Mapping[str, str]
    source: Mapping[str, Any] = field(repr=False)
    lists: Mapping[str, Mapping[str, FactType]] = field(init=False, repr=False)
    presumed: Mapping[str, Mapping[str, Any]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        lists: dict[str, dict[str, FactType]] = {
            name: {} for name, fact in self.facts.items() if fact.kind is Kind.LIST
        }
        for fact in self.facts.values():
            if fact.list is not None:
                lists[fact.list][fact.field] = fact
        object.__setattr__(self, "lists", lists)
        presumed: dict[str, dict[str, Any]] = {name: {} for name in ("", *lists)}
        for fact in self.facts.values():
            if fact.default is not None and fact.kind is not Kind.LIST:
                presumed[fact.list or ""][fact.field] = fact.default
        object.__setattr__(self, "presumed", presumed)

    def ordered(self, names: set[str] | frozenset[str]) -> tuple[str, ...]:
        """Return the names in the vocabulary's order; a name it lacks comes first."""
        if len(names) < 2:
            return tuple(names)
        facts = self.facts
        return tuple(sorted(names, key=lambda name: (facts[name].position if name in facts else -1, name)))


def load_vocabulary(source: Path | str, file: str = "facts.yaml") -> Vocabulary:
    """Return the vocabulary of a file (a Path) or of its text.

    >>> vocabulary = load_vocabulary("facts: [{name: age_years, th: อายุ, type: number, unit: year}]")
    >>> vocabulary.facts["age_years"].ask_cost
    3

    :raises UnreadableFile: when it is not readable YAML.
    :raises BadVocabulary: naming file, line and key of what is wrong.
    """
    if isinstance(source, Path):
        read, file = yaml_reading.read_file(source), str(source)
    else:
        read = yaml_reading.read(source, file)
    top = Shape(read, "", file, BadVocabulary)
    top.take("format", None)
    top.take("version", None)
    top.take("notes", None)
    top.take("screens", None)
    registries = top.mapping("registries", {})
    entries = top.sequence("facts")
    top.finish()
    facts: dict[str, FactType] = {}
    for position, entry in enumerate(entries):
        shape = Shape(entry, f"facts[{position}]", file, BadVocabulary, yaml_reading.place_of(entries, position, file))
        fact = _fact(shape, position, facts)
        facts[fact.name] = fact
    return Vocabulary(facts=facts, registries=dict(registries), source=read)


def _fact(shape: Shape, position: int, known: Mapping[str, FactType]) -> FactType:
    name = shape.text("name")
    shape.key = f"facts.{name}"
    if not _NAME.fullmatch(name) or name in _RESERVED:
        raise shape.wrong("name", name, ("ชื่อ a-z 0-9 _", "a name of a-z, 0-9 and _ (list[].field for a field)"))
    if name in known:
        raise shape.wrong("name", name, ("ชื่อไม่ซ้ำ", "each fact once"))
    owner, _, below = name.partition("[].")
    if below and (owner not in known or known[owner].kind is not Kind.LIST):
        raise shape.wrong("name", name, ("ช่องของรายการที่ประกาศไว้ก่อน", "a field of a list fact declared above it"))
    kind = Kind(shape.word("type", ("bool", "number", "string", "date", "list")))
    if below and kind is Kind.LIST:
        raise shape.wrong("type", "list", ("ชนิดเดี่ยว", "a scalar type: lists do not nest"))
    th = shape.text("th")
    question = shape.mapping("question", None)
    choices = shape.sequence("choices", [])
    forever = shape.take("forever", None)
    values = tuple(_value(shape, "values", kind, one) for one in shape.sequence("values", []))
    fact = FactType(
        name=name,
        kind=kind,
        th=th,
        en=shape.text("en", th),
        unit=shape.text("unit", None),
        registry=shape.text("registry", None),
        default=_value(shape, "default", kind, shape.take("default", None)),
        assumed=_value(shape, "assume", kind, shape.take("assume", None)),
        question=_say(shape.below("question", question)) if question is not None else None,
        ask_cost=shape.whole("ask_cost", 1 if values or choices else _COSTS[kind]),
        is_sensitive=shape.flag("sensitive", False),
        screen=shape.text("screen", None),
        decimals=shape.whole("decimals", None),
        minimum=_value(shape, "min", Kind.NUMBER, shape.take("min", None)),
        maximum=_value(shape, "max", Kind.NUMBER, shape.take("max", None)),
        values=values,
        labels=_labels(shape, kind, choices),
        length=shape.whole("length", None),
        # The draft sheet says it in the label only.
        may_be_forever=shape.flag("forever", False)
        if forever is not None
        else kind is Kind.DATE and "9999-12-31" in th,
        list=owner if below else None,
        field=below or name,
        position=position,
    )
    shape.take("note", None)
    shape.finish()
    if fact.ask_cost < 1:
        raise shape.wrong("ask_cost", fact.ask_cost, ("ตั้งแต่ 1", "1 or more"))
    return fact


def _say(shape: Shape) -> Say:
    say = Say(th=shape.text("th"), en=shape.text("en"))
    shape.finish()
    return say


def _labels(shape: Shape, kind: Kind, choices: list[Any]) -> dict[Value, Say]:
    labels: dict[Value, Say] = {}
    for choice in choices:
        below = shape.below("choices", choice)
        value = _value(below, "value", kind, below.take("value"))
        labels[value] = _say(below)
    return labels


def _value(shape: Shape, key: str, kind: Kind, given: Any) -> Any:
    if given is None:
        return None
    fits = {
        Kind.BOOL: isinstance(given, bool),
        Kind.NUMBER: isinstance(given, int | Fraction) and not isinstance(given, bool),
        Kind.STRING: isinstance(given, str),
        Kind.DATE: isinstance(given, str),
        Kind.LIST: given == [],
    }
    if not fits.get(kind, False):
        raise shape.wrong(key, given, (f"ค่าชนิด {kind.value}", f"a value of type {kind.value}"))
    if kind is Kind.DATE:
        try:
            return dates.read(given, is_full=True, may_be_forever=True)
        except dates.BadDate as problem:
            raise shape.wrong(key, given, (problem.th, problem.en)) from problem
    return () if kind is Kind.LIST else given

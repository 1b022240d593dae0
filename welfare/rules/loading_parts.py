"""Reading the parts of a document that stand for themselves: covers, evidence, relations and how cases are decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from welfare.rules import dates, yaml_reading
from welfare.rules.document import LEVELS, STAGES, Evidence, Relation
from welfare.rules.facts import Vocabulary
from welfare.rules.faults import BadDocument
from welfare.rules.shape import Shape


def read_covers(shape: Shape) -> tuple[Any, Any]:
    """Return the first and last date a document can answer for; None: no limit."""
    covers = shape.mapping("covers", None)
    if covers is None:
        return None, None
    below = shape.below("covers", covers)
    days: list[Any] = []
    for key in ("from", "to"):
        value = below.take(key, None)
        try:
            days.append(None if value is None else dates.read(value, is_full=True, may_be_forever=True))
        except dates.BadDate as problem:
            raise below.wrong(key, value, (problem.th, problem.en)) from problem
    below.finish()
    if days[0] is not None and days[1] is not None and days[1] < days[0]:
        raise below.wrong("to", covers["to"], ("วันที่ไม่ก่อน from", "a date not before from"))
    return days[0], days[1]


def read_evidence(shape: Shape, vocabulary: Vocabulary) -> Evidence:
    """Return the least level of evidence per stage."""
    given = shape.mapping("evidence", None)
    if given is None:
        return Evidence()
    below = shape.below("evidence", given)
    least = {stage: below.word(stage, LEVELS, getattr(Evidence(), stage)) for stage in STAGES}
    exceptions: dict[str, dict[str, str]] = {}
    declared = below.mapping("per_fact", {})
    facts = below.below("per_fact", declared)
    for name, entry in declared.items():
        if name not in vocabulary.facts:
            raise facts.wrong(name, name, ("ชื่อข้อมูล", "the name of a fact"))
        if isinstance(entry, Mapping):
            one = facts.below(name, entry)
            exceptions[name] = {stage: one.word(stage, LEVELS) for stage in STAGES if stage in entry}
            one.finish()
        else:
            level = facts.word(name, LEVELS)
            exceptions[name] = {"apply": level, "pay": level}
    below.finish()
    return Evidence(**least, per_fact=exceptions)


def read_relations(shape: Shape, vocabulary: Vocabulary) -> tuple[Relation, ...]:
    """Return how the programme touches others."""
    relations: list[Relation] = []
    entries = shape.sequence("relations", [])
    for number, entry in enumerate(entries):
        place = yaml_reading.place_of(entries, number, shape.file)
        one = Shape(entry, shape.path(f"relations[{number}]"), shape.file, BadDocument, place)
        kind = one.word("kind", ("excludes", "passports_to", "counts_as_income_in"))
        fact = one.text("fact", None)
        if fact is not None and fact not in vocabulary.facts:
            raise one.wrong("fact", fact, ("ชื่อข้อมูล", "the name of a fact"))
        relations.append(Relation(kind, one.text("with"), one.text("by", None), fact, one.text("from", None)))
        one.take("note", None)
        one.finish()
    return tuple(relations)


def read_application(shape: Shape) -> Mapping[str, Any]:
    """Return how one applies, as written, once what deciding reads of it is known to be usable.

    `decide` is "officer" or "straight_through" (the rules alone may approve), `working_days` the promise, 1 to 365,
    `four_eyes_above_thb` the sum above which two officers have to agree; each may be absent.
    """
    given: Mapping[str, Any] = shape.mapping("application", {}) or {}
    below = shape.below("application", given)
    below.word("decide", ("officer", "straight_through"), None)
    days = below.whole("working_days", None)
    if days is not None and not 1 <= days <= 365:
        raise below.wrong("working_days", days, ("1 ถึง 365 วันทำการ", "1 to 365 working days"))
    least = below.whole("four_eyes_above_thb", None)
    if least is not None and least < 0:
        raise below.wrong("four_eyes_above_thb", least, ("จำนวนบาทที่ไม่ติดลบ", "a sum in baht, not negative"))
    return given

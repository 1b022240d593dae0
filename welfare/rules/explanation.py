"""A decision in sentences, in Thai and English; every figure in them comes from the trace.

Dates print in the Buddhist era in Thai, money with satang, an unknown as "not known yet". Sensitive facts, and lets
that read them, print only when asked for, which is for their owner and the case officer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from superapp.thai import money
from superapp.thai.dates import date_text
from welfare.rules.decision import Decision, Step, Verdict
from welfare.rules.document import Cite, Say
from welfare.rules.facts import Vocabulary
from welfare.rules.numbers import rounded, satang
from welfare.rules.programme import Programme

NOT_KNOWN = Say("ยังไม่ทราบ", "not known yet")
HIDDEN = Say("ปกปิดไว้", "kept private")
LIFETIME = Say("ตลอดชีพ", "for life")
_YES, _NO = Say("ใช่", "yes"), Say("ไม่ใช่", "no")
_VERDICTS = {
    Verdict.ELIGIBLE: Say("มีสิทธิ", "Entitled"),
    Verdict.NOT_ELIGIBLE: Say("ไม่มีสิทธิ", "Not entitled"),
    Verdict.UNKNOWN: Say("ยังตอบไม่ได้ ต้องทราบข้อมูลเพิ่ม", "Cannot tell yet: more must be known"),
    Verdict.NOT_ENCODED: Say("ระบบยังไม่มีเกณฑ์สำหรับกรณีหรือวันที่นี้", "The rules for this case or date are not in the system"),
}
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Line:
    """One sentence about a criterion (`result` None: unknown) or an output (`result` True), with its cites."""

    id: str
    result: bool | None
    text: Say
    cites: tuple[Cite, ...]


@dataclass(frozen=True)
class Explanation:
    """The whole answer in sentences: the verdict, the criterion that decided (None: all are met), every line."""

    verdict: Say
    reason: Line | None
    criteria: tuple[Line, ...]
    outputs: tuple[Line, ...]


def explain(
    programme: Programme, decision: Decision, vocabulary: Vocabulary, *, with_sensitive: bool = False
) -> Explanation:
    """Return the sentences of a decision that was made with its trace."""
    words = _Words(programme, vocabulary, with_sensitive)
    criteria = tuple(words.criterion(step) for step in decision.trace)
    reason = next((line for line in criteria if line.id == decision.reason), None)
    return Explanation(_VERDICTS[decision.verdict], reason, criteria, words.outputs(decision))


class _Words:
    def __init__(self, programme: Programme, vocabulary: Vocabulary, with_sensitive: bool) -> None:
        self.document = programme.document
        self.vocabulary = vocabulary
        self.with_sensitive = with_sensitive

    def criterion(self, step: Step) -> Line:
        criterion = next(one for one in self.document.criteria if one.id == step.id)
        return Line(step.id, step.result, self._filled(criterion.say, step.values), step.cites)

    def outputs(self, decision: Decision) -> tuple[Line, ...]:
        values = {**decision.figures, **decision.outputs}
        return tuple(
            Line(name, True, self._filled(output.say, values), output.cites)
            for name, output in self.document.outputs.items()
            if name in decision.outputs and output.say is not None
        )

    def _filled(self, say: Say, values: Mapping[str, Any]) -> Say:
        th = _PLACEHOLDER.sub(lambda found: self._value(found[1], values, "th"), say.th)
        en = _PLACEHOLDER.sub(lambda found: self._value(found[1], values, "en"), say.en)
        return Say(th, en)

    def _value(self, name: str, values: Mapping[str, Any], language: str) -> str:
        value = values.get(name)
        if value is None:
            return worded(NOT_KNOWN, language)
        if not self.with_sensitive and self._is_sensitive(name):
            return worded(HIDDEN, language)
        fact = self.vocabulary.facts.get(name)
        if fact is not None and value in fact.labels:
            return worded(fact.labels[value], language)
        return value_text(value, self._unit(name), language)

    def _is_sensitive(self, name: str) -> bool:
        types, let = self.vocabulary.facts, self.document.lets.get(name)
        read = (name,) if let is None else let.facts
        return any(types[one].is_sensitive for one in read if one in types)

    def _unit(self, name: str) -> str | None:
        if name in self.document.lets:
            return self.document.lets[name].tree.unit
        if name in self.document.outputs:
            return self.document.outputs[name].unit
        return self.vocabulary.facts[name].unit if name in self.vocabulary.facts else None


def worded(say: Say, language: str) -> str:
    """Return the sentence in `language`: English for "en", Thai for anything else."""
    return say.en if language == "en" else say.th


def value_text(value: Any, unit: str | None, language: str) -> str:
    """Return a known value for people, without its unit.

    >>> value_text(date(2026, 11, 21), None, "th"), value_text(Fraction(31501, 100), "THB/month", "en")
    ('21 พฤศจิกายน 2569', '315.01')
    >>> value_text(2568, "B.E. year", "th"), value_text(Fraction(5, 2), "rai", "th"), value_text(True, None, "th")
    ('2568', '2.50', 'ใช่')
    """
    if isinstance(value, bool):
        return worded(_YES if value else _NO, language)
    if isinstance(value, date):
        return worded(LIFETIME, language) if value.year == 9999 else date_text(value, language)
    if isinstance(value, int | Fraction):
        if unit == "B.E. year":
            return str(int(rounded(value, 0)))
        return money.number(satang(value))
    return str(value)

"""Case files: facts, a date, and the decision expected of each programme; every compared value is one check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from welfare.rules import given, yaml_reading
from welfare.rules.decide import decide
from welfare.rules.decision import Decision, Verdict
from welfare.rules.faults import BadCases
from welfare.rules.numbers import number_text, rounded
from welfare.rules.programmes import Programmes
from welfare.rules.shape import Shape

INVALID = "invalid_input"
"""The word for an invalid request, and for the refusal not_encoded, which has none of its own in a case file."""
_KEYS = ("eligible", "reason", "ask", "outputs")


@dataclass(frozen=True)
class Failure:
    """One failed check: `what` is eligible, reason, ask or outputs.<name>."""

    case: str
    code: str
    what: str
    expected: str
    got: str

    def __str__(self) -> str:
        line = f"FAIL {self.case} {self.code} {self.what}: expected {self.expected}, got {self.got}"
        # One failure is one line, whatever a file puts into a name.
        return " ".join(line.splitlines())


@dataclass
class Report:
    """What came of checking: numbers of cases and checks, the failures, and what was overlooked."""

    cases: int = 0
    checks: int = 0
    failures: list[Failure] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def figures(self) -> dict[str, int]:
        """Return the numbers of the last line of check_cases."""
        failed = len(self.failures)
        return {"cases": self.cases, "checks": self.checks, "passed": self.checks - failed, "failed": failed}


@dataclass(frozen=True)
class _Answer:
    """The answer of one programme in the words of a case file."""

    eligible: str
    reason: str | None = None
    ask: tuple[str, ...] = ()
    outputs: Mapping[str, Any] = field(default_factory=dict)


def check_cases(source: Path | str, programmes: Programmes, *, assume_defaults: bool = False) -> Report:
    """Return the report on a case file (a Path) or its text. The evidence stage is "know".

    :raises Fault: when the file cannot be read, or is not a case file.
    """
    file = str(source) if isinstance(source, Path) else "cases.yaml"
    read = yaml_reading.read_file(source) if isinstance(source, Path) else yaml_reading.read(source, file)
    top = Shape(read, "", file, BadCases)
    entries = top.sequence("cases")
    report = Report()
    report.warnings.extend(f"{top.place(name)}: the key {name} is ignored" for name in top.strays())
    seen: set[str] = set()
    for number, entry in enumerate(entries):
        shape = Shape(entry, f"cases[{number}]", file, BadCases, yaml_reading.place_of(entries, number, file))
        name = str(shape.take("id"))
        if name in seen:
            report.warnings.append(f"{shape.place('id')}: the id {name} is not unique")
        seen.add(name)
        expect = shape.mapping("expect")
        _check_case(shape, name, expect, programmes, report, assume_defaults)
    return report


def check_own_tests(programmes: Programmes, code: str) -> Report:
    """Return the report on the tests that a document carries itself.

    :raises Fault: when one of them is not of the shape of a case.
    """
    report = Report()
    for number in range(len(programmes[code].document.tests)):
        check_own_test(programmes, code, number, report)
    return report


def check_own_test(programmes: Programmes, code: str, number: int, report: Report) -> None:
    """Add to the report what comes of one of the tests that a document carries itself.

    :raises Fault: when it is not of the shape of a case.
    """
    document = programmes[code].document
    place = yaml_reading.place_of(document.tests, number, document.file)
    shape = Shape(document.tests[number], f"{code}.tests[{number}]", document.file, BadCases, place)
    expect = {code: shape.mapping("expect")}
    _check_case(shape, str(shape.take("id")), expect, programmes, report, False)


def _check_case(
    shape: Shape, name: str, expect: Mapping[str, Any], programmes: Programmes, report: Report, assume: bool
) -> None:
    report.cases += 1
    shape.take("title", None)
    as_of, raw = shape.take("as_of", None), shape.mapping("facts", None) or {}
    report.warnings.extend(f"{shape.place(key)}: the key {key} is ignored" for key in shape.strays())
    facts: given.Facts | None = None
    day: date | None = None
    try:
        facts = given.read(programmes.vocabulary, raw, assume_defaults=assume, ignore_unknown=True)
        report.warnings.extend(f"{shape.place('facts')}: case {name}: no fact is named {one}" for one in facts.unknown)
        day = given.read_day(as_of)
    except given.InvalidFacts:
        facts = None
    for code, wanted in expect.items():
        below = shape.below("expect", wanted)
        if code not in programmes:
            answer: _Answer | None = None
            report.warnings.append(f"{shape.place('expect')}: case {name}: no programme has the code {code}")
        elif facts is None or day is None:
            answer = _Answer(INVALID)
        else:
            answer = _answer(decide(programmes[code], facts, day, with_trace=False))
        for what, expected, got, is_right in _checks(below, answer):
            report.checks += 1
            if not is_right:
                report.failures.append(Failure(name, code, what, expected, got))
        report.warnings.extend(f"{below.place(key)}: the key {key} is ignored" for key in below.strays())


def _answer(decision: Decision) -> _Answer:
    if decision.verdict is Verdict.NOT_ENCODED:
        return _Answer(INVALID)
    return _Answer(decision.verdict.value, decision.reason, decision.ask, decision.outputs)


def _checks(expect: Shape, answer: _Answer | None) -> Iterator[tuple[str, str, str, bool]]:
    """Yield each check: what, expected, got, and whether it is right; an answer of None is right in nothing."""
    unknown_code = "no such programme"
    for key in _KEYS:
        if key not in expect.block:
            continue
        if key == "outputs":
            yield from _output_checks(expect.mapping(key, None) or {}, answer)
            continue
        wanted = expect.sequence(key, None) if key == "ask" else expect.take(key)
        if answer is None:
            yield key, _said(wanted), unknown_code, False
        elif key == "eligible":
            yield key, _said(wanted), answer.eligible, _said(wanted) == answer.eligible
        elif key == "reason":
            yield key, _said(wanted), _said(answer.reason), wanted == answer.reason
        else:
            names = sorted(str(one) for one in (wanted or ()))
            yield key, _said(names), _said(sorted(answer.ask)), set(names) == set(answer.ask)


def _output_checks(wanted: Mapping[str, Any], answer: _Answer | None) -> Iterator[tuple[str, str, str, bool]]:
    for name, value in wanted.items():
        what = f"outputs.{name}"
        if answer is None:
            yield what, _said(value), "no such programme", False
        elif name not in answer.outputs:
            yield what, _said(value), "none", False
        else:
            got = answer.outputs[name]
            yield what, _said(value), "unknown" if got is None else _said(got), _is_same(value, got)


def _is_same(wanted: Any, got: Any) -> bool:
    if got is None:
        return wanted is None or wanted == "unknown"
    if isinstance(got, bool) or isinstance(wanted, bool):
        return wanted is got
    if isinstance(got, int | Fraction):
        wanted = yaml_reading.scalar(wanted) if isinstance(wanted, str) else wanted
        return isinstance(wanted, int | Fraction) and rounded(wanted) == rounded(got)
    return str(wanted) == str(got)


def _said(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Fraction):
        return number_text(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(str, value)) + "]"
    return str(value)

"""The author's own tests: they pass, and they cover yes, no and unknown, every criterion and every threshold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from welfare.rules import given, yaml_reading
from welfare.rules.cases import Report, check_own_test
from welfare.rules.decide import decide
from welfare.rules.document import Document
from welfare.rules.faults import Fault, Place
from welfare.rules.gate import edges
from welfare.rules.gate.completeness import criterion_place
from welfare.rules.gate.report import REFUSAL, REMARK, Finding, finding, of_fault
from welfare.rules.given import Facts
from welfare.rules.programmes import Programmes

_VERDICTS = {"true": ("มีสิทธิ", "entitled"), "false": ("ไม่มีสิทธิ", "not entitled"),
             "unknown": ("ยังบอกไม่ได้", "unknown")}  # fmt: skip


@dataclass(frozen=True)
class OwnTest:
    """One of a document's tests and how it went: `failures` as (what, expected, got)."""

    id: str
    line: int
    verdict: str
    failures: tuple[tuple[str, str, str], ...]


@dataclass
class Tested:
    """All own tests of a document: `tests` in order, `edges` with the sides they stand on, and the findings."""

    tests: list[OwnTest] = field(default_factory=list)
    edges: list[edges.Edge] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data: numbers of tests and of threshold sides covered, and each test."""
        sides = sum(len(edge.wanted) for edge in self.edges)
        missing = sum(len(edge.missing) for edge in self.edges)
        return {
            "count": len(self.tests),
            "failed": sum(bool(one.failures) for one in self.tests),
            "edges": len(self.edges),
            "sides": sides,
            "sides_covered": sides - missing,
            "tests": [
                {
                    "id": one.id,
                    "line": one.line,
                    "verdict": one.verdict,
                    "failures": [list(each) for each in one.failures],
                }
                for one in self.tests
            ],
        }


def run_own_tests(programmes: Programmes, code: str, settled: frozenset[tuple[str, str]]) -> Tested:
    """Run the own tests of one document on single decisions.

    `settled` are thresholds (key, words) that were in force before: what no test stands on there is a remark only.
    """
    programme, found = programmes[code], Tested()
    document = programme.document
    cases: list[tuple[Facts, date]] = []
    reasons, verdicts, seen = set[str](), set[str](), set[str]()
    for number, entry in enumerate(document.tests):
        place = yaml_reading.place_of(_listed(document), number, document.file)
        report = Report()
        try:
            check_own_test(programmes, code, number, report)
        except Fault as fault:
            found.findings.append(of_fault(fault))
            continue
        name = str(entry["id"])
        found.findings += _said(name, place, report, name in seen)
        seen.add(name)
        verdict = "invalid_input"
        try:
            facts = given.read(programmes.vocabulary, entry.get("facts") or {}, ignore_unknown=True)
            day = given.read_day(entry["as_of"])
        except given.InvalidFacts:
            pass
        else:
            cases.append((facts, day))
            decision = decide(programme, facts, day, with_trace=False)
            verdict = decision.verdict.value
            if verdict == "false":
                reasons.add(decision.reason or "")
        verdicts.add(verdict)
        failures = tuple((one.what, one.expected, one.got) for one in report.failures)
        found.tests.append(OwnTest(name, place.line, verdict, failures))
    found.findings += _verdicts(document, programmes, verdicts)
    found.findings += _criteria(document, reasons)
    found.edges = edges.covered(programme, programmes.vocabulary, cases)
    found.findings += edges.findings(found.edges, settled)
    return found


def _listed(document: Document) -> Any:
    return document.source.get("tests") or []


def _said(name: str, place: Place, report: Report, is_twice: bool) -> Iterator[Finding]:
    key = f"tests.{name}"
    for one in report.failures:
        yield finding(
            REFUSAL, "GATE_TEST_FAILED", place, key, found=one.got,
            expected=(one.expected, one.expected),
            mend=("แก้หลักเกณฑ์ หรือแก้ผลที่คาดไว้ถ้าคาดผิด", "Correct the rule, or the expectation if that is wrong."),
            says=(f"กรณีทดสอบ {name}: {one.what} คาดว่า {one.expected} แต่ได้ {one.got}",
                  f"The test {name}: {one.what} expected {one.expected}, got {one.got}."),
        )  # fmt: skip
    # "file:line:column: what" as check_cases prints it; the place stands in the finding already.
    for warning in report.warnings:
        said = warning.split(": ", 1)[-1]
        yield finding(
            REFUSAL, "GATE_TEST_OVERLOOKS", place, key, found=said,
            expected=("ชื่อที่รู้จักเท่านั้น", "known names only"), mend=("แก้ชื่อ หรือลบออก", "Correct the name, or remove it."),
            says=(f"กรณีทดสอบ {name} มีสิ่งที่ถูกมองข้าม: {said}", f"The test {name} holds what is overlooked: {said}."),
        )  # fmt: skip
    if is_twice:
        yield finding(
            REFUSAL, "GATE_TEST_TWICE", place, key, found=name, expected=("รหัสไม่ซ้ำ", "each id once"),
            mend=("เปลี่ยนรหัส", "Rename one."), says=(f"รหัสกรณีทดสอบซ้ำ: {name}", f"Two tests are called {name}."),
        )  # fmt: skip


def _verdicts(document: Document, programmes: Programmes, verdicts: set[str]) -> Iterator[Finding]:
    facts = programmes.vocabulary.facts
    wanted = ["true"]
    if document.criteria:
        wanted.append("false")
    if any(facts[name].default is None for one in document.criteria for name in one.facts if name in facts):
        wanted.append("unknown")
    for one in wanted:
        if one not in verdicts:
            th, en = _VERDICTS[one]
            place = yaml_reading.place_of(document.source, "tests", document.file)
            yield finding(
                REFUSAL, "GATE_VERDICT_UNTESTED", place, "tests",
                found=None, expected=(f"กรณีทดสอบที่ได้ผล {one}", f"a test that comes out {one}"),
                mend=(f"เพิ่มกรณีทดสอบที่ “{th}” อย่างน้อยหนึ่งกรณี", f"Add at least one test of somebody {en}."),
                says=(f"ยังไม่มีกรณีทดสอบที่ได้ผล “{th}”", f"No test comes out “{en}”."),
            )  # fmt: skip


def _criteria(document: Document, reasons: set[str]) -> Iterator[Finding]:
    for one in document.criteria:
        if one.id not in reasons:
            yield finding(
                REMARK, "GATE_CRITERION_UNTESTED", criterion_place(document, one.id), f"criteria.{one.id}", found=None,
                expected=("กรณีทดสอบที่เกณฑ์นี้ทำให้ไม่มีสิทธิ", "a test that this criterion refuses"),
                mend=("เพิ่มกรณีทดสอบที่ตกเกณฑ์นี้เป็นข้อแรก", "Add a test that fails this criterion first."),
                says=(f"ยังไม่มีกรณีทดสอบที่ตกเกณฑ์ {one.id}", f"No test is refused by the criterion {one.id}."),
            )  # fmt: skip

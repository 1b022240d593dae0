"""What the publish gate found: one finding for each thing to mend or to know, with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from welfare.rules.document import Document
from welfare.rules.faults import Both, Fault, Place, shown

REFUSAL, REMARK = "refusal", "remark"

_FOUND_TH = (
    (re.compile(r"^nothing$"), "ไม่มีค่า"),
    (re.compile(r"^a mapping$"), "กลุ่มของคีย์"),
    (re.compile(r"^a list$"), "รายการ"),
    (re.compile(r"^'?the unknown key ([^']*)'?$"), r"คีย์ที่ไม่รู้จัก “\1”"),
    (re.compile(r"^'?the unknown (?:name|fact) ([^']*)'?$"), r"ชื่อข้อมูลที่ไม่รู้จัก “\1”"),
    (re.compile(r"^'?the unknown table ([^']*)'?$"), r"ตารางที่ไม่มี “\1”"),
    (re.compile(r"^'?the unknown column ([^']*)'?$"), r"คอลัมน์ที่ไม่มี “\1”"),
    (re.compile(r"^'?the unknown \w+ ([^']*)'?$"), r"ชื่อที่ไม่รู้จัก “\1”"),
    (re.compile(r"^'?the same key twice'?$"), "คีย์ซ้ำกัน"),
    (re.compile(r"^'?(\w+), which needs itself'?$"), r"\1 ที่วนกลับมาใช้ตัวเอง"),
)


@dataclass(frozen=True)
class Finding:
    """One thing found. `severity` is "refusal" (mend it first) or "remark" (know it before signing).

    `name` is what an author accepts by name, "" when nothing can be accepted here. `th` and `en` are whole sentences
    without the place, which stands in `place` (line and column from 1; 0 unknown).
    """

    severity: str
    code: str
    place: Place
    key: str
    found: str
    expected: Both
    mend: Both
    th: str
    en: str
    name: str = ""

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, to be kept with a version."""
        return {
            "severity": self.severity,
            "code": self.code,
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "key": self.key,
            "found": self.found,
            "expected": list(self.expected),
            "mend": list(self.mend),
            "th": self.th,
            "en": self.en,
            "name": self.name,
        }


def of_fault(fault: Fault) -> Finding:
    """Return the finding of something that cannot be loaded."""
    found_th = fault.found
    for pattern, thai in _FOUND_TH:
        found_th = pattern.sub(thai, found_th)
    return Finding(
        REFUSAL,
        fault.code,
        fault.place,
        fault.key,
        fault.found,
        fault.expected,
        fault.mend,
        th=f"{fault.key}: พบ {found_th} แต่ต้องเป็น{fault.expected[0]}",
        en=f"{fault.key}: found {fault.found}; expected {fault.expected[1]}.",
    )


def finding(
    severity: str, code: str, place: Place, key: str, *, found: object, expected: Both, mend: Both, says: Both,
    name: str = "",
) -> Finding:  # fmt: skip
    """Return a finding of the gate's own, whose whole sentences are `says`."""
    return Finding(severity, code, place, key, shown(found), expected, mend, says[0], says[1], name)


@dataclass(frozen=True)
class GateReport:
    """All findings about one text, in the order of its lines; `document` None when it cannot be loaded at all.

    `digest` is the hash of the document, "" while it holds a fault.
    """

    findings: tuple[Finding, ...]
    document: Document | None = field(default=None, repr=False)
    digest: str = ""

    @property
    def refusals(self) -> tuple[Finding, ...]:
        """Return what must be mended."""
        return tuple(one for one in self.findings if one.severity == REFUSAL)

    @property
    def remarks(self) -> tuple[Finding, ...]:
        """Return what a signer should know."""
        return tuple(one for one in self.findings if one.severity == REMARK)

    @property
    def is_passed(self) -> bool:
        """Tell whether nothing has to be mended."""
        return not self.refusals


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings by line, those without one last, refusals before remarks on the same line."""
    return tuple(
        sorted(findings, key=lambda one: (one.place.line == 0, one.place.line, one.place.column, one.severity, one.key))
    )

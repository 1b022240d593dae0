"""A small vocabulary, and one expression evaluated under it."""

from datetime import date
from typing import Any

from welfare.rules import given
from welfare.rules.decide import decide
from welfare.rules.facts import load_vocabulary
from welfare.rules.loading import read_document
from welfare.rules.programme import Programme
from welfare.rules.tables import load_shared

AS_OF = date(2026, 9, 15)
WORDS = load_vocabulary(
    """
registries: {DOPA: "ทะเบียนราษฎร", SELF: "ผู้ยื่น"}
facts:
- {name: t, th: ที, type: bool, registry: DOPA}
- {name: f, th: เอฟ, type: bool, registry: DOPA}
- {name: u, th: ยู, type: bool, registry: DOPA}
- {name: v, th: วี, type: bool, registry: SELF, sensitive: true}
- {name: n, th: จำนวน, type: number, registry: DOPA, min: -1000000000, max: 1000000000}
- {name: m, th: จำนวนอื่น, type: number, registry: DOPA}
- {name: income, th: รายได้, type: number, unit: THB/year, registry: DOPA}
- {name: wage, th: ค่าจ้าง, type: number, unit: THB/month, registry: DOPA}
- {name: area, th: พื้นที่, type: number, unit: rai, registry: DOPA}
- {name: s, th: ข้อความ, type: string, registry: DOPA, length: 5}
- {name: level, th: ระดับ, type: string, values: [low, high], registry: DOPA}
- {name: birth, th: วันเกิด, type: date, registry: DOPA}
- {name: expiry, th: วันหมดอายุ, type: date, forever: true, registry: DOPA}
- {name: pension, th: บำนาญ, type: bool, default: false, registry: DOPA}
- {name: children, th: บุตร, type: list, registry: DOPA}
- {name: "children[].age", th: อายุ, type: number, registry: DOPA}
- {name: "children[].at_home", th: อยู่ด้วย, type: bool, default: true, registry: SELF}
- {name: "children[].born", th: เกิด, type: date, registry: DOPA}
- {name: sso_section, th: มาตรา, type: number, registry: DOPA}
- {name: sso_wage_base_monthly, th: ฐานค่าจ้าง, type: number, unit: THB/month, registry: DOPA}
"""
)
SHARED = load_shared(
    """
tables:
  sso_ceiling:
    - {from: 1995-03-30, to: 2025-12-31, ceiling: 15000}
    - {from: 2026-01-01, to: null, ceiling: 17500}
"""
)


def programme(text: str) -> Programme:
    """Return the programme of a document's text, read with the small vocabulary."""
    return Programme(read_document(text, WORDS, "p.yaml"), SHARED)


def evaluate(expression: str, *, as_of: date = AS_OF, lets: str = "", **facts: Any) -> Any:
    """Return the value of an expression; for U its ask set, which holds the error mark if there was one."""
    text = f'{{code: p, criteria: [], let: {{{lets}}}, outputs: {{x: "{expression}"}}, {_flow()}}}'
    made = programme(text)
    ready = given.read(WORDS, facts)
    value = made.compiler.outputs["x"](made.case(ready, as_of))
    if value is not None:
        return value
    wanted: set[str] = set()
    made.outputs[0][2](made.case(ready, as_of), wanted)
    return wanted


def published(rest: str, criteria: str = "[]") -> str:
    """Return the text of a document in the full format, with these further lines."""
    return f"""
format: rules/1
code: p
version: 1
title: {{th: "โครงการ", en: "Programme"}}
entity: person
period: month
cites: {{act: {{ref: "พ.ร.บ."}}}}
criteria: {criteria}
{rest}
"""


def verdict(
    text: str, *, as_of: date = AS_OF, stage: str = "know", levels: Any = None, asked: Any = (), **facts: Any
) -> Any:
    """Return verdict, reason and ask of a document for the small vocabulary's facts."""
    decision = decide(programme(text), given.read(WORDS, facts, levels=levels, asked=asked), as_of, stage)
    return decision.verdict.value, decision.reason, set(decision.ask)


def _flow() -> str:
    return (
        "tables: {rates: [{from: 2020-01-01, to: 2024-12-31, pay: 500, open: false, from_day: 2020-02-03},"
        " {from: 2026-01-01, to: null, pay: 600.50, open: true, from_day: 2026-02-03}],"
        " levels: [{level: low, pay: 1, bands: [[0, 0.05], [100, 0.10], [200, 0.20]]},"
        " {level: high, pay: 2, bands: [[0, 5], [100, 10]]}]}"
    )

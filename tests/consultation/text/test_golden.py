"""Inputs and what must be found in them, each in its own words; a change here is read case by case.

`cases.jsonl` came with the requirements; `own_cases.jsonl` holds the project's own. An expectation is a string or a
list; for personal data [kind, the text found, whether the check digit is right], for references the `ref`.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from consultation.text import comment

GOLDEN = Path(__file__).parents[1] / "golden"
CASES = [
    json.loads(line)
    for name in ("cases.jsonl", "own_cases.jsonl")
    for line in (GOLDEN / name).read_text(encoding="utf-8").splitlines()
]


def found(kind: str, text: str) -> Any:
    analysis = comment.analyse(text)
    analysed = analysis.text.analysis
    return {
        "normalise": lambda: analysed,
        "display": lambda: analysis.text.display,
        "tokens": lambda: list(analysis.tokens),
        "section_refs": lambda: [ref.ref for ref in analysis.section_refs],
        "pii": lambda: [[each.kind, analysed[each.start : each.end], each.valid] for each in analysis.personal_data],
        "flags": lambda: [f"{flag.kind}:{flag.word}" for flag in analysis.flags],
        "language": lambda: analysis.language,
        "stance": lambda: analysis.stance.label,
        "keywords": lambda: list(analysis.keywords),
    }[kind]()


@pytest.mark.parametrize("kind", sorted({case["kind"] for case in CASES}))
def test_golden_cases(kind: str):
    differing = [
        (case["input"], found(kind, case["input"]), case["expected"])
        for case in CASES
        if case["kind"] == kind and found(kind, case["input"]) != case["expected"]
    ]

    assert differing == []


def test_there_are_many_cases_and_no_two_alike():
    seen = Counter((case["kind"], case["input"]) for case in CASES)

    assert len(CASES) >= 83 + 150
    assert [case for case, times in seen.items() if times > 1] == []

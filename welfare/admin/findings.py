"""Findings of the gate as pages show them: with the very line they are about."""

from collections.abc import Sequence
from typing import Any

LONGEST_LINE = 160


def shown(findings: Sequence[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    """Return findings with `excerpt`, the text of their line, and `mend_th`; "" for one without a line."""
    lines = text.split("\n")
    return [
        one
        | {
            "excerpt": lines[one["line"] - 1].strip()[:LONGEST_LINE] if 0 < one["line"] <= len(lines) else "",
            "mend_th": one["mend"][0],
        }
        for one in findings
    ]

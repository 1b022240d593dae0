"""Canonical JSON and SHA-256: what a stored decision names, so that it can be replayed to the same bytes years later.

UTF-8, sorted keys, no spaces, decimals as text, dates as ISO text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from welfare.rules.decision import SEMANTICS, Decision
from welfare.rules.document import Document
from welfare.rules.facts import Vocabulary
from welfare.rules.numbers import number_text
from welfare.rules.tables import Shared


def canonical(value: Any) -> bytes:
    """Return the canonical JSON of plain data.

    >>> canonical({"b": Fraction(1, 2), "a": [1, True, None], "day": date(2026, 9, 15)})
    b'{"a":[1,true,null],"b":"0.5","day":"2026-09-15"}'
    """
    text = json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def _plain(value: Any) -> Any:
    if isinstance(value, bool) or value is None or isinstance(value, int | str):
        return value
    if isinstance(value, Fraction):
        return number_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    raise TypeError(f"not plain data: {type(value).__name__}")


def digest(value: Any) -> str:
    """Return the SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def document_data(document: Document) -> dict[str, Any]:
    """Return a document as plain data; a keyed table says its key, because sorted keys lose the order of columns."""
    data = dict(document.source)
    tables: dict[str, Any] = {}
    for name, entry in (data.get("tables") or {}).items():
        table = dict(entry) if isinstance(entry, Mapping) else {"rows": entry}
        if document.tables[name].key is not None:
            table["key"] = document.tables[name].key
        tables[name] = table
    if tables:
        data["tables"] = tables
    return data


def document_hash(document: Document) -> str:
    """Return the hash that names this exact document."""
    return digest(document_data(document))


def vocabulary_hash(vocabulary: Vocabulary, shared: Shared) -> str:
    """Return the hash that names the vocabulary together with the shared values."""
    return digest({"facts": vocabulary.source, "shared": shared.source})


def decision_data(decision: Decision) -> dict[str, Any]:
    """Return a decision as plain data, trace included; unknown values are null."""
    return {
        "semantics": SEMANTICS,
        "code": decision.code,
        "version": decision.version,
        "as_of": decision.as_of,
        "stage": decision.stage,
        "eligible": decision.verdict.value,
        "reason": decision.reason,
        "ask": decision.ask,
        "outputs": decision.outputs,
        "trace": [
            {
                "id": step.id,
                "result": step.result,
                "values": step.values,
                "failed": [
                    {"text": one.text, "found": one.found, "op": one.op, "limit": one.limit, "distance": one.distance}
                    for one in step.failed
                ],
            }
            for step in decision.trace
        ],
        "figures": decision.figures,
    }


def decision_bytes(decision: Decision) -> bytes:
    """Return the bytes that the same document, facts, date and stage give again."""
    return canonical(decision_data(decision))

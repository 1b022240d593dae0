"""The publish gate: everything that can be said about a rule document without a population and without a database.

    report = check(text, vocabulary, shared, known=codes, documents=documents, previous=document_in_force)

A text with a refusal is not published. Remarks are for whoever signs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from welfare.rules.canonical import document_hash
from welfare.rules.document import Document
from welfare.rules.facts import Vocabulary
from welfare.rules.faults import Place
from welfare.rules.gate import completeness, lints, spans, structure
from welfare.rules.gate.edges import thresholds
from welfare.rules.gate.report import REFUSAL, Finding, GateReport, finding, in_order
from welfare.rules.gate.testing import Tested, run_own_tests
from welfare.rules.programmes import Programmes
from welfare.rules.tables import Shared


def check(
    text: str,
    vocabulary: Vocabulary,
    shared: Shared,
    *,
    code: str | None = None,
    known: Collection[str] = (),
    documents: Mapping[str, Document] | None = None,
    previous: Document | None = None,
    settled: Iterable[Document] = (),
    accepted: Collection[str] = (),
    file: str = "",
) -> GateReport:
    """Return everything found in a text.

    `code` is the programme it must be for (None: any); `known` are the codes of all programmes and `documents` their
    documents where at hand; `previous` is the one in force; `settled` are documents that were in force, whose
    thresholds need no tests they never had and whose gaps are known; `accepted` are names of gaps that the author
    accepts.

    >>> from welfare.rules.facts import load_vocabulary
    >>> from welfare.rules.tables import NOTHING_SHARED
    >>> report = check("{code: x}", load_vocabulary("facts: []"), NOTHING_SHARED)
    >>> report.is_passed, report.findings[0].key
    (False, 'format')
    """
    faults, document, _ = structure.read(text, vocabulary, file)
    found: list[Finding] = list(faults)
    if document is None:
        return GateReport(in_order(found))
    if code is not None and document.code != code and not any(one.key == "code" for one in faults):
        found.append(_other_code(document, code))
    if faults:
        # What was set aside leaves holes: only what the rest lacks by itself is told, not what follows from them.
        rest = completeness.findings(document, known, None)
        return GateReport(in_order([*found, *(one for one in rest if one.severity == REFUSAL)]), document)
    settled = tuple(settled)
    found += completeness.findings(document, known, previous)
    found += completeness.enforcing(document, dict(documents or {}))
    found += lints.findings(document)
    gaps = frozenset[spans.Gap]().union(*(spans.gaps_of(one) for one in settled))
    found += spans.findings(document, vocabulary, shared.tables, accepted, gaps)
    found += run_tests(document, vocabulary, shared, settled).findings
    is_whole = not any(one.severity == REFUSAL for one in found)
    return GateReport(in_order(found), document, document_hash(document) if is_whole else "")


def run_tests(document: Document, vocabulary: Vocabulary, shared: Shared, settled: Iterable[Document] = ()) -> Tested:
    """Run the tests that a document carries itself. `settled`: see `check`."""
    before = frozenset[tuple[str, str]]().union(*(_thresholds(one, vocabulary, shared) for one in settled))
    return run_own_tests(Programmes([document], vocabulary, shared), document.code, before)


def _thresholds(document: Document, vocabulary: Vocabulary, shared: Shared) -> frozenset[tuple[str, str]]:
    return thresholds(run_own_tests(Programmes([document], vocabulary, shared), document.code, frozenset()).edges)


def _other_code(document: Document, code: str) -> Finding:
    return finding(
        REFUSAL, "GATE_OTHER_CODE", Place(document.file, 1, 1), "code", found=document.code, expected=(code, code),
        mend=(f"เขียน code: {code}", f"Write code: {code}."),
        says=(f"เอกสารนี้เป็นของ {document.code} ไม่ใช่ {code}", f"This document is for {document.code}, not {code}."),
    )  # fmt: skip

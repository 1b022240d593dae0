"""The decision: is this applicant entitled, on this date, why, and what do we still need to know.

Pure: documents and facts in, decision out; no clock, no chance, the same answer years later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from welfare.rules.case import Case
from welfare.rules.decision import Decision, Step, Verdict
from welfare.rules.document import STAGES, Evidence
from welfare.rules.given import Facts, counted
from welfare.rules.numbers import rounded
from welfare.rules.programme import Programme
from welfare.rules.tree import NOT_ENCODED

_NO_OUTPUTS: Mapping[str, Any] = {}


def decide(
    programme: Programme, facts: Facts, as_of: date, stage: str = "know", *, with_trace: bool = True
) -> Decision:
    """Return the decision of one programme.

    `facts` come from `given.read`, once for all programmes. At "know" everything counts; at "apply" and "pay" only what
    the document's evidence lets count. Without trace it stops at the first criterion that is false.

    >>> from welfare.rules.facts import load_vocabulary
    >>> from welfare.rules.given import read
    >>> from welfare.rules.loading import read_document
    >>> words = load_vocabulary("facts: [{name: birth_date, th: วันเกิด, type: date}]")
    >>> document = read_document('{code: p, criteria: [{id: of_age, expr: "age(birth_date, as_of) >= 60"}]}', words)
    >>> decision = decide(Programme(document), read(words, {}), date(2026, 9, 15))
    >>> decision.verdict.value, decision.reason, decision.ask
    ('unknown', 'of_age', ('birth_date',))

    :raises ValueError: for a stage that does not exist.
    """
    if stage not in STAGES:
        raise ValueError(f"no such stage: {stage}; one of {', '.join(STAGES)}")
    if stage != "know":
        facts = counted(facts, programme.document.evidence, stage)
    return _decided(programme, facts, as_of, stage, with_trace)


def decide_all(
    programmes: Iterable[Programme], facts: Facts, as_of: date, stage: str = "know", *, with_trace: bool = True
) -> dict[str, Decision]:
    """Return the decision of each programme by code.

    :raises ValueError: for a stage that does not exist.
    """
    if stage == "know":
        return {one.code: _decided(one, facts, as_of, stage, with_trace) for one in programmes}
    if stage not in STAGES:
        raise ValueError(f"no such stage: {stage}; one of {', '.join(STAGES)}")
    ready: list[tuple[Evidence, Facts]] = []
    decisions: dict[str, Decision] = {}
    for one in programmes:
        evidence = one.document.evidence
        counting = next((held for known, held in ready if known == evidence), None)
        if counting is None:
            counting = counted(facts, evidence, stage)
            ready.append((evidence, counting))
        decisions[one.code] = _decided(one, counting, as_of, stage, with_trace)
    return decisions


def _decided(programme: Programme, facts: Facts, as_of: date, stage: str, with_trace: bool) -> Decision:
    document = programme.document
    if not programme.since <= as_of <= programme.until:
        return Decision(document.code, document.version, as_of, stage, Verdict.NOT_ENCODED, None, (), _NO_OUTPUTS)
    case = programme.case(facts, as_of)
    verdict, number, results = _verdict(programme, case, with_trace)
    ask: tuple[str, ...] = ()
    outputs: Mapping[str, Any] = _NO_OUTPUTS
    if verdict is not Verdict.NOT_ELIGIBLE:
        wanted: set[str] = set()
        if verdict is Verdict.UNKNOWN:
            for (_, _, ask_one), result in zip(programme.criteria, results, strict=True):
                if result is None:
                    ask_one(case, wanted)
        else:
            outputs = _outputs(programme, case, wanted)
        if NOT_ENCODED in wanted:
            verdict, number, outputs = Verdict.NOT_ENCODED, None, _NO_OUTPUTS
        elif wanted:
            ask = facts.vocabulary.ordered(wanted)
    trace: tuple[Step, ...] = ()
    figures: dict[str, Any] = {}
    if with_trace:
        for reads in programme.output_reads if outputs else ():
            figures |= programme.values_read(reads, case)
        trace = tuple(programme.step(place, result, case) for place, result in enumerate(results))
    reason = None if number is None else document.criteria[number].id
    return Decision(document.code, document.version, as_of, stage, verdict, reason, ask, outputs, trace, figures)


def _verdict(programme: Programme, case: Case, is_whole: bool) -> tuple[Verdict, int | None, list[bool | None]]:
    """Return the verdict, the place of the deciding criterion, and the results as far as they were needed."""
    results: list[bool | None] = []
    first_unknown = first_false = None
    for place, value in enumerate(programme.values):
        result = value(case)
        results.append(result)
        if result is False:
            if first_false is None:
                first_false = place
            if not is_whole:
                break
        elif result is None and first_unknown is None:
            first_unknown = place
    if first_false is not None:
        return Verdict.NOT_ELIGIBLE, first_false, results
    if first_unknown is not None:
        return Verdict.UNKNOWN, first_unknown, results
    return Verdict.ELIGIBLE, None, results


def _outputs(programme: Programme, case: Case, wanted: set[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value_of, ask in programme.outputs:
        value = value_of(case)
        if value is None:
            ask(case, wanted)
        elif type(value) is Fraction:
            value = rounded(value)
        values[name] = value
    return values

"""A whole document as one SELECT over persons: verdict, reason, facts to ask, outputs.

The columns of the result: `pid`; `verdict` (0 no, 1 yes, 2 unknown, 3 not encoded on this date); `reason`, the place
of the deciding criterion, from 0, NULL for yes and for not encoded; `ask`, a mask over `Statement.asked`; and one
column per output, NULL unless the verdict is yes and the output known. A number comes in hundredths of its unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlglot import exp

from welfare.rules.document import Document, Table
from welfare.rules.facts import Vocabulary
from welfare.rules.sql.arithmetic import cents
from welfare.rules.sql.engines import ENGINES
from welfare.rules.sql.frames import Frame
from welfare.rules.sql.lists import Lists
from welfare.rules.sql.logic import connected, mask_sql
from welfare.rules.sql.scalars import PERSON, Scalars
from welfare.rules.sql.setting import Setting
from welfare.rules.sql.shapes import Sql, bare, bigint, binary, case, column, is_null, negated, null, unique
from welfare.rules.sql.terms import ERROR, Term, typed_null
from welfare.rules.tree import Kind

NO, YES, UNKNOWN, NOT_ENCODED = range(4)
"""The values of the column `verdict`."""


@dataclass(frozen=True)
class Statement:
    """SQL of one document on one date. `asked` names the facts by bit; `outputs` are (name, kind) in the file's order;
    `criteria` the ids that `reason` counts. `reads` are the facts and lists whose columns it needs."""

    sql: str
    code: str
    as_of: date
    asked: tuple[str, ...]
    criteria: tuple[str, ...]
    outputs: tuple[tuple[str, Kind], ...]
    reads: tuple[str, ...]


def compile_sql(
    document: Document,
    vocabulary: Vocabulary,
    shared: Mapping[str, Table],
    as_of: date,
    *,
    dialect: str = "duckdb",
    nulls: frozenset[str] | None = None,
    carried: Sequence[str] = (),
) -> Statement:
    """Compile a document for one date.

    `nulls` names the facts whose columns may hold NULL; None means any, an empty set the form without masks. A list is
    named by its own name for its count and by "list[].field" for its fields. `carried` are columns of persons to stand
    after `pid` in the result, such as hid.

    :raises Uncompilable: when SQL could not give exactly what a single decision gives.
    """
    engine = ENGINES[dialect]
    setting = Setting(document, vocabulary, shared, as_of, engine, nulls)
    frame = Frame("s")
    lists = Lists(setting, frame)
    scalars = Scalars(setting, frame, lists.term)
    keys = ["pid", *carried]
    for key in keys:
        frame.read(key, partial(column, key, PERSON))
    kinds = tuple((name, output.tree.kind) for name, output in document.outputs.items())
    first, last = document.covers
    if (first is not None and as_of < first) or (last is not None and as_of > last):
        final = _final_outside(kinds)
    else:
        terms = [_bound(frame, scalars.term(criterion.tree)) for criterion in document.criteria]
        outputs = [(name, scalars.term(document.outputs[name].tree)) for name in document.outputs]
        final = _final(setting, frame, lists, terms, outputs)

    def source(select: exp.Select) -> exp.Select:
        select = select.from_(exp.alias_(exp.to_table("persons"), PERSON, table=True))
        for alias, _ in lists.sources():
            on = binary(exp.EQ, column("pid", alias), column("pid", PERSON))
            select = select.join(exp.to_table(alias), on=on, join_type="left")
        return select

    steps = [step for _, steps in lists.sources() for step in steps] + frame.selects(source, keys, final)
    _, whole = steps[-1]
    for name, select in steps[:-1]:
        is_written = engine.is_materialised or None
        whole = whole.with_(exp.to_identifier(name), as_=select, materialized=is_written, copy=False)
    return Statement(
        sql=engine.text(whole),
        code=document.code,
        as_of=as_of,
        asked=tuple(setting.asked),
        criteria=tuple(criterion.id for criterion in document.criteria),
        outputs=kinds,
        reads=document.facts,
    )


def _bound(frame: Frame, term: Term) -> Term:
    if term.value is not None:
        return term
    return Term(term.kind, frame.bind(term.sql, hint="r"), mask=term.mask)


def _final(
    setting: Setting, frame: Frame, lists: Lists, terms: list[Term], outputs: list[tuple[str, Term]]
) -> list[tuple[str, Sql]]:
    eligible = connected(frame, terms, is_and=True)
    is_eligible = frame.bind(eligible.sql, hint="v")
    rounded = [(name, _output(setting, frame, term), term) for name, term in outputs]
    asked_by_outputs = unique(part for _, _, term in rounded for part in term.mask)
    asked_by_criteria = unique(part for term in terms for part in term.mask)
    ask: Sql = bare(0)
    if asked_by_criteria and asked_by_outputs:
        ask = case(
            [(is_null(is_eligible), mask_sql(asked_by_criteria)), (is_eligible, mask_sql(asked_by_outputs))], bare(0)
        )
    elif asked_by_criteria:
        ask = case([(is_null(is_eligible), mask_sql(asked_by_criteria))], bare(0))
    elif asked_by_outputs:
        ask = case([(is_eligible, mask_sql(asked_by_outputs))], bare(0))
    ask = bigint(ask)
    verdicts = [(is_eligible, bare(YES)), (negated(is_eligible), bare(NO))]
    reason = _reason(terms)
    if _may_fail([*asked_by_criteria, *asked_by_outputs, *lists.masks()]):
        ask = frame.bind(ask, hint="w")
        fails = frame.bind(binary(exp.GTE, ask, bare(ERROR)), hint="w")
        verdicts.insert(0, (fails, bare(NOT_ENCODED)))
        reason = case([(negated(fails), reason)])
        ask = case([(fails, bare(ERROR))], ask)
        rounded = [(name, case([(negated(fails), sql)]), term) for name, sql, term in rounded]
    columns = [("verdict", _small(case(verdicts, bare(UNKNOWN)))), ("reason", _small(reason)), ("ask", ask)]
    return columns + [(f"out_{name}", case([(is_eligible, sql)])) for name, sql, _ in rounded]


def _output(setting: Setting, frame: Frame, term: Term) -> Sql:
    return cents(frame, setting.engine, term) if term.kind is Kind.NUMBER else term.sql


def _reason(terms: list[Term]) -> Sql:
    """Return the first criterion that is no, else the first unknown one: yes falls through to NULL."""
    branches = [(negated(term.sql), bare(place)) for place, term in enumerate(terms) if term.value is not True]
    branches += [(is_null(term.sql), bare(place)) for place, term in enumerate(terms) if term.mask]
    return case(branches) if branches else null()


def _may_fail(parts: list[Sql]) -> bool:
    """Tell whether a mask can hold the error bit."""
    return any(literal.this == str(ERROR) for part in parts for literal in part.find_all(exp.Literal))


def _small(sql: Sql) -> Sql:
    return exp.cast(sql, exp.DataType.Type.SMALLINT)


def _final_outside(kinds: tuple[tuple[str, Kind], ...]) -> list[tuple[str, Sql]]:
    """Outside the dates that the document covers nothing is encoded."""
    columns = [("verdict", _small(bare(NOT_ENCODED))), ("reason", _small(null())), ("ask", bigint(bare(ERROR)))]
    return columns + [(f"out_{name}", typed_null(kind)) for name, kind in kinds]

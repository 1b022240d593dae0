"""From nodes of the typed tree to terms, in one frame: persons, or the elements of one list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sqlglot import exp

from welfare.rules.document import Table
from welfare.rules.sql import arithmetic, calendar_terms, logic
from welfare.rules.sql.cells import Choice, pairs_of, rows_on, stored, unknown
from welfare.rules.sql.frames import Frame
from welfare.rules.sql.setting import Setting
from welfare.rules.sql.shapes import Sql, bare, case, column, is_null, unique
from welfare.rules.sql.terms import ERROR, Term, Uncompilable, constant, error
from welfare.rules.tree import (
    And,
    Arithmetic,
    AsOf,
    Call,
    Compare,
    Const,
    DatedCell,
    Fact,
    Field,
    HasRow,
    If,
    KeyedCell,
    Kind,
    Let,
    Marginal,
    Membership,
    Negate,
    Node,
    Not,
    Or,
    OutputOf,
    Over,
    Pair,
    Present,
    Tier,
    Value,
)

PERSON = "p"
ELEMENT = "c"


class Scalars:
    """Compiles nodes in `frame`. `listed` compiles a list function; inside a list there is none."""

    def __init__(self, setting: Setting, frame: Frame, listed: Callable[[Over], Term] | None) -> None:
        self.setting = setting
        self.engine = setting.engine
        self.frame = frame
        self.listed = listed
        self.reads_person = False
        self._done: dict[Node, Term] = {}
        self._named: dict[str, Term] = {}

    def term(self, node: Node) -> Term:
        """Return the term of a node; equal nodes share one.

        :raises Uncompilable: for what SQL cannot hold exactly.
        """
        if node not in self._done:
            self._done[node] = self._HOW[type(node)](self, node)
        return self._done[node]

    def stored(self, name: str, table: str, column_name: str) -> Term:
        """Return the column of a fact or field, with its default."""
        return stored(self.setting, self.frame, name, table, column_name)

    def _fact(self, node: Fact) -> Term:
        self.reads_person = True
        return self.stored(node.name, PERSON, node.name)

    def _field(self, node: Field) -> Term:
        return self.stored(node.fact, ELEMENT, node.name)

    def _present(self, node: Present) -> Term:
        of = node.of
        if isinstance(of, Field):
            name, table, stored = of.fact, ELEMENT, of.name
        else:
            self.reads_person = True
            is_list = of.kind is Kind.LIST
            name, table, stored = of.name, PERSON, f"{of.name}_n" if is_list else of.name
        if not self.setting.may_be_null(name):
            return constant(True)
        sql = self.frame.read(f"{table}_{stored}", lambda: column(stored, table))
        return Term(Kind.BOOL, exp.Not(this=is_null(sql)))

    def _named_tree(self, name: str, tree: Node) -> Term:
        """Compute a let or output once, under a name of its own."""
        if name not in self._named:
            term = self.term(tree)
            if term.value is None:
                # A column that nobody reads in the end is not written.
                term = replace(term, sql=self.frame.bind(term.sql, hint="x"))
            self._named[name] = term
        return self._named[name]

    def _let(self, node: Let) -> Term:
        return self._named_tree(node.name, self.setting.document.lets[node.name].tree)

    def _output_of(self, node: OutputOf) -> Term:
        return self._named_tree("=" + node.name, self.setting.document.outputs[node.name].tree)

    def _over(self, node: Over) -> Term:
        if self.listed is None:
            raise Uncompilable(
                "ฟังก์ชันของรายการซ้อนกันไม่ได้ในการประมวลผลประชากร",
                "A list function inside another one cannot run over a population.",
            )
        return self.listed(node)

    def _call(self, node: Call) -> Term:
        terms = [self.term(argument) for argument in node.arguments]
        if node.name in ("min", "max"):
            return arithmetic.extreme(self.frame, self.engine, terms, is_least=node.name == "min")
        if node.name in ("floor", "ceil"):
            return arithmetic.floored(self.frame, self.engine, terms[0], up=node.name == "ceil")
        if node.name == "sso_ceiling":
            table = self.setting.shared.get("sso_ceiling")
            rows: list[Choice] = rows_on(table, terms[0], "ceiling") if table is not None else [(None, None)]
            return self._cells(rows, terms[0], Kind.NUMBER)
        return calendar_terms.called(self.frame, self.engine, node.name, terms)

    def _arithmetic(self, node: Arithmetic) -> Term:
        return arithmetic.calculated(self.frame, self.engine, node.op, self.term(node.left), self.term(node.right))

    def _compare(self, node: Compare) -> Term:
        return logic.compared(self.engine, node.op, self.term(node.left), self.term(node.right))

    def _membership(self, node: Membership) -> Term:
        options = [option.value for option in node.options]
        return self._among(self.term(node.item), options, is_negated=node.negated)

    def _among(self, item: Term, options: Sequence[Value], *, is_negated: bool) -> Term:
        if item.over is not None:
            each = [logic.compared(self.engine, "==", item, constant(option)) for option in options]
            found = logic.connected(self.frame, each, is_and=False)
            return logic.inverted(found) if is_negated else found
        return logic.contained(item, options, is_negated=is_negated)

    def _connected(self, node: And | Or) -> Term:
        terms = [self.term(item) for item in node.items]
        return logic.connected(self.frame, terms, is_and=isinstance(node, And))

    def _if(self, node: If) -> Term:
        condition = self.term(node.condition)
        if condition.value is not None:
            return self.term(node.then if condition.value else node.otherwise)
        return logic.chosen(self.frame, self.engine, condition, self.term(node.then), self.term(node.otherwise))

    def _has_row(self, node: HasRow) -> Term:
        keys = [row.key for row in self._table(node.table).rows if row.key is not None]
        return self._among(self.term(node.key), keys, is_negated=False)

    def _cell(self, node: DatedCell | KeyedCell) -> Term:
        return self._cells(self._choices(node), self._at(node), node.kind)

    def _at(self, node: DatedCell | KeyedCell) -> Term:
        at = self.term(node.on if isinstance(node, DatedCell) else node.key)
        return at if at.value is not None else replace(at, sql=self.frame.bind(at.sql, hint="t"))

    def _table(self, name: str) -> Table:
        return self.setting.document.tables[name]

    def _choices(self, node: DatedCell | KeyedCell) -> list[Choice]:
        """Return the cells that the node may mean; one without condition when its row is known now."""
        at, table = self._at(node), self._table(node.table)
        if isinstance(node, DatedCell):
            return rows_on(table, at, node.column)
        if at.value is not None:
            row = table.at(at.value)
            return [(None, row.cells[node.column] if row else None)]
        found: list[Choice] = []
        for row in table.rows:
            test = logic.compared(self.engine, "==", at, constant(row.key))  # type: ignore[arg-type]
            found.append((test.sql, row.cells[node.column]))
        return found

    def _cells(self, choices: list[Choice], at: Term, kind: Kind) -> Term:
        if len(choices) == 1 and choices[0][0] is None:
            cell = choices[0][1]
            return error(kind) if cell is None else constant(cell)  # type: ignore[arg-type]
        options = [(when, constant(cell)) for when, cell in choices]  # type: ignore[arg-type]
        return logic.branches(self.engine, options, kind, self._or_error(at))  # type: ignore[arg-type]

    def _or_error(self, at: Term) -> tuple[Sql, ...]:
        """Return what to ask where no branch holds: for the operand, or nothing is encoded when it is known."""
        if not at.mask:
            return (bare(ERROR),)
        return (case([(unknown(at), logic.mask_sql(at.mask))], bare(ERROR)),)

    def _banded(self, node: Tier | Marginal, one: Callable[[Term, tuple[Pair, ...]], Term]) -> Term:
        """Compile with literal pairs, or with those of every row that the cell may mean."""
        x = self.term(node.x)
        if x.value is None:
            x = replace(x, sql=self.frame.bind(x.sql, hint="t"))
        if isinstance(node.pairs, tuple):
            return one(x, node.pairs)
        choices = self._choices(node.pairs)
        if choices[0][0] is None:
            return error(node.kind) if choices[0][1] is None else one(x, pairs_of(choices[0][1]))
        at = self._at(node.pairs)
        options = [(when, one(x, pairs_of(cell))) for when, cell in choices]
        found = logic.branches(self.engine, options, node.kind, self._or_error(at))  # type: ignore[arg-type]
        # Both the operand and the cell are asked for when both are unknown.
        extra = case([(unknown(at), logic.mask_sql(x.mask))], bare(0))
        return replace(found, mask=unique([*found.mask, *((extra,) if at.mask and x.mask else ())]))

    def _tier(self, node: Tier) -> Term:
        op = ">" if node.strict else ">="

        def one(x: Term, pairs: tuple[Pair, ...]) -> Term:
            options: list[tuple[Sql, Term]] = []
            for pair in reversed(pairs):
                test = logic.compared(self.engine, op, x, constant(pair.low))
                if test.value is True:
                    if not options:
                        return self.term(pair.value)
                    options.append((test.sql, self.term(pair.value)))
                    break
                if test.value is None:
                    options.append((test.sql, self.term(pair.value)))
            if not options:
                return error(node.kind)
            return logic.branches(self.engine, options, node.kind, self._or_error(x))

        return self._banded(node, one)

    def _marginal(self, node: Marginal) -> Term:
        def one(x: Term, pairs: tuple[Pair, ...]) -> Term:
            whole = constant(0)
            for number, pair in enumerate(pairs):
                above = pairs[number + 1].low if number + 1 < len(pairs) else None
                reached = logic.compared(
                    self.engine, ">" if node.strict or node.of == "rate" else ">=", x, constant(pair.low)
                )
                part = self.term(pair.value)
                if node.of == "rate":
                    top = (
                        x
                        if above is None
                        else arithmetic.extreme(self.frame, self.engine, [x, constant(above)], is_least=True)
                    )
                    span = arithmetic.calculated(self.frame, self.engine, "-", top, constant(pair.low))
                    part = arithmetic.calculated(self.frame, self.engine, "*", part, span)
                band = logic.chosen(self.frame, self.engine, reached, part, constant(0))
                whole = arithmetic.calculated(self.frame, self.engine, "+", whole, band)
            return whole

        return self._banded(node, one)

    _HOW: dict[type[Node], Callable[[Any, Any], Term]] = {
        Const: lambda self, node: constant(node.value),
        AsOf: lambda self, node: constant(self.setting.as_of),
        Fact: _fact,
        Field: _field,
        Let: _let,
        OutputOf: _output_of,
        Not: lambda self, node: logic.inverted(self.term(node.item)),
        And: _connected,
        Or: _connected,
        Negate: lambda self, node: arithmetic.minus(self.term(node.item)),
        Arithmetic: _arithmetic,
        Compare: _compare,
        Membership: _membership,
        DatedCell: _cell,
        KeyedCell: _cell,
        HasRow: _has_row,
        Call: _call,
        Present: _present,
        If: _if,
        Tier: _tier,
        Marginal: _marginal,
        Over: _over,
    }

"""List functions: one grouped sub-query per list, joined to persons.

SUM, COUNT and BOOL_OR skip NULL, so each aggregate stands behind COUNT(x) = COUNT(*); over no rows SUM is NULL and
there is no row at all to join, so the list's own count says what an empty list gives.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sqlglot import exp

from welfare.rules.sql.frames import Frame
from welfare.rules.sql.logic import gated, mask_sql
from welfare.rules.sql.scalars import ELEMENT, PERSON, Scalars
from welfare.rules.sql.setting import MOST_ELEMENTS, Setting
from welfare.rules.sql.shapes import Sql, bare, bigint, binary, boolean, case, column, is_null, negated
from welfare.rules.sql.terms import Term, Uncompilable, checked, constant
from welfare.rules.tree import Kind, Over


@dataclass
class Grouped:
    """The sub-query of one list: its own frame over the elements, and the aggregates wanted from it."""

    name: str
    scalars: Scalars
    aggregates: dict[Sql, str] = field(default_factory=dict)
    masks: list[Sql] = field(default_factory=list)

    @property
    def alias(self) -> str:
        """Return its name in the statement."""
        return f"of_{self.name}"

    def wanted(self, sql: Sql) -> str:
        """Return the column of the sub-query that holds an aggregate."""
        return self.aggregates.setdefault(sql, f"a_{len(self.aggregates)}")


class Lists:
    """Compiles list functions for the frame of persons."""

    def __init__(self, setting: Setting, frame: Frame) -> None:
        self.setting = setting
        self.frame = frame
        self.grouped: dict[str, Grouped] = {}

    def term(self, node: Over) -> Term:
        """Return the term of a list function.

        :raises Uncompilable: for a sum of fractions whose divisors are known only row by row.
        """
        group = self.grouped.get(node.list)
        if group is None:
            scalars = Scalars(self.setting, Frame(f"e_{node.list}"), None)
            group = self.grouped[node.list] = Grouped(node.list, scalars)
        body = group.scalars.term(node.body)
        if node.name in ("every", "some"):
            return self._kleene(group, body, is_every=node.name == "every")
        if node.name == "count":
            return self._count(group, body)
        return self._sum(group, body, is_average=node.name == "avg")

    def _size(self, name: str) -> tuple[Sql, tuple[Sql, ...]]:
        """Return the list's count column and its mask: NULL is an unknown list, 0 an empty one."""
        size = self.frame.read(f"{PERSON}_{name}_n", lambda: column(f"{name}_n", PERSON))
        if not self.setting.may_be_null(name):
            return size, ()
        return size, (case([(is_null(size), bare(self.setting.bit(name)))], bare(0)),)

    def _joined(self, group: Grouped, sql: Sql) -> Sql:
        name = group.wanted(sql)
        return self.frame.read(f"{group.alias}_{name}", lambda: column(name, group.alias))

    def _settled(self, group: Grouped, empty: Sql | None, found: Sql, body: Term) -> tuple[Sql, tuple[Sql, ...]]:
        """Return the value over the whole list and its mask; `empty` None: unknown for an empty list."""
        size, mask = self._size(group.name)
        if not mask and not body.mask:
            if empty is None:
                return found, ()
            return exp.Coalesce(this=found.copy(), expressions=[empty.copy()]), ()
        branches = [(binary(exp.GT, size, bare(0)), found)]
        if empty is not None:
            branches.insert(0, (binary(exp.EQ, size, bare(0)), empty))
        value = self.frame.bind(case(branches), hint="l")
        if body.mask:
            group.masks.extend(body.mask)
            asked = self._joined(group, self.setting.engine.any_bits(mask_sql(body.mask)))
            zero = exp.Coalesce(this=asked.copy(), expressions=[bare(0)])
            mask = (*mask, *gated(value, [zero]))
        return value, mask

    def _count(self, group: Grouped, body: Term) -> Term:
        size, mask = self._size(group.name)
        if body.value is not None:
            counted = size if body.value else (binary(exp.Mul, size, bare(0)) if mask else constant(0).sql)
            return Term(Kind.NUMBER, counted, mask=mask, high=MOST_ELEMENTS if body.value is True else 0)
        test = group.scalars.frame.bind(body.sql, hint="b")
        found = exp.Count(this=case([(test, bare(1))]))
        value, mask = self._settled(group, bigint(bare(0)), self._joined(group, _complete(test, found, body)), body)
        return Term(Kind.NUMBER, value, mask=mask, high=MOST_ELEMENTS)

    def _sum(self, group: Grouped, body: Term, *, is_average: bool) -> Term:
        if body.over is not None:
            raise Uncompilable(
                "total และ avg รวมผลหารที่ตัวหารต่างกันในแต่ละรายการไม่ได้",
                "total and avg cannot add quotients whose divisors differ from element to element.",
            )
        low, high = min(body.low, 0) * MOST_ELEMENTS, max(body.high, 0) * MOST_ELEMENTS
        checked(low, high)
        number = group.scalars.frame.bind(body.sql, hint="b")
        added: Sql = exp.Sum(this=number.copy())
        term = Term(Kind.NUMBER, added, den=body.den, low=low, high=high)
        added = self.setting.engine.widened(added) if term.is_wide else bigint(added)
        found = self._joined(group, _complete(number, added, body))
        if not is_average:
            zero = self.setting.engine.widened(bare(0)) if term.is_wide else bigint(bare(0))
            value, mask = self._settled(group, zero, found, body)
            return replace(term, sql=value, mask=mask)
        size, _ = self._size(group.name)
        value, mask = self._settled(group, None, found, body)
        nothing = case([(binary(exp.EQ, size, bare(0)), bare(self.setting.bit(group.name)))], bare(0))
        return replace(term, sql=value, mask=(*mask, nothing), over=size, over_high=MOST_ELEMENTS)

    def _kleene(self, group: Grouped, body: Term, *, is_every: bool) -> Term:
        size, mask = self._size(group.name)
        empty = boolean(is_every)
        if body.value is not None:
            if body.value is is_every:
                return (
                    Term(Kind.BOOL, case([(exp.Not(this=is_null(size)), empty)]), mask=mask)
                    if mask
                    else (constant(is_every))
                )
            return Term(Kind.BOOL, binary(exp.EQ if is_every else exp.GT, size, bare(0)), mask=mask)
        test = group.scalars.frame.bind(body.sql, hint="b")
        whole: Sql = exp.LogicalAnd(this=test.copy()) if is_every else exp.LogicalOr(this=test.copy())
        if body.mask:
            decided = negated(whole) if is_every else whole
            all_known = binary(exp.EQ, exp.Count(this=test.copy()), exp.Count(this=exp.Star()))
            whole = case([(decided, boolean(not is_every)), (all_known, boolean(is_every))])
        value, mask = self._settled(group, empty, self._joined(group, whole), body)
        return Term(Kind.BOOL, value, mask=mask)

    def masks(self) -> list[Sql]:
        """Return every part of a mask that is gathered from elements."""
        return [part for group in self.grouped.values() for part in group.masks]

    def sources(self) -> list[tuple[str, list[tuple[str, exp.Select]]]]:
        """Return (alias, steps) of every sub-query that is read; the last step is the grouped one."""
        found = []
        for group in self.grouped.values():
            if group.aggregates:
                found.append((group.alias, self._steps(group)))
        return found

    def _steps(self, group: Grouped) -> list[tuple[str, exp.Select]]:
        group.scalars.frame.read("pid", lambda: column("pid", ELEMENT))

        def source(select: exp.Select) -> exp.Select:
            select = select.from_(exp.alias_(exp.to_table(group.name), ELEMENT, table=True))
            if group.scalars.reads_person:
                on = binary(exp.EQ, column("pid", PERSON), column("pid", ELEMENT))
                select = select.join(exp.alias_(exp.to_table("persons"), PERSON, table=True), on=on)
            return select

        final = [(name, sql) for sql, name in group.aggregates.items()]
        steps = group.scalars.frame.selects(source, ["pid"], final)
        _, last = steps[-1]
        return [*steps[:-1], (group.alias, last.group_by(column("pid")))]


def _complete(tested: Sql, found: Sql, body: Term) -> Sql:
    """Return an aggregate that is NULL if it skipped an unknown element."""
    if not body.mask:
        return found
    return case([(binary(exp.EQ, exp.Count(this=tested.copy()), exp.Count(this=exp.Star())), found)])

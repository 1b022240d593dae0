"""From Python's syntax tree to ours, node by node, with types and units; every unknown node or name is refused.

Names resolve in this order: as_of, lets, other outputs (in outputs only), facts. Lets and outputs are built when first
met, so that their order in the file is free; a cycle is refused.
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Protocol

from welfare.rules import dates, units
from welfare.rules.building_calls import build_call, build_cell
from welfare.rules.document import Table
from welfare.rules.facts import Vocabulary
from welfare.rules.faults import BadExpression, Both
from welfare.rules.language import Source, number, text_of
from welfare.rules.tree import (
    And,
    Arithmetic,
    AsOf,
    Compare,
    Const,
    Fact,
    Field,
    Kind,
    Let,
    Membership,
    Negate,
    Node,
    Not,
    Or,
    OutputOf,
)

_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_WHAT = {
    ast.Lambda: "a lambda",
    ast.IfExp: "if/else (write iif)",
    ast.NamedExpr: "an assignment",
    ast.JoinedStr: "an f-string",
    ast.ListComp: "a comprehension",
    ast.SetComp: "a comprehension",
    ast.DictComp: "a comprehension",
    ast.GeneratorExp: "a comprehension",
    ast.Subscript: "a subscript",
    ast.Dict: "a mapping",
    ast.Set: "a set",
    ast.Tuple: "a tuple",
    ast.Starred: "an asterisk",
    ast.List: "a list outside in and pairs",
}


class Names(Protocol):
    """What an expression may refer to besides facts; loading.py implements it."""

    vocabulary: Vocabulary
    tables: Mapping[str, Table]
    lets: Mapping[str, object]

    def let(self, name: str, source: Source, at: int) -> Node:
        """Return the tree of a let, building it first if need be."""

    def output(self, name: str, source: Source, at: int) -> Node | None:
        """Return the tree of another output; None when the expression may not see one of that name."""

    def unit_warning(self, fault: BadExpression) -> None:
        """Take note of two units that differ, or raise it."""


class Builder:
    """Builds one expression. `element` is the list whose elements `c` stands for, inside a list function."""

    def __init__(self, source: Source, names: Names) -> None:
        self.source = source
        self.names = names
        self.element: str | None = None

    def build(self, node: ast.AST, *kinds: Kind) -> Node:
        """Return our node for Python's.

        :raises BadExpression: when it is unknown, or of none of `kinds` (any when empty).
        """
        method = self._BUILDERS.get(type(node))
        if method is None:
            raise self.wrong(
                node, _WHAT.get(type(node), type(node).__name__), ("ส่วนของภาษานิพจน์", "what the language has")
            )
        built = method(self, node)
        if kinds and built.kind not in kinds:
            listed = " or ".join(kind.value for kind in kinds)
            raise self.wrong(node, f"{built.kind.value} {self.source.segment(node)}", (f"ชนิด {listed}", f"a {listed}"))
        return built

    def wrong(self, node: ast.AST, found: object, expected: Both, mend: Both | None = None) -> BadExpression:
        """Return the fault at a node, to be raised."""
        mend = mend or ("เขียนใหม่ด้วยภาษานิพจน์", "Rewrite it in the expression language.")
        return self.source.fault(self.source.at(node), found, expected, mend)

    def unknown(self, node: ast.AST, what: str, name: str, known: Iterable[str]) -> BadExpression:
        """Return the fault for a name that does not exist, with the nearest that does."""
        near = difflib.get_close_matches(name, list(known), n=1)
        mend = (f"หมายถึง {near[0]} หรือไม่", f"Did you mean {near[0]}?") if near else ("ตรวจชื่อ", "Check the name.")
        return self.wrong(node, f"the unknown {what} {name}", ("ชื่อที่ประกาศไว้", f"a known {what}"), mend)

    def joined(self, node: ast.AST, nodes: Iterable[Node]) -> str | None:
        """Return the unit that all share; a difference goes to `names.unit_warning`."""
        unit: str | None = None
        for one in nodes:
            try:
                unit = units.joined(unit, one.unit)
            except units.UnitsDiffer as problem:
                self.names.unit_warning(
                    self.wrong(
                        node,
                        f"the units {problem.left} and {problem.right}",
                        ("หน่วยเดียวกัน", "one unit"),
                        ("แปลงหน่วยก่อน", "Convert one of them, or declare its unit."),
                    )
                )
                return None
        return unit

    def _name(self, node: ast.Name) -> Node:
        name, at = node.id, self.source.at(node)
        if name in ("true", "false"):
            return Const(kind=Kind.BOOL, value=name == "true", at=at)
        if name == "as_of":
            return AsOf(kind=Kind.DATE, at=at)
        if name in self.names.lets:
            tree = self.names.let(name, self.source, at)
            return Let(kind=tree.kind, unit=tree.unit, name=name, at=at)
        output = self.names.output(name, self.source, at)
        if output is not None:
            return OutputOf(kind=output.kind, unit=output.unit, name=name, at=at)
        fact = self.names.vocabulary.facts.get(name)
        if fact is None:
            raise self.unknown(node, "name", name, [*self.names.lets, *self.names.vocabulary.facts, "as_of"])
        if fact.kind is Kind.LIST:
            raise self.wrong(
                node,
                f"the list {name}",
                ("ค่าเดี่ยว", "a single value"),
                ("ใช้ count total avg every some", "Use count, total, avg, every or some."),
            )
        return Fact(kind=fact.kind, unit=fact.unit, name=name, at=at)

    def _constant(self, node: ast.Constant) -> Node:
        at = self.source.at(node)
        if isinstance(node.value, str):
            return Const(kind=Kind.STRING, value=text_of(self.source, node), at=at)
        if isinstance(node.value, int | float) and not isinstance(node.value, bool):
            return Const(kind=Kind.NUMBER, value=number(self.source, node), at=at)
        spelled = self.source.segment(node)
        raise self.wrong(node, spelled, ("true false ข้อความ หรือตัวเลข", "true, false, a text or a number"))

    def _boolean(self, node: ast.BoolOp) -> Node:
        items = tuple(self.build(item, Kind.BOOL) for item in node.values)
        made = And if isinstance(node.op, ast.And) else Or
        return made(kind=Kind.BOOL, items=items, at=self.source.at(node))

    def _unary(self, node: ast.UnaryOp) -> Node:
        at = self.source.at(node)
        if isinstance(node.op, ast.Not):
            return Not(kind=Kind.BOOL, item=self.build(node.operand, Kind.BOOL), at=at)
        if not isinstance(node.op, ast.USub):
            raise self.wrong(node, self.source.segment(node)[:1], ("not หรือ -", "not or -"))
        item = self.build(node.operand, Kind.NUMBER)
        if isinstance(item, Const) and not isinstance(item.value, bool | str | date):
            return replace(item, value=-item.value, at=at)
        return Negate(kind=Kind.NUMBER, unit=item.unit, item=item, at=at)

    def _arithmetic(self, node: ast.BinOp) -> Node:
        op = _ARITHMETIC.get(type(node.op))
        if op is None:
            raise self.wrong(node, f"the operator {type(node.op).__name__}", ("+ - * /", "+ - * or /"))
        left, right = self.build(node.left, Kind.NUMBER), self.build(node.right, Kind.NUMBER)
        if op == "*":
            unit = units.product(left, right)
        elif op == "/":
            unit = units.quotient(left, right)
        else:
            unit = self.joined(node, (left, right))
        return Arithmetic(kind=Kind.NUMBER, unit=unit, op=op, left=left, right=right, at=self.source.at(node))

    def _compare(self, node: ast.Compare) -> Node:
        if len(node.ops) != 1:
            raise self.wrong(
                node,
                "several comparisons in one",
                ("เปรียบเทียบครั้งละหนึ่งคู่", "one comparison"),
                ("เชื่อมด้วย and", "Join two with and."),
            )
        operator, other = node.ops[0], node.comparators[0]
        if isinstance(operator, ast.In | ast.NotIn):
            return self._membership(node, isinstance(operator, ast.NotIn), other)
        op = _COMPARISONS.get(type(operator))
        if op is None:
            raise self.wrong(
                node, "is", ("== != < <= > >= in not in", "== != < <= > >= in or not in"), ("ใช้ ==", "Use ==.")
            )
        left = self.build(node.left, Kind.BOOL, Kind.NUMBER, Kind.STRING, Kind.DATE)
        right = self.build(other, left.kind)
        if op not in ("==", "!=") and left.kind not in (Kind.NUMBER, Kind.DATE):
            raise self.wrong(
                node,
                f"{op} between {left.kind.value}s",
                ("ตัวเลขหรือวันที่", "numbers or dates"),
                ("ใช้ == หรือ in", "Use == or in."),
            )
        self.joined(node, (left, right))
        return Compare(kind=Kind.BOOL, op=op, left=left, right=right, at=self.source.at(node))

    def _membership(self, node: ast.Compare, negated: bool, other: ast.expr) -> Node:
        item = self.build(node.left, Kind.BOOL, Kind.NUMBER, Kind.STRING, Kind.DATE)
        if not isinstance(other, ast.List) or not other.elts:
            raise self.wrong(
                other, self.source.segment(other), ("รายการค่าตรงตัว เช่น [1, 2]", "a literal list such as [1, 2]")
            )
        options: list[Const] = []
        for element in other.elts:
            option = self.build(element, item.kind)
            if not isinstance(option, Const):
                raise self.wrong(element, self.source.segment(element), ("ค่าตรงตัว", "a literal"))
            options.append(option)
        at = self.source.at(node)
        return Membership(kind=Kind.BOOL, item=item, options=tuple(options), negated=negated, at=at)

    def _attribute(self, node: ast.Attribute) -> Node:
        owner = node.value
        if isinstance(owner, ast.Call) and isinstance(owner.func, ast.Name) and owner.func.id in ("tbl", "row"):
            return build_cell(self, node, owner)
        if not isinstance(owner, ast.Name) or owner.id != "c":
            raise self.wrong(
                node, self.source.segment(node), ("c.ช่อง หรือ tbl(...).คอลัมน์", "c.field or tbl(...).column")
            )
        if self.element is None:
            raise self.wrong(
                node,
                self.source.segment(node),
                ("c ภายในฟังก์ชันรายการ", "c only inside count, total, avg, every or some"),
            )
        fields = self.names.vocabulary.lists[self.element]
        fact = fields.get(node.attr)
        if fact is None:
            raise self.unknown(node, f"field of {self.element}", node.attr, fields)
        return Field(kind=fact.kind, unit=fact.unit, list=self.element, name=node.attr, at=self.source.at(node))

    def _call(self, node: ast.Call) -> Node:
        return build_call(self, node)

    def day(self, node: ast.expr) -> Const:
        """Return the constant of date('YYYY-MM-DD')."""
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            raise self.wrong(node, self.source.segment(node), ("'ปปปป-ดด-วว'", "a quoted 'YYYY-MM-DD'"))
        try:
            value = dates.read(text_of(self.source, node), is_full=True, may_be_forever=True)
        except dates.BadDate as problem:
            raise self.wrong(node, node.value, (problem.th, problem.en)) from problem
        return Const(kind=Kind.DATE, value=value, at=self.source.at(node))

    _BUILDERS: Mapping[type[ast.AST], Callable[..., Node]] = {
        ast.Name: _name,
        ast.Constant: _constant,
        ast.BoolOp: _boolean,
        ast.UnaryOp: _unary,
        ast.BinOp: _arithmetic,
        ast.Compare: _compare,
        ast.Attribute: _attribute,
        ast.Call: _call,
    }

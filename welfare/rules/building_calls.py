"""Building calls: one small function for each function of the language, with the number and kinds of its arguments."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from welfare.rules.functions import FUNCTIONS, LEAST_BASE, LIST_FUNCTIONS, NAMES, SECTION_39_BASE
from welfare.rules.tree import (
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
    Marginal,
    Node,
    Number,
    Over,
    Pair,
    Present,
    Tier,
)

if TYPE_CHECKING:
    from welfare.rules.building import Builder

SCALARS = (Kind.BOOL, Kind.NUMBER, Kind.STRING, Kind.DATE)


def build_call(b: Builder, node: ast.Call) -> Node:
    """Return the node of a call.

    :raises BadExpression: for an unknown function, or arguments that do not fit.
    """
    if not isinstance(node.func, ast.Name):
        raise b.wrong(node, b.source.segment(node.func), ("ชื่อฟังก์ชัน", "a plain function name"))
    name = node.func.id
    if name not in NAMES:
        raise b.unknown(node, "function", name, NAMES)
    if node.keywords or any(isinstance(one, ast.Starred) for one in node.args):
        raise b.wrong(node, "a named or starred argument", ("อาร์กิวเมนต์ตามลำดับ", "arguments by position"))
    if name in FUNCTIONS:
        return _scalar(b, node, name)
    if name in LIST_FUNCTIONS:
        return _over(b, node, name)
    return _SPECIAL[name](b, node, name)


def build_cell(b: Builder, node: ast.Attribute, owner: ast.Call) -> Node:
    """Return the node of tbl(...).column or row(...).column.

    :raises BadExpression: for an unknown table or column, or the wrong sort of table.
    """
    name = cast(ast.Name, owner.func).id
    table, argument = _table(b, owner, name)
    column = b.names.tables[table].columns.get(node.attr)
    if column is None:
        raise b.unknown(node, f"column of {table}", node.attr, b.names.tables[table].columns)
    at = b.source.at(node)
    if name == "tbl":
        return DatedCell(kind=column.kind, unit=column.unit, table=table, on=argument, column=node.attr, at=at)
    return KeyedCell(kind=column.kind, unit=column.unit, table=table, key=argument, column=node.attr, at=at)


def _table(b: Builder, node: ast.Call, function: str) -> tuple[str, Node]:
    _count(b, node, function, 2, 2)
    if node.keywords:
        raise b.wrong(node, "a named argument", ("อาร์กิวเมนต์ตามลำดับ", "arguments by position"))
    first = node.args[0]
    if not isinstance(first, ast.Constant) or not isinstance(first.value, str):
        raise b.wrong(first, b.source.segment(first), ("ชื่อตารางในเครื่องหมายคำพูด", "a quoted table name"))
    table = b.names.tables.get(first.value)
    if table is None:
        raise b.unknown(first, "table", first.value, b.names.tables)
    if table.is_dated is not (function == "tbl"):
        sort = "dated" if table.is_dated else "keyed"
        right = "tbl" if table.is_dated else "row or has_row"
        raise b.wrong(node, f"{function} on a {sort} table", (f"ใช้ {right}", right), (f"ใช้ {right}", f"Use {right}."))
    kind = Kind.DATE if table.key is None else table.columns[table.key].kind
    return first.value, b.build(node.args[1], kind)


def _count(b: Builder, node: ast.Call, name: str, least: int, most: int | None) -> None:
    if len(node.args) < least or (most is not None and len(node.args) > most):
        wanted = str(least) if least == most else f"{least} or more" if most is None else f"{least} to {most}"
        raise b.wrong(node, f"{len(node.args)} arguments of {name}", (f"{wanted} ค่า", wanted))


def _scalar(b: Builder, node: ast.Call, name: str) -> Node:
    function = FUNCTIONS[name]
    kinds = function.takes
    _count(b, node, name, 2 if kinds is None else len(kinds), None if kinds is None else len(kinds))
    wanted = kinds or (Kind.NUMBER,) * len(node.args)
    arguments = tuple(b.build(one, kind) for one, kind in zip(node.args, wanted, strict=True))
    unit = b.joined(node, arguments) if function.keeps_unit else function.unit
    return Call(kind=function.gives, unit=unit, name=name, arguments=arguments, at=b.source.at(node))


def _over(b: Builder, node: ast.Call, name: str) -> Node:
    _count(b, node, name, 2, 2)
    if b.element is not None:
        raise b.wrong(node, f"{name} inside another list function", ("ไม่ซ้อนกัน", "list functions that do not nest"))
    first = node.args[0]
    lists = b.names.vocabulary.lists
    if not isinstance(first, ast.Name):
        raise b.wrong(first, b.source.segment(first), ("ชื่อรายการ", "the name of a list fact"))
    if first.id not in lists:
        raise b.unknown(first, "list", first.id, lists)
    b.element = first.id
    body = b.build(node.args[1], Kind.NUMBER if name in ("total", "avg") else Kind.BOOL)
    b.element = None
    kind = Kind.BOOL if name in ("every", "some") else Kind.NUMBER
    unit = body.unit if name in ("total", "avg") else None
    return Over(kind=kind, unit=unit, name=name, list=first.id, body=body, at=b.source.at(node))


def _date(b: Builder, node: ast.Call, name: str) -> Node:
    _count(b, node, name, 1, 1)
    return replace(b.day(node.args[0]), at=b.source.at(node))


def _bare_table(b: Builder, node: ast.Call, name: str) -> Node:
    raise b.wrong(node, f"{name}(...) without a column", (f"{name}(...).คอลัมน์", f"{name}(...).column"))


def _has_row(b: Builder, node: ast.Call, name: str) -> Node:
    table, key = _table(b, node, name)
    return HasRow(kind=Kind.BOOL, table=table, key=key, at=b.source.at(node))


def _iif(b: Builder, node: ast.Call, name: str) -> Node:
    _count(b, node, name, 3, 3)
    condition = b.build(node.args[0], Kind.BOOL)
    then = b.build(node.args[1], *SCALARS)
    otherwise = b.build(node.args[2], then.kind)
    unit = b.joined(node, (then, otherwise))
    return If(kind=then.kind, unit=unit, condition=condition, then=then, otherwise=otherwise, at=b.source.at(node))


def _present(b: Builder, node: ast.Call, name: str) -> Node:
    _count(b, node, name, 1, 1)
    first = node.args[0]
    lists = b.names.vocabulary.lists
    if isinstance(first, ast.Name) and first.id in lists and first.id not in b.names.lets:
        of: Node = Fact(kind=Kind.LIST, name=first.id, at=b.source.at(first))
    else:
        of = b.build(first)
    if not isinstance(of, Fact | Field):
        raise b.wrong(first, b.source.segment(first), ("ชื่อข้อมูล หรือ c.ช่อง", "a bare fact or c.field"))
    return Present(kind=Kind.BOOL, of=of, at=b.source.at(node))


def _edge(b: Builder, node: ast.Call, place: int, edges: tuple[str, ...]) -> str:
    one = node.args[place]
    if not isinstance(one, ast.Constant) or one.value not in edges:
        listed = " or ".join(repr(edge) for edge in edges)
        raise b.wrong(one, b.source.segment(one), (listed, listed))
    return str(one.value)


def _tier(b: Builder, node: ast.Call, name: str) -> Node:
    _count(b, node, name, 2, 3)
    x = b.build(node.args[0], Kind.NUMBER)
    pairs = _pairs(b, node.args[1], SCALARS)
    strict = len(node.args) == 3 and _edge(b, node, 2, (">",)) == ">"
    if isinstance(pairs, tuple):
        kind = pairs[0].kind
        unit = b.joined(node.args[1], pairs)
    else:
        kind, unit = Kind.NUMBER, pairs.unit
    return Tier(kind=kind, unit=unit, x=x, pairs=pairs, strict=strict, at=b.source.at(node))


def _marginal(b: Builder, node: ast.Call, name: str) -> Node:
    of = name.removeprefix("marginal_")
    _count(b, node, name, 2 if of == "rate" else 3, 2 if of == "rate" else 3)
    x = b.build(node.args[0], Kind.NUMBER)
    pairs = _pairs(b, node.args[1], (Kind.NUMBER,))
    strict = of == "amount" and _edge(b, node, 2, (">=", ">")) == ">"
    if of == "rate":
        unit = x.unit
    else:
        unit = b.joined(node.args[1], pairs) if isinstance(pairs, tuple) else pairs.unit
    return Marginal(kind=Kind.NUMBER, unit=unit, of=of, x=x, pairs=pairs, strict=strict, at=b.source.at(node))


def _pairs(b: Builder, node: ast.expr, kinds: tuple[Kind, ...]) -> tuple[Pair, ...] | DatedCell | KeyedCell:
    if not isinstance(node, ast.List):
        cell = b.build(node, Kind.PAIRS)
        if isinstance(cell, DatedCell | KeyedCell):
            return cell
        raise b.wrong(node, b.source.segment(node), ("คู่ [ค่าเริ่ม, ค่า] หรือช่องของตาราง", "literal pairs or a table cell"))
    pairs: list[Pair] = []
    for one in node.elts:
        if not isinstance(one, ast.List) or len(one.elts) != 2:
            raise b.wrong(one, b.source.segment(one), ("คู่ [ค่าเริ่ม, ค่า]", "a pair [low, value]"))
        low = b.build(one.elts[0], Kind.NUMBER)
        if not isinstance(low, Const):
            raise b.wrong(one.elts[0], b.source.segment(one.elts[0]), ("ตัวเลขตรงตัว", "a literal number"))
        value = b.build(one.elts[1], *(kinds if not pairs else (pairs[0].kind,)))
        pairs.append(
            Pair(kind=value.kind, unit=value.unit, low=cast(Number, low.value), value=value, at=b.source.at(one))
        )
    if not pairs:
        raise b.wrong(node, "no pairs", ("อย่างน้อยหนึ่งคู่", "at least one pair"))
    if any(first.low >= second.low for first, second in pairwise(pairs)):
        raise b.wrong(
            node, b.source.segment(node), ("คู่เรียงจากน้อยไปมาก", "pairs that ascend"), ("เรียงคู่ใหม่", "Sort them.")
        )
    return tuple(pairs)


def _ssobase(b: Builder, node: ast.Call, name: str) -> Node:
    _count(b, node, name, 1, 1)
    at, unit = b.source.at(node), "THB/month"
    on = b.build(node.args[0], Kind.DATE)
    facts = b.names.vocabulary.facts
    for fact in ("sso_section", "sso_wage_base_monthly"):
        if fact not in facts or facts[fact].kind is not Kind.NUMBER:
            raise b.unknown(node, "fact", fact, facts)

    def figure(value: int, unit: str | None = None) -> Const:
        return Const(kind=Kind.NUMBER, unit=unit, value=value, at=at)

    def call(function: str, *arguments: Node) -> Call:
        return Call(kind=Kind.NUMBER, unit=unit, name=function, arguments=arguments, at=at)

    section = Fact(kind=Kind.NUMBER, unit=facts["sso_section"].unit, name="sso_section", at=at)
    wage = Fact(kind=Kind.NUMBER, unit=unit, name="sso_wage_base_monthly", at=at)
    return If(
        kind=Kind.NUMBER,
        unit=unit,
        condition=Compare(kind=Kind.BOOL, op="==", left=section, right=figure(39), at=at),
        then=figure(SECTION_39_BASE, unit),
        otherwise=call("min", call("max", wage, figure(LEAST_BASE, unit)), call("sso_ceiling", on)),
        at=at,
    )


_SPECIAL: dict[str, Callable[[Builder, ast.Call, str], Node]] = {
    "date": _date,
    "tbl": _bare_table,
    "row": _bare_table,
    "has_row": _has_row,
    "iif": _iif,
    "present": _present,
    "tier": _tier,
    "marginal_rate": _marginal,
    "marginal_amount": _marginal,
    "ssobase": _ssobase,
}

"""A second reading of the rule language, slow and plain, to compare the engine with.

It shares no code with the engine: PyYAML reads the files, Python's own syntax tree is walked anew for each value, and
an unknown carries its ask set with it from the start, where the engine looks for it only afterwards.
"""

import ast
import calendar
import datetime
import functools
import re
from fractions import Fraction
from typing import Any

ERROR = "!not_encoded"


class Unknown:
    """U, with what it asks for."""

    def __init__(self, *names: str) -> None:
        self.names = frozenset(names)


def united(*values: Any) -> Unknown:
    return Unknown(*{name for value in values if isinstance(value, Unknown) for name in value.names})


def plain(text: Any) -> Any:
    """Return a scalar that yaml.BaseLoader left as text, typed; dates included."""
    if isinstance(text, list):
        return [plain(one) for one in text]
    if text in ("true", "false"):
        return text == "true"
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return Fraction(text)
    return day(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@functools.cache
def figure(text: str, node: ast.Constant) -> Fraction:
    return Fraction(ast.get_source_segment(text, node) or "")


@functools.cache
def parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


class Reading:
    """One document (as yaml.BaseLoader gives it) with facts already typed, lists being lists of mappings."""

    def __init__(self, document: Any, facts: Any, defaults: Any, as_of: datetime.date, ceilings: Any) -> None:
        self.document, self.facts, self.defaults, self.as_of, self.ceilings = document, facts, defaults, as_of, ceilings
        self.element: tuple[str, Any] | None = None

    def decide(self) -> tuple[str, str | None, set[str], dict[str, Any]]:
        covers = self.document.get("covers") or {}
        first, last = (covers.get(key) for key in ("from", "to"))
        if (first not in (None, "null") and self.as_of < day(first)) or (
            last not in (None, "null") and self.as_of > day(last)
        ):
            return "not_encoded", None, set(), {}
        found = [(one["id"], self.text(one["expr"])) for one in self.document["criteria"]]
        for name, value in found:
            if value is False:
                return "false", name, set(), {}
        asks = united(*(value for _, value in found)).names
        if ERROR in asks:
            return "not_encoded", None, set(), {}
        for name, value in found:
            if isinstance(value, Unknown):
                return "unknown", name, set(asks), {}
        outputs = {name: self.text(self.output(name), name) for name in self.document.get("outputs") or {}}
        asks = united(*outputs.values()).names
        if ERROR in asks:
            return "not_encoded", None, set(), {}
        return "true", None, set(asks), {name: self.rounded(value) for name, value in outputs.items()}

    def output(self, name: str) -> str:
        given = self.document["outputs"][name]
        return given if isinstance(given, str) else given["expr"]

    def rounded(self, value: Any) -> Any:
        if isinstance(value, Unknown):
            return None
        if isinstance(value, bool) or not isinstance(value, Fraction):
            return value
        return Fraction(int(abs(value) * 100 + Fraction(1, 2)), 100) * (1 if value >= 0 else -1)

    def text(self, text: str, output: str | None = None) -> Any:
        return self.node(parsed(text.strip()), text.strip(), output)

    def node(self, node: ast.AST, text: str, output: str | None) -> Any:
        def of(one: ast.AST) -> Any:
            return self.node(one, text, output)

        match node:
            case ast.Constant():
                return node.value if isinstance(node.value, str) else figure(text, node)
            case ast.Name():
                return self.name(node.id, output)
            case ast.BoolOp():
                values = [of(one) for one in node.values]
                decisive = isinstance(node.op, ast.Or)
                if any(value is decisive for value in values):
                    return decisive
                return united(*values) if any(isinstance(one, Unknown) for one in values) else not decisive
            case ast.UnaryOp():
                value = of(node.operand)
                if isinstance(value, Unknown):
                    return value
                return not value if isinstance(node.op, ast.Not) else -value
            case ast.BinOp():
                return self.strict(self.arithmetic(node.op), of(node.left), of(node.right))
            case ast.Compare():
                return self.compare(node, of)
            case ast.Attribute():
                return self.attribute(node, of)
            case ast.Call():
                return self.call(node, of)
        raise AssertionError(ast.dump(node))

    def name(self, name: str, output: str | None) -> Any:
        if name in ("true", "false"):
            return name == "true"
        if name == "as_of":
            return self.as_of
        if name in (self.document.get("let") or {}):
            return self.text(self.document["let"][name])
        if output is not None and name != output and name in self.document["outputs"]:
            return self.text(self.output(name), name)
        return self.fact(self.facts, name, name)

    def fact(self, facts: Any, key: str, name: str) -> Any:
        value = facts.get(key)
        if value is None:
            value = self.defaults.get(name)
        return Unknown(name) if value is None else value

    def strict(self, function: Any, *values: Any) -> Any:
        if any(isinstance(value, Unknown) for value in values):
            return united(*values)
        try:
            return function(*values)
        except (ZeroDivisionError, OverflowError, ValueError, LookupError):
            return Unknown(ERROR)

    def arithmetic(self, op: ast.operator) -> Any:
        return {
            ast.Add: lambda a, b: a + b,
            ast.Sub: lambda a, b: a - b,
            ast.Mult: lambda a, b: a * b,
            ast.Div: lambda a, b: a / b,
        }[type(op)]

    def compare(self, node: ast.Compare, of: Any) -> Any:
        op, other = node.ops[0], node.comparators[0]
        if isinstance(op, ast.In | ast.NotIn):
            options = [of(one) for one in other.elts]  # type: ignore[attr-defined]
            return self.strict(lambda value: (value in options) is isinstance(op, ast.In), of(node.left))
        functions = {
            ast.Eq: lambda a, b: a == b,
            ast.NotEq: lambda a, b: a != b,
            ast.Lt: lambda a, b: a < b,
            ast.LtE: lambda a, b: a <= b,
            ast.Gt: lambda a, b: a > b,
            ast.GtE: lambda a, b: a >= b,
        }
        return self.strict(functions[type(op)], of(node.left), of(other))

    def rows(self, table: str) -> list[Any]:
        given = self.document["tables"][table]
        rows: list[Any] = given if isinstance(given, list) else given["rows"]
        return rows

    def dated(self, rows: list[Any], on: datetime.date) -> Any:
        for row in rows:
            if day(row["from"]) <= on and (row["to"] == "null" or on <= day(row["to"])):
                return row
        raise LookupError

    def keyed(self, table: str, key: Any) -> Any:
        rows = self.rows(table)
        first = next(name for name in rows[0] if name != "cite")
        return next((row for row in rows if plain(row[first]) == key), None)

    def attribute(self, node: ast.Attribute, of: Any) -> Any:
        owner = node.value
        if isinstance(owner, ast.Name):
            assert self.element is not None
            return self.fact(self.element[1], node.attr, f"{self.element[0]}[].{node.attr}")
        table = owner.args[0].value  # type: ignore[attr-defined]
        argument = of(owner.args[1])  # type: ignore[attr-defined]
        if owner.func.id == "tbl":  # type: ignore[attr-defined]
            return self.strict(lambda on: plain(self.dated(self.rows(table), on)[node.attr]), argument)

        def cell(key: Any) -> Any:
            row = self.keyed(table, key)
            if row is None:
                raise LookupError
            return plain(row[node.attr])

        return self.strict(cell, argument)

    def call(self, node: ast.Call, of: Any) -> Any:
        name, arguments = node.func.id, node.args  # type: ignore[attr-defined]
        if name in ("count", "total", "avg", "every", "some"):
            return self.over(name, arguments[0].id, arguments[1], of)  # type: ignore[attr-defined]
        if name == "iif":
            condition = of(arguments[0])
            if isinstance(condition, Unknown):
                return condition
            return of(arguments[1] if condition else arguments[2])
        if name == "present":
            one = arguments[0]
            holder = self.element[1] if isinstance(one, ast.Attribute) and self.element else self.facts
            return holder.get(one.attr if isinstance(one, ast.Attribute) else one.id) is not None  # type: ignore[attr-defined]
        if name == "tier":
            return self.tier(of(arguments[0]), arguments[1], of)
        if name == "has_row":
            table = arguments[0].value  # type: ignore[attr-defined]
            return self.strict(lambda key: self.keyed(table, key) is not None, of(arguments[1]))
        if name == "ssobase":
            section = self.name("sso_section", None)
            if isinstance(section, Unknown) or section == 39:
                return section if isinstance(section, Unknown) else Fraction(4800)
            return self.strict(
                lambda wage, ceiling: min(max(wage, Fraction(1650)), ceiling),
                self.name("sso_wage_base_monthly", None),
                self.strict(self.ceiling, of(arguments[0])),
            )
        return self.strict(getattr(self, f"call_{name}"), *(of(one) for one in arguments))

    def tier(self, x: Any, pairs: Any, of: Any) -> Any:
        if isinstance(x, Unknown):
            return x
        fitting = [pair for pair in pairs.elts if of(pair.elts[0]) <= x]
        return of(fitting[-1].elts[1]) if fitting else Unknown(ERROR)

    def over(self, name: str, listed: str, body: ast.AST, of: Any) -> Any:
        elements = self.facts.get(listed)
        if elements is None:
            return Unknown(listed)
        values = []
        for element in elements:
            self.element = (listed, element)
            values.append(of(body))
            self.element = None
        unknown = united(*values) if any(isinstance(one, Unknown) for one in values) else None
        if name == "every":
            return False if any(one is False for one in values) else unknown or True
        if name == "some":
            return True if any(one is True for one in values) else unknown or False
        if unknown is not None:
            return unknown
        if name == "count":
            return Fraction(sum(one is True for one in values))
        if name == "avg" and not values:
            return Unknown(listed)
        return sum(values, Fraction(0)) / (len(values) if name == "avg" else 1)

    def ceiling(self, on: datetime.date) -> Fraction:
        return Fraction(self.dated(self.ceilings, on)["ceiling"])

    call_sso_ceiling = ceiling

    def call_age(self, birth: datetime.date, on: datetime.date) -> Fraction:
        years = on.year - birth.year
        kept = (
            (3, 1) if (birth.month, birth.day) == (2, 29) and not calendar.isleap(on.year) else (birth.month, birth.day)
        )
        return Fraction(years if (on.month, on.day) >= kept else years - 1)

    def call_fom(self, one: datetime.date) -> datetime.date:
        return datetime.date(one.year, one.month, 1)

    def call_eom(self, one: datetime.date) -> datetime.date:
        return datetime.date(one.year, one.month, calendar.monthrange(one.year, one.month)[1])

    def call_fy_start(self, one: datetime.date) -> datetime.date:
        return datetime.date(one.year if one.month >= 10 else one.year - 1, 10, 1)

    def call_tax_year_end(self, one: datetime.date) -> datetime.date:
        return datetime.date(one.year, 12, 31)

    def call_add_months(self, one: datetime.date, months: Fraction) -> datetime.date:
        total = one.year * 12 + one.month - 1 + int(months)
        year, month = total // 12, total % 12 + 1
        return datetime.date(year, month, min(one.day, calendar.monthrange(year, month)[1]))

    def call_add_years(self, one: datetime.date, years: Fraction) -> datetime.date:
        return self.call_add_months(one, years * 12)

    def call_add_days(self, one: datetime.date, days: Fraction) -> datetime.date:
        return one + datetime.timedelta(days=int(days))

    def call_days(self, first: datetime.date, last: datetime.date) -> Fraction:
        return Fraction((last - first).days)

    def call_date(self, text: str) -> datetime.date:
        return day(text)

    call_min, call_max = staticmethod(min), staticmethod(max)

    def call_floor(self, number: Fraction) -> Fraction:
        return Fraction(number.numerator // number.denominator)

    def call_ceil(self, number: Fraction) -> Fraction:
        return -self.call_floor(-number)

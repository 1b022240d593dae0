# ruff: noqa: E501  # one fact or expression a line reads better than a wrapped one
"""A small vocabulary and documents that together use every function and node of the language, edges included."""

from datetime import date

from welfare.rules.facts import load_vocabulary
from welfare.rules.loading import read_document
from welfare.rules.programmes import Programmes
from welfare.rules.tables import load_shared

AS_OF = date(2026, 9, 15)

VOCABULARY = """
facts:
- {name: n, th: n, type: number, decimals: 2}
- {name: m, th: m, type: number, decimals: 0}
- {name: positive, th: positive, type: number, decimals: 4, min: 0}
- {name: huge, th: huge, type: number, decimals: 2}
- {name: months, th: months, type: number, decimals: 1}
- {name: filled, th: filled, type: number, decimals: 2, default: 7.5}
- {name: yes, th: yes, type: bool}
- {name: no, th: no, type: bool}
- {name: usual, th: usual, type: bool, default: true}
- {name: word, th: word, type: string}
- {name: born, th: born, type: date}
- {name: met, th: met, type: date}
- {name: until, th: until, type: date, forever: true}
- {name: sso_section, th: section, type: number, decimals: 0}
- {name: sso_wage_base_monthly, th: wage, type: number, decimals: 4, min: 0}
- {name: items, th: items, type: list}
- {name: "items[].v", th: v, type: number, decimals: 2}
- {name: "items[].w", th: w, type: number, decimals: 0, default: 3}
- {name: "items[].ok", th: ok, type: bool}
- {name: "items[].day", th: day, type: date}
- {name: others, th: others, type: list}
- {name: "others[].x", th: x, type: number, decimals: 0}
"""

SHARED = """
tables:
  sso_ceiling: [{from: 1995-03-30, to: 2025-12-31, ceiling: 15000}, {from: 2026-01-01, to: null, ceiling: 17500}]
"""

TABLES = """
  rates: [{from: 2000-01-01, to: 2009-12-31, r: 0.35, flag: true, name: old}, {from: 2012-01-01, to: null, r: 0.7, flag: false, name: new}]
  bands: [{from: 2000-01-01, to: 2019-12-31, scale: [[0, 0.05], [100, 0.1], [1000, 0.335]]}, {from: 2020-01-01, to: null, scale: [[50, 0.2], [200, 0.25]]}]
  words: [{word: a, v: 1.5, scale: [[0, 1], [10, 2]]}, {word: b, v: -2.25, scale: [[5, 3], [6, 4.5]]}]
  codes: [{code: 33, v: 9}, {code: 39, v: 12.25}]
"""

EXPRESSIONS = {
    "arithmetic": {"a": "n * m - positive / 3", "b": "-(n - m) * 2.5", "c": "n + filled * 0.01", "d": "0 * n + 1"},
    "division": {"a": "n / m", "b": "(n / m) / (positive - 1)", "c": "n / m + positive / 7", "d": "1 / n", "e": "n / 0"},
    "rounding": {"a": "n / 2", "b": "n * 0.5", "c": "n / 30 * 0.5 * m", "d": "positive / 8", "e": "n * 0.005", "f": "1.005"},
    "whole": {"a": "floor(n)", "b": "ceil(n)", "c": "floor(n / m)", "d": "ceil(-n / 7)", "e": "floor(m)", "f": "floor(n / -3)"},
    "extremes": {"a": "min(n, m)", "b": "max(n, m, positive)", "c": "min(n, 3)", "d": "max(min(n, m / 3), positive * 0.5)", "e": "min(n / m, positive)"},
    "wide": {"a": "huge * huge / 1000000000", "b": "huge * positive / 1000000", "c": "floor(huge * huge / 1000003)"},
    "choice": {"a": "iif(yes, n, m)", "b": "iif(yes and not no, iif(no, 1, n), 2.5)", "c": "iif(usual, m / 3, n)", "d": "iif(n > m, yes, no)", "e": "iif(yes, born, met)", "f": "iif(yes, word, 'q')"},
    "ages": {"a": "age(born, as_of)", "b": "age(born, met)", "c": "age(born, date('2028-02-29'))", "d": "iif(age(born, as_of) >= 18, 1, 2)", "e": "iif(age(born, as_of) > 17.5, 1, 2)", "f": "iif(age(born, met) == 6, 1, 2)", "g": "iif(age(born, as_of) < 0, 1, 2)"},
    "days_of": {"a": "fom(born)", "b": "eom(born)", "c": "fy_start(born)", "d": "tax_year_end(born)", "e": "days(born, met)", "f": "iif(fom(born) <= fom(as_of), 1, 0)", "g": "iif(fom(born) < date('2026-09-15'), 1, 0)", "h": "iif(fom(born) >= date('2024-02-10'), 1, 0)", "i": "iif(fom(born) == date('2024-02-01'), 1, 0)"},
    "moved": {"a": "add_months(born, 6)", "b": "add_years(born, 2)", "c": "add_days(born, -40)", "d": "add_months(born, months)", "e": "add_days(born, m)", "f": "add_years(until, 1)", "g": "add_months(until, -1)", "h": "add_days(until, m)", "i": "add_years(born, m)", "j": "add_months(born, 1.5)"},
    "cells": {"a": "tbl('rates', born).r * n", "b": "tbl('rates', as_of).r", "c": "tbl('rates', born).flag", "d": "tbl('rates', born).name", "e": "row('words', word).v * 2", "f": "row('codes', sso_section).v", "g": "has_row('words', word)", "h": "has_row('codes', n)", "i": "tbl('rates', met).r + tbl('rates', born).r"},
    "bands_of": {"a": "tier(n, [[0, 1], [10, m], [20.5, 3]])", "b": "tier(n, [[0, 1], [10, 2]], '>')", "c": "marginal_rate(n, [[0, 0.05], [100, 0.1], [1000, 0.2]])", "d": "marginal_amount(n, [[0, 10], [100, 20]], '>=')", "e": "marginal_amount(n, [[0, 10], [100, 20]], '>')"},
    "bands_in": {"a": "tier(n, tbl('bands', born).scale)", "b": "marginal_rate(n, tbl('bands', born).scale)", "c": "marginal_rate(n, tbl('bands', as_of).scale)", "d": "tier(n, row('words', word).scale)", "e": "marginal_amount(m, row('words', word).scale, '>=')", "f": "tier(age(born, as_of), [[0, 1], [6, 2], [18, 3]])"},
    "logic": {"a": "yes and no", "b": "yes or no or usual", "c": "not (yes and (no or n > m))", "d": "yes or (n > 1 and no)", "e": "present(n) and present(items) and present(usual)", "f": "yes == no", "g": "word != 'a'", "h": "yes and (n / m > 1 or no)"},
    "memberships": {"a": "word in ['a', 'b']", "b": "word not in ['a']", "c": "n in [1, 2.5, 2.505]", "d": "n / 3 in [1, 0.5]", "e": "m not in [0.5]", "f": "sso_section in [33, 39]", "g": "n / m not in [1, 2]"},
    "compared": {"a": "n >= 2.505", "b": "n == 1.005", "c": "n != 0.333", "d": "n / m <= positive / 3", "e": "n / 7 > 1.1", "f": "born < met", "g": "n < -0.005"},
    "counts": {"a": "count(items, c.ok)", "b": "count(items, c.v > 1 and c.day <= as_of)", "c": "count(items, true)", "d": "count(items, false)", "e": "count(items, c.w >= 3)", "f": "count(items, c.v >= n)", "g": "count(items, yes and c.w > 1)", "h": "count(items, age(c.day, as_of) < 6)"},
    "sums": {"a": "total(items, c.v)", "b": "avg(items, c.v)", "c": "avg(items, c.v * c.w)", "d": "total(items, iif(c.ok, c.v, 0)) + total(others, c.x)", "e": "avg(items, c.v) / 12", "f": "iif(avg(items, c.v) <= 2.5, 1, 0)", "g": "iif(avg(items, c.v) < avg(others, c.x), 1, 0)", "h": "total(items, c.w)", "i": "n / total(items, c.v)", "j": "avg(items, c.w)", "k": "total(items, tbl('rates', c.day).r)"},
    "quantified": {"a": "every(items, c.ok)", "b": "some(items, c.ok)", "c": "every(items, c.v > 1 or c.ok)", "d": "some(items, c.w > 3)", "e": "every(items, present(c.v))", "f": "every(items, true)", "g": "some(items, false)", "h": "every(items, false)", "i": "some(items, true)", "j": "some(items, c.v / c.w > 1)"},
    "insured": {"a": "ssobase(met) / 30 * 0.5", "b": "sso_ceiling(met)", "c": "ssobase(as_of)"},
}  # fmt: skip

LETS = """{code: lets, criteria: [{id: one, expr: "big > 1 and n < 100"}, {id: two, expr: "yes or big == 2"}, {id: three, expr: "member"}],
  let: {big: "max(n, half) * 2", half: "m / 2", member: "word in ['a', 'b'] or count(items, c.ok) > half"},
  outputs: {amount: "other + half", other: "big / 3", enough: "other > 1"}}"""
CRITERIA = """{code: criteria, covers: {from: 2020-01-01, to: null}, criteria: [{id: c1, expr: "yes"}, {id: c2, expr: "n >= 1 or no"}, {id: c3, expr: "tbl('rates', born).flag or usual"},
  {id: c4, expr: "avg(items, c.v) <= 2"}, {id: c5, expr: "true"}], tables: {rates: [{from: 2000-01-01, to: 2009-12-31, r: 1, flag: true}, {from: 2012-01-01, to: null, r: 0.7, flag: false}]}, outputs: {amount: "n / tbl('rates', born).r"}}"""
LATER = (
    """{code: later, covers: {from: 2030-01-01, to: null}, criteria: [{id: c1, expr: "yes"}], outputs: {amount: "1"}}"""
)


def programmes() -> Programmes:
    """Return all of them, each expression as an output of a document without criteria, and as a criterion if it can be."""
    vocabulary = load_vocabulary(VOCABULARY)
    documents = []
    for code, expressions in EXPRESSIONS.items():
        for name, expression in expressions.items():
            outputs = f'"{expression}"'
            text = f"{{code: {code}_{name}, criteria: [], tables: {{{_tables(expression)}}}, outputs: {{amount: {outputs}}}}}"
            documents.append(read_document(text, vocabulary))
    documents += [read_document(text, vocabulary) for text in (LETS, CRITERIA, LATER)]
    return Programmes(documents, vocabulary, load_shared(SHARED))


def _tables(expression: str) -> str:
    used = [
        line.strip() for line in TABLES.strip().splitlines() if f"('{line.strip().partition(':')[0]}'" in expression
    ]
    return ", ".join(used)

"""What expressions mean: Kleene's tables, exact numbers, each function with its edges."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tests.welfare.rules.small import evaluate
from welfare.rules.tree import NOT_ENCODED

ERROR = {NOT_ENCODED}
KNOWN = {"t": True, "f": False}
PEOPLE = [{"age": 3}, {"age": 0, "at_home": False}]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("t and t", True), ("t and f", False), ("t and u", {"u"}),
        ("f and t", False), ("f and f", False), ("f and u", False),
        ("u and t", {"u"}), ("u and f", False), ("u and v", {"u", "v"}),
        ("t or t", True), ("t or f", True), ("t or u", True),
        ("f or t", True), ("f or f", False), ("f or u", {"u"}),
        ("u or t", True), ("u or f", {"u"}), ("u or v", {"u", "v"}),
        ("not t", False), ("not f", True), ("not u", {"u"}),
        ("u and (f or v) and t", {"u", "v"}), ("(u and f) or v", {"v"}), ("u or not u", {"u"}),
        ("u == u", {"u"}), ("t == f", False), ("t != f", True), ("f == u", {"u"}),
        ("iif(t, u, v)", {"u"}), ("iif(f, u, t)", True), ("iif(u, t, t)", {"u"}), ("iif(u, v, t)", {"u"}),
    ],
)  # fmt: skip
def test_three_values(expression: str, value: Any):
    assert evaluate(expression, **KNOWN) == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("0.70 + 0.10", Fraction(4, 5)), ("17500 / 30 * 0.6 * 180", 63000), ("1 / 3 * 3 == 1", True),
        ("-n", -7), ("n - -7", 14), ("0 * m", {"m"}), ("n * m", {"m"}), ("m * m - n", {"m"}),
        ("n / 0", ERROR), ("m / 0", {"m"}), ("n / (n - 7)", ERROR), ("7 / n", 1), ("n / 2", Fraction(7, 2)),
        ("min(n, 3)", 3), ("max(n, 3, 9)", 9), ("min(0, m)", {"m"}), ("max(m, n)", {"m"}),
        ("floor(-n / 2)", -4), ("ceil(-n / 2)", -3), ("floor(n / 2)", 3), ("ceil(n / 2)", 4), ("floor(n)", 7),
        ("n in [6, 7.0]", True), ("n not in [6, 7.5]", True), ("m in [1]", {"m"}), ("s in ['ก', 'ข']", True),
        ("n >= 7.0", True), ("n > 7", False), ("n < m", {"m"}), ("s == 'ก'", True), ("s != \\\"'\\\"", True),
        ("315.01 * 100 == 31501", True),
    ],
)  # fmt: skip
def test_exact_numbers(expression: str, value: Any):
    assert evaluate(expression, n=7, s="ก") == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("age(birth, date('2026-02-28'))", 21), ("age(birth, date('2026-03-01'))", 22),
        ("age(birth, date('2024-02-28'))", 19), ("age(birth, date('2024-02-29'))", 20),
        ("age(birth, date('2004-02-28'))", -1), ("age(birth, birth)", 0),
        ("fom(as_of)", date(2026, 9, 1)), ("eom(date('2024-02-10'))", date(2024, 2, 29)),
        ("eom(date('2026-12-31'))", date(2026, 12, 31)),
        ("fy_start(date('2026-09-30'))", date(2025, 10, 1)), ("fy_start(date('2026-10-01'))", date(2026, 10, 1)),
        ("fy_start(date('0001-01-01'))", ERROR), ("tax_year_end(as_of)", date(2026, 12, 31)),
        ("add_months(date('2026-08-31'), 6)", date(2027, 2, 28)),
        ("add_months(date('2026-01-31'), -2)", date(2025, 11, 30)),
        ("add_years(birth, 1)", date(2005, 2, 28)), ("add_years(birth, 4)", date(2008, 2, 29)),
        ("add_years(expiry, 1)", ERROR), ("add_days(expiry, 1)", ERROR), ("add_days(birth, 1)", date(2004, 3, 1)),
        ("add_months(birth, 0.5)", ERROR),
        ("days(date('2024-02-28'), date('2024-03-01'))", 2),
        ("days(as_of, birth) < 0", True),
        ("age(birth, as_of) >= m", {"m"}),
    ],
)  # fmt: skip
def test_dates(expression: str, value: Any):
    assert evaluate(expression, birth="2004-02-29", expiry="9999-12-31") == value


@pytest.mark.parametrize(
    ("expression", "as_of", "value"),
    [
        ("tbl('rates', as_of).pay", date(2020, 1, 1), 500), ("tbl('rates', as_of).pay", date(2024, 12, 31), 500),
        ("tbl('rates', as_of).pay", date(2026, 1, 1), Fraction(1201, 2)),
        ("tbl('rates', as_of).pay", date(2019, 12, 31), ERROR),
        ("tbl('rates', as_of).pay", date(2025, 6, 1), ERROR), ("tbl('rates', birth).pay", date(2026, 1, 1), {"birth"}),
        ("tbl('rates', as_of).from_day", date(2026, 1, 1), date(2026, 2, 3)),
        ("not tbl('rates', as_of).open", date(2020, 1, 1), True),
        ("row('levels', 'high').pay", date(2026, 1, 1), 2), ("row('levels', s).pay", date(2026, 1, 1), ERROR),
        ("row('levels', level).pay", date(2026, 1, 1), {"level"}), ("has_row('levels', s)", date(2026, 1, 1), False),
        ("has_row('levels', 'low')", date(2026, 1, 1), True), ("has_row('levels', level)", date(2026, 1, 1), {"level"}),
        ("sso_ceiling(as_of)", date(2025, 12, 31), 15000), ("sso_ceiling(as_of)", date(2026, 1, 1), 17500),
        ("sso_ceiling(as_of)", date(1995, 3, 29), ERROR), ("sso_ceiling(birth)", date(2026, 1, 1), {"birth"}),
    ],
)  # fmt: skip
def test_tables(expression: str, as_of: date, value: Any):
    assert evaluate(expression, as_of=as_of, s="mid") == value


@pytest.mark.parametrize(
    ("facts", "value"),
    [
        ({"sso_section": 39}, 4800), ({}, {"sso_section"}), ({"sso_section": 33}, {"sso_wage_base_monthly"}),
        ({"sso_section": 33, "sso_wage_base_monthly": 1649}, 1650),
        ({"sso_section": 33, "sso_wage_base_monthly": 17499}, 17499),
        ({"sso_section": 33, "sso_wage_base_monthly": 17501}, 17500),
    ],
)  # fmt: skip
def test_the_wage_base(facts: dict[str, Any], value: Any):
    assert evaluate("ssobase(as_of)", **facts) == value


@pytest.mark.parametrize(
    ("expression", "n", "value"),
    [
        ("tier(n, [[0, 1], [10, 2], [20, m]])", 9, 1), ("tier(n, [[0, 1], [10, 2], [20, m]])", 10, 2),
        ("tier(n, [[0, 1], [10, 2], [20, m]], '>')", 10, 1), ("tier(n, [[0, 1], [10, 2], [20, m]])", 20, {"m"}),
        ("tier(n, [[0, 1], [10, 2]])", -1, ERROR),
        ("tier(n, [[0, 1]], '>')", 0, ERROR),
        ("tier(m, [[0, n]])", 1, {"m"}),
        ("tier(n, [[0, 'a'], [10, 'b']]) == 'b'", 10, True),
        ("tier(n, row('levels', 'high').bands)", 100, 10), ("tier(n, row('levels', level).bands)", 1, {"level"}),
        ("tier(m, row('levels', level).bands)", 1, {"m", "level"}),
        ("marginal_rate(n, row('levels', 'low').bands)", 250, 25),
        ("marginal_rate(n, row('levels', 'low').bands)", 100, 5),
        ("marginal_rate(n, row('levels', 'low').bands)", -5, 0),
        ("marginal_rate(m, row('levels', 'low').bands)", 0, {"m"}),
        ("marginal_amount(n, row('levels', 'high').bands, '>=')", 100, 15),
        ("marginal_amount(n, row('levels', 'high').bands, '>')", 100, 5),
        ("marginal_amount(n, [[0, 5], [100, m]], '>=')", 99, 5),
        ("marginal_amount(n, [[0, 5], [100, m]], '>=')", 100, {"m"}),
    ],
)  # fmt: skip
def test_tiers_and_bands(expression: str, n: int, value: Any):
    assert evaluate(expression, n=n) == value


@pytest.mark.parametrize(
    ("expression", "children", "value"),
    [
        ("count(children, c.age >= 1)", PEOPLE, 1),
        ("count(children, true)", [], 0),
        ("count(children, true)", None, {"children"}),
        ("count(children, c.age >= 1)", [{"age": 3}, {}], {"children[].age"}),
        ("count(children, c.at_home)", PEOPLE, 1),
        ("count(children, c.age > 5 and c.at_home) == 0", [{"age": 3}, {}], {"children[].age"}),
        ("total(children, c.age)", PEOPLE, 3),
        ("total(children, c.age)", [], 0),
        ("total(children, c.age)", None, {"children"}),
        ("total(children, c.age)", [{"age": 1}, {}], {"children[].age"}),
        ("avg(children, c.age)", PEOPLE, Fraction(3, 2)),
        ("avg(children, c.age)", [], {"children"}), ("avg(children, c.age)", None, {"children"}),
        ("avg(children, c.age + m)", [{}], {"children[].age", "m"}),
        ("every(children, c.age >= 1)", [], True), ("every(children, c.age >= 1)", [{}, {"age": 0}], False),
        ("every(children, c.age >= 1)", [{}, {"age": 3}], {"children[].age"}),
        ("some(children, c.age >= 1)", [], False),
        ("some(children, c.age >= 1)", [{}, {"age": 3}], True),
        ("some(children, c.age >= 1)", [{}, {"age": 0}], {"children[].age"}),
        ("some(children, c.age >= 1)", None, {"children"}), ("every(children, u)", [{}], {"u"}),
        ("count(children, present(c.age))", [{"age": 1}, {"age": None}, {}], 1),
        ("count(children, present(c.at_home))", PEOPLE, 1),
        ("avg(children, c.age) <= n", PEOPLE, {"n"}), ("count(children, 1 / c.age > 0)", PEOPLE, ERROR),
    ],
)  # fmt: skip
def test_lists(expression: str, children: Any, value: Any):
    assert evaluate(expression, children=children) == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("count(children, true)", {"children"}),
        ("total(children, c.age)", {"children"}),
        ("avg(children, c.age)", {"children"}),
        ("every(children, c.age == 3)", {"children"}), ("every(children, c.age > 3)", False),
        ("some(children, c.age == 3)", True), ("some(children, c.age > 3)", {"children"}),
    ],
)  # fmt: skip
def test_an_incomplete_list_may_hold_anything_more(expression: str, value: Any):
    assert evaluate(expression, children={"items": [{"age": 3}], "incomplete": True}) == value


def test_present_means_supplied_and_a_default_does_not_count():
    expression = "present(u) and not present(pension) and present(children)"

    assert evaluate(expression, u=False, children=[]) is True
    assert evaluate("present(pension) or pension") is False
    assert evaluate("present(pension)", pension=False) is True
    assert evaluate("present(u)", u=None) is False


def test_lets_are_macros_that_ask_by_the_names_of_facts():
    lets = 'a: "b + 1", b: "n * 2"'

    assert evaluate("a + b", lets=lets, n=2) == 9
    assert evaluate("a + b", lets=lets) == {"n"}

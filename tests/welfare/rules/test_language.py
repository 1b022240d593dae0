"""What the language refuses: hostile, wrong and merely mistaken expressions, each with its position."""

import pytest
from hypothesis import example, settings
from hypothesis import given as for_all
from hypothesis import strategies as some

from tests.welfare.rules.small import AS_OF, WORDS, evaluate, programme, published
from welfare.rules import given
from welfare.rules.faults import BadExpression, Place
from welfare.rules.language import DEEPEST_BRACKETS, LONGEST_TEXT, MOST_NODES, parse
from welfare.rules.scope import Scope
from welfare.rules.tree import Kind


@pytest.mark.parametrize(
    "expression",
    [
        "__import__('os').system('true')", "birth.__class__", "c.__class__", "().__class__", "(lambda: t)()",
        "lambda: t",
        "[x for x in children]", "{t: f}", "{t}", "(t, f)", "(y := t)", "f'{s}'", "t if f else u", "s[0]", "s[0:1]",
        "*s",
        "min(*n)", "min(n, key=m)", "min(n)", "eval('1')", "exec('1')", "open('x')", "print(n)", "n ** 2", "n // 2",
        "n % 2",
        "n @ 2", "n << 2", "n & 1", "n | 1", "n ^ 1", "~n", "+n", "t is f", "t is not f", "1 < n < 3", "n == m == 1",
        "1e3", "0x10", "1j", "1_000", "1.", ".5", "007", "0b1", "True and t", "None == n", "...", "await n", "yield n",
        "b'x' == s", "r'x' == s", "u'x' == s", "'a' 'b' == s", "'a\\\\n' == s", "'''a''' == s", "s == 'a",
        "s == \u2018a\u2019",
        "n \u2265 1", "\u0e01", "n\u00a0> 1", "n > 1 # why", "n > 1; t", "n = 1", ")", "((n)", "t and",
        "not",
        "n > 1 \\\\\n", "n\t> 1", "import os", "del n", "assert t", "print", "children", "children == children",
        "present(children) + 1",
        "count(children)", "count(children, count(children, t) > 0)", "count(s, t)", "count(u, t)",
        "count(children, c)", "c.age",
        "c", "count(children, c.wages > 1)", "count(children, d.age > 1)", "present(n + 1)", "present(1)",
        "present(as_of)",
        "iif(n, 1, 2)", "iif(t, 1, s)", "iif(t, 1)", "n and t", "not n", "-t", "n == s", "birth == '2026-01-01'",
        "s < 'b'", "t < f",
        "n in []", "n in [m]", "n in ['a']", "n in [1, 'a']", "n in children", "n in (1, 2)", "n in s", "date(s)",
        "date('2026')",
        "date('2026-02-30')", "date('2569-01-01')", "date('x')", "date(2026)", "tbl('rates', as_of)",
        "tbl('rates', as_of).x",
        "tbl('none', as_of).pay", "tbl(s, as_of).pay", "tbl('rates', n).pay", "tbl('levels', as_of).pay",
        "row('rates', as_of).pay",
        "row('levels', n).pay", "tbl('rates').pay", "tbl('rates', on=as_of).pay", "row('levels', 'low').bands + 1",
        "unknown_name",
        "nosuch(1)", "age(birth)", "age(n, as_of)", "tier(n, [])", "tier(n, [[1, 2], [1, 3]])", "tier(n, [[m, 2]])",
        "tier(n, [1, 2])",
        "tier(n, [[0, 1], [1, 'a']])", "tier(n, [[0, 1]], '>=')", "tier(n, [[0, 1]], s)",
        "marginal_amount(n, [[0, 1]])",
        "marginal_amount(n, [[0, 1]], '<')", "marginal_rate(n, [[0, 's']])", "tier(n, n)", "has_row('rates', as_of)",
        "[1, 2]",
    ],
)  # fmt: skip
def test_what_the_language_does_not_have_is_refused(expression: str):
    with pytest.raises(BadExpression) as caught:
        evaluate(expression.replace('"', '\\"'))

    assert "At character" in caught.value.en


@pytest.mark.parametrize(
    "expression",
    [
        "income + wage", "income > wage", "max(income, wage)", "iif(t, income, area)", "income / 12 > income",
        "min(area, income)", "0.5 * income + wage", "income in [1] or income - area > 0",
        "total(children, income) > wage",
    ],
)  # fmt: skip
def test_two_units_that_differ_are_refused_in_a_document_and_noted_in_a_draft(expression: str):
    with pytest.raises(BadExpression, match="the units"):
        programme(published(f'outputs: {{x: "{expression}"}}'))

    draft = programme(f'{{code: p, criteria: [], outputs: {{x: "{expression}"}}}}').document
    assert [warned for warned in draft.warnings if "the units" in warned.en] != []


@pytest.mark.parametrize(
    ("expression", "facts"),
    [
        ("income / 12 + wage == 300", {"income": 1200, "wage": 200}),
        ("wage * 12 + income == 3600", {"income": 1200, "wage": 200}),
        ("area * (income / area) + income == 2400", {"income": 1200, "area": 2}),
        ("0.5 * income + income == 1800", {"income": 1200}),
    ],
)
def test_units_that_do_meet(expression: str, facts: dict[str, int]):
    made = programme(published(f'outputs: {{x: "{expression}"}}'))

    assert made.compiler.outputs["x"](made.case(given.read(WORDS, facts), AS_OF)) is True


@pytest.mark.parametrize(
    "expression",
    [
        "t" + " and t" * (LONGEST_TEXT // 6 + 1),
        "(" * (DEEPEST_BRACKETS + 1) + "t" + ")" * (DEEPEST_BRACKETS + 1),
        "not " * 400 + "t",
        "-" * 1900 + "n",
        "1" + "+1" * 60,
        "n in [" + ",".join("1" * (MOST_NODES + 1)) + "]",
    ],
    ids=["long", "brackets", "nots", "minuses", "sums", "many"],
)
def test_what_is_too_large_is_refused(expression: str):
    with pytest.raises(BadExpression):
        evaluate(expression)


def test_what_is_just_small_enough_is_read():
    assert evaluate("(" * DEEPEST_BRACKETS + "t" + ")" * DEEPEST_BRACKETS, t=True) is True
    assert evaluate("n in [" + ",".join("1" * (MOST_NODES - 10)) + "]", n=1) is True


def test_lets_that_explode_when_written_out_are_refused():
    lets = ", ".join(f'l{n}: "l{n - 1} + l{n - 1}"' for n in range(1, 40))

    with pytest.raises(BadExpression, match="more than 5000 nodes"):
        evaluate("l39", lets=f'l0: "n + 1", {lets}')


@pytest.mark.parametrize("lets", ['a: "a + 1"', 'a: "b", b: "a"', 'a: "b + n", b: "d", d: "n + a"'])
def test_a_let_that_needs_itself_is_refused(lets: str):
    with pytest.raises(BadExpression, match="needs itself"):
        evaluate("a", lets=lets)


def test_the_position_of_a_mistake_is_told_in_characters():
    with pytest.raises(BadExpression) as caught:
        evaluate("s == 'กขค' and nn > 1")

    assert "At character 16: Did you mean n?" in caught.value.en
    assert caught.value.place.file == "p.yaml"
    assert caught.value.place.line == 1


def test_line_breaks_between_parts_are_read():
    source, _ = parse("t\nand u", Place("x.yaml", 1), "expr")

    assert source.text == "t and u"


WORDS_OF_IT = [
    "t", "u", "n", "s", "c", "birth", "children", "as_of", "and", "or", "not", "in", "(", ")", "[", "]", ",", ".",
    "+", "-", "*",
    "/", "<", ">=", "==", "'a'", '"', "1", "0.5", "count", "tier", "iif", "tbl", "row", "date", "lambda", "if",
    "else", ":=",
    "**", "\\", "#", "\n", "\x00", "f'", "__", "ก", "for", "True", "None", ";", "{", "}", "@", "~", "1e9", "age",
    "present", "=",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@example("tbl('rates', as_of) . pay")
@for_all(some.lists(some.sampled_from(WORDS_OF_IT), max_size=25).map(" ".join) | some.text(max_size=60))
def test_any_text_is_an_expression_or_refused_with_its_place(text: str):
    scope = Scope(WORDS, {}, {}, is_draft=True)

    try:
        outcome: object = scope.expression(text, Place("x.yaml", 7), "expr").kind
    except BadExpression as fault:
        outcome = (fault.place.line, fault.key)

    assert outcome in (*Kind, (7, "expr"))

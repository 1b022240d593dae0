"""The text of an expression, checked and parsed into Python's syntax tree, from which building.py copies node by node.

Nothing is ever evaluated or compiled as Python: only `ast.parse` reads the text, after the checks below. What the
language does not have is refused with its position; there is no fallback.
"""

import ast
import re
import warnings
from fractions import Fraction

from welfare.rules.faults import BadExpression, Both, Place
from welfare.rules.tree import Number

LONGEST_TEXT = 2000
DEEPEST_BRACKETS = 30
MOST_NODES = 500
DEEPEST_NODES = 40

_QUOTED = re.compile(r"'[^'\\\n]*'|\"[^\"\\\n]*\"")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_PLAIN = re.compile(r"[A-Za-z0-9_ \n.,+\-*/()\[\]<>=!]*")
# 1e3, 0x10, 1j, 1_000 and "0in x": a figure that runs into a letter is none of ours.
_FIGURE_AND_LETTER = re.compile(r"(?<![A-Za-z0-9_])[0-9][0-9.]*[A-Za-z_]")
_LEADING_ZERO = re.compile(r"(?<![A-Za-z0-9_.])0[0-9]")
# Quoted texts are between these two while the rest is checked.
_OPEN, _CLOSE = "\x02", "\x03"
_PREFIXED = re.compile(f"[A-Za-z0-9_]{_OPEN}|{_CLOSE}[ \n]*{_OPEN}")
_POWER = re.compile(r"\*\*|//")


class Source:
    """One expression's text with its place and key, from which faults are made."""

    def __init__(self, text: str, place: Place, key: str) -> None:
        self.text = text
        self.place = place
        self.key = key

    def fault(self, at: int, found: object, expected: Both, mend: Both) -> BadExpression:
        """Return the fault at character `at` (from 0) of the text, to be raised."""
        where = (f"แก้ที่อักขระที่ {at + 1}: {mend[0]}", f"At character {at + 1}: {mend[1]}")
        return BadExpression(self.place, self.key, found=found, expected=expected, mend=where)

    def segment(self, node: ast.AST) -> str:
        """Return the text that a node of Python's tree was read from."""
        start, end = getattr(node, "col_offset", 0), getattr(node, "end_col_offset", 0)
        # ast counts bytes, and line breaks are gone by now.
        return self.text.encode()[start:end].decode()

    def at(self, node: ast.AST) -> int:
        """Return the character at which a node begins."""
        return len(self.text.encode()[: getattr(node, "col_offset", 0)].decode())


def parse(text: str, place: Place, key: str) -> tuple[Source, ast.expr]:
    """Return the source and Python's tree of an expression.

    >>> parse("age(birth_date, as_of) >= 60", Place("x.yaml", 3), "expr")[1].__class__.__name__
    'Compare'

    :raises BadExpression: when the text is too long, too deep, or holds what the language does not have.
    """
    source = Source(text.strip().replace("\r\n", "\n"), place, key)
    _check(source)
    source.text = source.text.replace("\n", " ")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed = ast.parse(source.text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
        at = (getattr(problem, "offset", 1) or 1) - 1
        raise source.fault(
            at,
            source.text or "an empty expression",
            ("นิพจน์ที่ถูกรูป", "a well-formed expression"),
            ("ตรวจวงเล็บและตัวดำเนินการ", "Check brackets and operators."),
        ) from problem
    _measure(source, parsed)
    return source, parsed


def _check(source: Source) -> None:
    text = source.text
    if len(text) > LONGEST_TEXT:
        raise source.fault(
            LONGEST_TEXT,
            f"{len(text)} characters",
            (f"ไม่เกิน {LONGEST_TEXT} อักขระ", f"at most {LONGEST_TEXT} characters"),
            ("แยกเป็น let", "Split it with let."),
        )
    # Quoted text may hold anything on one line; what is left must be plain. Lengths are kept, so that positions hold.
    bare = _QUOTED.sub(lambda found: _OPEN + "q" * (len(found[0]) - 2) + _CLOSE, text)
    for pattern, what, mend in (
        (
            _PREFIXED,
            "a text with a prefix, or two in a row",
            ("ข้อความในเครื่องหมายคำพูดเดียว", "Write one plain quoted text."),
        ),
        (_POWER, "** or //", ("ใช้ + - * / เท่านั้น", "Use + - * / only.")),
        (_FIGURE_AND_LETTER, "a figure that runs into letters", ("เขียนเลขเป็น 1000 หรือ 0.5", "Write 1000 or 0.5.")),
        (_LEADING_ZERO, "a number with a leading zero", ("ตัด 0 ข้างหน้าออก", "Leave the zero out.")),
    ):
        if found := pattern.search(bare):
            raise source.fault(found.start(), what, ("ภาษานิพจน์", "the expression language"), mend)
    without = re.sub(f"{_OPEN}q*{_CLOSE}", lambda found: " " * len(found[0]), bare)
    plain = _PLAIN.match(without)
    end = plain.end() if plain else 0
    if end < len(without):
        raise source.fault(
            end,
            without[end],
            ("อักขระของภาษานิพจน์", "a character of the expression language"),
            ("นอกเครื่องหมายคำพูดใช้ ASCII เท่านั้น", "Outside quotes only plain ASCII letters, figures and operators."),
        )
    depth = 0
    for at, character in enumerate(without):
        depth += (character in "([") - (character in ")]")
        if depth > DEEPEST_BRACKETS:
            raise source.fault(
                at,
                f"{depth} brackets inside each other",
                (f"ไม่เกิน {DEEPEST_BRACKETS} ชั้น", f"at most {DEEPEST_BRACKETS}"),
                ("แยกเป็น let", "Split it with let."),
            )


def _measure(source: Source, parsed: ast.expr) -> None:
    # Without recursion: the depth is not known to be small yet.
    waiting: list[tuple[ast.AST, int]] = [(parsed, 1)]
    seen = 0
    while waiting:
        node, depth = waiting.pop()
        seen += 1
        if seen > MOST_NODES or depth > DEEPEST_NODES:
            raise source.fault(
                source.at(node),
                f"more than {MOST_NODES} nodes" if seen > MOST_NODES else f"more than {DEEPEST_NODES} levels",
                (f"ไม่เกิน {MOST_NODES} ส่วน {DEEPEST_NODES} ชั้น", f"at most {MOST_NODES} nodes, {DEEPEST_NODES} deep"),
                ("แยกเป็น let", "Split it with let."),
            )
        waiting.extend((below, depth + 1) for below in ast.iter_child_nodes(node) if isinstance(below, ast.expr))


def number(source: Source, node: ast.Constant) -> Number:
    """Return a number from its own text: Python has already made 0.70 a binary float.

    :raises BadExpression: unless it is spelled digits[.digits].
    """
    text = source.segment(node)
    if not _NUMBER.fullmatch(text):
        raise source.fault(
            source.at(node), text, ("ตัวเลขเช่น 1000 หรือ 0.5", "a number such as 1000 or 0.5"), ("แก้ตัวเลข", "Rewrite it.")
        )
    exact = Fraction(text)
    return exact.numerator if exact.denominator == 1 else exact


def text_of(source: Source, node: ast.Constant) -> str:
    """Return a quoted text.

    :raises BadExpression: unless it is one plain text on one line.
    """
    spelled = source.segment(node)
    if not _QUOTED.fullmatch(spelled):
        raise source.fault(
            source.at(node), spelled, ("ข้อความในเครื่องหมายคำพูด", "one plain quoted text"), ("แก้ข้อความ", "Rewrite it.")
        )
    return spelled[1:-1]

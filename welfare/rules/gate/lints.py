"""Forms that stay unknown though people could tell: safe, but they may cost a citizen one question too many."""

from __future__ import annotations

from collections.abc import Iterator

from welfare.rules.document import Document
from welfare.rules.faults import Both
from welfare.rules.gate.report import REMARK, Finding, finding
from welfare.rules.gate.trees import facts_of, trees
from welfare.rules.tree import And, Compare, If, Membership, Node, Not, Or, walk

_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_MEND: Both = ("เขียนใหม่ให้แต่ละข้อเท็จจริงปรากฏครั้งเดียว", "Rewrite it so that each fact occurs once.")
_PLAIN: Both = ("นิพจน์ที่ตอบได้เมื่อไม่ทราบข้อเท็จจริงนั้น", "an expression that can be told without the fact")


def findings(document: Document) -> Iterator[Finding]:
    """Yield `x or not x`, and facts that stand in both branches of an iif but not in its condition."""
    for key, place, tree in trees(document):
        for node in walk(tree):
            if isinstance(node, And | Or) and any(_negated(one) in node.items for one in node.items):
                yield finding(
                    REMARK, "GATE_UNKNOWN_WITH_ITSELF", place, key, found="a condition and its opposite",
                    expected=_PLAIN, mend=_MEND,
                    says=(f"{key}: มีเงื่อนไขและสิ่งตรงข้ามของมันอยู่ด้วยกัน ผลจะเป็นไม่ทราบเมื่อไม่มีข้อมูล แม้คนจะตอบได้",
                          f"{key}: holds a condition and its opposite; it stays unknown where a person could tell."),
                )  # fmt: skip
            if isinstance(node, If):
                both = facts_of(document, node.then) & facts_of(document, node.otherwise)
                both -= facts_of(document, node.condition)
                if both:
                    listed = ", ".join(sorted(both))
                    yield finding(
                        REMARK, "GATE_UNKNOWN_IN_BOTH_BRANCHES", place, key, found=listed, expected=_PLAIN, mend=_MEND,
                        says=(f"{key}: {listed} อยู่ในทั้งสองทางของ iif ถ้าไม่ทราบเงื่อนไข อาจถามประชาชนเกินหนึ่งข้อ",
                              f"{key}: {listed} stands in both branches of an iif; it may cost one question too many."),
                    )  # fmt: skip


def _negated(node: Node) -> Node:
    if isinstance(node, Not):
        return node.item
    if isinstance(node, Compare):
        return Compare(kind=node.kind, unit=node.unit, op=_OPPOSITE[node.op], left=node.left, right=node.right)
    if isinstance(node, Membership):
        return Membership(
            kind=node.kind, unit=node.unit, item=node.item, options=node.options, negated=not node.negated
        )
    return Not(kind=node.kind, item=node)

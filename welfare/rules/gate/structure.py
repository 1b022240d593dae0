"""Every fault of a text at once, though the loader stops at the first: what is faulty is set aside, and it reads on.

What is set aside has a name (a let, a table, a law); complaints of others that it is missing then are not told: they
go away with the fault they come from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from welfare.rules import yaml_reading
from welfare.rules.document import Document
from welfare.rules.facts import Vocabulary
from welfare.rules.faults import BadDocument, Fault, Place
from welfare.rules.gate.report import Finding, of_fault
from welfare.rules.loading import FORMAT, read_documents
from welfare.rules.yaml_reading import Block, Sequence

MOST_FAULTS = 60
_NAMED = ("let", "tables", "cites", "outputs")
_WORD = re.compile(r"[a-z][a-z0-9_]*")
_SAID = {"th": "-", "en": "-"}
# What stands in for a key that every document must have, so that the rest can be read.
_STAND_INS: dict[str, Any] = {
    "format": FORMAT, "code": "faulty", "version": 1, "title": dict(_SAID), "entity": "person", "period": "once",
    "criteria": [],
}  # fmt: skip


@dataclass
class _Aside:
    """What was set aside so far."""

    names: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)


def read(text: str, vocabulary: Vocabulary, file: str) -> tuple[tuple[Finding, ...], Document | None, Any]:
    """Return all faults of a text, the document (without its faulty parts), and what YAML made of the text.

    The document is None when the text is no YAML of ours, or too little of it can be read.
    """
    try:
        whole = yaml_reading.read(text, file)
    except Fault as fault:
        return (of_fault(fault),), None, None
    tree = _copied(whole)
    if not isinstance(tree, Block) or "programmes" in tree:
        no_document = BadDocument(
            Place(file, 1, 1), "document", found=whole if not isinstance(tree, Block) else "a list of programmes",
            expected=("เอกสารหลักเกณฑ์หนึ่งฉบับ", "one rule document"),
            mend=("ส่งทีละโครงการ", "Write one programme only."),
        )  # fmt: skip
        return (of_fault(no_document),), None, whole
    aside = _Aside()
    if "format" not in tree:
        short_form = BadDocument(
            Place(file, 1, 1), "format", found="the draft sheet's short form",
            expected=(f" format: {FORMAT}", f"format: {FORMAT}"),
            mend=(f"เขียนเอกสารให้ครบทุกข้อ แล้วขึ้นต้นด้วย format: {FORMAT}",
                  f"Write the document out in full, and begin with format: {FORMAT}."),
        )  # fmt: skip
        aside.findings.append(of_fault(short_form))
        tree["format"] = FORMAT
    for _ in range(MOST_FAULTS * 3):
        try:
            (document,) = read_documents(tree, vocabulary, file)
        except Fault as fault:
            if not _set_aside(tree, fault, aside) or len(aside.findings) >= MOST_FAULTS:
                return tuple(aside.findings), None, whole
        else:
            return tuple(aside.findings), document, whole
    return tuple(aside.findings), None, whole


def _set_aside(tree: Block, fault: Fault, aside: _Aside) -> bool:
    """Take the part with the fault out of the tree; tell whether there was anything to take."""
    if not (set(_WORD.findall(fault.found)) & aside.names):
        aside.findings.append(of_fault(fault))
    way = list(_way(tree, fault.place))
    if fault.found.strip("'").startswith("the unknown key ") and way:
        block, key = way[-1]
        return _taken(block, key)
    last = fault.key.rpartition(".")[2]
    if not way:
        return _stood_in(tree, last, fault)
    if len(way) == 1:
        return _stood_in(tree, way[0][1], fault)
    top = way[0][1]
    (block, key) = way[1]
    if top in ("tables",) and len(way) > 2 and len(block) > 0:
        # One row of a table, while others remain.
        for container, place in way[2:]:
            if isinstance(container, Sequence) and len(container) > 1 and not _is_first(container, place):
                return _taken(container, place)
    if top in _NAMED:
        aside.names.add(str(key))
    if top in _STAND_INS and top != "criteria":
        tree[top] = _copied(_STAND_INS[top])
        return True
    return _taken(block, key)


def _is_first(container: Sequence, place: object) -> bool:
    # The first row says what columns there are.
    return place == 0


def _stood_in(tree: Block, key: Any, fault: Fault) -> bool:
    """Replace a key of the document that must be there; take any other out."""
    name = key if key in _STAND_INS or key in tree else fault.key.rpartition(".")[2]
    if name in _STAND_INS:
        if name in tree and tree[name] == _STAND_INS[name]:
            return False
        tree[name] = _copied(_STAND_INS[name])
        return True
    return _taken(tree, name)


def _taken(container: Any, key: Any) -> bool:
    if isinstance(container, Block) and key in container:
        del container[key]
        return True
    if isinstance(container, Sequence) and isinstance(key, int) and key < len(container):
        del container[key]
        del container.places[key]
        return True
    return False


def _way(node: Any, place: Place) -> Iterator[tuple[Any, Any]]:
    """Yield (container, key) from the top down to what begins at `place`, or last before it."""
    while True:
        found: tuple[Place, Any] | None = None
        keys = list(node) if isinstance(node, Block) else list(range(len(node))) if isinstance(node, Sequence) else []
        for key in keys:
            at = yaml_reading.place_of(node, key)
            if (at.line, at.column) <= (place.line, place.column) and (found is None or _before(found[0], at)):
                found = (at, key)
        if found is None:
            return
        yield node, found[1]
        if (found[0].line, found[0].column) == (place.line, place.column) and isinstance(node, Block):
            return
        node = node[found[1]]


def _before(one: Place, other: Place) -> bool:
    return (one.line, one.column) <= (other.line, other.column)


def _copied(value: Any) -> Any:
    """Return a copy that remembers its places."""
    if isinstance(value, Block):
        block = Block(value.place)
        block.update({key: _copied(one) for key, one in value.items()})
        block.places.update(value.places)
        return block
    if isinstance(value, Sequence):
        items = Sequence(value.place)
        items.extend(_copied(one) for one in value)
        items.places.extend(value.places)
        return items
    if isinstance(value, dict):
        return {key: _copied(one) for key, one in value.items()}
    return list(value) if isinstance(value, list) else value

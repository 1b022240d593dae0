"""The shipped programmes, read once for all who only look at them."""

from typing import Any

import pytest

from tests.welfare.rules.inventing import raw
from welfare.rules.programmes import SHIPPED, Programmes, load_programmes
from welfare.rules.tree import Const, Fact, Field, Membership, Node, walk


@pytest.fixture(scope="session")
def programmes() -> Programmes:
    return load_programmes()


@pytest.fixture(scope="session")
def documents() -> dict[str, Any]:
    names = [path.name for path in SHIPPED.glob("*.yaml") if path.name not in ("facts.yaml", "shared.yaml")]
    return {document["code"]: document for document in map(raw, names)}


@pytest.fixture(scope="session")
def interesting(programmes: Programmes) -> dict[str, list[Any]]:
    """Return for each fact the constants it is compared with somewhere, and its neighbours."""
    found: dict[str, list[Any]] = {}

    def note(item: Node, *constants: Node) -> None:
        if isinstance(item, Fact | Field):
            name = item.fact if isinstance(item, Field) else item.name
            found.setdefault(name, []).extend(one.value for one in constants if isinstance(one, Const))

    for one in programmes:
        trees = [
            each.tree for each in (*one.document.criteria, *one.document.lets.values(), *one.document.outputs.values())
        ]
        for node in (below for tree in trees for below in walk(tree)):
            if isinstance(node, Membership):
                note(node.item, *node.options)
            elif hasattr(node, "left") and hasattr(node, "right"):
                note(node.left, node.right)
        for table in one.document.tables.values():
            if table.key is not None:
                for name in ("school_level", "rice_season", "flood_season_be"):
                    found.setdefault(name, []).extend(row.key for row in table.rows)
    return found

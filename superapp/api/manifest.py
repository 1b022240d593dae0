"""The manifest: which documents our own apps send, under which ids.

Clients hash different texts of one operation, so each file has two ids. graphql-codegen sorts the document and
squeezes its white space (client preset 6, hashAlgorithm sha256); Apollo prints it with `__typename` added. We run the
file's own text, never the client's: squeezing changes string literals.
"""

import copy
import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    NameNode,
    Node,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    parse,
    print_ast,
)

PREFIX = "sha256:"
_SPACES = re.compile(r"\s+")


class ManifestError(Exception):
    """A file of operations or the manifest is not as it must be; the message says which, and how to mend it."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One id of one file: `form` is "codegen" or "apollo", `text` is what we run."""

    id: str
    file: str
    form: str
    text: str


def listed_in(folder: Path) -> list[Listed]:
    """Return both ids of every .graphql file below `folder`, by file name.

    :raises ManifestError: when a file cannot be read, has not exactly one named operation, or repeats another's name.
    """
    found: list[Listed] = []
    names: dict[str, str] = {}
    for path in sorted(folder.rglob("*.graphql")):
        file = path.relative_to(folder).as_posix()
        text = path.read_text(encoding="utf-8")
        name = _operation_name(text, file)
        if name != path.stem:
            raise ManifestError(
                f"{file}: found operation {name}, expected {path.stem}: name the file as the operation."
            )
        if name in names:
            raise ManifestError(f"{file}: the operation {name} is in {names[name]} already: rename one.")
        names[name] = file
        found.append(Listed(_sha256(codegen_text(text)), file, "codegen", text))
        found.append(Listed(_sha256(apollo_text(text)), file, "apollo", apollo_text(text)))
    return found


def manifest_text(listed: Iterable[Listed]) -> str:
    """Return the content of operations.json."""
    documents = {f"{PREFIX}{one.id}": {"file": one.file, "as": one.form} for one in listed}
    return orjson.dumps({"documents": documents}, option=orjson.OPT_INDENT_2).decode() + "\n"


def read_manifest(manifest: Path, folder: Path) -> list[Listed]:
    """Return what the manifest lists, with the texts of its files; nothing when there is no manifest.

    :raises ManifestError: when it does not fit the files.
    """
    if not manifest.exists():
        return []
    try:
        documents: dict[str, dict[str, str]] = orjson.loads(manifest.read_bytes())["documents"]
        wanted = {id_.removeprefix(PREFIX): (entry["file"], entry["as"]) for id_, entry in documents.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ManifestError(f"{manifest.name}: found no list of documents: run bin/manage print_operations.") from error
    here = {one.id: one for one in listed_in(folder)}
    for id_, (file, form) in wanted.items():
        found = here.get(id_)
        if found is None or (found.file, found.form) != (file, form):
            raise ManifestError(
                f"{manifest.name}: {file} ({form}) is not the file it was when the list was made: "
                "run bin/manage print_operations."
            )
    return [here[id_] for id_ in wanted]


def _operation_name(text: str, file: str) -> str:
    try:
        document = parse(text)
    except GraphQLError as error:
        raise ManifestError(f"{file}: {error.message}") from error
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    if len(operations) != 1 or operations[0].name is None:
        raise ManifestError(f"{file}: found {len(operations)} operations, expected one, with a name.")
    return operations[0].name.value


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _squeezed(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def apollo_text(text: str) -> str:
    """Return a document as Apollo Client sends it: printed, with `__typename` last in every nested selection set."""
    document = copy.deepcopy(parse(text, no_location=True))
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            for node in definition.selection_set.selections:
                _add_typenames(node)
        elif isinstance(definition, FragmentDefinitionNode):
            _add_typenames(definition)
    return print_ast(document)


def _add_typenames(node: Any) -> None:
    selection_set: SelectionSetNode | None = getattr(node, "selection_set", None)
    if selection_set is None:
        return
    for child in selection_set.selections:
        _add_typenames(child)
    if not any(
        isinstance(child, FieldNode) and child.name.value.startswith("__") for child in selection_set.selections
    ):
        typename = FieldNode(name=NameNode(value="__typename"), alias=None, arguments=(), directives=())
        selection_set.selections = (*selection_set.selections, typename)


def codegen_text(text: str) -> str:
    """Return a document as graphql-codegen's client preset prints it: sorted, on one line."""
    document = parse(text, no_location=True)
    document.definitions = _sorted(document.definitions, lambda node: (node.kind, _name(node)))
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            definition.variable_definitions = _sorted(
                definition.variable_definitions, lambda node: node.variable.name.value
            )
            is_in_order = definition.operation is OperationType.MUTATION
            _sort_selections(definition.selection_set, keep_order=is_in_order)
        elif isinstance(definition, FragmentDefinitionNode):
            definition.directives = _sorted(definition.directives, _name)
            _sort_selections(definition.selection_set)
    return _squeezed(print_ast(document))


def _sort_selections(selection_set: SelectionSetNode, *, keep_order: bool = False) -> None:
    # The root of a mutation keeps its order, since it is the order of the acts.
    if not keep_order:
        selection_set.selections = _sorted(selection_set.selections, _selection_key)
    for node in selection_set.selections:
        keeps = keep_order and isinstance(node, InlineFragmentNode)
        if not keeps and not isinstance(node, FieldNode):
            node.directives = _sorted(node.directives, _name)
        for directive in node.directives or ():
            directive.arguments = _sorted(directive.arguments, _name)
        inner = getattr(node, "selection_set", None)
        if inner is not None:
            _sort_selections(inner, keep_order=keeps)


def _selection_key(node: Any) -> str:
    if isinstance(node, FieldNode):
        return "0" + node.name.value
    if isinstance(node, FragmentSpreadNode):
        return "1" + node.name.value
    condition = node.type_condition.name.value if node.type_condition else ""
    inside = _sorted(node.selection_set.selections, _selection_key)
    return "2" + condition + _squeezed(" ".join(print_ast(child) for child in inside))


def _sorted(nodes: Any, key: Callable[[Any], Any]) -> tuple[Any, ...]:
    return tuple(sorted(nodes or (), key=key))


def _name(node: Node) -> str:
    name = getattr(node, "name", None)
    return name.value if name else "￿"

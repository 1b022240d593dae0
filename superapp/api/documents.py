"""Known documents: a text is parsed, counted, validated and weighed once, and remembered by its hash.

Documents that fail are remembered too, in a store of their own, so that a bad client costs little and cannot push the
good documents out.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    StringValueNode,
    Visitor,
    parse,
    specified_rules,
    validate,
    visit,
)
from graphql.language.visitor import BREAK

from . import limits
from .contract import Contract
from .cost import formula_of
from .errors import RequestRefused
from .introspection import rules_for
from .limits import Limits, too_complex
from .lru import Bounded
from .sharing import Sharing, sharing_of

# A parsed document takes about this many bytes of memory for each character of its text.
BYTES_PER_CHARACTER = 130


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a known document, with all that is learned of it beforehand."""

    name: str | None
    node: OperationDefinitionNode
    is_mutation: bool
    cost: Callable[[Mapping[str, Any]], int]
    sharing: Sharing | None
    variable_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A document that passed all that can be checked without variables. `id` is the SHA-256 of its text, in hex."""

    id: str
    text: str
    fragments: dict[str, FragmentDefinitionNode]
    operations: tuple[Operation, ...]

    def operation(self, name: str | None) -> Operation:
        """Return the operation of that name; None means the only one.

        :raises RequestRefused: OPERATION_RESOLUTION_FAILURE when there is none, or several and no name.
        """
        if name is None:
            if len(self.operations) == 1:
                return self.operations[0]
            raise RequestRefused(
                "OPERATION_RESOLUTION_FAILURE",
                "The document has several operations: give operationName."
                if self.operations
                else "The document has no operation.",
            )
        found = next((operation for operation in self.operations if operation.name == name), None)
        if found is None:
            raise RequestRefused("OPERATION_RESOLUTION_FAILURE", "The document has no operation of that name.")
        return found


def id_of(text: str) -> str:
    """Return the SHA-256 of a document's text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


class Documents:
    """The documents one endpoint knows."""

    def __init__(self, contract: Contract, *, profile: str) -> None:
        self.contract = contract
        self.profile = profile
        self.rules = (*specified_rules, *rules_for(profile))
        self._known: Bounded[str, KnownDocument] = Bounded(most=1_000, most_bytes=16 * 1024 * 1024)
        self._failed: Bounded[str, RequestRefused] = Bounded(most=500, most_bytes=2 * 1024 * 1024)

    def known(self, id_: str) -> KnownDocument | None:
        """Return the document of that id if its text has been read here before."""
        return self._known.get(id_)

    def read(self, text: str) -> KnownDocument:
        """Return the known document of a text, reading it if it is new.

        :raises RequestRefused: when it cannot be parsed, breaks a limit or does not fit the schema.
        """
        try:
            id_ = id_of(text)
        except UnicodeEncodeError as error:
            raise RequestRefused("GRAPHQL_PARSE_FAILED", "The text holds half a character.") from error
        found = self._known.get(id_)
        if found is not None:
            return found
        failed = self._failed.get(id_)
        if failed is not None:
            raise failed
        try:
            made = self.learn(text, id_)
        except RequestRefused as refused:
            # Kept without the frames that led to it.
            self._failed.put(id_, refused.with_traceback(None), 1_000 + 2 * len(text))
            raise
        self._known.put(id_, made, BYTES_PER_CHARACTER * len(text))
        return made

    def learn(self, text: str, id_: str) -> KnownDocument:
        """Parse, count, validate and weigh a text.

        :raises RequestRefused: for the first of these that fails.
        """
        allowed = limits.current()
        document = _parsed(text, allowed)
        limits.check(document, allowed)
        if "\\u0000" in text or "\\u{0" in text:
            _refuse_nul(document)
        schema = self.contract.graphql_schema
        faults = validate(
            schema,
            document,
            self.rules,
            max_errors=allowed.validation_errors,
            hide_suggestions=self.profile != "open",
        )
        if faults:
            raise RequestRefused("GRAPHQL_VALIDATION_FAILED", *[fault.with_traceback(None) for fault in faults])
        fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
        operations = tuple(
            self._operation(node, fragments)
            for node in document.definitions
            if isinstance(node, OperationDefinitionNode)
        )
        return KnownDocument(id_, text, fragments, operations)

    def _operation(self, node: OperationDefinitionNode, fragments: dict[str, FragmentDefinitionNode]) -> Operation:
        schema = self.contract.graphql_schema
        if schema.get_root_type(node.operation) is None:
            raise RequestRefused(
                "OPERATION_RESOLUTION_FAILURE", f"There are no operations of the kind {node.operation.value}."
            )
        is_mutation = node.operation is OperationType.MUTATION
        return Operation(
            name=node.name.value if node.name else None,
            node=node,
            is_mutation=is_mutation,
            cost=formula_of(schema, node, fragments),
            sharing=None if is_mutation else sharing_of(schema, node, fragments),
            variable_names=tuple(sorted(given.variable.name.value for given in node.variable_definitions or ())),
        )


def _parsed(text: str, allowed: Limits) -> DocumentNode:
    if len(text) > allowed.text_characters:
        raise too_complex("textCharacters", allowed.text_characters, len(text))
    try:
        return parse(text, max_lexical_tokens=allowed.tokens, max_comments=allowed.comments)
    except GraphQLSyntaxError as error:
        # The parser stops at the limit, so what was found is one more than allowed, or beyond.
        for limit, most in (("tokens", allowed.tokens), ("comments", allowed.comments)):
            if f"more than {most} {limit}" in error.message:
                raise too_complex(limit, most, most + 1) from None
        raise RequestRefused("GRAPHQL_PARSE_FAILED", error.with_traceback(None)) from None
    except GraphQLError as error:
        raise RequestRefused("GRAPHQL_PARSE_FAILED", error.with_traceback(None)) from None


class _NulFinder(Visitor):
    found = False

    def enter_string_value(self, node: StringValueNode, *_: Any) -> Any:
        """Stop at the first text with a NUL character."""
        if "\0" in node.value:
            self.found = True
            return BREAK
        return None


def _refuse_nul(document: DocumentNode) -> None:
    finder = _NulFinder()
    visit(document, finder)
    if finder.found:
        # PostgreSQL refuses it far inside, SQLite takes it: neither may happen.
        raise RequestRefused("BAD_USER_INPUT", "A text holds a NUL character.")

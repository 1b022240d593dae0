"""Execution that waits for loaders: graphql-core's, with Deferred values.

The idea is that of graphql-sync-dataloaders; the package itself breaks on graphql-core 3.2.10 and later (any resolver
error leaves the execution as a TypeError), loses a failing batch, and nulls everything on a deferred non-null error.
"""

from typing import TYPE_CHECKING, Any

from graphql import (
    ExecutionContext,
    ExecutionResult,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    default_field_resolver,
    default_type_resolver,
    is_leaf_type,
    is_non_null_type,
    located_error,
)
from graphql.execution.execute import CollectedErrors, get_field_def
from graphql.execution.values import get_argument_values
from graphql.pyutils import Path, is_iterable

from .deferred import Deferred, gather
from .fields import Plain

if TYPE_CHECKING:
    from .context import RequestContext

CLOCK_EVERY_ROWS = 100
_UNUSUAL = object()


class DeferredExecution(ExecutionContext):
    """graphql-core's execution, which also waits for Deferred values and skips what plain fields do not need.

    Answers and errors are those of graphql-core: a test runs both and compares.
    """

    context_value: "RequestContext"

    def execute_operation(self, operation: OperationDefinitionNode, root_value: Any) -> Any:
        """Execute all of it and wait for what was deferred."""
        return self.context_value.loaders.wait_for(super().execute_operation(operation, root_value))

    def execute_fields_serially(
        self, parent_type: GraphQLObjectType, source_value: Any, path: Path | None, fields: dict[str, Any]
    ) -> dict[str, Any]:
        """Execute a mutation's fields one after the other, each with all that it deferred."""
        results: dict[str, Any] = {}
        for response_name, field_nodes in fields.items():
            result = self.execute_field(
                parent_type, source_value, field_nodes, Path(path, response_name, parent_type.name)
            )
            result = self.context_value.loaders.wait_for(result)
            if result is not Undefined:
                results[response_name] = result
        return results

    def execute_fields(
        self, parent_type: GraphQLObjectType, source_value: Any, path: Path | None, fields: dict[str, Any]
    ) -> Any:
        """Execute the fields of one object; a Deferred when one of them is."""
        results: dict[str, Any] = {}
        waiting: list[str] = []
        type_name, type_fields = parent_type.name, parent_type.fields
        for response_name, field_nodes in fields.items():
            field = type_fields.get(field_nodes[0].name.value)
            plain: Plain | None = field.extensions.get("plain") if field is not None else None
            if plain is not None:
                value = _read(plain, source_value)
                if value is not _UNUSUAL:
                    results[response_name] = value
                    continue
            result = self.execute_field(parent_type, source_value, field_nodes, Path(path, response_name, type_name))
            if result is Undefined:
                continue
            results[response_name] = result
            if type(result) is Deferred:
                waiting.append(response_name)
        return gather(results, waiting) if waiting else results

    def execute_field(self, parent_type: GraphQLObjectType, source: Any, field_nodes: list[Any], path: Path) -> Any:
        """Resolve one field and complete its value; a Deferred when it has to wait."""
        field = get_field_def(self.schema, parent_type, field_nodes[0])
        if not field:
            return Undefined
        return_type = field.type
        info = self.build_resolve_info(field, field_nodes, parent_type, path)
        try:
            args = self._arguments(field, field_nodes[0]) if field.args else {}
            result = (field.resolve or self.field_resolver)(source, info, **args)
            if type(result) is Deferred:
                completed: Any = result.then(
                    lambda value: self.complete_value(return_type, field_nodes, info, path, value)
                )
            else:
                completed = self.complete_value(return_type, field_nodes, info, path, result)
            if type(completed) is Deferred:
                return completed.then(_as_it_is, lambda raw: self._failed(raw, return_type, field_nodes, path))
            return completed
        except Exception as raw:
            return self._failed(raw, return_type, field_nodes, path)

    def _arguments(self, field: GraphQLField, node: Any) -> dict[str, Any]:
        try:
            return get_argument_values(field, node, self.variable_values)
        except GraphQLError as error:
            # A null variable in the place of an argument that must not be null: the client's fault, seen only here.
            error.extensions = {"code": "BAD_USER_INPUT"}
            raise

    def _failed(self, raw: Exception, return_type: Any, field_nodes: Any, path: Path) -> None:
        self.handle_field_error(located_error(raw, field_nodes, path.as_list()), return_type, path)

    def complete_value(self, return_type: Any, field_nodes: Any, info: Any, path: Path, result: Any) -> Any:
        """Complete a value; a Deferred of a non-null type is checked for null when it arrives."""
        if isinstance(result, Exception):
            raise result
        is_required = isinstance(return_type, GraphQLNonNull)
        bare = return_type.of_type if is_required else return_type
        completed: Any = None
        if result is not None and result is not Undefined:
            if isinstance(bare, GraphQLObjectType):
                completed = self.complete_object_value(bare, field_nodes, info, path, result)
            elif isinstance(bare, GraphQLList):
                completed = self.complete_list_value(bare, field_nodes, info, path, result)
            elif is_leaf_type(bare):
                completed = self.complete_leaf_value(bare, result)
            else:
                completed = self.complete_abstract_value(bare, field_nodes, info, path, result)
        if not is_required:
            return completed
        if type(completed) is Deferred:
            return completed.then(lambda value: _not_null(value, info))
        return _not_null(completed, info)

    def complete_list_value(self, return_type: Any, field_nodes: Any, info: Any, path: Path, result: Any) -> Any:
        """Complete each item; a Deferred when one of them is. The clock is looked at every 100 rows."""
        if not is_iterable(result):
            raise GraphQLError(
                f"Expected Iterable, but did not find one for field '{info.parent_type.name}.{info.field_name}'."
            )
        item_type = return_type.of_type
        completed_items: list[Any] = []
        waiting: list[int] = []
        for index, item in enumerate(result):
            if index % CLOCK_EVERY_ROWS == 0:
                self.context_value.check_time()
            item_path = path.add_key(index, None)
            completed = self._complete_item(item_type, field_nodes, info, item_path, item)
            if type(completed) is Deferred:
                waiting.append(index)
            completed_items.append(completed)
        if not is_leaf_type(item_type.of_type if is_non_null_type(item_type) else item_type):
            self.context_value.rows += len(completed_items)
        return gather(completed_items, waiting) if waiting else completed_items

    def _complete_item(self, item_type: Any, field_nodes: Any, info: Any, path: Path, item: Any) -> Any:
        try:
            if type(item) is Deferred:
                completed: Any = item.then(lambda value: self.complete_value(item_type, field_nodes, info, path, value))
            else:
                completed = self.complete_value(item_type, field_nodes, info, path, item)
            if type(completed) is Deferred:
                return completed.then(_as_it_is, lambda raw: self._failed(raw, item_type, field_nodes, path))
            return completed
        except Exception as raw:
            return self._failed(raw, item_type, field_nodes, path)


def _read(plain: Plain, source: Any) -> Any:
    """Return a plain field's answer; _UNUSUAL for anything that needs the long way, which says what is wrong."""
    try:
        value = source.get(plain.name) if type(source) is dict else getattr(source, plain.name, None)
        if type(value) is plain.as_is:
            return value
        if value is None:
            return _UNUSUAL if plain.is_required else None
        if type(value) is Deferred or isinstance(value, Exception):
            return _UNUSUAL
        serialized = plain.serialize(value)
    except Exception:
        return _UNUSUAL
    return _UNUSUAL if serialized is None or serialized is Undefined else serialized


def _as_it_is(value: Any) -> Any:
    return value


def _not_null(value: Any, info: Any) -> Any:
    if value is None:
        raise TypeError(f"Cannot return null for non-nullable field {info.parent_type.name}.{info.field_name}.")
    return value


def is_never_awaitable(_value: Any) -> bool:
    """Return False: nothing here is asynchronous, and asking each value costs time."""
    return False


def execute(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: dict[str, FragmentDefinitionNode],
    variables: dict[str, Any],
    context: "RequestContext",
    execution: type[ExecutionContext] = DeferredExecution,
) -> ExecutionResult:
    """Execute a validated operation with variables that are coerced already."""
    running = execution(
        schema,
        fragments,
        None,
        context,
        operation,
        variables,
        default_field_resolver,
        default_type_resolver,
        default_field_resolver,
        CollectedErrors(),
        None,
        is_never_awaitable,
    )
    try:
        data = running.execute_operation(operation, None)
    except GraphQLError as error:
        running.collected_errors.add(error, None)
        data = None
    return running.build_response(data, running.collected_errors.errors)

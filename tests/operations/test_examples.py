"""Every shipped operation can be tried as it comes: the example beside it fits its variables."""

from pathlib import Path

import pytest
from django.conf import settings
from graphql import OperationDefinitionNode, get_variable_values, parse

from superapp.api.explorer import operations
from superapp.schema import schema

SHIPPED = {each["name"]: each for each in operations()}


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_the_example_fits(name: str):
    operation = parse(SHIPPED[name]["text"]).definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    declared = {each.variable.name.value for each in operation.variable_definitions}
    example = SHIPPED[name]["variables"]

    coerced = get_variable_values(schema.graphql_schema, operation.variable_definitions, example)

    assert isinstance(coerced, dict), coerced
    assert set(example) <= declared
    assert bool(example) == bool(declared)


def test_no_example_is_left_without_its_operation():
    folder = Path(settings.GRAPHQL_OPERATIONS_DIR)

    examples = {path.relative_to(folder).with_suffix("") for path in folder.rglob("*.json")}

    assert examples <= {path.relative_to(folder).with_suffix("") for path in folder.rglob("*.graphql")}

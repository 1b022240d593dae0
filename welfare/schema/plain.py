"""Inputs of queries as plain values, as mutations get theirs."""

from types import SimpleNamespace
from typing import Any

import graphene


def plain(value: Any) -> Any:
    """Return an input with attributes by Python's names, None for what was left out."""
    if isinstance(value, graphene.InputObjectType):
        return SimpleNamespace(**{name: plain(value.get(name)) for name in type(value)._meta.fields})
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value

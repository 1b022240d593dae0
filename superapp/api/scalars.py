"""Scalars of the contract, named as the world names them: BigInt, Date, DateTime and UUID.

Each checks its range on the way in, so that no value reaches the database that it would raise on. Messages say what
is expected and never repeat the value.
"""

import datetime as dt
import re
import uuid
from typing import Any
from zoneinfo import ZoneInfo

import graphene
from graphql import GraphQLError, IntValueNode, StringValueNode, ValueNode

BANGKOK = ZoneInfo("Asia/Bangkok")
LARGEST_EXACT = 2**53 - 1
EARLIEST, LATEST = dt.date(1800, 1, 1), dt.date(2999, 12, 31)

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,6})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)


def _text_of(node: ValueNode, expected: str) -> str:
    if not isinstance(node, StringValueNode):
        raise GraphQLError(expected, node)
    return node.value


class BigInt(graphene.Scalar):
    """A whole number from -9007199254740991 to 9007199254740991, written as a JSON number: exact everywhere."""

    expected = "Expected a whole number between -(2^53 - 1) and 2^53 - 1."

    @classmethod
    def parse_value(cls, value: Any) -> int:
        """Return the number; 5.0 is taken as 5.

        :raises GraphQLError: for anything else, and beyond the range.
        """
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if type(value) is not int or abs(value) > LARGEST_EXACT:
            raise GraphQLError(cls.expected)
        return value

    @classmethod
    def parse_literal(cls, node: ValueNode, _variables: Any = None) -> int:
        """Return the number written in a document.

        :raises GraphQLError: for anything else, and beyond the range.
        """
        # A literal of thousands of digits must not be converted: that alone takes long.
        if not isinstance(node, IntValueNode) or len(node.value) > 17:
            raise GraphQLError(cls.expected, node)
        return cls.parse_value(int(node.value))

    @classmethod
    def serialize(cls, value: Any) -> int:
        """Return the number as it is."""
        if type(value) is not int or abs(value) > LARGEST_EXACT:
            raise GraphQLError("BigInt cannot hold this value.")
        return value


class Date(graphene.Scalar):
    """A day as ISO 8601 in the common era, such as 2026-11-21; 1800 to 2999."""

    expected = "Expected a day such as 2026-11-21, in the common era, 1800 to 2999."

    @classmethod
    def parse_value(cls, value: Any) -> dt.date:
        """Return the day.

        :raises GraphQLError: for anything else, and beyond the range.
        """
        if not isinstance(value, str) or not _DATE.fullmatch(value):
            raise GraphQLError(cls.expected)
        try:
            day = dt.date.fromisoformat(value)
        except ValueError as error:
            raise GraphQLError(cls.expected) from error
        if not EARLIEST <= day <= LATEST:
            raise GraphQLError(cls.expected)
        return day

    @classmethod
    def parse_literal(cls, node: ValueNode, _variables: Any = None) -> dt.date:
        """Return the day written in a document.

        :raises GraphQLError: for anything else, and beyond the range.
        """
        return cls.parse_value(_text_of(node, cls.expected))

    @classmethod
    def serialize(cls, value: Any) -> str:
        """Return the day as text; a text is taken as already written."""
        if isinstance(value, str):
            return value
        if isinstance(value, dt.datetime) or not isinstance(value, dt.date):
            raise GraphQLError("Date cannot hold this value.")
        return value.isoformat()


class DateTime(graphene.Scalar):
    """An instant as ISO 8601 with an offset, such as 2026-11-21T16:30:00+07:00; answers always carry +07:00."""

    expected = "Expected an instant with an offset, such as 2026-11-21T16:30:00+07:00, 1800 to 2999."

    @classmethod
    def parse_value(cls, value: Any) -> dt.datetime:
        """Return the instant, aware, in Thai time.

        :raises GraphQLError: for anything else, without an offset, and beyond the range.
        """
        if not isinstance(value, str) or not _INSTANT.fullmatch(value):
            raise GraphQLError(cls.expected)
        try:
            instant = dt.datetime.fromisoformat(value.upper())
        except ValueError as error:
            raise GraphQLError(cls.expected) from error
        if not EARLIEST < instant.date() < LATEST:
            raise GraphQLError(cls.expected)
        return instant.astimezone(BANGKOK)

    @classmethod
    def parse_literal(cls, node: ValueNode, _variables: Any = None) -> dt.datetime:
        """Return the instant written in a document.

        :raises GraphQLError: for anything else, without an offset, and beyond the range.
        """
        return cls.parse_value(_text_of(node, cls.expected))

    @classmethod
    def serialize(cls, value: Any) -> str:
        """Return the instant in Thai time; a text is taken as already written."""
        if isinstance(value, str):
            return value
        if not isinstance(value, dt.datetime) or value.tzinfo is None:
            raise GraphQLError("DateTime cannot hold this value.")
        return value.astimezone(BANGKOK).isoformat()


class UUID(graphene.Scalar):
    """A UUID in its usual form, 8-4-4-4-12 hexadecimal digits."""

    expected = "Expected a UUID such as 6f9619ff-8b86-4d01-b42d-00cf4fc964ff."

    @classmethod
    def parse_value(cls, value: Any) -> uuid.UUID:
        """Return the UUID.

        :raises GraphQLError: for anything else.
        """
        if not isinstance(value, str) or not _UUID.fullmatch(value):
            raise GraphQLError(cls.expected)
        return uuid.UUID(value)

    @classmethod
    def parse_literal(cls, node: ValueNode, _variables: Any = None) -> uuid.UUID:
        """Return the UUID written in a document.

        :raises GraphQLError: for anything else.
        """
        return cls.parse_value(_text_of(node, cls.expected))

    @classmethod
    def serialize(cls, value: Any) -> str:
        """Return the UUID as text, in small letters."""
        return str(value)

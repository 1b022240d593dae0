"""Closed introspection: a type's name and kind may be asked for, and nothing more.

Probers learn whether a name exists; audits that ask `__type(name:) { name }` pass; scanners that look for `__schema`
find it shut. Under `trusted` nothing may be asked for.
"""

from typing import Any

from graphql import ASTValidationRule, FieldNode, GraphQLError

PROFILES = ("open", "closed", "trusted")
_ALLOWED = frozenset({"name", "kind", "__typename"})


class ClosedIntrospection(ASTValidationRule):
    """Refuse `__schema`, and under `__type` everything but `name`, `kind` and `__typename`."""

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Report a field of introspection that is shut."""
        name = node.name.value
        parent = self.context.get_parent_type()  # type: ignore[attr-defined]
        if name == "__schema" or (parent is not None and parent.name == "__Type" and name not in _ALLOWED):
            self.report_error(GraphQLError("Introspection is closed here.", node))


class NoIntrospection(ASTValidationRule):
    """Refuse `__schema` and `__type` altogether."""

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Report any field of introspection."""
        if node.name.value in ("__schema", "__type"):
            self.report_error(GraphQLError("Introspection is closed here.", node))


def rules_for(profile: str) -> tuple[type[ASTValidationRule], ...]:
    """Return the rules a profile adds to graphql-core's own.

    :raises ValueError: when there is no such profile.
    """
    if profile not in PROFILES:
        raise ValueError(f"GRAPHQL_PROFILE={profile!r}: expected one of {', '.join(PROFILES)}")
    return {"open": (), "closed": (ClosedIntrospection,), "trusted": (NoIntrospection,)}[profile]

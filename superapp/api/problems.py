"""Problems: refusals as data in a mutation's payload.

An action raises a Refusal; the payload carries it as a Problem. ProblemCode is made from the Refusal classes when
the schema is joined (contract.py), so the schema lists every refusal with its English sentence.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import graphene
from graphene.utils.str_converters import to_camel_case

from superapp.refusal import Refusal

from .fields import Field


class ProblemCode(graphene.Enum):
    """Why something was refused. New codes may be added: show `message` for one you do not know."""

    REFUSED = "REFUSED"


class Problem(graphene.ObjectType):
    """Why a request was refused, to be shown to the person who made it."""

    code = Field(ProblemCode, required=True, description="What is wrong, as a stable code.")
    path = graphene.Field(
        graphene.NonNull(graphene.List(graphene.NonNull(graphene.String))),
        description="The way into the input, outermost first; empty when the whole is meant.",
    )
    message = Field(
        graphene.String, required=True, description="A sentence in the language of the request, for a person."
    )


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """What Problem reads."""

    code: str
    path: tuple[str, ...]
    message: str


def problem_of(refusal: Refusal, language: str) -> ProblemRow:
    """Return a refusal as a problem, its path in the names the client used."""
    return ProblemRow(refusal.code, as_sent(refusal.path), refusal.message(language))


def as_sent(path: Iterable[str]) -> tuple[str, ...]:
    """Return a path in Python's names as a path in the contract's: fee_note becomes feeNote."""
    return tuple(to_camel_case(str(part)) for part in path)

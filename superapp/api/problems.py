"""Problems: refusals as data in a mutation's payload.

An action raises a Refusal; the payload carries it as a Problem. ProblemCode is made from the Refusal classes when
the schema is joined (contract.py), so the schema lists every refusal with its English sentence.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import graphene
from graphene.utils.str_converters import to_camel_case

from superapp.accounts.assurance import StepUpRequired
from superapp.refusal import Refusal

from .fields import Field


class ProblemCode(graphene.Enum):
    """Why something was refused. New codes may be added: show `message` for one you do not know."""

    REFUSED = "REFUSED"


class StepUp(graphene.ObjectType):
    """What signing in again must reach before the same request is granted."""

    ial = Field(graphene.String, required=True, description='The identity assurance level needed, as "2.3".')
    providers = graphene.Field(
        graphene.NonNull(graphene.List(graphene.NonNull(graphene.String))),
        description="Codes of the identity providers that reach it; signing in with one of them now is enough.",
    )


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
    step_up = Field(StepUp, description="How to sign in again, with STEP_UP_REQUIRED; null with every other code.")


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """What Problem reads."""

    code: str
    path: tuple[str, ...]
    message: str
    step_up: dict[str, object] | None = None


def problem_of(refusal: Refusal, language: str) -> ProblemRow:
    """Return a refusal as a problem, its path in the names the client used."""
    step_up = None
    if isinstance(refusal, StepUpRequired):
        details = refusal.details
        step_up = {"ial": details["ial"], "providers": str(details["providers"]).split(",")}
    return ProblemRow(refusal.code, as_sent(refusal.path), refusal.message(language), step_up)


def as_sent(path: Iterable[str]) -> tuple[str, ...]:
    """Return a path in Python's names as a path in the contract's: fee_note becomes feeNote."""
    return tuple(to_camel_case(str(part)) for part in path)

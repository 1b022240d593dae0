"""Mutations: one intention each, one `input`, a payload with the changed thing and `problems`.

A domain writes a class with the fields of the input and of the payload, and `act`, which calls one action. The two
types, the transaction and the packing of refusals come from here.
"""

import dataclasses
import datetime as dt
from types import SimpleNamespace
from typing import Any, ClassVar

import graphene
from django.db import transaction
from graphene.utils.str_converters import to_camel_case

from superapp.accounts.viewer import Viewer
from superapp.refusal import Refusal

from .fields import ListField, Weight
from .problems import Problem, problem_of

MOST_PROBLEMS = 100


@dataclasses.dataclass(frozen=True, slots=True)
class Act:
    """Who acts, when, and in which request: what actions want to know beside the input."""

    viewer: Viewer
    now: dt.datetime
    language: str
    request_id: str


class Mutation:
    """One thing a person can do.

    Subclasses have a docstring (the field's description), a class `Input` with graphene input fields, payload fields
    declared with `Field` (nullable: they are null when there are problems), and `act`. For example::

        class RaiseAlert(Mutation):
            "Show a notice on a service's page at once."

            class Input:
                service_id = graphene.ID(required=True, description="The service.")
                text = graphene.String(required=True, description="The notice, at most 300 characters.")

            alert = Field(Alert, description="The notice as shown; null when there are problems.")

            @staticmethod
            def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
                return {"alert": alerts.raise_alert(viewer=act.viewer, now=act.now, ...)}

    Put it into the domain's root type with `raise_alert = RaiseAlert.field()`.
    """

    cost: ClassVar[int] = 10
    payload_type: ClassVar[type[graphene.ObjectType]]
    input_type: ClassVar[type[graphene.InputObjectType]]

    def __init_subclass__(cls) -> None:
        told = (cls.__doc__ or "").strip()
        if not told:
            raise TypeError(f"{cls.__name__} needs a docstring: it is the mutation's description.")
        outputs = {name: value for name, value in vars(cls).items() if isinstance(value, graphene.Field)}
        if not outputs:
            raise TypeError(f"{cls.__name__} gives nothing back: declare the changed object with Field(...).")
        cls.input_type = type(
            f"{cls.__name__}Input",
            (graphene.InputObjectType,),
            {
                "__doc__": f"What {to_camel_case(_lower_first(cls.__name__))} needs to know.",
                **{name: value for name, value in vars(cls.Input).items() if not name.startswith("__")},  # type: ignore[attr-defined]
            },
        )
        cls.payload_type = type(
            f"{cls.__name__}Payload",
            (graphene.ObjectType,),
            {
                "__doc__": f"What came of {to_camel_case(_lower_first(cls.__name__))}.",
                **outputs,
                "problems": ListField(
                    Problem, most=MOST_PROBLEMS, cost=0, description="Why it was refused; empty when it was done."
                ),
            },
        )

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        """Call one action and return the payload's fields by name.

        :raises Refusal: what the action refuses; it becomes a problem, and nothing stays changed.
        """
        raise NotImplementedError

    @classmethod
    def field(cls, *, deprecation_reason: str | None = None) -> graphene.Field:
        """Return the root field: nullable, so that one failure leaves its neighbours' answers standing."""
        field = graphene.Field(
            cls.payload_type,
            input=graphene.Argument(graphene.NonNull(cls.input_type), description="What is wanted."),
            description=" ".join((cls.__doc__ or "").split("\n\n", 1)[0].split()),
            deprecation_reason=deprecation_reason,
            resolver=cls._resolve,
        )
        field.weight = Weight(cost=cls.cost, public=False)
        return field

    @classmethod
    def _resolve(cls, _root: Any, info: Any, input: Any) -> dict[str, Any]:
        context = info.context
        act = Act(context.viewer, context.now, context.language, context.request_id)
        try:
            # Each root field is a transaction of its own: a refusal undoes all of this one and nothing of the others.
            with transaction.atomic():
                payload = cls.act(act, _plain(input))
        except Refusal as refusal:
            return {"problems": [problem_of(refusal, context.language)]}
        return {**payload, "problems": ()}


def _plain(value: Any) -> Any:
    """Return an input as plain values: attributes by Python's names, None for what was left out."""
    if isinstance(value, graphene.InputObjectType):
        names = type(value)._meta.fields
        return SimpleNamespace(**{name: _plain(value.get(name)) for name in names})
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def _lower_first(name: str) -> str:
    return name[:1].lower() + name[1:]

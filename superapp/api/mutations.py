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
from superapp.audit.recording import record
from superapp.refusal import Refusal

from .acting import acting_viewer, make_ready
from .fields import ListField, Weight
from .problems import Problem, problem_of

MOST_PROBLEMS = 100


@dataclasses.dataclass(frozen=True, slots=True)
class Act:
    """Who acts, when, and in which request: what actions want to know beside the input.

    `caller` names the address it came from without saying it, "" where there is none.
    `prepared` is what the mutation's `prepare` returned, None for most.
    """

    viewer: Viewer
    now: dt.datetime
    language: str
    request_id: str
    caller: str = ""
    prepared: Any = None


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

    With `concerns_person = True` the input also has `onBehalfOf`, the id of a mandate: `act.viewer` is then acting
    under it already, its row locked until the transaction ends, and `superapp.accounts.acting` says what they may do.

    With `recorded_as`, an action's name in the audit chain, what was tried in vain is recorded too, with the refusal's
    code. What was done is recorded by the action itself.
    """

    cost: ClassVar[int] = 10
    concerns_person: ClassVar[bool] = False
    recorded_as: ClassVar[str | None] = None
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
                **({"on_behalf_of": _on_behalf_of()} if cls.concerns_person else {}),
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
    def prepare(act: Act, input: SimpleNamespace) -> Any:
        """Do what must not hold a transaction open, as asking a registry; `act` finds the result in `act.prepared`.

        The viewer acts for nobody yet. What is written here stays, whatever comes of the mutation.

        :raises Refusal: as `act` does.
        """
        return None

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
        act = Act(context.viewer, context.now, context.language, context.request_id, context.caller)
        given = _plain(input)
        mandate = given.on_behalf_of if cls.concerns_person else None
        try:
            if mandate is not None:
                make_ready(act.viewer, mandate, now=act.now)
            act = dataclasses.replace(act, prepared=cls.prepare(act, given))
            # Each root field is a transaction of its own: a refusal undoes all of this one and nothing of the others.
            with transaction.atomic():
                if mandate is not None:
                    viewer = acting_viewer(act.viewer, mandate, now=act.now, for_writing=True)
                    act = dataclasses.replace(act, viewer=viewer)
                payload = cls.act(act, given)
        except Refusal as refusal:
            if cls.recorded_as is not None:
                _record_refusal(act, cls.recorded_as, refusal)
            return {"problems": [problem_of(refusal, context.language)]}
        # An action that leaves things as they are may tell of problems itself, and of what would mend them.
        return {"problems": (), **payload}


def _record_refusal(act: Act, action: str, refusal: Refusal) -> None:
    # Nobody's tries are counted by the allowance of their address; the chain does not grow by them.
    if act.viewer.is_anonymous:
        return
    # A transaction of its own: the one it was tried in is undone.
    with transaction.atomic():
        record(
            stream="platform",
            action=action,
            object=f"account:{act.viewer.actor}",
            actor=act.viewer.actor,
            principal=act.viewer.principal,
            mandate=act.viewer.mandate_id,
            outcome=refusal.code,
            now=act.now,
        )


def _on_behalf_of() -> graphene.ID:
    return graphene.ID(description="A mandate of yours: for whom you do it. For yourself without it.")


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

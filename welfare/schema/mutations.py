"""Welfare's part of the root mutation: telling facts, letting registries be asked, keeping a decision."""

from types import SimpleNamespace
from typing import Any

import graphene

from superapp.accounts import acting
from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from superapp.api import ids
from superapp.api.acting import acting_viewer
from superapp.api.fields import Field, ListField
from superapp.api.mutations import Act, Mutation
from superapp.people.schema.consents import Consent
from superapp.refusal import NotFound
from welfare.actions import assessments, decisions, declarations, registry_consents, telling
from welfare.models import book
from welfare.rules.given import read

from .application_mutations import ApplicationMutation
from .decisions import Decision
from .entitlements import Entitlements
from .facts import FactInput, facts_of
from .payment_mutations import PaymentMutation

MOST_REGISTRIES = 40


def _citizen(viewer: Viewer) -> Citizen:
    person = assessments.person_of(viewer)
    if not isinstance(person, Citizen):
        raise NotFound(path=("on_behalf_of",))
    return person


class RegistryConsentInput(graphene.InputObjectType):
    """One registry that may be asked, and the words that were shown."""

    registry = graphene.String(required=True, description="The registry's code.")
    text_version = graphene.String(required=True, description="The version of the words, from `couldAsk`.")


class DeclareFacts(Mutation):
    """Tell facts about yourself or whom you act for; a fact without any value is taken back.

    They are kept sealed and count for knowing; what a registry holds counts before them.
    """

    concerns_person = True

    class Input:
        facts = graphene.List(
            graphene.NonNull(FactInput), required=True, description="The facts, at most 100; lists are given whole."
        )

    declared_count = Field(graphene.Int, description="How many facts are kept now; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        citizen = _citizen(act.viewer)
        words = book.current().words
        # Checked as the engine reads them; kept as text, so that no number is ever rounded.
        read(words, facts_of(input.facts))
        kept = facts_of(input.facts, is_exact=False)
        count = declarations.declare(viewer=act.viewer, citizen=citizen, facts=kept, vocabulary=words, now=act.now)
        return {"declared_count": count}


class ConsentToRegistries(Mutation):
    """Let registries be asked about yourself or whom you act for, so that less has to be filled in."""

    concerns_person = True

    class Input:
        registries = graphene.List(
            graphene.NonNull(RegistryConsentInput), required=True, description="Which registries, at most 40."
        )

    consents = ListField(
        Consent, most=MOST_REGISTRIES, nullable=True, description="The receipts; null when there are problems."
    )

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        receipts = registry_consents.give(
            viewer=act.viewer,
            citizen=_citizen(act.viewer),
            registries=[(one.registry, one.text_version) for one in input.registries[:MOST_REGISTRIES]],
            vocabulary=book.current().words,
            now=act.now,
        )
        return {"consents": receipts}


class KeepDecision(Mutation):
    """Keep what a programme says about yourself or whom you act for today, so that it can be shown and made again."""

    concerns_person = True
    cost = 60

    class Input:
        programme_id = graphene.ID(required=True, description="The programme.")

    decision = Field(Decision, description="The decision as kept; null when there are problems.")

    @staticmethod
    def prepare(act: Act, input: SimpleNamespace) -> Any:
        # Registries are asked before the transaction: one of them may take seconds.
        viewer = act.viewer
        if input.on_behalf_of is not None:
            viewer = acting_viewer(viewer, input.on_behalf_of, now=act.now)
        return assessments.for_viewer(viewer=viewer, book=book.current(), as_of=act.now.date(), now=act.now)

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        code = ids.key_of("prg", input.programme_id) or ""
        acting.require(act.viewer, "view", code)
        return {"decision": decisions.keep(viewer=act.viewer, assessment=act.prepared, code=code, now=act.now)}


class WatchEntitlements(Mutation):
    """Be told first: when a birthday, a new rule or a registry changes what you are entitled to, a notice comes."""

    concerns_person = True
    cost = 60

    class Input:
        pass

    entitlements = Field(Entitlements, description="What is watched, as it stands now; null when there are problems.")

    @staticmethod
    def prepare(act: Act, input: SimpleNamespace) -> Any:
        viewer = act.viewer
        if input.on_behalf_of is not None:
            viewer = acting_viewer(viewer, input.on_behalf_of, now=act.now)
        return assessments.for_viewer(viewer=viewer, book=book.current(), as_of=act.now.date(), now=act.now)

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        _citizen(act.viewer)
        telling.remember(act.prepared)
        return {"entitlements": act.prepared}


class WelfareMutation(ApplicationMutation, PaymentMutation, graphene.ObjectType):
    """What can be done about welfare."""

    declare_facts = DeclareFacts.field()
    consent_to_registries = ConsentToRegistries.field()
    keep_decision = KeepDecision.field()
    watch_entitlements = WatchEntitlements.field()

"""Taking part as mutations: joining, being shown, stances and statements. Each calls one action."""

from types import SimpleNamespace
from typing import Any

import graphene

from consultation.actions import participant_display, participants, stances, statements
from superapp.api.fields import Field
from superapp.api.mutations import Act, Mutation

from .comment_enums import DisplayChoice, StanceValue, VoteValue, stored
from .comment_mutations import KEY
from .named_rows import hearing_here, section_here, statement_here
from .participants import Participation, Stance
from .statements import Statement


class JoinHearing(Mutation):
    """Join a hearing: you are given a pseudonym that is used there alone. Joining again changes nothing."""

    concerns_person = True

    class Input:
        hearing_id = graphene.ID(required=True, description="The hearing.")
        notice_version = graphene.String(required=True, description="The privacy notice that was shown.")

    participation = Field(Participation, description="Your part in it; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        hearing = hearing_here(act.viewer, input.hearing_id)
        made = participants.join(viewer=act.viewer, hearing=hearing, notice_version=input.notice_version, now=act.now)
        return {"participation": made}


class ChooseDisplay(Mutation):
    """Choose how you are shown in a hearing: under the pseudonym, by name with explicit consent, or to the agency only.

    Turning back to the pseudonym takes consent back, at any time.
    """

    concerns_person = True

    class Input:
        hearing_id = graphene.ID(required=True, description="The hearing.")
        display = graphene.InputField(DisplayChoice, required=True, description="How to be shown.")
        consent_version = graphene.String(description="For NAMED: the version of the words that were agreed to.")

    participation = Field(Participation, description="Your part in it; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        chosen = participant_display.choose(
            viewer=act.viewer,
            hearing=hearing_here(act.viewer, input.hearing_id),
            display=stored(input.display),
            consent_version=input.consent_version,
            now=act.now,
        )
        return {"participation": chosen}


class SetStance(Mutation):
    """Say where you stand on a draft or on one of its sections; it can be changed until the hearing closes."""

    concerns_person = True

    class Input:
        hearing_id = graphene.ID(required=True, description="The hearing.")
        section_id = graphene.ID(description="The section; the draft as a whole without it.")
        value = graphene.InputField(StanceValue, required=True, description="Where you stand.")

    stance = Field(Stance, description="Your stance; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        taken = stances.set_stance(
            viewer=act.viewer,
            hearing=hearing_here(act.viewer, input.hearing_id),
            section=section_here(input.section_id),
            value=stored(input.value),
            caller=act.caller,
            now=act.now,
        )
        return {"stance": taken}


class AddStatement(Mutation):
    """Propose a statement for others to agree or disagree with; a moderator accepts it first."""

    concerns_person = True

    class Input:
        hearing_id = graphene.ID(required=True, description="The hearing.")
        section_id = graphene.ID(description="The section it is about; the draft as a whole without it.")
        text = graphene.String(required=True, description="One idea, at most 280 characters.")
        idempotency_key = graphene.String(required=True, description=KEY)

    statement = Field(Statement, description="The statement, which waits; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        added = statements.add(
            viewer=act.viewer,
            hearing=hearing_here(act.viewer, input.hearing_id),
            section=section_here(input.section_id),
            text=input.text,
            client_key=input.idempotency_key,
            caller=act.caller,
            now=act.now,
        )
        return {"statement": added}


class VoteStatement(Mutation):
    """Agree or disagree with a statement, or pass; the latest answer counts."""

    concerns_person = True

    class Input:
        statement_id = graphene.ID(required=True, description="The statement; not your own.")
        value = graphene.InputField(VoteValue, required=True, description="How you answer.")

    statement = Field(Statement, description="The statement with its counts now; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        row = statement_here(act.viewer, input.statement_id)
        voted = statements.vote(
            viewer=act.viewer, statement=row, value=stored(input.value), caller=act.caller, now=act.now
        )
        return {"statement": voted}


class ParticipantMutation(graphene.ObjectType):
    """What people do in a hearing besides commenting."""

    join_hearing = JoinHearing.field()
    choose_display = ChooseDisplay.field()
    set_stance = SetStance.field()
    add_statement = AddStatement.field()
    vote_statement = VoteStatement.field()

"""Acting for another in the API: claiming, inviting, accepting, revoking."""

from types import SimpleNamespace
from typing import Any

import graphene

from superapp.api import ids
from superapp.api.fields import Field
from superapp.api.mutations import Act, Mutation
from superapp.people.actions import acceptance, children, directors, invitations, mandate_scope, mandates
from superapp.refusal import NotFound

from .mandate_enums import MandateVerb
from .mandates import JointApproval, Mandate, MandateInvitation

CODE = "The code you were handed; capitals, blanks and hyphens do not matter."


def _mandate_field() -> Any:
    return Field(Mandate, description="The mandate as it is now; null when there are problems.")


def _invitation_field() -> Any:
    return Field(MandateInvitation, description="The invitation as it is now; null when there are problems.")


def _verbs() -> Any:
    return graphene.List(graphene.NonNull(MandateVerb), description="What it allows; only VIEW when left out.")


def _codes() -> Any:
    return graphene.List(
        graphene.NonNull(graphene.String), description="Codes of services or programmes, at most 50; all when left out."
    )


def _days() -> Any:
    return graphene.Int(description="For how many days from accepting, 1 to 365; 365 when left out.")


def _scope(input: SimpleNamespace) -> mandate_scope.Scope:
    verbs = None if input.verbs is None else [getattr(verb, "value", verb) for verb in input.verbs]
    return mandate_scope.read(verbs, input.codes, input.days)


def _key(tag: str, id_: str, name: str) -> str:
    key = ids.key_of(tag, id_)
    if key is None:
        raise NotFound(path=(name,))
    return key


class ClaimChild(Mutation):
    """Act for your child until they are twenty, as the civil registry names you their parent. Needs a step-up."""

    recorded_as = "mandate.claim"
    cost = 50

    class Input:
        citizen_id = graphene.String(required=True, description="The child's citizen number, 13 digits.")

    mandate = _mandate_field()

    @staticmethod
    def prepare(act: Act, input: SimpleNamespace) -> children.Child:
        return children.look_up(viewer=act.viewer, citizen_id=input.citizen_id, now=act.now)

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        return {"mandate": children.claim(viewer=act.viewer, child=act.prepared, now=act.now)}


class BecomeDirector(Mutation):
    """Act for a company the company registry names you a director of. Needs a step-up."""

    recorded_as = "mandate.claim"
    cost = 50

    class Input:
        juristic_id = graphene.String(required=True, description="The company's number, 13 digits.")

    mandate = _mandate_field()

    @staticmethod
    def prepare(act: Act, input: SimpleNamespace) -> directors.Company:
        return directors.look_up(viewer=act.viewer, juristic_id=input.juristic_id, now=act.now)

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        return {"mandate": directors.become(viewer=act.viewer, company=act.prepared, now=act.now)}


class InviteCarer(Mutation):
    """Offer to let somebody act for you, for at most a year: hand them the code. Needs a step-up."""

    recorded_as = "mandate-invitation.open"

    class Input:
        verbs = _verbs()
        codes = _codes()
        days = _days()

    invitation = _invitation_field()
    code = Field(graphene.String, description="The code to hand over, told this once; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        offer = invitations.invite_carer(viewer=act.viewer, scope=_scope(input), now=act.now)
        return {"invitation": offer.invitation, "code": offer.code}


class AppointDelegate(Mutation):
    """Offer to let somebody act for the organisation you direct, within what you may do. Needs a step-up.

    Where several directors sign jointly, each sends the same; the last one gets the code.
    """

    recorded_as = "mandate-invitation.open"
    concerns_person = True

    class Input:
        verbs = _verbs()
        codes = _codes()
        days = _days()

    invitation = _invitation_field()
    code = Field(
        graphene.String, description="The code to hand over, told this once; null while signatures are missing."
    )
    approval = Field(JointApproval, description="The signatures; null where one is enough, or there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        offer = invitations.appoint_delegate(viewer=act.viewer, scope=_scope(input), now=act.now)
        return {"invitation": offer.invitation, "code": offer.code, "approval": offer.approval}


class AcceptMandate(Mutation):
    """Take up an invitation to act for somebody."""

    recorded_as = "mandate.accept"

    class Input:
        code = graphene.String(required=True, description=CODE)

    mandate = _mandate_field()

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        return {"mandate": acceptance.accept(viewer=act.viewer, code=input.code, now=act.now)}


class RefuseMandate(Mutation):
    """Say no to an invitation to act for somebody: nobody can take it up any more."""

    recorded_as = "mandate-invitation.refused"

    class Input:
        code = graphene.String(required=True, description=CODE)

    invitation = _invitation_field()

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        return {"invitation": invitations.refuse(viewer=act.viewer, code=input.code, now=act.now)}


class WithdrawMandateInvitation(Mutation):
    """Take back an invitation nobody has taken up."""

    recorded_as = "mandate-invitation.withdrawn"
    concerns_person = True

    class Input:
        invitation_id = graphene.ID(required=True, description="The invitation.")

    invitation = _invitation_field()

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        key = _key("inv", input.invitation_id, "invitation_id")
        return {"invitation": invitations.withdraw(viewer=act.viewer, invitation_id=key, now=act.now)}


class RevokeMandate(Mutation):
    """End a mandate at once: yours, one you gave, or as a director one the organisation gave."""

    recorded_as = "mandate.revoke"
    concerns_person = True

    class Input:
        mandate_id = graphene.ID(required=True, description="The mandate to end.")

    mandate = _mandate_field()

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        key = _key("mdt", input.mandate_id, "mandate_id")
        return {"mandate": mandates.revoke(viewer=act.viewer, mandate_id=key, now=act.now)}


class MandateMutation(graphene.ObjectType):
    """What can be done about acting for another."""

    claim_child = ClaimChild.field()
    become_director = BecomeDirector.field()
    invite_carer = InviteCarer.field()
    appoint_delegate = AppointDelegate.field()
    accept_mandate = AcceptMandate.field()
    refuse_mandate = RefuseMandate.field()
    withdraw_mandate_invitation = WithdrawMandateInvitation.field()
    revoke_mandate = RevokeMandate.field()

"""Mandates in the API: those one holds and has given, what was done under each, and what is still on offer."""

from typing import Any
from uuid import UUID

import graphene

from superapp.accounts.models import Mandate as MandateRow
from superapp.accounts.viewer import Viewer
from superapp.api import ids
from superapp.api.acting import on_behalf_of, viewer_here
from superapp.api.connections import ConnectionField, Listing, connection_of
from superapp.api.fields import Field, ListField, optional, required
from superapp.api.keyset import Column, by
from superapp.api.scalars import DateTime
from superapp.people.actions import invitations, joint_approvals
from superapp.people.models import JointApproval as JointApprovalRow
from superapp.people.models import MandateInvitation as InvitationRow

from .mandate_enums import InvitationState, MandateKind, MandateRole, MandateState, MandateVerb, PersonKind
from .mandate_events import RELATED, MandateEventConnection, listed_events
from .people import Organisation, name_of

BY_NEWEST = by("people.mandates.newest", Column("id", int, is_descending=True))
MOST_WAITING = 50


class Mandate(graphene.ObjectType):
    """The right of one person to act for another person or for an organisation."""

    class Meta:
        interfaces = (ids.Node,)

    id = ids.IdField("mdt", "public_id", description="Give it as `onBehalfOf` to act under it.")
    kind = Field(MandateKind, required=True, description="What it rests on.")
    state = Field(MandateState, required=True, description="Where it stands; only an active one is of any use.")
    role = Field(MandateRole, required=True, description="On which side of it you stand.")
    agent_name = Field(graphene.String, description="Who acts; null when nobody is known by it any more.")
    principal_kind = Field(PersonKind, required=True, description="Whether it is for a person or an organisation.")
    principal_name = Field(graphene.String, description="For whom; null when nobody is known by it any more.")
    organisation = Field(Organisation, description="The organisation it is for; null for a person.")
    verbs = ListField(MandateVerb, most=10, description="What may be done under it.")
    codes = ListField(
        graphene.String, most=50, nullable=True, description="Codes of services or programmes; null for all of them."
    )
    starts_at = Field(DateTime, required=True, description="From when.")
    ends_at = Field(DateTime, description="Until when; null while the registry says so.")
    basis_asked_at = Field(DateTime, description="When the registry behind it was last asked; null without one.")
    ended_at = Field(DateTime, description="When it ended before its time; null while it has not.")

    def resolve_kind(self: MandateRow, _info: Any) -> str:
        return str(self.kind)

    def resolve_state(self: MandateRow, info: Any) -> str:
        over = self.state == "active" and self.ends_at is not None and self.ends_at <= info.context.now
        return "expired" if over else str(self.state)

    def resolve_role(self: MandateRow, info: Any) -> str:
        citizen = info.context.viewer.citizen
        return "held" if citizen is not None and self.agent_id == citizen.pk else "given"

    def resolve_agent_name(self: MandateRow, info: Any) -> str | None:
        return name_of(self.agent, info.context.language)

    def resolve_principal_kind(self: MandateRow, _info: Any) -> str:
        return "person" if self.principal_organisation_id is None else "organisation"

    def resolve_principal_name(self: MandateRow, info: Any) -> str | None:
        return name_of(self.principal_citizen or self.principal_organisation, info.context.language)

    def resolve_organisation(self: MandateRow, _info: Any) -> Any:
        return self.principal_organisation

    def resolve_verbs(self: MandateRow, _info: Any) -> list[str]:
        return self.scope_verbs

    def resolve_codes(self: MandateRow, _info: Any) -> list[str] | None:
        return self.scope_codes


@ids.finds("mdt", MandateRow)
def find_mandate(context: Any, key: str) -> MandateRow | None:
    """Return a mandate the viewer holds or has given, or None."""
    return seen(context.viewer, key)


def seen(viewer: Viewer, key: str | None) -> MandateRow | None:
    """Return the mandate of that public id if the viewer may see it, None otherwise."""
    try:
        public_id = UUID(key or "")
    except ValueError:
        return None
    return MandateRow.objects.visible_to(viewer).filter(public_id=public_id).select_related(*RELATED).first()


class MandateInvitation(graphene.ObjectType):
    """An offer to act for somebody, taken up with a code that works once."""

    id = ids.IdField("inv", "public_id")
    kind = Field(MandateKind, required=True, description="A carer's or a delegate's.")
    state = Field(InvitationState, required=True, description="What became of it.")
    inviter_name = Field(graphene.String, description="Who offers; null when it is not known.")
    principal_name = Field(graphene.String, description="For whom one would act; null when it is not known.")
    verbs = ListField(MandateVerb, most=10, description="What one could do.")
    codes = ListField(graphene.String, most=50, nullable=True, description="In which matters; null for all of them.")
    valid_days = Field(graphene.Int, required=True, description="For how many days from accepting.")
    lapses_at = Field(DateTime, required=True, description="Until when it can be taken up.")

    def resolve_kind(self: InvitationRow, _info: Any) -> str:
        return str(self.kind)

    def resolve_state(self: InvitationRow, _info: Any) -> str:
        return str(self.state)

    def resolve_inviter_name(self: InvitationRow, info: Any) -> str | None:
        return name_of(self.inviter, info.context.language)

    def resolve_principal_name(self: InvitationRow, info: Any) -> str | None:
        return name_of(self.organisation or self.inviter, info.context.language)

    def resolve_verbs(self: InvitationRow, _info: Any) -> list[str]:
        return self.scope_verbs

    def resolve_codes(self: InvitationRow, _info: Any) -> list[str] | None:
        return self.scope_codes


class JointApproval(graphene.ObjectType):
    """An act for an organisation that waits for more directors to sign the same content."""

    id = ids.IdField("jap", "public_id")
    matter = Field(graphene.String, required=True, description="What is to be done, as mandate.appoint.")
    content_hash = Field(
        graphene.String, required=True, description="SHA-256 of what is signed; other content differs."
    )
    needed = Field(graphene.Int, required=True, description="How many directors have to sign.")
    signatures = Field(graphene.Int, required=True, cost=1, description="How many directors have signed.")
    verbs = ListField(
        MandateVerb, most=10, nullable=True, description="For an appointment: what it would allow; null otherwise."
    )
    codes = ListField(
        graphene.String, most=50, nullable=True, description="For an appointment: in which matters; null for all."
    )
    days = Field(graphene.Int, description="For an appointment: for how many days; null otherwise.")
    lapses_at = Field(DateTime, required=True, description="Until when it can be signed.")
    is_complete = Field(graphene.Boolean, required=True, description="Whether everybody needed has signed.")

    def resolve_signatures(self: JointApprovalRow, info: Any) -> int:
        counted: int | None = getattr(self, "signed", None)
        return joint_approvals.signatures_of(self, now=info.context.now) if counted is None else counted

    def resolve_verbs(self: JointApprovalRow, _info: Any) -> Any:
        return self.details.get("verbs")

    def resolve_codes(self: JointApprovalRow, _info: Any) -> Any:
        return self.details.get("codes")

    def resolve_days(self: JointApprovalRow, _info: Any) -> Any:
        return self.details.get("days")


class MandateQuery(graphene.ObjectType):
    """What can be asked about acting for another."""

    my_mandates = ConnectionField(
        connection_of(Mandate, "Mandate"),
        public=False,
        role=optional(MandateRole, description="Only those you hold, or only those given; both without it."),
        on_behalf_of=on_behalf_of(),
        description="Mandates you hold and have given, newest first; as a director, those of the organisation.",
    )
    mandate_log = ConnectionField(
        MandateEventConnection,
        public=False,
        mandate_id=required(graphene.ID, description="A mandate you hold or have given."),
        on_behalf_of=on_behalf_of(),
        description="What was done under a mandate and to it, newest first: both sides read the same.",
    )
    mandate_invitation = Field(
        MandateInvitation,
        public=False,
        code=required(graphene.String, description="The code you were handed."),
        description="What a code offers, before it is taken up; null when no open invitation has it.",
    )
    my_mandate_invitations = ListField(
        MandateInvitation,
        most=MOST_WAITING,
        public=False,
        on_behalf_of=on_behalf_of(),
        description="What you, or the organisation you direct, have on offer now.",
    )
    joint_approvals = ListField(
        JointApproval,
        most=MOST_WAITING,
        public=False,
        on_behalf_of=on_behalf_of(),
        description="What waits for more signatures of the organisation you direct, oldest first.",
    )

    def resolve_my_mandates(self, info: Any, role: Any = None, on_behalf_of: str | None = None) -> Listing:
        viewer = viewer_here(info, on_behalf_of)
        if viewer is None or viewer.citizen is None:
            return Listing((), BY_NEWEST)
        rows = MandateRow.objects.visible_to(viewer).select_related(*RELATED)
        side = getattr(role, "value", role)
        if side == "held":
            rows = rows.filter(agent=viewer.citizen)
        elif side == "given":
            rows = rows.exclude(agent=viewer.citizen)
        return Listing(rows, BY_NEWEST)

    def resolve_mandate_log(self, info: Any, mandate_id: str, on_behalf_of: str | None = None) -> Listing:
        viewer = viewer_here(info, on_behalf_of)
        mandate = None if viewer is None else seen(viewer, ids.key_of("mdt", mandate_id))
        return listed_events(mandate)

    def resolve_mandate_invitation(self, info: Any, code: str) -> InvitationRow | None:
        return invitations.find(viewer=info.context.viewer, code=code, now=info.context.now)

    def resolve_my_mandate_invitations(self, info: Any, on_behalf_of: str | None = None) -> list[InvitationRow]:
        viewer = viewer_here(info, on_behalf_of)
        if viewer is None:
            return []
        rows = (
            invitations.visible_to(viewer).open_at(info.context.now).select_related("inviter__account", "organisation")
        )
        return list(rows.order_by("pk")[:MOST_WAITING])

    def resolve_joint_approvals(self, info: Any, on_behalf_of: str | None = None) -> list[JointApprovalRow]:
        viewer = viewer_here(info, on_behalf_of)
        if viewer is None:
            return []
        return list(joint_approvals.waiting_for(viewer, now=info.context.now)[:MOST_WAITING])

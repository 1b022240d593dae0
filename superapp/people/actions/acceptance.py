"""Taking up an invitation: the mandate begins, unless it would go round in a circle."""

from datetime import datetime, timedelta

from django.db import transaction

from superapp.accounts.models import Citizen, Mandate
from superapp.accounts.viewer import Viewer
from superapp.people.models import MandateInvitation
from superapp.refusal import NotFound, Refusal

from . import invitations, mandates
from . import mandate_record as log

MOST_IN_A_CIRCLE = 100


class ToOneself(Refusal):
    """Nobody acts for themselves under a mandate."""

    code = "MANDATE_TO_ONESELF"
    th = "รับคำเชิญของตนเองไม่ได้ โปรดส่งรหัสให้ผู้ที่จะทำแทน"
    en = "You cannot take up your own invitation. Hand the code to whoever is to act for you."


class CircleOfMandates(Refusal):
    """Each would act for the other, directly or through others."""

    code = "MANDATE_CIRCLE"
    th = "ผู้เชิญทำแทนท่านอยู่แล้ว โดยตรงหรือผ่านผู้อื่น จึงทำแทนกันเป็นวงไม่ได้"
    en = "Whoever invites you acts for you already, directly or through others. Mandates do not go in a circle."


class HeldAlready(Refusal):
    """A mandate of that kind, or a stronger one, is held already."""

    code = "MANDATE_HELD_ALREADY"
    th = "ท่านทำแทนผู้เชิญได้อยู่แล้ว หากต้องการเปลี่ยนขอบเขต ให้เพิกถอนของเดิมก่อน"
    en = "You may act for them already. To change the scope, have the other one revoked first."


@transaction.atomic
def accept(*, viewer: Viewer, code: str, now: datetime) -> Mandate:
    """Take up the invitation with that code; return the mandate, which is in force from now on.

    :raises NotFound: when no open invitation has that code, or the directors behind it have gone.
    :raises ToOneself: :raises CircleOfMandates: :raises HeldAlready:
    """
    found = invitations.find(viewer=viewer, code=code, now=now)
    if found is None:
        raise NotFound(path=("code",))
    agent = viewer.citizen
    assert agent is not None
    if found.inviter_id == agent.pk:
        raise ToOneself(path=("code",))
    # The same locks in the same order as those who might do the opposite at this moment.
    if found.organisation_id is not None:
        mandates.hold_organisations([found.organisation_id])
    else:
        around = {agent.pk, found.inviter_id} | _who_act_for(agent)
        list(Citizen.objects.select_for_update().filter(pk__in=around).order_by("pk"))
    invitation = invitations.locked_by_code(viewer=viewer, code=code, now=now)
    _check(invitation, agent, now)
    of_person = invitation.organisation is None
    mandate = Mandate.objects.create(
        agent=agent,
        principal_citizen=invitation.inviter if of_person else None,
        principal_organisation=invitation.organisation,
        kind=invitation.kind,
        state=Mandate.State.ACTIVE,
        scope_verbs=invitation.scope_verbs,
        scope_codes=invitation.scope_codes,
        starts_at=now,
        ends_at=now + timedelta(days=invitation.valid_days),
        basis=f"invitation:{invitation.public_id}",
        created_at=now,
        decided_at=now,
    )
    invitation.state, invitation.decided_at, invitation.mandate = MandateInvitation.State.ACCEPTED, now, mandate
    invitation.save(update_fields=["state", "decided_at", "mandate"])
    log.tell(mandate, "accepted", invitation.inviter, now=now)
    about = f"mandate-invitation:{invitation.public_id}"
    log.record(
        log.act_on(viewer, "mandate-invitation.accepted", about),
        log.act_on(viewer, "mandate.accept", log.about(mandate), kind=str(mandate.kind)),
        now=now,
    )
    return mandate


def _who_act_for(citizen: Citizen) -> set[int]:
    """Return who acts for a person, who acts for those, and so on: nearest first, until `MOST_IN_A_CIRCLE` are found.

    Mandates are not passed on, so a circle of more than that gives nobody a right they were not given by name.
    """
    found: set[int] = set()
    nearest = {citizen.pk}
    while nearest and len(found) < MOST_IN_A_CIRCLE:
        acting = Mandate.objects.live().filter(principal_citizen__in=nearest).values_list("agent_id", flat=True)
        nearest = set(acting) - found
        found |= nearest
    return found


def _check(invitation: MandateInvitation, agent: Citizen, now: datetime) -> None:
    live = Mandate.objects.live()
    if invitation.organisation is None:
        if invitation.inviter_id in _who_act_for(agent):
            raise CircleOfMandates(path=("code",))
        if live.filter(agent=agent, principal_citizen=invitation.inviter).exists():
            raise HeldAlready(path=("code",))
        return
    directors = Mandate.objects.directors_of(invitation.organisation).in_force(now)
    if not directors.exists():
        raise NotFound(path=("code",))
    if live.filter(agent=agent, principal_organisation=invitation.organisation).exists():
        raise HeldAlready(path=("code",))

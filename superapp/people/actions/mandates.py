"""Mandates: ending them. How they come about is in children, directors and invitations.

Locks are taken in one order everywhere: organisation, mandates by key, invitations, the audit chain's head.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from superapp.accounts.models import Citizen, Mandate, Organisation
from superapp.accounts.models.mandate import LIVE
from superapp.accounts.viewer import Viewer
from superapp.audit.recording import Act
from superapp.people.models import JointApproval, MandateInvitation
from superapp.refusal import NotFound, Refusal

from . import mandate_record as log

BATCH = 200


class MandateEnded(Refusal):
    """It has ended already."""

    code = "MANDATE_ENDED"
    th = "การทำแทนนี้สิ้นสุดไปแล้ว"
    en = "This mandate has ended already."


class RightOfLaw(Refusal):
    """A parent's or director's right is not the principal's to take away."""

    code = "MANDATE_RIGHT_OF_LAW"
    th = "สิทธินี้มาจากกฎหมายและทะเบียนของรัฐ จึงเพิกถอนเองไม่ได้ หากข้อมูลไม่ถูกต้อง โปรดติดต่อนายทะเบียน"
    en = "This right comes from the law and a registry, so it is not revoked here. If it is wrong, see the registrar."


@transaction.atomic
def revoke(*, viewer: Viewer, mandate_id: str, now: datetime) -> Mandate:
    """End a mandate at once: the agent any of theirs, a person what they gave, a director what the organisation gave.

    An act under way is finished before or refused after, since it holds the mandate's row.

    :raises NotFound: when there is none for this viewer. :raises MandateEnded: :raises RightOfLaw:
    """
    found = _visible(viewer, mandate_id)
    if found.kind == Mandate.Kind.DIRECTOR:
        hold_organisations([found.principal_organisation_id])
    mandate = locked([found.pk])[0]
    assert viewer.citizen is not None
    if mandate.agent_id != viewer.citizen.pk and mandate.kind in (Mandate.Kind.PARENT, Mandate.Kind.DIRECTOR):
        raise RightOfLaw(path=("mandate_id",))
    if mandate.state not in LIVE:
        raise MandateEnded(path=("mandate_id",))
    end(mandate, Mandate.State.REVOKED, now=now)
    acts = [log.act_on(viewer, "mandate.revoke", log.about(mandate)), *fallen_with([mandate], now=now)]
    other = mandate.principal_citizen if mandate.agent_id == viewer.citizen.pk else mandate.agent
    log.tell(mandate, "ended", other, now=now)
    log.record(*acts, now=now)
    return mandate


@transaction.atomic
def end_all_of(citizen: Citizen, now: datetime) -> None:
    """End every live mandate a person holds or has given, and withdraw their invitations; when they are erased."""
    mine = Mandate.objects.concerning(citizen).live()
    hold_organisations(mine.filter(kind=Mandate.Kind.DIRECTOR).values_list("principal_organisation_id", flat=True))
    ending = locked(mine.values_list("pk", flat=True))
    for mandate in ending:
        end(mandate, Mandate.State.REVOKED, now=now)
    acts = [log.act_on(None, "mandate.revoke", log.about(mandate), reason="erasure") for mandate in ending]
    acts += fallen_with(ending, now=now)
    for invitation in MandateInvitation.objects.select_for_update().filter(inviter=citizen, state="open"):
        acts.append(close(invitation, MandateInvitation.State.WITHDRAWN, viewer=None, now=now))
    for mandate in ending:
        other = mandate.principal_citizen if mandate.agent_id == citizen.pk else mandate.agent
        log.tell(mandate, "ended", other, now=now)
    log.record(*acts, now=now)


@transaction.atomic
def expire_batch(*, now: datetime) -> int:
    """End up to 200 mandates, invitations and joint approvals each whose time is over; return how many ended.

    None of them could be used any more: reading the state is what this puts right, and telling both sides.
    """
    over = Mandate.objects.live().filter(ends_at__lte=now).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ending = [mandate for mandate in locked(list(over)) if mandate.state in LIVE]
    for mandate in ending:
        end(mandate, Mandate.State.EXPIRED, now=now)
        log.tell(mandate, "ended", mandate.agent, mandate.principal_citizen, now=now)
    acts = [log.act_on(None, "mandate.expire", log.about(mandate)) for mandate in ending]
    waiting = MandateInvitation.objects.select_for_update().filter(state="open", lapses_at__lte=now).order_by("pk")
    for invitation in waiting[:BATCH]:
        acts.append(close(invitation, MandateInvitation.State.LAPSED, viewer=None, now=now))
    unsigned = JointApproval.objects.select_for_update().filter(state="waiting", lapses_at__lte=now).order_by("pk")
    for approval in unsigned[:BATCH]:
        approval.state = JointApproval.State.LAPSED
        approval.save(update_fields=["state"])
        acts.append(log.act_on(None, "joint.lapse", f"joint:{approval.public_id}"))
    log.record(*acts, now=now)
    return len(acts)


def end(mandate: Mandate, state: str, *, now: datetime) -> None:
    """Put a locked mandate into a state it does not leave again."""
    mandate.state, mandate.ended_at = state, now
    mandate.save(update_fields=["state", "ended_at"])


def close(invitation: MandateInvitation, state: str, *, viewer: Viewer | None, now: datetime) -> Act:
    """Put a locked invitation into a state it does not leave again; return the act to be recorded."""
    invitation.state, invitation.decided_at = state, now
    invitation.save(update_fields=["state", "decided_at"])
    return log.act_on(viewer, f"mandate-invitation.{state}", f"mandate-invitation:{invitation.public_id}")


def fallen_with(ended: Iterable[Mandate], *, now: datetime) -> list[Act]:
    """End what organisations' directors had given away when the last of them has gone; return the acts to be recorded.

    The caller holds the organisations (`hold_organisations`), so that of two last directors the second sees the first
    gone.
    """
    acts: list[Act] = []
    organisations = {each.principal_organisation_id for each in ended if each.kind == Mandate.Kind.DIRECTOR}
    for key in sorted(key for key in organisations if key is not None):
        given = Mandate.objects.filter(principal_organisation_id=key).live()
        if given.filter(kind=Mandate.Kind.DIRECTOR).exists():
            continue
        for delegate in locked(given.filter(kind=Mandate.Kind.DELEGATE).values_list("pk", flat=True)):
            end(delegate, Mandate.State.REVOKED, now=now)
            log.tell(delegate, "ended", delegate.agent, now=now)
            acts.append(log.act_on(None, "mandate.revoke", log.about(delegate), reason="last_director"))
        for invitation in MandateInvitation.objects.select_for_update().filter(organisation_id=key, state="open"):
            acts.append(close(invitation, MandateInvitation.State.WITHDRAWN, viewer=None, now=now))
        for approval in JointApproval.objects.select_for_update().filter(organisation_id=key, state="waiting"):
            approval.state = JointApproval.State.LAPSED
            approval.save(update_fields=["state"])
            acts.append(log.act_on(None, "joint.lapse", f"joint:{approval.public_id}"))
    return acts


def hold_organisations(keys: Iterable[int | None]) -> list[Organisation]:
    """Lock organisations by key, before any of their mandates."""
    wanted = sorted({key for key in keys if key is not None})
    return list(Organisation.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))


def locked(keys: Iterable[int]) -> list[Mandate]:
    """Lock mandates by key and return them as they are now, with whom they concern."""
    related = ("agent__account", "principal_citizen__account", "principal_organisation")
    mandates = Mandate.objects.select_for_update(of=("self",)).filter(pk__in=list(keys)).order_by("pk")
    return list(mandates.select_related(*related))


def _visible(viewer: Viewer, mandate_id: str) -> Mandate:
    try:
        public_id = UUID(mandate_id)
    except ValueError:
        raise NotFound(path=("mandate_id",)) from None
    found = Mandate.objects.visible_to(viewer).filter(public_id=public_id).first()
    if found is None:
        raise NotFound(path=("mandate_id",))
    return found

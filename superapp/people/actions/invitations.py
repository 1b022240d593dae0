"""Invitations to act for somebody: offered under a code that works once, accepted or refused by whoever is handed it.

A person invites a carer; a director appoints a delegate for the organisation. Nobody is named and nothing is looked
up: the code passes from hand to hand, and only its hash is kept here.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from superapp.accounts import assurance
from superapp.accounts.acting import OutOfScope
from superapp.accounts.models import Mandate
from superapp.accounts.viewer import Viewer
from superapp.people.models import JointApproval, MandateInvitation
from superapp.refusal import NotFound, Refusal

from . import joint_approvals, mandate_scope, mandates
from . import mandate_record as log
from .mandate_scope import GRANT_FRESH, GRANT_IAL, Scope

ANSWER_WITHIN = timedelta(days=7)
MOST_OPEN = 10
APPOINTING = "mandate.appoint"
# Without letters that look like digits, so that a code can be read aloud: 16 of 32 are 80 bits.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 16
_AS_READ = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


class TooManyInvitations(Refusal):
    """Too many wait for an answer."""

    code = "TOO_MANY_INVITATIONS"
    th = "มีคำเชิญรอตอบรับครบ {most} รายการแล้ว โปรดถอนรายการที่ไม่ใช้"
    en = "{most} invitations are waiting for an answer already. Withdraw those you do not need."


@dataclass(frozen=True, slots=True)
class Offer:
    """What came of offering: the invitation and its code, told this once; or the approval that waits for signatures."""

    invitation: MandateInvitation | None = None
    code: str | None = None
    approval: JointApproval | None = None


@transaction.atomic
def invite_carer(*, viewer: Viewer, scope: Scope, now: datetime) -> Offer:
    """Offer to let somebody act for the viewer.

    :raises NotFound: for whoever is no citizen. :raises OutOfScope: when the viewer acts for another.
    :raises StepUpRequired: :raises TooManyInvitations:
    """
    if viewer.citizen is None:
        raise NotFound()
    if viewer.mandate is not None:
        raise OutOfScope(path=("on_behalf_of",))
    assurance.require(viewer, ial=GRANT_IAL, fresh=GRANT_FRESH, now=now)
    return _offered(viewer, Mandate.Kind.CARER, scope, now)


@transaction.atomic
def appoint_delegate(*, viewer: Viewer, scope: Scope, now: datetime) -> Offer:
    """Offer to let somebody act for the organisation the viewer directs, within what the viewer may do.

    Where several directors sign jointly, each calls this with the same scope; the last one gets the code.

    :raises NotFound: for whoever is no citizen. :raises OutOfScope: for whoever does not act as a director.
    :raises WiderThanYours: :raises StepUpRequired: :raises TooManyInvitations:
    """
    if viewer.citizen is None:
        raise NotFound()
    if viewer.mandate is None or viewer.mandate.kind != Mandate.Kind.DIRECTOR:
        raise OutOfScope(path=("on_behalf_of",))
    assurance.require(viewer, ial=GRANT_IAL, fresh=GRANT_FRESH, now=now)
    mandate_scope.check_within(scope, viewer.mandate)
    codes = None if scope.codes is None else list(scope.codes)
    content = {"verbs": list(scope.verbs), "codes": codes, "days": scope.days}
    details = {name: value for name, value in content.items() if value is not None}
    approval = joint_approvals.sign(viewer=viewer, matter=APPOINTING, content=content, details=details, now=now)
    if approval is not None and not approval.is_complete:
        return Offer(approval=approval)
    return _offered(viewer, Mandate.Kind.DELEGATE, scope, now, approval)


def hash_of(code: str) -> str:
    """Return what is kept of a code, however it was typed: small letters, blanks, hyphens, O for 0."""
    return hashlib.sha256(code.upper().translate(_AS_READ).encode()).hexdigest()


def find(*, viewer: Viewer, code: str, now: datetime) -> MandateInvitation | None:
    """Return the open invitation with that code, None when there is none: having the code is what opens it."""
    if viewer.citizen is None or viewer.mandate is not None or len(code) > 40:
        return None
    related = ("inviter__account", "organisation", "under")
    waiting = MandateInvitation.objects.open_at(now).select_related(*related)
    return waiting.filter(code_hash=hash_of(code)).first()


@transaction.atomic
def refuse(*, viewer: Viewer, code: str, now: datetime) -> MandateInvitation:
    """Say no to an offer. Nobody can take it up any more.

    :raises NotFound: when no open invitation has that code.
    """
    invitation = locked_by_code(viewer=viewer, code=code, now=now)
    log.record(mandates.close(invitation, MandateInvitation.State.REFUSED, viewer=viewer, now=now), now=now)
    return invitation


@transaction.atomic
def withdraw(*, viewer: Viewer, invitation_id: str, now: datetime) -> MandateInvitation:
    """Take back an offer nobody has taken up; a director any of the organisation's.

    :raises NotFound: when there is no such open invitation of the viewer's.
    """
    try:
        wanted = UUID(invitation_id)
    except ValueError:
        raise NotFound(path=("invitation_id",)) from None
    offers = visible_to(viewer).select_for_update(of=("self",)).filter(public_id=wanted)
    invitation = offers.select_related("inviter__account", "organisation").first()
    if invitation is None or invitation.state != MandateInvitation.State.OPEN:
        raise NotFound(path=("invitation_id",))
    log.record(mandates.close(invitation, MandateInvitation.State.WITHDRAWN, viewer=viewer, now=now), now=now)
    return invitation


def locked_by_code(*, viewer: Viewer, code: str, now: datetime) -> MandateInvitation:
    """Return the open invitation with that code, locked.

    :raises NotFound: when there is none.
    """
    found = find(viewer=viewer, code=code, now=now)
    if found is None:
        raise NotFound(path=("code",))
    related = ("inviter__account", "organisation", "under")
    waiting = MandateInvitation.objects.open_at(now).select_for_update(of=("self",)).select_related(*related)
    invitation = waiting.filter(pk=found.pk).first()
    if invitation is None:
        raise NotFound(path=("code",))
    return invitation


def visible_to(viewer: Viewer):  # type: ignore[no-untyped-def]
    """Return the invitations the viewer may see: their own, or the organisation's when acting as its director."""
    if viewer.citizen is None:
        return MandateInvitation.objects.none()
    if viewer.mandate is None:
        return MandateInvitation.objects.filter(inviter=viewer.citizen, organisation=None)
    if viewer.mandate.kind == Mandate.Kind.DIRECTOR:
        return MandateInvitation.objects.filter(organisation=viewer.mandate.principal_organisation_id)
    return MandateInvitation.objects.none()


def _offered(viewer: Viewer, kind: str, scope: Scope, now: datetime, approval: JointApproval | None = None) -> Offer:
    if visible_to(viewer).open_at(now).count() >= MOST_OPEN:
        raise TooManyInvitations(most=MOST_OPEN)
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    invitation = MandateInvitation.objects.create(
        code_hash=hash_of(code),
        kind=kind,
        inviter=viewer.citizen,
        under=viewer.mandate,
        organisation=None if viewer.mandate is None else viewer.mandate.principal_organisation,
        scope_verbs=list(scope.verbs),
        scope_codes=None if scope.codes is None else list(scope.codes),
        valid_days=scope.days,
        created_at=now,
        lapses_at=now + ANSWER_WITHIN,
    )
    offered = log.act_on(
        viewer, "mandate-invitation.open", f"mandate-invitation:{invitation.public_id}", kind=str(kind)
    )
    log.record(offered, now=now)
    return Offer(invitation, "-".join(code[at : at + 4] for at in range(0, CODE_LENGTH, 4)), approval)

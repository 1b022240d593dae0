"""Acts for an organisation that several directors must sign: each signs the same content, known by its hash.

A domain calls `sign` in the transaction of its act, before the act::

    approval = joint_approvals.sign(viewer=viewer, matter="application.submit", content={...}, details={}, now=now)
    if approval is not None and not approval.is_complete:
        return Waiting(approval)      # the next director sends the same, and then it happens
    ...                               # nobody else has to sign, or everybody has

Other content has another hash, and so needs all its signatures anew. Complete is complete once: the same act later
starts from nothing.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from superapp.accounts.models import Mandate
from superapp.accounts.viewer import Viewer
from superapp.people.models import JointApproval, JointSignature

from . import mandate_record as log

OPEN_FOR = timedelta(days=30)


def content_hash(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of content as canonical JSON: the same whatever the order of its keys.

    >>> content_hash({"b": 1, "a": ["x"]}) == content_hash({"a": ["x"], "b": 1})
    True
    """
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def sign(
    *, viewer: Viewer, matter: str, content: Mapping[str, Any], details: Mapping[str, Any], now: datetime
) -> JointApproval | None:
    """Sign `content` for the organisation the viewer acts for as a director; None when one signature is enough.

    What comes back `is_complete` when this was the last signature needed: then, and only then, act. Signing twice
    counts once; a signature counts while its director is one. `matter` names what is done ("mandate.appoint",
    "application:<public id>"). `details` tell the other directors what they would sign, in codes and whole numbers.
    """
    mandate = viewer.mandate
    if mandate is None or mandate.kind != Mandate.Kind.DIRECTOR:
        # A delegate was appointed by as many signatures as were needed, and acts alone within their scope.
        return None
    organisation = mandate.principal_organisation
    assert organisation is not None
    if organisation.signing_rule < 2:
        return None
    approval = _waiting(mandate, matter, content_hash(content), dict(details), now)
    signature = JointSignature(approval=approval, signer=mandate.agent, mandate=mandate, signed_at=now)
    if not JointSignature.objects.filter(approval=approval, signer=mandate.agent).exists():
        signature.save()
    approval.needed = organisation.signing_rule
    if signatures_of(approval, now=now) >= approval.needed:
        approval.state, approval.done_at = JointApproval.State.DONE, now
    approval.save(update_fields=["needed", "state", "done_at"])
    signed = log.act_on(viewer, "joint.sign", f"joint:{approval.public_id}", matter=matter, needed=approval.needed)
    log.record(signed, now=now)
    return approval


def signatures_of(approval: JointApproval, *, now: datetime) -> int:
    """Return how many directors have signed who still are directors at `now`."""
    directors = Mandate.objects.directors_of(approval.organisation).in_force(now)
    return approval.signatures.filter(signer__in=directors.values("agent")).count()


def _waiting(mandate: Mandate, matter: str, hash_: str, details: dict[str, Any], now: datetime) -> JointApproval:
    """Return the approval that waits for signatures under this very content, locked; a new one when there is none."""
    named = {"organisation": mandate.principal_organisation, "matter": matter, "content_hash": hash_}
    fresh = JointApproval(
        **named,
        details=details,
        needed=mandate.principal_organisation.signing_rule,
        opened_at=now,
        lapses_at=now + OPEN_FOR,
    )
    while True:
        JointApproval.objects.bulk_create([fresh], ignore_conflicts=True)
        waiting = JointApproval.objects.select_for_update().filter(**named, state=JointApproval.State.WAITING).first()
        if waiting is None:
            # Somebody completed it between our two statements.
            fresh.pk = None
            continue
        if waiting.lapses_at > now:
            return waiting
        waiting.state = JointApproval.State.LAPSED
        waiting.save(update_fields=["state"])


def waiting_for(viewer: Viewer, *, now: datetime) -> QuerySet[JointApproval]:
    """Return what waits for signatures of the organisation the viewer acts for as a director, oldest first.

    Each row has `signed`, what `signatures_of` would count.
    """
    if viewer.mandate is None or viewer.mandate.kind != Mandate.Kind.DIRECTOR:
        return JointApproval.objects.none()
    waiting = JointApproval.objects.filter(state=JointApproval.State.WAITING, lapses_at__gt=now)
    named = waiting.filter(organisation=viewer.mandate.principal_organisation_id)
    directors = Mandate.objects.directors_of(viewer.mandate.principal_organisation).in_force(now)
    counted = Count("signatures", filter=Q(signatures__signer__in=directors.values("agent")))
    return named.annotate(signed=counted).order_by("pk")

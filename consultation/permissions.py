"""Who may do what in consultations: predicates that actions and pages ask.

Rights on an agency are those of the catalogue: whoever may write its services' texts may prepare its hearings, and
whoever may approve the ones may announce, publish and answer in the others.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from services.models.rights import APPROVE, DRAFT, agencies_of, agencies_with

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

    from .models import Hearing, Participant


def may_enter(viewer: "Viewer", agency_id: int) -> bool:
    """Tell whether the viewer works for the agency in any role, and so may see what is not public yet."""
    return agency_id in agencies_of(viewer)


def may_prepare(viewer: "Viewer", agency_id: int) -> bool:
    """Tell whether the viewer may write draft laws, dossiers, issues and answers for the agency."""
    return agency_id in agencies_with(viewer, DRAFT)


def may_publish(viewer: "Viewer", agency_id: int) -> bool:
    """Tell whether the viewer may announce hearings and publish texts and reports of the agency."""
    return agency_id in agencies_with(viewer, APPROVE)


def may_moderate(viewer: "Viewer", hearing: "Hearing") -> bool:
    """Tell whether the viewer may decide about what is said: who prepares or publishes for the agency that leads."""
    return hearing.agency_id in agencies_with(viewer, DRAFT) | agencies_with(viewer, APPROVE)


def may_second(viewer: "Viewer", hearing: "Hearing") -> bool:
    """Tell whether the viewer may agree, from outside, with what the agency whose draft it is has decided."""
    mine = agencies_of(viewer)
    if not agencies_with(viewer, APPROVE) or hearing.agency_id in mine:
        return False
    is_public = hearing.announced_at is not None and not hearing.is_embargoed
    return is_public and not hearing.co_agencies.filter(pk__in=mine).exists()


def is_suspended(participant: "Participant", now: datetime) -> bool:
    """Tell whether this participant may not write at `now`."""
    return participant.suspended_until is not None and now < participant.suspended_until

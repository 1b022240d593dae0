"""Who may do what in welfare: predicates that actions and pages ask.

Rights on an agency are those of the catalogue: whoever may write its services' texts may write its programmes' rules,
and whoever may approve the ones may sign the others.
"""

from typing import TYPE_CHECKING

from services.models.rights import APPROVE, DRAFT, agencies_of, agencies_with

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

    from .models import RuleVersion


def may_enter(viewer: "Viewer", agency_id: int | None) -> bool:
    """Tell whether the viewer works for the agency in any role, and so may see its drafts."""
    return agency_id is not None and agency_id in agencies_of(viewer)


def may_write(viewer: "Viewer", agency_id: int | None) -> bool:
    """Tell whether the viewer may write rules for the agency and send them to be signed."""
    return agency_id is not None and agency_id in agencies_with(viewer, DRAFT)


def may_decide_for(viewer: "Viewer", agency_id: int | None) -> bool:
    """Tell whether the viewer may sign rules of the agency, whoever wrote them."""
    return agency_id is not None and agency_id in agencies_with(viewer, APPROVE)


def may_sign(viewer: "Viewer", version: "RuleVersion") -> bool:
    """Tell whether the viewer may decide on this version: an approver of its agency who wrote none of it."""
    if viewer.officer is None or not may_decide_for(viewer, version.programme.agency_id):
        return False
    return version.author_id != viewer.officer.pk and not version.writers.filter(pk=viewer.officer.pk).exists()


def may_prepare_payment(viewer: "Viewer", agency_id: int | None) -> bool:
    """Tell whether the viewer may put together what the agency pays: whoever writes its rules and texts."""
    return agency_id is not None and agency_id in agencies_with(viewer, DRAFT)


def may_release(viewer: "Viewer", agency_id: int | None) -> bool:
    """Tell whether the viewer may let the agency's money go, stop a right, or give money back: its approvers."""
    return agency_id is not None and agency_id in agencies_with(viewer, APPROVE)

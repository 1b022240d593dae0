"""Who may do what in the catalogue: predicates that actions and pages ask, never a person's name or a role."""

from typing import TYPE_CHECKING

from .models.rights import ALERT, APPROVE, CONFIRM, DRAFT, MANAGE, agencies_of, agencies_with

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

    from .models import ServiceVersion


def may_enter(viewer: "Viewer", agency_id: int) -> bool:
    """Tell whether the viewer works for the agency in any role, and so may see its drafts."""
    return agency_id in agencies_of(viewer)


def may_draft(viewer: "Viewer", agency_id: int) -> bool:
    """Tell whether the viewer may write drafts for the agency and send them to review."""
    return agency_id in agencies_with(viewer, DRAFT)


def may_approve(viewer: "Viewer", version: "ServiceVersion") -> bool:
    """Tell whether the viewer may decide on this version: an approver of its agency who wrote none of it."""
    return (
        viewer.officer is not None
        and version.service.agency_id in agencies_with(viewer, APPROVE)
        and not version.is_written_by(viewer.officer)
    )


def may_decide_for(viewer: "Viewer", agency_id: int) -> bool:
    """Tell whether the viewer is an approver of the agency, whoever wrote the text."""
    return agency_id in agencies_with(viewer, APPROVE)


def may_confirm(viewer: "Viewer", agency_id: int) -> bool:
    """Tell whether the viewer may confirm facts of the agency's services."""
    return agency_id in agencies_with(viewer, CONFIRM)


def may_alert(viewer: "Viewer", agency_id: int) -> bool:
    """Tell whether the viewer may raise and clear alerts on the agency's services."""
    return agency_id in agencies_with(viewer, ALERT)


def may_manage(viewer: "Viewer", agency_id: int) -> bool:
    """Tell whether the viewer may appoint and dismiss officers of the agency: its head, or a platform operator."""
    if viewer.account is not None and viewer.account.kind == "operator":
        return True
    return agency_id in agencies_with(viewer, MANAGE)

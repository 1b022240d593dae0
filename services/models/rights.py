"""What an officer may do at which agency: the one place that asks guardian's tables.

Rights are given to groups on one agency (AgencyGroupPermission). A viewer's rights are read once a request, in one
query for all of them, and kept with the viewer.
"""

from typing import TYPE_CHECKING

from .agency import AgencyGroupPermission

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

DRAFT = "draft_service"
APPROVE = "approve_service"
CONFIRM = "confirm_fact"
ALERT = "raise_alert"
MANAGE = "manage_posting"
RIGHTS = (DRAFT, APPROVE, CONFIRM, ALERT, MANAGE)


def rights_of(viewer: "Viewer") -> dict[str, frozenset[int]]:
    """Return, for each right, the keys of the agencies where this viewer has it; nothing for non-officers."""
    if viewer.officer is None:
        return dict.fromkeys(RIGHTS, frozenset())
    if "rights" not in viewer.remembered:
        rows = AgencyGroupPermission.objects.filter(group__user=viewer.account_id).values_list(
            "permission__codename", "content_object_id"
        )
        found: dict[str, set[int]] = {right: set() for right in RIGHTS}
        for codename, agency_id in rows:
            if codename in found:
                found[codename].add(agency_id)
        viewer.remembered["rights"] = {right: frozenset(keys) for right, keys in found.items()}
    return viewer.remembered["rights"]


def forget_rights(viewer: "Viewer") -> None:
    """Look the viewer's rights up again next time: what was true before waiting for a lock may be over."""
    viewer.remembered.pop("rights", None)
    viewer.remembered.pop("desks", None)


def agencies_with(viewer: "Viewer", right: str) -> frozenset[int]:
    """Return the keys of the agencies where this viewer has `right`."""
    return rights_of(viewer)[right]


def agencies_of(viewer: "Viewer") -> frozenset[int]:
    """Return the keys of the agencies this viewer works for: those where they have any right."""
    return frozenset().union(*rights_of(viewer).values())

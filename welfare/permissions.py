"""Who may do what in welfare: predicates that actions and pages ask.

Rights on an agency are those of the catalogue: whoever may write its services' texts may write its programmes' rules,
and whoever may approve the ones may sign the others.
"""

from typing import TYPE_CHECKING

from services.models.rights import APPROVE, DRAFT, agencies_of, agencies_with
from superapp.accounts import acting
from superapp.accounts.models import Mandate

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


def require_applying(viewer: "Viewer", matter: str) -> None:
    """Do nothing when the viewer may apply in this matter for whom they stand here.

    Looking belongs to it: a form is filled in with what registries say about the person.

    :raises acting.OutOfScope: when a mandate does not cover it. :raises NotFound: for whoever is no citizen.
    """
    acting.require(viewer, Mandate.Verb.VIEW, matter)
    acting.require(viewer, Mandate.Verb.APPLY, matter)


def may_apply(viewer: "Viewer", matter: str) -> bool:
    """Tell whether the viewer may apply, and change what was applied for, in this matter."""
    return acting.may(viewer, Mandate.Verb.VIEW, matter) and acting.may(viewer, Mandate.Verb.APPLY, matter)


def may_choose_account(viewer: "Viewer", *, payee: str) -> bool:
    """Tell whether the viewer may name a bank account for the money.

    People for themselves, directors for their organisation. Whoever acts for another person may not: a mandate never
    moves money to the agent, unless the programme itself pays the guardian (`payee`).
    """
    mandate = viewer.mandate
    return mandate is None or mandate.principal_citizen_id is None or payee == "guardian"


def may_release_any(viewer: "Viewer") -> bool:
    """Tell whether the viewer may release money of some agency: they see what banks told that belongs to none."""
    return bool(agencies_with(viewer, APPROVE))

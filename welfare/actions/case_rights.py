"""Who may work on which case: officers of its agency, but for those who are too close to it."""

from services.models.rights import APPROVE, DRAFT, agencies_with
from superapp.accounts.models import Mandate, Officer
from superapp.accounts.viewer import Viewer
from welfare.models import Application, ApplicationEvent, Recusal


def may_work_on(viewer: Viewer, agency_id: int) -> bool:
    """Tell whether the viewer works on the cases of the agency: whoever drafts or approves there."""
    return agency_id in agencies_with(viewer, DRAFT) | agencies_with(viewer, APPROVE)


def viewer_of(officer: Officer) -> Viewer:
    """Return the officer as a viewer, to ask what they may do when they are not here."""
    return Viewer(account=officer.account, officer=officer)


def conflict_with(viewer: Viewer, application: Application) -> str | None:
    """Return why the viewer, an officer, may not work on this case: a code of Recusal.Because; None when they may.

    Administrative Procedure Act B.E. 2539, section 13: not on one's own case, nor one's family's, nor one in which one
    acted for the applicant. Who an officer is as a citizen is known where they said so.
    """
    officer = viewer.officer
    if officer is None:
        return None
    said = Recusal.objects.filter(application=application, officer=officer).values_list("because", flat=True).first()
    if said is not None:
        return str(said)
    own = officer.citizen
    if own is None:
        return None
    if own.pk == application.citizen_id:
        return Recusal.Because.SELF.value
    if ApplicationEvent.objects.filter(application=application, actor=own.public_id).exists():
        return Recusal.Because.SELF.value
    if application.citizen_id is not None:
        ties = Mandate.objects.live().filter(kind__in=(Mandate.Kind.PARENT, Mandate.Kind.CARER))
        either_way = ties.filter(agent=own, principal_citizen=application.citizen_id) | ties.filter(
            agent=application.citizen_id, principal_citizen=own
        )
        return Recusal.Because.FAMILY.value if either_way.exists() else None
    acts_for_it = Mandate.objects.live().filter(agent=own, principal_organisation=application.organisation_id)
    return Recusal.Because.BUSINESS.value if acts_for_it.exists() else None


def may_prepare_payment(viewer: Viewer, agency_id: int | None) -> bool:
    """Tell whether the viewer may put together what the agency pays: whoever writes its rules and texts."""
    return agency_id is not None and agency_id in agencies_with(viewer, DRAFT)


def may_release(viewer: Viewer, agency_id: int | None) -> bool:
    """Tell whether the viewer may let the agency's money go, stop a right, or give money back: its approvers."""
    return agency_id is not None and agency_id in agencies_with(viewer, APPROVE)

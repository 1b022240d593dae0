"""Directors: a right that follows from the company registry."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from superapp.accounts import assurance
from superapp.accounts.models import Mandate, Organisation
from superapp.accounts.viewer import Viewer
from superapp.refusal import NotFound, Refusal
from superapp.thai.identity import is_juristic_id

from . import mandate_record as log
from . import mandates, registered_rights
from .mandate_scope import ALL_VERBS, GRANT_FRESH, GRANT_IAL
from .registry_facts import DIRECTORSHIPS


class JuristicIdUnreadable(Refusal):
    """Not a juristic person's number."""

    code = "JURISTIC_ID_UNREADABLE"
    th = "เลขทะเบียนนิติบุคคลต้องเป็นตัวเลข 13 หลัก ขึ้นต้นด้วย 0 และหลักสุดท้ายต้องถูกต้อง โปรดตรวจทาน"
    en = (
        "A juristic number has thirteen digits, begins with 0, and its last digit checks the others. Please look again."
    )


class NotADirector(Refusal):
    """The company registry does not name the viewer as a director."""

    code = "NOT_A_DIRECTOR"
    th = "ทะเบียนนิติบุคคลไม่ได้ระบุว่าท่านเป็นกรรมการผู้มีอำนาจของเลขทะเบียนนี้"
    en = "The company registry does not name you as a director of whoever has that number."


class OrganisationClosed(Refusal):
    """It has been dissolved."""

    code = "ORGANISATION_CLOSED"
    th = "นิติบุคคลนี้เลิกกิจการแล้ว จึงทำแทนไม่ได้"
    en = "This organisation has been dissolved, so nobody acts for it."


@dataclass(frozen=True, slots=True)
class Company:
    """A company as the company registry told of it just now."""

    juristic_id: str
    told: dict[str, Any]


def look_up(*, viewer: Viewer, juristic_id: str, now: datetime) -> Company:
    """Return the company of that number that the viewer directs, asking the registry. Not for use in a transaction.

    :raises NotFound: for whoever is no citizen, or acts for another. :raises StepUpRequired:
    :raises JuristicIdUnreadable: :raises NotADirector: :raises RegistryUnavailable:
    """
    if viewer.citizen is None or viewer.mandate is not None:
        raise NotFound()
    assurance.require(viewer, ial=GRANT_IAL, fresh=GRANT_FRESH, now=now)
    number = juristic_id.strip().replace("-", "").replace(" ", "")
    if not is_juristic_id(number):
        raise JuristicIdUnreadable(path=("juristic_id",))
    for told in registered_rights.directorships_of(viewer.citizen, actor=viewer.actor, now=now):
        if told["juristic_id"] == number:
            return Company(number, told)
    raise NotADirector(path=("juristic_id",))


@transaction.atomic
def become(*, viewer: Viewer, company: Company, now: datetime) -> Mandate:
    """Give the viewer a director's right for a company they looked up; return it, or the one that stands already.

    :raises OrganisationClosed:
    """
    assert viewer.citizen is not None
    if not company.told["is_active"]:
        raise OrganisationClosed(path=("juristic_id",))
    fresh = Organisation(juristic_id=company.juristic_id)
    registered_rights.tell_about(fresh, company.told, now)
    Organisation.objects.bulk_create([fresh], ignore_conflicts=True)
    known = Organisation.objects.only("pk").get(juristic_id=company.juristic_id)
    organisation = mandates.hold_organisations([known.pk])[0]
    registered_rights.tell_about(organisation, company.told, now)
    organisation.save()
    held = Mandate.objects.directors_of(organisation).filter(agent=viewer.citizen).live()
    standing = mandates.locked(held.values_list("pk", flat=True))
    if standing:
        return standing[0]
    mandate = Mandate.objects.create(
        agent=viewer.citizen,
        principal_organisation=organisation,
        kind=Mandate.Kind.DIRECTOR,
        state=Mandate.State.ACTIVE,
        scope_verbs=list(ALL_VERBS),
        starts_at=now,
        basis=DIRECTORSHIPS,
        basis_asked_at=now,
        decided_at=now,
    )
    log.record(log.act_on(viewer, "mandate.claim", log.about(mandate), kind="director"), now=now)
    return mandate

"""Parents: a right that follows from the civil registry, until the child is twenty."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from superapp.accounts import assurance
from superapp.accounts.models import Citizen, Mandate
from superapp.accounts.viewer import Viewer
from superapp.refusal import NotFound, Refusal
from superapp.thai.identity import is_citizen_id

from . import citizens, mandates, registered_rights
from . import mandate_record as log
from .mandate_scope import ALL_VERBS, GRANT_FRESH, GRANT_IAL
from .registry_facts import CHILDREN, RegistryUnavailable

BANGKOK = ZoneInfo("Asia/Bangkok")
# Civil and Commercial Code, section 19.
MAJORITY_YEARS = 20


class CitizenIdUnreadable(Refusal):
    """Not a citizen's number."""

    code = "CITIZEN_ID_UNREADABLE"
    th = "เลขประจำตัวประชาชนต้องเป็นตัวเลข 13 หลักและหลักสุดท้ายต้องถูกต้อง โปรดตรวจทาน"
    en = "A citizen's number has thirteen digits, the last of which checks the others. Please look again."


class NotYourChild(Refusal):
    """The civil registry does not name the viewer as parent; nor whether there is such a person."""

    code = "NOT_YOUR_CHILD"
    th = "ทะเบียนราษฎรไม่ได้ระบุว่าท่านเป็นบิดาหรือมารดาของเจ้าของเลขนี้ หากไม่ถูกต้อง โปรดติดต่อสำนักทะเบียน"
    en = "The civil registry does not name you as a parent of whoever has that number. Is it wrong? See the registrar."


class CustodySuspended(Refusal):
    """A court has taken custody away."""

    code = "CUSTODY_SUSPENDED"
    th = "ทะเบียนราษฎรแจ้งการระงับอำนาจปกครอง จึงทำแทนบุตรคนนี้ไม่ได้"
    en = "The civil registry tells of a custody order, so you cannot act for this child."


class ChildIsGrown(Refusal):
    """Twenty or older."""

    code = "CHILD_IS_GROWN"
    th = "บุตรอายุครบ 20 ปีแล้ว จึงทำแทนในฐานะบิดามารดาไม่ได้ บุตรเชิญท่านเป็นผู้ดูแลได้"
    en = "Your child is twenty or older, so this right has ended. They can invite you as a carer."


@dataclass(frozen=True, slots=True)
class Child:
    """A child as the civil registry told of them just now."""

    pid: str
    told: dict[str, Any]


def look_up(*, viewer: Viewer, citizen_id: str, now: datetime) -> Child:
    """Return the viewer's child with that number, asking the civil registry. Not to be called in a transaction.

    :raises NotFound: for whoever is no citizen, or acts for another. :raises StepUpRequired:
    :raises CitizenIdUnreadable: :raises NotYourChild: :raises RegistryUnavailable:
    """
    if viewer.citizen is None or viewer.mandate is not None:
        raise NotFound()
    assurance.require(viewer, ial=GRANT_IAL, fresh=GRANT_FRESH, now=now)
    pid = citizen_id.strip().replace("-", "").replace(" ", "")
    if not is_citizen_id(pid):
        raise CitizenIdUnreadable(path=("citizen_id",))
    for told in registered_rights.children_of(viewer.citizen, actor=viewer.actor, now=now):
        if told.get("pid") == pid:
            return Child(pid, told)
    raise NotYourChild(path=("citizen_id",))


@transaction.atomic
def claim(*, viewer: Viewer, child: Child, now: datetime) -> Mandate:
    """Give the viewer a parent's right over a child they looked up; return it, or the one that stands already.

    The child gets a row of their own, without a login; signing in later comes to the same account. The other parent
    may hold one too.

    :raises CustodySuspended: :raises ChildIsGrown:
    :raises RegistryUnavailable: when the registry does not say when the child was born, or whose custody it is.
    """
    assert viewer.citizen is not None
    if not isinstance(child.told.get("custody_suspended"), bool):
        raise RegistryUnavailable(registry="DOPA")
    born = _first_day(child.told.get("birth_date"))
    ends_at = datetime(born[0] + MAJORITY_YEARS, *_same_day(born), tzinfo=BANGKOK)
    if child.told["custody_suspended"]:
        raise CustodySuspended(path=("citizen_id",))
    if ends_at <= now:
        raise ChildIsGrown(path=("citizen_id",))
    # One parent's two attempts at once come after each other here.
    Citizen.objects.select_for_update().get(pk=viewer.citizen.pk)
    person = citizens.known_or_new(
        pid=child.pid,
        name_th=child.told.get("name_th"),
        name_en=child.told.get("name_en"),
        birth_date=_text(child.told.get("birth_date")),
    )
    held = Mandate.objects.filter(agent=viewer.citizen, principal_citizen=person, kind=Mandate.Kind.PARENT).live()
    standing = mandates.locked(held.values_list("pk", flat=True))
    if standing:
        log.record(*registered_rights.settle(standing[0], child.told, now), now=now)
        return standing[0]
    mandate = Mandate.objects.create(
        agent=viewer.citizen,
        principal_citizen=person,
        kind=Mandate.Kind.PARENT,
        state=Mandate.State.ACTIVE,
        scope_verbs=list(ALL_VERBS),
        starts_at=now,
        ends_at=ends_at,
        basis=CHILDREN,
        basis_asked_at=now,
        decided_at=now,
    )
    log.tell(mandate, "claimed", person, now=now)
    log.record(log.act_on(viewer, "mandate.claim", log.about(mandate), kind="parent"), now=now)
    return mandate


def _first_day(told: Any) -> tuple[int, int, int]:
    """Return the first day somebody may have been born, as the law counts age when less than a day is known.

    Civil and Commercial Code, section 16: the first of the month, or of the year.
    """
    if isinstance(told, str):
        year, month, day = told.split("-")
        return int(year), int(month), int(day)
    if isinstance(told, dict):
        parts = [int(part) for part in told["be"].split("-")] + [1, 1]
        return parts[0] - 543, parts[1], parts[2]
    raise RegistryUnavailable(registry="DOPA")


def _same_day(born: tuple[int, int, int]) -> tuple[int, int]:
    """Return month and day of the twentieth birthday; a leap day's twentieth is one too, but for centuries."""
    year = born[0] + MAJORITY_YEARS
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return (3, 1) if born[1:] == (2, 29) and not is_leap else (born[1], born[2])


def _text(told: Any) -> str:
    if isinstance(told, dict):
        year, *rest = told["be"].split("-")
        return "-".join([str(int(year) - 543), *rest])
    return str(told)

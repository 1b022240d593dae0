"""One right at a time: what keeps a person from a second application for a benefit they have, or are waiting for."""

from superapp.accounts.models import Citizen
from superapp.refusal import NotFound, Refusal
from welfare.models import Application, ApplicationState, Entitlement
from welfare.models.book import Book
from welfare.models.payment_state import ENTITLEMENT_RUNNING

S = ApplicationState
WAITING = (S.SUBMITTED, S.UNDER_REVIEW, S.NEEDS_INFORMATION, S.APPEALED)
PAYING = ENTITLEMENT_RUNNING
# A benefit for each illness or birth is applied for each time.
AGAIN_AND_AGAIN = "episode"


class AlreadyUnderWay(Refusal):
    """The same was applied for already, and is not decided yet. `details`: `number`."""

    code = "ALREADY_UNDER_WAY"
    th = "มีคำขอเรื่องนี้อยู่แล้ว เลขที่ {number} และยังไม่ทราบผล"
    en = "This has been applied for already, as {number}, and is not decided yet."


class AlreadyGranted(Refusal):
    """They have the benefit, and it is being paid. `details`: `number` of the application that was approved."""

    code = "ALREADY_GRANTED"
    th = "ท่านได้รับสิทธินี้อยู่แล้ว ตามคำขอเลขที่ {number}"
    en = "You have this benefit already, by the application {number}."


def lock_person(citizen: Citizen) -> None:
    """Lock somebody's row until the transaction ends: two rights for the same are not opened side by side.

    Others may go on writing rows that point to it.

    :raises NotFound: when they were erased.
    """
    # Not the key: whoever writes a notice to them holds that, and may wait for a case that is held here.
    if Citizen.objects.select_for_update(of=("self",), no_key=True).get(pk=citizen.pk).erased_at is not None:
        raise NotFound()


def require_none_beside(citizen: Citizen | None, matter: str, book: Book, *, but: Application | None = None) -> None:
    """Do nothing when the person neither has the benefit `matter` nor waits for it by an application other than `but`.

    Call it with the person locked. Organisations and services are not looked at.

    :raises AlreadyUnderWay: :raises AlreadyGranted:
    """
    entry = book.entries.get(matter)
    if citizen is None or entry is None:
        return
    others = Application.objects.filter(citizen=citizen, matter=matter, programme__isnull=False, state__in=WAITING)
    waiting = others.exclude(pk=but.pk if but is not None else None).order_by("pk").first()
    if waiting is not None:
        raise AlreadyUnderWay(number=waiting.number)
    if entry.compiled.document.period == AGAIN_AND_AGAIN:
        return
    rights = Entitlement.objects.filter(citizen=citizen, programme__code=matter, state__in=PAYING)
    right = rights.select_related("application").order_by("pk").first()
    if right is not None:
        raise AlreadyGranted(number=right.application.number)

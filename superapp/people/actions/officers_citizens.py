"""Who an officer is as a citizen: said by an operator who saw their card, so that nobody decides on their own case.

What follows from it (their own cases, those of parents, children and whom they act for) is asked where cases are.
"""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from superapp.accounts.models import Account, Citizen, Officer
from superapp.accounts.viewer import Viewer
from superapp.audit.recording import record
from superapp.refusal import NotFound, Refusal
from superapp.thai.identity import is_citizen_id

from . import officers

NAME = "citizen_id"


class CitizenIdWrong(Refusal):
    """Not a citizen's number: thirteen digits, the last checking the others."""

    is_for_clients = False
    code = "OFFICER_CITIZEN_ID_WRONG"
    th = "เลขประจำตัวประชาชนไม่ถูกต้อง โปรดตรวจ 13 หลักกับบัตรอีกครั้ง"
    en = "This is no citizen's number. Check its 13 digits against the card."


class CitizenNotKnown(Refusal):
    """Nobody of that number has signed in with the app yet, so there is nobody to name."""

    is_for_clients = False
    code = "OFFICER_CITIZEN_NOT_KNOWN"
    th = "ยังไม่มีผู้ใช้แอปด้วยเลขนี้ ให้เจ้าหน้าที่เข้าแอปประชาชนหนึ่งครั้งก่อน แล้วจึงบันทึก"
    en = "Nobody has used the app under this number. Let the officer sign in to it once, then enter the number."


class CitizenTaken(Refusal):
    """Another officer's account says that it is this person."""

    is_for_clients = False
    code = "OFFICER_CITIZEN_TAKEN"
    th = "เลขนี้เป็นของบัญชีเจ้าหน้าที่อื่นแล้ว โปรดตรวจว่ามีสองบัญชีหรือไม่"
    en = "Another officer's account is this person already. Check whether there are two accounts."


@transaction.atomic
def name(*, viewer: Viewer | None, public_id: UUID, citizen_id: str, now: datetime) -> Officer:
    """Say who an officer is as a citizen; "" takes it back. The number is looked up and kept nowhere here.

    :raises NotFound: unless an operator asks, about an officer. :raises officers.OwnAccount: :raises CitizenIdWrong:
    :raises CitizenNotKnown: :raises CitizenTaken:
    """
    if viewer is not None and not officers.is_operator(viewer):
        raise NotFound()
    if viewer is not None and viewer.account is not None and viewer.account.public_id == public_id:
        raise officers.OwnAccount()
    rows = Officer.objects.select_for_update(of=("self",)).select_related("account")
    officer = rows.filter(account__public_id=public_id, account__kind=Account.Kind.OFFICER).first()
    if officer is None:
        raise NotFound()
    officer.citizen = _citizen(citizen_id)
    try:
        with transaction.atomic():
            officer.save(update_fields=["citizen"])
    except IntegrityError as error:
        raise CitizenTaken(path=(NAME,)) from error
    record(
        stream="platform",
        action="officer.name_citizen" if officer.citizen else "officer.forget_citizen",
        object=f"account:{public_id}",
        actor="system" if viewer is None else viewer.actor,
        principal=None if officer.citizen is None else officer.citizen.public_id,
        now=now,
    )
    return officer


def _citizen(text: str) -> Citizen | None:
    digits = text.replace("-", "").replace(" ", "")
    if not digits:
        return None
    if not is_citizen_id(digits):
        raise CitizenIdWrong(path=(NAME,))
    found = Citizen.objects.with_pid(digits).filter(erased_at=None).select_related("account").first()
    if found is None:
        raise CitizenNotKnown(path=(NAME,))
    return found

"""Opening whom a payment goes to: for an officer with a reason, written down for the payee to read."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from superapp.accounts import cipher
from superapp.accounts.viewer import Viewer
from superapp.audit import recording
from superapp.people.actions import data_uses
from superapp.people.models import DataUse
from superapp.refusal import NotFound, Refusal
from superapp.thai.identity import is_citizen_id
from welfare.gateways.payments import AccountKind
from welfare.models import Disbursement

from . import entitlements_payout

BASIS = "law:pdpa-s24-4"
SHOWN_DIGITS = 4
_CASE = re.compile(r"[A-Za-z0-9][A-Za-z0-9/._-]{2,39}")


class CaseMissing(Refusal):
    """Whoever looks says for which case, by its number; a citizen's number is none."""

    code = "CASE_MISSING"
    th = "ระบุเลขที่เรื่องที่ต้องเปิดดู 3 ถึง 40 ตัว เป็นตัวอักษรอังกฤษ ตัวเลข และ / . _ - และไม่ใช่เลขประจำตัวประชาชน"
    en = "Name the case this is for: 3 to 40 letters, digits and / . _ -, and no citizen's number."


@dataclass(frozen=True, slots=True)
class Payee:
    """Who is paid, and the end of their account's number; both "" for a payee whose data were erased."""

    name: str = field(repr=False)
    account_end: str = field(repr=False)
    kind: str


@transaction.atomic
def open_payee(*, viewer: Viewer, disbursement_id: str, case: str, now: datetime) -> Payee:
    """Return whom a payment goes to, after noting for the payee that an officer looked, and for which case.

    :raises NotFound: for whoever does not work at the agency. :raises CaseMissing:
    """
    rows = Disbursement.objects.visible_to(viewer).select_related(
        "entitlement", "citizen__account", "programme__agency"
    )
    found = rows.filter(public_id=disbursement_id).first() if viewer.officer is not None else None
    if found is None or found.programme.agency is None:
        raise NotFound(path=("disbursement_id",))
    if not _CASE.fullmatch(case) or is_citizen_id(re.sub(r"\D", "", case)):
        raise CaseMissing(path=("case",))
    agency = found.programme.agency.code
    data_uses.note(
        citizen=found.citizen,
        kind=DataUse.Kind.VIEWED,
        actor=viewer.actor,
        facts=("name_th", "payout"),
        purpose="welfare",
        basis=BASIS,
        agency_code=agency,
        role="author",
        now=now,
    )
    recording.record(
        stream=agency,
        action="disbursement.open",
        object=f"disbursement:{found.public_id}",
        actor=viewer.actor,
        details={"case": case},
        now=now,
    )
    found.entitlement.citizen = found.citizen
    try:
        payout = entitlements_payout.of_entitlement(found.entitlement, found.citizen.own_key())
    except (cipher.Unreadable, entitlements_payout.PayoutAccountInvalid):
        return Payee("", "", "")
    kind = "พร้อมเพย์" if payout.account.kind is AccountKind.CITIZEN_ID else f"ธนาคาร {payout.account.bank_code}"
    return Payee(payout.name, payout.account.number[-SHOWN_DIGITS:], kind)

"""Where the money of an application goes: chosen by the person, sealed, changed only by whoever has just signed in.

Only an account of the applicant's own is taken: their PromptPay under their citizen's number, or a bank account whose
holder the bank compares with their name. A mandate never moves money to the agent.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from superapp.accounts import assurance
from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from superapp.refusal import Refusal
from welfare import permissions
from welfare.gateways.payments import Account, AccountKind
from welfare.models import Application, ApplicationState
from welfare.models.book import Book, Entry

from . import application_notices as notices
from . import application_steps as steps
from .application_form import entry_of, methods_of, payee_of

IAL = "2.3"
FRESH = timedelta(seconds=300)
PROMPTPAY, BANK = "promptpay_cid", "bank_account"
APPLICANT, GUARDIAN = "applicant", "guardian"
# Clearing codes of the banks that take credits to people's accounts (Bank of Thailand).
BANKS = {
    "002": ("ธนาคารกรุงเทพ", "Bangkok Bank"),
    "004": ("ธนาคารกสิกรไทย", "Kasikornbank"),
    "006": ("ธนาคารกรุงไทย", "Krungthai Bank"),
    "011": ("ธนาคารทหารไทยธนชาต", "TMBThanachart Bank"),
    "014": ("ธนาคารไทยพาณิชย์", "Siam Commercial Bank"),
    "022": ("ธนาคารซีไอเอ็มบี ไทย", "CIMB Thai Bank"),
    "024": ("ธนาคารยูโอบี", "United Overseas Bank (Thai)"),
    "025": ("ธนาคารกรุงศรีอยุธยา", "Bank of Ayudhya"),
    "030": ("ธนาคารออมสิน", "Government Savings Bank"),
    "033": ("ธนาคารอาคารสงเคราะห์", "Government Housing Bank"),
    "034": ("ธนาคารเพื่อการเกษตรและสหกรณ์การเกษตร", "Bank for Agriculture and Agricultural Cooperatives"),
    "066": ("ธนาคารอิสลามแห่งประเทศไทย", "Islamic Bank of Thailand"),
    "067": ("ธนาคารทิสโก้", "TISCO Bank"),
    "069": ("ธนาคารเกียรตินาคินภัทร", "Kiatnakin Phatra Bank"),
    "071": ("ธนาคารไทยเครดิต", "Thai Credit Bank"),
    "073": ("ธนาคารแลนด์ แอนด์ เฮ้าส์", "Land and Houses Bank"),
}
# Accounts have ten digits at most banks, twelve at the state's own.
SHORTEST, LONGEST = 10, 12
OPEN = (ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.UNDER_REVIEW)


class PayoutWayNotOffered(Refusal):
    """The programme does not pay that way."""

    code = "PAYOUT_WAY_NOT_OFFERED"
    th = "โครงการนี้ไม่จ่ายด้วยวิธีที่เลือก โปรดเลือกจากวิธีที่แสดง"
    en = "The programme does not pay that way. Choose one of the ways it lists."


class BankAccountUnreadable(Refusal):
    """The bank or the number is none."""

    code = "BANK_ACCOUNT_UNREADABLE"
    th = "เลขบัญชีต้องเป็นตัวเลข {shortest} ถึง {longest} หลัก และต้องเลือกธนาคารจากรายการ"
    en = "A bank account takes {shortest} to {longest} digits and one of the banks listed."


class PayoutNotYours(Refusal):
    """Whoever acts for another person names no account: it could be their own."""

    code = "PAYOUT_NOT_YOURS"
    th = "ผู้ทำแทนเลือกได้เฉพาะพร้อมเพย์ที่ผูกกับเลขประจำตัวของผู้มีสิทธิ เงินไม่เข้าบัญชีของผู้ทำแทน"
    en = "Acting for another you can only choose their own PromptPay: the money never goes to an account of yours."


@dataclass(frozen=True, slots=True)
class Payout:
    """How the money goes. `method` is a code of the programme's document; `bank` and `number` only for a bank account.

    `payee` is APPLICANT or GUARDIAN; `holder` the public id of the citizen or organisation whose account it is.
    """

    method: str
    payee: str
    holder: str
    bank: str = ""
    number: str = field(default="", repr=False)

    @property
    def masked(self) -> str:
        """The number with its last four digits alone, "" without one."""
        return "x" * (len(self.number) - 4) + self.number[-4:] if self.number else ""

    @property
    def is_through_bank(self) -> bool:
        """Whether a bank is asked to credit it."""
        return self.method in (BANK, PROMPTPAY)

    def account(self) -> Account | None:
        """Return the account as a bank is asked to credit it; None where no bank is: vouchers, cash, in kind.

        :raises cipher.Unreadable: when the holder's key was destroyed.
        """
        if self.method == BANK:
            return Account(AccountKind.BANK_ACCOUNT, self.number, self.bank)
        if self.method != PROMPTPAY:
            return None
        holder = Citizen.objects.select_related("account").get(account__public_id=self.holder)
        return Account(AccountKind.CITIZEN_ID, holder.read("pid") or "")


def read(application: Application) -> Payout | None:
    """Return where the money of an application goes; None when nobody has said yet.

    :raises cipher.Unreadable: when the citizen's key was destroyed.
    """
    text = application.read("payout")
    return None if text is None else Payout(**json.loads(text))


def sealed(application: Application, payout: Payout) -> bytes:
    """Return `payout` sealed for its application."""
    told = {name: getattr(payout, name) for name in ("method", "payee", "holder", "bank", "number")}
    return application.sealed("payout", json.dumps(told))


def usual(application: Application, entry: Entry) -> Payout | None:
    """Return the way to pay that needs nothing from anybody: the applicant's PromptPay, or the only way there is.

    None where the person has to choose, and where nothing is paid.
    """
    methods = methods_of(entry)
    if PROMPTPAY in methods and application.citizen is not None and payee_of(entry) == APPLICANT:
        return Payout(PROMPTPAY, APPLICANT, application.citizen.public_id)
    if len(methods) == 1 and methods[0] not in (PROMPTPAY, BANK):
        return Payout(methods[0], APPLICANT, holder_of(application))
    return None


def holder_of(application: Application) -> str:
    """Return the public id of whose application it is."""
    if application.citizen is not None:
        return application.citizen.public_id
    assert application.organisation is not None
    return str(application.organisation.public_id)


@transaction.atomic
def choose(
    *,
    viewer: Viewer,
    application_id: str,
    method: str,
    bank: str = "",
    number: str = "",
    payee: str = APPLICANT,
    book: Book,
    now: datetime,
) -> Application:
    """Say where the money goes; return the application. Decided cases are changed by whoever pays them.

    :raises NotFound: :raises acting.OutOfScope: :raises ApplicationStateForbids: once it is decided or withdrawn.
    :raises PayoutWayNotOffered: :raises BankAccountUnreadable: :raises PayoutNotYours:
    :raises StepUpRequired: unless the viewer signed in within five minutes at level 2.3.
    """
    row = steps.held(viewer, application_id)
    steps.require_state(row, *OPEN, ApplicationState.NEEDS_INFORMATION)
    if row.programme_id is None:
        raise PayoutWayNotOffered(path=("method",))
    entry = entry_of(row, book)
    if method not in methods_of(entry) or (payee == GUARDIAN and payee_of(entry) != GUARDIAN):
        raise PayoutWayNotOffered(path=("method",))
    if (method == PROMPTPAY and row.citizen is None) or payee not in (APPLICANT, GUARDIAN):
        raise PayoutWayNotOffered(path=("method",))
    assurance.require(viewer, ial=IAL, fresh=FRESH, now=now)
    if method == BANK:
        if not permissions.may_choose_account(viewer, payee=payee):
            raise PayoutNotYours(path=("method",))
        number = number.replace("-", "").replace(" ", "")
        if bank not in BANKS or not _is_account(number):
            raise BankAccountUnreadable(path=("account_number",), shortest=SHORTEST, longest=LONGEST)
    else:
        bank = number = ""
    assert viewer.citizen is not None
    holder = viewer.citizen.public_id if payee == GUARDIAN else holder_of(row)
    steps.advance(row, payout_sealed=sealed(row, Payout(method, payee, holder, bank, number)))
    steps.put_in_timeline(row, "payout_chosen", viewer=viewer, now=now, before=row.state)
    notices.tell(row, "payout_chosen", now=now, once=str(row.revision))
    steps.recorded(row, "payout", viewer=viewer, now=now, method=method)
    return row


def _is_account(number: str) -> bool:
    return SHORTEST <= len(number) <= LONGEST and number.isascii() and number.isdecimal() and len(set(number)) > 1

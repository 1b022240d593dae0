"""Where a right's money goes: PromptPay under the citizen's own number, or an account in their own name.

Sealed with the citizen's key wherever it is kept: with the application, the entitlement, and each attempt to pay.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from superapp.accounts import cipher
from superapp.accounts.models import Citizen
from superapp.refusal import Refusal
from welfare.gateways.payments import Account, AccountKind, Unpayable
from welfare.models import Entitlement

UNNAMED = "ผู้มีสิทธิ"


class PayoutAccountInvalid(Refusal):
    """This is no account that can be paid to."""

    code = "PAYOUT_ACCOUNT_INVALID"
    th = "บัญชีรับเงินไม่ถูกต้อง โปรดตรวจรหัสธนาคาร 3 หลัก และเลขที่บัญชี 6 ถึง 20 หลัก"
    en = "This account cannot be paid to. Check the bank's 3 digits and the account's 6 to 20 digits."


@dataclass(frozen=True, slots=True)
class Payout:
    """An account and whose name it bears."""

    account: Account
    name: str = field(repr=False)

    def text(self) -> str:
        """Return it as JSON, ready to be sealed."""
        account = self.account
        plain = {"kind": account.kind, "number": account.number, "bank_code": account.bank_code, "name": self.name}
        return json.dumps(plain, ensure_ascii=False, sort_keys=True)

    @property
    def method(self) -> str:
        """Return the rule documents' code of this way of paying."""
        return METHODS[self.account.kind]


METHODS = {AccountKind.CITIZEN_ID: "promptpay_cid", AccountKind.BANK_ACCOUNT: "bank_account"}


def read(text: str) -> Payout:
    """Return what `Payout.text` wrote.

    :raises PayoutAccountInvalid: when it is no account.
    """
    plain = json.loads(text)
    if not isinstance(plain, dict):
        raise PayoutAccountInvalid(path=("payout",))
    return made(plain, name=str(plain.get("name") or UNNAMED))


def made(plain: Mapping[str, Any], *, name: str) -> Payout:
    """Return the payout of plain values: kind ("NIDN", "BANK"), number, bank_code.

    :raises PayoutAccountInvalid: when it is no account.
    """
    try:
        kind = AccountKind(plain.get("kind"))
        bank_code = plain.get("bank_code") or None
        return Payout(Account(kind, str(plain.get("number") or ""), bank_code), name)
    except (Unpayable, ValueError):
        raise PayoutAccountInvalid(path=("payout",)) from None


def of_citizen(citizen: Citizen) -> Payout:
    """Return PromptPay under the citizen's own number: where money goes when nothing else was said.

    :raises cipher.Unreadable: when the citizen's key was destroyed.
    """
    return Payout(Account(AccountKind.CITIZEN_ID, citizen.read("pid") or ""), citizen.read("name_th") or UNNAMED)


def of_entitlement(entitlement: Entitlement, key: bytes) -> Payout:
    """Return where an entitlement's money goes at present; `key` is the citizen's own.

    :raises cipher.Unreadable: when it cannot be opened.
    """
    if entitlement.payout_sealed is None:
        return of_citizen(entitlement.citizen)
    return read(cipher.opened_with(key, bytes(entitlement.payout_sealed), entitlement.about))

"""Enums of paying and receiving: where a right, a payment and a bill stand."""

from typing import Any

import graphene

from welfare.gateways.payments import AccountKind
from welfare.models import DisbursementState as D
from welfare.models import EntitlementState as E
from welfare.models import FeePayment as FeePaymentRow
from welfare.models import InvoiceState as Bill
from welfare.models import RefundState as R

V = FeePaymentRow.Verdict


def _enum(name: str, choices: Any, told: dict[Any, str]) -> Any:
    return graphene.Enum(
        name, [(choice.name, choice.value) for choice in choices], description=lambda value: told[value and value.value]
    )


EntitlementState = _enum(
    "EntitlementState",
    E,
    {
        None: "Whether a right pays at present.",
        E.ACTIVE: "It pays.",
        E.SUSPENDED: "It does not pay at present; `reason` says why.",
        E.ENDED: "It has ended, or was paid once and for all.",
    },
)
DisbursementState = _enum(
    "DisbursementState",
    D,
    {
        None: "Where one payment stands.",
        D.DRAFT: "Drawn up; officers have not released it yet.",
        D.APPROVED: "Approved by two officers.",
        D.BATCHED: "In a file for the bank.",
        D.SENT: "The file is on its way to the bank.",
        D.ACCEPTED: "The bank has accepted it. It is not paid yet.",
        D.PAID: "The money is in the account.",
        D.REJECTED: "The bank refused it; an officer looks into it.",
        D.RETURNED: "It was paid and came back; an officer looks into it.",
        D.AWAITING_FIX: "It failed; it is paid again once the payee has mended their account.",
        D.RETRY: "It waits to be paid again.",
        D.LAPSED: "It could not be paid in the rounds or time allowed.",
        D.CANCELLED: "An officer cancelled it before it left.",
    },
)
PaymentTask = graphene.Enum(
    "PaymentTask",
    [("WAIT", "wait"), ("MEND_ACCOUNT", "mend"), ("CONTACT_AGENCY", "contact"), ("NOTHING", "nothing")],
    description=lambda value: {
        None: "What the payee has to do.",
        "wait": "Nothing: it is on its way.",
        "mend": "Name another account, or mend this one at the bank and confirm it.",
        "contact": "Nothing, or contact the agency if the reason given is wrong.",
        "nothing": "Nothing any more.",
    }[value and value.value],
)
PayoutKind = graphene.Enum(
    "PayoutKind",
    [("PROMPTPAY", AccountKind.CITIZEN_ID.value), ("BANK_ACCOUNT", AccountKind.BANK_ACCOUNT.value)],
    description=lambda value: {
        None: "How money reaches its payee.",
        AccountKind.CITIZEN_ID.value: "PromptPay under the payee's own citizen number.",
        AccountKind.BANK_ACCOUNT.value: "An account in the payee's own name.",
    }[value and value.value],
)
InvoiceState = _enum(
    "InvoiceState",
    Bill,
    {
        None: "Where a bill stands.",
        Bill.ISSUED: "It waits to be paid.",
        Bill.PAID: "Paid in full.",
        Bill.UNDERPAID: "Part of it came; `due` is the rest.",
        Bill.OVERPAID: "Paid; what was too much is given back.",
        Bill.PAID_LATE: "Money came after its time; an officer accepts it or gives it back.",
        Bill.EXPIRED: "Its time is over; ask for another one.",
    },
)
FeePaymentVerdict = _enum(
    "FeePaymentVerdict",
    V,
    {
        None: "What money that came is for its bill.",
        V.EXACT: "It settled the bill.",
        V.PARTIAL: "It was too little.",
        V.OVER: "It was too much.",
        V.LATE: "It came too late.",
        V.DUPLICATE: "The bill had been paid.",
        V.UNMATCHED: "It belongs to no bill that is known.",
    },
)
RefundState = _enum(
    "RefundState",
    R,
    {
        None: "Where money to be given back stands.",
        R.DUE: "It will be given back, unless it becomes part of the fee.",
        R.APPROVED: "An officer has approved giving it back.",
        R.REFUNDED: "It was given back.",
        R.KEPT: "It became part of the fee.",
    },
)

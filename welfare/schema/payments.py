"""Rights in payment and what they pay, in the API: due, sent, paid, failed and what to do about it."""

from typing import Any
from uuid import UUID

import graphene

from superapp.accounts import cipher
from superapp.accounts.viewer import Viewer
from superapp.api import ids
from superapp.api.acting import on_behalf_of, viewer_here
from superapp.api.connections import ConnectionField, Listing, connection_of
from superapp.api.fields import Field, optional
from superapp.api.keyset import Column, by
from superapp.api.money import Money
from superapp.api.scalars import Date, DateTime
from superapp.thai.money import text as money_text
from welfare.actions import disbursements_telling, entitlements_payout
from welfare.gateways.iso20022 import reasons
from welfare.gateways.iso20022.reasons import Mender
from welfare.gateways.payments import Unpayable
from welfare.models import Disbursement as DisbursementRow
from welfare.models import DisbursementState as D
from welfare.models import Entitlement as EntitlementRow
from welfare.models import book

from .payment_enums import DisbursementState, EntitlementState, PaymentTask, PayoutKind
from .programmes import Programme

RIGHTS_NEWEST = by("welfare.entitlements.newest", Column("id", int, is_descending=True))
PAYMENTS_NEWEST = by("welfare.disbursements.newest", Column("id", int, is_descending=True))
SHOWN_DIGITS = 4


class ReceivingAccount(graphene.ObjectType):
    """Where a right's money goes."""

    kind = Field(PayoutKind, required=True, description="How it reaches the payee.")
    bank_code = Field(graphene.String, description="The bank's three digits; null for PromptPay.")
    number_end = Field(graphene.String, required=True, description="The last four digits of the number.")


class Entitlement(graphene.ObjectType):
    """A right that was granted and pays."""

    class Meta:
        interfaces = (ids.Node,)

    id = ids.IdField("ent", "public_id")
    programme = Field(Programme, cost=0, description="The programme in force; null when it is gone.")
    programme_code = Field(graphene.String, required=True, description="The programme's code.")
    title = Field(graphene.String, required=True, description="The programme's name in the language of the request.")
    state = Field(EntitlementState, required=True, description="Whether it pays at present.")
    reason = Field(
        graphene.String, description="Why it does not, in a code: a requirement's, or `payee_died`; null when it pays."
    )
    starts_on = Field(Date, required=True, description="The first day it pays for.")
    ends_on = Field(Date, description="The last day it pays for; null while no end is known.")
    payout = Field(ReceivingAccount, cost=1, description="Where its money goes; null when that cannot be read.")
    is_payout_broken = Field(
        graphene.Boolean, required=True, description="Whether a payment failed and another account has to be named."
    )

    def resolve_programme(self: EntitlementRow, _info: Any) -> Any:
        return book.current().entries.get(self.programme.code)

    def resolve_programme_code(self: EntitlementRow, _info: Any) -> str:
        return self.programme.code

    def resolve_title(self: EntitlementRow, info: Any) -> str:
        return disbursements_telling.titles(self.programme.code)[info.context.language == "en"]

    def resolve_reason(self: EntitlementRow, _info: Any) -> str | None:
        return self.reason or None

    def resolve_payout(self: EntitlementRow, _info: Any) -> dict[str, Any] | None:
        try:
            account = entitlements_payout.of_entitlement(self, self.citizen.own_key()).account
        except (cipher.Unreadable, Unpayable, entitlements_payout.PayoutAccountInvalid):
            return None
        return {
            "kind": account.kind.value,
            "bank_code": account.bank_code,
            "number_end": account.number[-SHOWN_DIGITS:],
        }


class PaymentFailure(graphene.ObjectType):
    """Why a payment failed."""

    code = Field(graphene.String, required=True, description="The bank's code.")
    text = Field(graphene.String, required=True, description="What it means, in a sentence for the payee.")


class Disbursement(graphene.ObjectType):
    """One payment of a right, for one period."""

    class Meta:
        interfaces = (ids.Node,)

    id = ids.IdField("dsb", "public_id")
    entitlement = Field(Entitlement, required=True, cost=0, description="The right it pays.")
    title = Field(graphene.String, required=True, description="The programme's name in the language of the request.")
    period = Field(graphene.String, required=True, description='The month, as "2026-12"; "once" for what is paid once.')
    amount = Field(Money, required=True, cost=0, description="How much.")
    due_on = Field(Date, required=True, description="The payday.")
    is_arrears = Field(graphene.Boolean, required=True, description="Whether it makes up for a month that was missed.")
    state = Field(DisbursementState, required=True, description="Where it stands.")
    state_text = Field(graphene.String, required=True, description="The same in Thai.")
    round = Field(graphene.Int, required=True, description="How often it was tried again.")
    failure = Field(PaymentFailure, description="Why it failed; null when it did not.")
    task = Field(PaymentTask, required=True, description="What to do now.")
    mend_until = Field(Date, description="The day by which the account has to be mended; null for none.")
    paid_on = Field(Date, description="The day the money was in the account; null before.")
    changed_at = Field(DateTime, required=True, description="When it last changed.")

    def resolve_title(self: DisbursementRow, info: Any) -> str:
        return disbursements_telling.titles(self.programme.code)[info.context.language == "en"]

    def resolve_amount(self: DisbursementRow, info: Any) -> dict[str, Any]:
        return money_of(self.satang, info)

    def resolve_state_text(self: DisbursementRow, _info: Any) -> str:
        return str(self.get_state_display())

    def resolve_failure(self: DisbursementRow, info: Any) -> dict[str, str] | None:
        if not self.reason:
            return None
        why = reasons.reason(self.reason)
        return {"code": self.reason, "text": why.en if info.context.language == "en" else why.th}

    def resolve_task(self: DisbursementRow, _info: Any) -> str:
        return task_of(self)


def task_of(row: DisbursementRow) -> str:
    """Return what the payee has to do about a payment: wait, mend, contact or nothing."""
    if row.state in (D.PAID, D.CANCELLED):
        return "nothing"
    if row.state == D.AWAITING_FIX:
        return "mend"
    if row.state == D.LAPSED:
        return "contact"
    if row.state in (D.REJECTED, D.RETURNED):
        return "contact" if reasons.reason(row.reason).mender is Mender.NOBODY else "wait"
    return "mend" if row.entitlement.is_payout_broken else "wait"


def money_of(satang: int, info: Any) -> dict[str, Any]:
    """Return an amount for the type Money, in the language of the request."""
    return {"satang": satang, "text": money_text(satang, info.context.language)}


EntitlementConnection = connection_of(Entitlement, "Entitlement")
DisbursementConnection = connection_of(Disbursement, "Disbursement")


class PaymentQuery(graphene.ObjectType):
    """What can be asked about receiving money."""

    my_rights = ConnectionField(
        EntitlementConnection,
        on_behalf_of=on_behalf_of(),
        public=False,
        description="Rights that pay you or whom you act for, newest first.",
    )
    my_payments = ConnectionField(
        DisbursementConnection,
        state=optional(DisbursementState, description="Only those that stand there; all without it."),
        on_behalf_of=on_behalf_of(),
        public=False,
        description="What is paid to you or whom you act for, newest first.",
    )

    def resolve_my_rights(self, info: Any, on_behalf_of: str | None = None) -> Listing:
        return Listing(_rights(viewer_here(info, on_behalf_of)), RIGHTS_NEWEST)

    def resolve_my_payments(self, info: Any, state: Any = None, on_behalf_of: str | None = None) -> Listing:
        rows = _payments(viewer_here(info, on_behalf_of))
        wanted = getattr(state, "value", state)
        return Listing(rows if wanted is None else rows.filter(state=wanted), PAYMENTS_NEWEST)


def _rights(viewer: Viewer | None) -> Any:
    # Officers see other people's rights at the desk, where it is noted.
    if viewer is None or viewer.officer is not None:
        return EntitlementRow.objects.none()
    return EntitlementRow.objects.visible_to(viewer).select_related("programme", "citizen__account")


def _payments(viewer: Viewer | None) -> Any:
    if viewer is None or viewer.officer is not None:
        return DisbursementRow.objects.none()
    related = ("programme", "entitlement__programme", "entitlement__citizen__account")
    return DisbursementRow.objects.visible_to(viewer).select_related(*related)


def right_of(viewer: Viewer, public_id: Any) -> EntitlementRow | None:
    """Return one of the viewer's own rights, or None."""
    return _rights(viewer).filter(public_id=public_id).first()  # type: ignore[no-any-return]


@ids.finds("ent", EntitlementRow)
def find_entitlement(context: Any, key: str) -> EntitlementRow | None:
    """Return one of the viewer's own rights, or None."""
    return _rights(context.viewer).filter(public_id=uuid).first() if (uuid := uuid_of(key)) else None


@ids.finds("dsb", DisbursementRow)
def find_disbursement(context: Any, key: str) -> DisbursementRow | None:
    """Return one of the viewer's own payments, or None."""
    return _payments(context.viewer).filter(public_id=uuid).first() if (uuid := uuid_of(key)) else None


def uuid_of(key: str | None) -> UUID | None:
    """Return the UUID in a key, None when it is none."""
    try:
        return UUID(key or "")
    except ValueError:
        return None

"""Bills in the API: what is due, the code to scan, what came for it, and the receipt."""

import base64
from typing import Any

import graphene

from superapp.accounts.viewer import Viewer
from superapp.api import ids
from superapp.api.acting import on_behalf_of, viewer_here
from superapp.api.connections import ConnectionField, Listing, connection_of
from superapp.api.fields import Field, ListField, required
from superapp.api.files import Document
from superapp.api.keyset import Column, by
from superapp.api.money import Money
from superapp.api.scalars import DateTime
from superapp.files.models import IssuedDocument
from welfare.actions import fees, fees_receipts
from welfare.models import FeePayment as FeePaymentRow
from welfare.models import Invoice as InvoiceRow
from welfare.models import InvoiceState as Bill
from welfare.models import Refund

from .payment_enums import FeePaymentVerdict, InvoiceState, RefundState
from .payments import money_of, uuid_of

NEWEST = by("welfare.invoices.newest", Column("id", int, is_descending=True))
MOST_PAYMENTS = 20
TO_SCAN = (Bill.ISSUED, Bill.UNDERPAID)


class PaymentCode(graphene.ObjectType):
    """A PromptPay code for one bill and one amount."""

    payload = Field(graphene.String, required=True, description="The text inside the picture.")
    svg = Field(graphene.String, required=True, cost=5, description="The picture as SVG.")
    png = Field(graphene.String, required=True, cost=5, description="The picture as PNG, in base64.")

    def resolve_payload(self: InvoiceRow, _info: Any) -> str:
        return fees.payload(self)

    def resolve_svg(self: InvoiceRow, _info: Any) -> str:
        return fees.picture(self).decode()

    def resolve_png(self: InvoiceRow, _info: Any) -> str:
        return base64.b64encode(fees.picture(self, "png")).decode()


class FeePayment(graphene.ObjectType):
    """Money that came for a bill, as the bank told."""

    amount = Field(Money, required=True, cost=0, description="How much came.")
    verdict = Field(FeePaymentVerdict, required=True, description="What it is for the bill.")
    paid_at = Field(DateTime, required=True, description="When it was paid.")
    refund = Field(RefundState, description="Where giving it back stands; null when nothing is given back.")
    refund_amount = Field(Money, cost=0, description="How much is given back; null for nothing.")

    def resolve_amount(self: FeePaymentRow, info: Any) -> dict[str, Any]:
        return money_of(self.satang, info)

    def resolve_refund(self: FeePaymentRow, _info: Any) -> str | None:
        refund: Refund | None = getattr(self, "refund", None)
        return None if refund is None else refund.state

    def resolve_refund_amount(self: FeePaymentRow, info: Any) -> dict[str, Any] | None:
        refund: Refund | None = getattr(self, "refund", None)
        return None if refund is None else money_of(refund.satang, info)


class Invoice(graphene.ObjectType):
    """A fee to pay. Paid is only what the bank told: nothing an app says makes it so."""

    class Meta:
        interfaces = (ids.Node,)

    id = ids.IdField("ivc", "public_id")
    number = Field(graphene.String, required=True, description="Its number, reference 1 of the code.")
    title = Field(graphene.String, required=True, description="What it is for, in the language of the request.")
    matter = Field(graphene.String, required=True, description="The code of the service or programme.")
    amount = Field(Money, required=True, cost=0, description="The fee.")
    due = Field(Money, required=True, cost=0, description="What is still to be paid of it; nothing once it is settled.")
    state = Field(InvoiceState, required=True, description="Where it stands.")
    state_text = Field(graphene.String, required=True, description="The same in Thai.")
    is_settled = Field(graphene.Boolean, required=True, description="Whether the fee counts as paid.")
    issued_at = Field(DateTime, required=True, description="When it was made out.")
    expires_at = Field(DateTime, required=True, description="Until when it can be paid.")
    settled_at = Field(DateTime, description="When it was paid; null before.")
    code = Field(PaymentCode, cost=0, description="The code to scan; null when nothing is to be paid.")
    payments = ListField(FeePayment, most=MOST_PAYMENTS, cost=1, description="What came for it, oldest first.")
    receipt = Field(
        Document, cost=2, description="The receipt; null until it is issued, within a minute of the bank's word."
    )

    def resolve_title(self: InvoiceRow, info: Any) -> str:
        return self.title_en if info.context.language == "en" else self.title_th

    def resolve_amount(self: InvoiceRow, info: Any) -> dict[str, Any]:
        return money_of(self.satang, info)

    def resolve_due(self: InvoiceRow, info: Any) -> dict[str, Any]:
        return money_of(fees.due_satang(self) if self.state in TO_SCAN else 0, info)

    def resolve_state_text(self: InvoiceRow, _info: Any) -> str:
        return str(self.get_state_display())

    def resolve_code(self: InvoiceRow, _info: Any) -> InvoiceRow | None:
        return self if self.state in TO_SCAN else None

    def resolve_payments(self: InvoiceRow, _info: Any) -> list[FeePaymentRow]:
        return sorted(self.payments.all(), key=lambda one: one.pk)[:MOST_PAYMENTS]

    def resolve_receipt(self: InvoiceRow, _info: Any) -> IssuedDocument | None:
        if self.settled_at is None:
            return None
        rows = IssuedDocument.objects.select_related("citizen__account")
        return rows.filter(once_key=fees_receipts.once_key(self)).first()


InvoiceConnection = connection_of(Invoice, "Invoice")


class InvoiceQuery(graphene.ObjectType):
    """What can be asked about fees."""

    my_invoices = ConnectionField(
        InvoiceConnection,
        on_behalf_of=on_behalf_of(),
        public=False,
        description="Bills of yours or of whom you act for, newest first.",
    )
    invoice = Field(
        Invoice,
        id=required(graphene.ID, description="The bill."),
        on_behalf_of=on_behalf_of(),
        public=False,
        description="One bill of yours or of whom you act for; null when there is none by that id.",
    )

    def resolve_my_invoices(self, info: Any, on_behalf_of: str | None = None) -> Listing:
        viewer = viewer_here(info, on_behalf_of)
        return Listing(mine(viewer), NEWEST)

    def resolve_invoice(self, info: Any, id: str, on_behalf_of: str | None = None) -> InvoiceRow | None:
        viewer = viewer_here(info, on_behalf_of)
        key = uuid_of(ids.key_of("ivc", id))
        return None if viewer is None or key is None else mine(viewer).filter(public_id=key).first()


def mine(viewer: Viewer | None) -> Any:
    """Return the bills of whom the viewer stands here for, with all that a bill shows."""
    if viewer is None:
        return InvoiceRow.objects.none()
    return InvoiceRow.objects.of_person(viewer).select_related("agency").prefetch_related("payments__refund")


@ids.finds("ivc", InvoiceRow)
def find_invoice(context: Any, key: str) -> InvoiceRow | None:
    """Return one of the viewer's own bills, or None."""
    return mine(context.viewer).filter(public_id=uuid).first() if (uuid := uuid_of(key)) else None

"""What payees and payers do, in the API: name another account, and ask for the bill of a fee."""

from types import SimpleNamespace
from typing import Any

import graphene

from superapp.api import ids
from superapp.api.fields import Field
from superapp.api.mutations import Act, Mutation
from superapp.refusal import NotFound
from welfare.actions import disbursements_mending, fees

from .invoices import Invoice, mine
from .payment_enums import PayoutKind
from .payments import Entitlement, right_of, uuid_of


class MendPayout(Mutation):
    """Let a right's money go to another account of your own, and have paid again what had failed.

    Needs a sign-in within the last five minutes. Whoever acts for another cannot do this.
    """

    concerns_person = True
    recorded_as = "entitlement.mend_payout"

    class Input:
        entitlement_id = graphene.ID(required=True, description="The right.")
        kind = graphene.InputField(PayoutKind, required=True, description="How the money is to reach you.")
        bank_code = graphene.String(description="The bank's three digits; for a bank account.")
        account_number = graphene.String(
            description="The account's 6 to 20 digits, in your own name; hyphens are left out."
        )

    entitlement = Field(Entitlement, description="The right as it stands then; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        key = uuid_of(ids.key_of("ent", input.entitlement_id))
        if key is None:
            raise NotFound(path=("entitlement_id",))
        account = {
            "kind": getattr(input.kind, "value", input.kind),
            "bank_code": input.bank_code,
            "number": (input.account_number or "").replace("-", "").replace(" ", ""),
        }
        row = disbursements_mending.mend(viewer=act.viewer, entitlement_id=str(key), account=account, now=act.now)
        return {"entitlement": right_of(act.viewer, row.public_id)}


class IssueInvoice(Mutation):
    """Make out the bill of a fee of an application; asked again, the bill that stands comes back."""

    concerns_person = True

    class Input:
        application_id = graphene.ID(required=True, description="The application, sent already.")
        fee_position = graphene.Int(description="The fee's place among those of the service, from 0; 0 when left out.")

    invoice = Field(Invoice, description="The bill; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        key = uuid_of(ids.key_of("app", input.application_id))
        if key is None:
            raise NotFound(path=("application_id",))
        position = min(max(input.fee_position or 0, 0), 100)
        row = fees.issue(viewer=act.viewer, application_id=str(key), position=position, now=act.now)
        return {"invoice": mine(act.viewer).filter(pk=row.pk).first() or row}


class PaymentMutation(graphene.ObjectType):
    """What can be done about paying and receiving."""

    mend_payout = MendPayout.field()
    issue_invoice = IssueInvoice.field()

"""What applicants attach and choose, in the API: files, and where the money goes."""

from types import SimpleNamespace
from typing import Any

import graphene

from superapp.api.fields import Field
from superapp.api.mutations import Act, Mutation
from welfare.actions import application_evidence, application_payout
from welfare.models import book

from .application_enums import PayoutPayee
from .application_reading import CHANGED, key_in
from .applications import Application, again


class AttachEvidence(Mutation):
    """Attach a file you have sent to an application: for a document that is asked for, or for facts it shows."""

    concerns_person = True

    class Input:
        application_id = graphene.ID(required=True, description="The application.")
        upload_id = graphene.ID(required=True, description="The file, received.")
        document = graphene.Int(description="The place of the document in the form's list; nothing for another one.")
        facts = graphene.List(
            graphene.NonNull(graphene.String), description="Names of facts you told that it shows; at most 20."
        )

    application = Field(Application, description=CHANGED)

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        evidence = application_evidence.attach(
            viewer=act.viewer,
            application_id=key_in(input),
            upload_id=key_in(input, "upload_id", "upl"),
            document=input.document,
            facts=input.facts or [],
            book=book.current(),
            now=act.now,
        )
        return {"application": again(evidence.application, act.viewer)}


class RemoveEvidence(Mutation):
    """Take an attached file away again, while the application is being filled in. The file is deleted."""

    concerns_person = True

    class Input:
        evidence_id = graphene.ID(required=True, description="The attached file.")

    application = Field(Application, description=CHANGED)

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        row = application_evidence.remove(
            viewer=act.viewer, evidence_id=key_in(input, "evidence_id", "evf"), now=act.now
        )
        return {"application": again(row, act.viewer)}


class SetPayoutAccount(Mutation):
    """Say where the money goes: to an account of the applicant's own. Needs a sign-in of the last five minutes."""

    concerns_person = True
    recorded_as = "application.payout"

    class Input:
        application_id = graphene.ID(required=True, description="The application.")
        method = graphene.String(required=True, description="A code of the form's `payoutMethods`.")
        bank_code = graphene.String(description="The bank's three digits, for a bank account.")
        account_number = graphene.String(description="10 to 12 digits, for a bank account.")
        payee = PayoutPayee(description="APPLICANT when left out; GUARDIAN only where the form's `payee` says so.")

    application = Field(Application, description=CHANGED)

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        row = application_payout.choose(
            viewer=act.viewer,
            application_id=key_in(input),
            method=input.method,
            bank=input.bank_code or "",
            number=input.account_number or "",
            payee=getattr(input.payee, "value", input.payee) or application_payout.APPLICANT,
            book=book.current(),
            now=act.now,
        )
        return {"application": again(row, act.viewer)}


class AttachmentMutation(graphene.ObjectType):
    """What applicants attach and choose."""

    attach_evidence = AttachEvidence.field()
    remove_evidence = RemoveEvidence.field()
    set_payout_account = SetPayoutAccount.field()

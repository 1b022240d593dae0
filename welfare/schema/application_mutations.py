"""What applicants do, in the API: begin, fill in, attach, choose an account, send, withdraw, answer, appeal."""

from types import SimpleNamespace
from typing import Any

import graphene

from superapp.api.fields import Field
from superapp.api.mutations import Act, Mutation
from superapp.refusal import NotFound, Refusal
from welfare import permissions
from welfare.actions import application_answering, application_appeals, applications
from welfare.actions.application_prefill import Prefill, gather
from welfare.models import ApplicationState, book

from .application_attachments import AttachmentMutation
from .application_reading import CHANGED, asked_again, key_in, standing
from .applications import Application, again
from .facts import FactInput, facts_of


class WhatToApplyFor(Refusal):
    """Not exactly one thing was named."""

    code = "WHAT_TO_APPLY_FOR"
    th = "โปรดระบุโครงการหรือบริการอย่างใดอย่างหนึ่ง"
    en = "Name either a programme or a service."


class StartApplication(Mutation):
    """Begin an application for a programme or a service, filled in with what the state knows already.

    While a draft for the same is there, that one comes back.
    """

    concerns_person = True
    cost = 60

    class Input:
        programme_id = graphene.ID(description="The programme; exactly one of the two.")
        service_id = graphene.ID(description="The service, of kind APPLICATION; exactly one of the two.")

    application = Field(Application, description="The draft; null when there are problems.")

    @staticmethod
    def prepare(act: Act, input: SimpleNamespace) -> Any:
        if (input.programme_id is None) == (input.service_id is None):
            raise WhatToApplyFor()
        if input.programme_id is None:
            return Prefill()
        viewer, rules = standing(act, input), book.current()
        entry = rules.entries.get(key_in(input, "programme_id", "prg"))
        if entry is None:
            raise NotFound(path=("programme_id",))
        permissions.require_applying(viewer, entry.code)
        return gather(viewer=viewer, entry=entry, words=rules.words, now=act.now)

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        is_service = input.programme_id is None
        code = key_in(input, "service_id", "svc") if is_service else key_in(input, "programme_id", "prg")
        row = applications.start(
            viewer=act.viewer,
            code=code,
            is_service=is_service,
            prefill=act.prepared,
            book=None if is_service else book.current(),
            now=act.now,
        )
        return {"application": again(row, act.viewer)}


class FillApplication(Mutation):
    """Fill in a draft, or what an officer asked for. What is left out stays as it is.

    Registries that have been consented to since are asked.
    """

    concerns_person = True
    cost = 60

    class Input:
        application_id = graphene.ID(required=True, description="The application.")
        revision = graphene.Int(description="The revision that was read: refused when it has changed since.")
        facts = graphene.List(
            graphene.NonNull(FactInput), description="Facts to tell; without a value one is taken back. At most 100."
        )
        not_known = graphene.List(
            graphene.NonNull(graphene.String),
            description="Names of all facts you can neither tell nor prove: an officer looks.",
        )
        phone = graphene.String(description="Where to call, for services: 9 or 10 digits.")
        purpose = graphene.String(description="What you want, for services, in your words; at most 2,000 characters.")

    application = Field(Application, description=CHANGED)

    @staticmethod
    def prepare(act: Act, input: SimpleNamespace) -> Any:
        return asked_again(act, input, ApplicationState.DRAFT, ApplicationState.NEEDS_INFORMATION)

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        row = applications.fill(
            viewer=act.viewer,
            application_id=key_in(input),
            facts=facts_of(input.facts or [], is_exact=False),
            not_known=input.not_known,
            phone=input.phone,
            purpose=input.purpose,
            found=act.prepared,
            revision=input.revision,
            book=book.current(),
            now=act.now,
        )
        return {"application": again(row, act.viewer)}


class SubmitApplication(Mutation):
    """Send an application to its agency. The same key again does nothing, and answers as the first time."""

    concerns_person = True
    cost = 60

    class Input:
        application_id = graphene.ID(required=True, description="The draft.")
        idempotency_key = graphene.String(
            required=True, description="8 to 64 characters of your own, the same for every try: a UUID."
        )

    application = Field(Application, description="The application as sent; null when there are problems.")

    @staticmethod
    def prepare(act: Act, input: SimpleNamespace) -> Any:
        return asked_again(act, input, ApplicationState.DRAFT)

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        row = applications.submit(
            viewer=act.viewer,
            application_id=key_in(input),
            key=input.idempotency_key,
            found=act.prepared,
            book=book.current(),
            now=act.now,
        )
        return {"application": again(row, act.viewer)}


class WithdrawApplication(Mutation):
    """Take an application back before it is decided; a draft is put away. Again it changes nothing."""

    concerns_person = True

    class Input:
        application_id = graphene.ID(required=True, description="The application.")

    application = Field(Application, description=CHANGED)

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        row = applications.withdraw(viewer=act.viewer, application_id=key_in(input), now=act.now)
        return {"application": again(row, act.viewer)}


class AnswerInformationRequest(Mutation):
    """Answer an officer's question. Fill in and attach what was asked for before: then the case goes on."""

    concerns_person = True

    class Input:
        application_id = graphene.ID(required=True, description="The application.")
        text = graphene.String(required=True, description="The answer, 1 to 4,000 characters.")

    application = Field(Application, description=CHANGED)

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        row = application_answering.answer(
            viewer=act.viewer, application_id=key_in(input), text=input.text, now=act.now
        )
        return {"application": again(row, act.viewer)}


class AppealDecision(Mutation):
    """Appeal against a refusal, once and within 30 days. An officer who had no part in it decides."""

    concerns_person = True

    class Input:
        application_id = graphene.ID(required=True, description="The refused application.")
        grounds = graphene.String(required=True, description="Why it is wrong, 1 to 10,000 characters.")

    application = Field(Application, description=CHANGED)

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        filed = application_appeals.appeal(
            viewer=act.viewer, application_id=key_in(input), grounds=input.grounds, now=act.now
        )
        return {"application": again(filed.application, act.viewer)}


class ApplicationMutation(AttachmentMutation, graphene.ObjectType):
    """What can be done about applications."""

    start_application = StartApplication.field()
    fill_application = FillApplication.field()
    submit_application = SubmitApplication.field()
    withdraw_application = WithdrawApplication.field()
    answer_information_request = AnswerInformationRequest.field()
    appeal_decision = AppealDecision.field()

"""Opening a service at its agency: handed over with the login done, or the plain link where the agency has none."""

from types import SimpleNamespace
from typing import Any

import graphene

from services.models import snapshot
from services.models.rows import ServiceRow
from superapp.accounts import acting
from superapp.accounts.models import Mandate
from superapp.api.fields import Field
from superapp.api.mutations import Act, Mutation
from superapp.api.problems import problem_of
from superapp.api.scalars import DateTime
from superapp.people.actions import hand_over
from superapp.people.schema.consents import ConsentRequest
from superapp.refusal import NotFound, Refusal


class NotOnline(Refusal):
    """There is nothing to open: the service has no address on the web."""

    code = "SERVICE_NOT_ONLINE"
    th = "บริการนี้ยังไม่มีช่องทางออนไลน์ โปรดดูช่องทางอื่นในหน้าบริการ"
    en = "This service cannot be reached online. See its page for other ways."


class OpenService(Mutation):
    """Open a service at its agency: signed in there already where the agency takes this login, else its plain link."""

    concerns_person = True

    class Input:
        code = graphene.String(required=True, description="The service's code.")

    url = Field(
        graphene.String, description="What to open; null when there are problems. With a sign-in it works once."
    )
    is_signed_in = Field(
        graphene.Boolean,
        description="True: the address signs you in. False: a plain link, the agency has a sign-in of its own or none.",
    )
    ends_at = Field(DateTime, description="Until when the address works, a minute; null for a plain link.")
    consent_request = Field(ConsentRequest, description="What to agree to first, with the problem CONSENT_REQUIRED.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        """Open it."""
        service = snapshot.current(act.language).service_by_code.get(input.code)
        if service is None:
            raise NotFound(path=("code",))
        client = hand_over.client_of(service.agency.code)
        if client is None:
            return _plain(act, service)
        try:
            opened = hand_over.open_service(
                viewer=act.viewer,
                now=act.now,
                client=client,
                service_code=service.code,
                ial=service.minimum_assurance,
            )
        except hand_over.ConsentRequired as refusal:
            return {"consent_request": refusal.wanted, "problems": [problem_of(refusal, act.language)]}
        return {"url": opened.url, "is_signed_in": True, "ends_at": opened.ends_at}


def _plain(act: Act, service: ServiceRow) -> dict[str, Any]:
    acting.require(act.viewer, Mandate.Verb.VIEW, service.code)
    links = [channel.url for channel in service.channels if channel.url] or [service.agency.website]
    if links[0] is None:
        raise NotOnline(path=("code",))
    return {"url": links[0], "is_signed_in": False}


class OpeningMutation(graphene.ObjectType):
    """Opening services."""

    open_service = OpenService.field()

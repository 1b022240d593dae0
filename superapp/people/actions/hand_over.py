"""Handing somebody over from the app to an agency's own service: a code that works once, for a minute.

A mini-app's backend redeems the code itself, server to server (`redeem`). For a website that signs people in with
OpenID Connect the code opens nothing but the authorize step for that one client (`enter`): an app's web view has no
session of ours.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.db import transaction

from superapp.accounts import acting, assurance
from superapp.accounts.models import Account, Mandate
from superapp.accounts.viewer import SignIn, Viewer, viewer_for
from superapp.audit.recording import record
from superapp.people.models import AgencyClient
from superapp.refusal import NotFound, Refusal

from . import one_time
from .consents import Wanted, wanted
from .releases import SignedIn, consent_of, identity, release, standing

TICKET = "ticket"
VISIT = "visit"
TICKET_S = 60
# How long the browser may take between opening the link and coming back with an authorization request answered.
VISIT_S = 600
OPEN_PATH = "/identity/o/open"


class MandateNotAccepted(Refusal):
    """The agency's service does not know how to serve people who act for others."""

    code = "MANDATE_NOT_ACCEPTED"
    th = "ระบบของหน่วยงานนี้ยังไม่รับผู้ทำแทน โปรดติดต่อหน่วยงานโดยตรง"
    en = "This agency's service does not take people who act for others yet. Contact the agency itself."


class ConsentRequired(Refusal):
    """The person has not agreed yet that this service is told about them."""

    code = "CONSENT_REQUIRED"
    th = "ต้องให้ความยินยอมก่อน โปรดอ่านรายการข้อมูลที่จะส่งให้ {name}"
    en = "Your consent is needed first. Read what {name} would be told."

    def __init__(self, wanted: Wanted) -> None:
        super().__init__(name=wanted.client.name_en)
        self.wanted = wanted

    def message(self, language: str) -> str:
        """Return the sentence with the service's name in `language`."""
        return (self.en if language == "en" else self.th).format(name=self.wanted.client.name(language))


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Where the app goes: an address with a code in it that works once, until `ends_at`."""

    url: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody on the way through a browser from an opened link to one client: `viewer` there and nowhere else.

    `name` is what the browser keeps; `service_code` the catalogue service they opened.
    """

    name: str
    client: AgencyClient
    service_code: str
    viewer: Viewer


def client_of(agency_code: str) -> AgencyClient | None:
    """Return the client of an agency that can be opened from the app; None when there is none."""
    return (
        AgencyClient.objects.open()
        .select_related("client")
        .exclude(entry="none")
        .filter(agency_code=agency_code)
        .first()
    )


@transaction.atomic
def open_service(
    *, viewer: Viewer, now: datetime, client: AgencyClient, service_code: str, ial: str | None
) -> HandedOver:
    """Return the address that opens a catalogue service at its agency, with the login done.

    `ial` is the level the service itself asks for, None for none.

    :raises NotFound: for whoever is no citizen.
    :raises acting.OutOfScope: when a mandate does not cover this service.
    :raises MandateNotAccepted: when the service does not take people who act for others.
    :raises assurance.StepUpRequired: when the sign-in is too low.
    :raises ConsentRequired: when the person has not agreed yet; it says what would be told.
    """
    needed = max(client.ial, ial or client.ial, key=assurance.LEVELS.index)
    signed_in = _admitted(viewer, now, client, client.facts, service_code, needed)
    content = {"client": client.client_id, "signed_in": signed_in.as_json()}
    code = one_time.issue(TICKET, content, seconds=TICKET_S)
    _record(viewer, now, client, "service.opened", f"service:{service_code}")
    return HandedOver(_address(client, code, service_code), now + timedelta(seconds=TICKET_S))


@transaction.atomic
def admit(
    *, viewer: Viewer, now: datetime, client: AgencyClient, facts: Iterable[str], service_code: str = ""
) -> SignedIn:
    """Sign somebody in to a client that asks to learn `facts`, and return what its codes and tokens stand for.

    :raises NotFound: for whoever is no citizen.
    :raises acting.OutOfScope: when a mandate does not cover this service.
    :raises MandateNotAccepted: when the client does not take people who act for others.
    :raises assurance.StepUpRequired: when the sign-in is too low.
    :raises ConsentRequired: when the person has not agreed yet; it says what would be told.
    """
    signed_in = _admitted(viewer, now, client, facts, service_code, client.ial)
    _record(viewer, now, client, "client.signed_in", f"client:{client.client_id}")
    return signed_in


def _admitted(
    viewer: Viewer, now: datetime, client: AgencyClient, facts: Iterable[str], service_code: str, ial: str
) -> SignedIn:
    acting.require(viewer, Mandate.Verb.VIEW, service_code or None)
    if viewer.mandate is not None and not client.accepts_mandates:
        raise MandateNotAccepted(path=("on_behalf_of",))
    assurance.require(viewer, ial=ial, fresh=None, now=now)
    missing = wanted(viewer, client, facts, now=now)
    if missing.is_missing:
        raise ConsentRequired(missing)
    return signed_in_of(viewer, service_code)


def signed_in_of(viewer: Viewer, service_code: str = "") -> SignedIn:
    """Return what is handed over about a viewer's sign-in."""
    assert viewer.sign_in is not None
    return SignedIn(
        account=viewer.actor,
        ial=viewer.sign_in.ial,
        at=int(viewer.sign_in.at.timestamp()),
        provider=viewer.sign_in.provider,
        session_id=viewer.sign_in.session_id,
        mandate=viewer.mandate_id or "",
        service=service_code,
    )


def redeem(*, client: AgencyClient, code: str, now: datetime) -> dict[str, Any] | None:
    """Return what a mini-app's backend learns for a code, once; None for a code that is not, or no longer, good.

    A code of another client is refused and stays good for its own.
    """
    content = one_time.look(TICKET, code)
    if content is None or content["client"] != client.client_id or client.entry != AgencyClient.Entry.TOKEN:
        return None
    signed_in = SignedIn(**content["signed_in"])
    who = standing(signed_in, now=now)
    if who is None or not one_time.take(TICKET, code):
        return None
    consent = None
    if who.mandate is None or who.mandate.principal_citizen is not None:
        consent = consent_of(client, who.principal, now=now)  # type: ignore[arg-type]
        if consent is None:
            return None
    told = identity(client, signed_in, who) | {"service": signed_in.service}
    return told | release(client, who, client.facts, now=now, consent=consent)


def enter(*, code: str) -> str | None:
    """Take the code of an opened link and return the name of the visit; None for a code that is not good."""
    content = one_time.look(TICKET, code)
    if content is None:
        return None
    websites = AgencyClient.objects.open().filter(entry=AgencyClient.Entry.OIDC)
    if not websites.filter(client_id=content["client"]).exists() or not one_time.take(TICKET, code):
        return None
    return one_time.issue(VISIT, content, seconds=VISIT_S)


def visit_of(*, name: str, now: datetime) -> Visit | None:
    """Return the visit of that name; None when there is none, or it is over.

    :raises NotFound: when the account is off or the mandate no longer in force.
    """
    content = one_time.look(VISIT, name) if name else None
    client = AgencyClient.objects.open().filter(client_id=content["client"]).first() if content else None
    if content is None or client is None:
        return None
    signed_in = SignedIn(**content["signed_in"])
    account = Account.objects.filter(public_id=signed_in.account).first()
    at = datetime.fromtimestamp(signed_in.at, tz=UTC)
    viewer = viewer_for(account, SignIn(signed_in.provider, signed_in.ial, at, signed_in.session_id))
    if viewer.is_anonymous:
        raise NotFound()
    if signed_in.mandate:
        viewer = acting.acting_for(viewer, signed_in.mandate, now=now)
    return Visit(name, client, signed_in.service, viewer)


def leave(*, name: str) -> None:
    """End a visit: it is for one sign-in."""
    one_time.take(VISIT, name)


def _record(viewer: Viewer, now: datetime, client: AgencyClient, action: str, object: str) -> None:
    record(
        stream=client.agency_code,
        action=action,
        object=object,
        actor=viewer.actor,
        principal=viewer.principal,
        mandate=viewer.mandate_id,
        details={"client": client.client_id, "ial": viewer.sign_in.ial if viewer.sign_in else None},
        now=now,
    )


def _address(client: AgencyClient, code: str, service_code: str) -> str:
    if client.entry == AgencyClient.Entry.OIDC:
        return f"{settings.PUBLIC_URL}{OPEN_PATH}?{urlencode({'code': code})}"
    return with_query(client.entry_uri, code=code, service=service_code)


def with_query(address: str, **values: str) -> str:
    """Return the address with these values added to its query."""
    parts = urlsplit(address)
    query = [*parse_qsl(parts.query, keep_blank_values=True), *values.items()]
    return urlunsplit(parts._replace(query=urlencode(query)))

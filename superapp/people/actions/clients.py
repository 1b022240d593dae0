"""Agencies' own services that citizens are signed in to: registering one, changing it, its secret, switching it off.

Operators of the platform may do all of it for every agency; the head of an agency's office for that agency, which the
desk checks and says by `agency_codes`.
"""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from allauth.idp.oidc.models import Client, Token
from django.conf import settings
from django.db import IntegrityError, transaction

from superapp.accounts.assurance import LEVELS
from superapp.accounts.viewer import Viewer
from superapp.audit.recording import record
from superapp.people.models import AgencyClient
from superapp.refusal import NotFound, Refusal

from .claims import BY_FACT, PROFILE, SCOPES

OLD_SECRET_LIVES = timedelta(hours=24)
MOST_REDIRECTS = 10
LONGEST_URI = 300
LOOPBACK = frozenset({"127.0.0.1", "localhost"})
_AGENCY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}", re.ASCII)
# What may stand in an address: no blanks, no quotes, no backslash, no control characters, no wildcard, no fragment.
_ADDRESS = re.compile(r"[A-Za-z0-9:/?=&._~%@!$'()+,;\[\]-]+", re.ASCII)


class ClientExists(Refusal):
    """The agency has a service registered already."""

    is_for_clients = False
    code = "AGENCY_CLIENT_EXISTS"
    th = "หน่วยงานนี้ลงทะเบียนระบบไว้แล้ว แก้ไขรายการเดิมแทนการลงทะเบียนใหม่"
    en = "This agency has a service registered already. Change that one instead."


class AddressNotAllowed(Refusal):
    """An address is not one we would send people to."""

    is_for_clients = False
    code = "AGENCY_ADDRESS_NOT_ALLOWED"
    th = "ที่อยู่ {address} ใช้ไม่ได้ ต้องเป็น https:// ที่ระบุครบถ้วน ไม่มี *, #, .. หรือชื่อผู้ใช้ในที่อยู่"
    en = "The address {address} cannot be used. Give a whole https:// address without *, #, .. or a user name."


class FieldNotAllowed(Refusal):
    """A field is blank, too long or not one of the choices."""

    is_for_clients = False
    code = "AGENCY_FIELD_NOT_ALLOWED"
    th = "ข้อมูลในช่อง {field} ใช้ไม่ได้ โปรดตรวจความยาวและตัวเลือก"
    en = "What is in {field} cannot be used. Check its length and the choices."


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What is said of a client: names, purpose, where people are sent, what it may learn, and how sure it must be."""

    name_th: str
    name_en: str
    purpose_th: str
    purpose_en: str
    redirect_uris: Sequence[str]
    facts: Sequence[str]
    ial: str
    entry: str = "none"
    entry_uri: str = ""
    accepts_mandates: bool = False


@dataclass(frozen=True, slots=True)
class Secret:
    """A client with its new secret, which is shown once and kept nowhere."""

    client: AgencyClient
    secret: str


def digest_of(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def register(*, viewer: Viewer, now: datetime, agency_code: str, description: Description) -> Secret:
    """Register an agency's service and return it with its secret.

    :raises NotFound: for whoever may not.
    :raises ClientExists: when the agency has one.
    :raises AddressNotAllowed: for an address people are not to be sent to.
    :raises FieldNotAllowed: for anything else that does not fit.
    """
    _guard(viewer, agency_code)
    if not _AGENCY.fullmatch(agency_code):
        raise FieldNotAllowed(path=("agency_code",), field="agency_code")
    _check(description)
    if AgencyClient.objects.filter(agency_code=agency_code).exists():
        raise ClientExists(path=("agency_code",))
    secret = secrets.token_urlsafe(32)
    protocol = Client(secret="!", type=Client.Type.CONFIDENTIAL)  # noqa: S106
    client = AgencyClient(agency_code=agency_code, secret_digest=digest_of(secret), created_at=now)
    _describe(protocol, client, description)
    protocol.save()
    client.client = protocol
    try:
        with transaction.atomic():
            client.save()
    except IntegrityError:
        raise ClientExists(path=("agency_code",)) from None
    _record(viewer, now, client, "client.registered", facts=sorted(client.facts), ial=client.ial)
    return Secret(client, secret)


@transaction.atomic
def change(*, viewer: Viewer, now: datetime, client_id: str, description: Description) -> AgencyClient:
    """Change what is said of a client. Claims taken off its list are not given out from then on.

    :raises NotFound: for whoever may not, or when there is none.
    :raises AddressNotAllowed: for an address people are not to be sent to.
    :raises FieldNotAllowed: for anything else that does not fit.
    """
    client = _locked(viewer, client_id)
    _check(description)
    _describe(client.client, client, description)
    client.client.save()
    client.save()
    _record(viewer, now, client, "client.changed", facts=sorted(client.facts), ial=client.ial)
    return client


@transaction.atomic
def rotate_secret(*, viewer: Viewer, now: datetime, client_id: str) -> Secret:
    """Give a client a new secret and return it; the one before works for another 24 hours.

    :raises NotFound: for whoever may not, or when there is none.
    """
    client = _locked(viewer, client_id)
    secret = secrets.token_urlsafe(32)
    client.previous_secret_digest, client.previous_secret_until = client.secret_digest, now + OLD_SECRET_LIVES
    client.secret_digest = digest_of(secret)
    client.save(update_fields=["secret_digest", "previous_secret_digest", "previous_secret_until"])
    _record(viewer, now, client, "client.secret_rotated")
    return Secret(client, secret)


@transaction.atomic
def switch(*, viewer: Viewer, now: datetime, client_id: str, on: bool) -> AgencyClient:
    """Switch a client on or off. Off: nobody is signed in to it, and its tokens end at once.

    :raises NotFound: for whoever may not, or when there is none.
    """
    client = _locked(viewer, client_id)
    if client.is_active != on:
        client.is_active = on
        client.save(update_fields=["is_active"])
        if not on:
            Token.objects.filter(client=client.client).delete()
        _record(viewer, now, client, "client.switched_on" if on else "client.switched_off")
    return client


def may_keep(viewer: Viewer, agency_code: str) -> bool:
    """Tell whether the viewer may register and change that agency's client: operators, and whom the desk names."""
    account = viewer.account
    if account is None:
        return False
    if account.kind == account.Kind.OPERATOR:
        return True
    return agency_code in viewer.remembered.get("agency_clients", ())


def _guard(viewer: Viewer, agency_code: str) -> None:
    if not may_keep(viewer, agency_code):
        raise NotFound()


def _locked(viewer: Viewer, client_id: str) -> AgencyClient:
    client = (
        AgencyClient.objects.select_for_update(of=("self",))
        .select_related("client")
        .filter(client_id=client_id)
        .first()
    )
    if client is None:
        raise NotFound()
    _guard(viewer, client.agency_code)
    return client


def _describe(protocol: Client, client: AgencyClient, description: Description) -> None:
    facts = [fact for fact in BY_FACT if fact in set(description.facts)]
    protocol.name = description.name_en
    protocol.set_redirect_uris(list(dict.fromkeys(description.redirect_uris)))
    protocol.set_scopes(
        [scope for scope in SCOPES if scope == "openid" or any(BY_FACT[f].scope == scope for f in facts)] + [PROFILE]
    )
    protocol.set_response_types(["code"])
    protocol.set_grant_types([Client.GrantType.AUTHORIZATION_CODE])
    protocol.allow_uri_wildcards = False
    protocol.skip_consent = False
    client.name_th, client.name_en = description.name_th.strip(), description.name_en.strip()
    client.purpose_th, client.purpose_en = description.purpose_th.strip(), description.purpose_en.strip()
    client.facts, client.ial = facts, description.ial
    client.entry, client.entry_uri = description.entry, description.entry_uri
    client.accepts_mandates = description.accepts_mandates


def _check(description: Description) -> None:
    for field, longest in (("name_th", 100), ("name_en", 100), ("purpose_th", 300), ("purpose_en", 300)):
        text = getattr(description, field).strip()
        if not 0 < len(text) <= longest or any(ord(letter) < 32 for letter in text):
            raise FieldNotAllowed(path=(field,), field=field)
    if description.ial not in LEVELS:
        raise FieldNotAllowed(path=("ial",), field="ial")
    if not set(description.facts) <= set(BY_FACT):
        raise FieldNotAllowed(path=("facts",), field="facts")
    if description.entry not in AgencyClient.Entry.values or (description.entry == "none") != (
        not description.entry_uri
    ):
        raise FieldNotAllowed(path=("entry",), field="entry")
    if not 0 < len(description.redirect_uris) <= MOST_REDIRECTS:
        raise FieldNotAllowed(path=("redirect_uris",), field="redirect_uris")
    for address in description.redirect_uris:
        _check_address("redirect_uris", address)
    if description.entry_uri:
        _check_address("entry_uri", description.entry_uri)


def _check_address(field: str, address: str) -> None:
    if not _is_address(address):
        raise AddressNotAllowed(path=(field,), address=address[:LONGEST_URI])


def _is_address(address: str) -> bool:
    if not 0 < len(address) <= LONGEST_URI or not _ADDRESS.fullmatch(address):
        return False
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    # A loopback address only where this very server is one: production's PUBLIC_URL is https.
    is_loopback = parts.scheme == "http" and host in LOOPBACK and settings.PUBLIC_URL.startswith("http://")
    return (
        (parts.scheme == "https" or is_loopback)
        and bool(host)
        and (host == parts.netloc or f"{host}:{port}" == parts.netloc)
        and ".." not in parts.path
        and "//" not in parts.path
        and "%" not in host
    )


def _record(viewer: Viewer, now: datetime, client: AgencyClient, action: str, **details: object) -> None:
    record(
        stream=client.agency_code,
        action=action,
        object=f"client:{client.client_id}",
        actor=viewer.actor,
        details=details,
        now=now,
    )

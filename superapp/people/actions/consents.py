"""Consents to tell an agency's service about oneself: giving one, and taking it back. Each is a receipt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from allauth.idp.oidc.models import Token
from django.db import transaction
from django.db.models import Q

from superapp.accounts import acting, assurance
from superapp.accounts.models import Citizen, Mandate
from superapp.accounts.viewer import Viewer
from superapp.audit.recording import record
from superapp.people.models import AgencyClient, Consent
from superapp.people.models.consent import ConsentQuerySet
from superapp.refusal import NotFound, Refusal

from . import consent_words
from .claims import Claim, in_order
from .releases import PURPOSE, consent_of

LASTS = timedelta(days=365)
# Telling something new needs somebody who signed in just now (design: step-up).
FRESH = timedelta(minutes=5)


class ConsentTextChanged(Refusal):
    """The words have changed since they were shown; nobody agrees to what they have not seen."""

    code = "CONSENT_TEXT_CHANGED"
    th = "ข้อความขอความยินยอมมีการเปลี่ยนแปลง โปรดอ่านฉบับล่าสุดแล้วตอบอีกครั้ง"
    en = "The words of this consent have changed. Read the newest ones and answer again."


class ClaimNotAllowed(Refusal):
    """The agency's service may not be told this, even with consent."""

    code = "CLAIM_NOT_ALLOWED"
    th = "ระบบของหน่วยงานนี้ไม่ได้รับอนุญาตให้ขอข้อมูล {fact}"
    en = "This agency's service is not allowed to be told {fact}."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody has to agree to before a client is told about them: `claims` in all, `new` those not told yet.

    `is_missing` says whether consent is needed at all.
    """

    client: AgencyClient
    person: Citizen | None
    claims: Sequence[Claim]
    new: Sequence[Claim]
    words: consent_words.Words
    is_missing: bool


def person_of(viewer: Viewer) -> Citizen | None:
    """Return whose data this viewer's consents are about: their own, or the principal's; None for an organisation.

    :raises NotFound: for whoever is no citizen.
    """
    if viewer.citizen is None:
        raise NotFound()
    return viewer.citizen if viewer.mandate is None else viewer.mandate.principal_citizen


def wanted(viewer: Viewer, client: AgencyClient, facts: Iterable[str], *, now: datetime) -> Wanted:
    """Return what has to be agreed to before `client` is told `facts`; facts it may not learn are left out.

    :raises NotFound: for whoever is no citizen.
    """
    person = person_of(viewer)
    asked = set(facts) & set(client.facts)
    words = consent_words.words_for(client)
    if person is None:
        return Wanted(client, None, (), (), words, is_missing=False)
    standing = consent_of(client, person, now=now)
    known = set() if standing is None else set(standing.facts)
    new = asked - known
    return Wanted(
        client, person, in_order(asked | known & set(client.facts)), in_order(new), words, standing is None or bool(new)
    )


@transaction.atomic
def give(*, viewer: Viewer, now: datetime, client: AgencyClient, facts: Iterable[str], text_version: str) -> Consent:
    """Agree that `client` is told `facts`, and return the receipt; it replaces an earlier one and keeps its facts.

    Agreeing to what is agreed to already changes nothing. `text_version` names the words that were shown.

    :raises NotFound: for whoever is no citizen, for an organisation, and for a client that is switched off.
    :raises acting.OutOfScope: when a mandate does not cover applying for things.
    :raises ClaimNotAllowed: for facts the client may not learn.
    :raises ConsentTextChanged: when the words are others by now.
    :raises assurance.StepUpRequired: when something new is told and the sign-in is too low or not of just now.
    """
    person = person_of(viewer)
    if person is None or not client.is_active:
        raise NotFound(path=("agency_code",))
    _require_any_matter(viewer)
    asked = set(facts)
    for fact in sorted(asked - set(client.facts)):
        raise ClaimNotAllowed(path=("claims",), fact=fact)
    words = consent_words.words_for(client)
    if words.version != text_version:
        raise ConsentTextChanged(path=("text_version",))
    # The citizen's row is the lock: two answers given at once leave one receipt in force.
    Citizen.objects.select_for_update().get(pk=person.pk)
    standing = consent_of(client, person, now=now)
    if standing is not None and asked <= set(standing.facts) and standing.text_version == words.version:
        return standing
    known = set() if standing is None else set(standing.facts) & set(client.facts)
    assurance.require(viewer, ial=client.ial, fresh=FRESH if asked - known else None, now=now)
    _live(client, person).update(withdrawn_at=now)
    consent_words.keep(words)
    consent = Consent.objects.create(
        citizen=person,
        kind=Consent.Kind.RELEASE,
        audience=client.client_id,
        facts=sorted(asked | known),
        purpose=PURPOSE,
        text_version=words.version,
        given_at=now,
        ends_at=now + LASTS,
    )
    _record(viewer, now, consent, "consent.given", client=client.client_id, facts=consent.facts, text=words.version)
    return consent


@transaction.atomic
def withdraw(*, viewer: Viewer, now: datetime, consent_id: str) -> Consent:
    """Take a consent back and return it. Tokens given out under it end at once. Taking it back twice changes nothing.

    :raises NotFound: when it is not theirs, or not that of whom they act for.
    """
    person = person_of(viewer)
    try:
        public_id = UUID(consent_id)
    except ValueError:
        raise NotFound(path=("consent_id",)) from None
    consent = (
        Consent.objects.select_for_update().filter(citizen=person, public_id=public_id).first() if person else None
    )
    if consent is None:
        raise NotFound(path=("consent_id",))
    _require_any_matter(viewer)
    if consent.withdrawn_at is None:
        consent.withdrawn_at = now
        consent.save(update_fields=["withdrawn_at"])
        if consent.kind == Consent.Kind.RELEASE:
            # Of whoever signed in about this person: themselves, and those who act for them. The accounts are named for
            # the index; what a token is about is inside it.
            agents = Mandate.objects.filter(principal_citizen=person).values("agent__account")
            Token.objects.filter(
                Q(user=person.account_id) | Q(user__in=agents),
                client_id=consent.audience,
                data__about=str(person.public_id),
            ).delete()
        _record(viewer, now, consent, "consent.withdrawn", client=consent.audience)
    return consent


def _require_any_matter(viewer: Viewer) -> None:
    # A consent is for a whole service of an agency, so a mandate for single matters is too narrow to give one.
    acting.require(viewer, Mandate.Verb.APPLY, None)


def _live(client: AgencyClient, person: Citizen) -> ConsentQuerySet:
    return Consent.objects.filter(
        citizen=person,
        kind=Consent.Kind.RELEASE,
        audience=client.client_id,
        purpose=PURPOSE,
        withdrawn_at__isnull=True,
    )


def _record(viewer: Viewer, now: datetime, consent: Consent, action: str, **details: object) -> None:
    record(
        stream="platform",
        action=action,
        object=f"consent:{consent.public_id}",
        actor=viewer.actor,
        principal=viewer.principal,
        mandate=viewer.mandate_id,
        details=details,
        now=now,
    )

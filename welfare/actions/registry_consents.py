"""Consents to ask registries about oneself, so that nobody fills in a form with what the state knows already."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from superapp.accounts import acting
from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from superapp.audit import recording
from superapp.people.actions import consent_words
from superapp.people.actions.consent_words import Words
from superapp.people.models import Consent
from superapp.refusal import NotFound, Refusal
from welfare.rules.facts import Vocabulary

from .known_facts import PURPOSE, registries_of

LASTS = timedelta(days=365)
TH = (
    "ข้าพเจ้ายินยอมให้ระบบขอข้อมูลของข้าพเจ้าจาก “{registry}” เพื่อตรวจว่ามีสิทธิในโครงการสวัสดิการใด "
    "มีผลหนึ่งปี ถอนได้ทุกเมื่อ ทุกครั้งที่ขอข้อมูลจะบันทึกให้ข้าพเจ้าดูได้"
)
EN = (
    "I agree that my information is asked of “{registry}”, to check which welfare programmes I am entitled to. "
    "This holds for a year. I may withdraw it at any time, and I can see each time it was asked."
)


class RegistryUnknown(Refusal):
    """A registry that no programme reads anything from."""

    code = "REGISTRY_UNKNOWN"
    th = "ไม่รู้จักทะเบียน {registry}"
    en = "No programme reads anything from the registry {registry}."


class ConsentWordsChanged(Refusal):
    """The words have changed since they were shown; nobody agrees to what they have not seen."""

    code = "CONSENT_TEXT_CHANGED"
    th = "ข้อความขอความยินยอมมีการเปลี่ยนแปลง โปรดอ่านฉบับล่าสุดแล้วตอบอีกครั้ง"
    en = "The words of this consent have changed. Read the newest ones and answer again."


def words_for(vocabulary: Vocabulary, registry: str) -> Words:
    """Return what somebody is asked to agree to before `registry` is asked about them.

    :raises RegistryUnknown: when no fact comes from it.
    """
    if registry not in registries_of(vocabulary):
        raise RegistryUnknown(path=("registries",), registry=registry[:20])
    name = vocabulary.registries.get(registry, registry)
    th, en = TH.format(registry=name), EN.format(registry=name)
    digest = hashlib.sha256("\0".join((th, en)).encode()).hexdigest()
    return Words(f"registry-{digest[:16]}", th, en)


@transaction.atomic
def give(
    *, viewer: Viewer, citizen: Citizen, registries: Sequence[tuple[str, str]], vocabulary: Vocabulary, now: datetime
) -> list[Consent]:
    """Agree that each registry is asked about `citizen`; return the receipts in force, new or standing.

    `registries` are pairs of a registry's code and the version of the words that were shown.

    :raises NotFound: for whoever is no citizen. :raises acting.OutOfScope: when a mandate does not cover applying.
    :raises RegistryUnknown: :raises ConsentWordsChanged:
    """
    acting.require(viewer, "apply")
    facts = registries_of(vocabulary)
    shown = {registry: (words_for(vocabulary, registry), version) for registry, version in registries}
    for registry, (words, version) in shown.items():
        if words.version != version:
            raise ConsentWordsChanged(path=("registries", registry))
    # The citizen's row is the lock: two answers given at once leave one receipt in force.
    if not Citizen.objects.select_for_update().filter(pk=citizen.pk, erased_at=None).exists():
        raise NotFound()
    receipts: list[Consent] = []
    for registry, (words, _) in shown.items():
        live = Consent.objects.filter(
            citizen=citizen, kind=Consent.Kind.REGISTRY, audience=registry, purpose=PURPOSE, withdrawn_at=None
        )
        standing = live.in_force(now).filter(text_version=words.version).first()
        if standing is not None:
            receipts.append(standing)
            continue
        live.update(withdrawn_at=now)
        consent_words.keep(words)
        consent = Consent.objects.create(
            citizen=citizen,
            kind=Consent.Kind.REGISTRY,
            audience=registry,
            facts=sorted(name.partition(".")[2] for name in facts[registry]),
            purpose=PURPOSE,
            text_version=words.version,
            given_at=now,
            ends_at=now + LASTS,
        )
        receipts.append(consent)
        recording.record(
            stream="platform",
            action="consent.given",
            object=f"consent:{consent.public_id}",
            actor=viewer.actor,
            principal=viewer.principal,
            mandate=viewer.mandate_id,
            details={"registry": registry, "text": words.version},
            now=now,
        )
    return receipts

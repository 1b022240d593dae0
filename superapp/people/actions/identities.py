"""Digital identities of a person: linking one at sign-in, unlinking one. The only place where a link is made.

Four providers know the same person under four names. What makes them one account is the citizen's number, by its blind
index, and nothing else: never an e-mail address, a telephone number or a name.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import IntegrityError, transaction

from superapp.accounts import assurance, cipher
from superapp.accounts.models import Account, Citizen
from superapp.accounts.models.citizen import pid_indexes
from superapp.accounts.viewer import Viewer
from superapp.audit.recording import record
from superapp.refusal import NotFound, Refusal
from superapp.thai.identity import is_citizen_id

STREAM = "platform"
TRIES = 3
_DAY = re.compile(r"[12][0-9]{3}(-[0-9]{2}(-[0-9]{2})?)?")


class NoCitizenId(Refusal):
    """The provider did not say whose number it is, or said one that cannot be."""

    code = "NO_CITIZEN_ID"
    th = "ผู้ให้บริการยืนยันตัวตนไม่ได้แจ้งเลขประจำตัวประชาชนที่ถูกต้อง โปรดเลือกผู้ให้บริการอื่น"
    en = "The identity provider did not give a valid citizen's number. Choose another provider."


class IalTooLow(Refusal):
    """The provider is less sure of who this is than it must be. `details`: `ial`, the level needed."""

    code = "IAL_TOO_LOW"
    th = "การยืนยันตัวตนนี้ยังไม่ถึงระดับ IAL {ial} โปรดยกระดับกับผู้ให้บริการ หรือเลือกผู้ให้บริการอื่น"
    en = "This identity is not proven to the assurance level {ial}. Raise it with the provider, or choose another one."


class IdentityChanged(Refusal):
    """A digital identity we know now says that it is somebody else's."""

    code = "IDENTITY_CHANGED"
    th = "ข้อมูลจากผู้ให้บริการไม่ตรงกับเจ้าของบัญชีเดิม ระบบจึงไม่ให้เข้าสู่ระบบ โปรดติดต่อผู้ให้บริการยืนยันตัวตน"
    en = "This digital identity now names a different person than before. Ask the identity provider to put it right."


class OtherPerson(Refusal):
    """Somebody signed in wants to link, or confirm with, another person's identity."""

    code = "OTHER_PERSON"
    th = "ตัวตนดิจิทัลนี้เป็นของบุคคลอื่น จึงใช้กับบัญชีนี้ไม่ได้"
    en = "This digital identity belongs to another person, so it cannot be used with this account."


class AccountInactive(Refusal):
    """The account is switched off."""

    code = "ACCOUNT_INACTIVE"
    th = "บัญชีนี้ถูกระงับ โปรดติดต่อเจ้าหน้าที่"
    en = "This account is switched off. Ask an officer for help."


class LastIdentity(Refusal):
    """The only way left to sign in stays linked."""

    code = "LAST_IDENTITY"
    th = "ต้องมีตัวตนดิจิทัลเชื่อมไว้อย่างน้อยหนึ่งรายการ โปรดเชื่อมรายการอื่นก่อน"
    en = "At least one digital identity stays linked. Link another one first."


@dataclass(frozen=True, slots=True)
class Identity:
    """What a provider says of whoever signed in, its token verified.

    `uid` is the provider's name for them, already turned into a blind index. `at` is when the provider asked them, or
    when they came back if it does not say. `kept` is what may be stored in clear: issuer and levels. Nothing else here
    may be logged or stored unsealed.
    """

    provider: str
    uid: str
    ial: str
    at: datetime
    pid: str | None = field(repr=False)
    name_th: str | None = field(default=None, repr=False)
    name_en: str | None = field(default=None, repr=False)
    birth_date: str | None = field(default=None, repr=False)
    kept: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """What came of signing in: the account, the link, and whether the account is new."""

    account: Account
    social: SocialAccount
    is_new: bool


def uid_of(provider: str, subject: str) -> str:
    """Return the provider's name for somebody as we keep it: a subject may be the citizen's number itself."""
    return cipher.blind_index(uid_purpose(provider), subject)


def uid_purpose(provider: str) -> str:
    """Return what the blind index of a provider's names is made for."""
    return f"uid:{provider}"


def link(*, identity: Identity, floor: str, current: Account | None, purpose: str, now: datetime) -> Link:
    """Find or make the one account behind an identity, and link the two.

    `floor` is the least level taken. `current` is the account that must be the one (linking another identity, or
    confirming), None when signing in. `purpose` is what audit calls it: "sign-in", "link" or "step-up". Recorded
    whatever comes of it. A provider that gives somebody a new subject replaces the old link; somebody erased starts
    anew.

    :raises NoCitizenId, IalTooLow, IdentityChanged, OtherPerson, AccountInactive: as they say.
    """
    try:
        return _link(identity, floor, current, purpose, now)
    except Refusal as refusal:
        with transaction.atomic():
            record(
                stream=STREAM,
                action=f"login.{purpose}",
                object=f"provider:{identity.provider}",
                actor=str(current.public_id) if current else "system",
                outcome=refusal.code,
                details={"provider": identity.provider},
                now=now,
            )
        raise


def _link(identity: Identity, floor: str, current: Account | None, purpose: str, now: datetime) -> Link:
    pid = identity.pid
    if pid is None or not is_citizen_id(pid) or (pid[0] == "9" and not settings.SANDBOX):
        raise NoCitizenId()
    if not assurance.reaches(identity.ial, floor):
        raise IalTooLow(ial=floor)
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                return _linked(identity, pid, current, purpose, now)
        except IntegrityError:
            # The same person came by another door a moment earlier: now they are found.
            if not left:
                raise
    raise AssertionError("the last try returns or raises")


def _linked(identity: Identity, pid: str, current: Account | None, purpose: str, now: datetime) -> Link:
    citizen = Citizen.objects.with_pid(pid).select_for_update(of=("self",)).select_related("account").first()
    known = SocialAccount.objects.filter(provider=identity.provider, uid=identity.uid).first()
    if known is not None and (citizen is None or known.user_id != citizen.account_id):
        if not Citizen.objects.filter(account=known.user_id, erased_at__isnull=False).exists():
            raise IdentityChanged()
        # The account behind it was erased; whoever comes back starts anew.
        known.delete()
        known = None
    if current is not None and (citizen is None or citizen.account_id != current.pk):
        raise OtherPerson()
    is_new = citizen is None
    if citizen is None:
        citizen = _new_citizen(pid)
    account = citizen.account
    if not account.is_active:
        raise AccountInactive()
    _keep_told(citizen, identity, is_new)
    if known is None:
        SocialAccount.objects.filter(user=account, provider=identity.provider).delete()
        kept = dict(identity.kept)
        known = SocialAccount(user=account, provider=identity.provider, uid=identity.uid, extra_data=kept)
        known.save()
    # A known link was brought up to date when allauth looked it up.
    known.user = account
    record(
        stream=STREAM,
        action=f"login.{purpose}",
        object=f"citizen:{citizen.public_id}",
        actor=citizen.public_id,
        details={"provider": identity.provider, "ial": identity.ial, "first": is_new},
        now=now,
    )
    return Link(account, known, is_new)


def _new_citizen(pid: str) -> Citizen:
    account = Account(kind=Account.Kind.CITIZEN)
    account.username = f"citizen-{account.public_id}"
    account.set_unusable_password()
    account.save()
    citizen = Citizen(account=account, **pid_indexes(pid))
    citizen.make_key()
    citizen.seal("pid", pid)
    return citizen


def _keep_told(citizen: Citizen, identity: Identity, is_new: bool) -> None:
    birth_date = identity.birth_date if identity.birth_date and _DAY.fullmatch(identity.birth_date) else None
    told = {"name_th": identity.name_th, "name_en": identity.name_en, "birth_date": birth_date}
    changed = [column for column, text in told.items() if text and (is_new or citizen.read(column) != text)]
    for column in changed:
        citizen.seal(column, told[column])
    if is_new:
        citizen.save()
    elif changed:
        citizen.save(update_fields=[f"{column}_sealed" for column in changed])


def key_of(social: SocialAccount) -> str:
    """Return the public key of a link: no integer, and not what the provider calls the person."""
    return social.uid[:32]


def unlink(*, viewer: Viewer, key: str, now: datetime) -> None:
    """Take the viewer's identity of that public key from their account.

    :raises NotFound: when there is none.
    :raises LastIdentity: when it is the only one.
    """
    if viewer.citizen is None or viewer.mandate is not None:
        raise NotFound(path=("id",))
    with transaction.atomic():
        # The person's row is locked here and when linking, so two unlinkings cannot each leave the other as the last.
        citizen = Citizen.objects.select_for_update(of=("self",)).select_related("account").get(pk=viewer.citizen.pk)
        linked = linked_to(citizen)
        wanted = next((one for one in linked if key_of(one) == key), None)
        if wanted is None:
            raise NotFound(path=("id",))
        if len(linked) == 1:
            raise LastIdentity(path=("id",))
        wanted.delete()
        record(
            stream=STREAM,
            action="login.unlink",
            object=f"citizen:{citizen.public_id}",
            actor=viewer.actor,
            details={"provider": wanted.provider},
            now=now,
        )


def linked_to(citizen: Citizen) -> list[SocialAccount]:
    """Return the identities linked to a citizen's account, oldest first."""
    return list(SocialAccount.objects.filter(user=citizen.account_id).order_by("date_joined", "pk"))

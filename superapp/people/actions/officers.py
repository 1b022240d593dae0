"""Officers' and operators' accounts: made by invitation, switched off and on, their second factor reset.

Nobody ever types a password for somebody else: whoever opens the invitation's link, which works once, chooses it and
sets up their second factor. Where an officer works, and as what, is said by postings (services), not here.
"""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction

from superapp.accounts.models import Account, Officer
from superapp.accounts.viewer import Viewer
from superapp.audit.recording import record
from superapp.people.models import DeskSession, Invitation
from superapp.refusal import NotFound, Refusal

from . import desk_sessions

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
# Codes, so that the audit chain can hold them: free text would bring people's names into it.
REASONS = {
    "device_lost": "เครื่องหาย เสีย หรือเปลี่ยนเครื่อง",
    "left": "พ้นหน้าที่หรือย้ายหน่วยงาน",
    "leave": "ลาหรือหยุดปฏิบัติหน้าที่ชั่วคราว",
    "suspicion": "สงสัยว่ามีผู้อื่นใช้บัญชี",
    "returned": "กลับมาปฏิบัติหน้าที่",
    "mistake": "แก้ไขการดำเนินการที่ผิดพลาด",
}
LONGEST_NAME = 200


class UsernameUnreadable(Refusal):
    """A user name that cannot be one."""

    is_for_clients = False
    code = "USERNAME_UNREADABLE"
    th = "ชื่อผู้ใช้ต้องเป็นตัวอักษรอังกฤษตัวเล็ก ตัวเลข จุด หรือขีด ยาว 3 ถึง 60 ตัว เช่น dopa.somchai"
    en = "A user name has 3 to 60 small letters, digits, full stops or hyphens, as dopa.somchai."


class UsernameTaken(Refusal):
    """Somebody has that user name."""

    is_for_clients = False
    code = "USERNAME_TAKEN"
    th = "มีผู้ใช้ชื่อนี้แล้ว โปรดเลือกชื่ออื่น"
    en = "That user name is taken. Choose another one."


class NameMissing(Refusal):
    """An officer has a name in both languages."""

    is_for_clients = False
    code = "OFFICER_NAME_MISSING"
    th = "โปรดกรอกชื่อทั้งภาษาไทยและภาษาอังกฤษ ภาษาละไม่เกิน 200 ตัวอักษร"
    en = "Give the name in Thai and in English, at most 200 characters each."


class ReasonMissing(Refusal):
    """What takes something from somebody needs a reason."""

    is_for_clients = False
    code = "OFFICER_REASON_MISSING"
    th = "โปรดเลือกเหตุผล"
    en = "Choose a reason."


class OwnAccount(Refusal):
    """Done to oneself it would be a way around the rules, or lock oneself out."""

    is_for_clients = False
    code = "OWN_ACCOUNT"
    th = "ทำกับบัญชีของตนเองไม่ได้ โปรดให้ผู้ดูแลระบบอีกคนทำ"
    en = "This cannot be done to one's own account. Ask another operator."


class InvitationOver(Refusal):
    """A link that was used, is too old, or never was."""

    is_for_clients = False
    code = "INVITATION_OVER"
    th = "ลิงก์นี้ใช้ไปแล้วหรือหมดอายุ โปรดขอลิงก์ใหม่จากผู้ดูแลระบบ"
    en = "This link was used or is too old. Ask an operator for a new one."


def is_operator(viewer: Viewer) -> bool:
    """Tell whether the viewer may manage officers' accounts."""
    return viewer.account is not None and viewer.account.kind == Account.Kind.OPERATOR


@transaction.atomic
def create(
    *, viewer: Viewer | None, username: str, name_th: str, name_en: str, now: datetime, is_operator_too: bool = False
) -> tuple[Account, str]:
    """Make an officer's account that nobody can sign in to yet; return it and the token of its invitation.

    `is_operator_too` makes an operator of the platform instead, who has no names and belongs to no agency. `viewer`
    None is the command line of the machine itself.

    :raises NotFound: unless an operator asks. :raises UsernameUnreadable: :raises UsernameTaken: :raises NameMissing:
    as their names say.
    """
    _require(viewer)
    if not _USERNAME.fullmatch(username):
        raise UsernameUnreadable(path=("username",))
    names = {"name_th": name_th.strip(), "name_en": name_en.strip()}
    for field, name in names.items():
        if not is_operator_too and not 0 < len(name) <= LONGEST_NAME:
            raise NameMissing(path=(field,))
    kind = Account.Kind.OPERATOR if is_operator_too else Account.Kind.OFFICER
    try:
        with transaction.atomic():
            account = Account.objects.create_user(
                username, kind=kind, is_staff=True, is_superuser=is_operator_too, created_at=now
            )
    except IntegrityError as error:
        raise UsernameTaken(path=("username",)) from error
    if not is_operator_too:
        Officer.objects.create(account=account, **names)
    token = _invite(account, now)
    _record(viewer, "officer.create", account, now, kind=str(kind))
    return account, token


@transaction.atomic
def invite(*, viewer: Viewer | None, public_id: UUID, now: datetime) -> str:
    """Make a new invitation for an account nobody has signed in to yet; the one before works no more.

    :raises NotFound: unless an operator asks, about an account without password or factor.
    """
    account = _locked(viewer, public_id)
    if account.has_usable_password() or Authenticator.objects.filter(user=account).exists():
        raise NotFound()
    token = _invite(account, now)
    _record(viewer, "officer.invite", account, now)
    return token


def invited(*, token: str, now: datetime) -> Account:
    """Return whose invitation a link is.

    :raises InvitationOver: when it cannot be used any more, or never was.
    """
    found = Invitation.objects.with_token(token).open_at(now).select_related("account").first()
    if found is None or not found.account.is_active:
        raise InvitationOver()
    return found.account


@transaction.atomic
def accept(*, token: str, password: str, now: datetime) -> Account:
    """Use an invitation: give the account its password, and return it. The second factor follows.

    :raises InvitationOver: as above; of two at once the second. :raises ValidationError: for a password that is too
    easy; the invitation can still be used then.
    """
    invitation = Invitation.objects.with_token(token).select_for_update().first()
    account = invited(token=token, now=now)
    assert invitation is not None
    validate_password(password, account)
    account.set_password(password)
    account.save(update_fields=["password"])
    if not Invitation.objects.filter(pk=invitation.pk, used_at__isnull=True).update(used_at=now):
        raise InvitationOver()
    _record_self("officer.invitation_accepted", account, now)
    return account


@transaction.atomic
def switch_off(*, viewer: Viewer | None, public_id: UUID, reason: str, now: datetime) -> None:
    """Let nobody in with the account any more; all its stays at the desk end at once.

    :raises NotFound: unless an operator asks. :raises OwnAccount: :raises ReasonMissing: as their names say.
    """
    account = _locked(viewer, public_id, reason)
    account.is_active = False
    account.save(update_fields=["is_active"])
    Invitation.objects.filter(account=account).open_at(now).update(used_at=now)
    ended = desk_sessions.end_all(account=account, ending=DeskSession.Ending.SWITCHED_OFF, now=now)
    _record(viewer, "officer.switch_off", account, now, sessions=ended, reason=reason)


@transaction.atomic
def switch_on(*, viewer: Viewer | None, public_id: UUID, reason: str, now: datetime) -> None:
    """Let the account in again, with the password and factor it had.

    :raises NotFound: unless an operator asks. :raises OwnAccount: :raises ReasonMissing: as their names say.
    """
    account = _locked(viewer, public_id, reason)
    account.is_active = True
    account.save(update_fields=["is_active"])
    _record(viewer, "officer.switch_on", account, now, reason=reason)


@transaction.atomic
def reset_factor(*, viewer: Viewer | None, public_id: UUID, reason: str, now: datetime) -> str:
    """Forget device, recovery codes and password of an officer who lost their device; return a new invitation's token.

    The password goes too: otherwise it alone would be enough to set up a stranger's device. All stays end at once.

    :raises NotFound: unless an operator asks. :raises OwnAccount: :raises ReasonMissing: as their names say.
    """
    account = _locked(viewer, public_id, reason)
    Authenticator.objects.filter(user=account).delete()
    account.set_unusable_password()
    account.save(update_fields=["password"])
    ended = desk_sessions.end_all(account=account, ending=DeskSession.Ending.FACTOR_RESET, now=now)
    token = _invite(account, now)
    _record(viewer, "officer.factor_reset", account, now, sessions=ended, reason=reason)
    return token


@transaction.atomic
def end_sessions(*, viewer: Viewer, public_id: UUID, session: UUID | None, now: datetime) -> int:
    """End one stay of an officer, or all when `session` is None; return how many ended.

    :raises NotFound: unless an operator asks, or the officer themselves.
    """
    if viewer.account is None or viewer.account.public_id != public_id:
        account = _locked(viewer, public_id)
        ending = DeskSession.Ending.ENDED_BY_OPERATOR
    else:
        account, ending = viewer.account, DeskSession.Ending.SIGNED_OUT
    ended = desk_sessions.end_all(account=account, ending=ending, now=now, only=session)
    _record(viewer, "officer.sessions_ended", account, now, sessions=ended)
    return ended


@transaction.atomic
def change_password(*, account: Account, password: str, session_key: str, now: datetime) -> None:
    """Give an account another password; all its stays end but the one of `session_key`.

    :raises ValidationError: for a password that is too easy.
    """
    validate_password(password, account)
    account.set_password(password)
    account.save(update_fields=["password"])
    desk_sessions.end_all(account=account, ending=DeskSession.Ending.PASSWORD_CHANGED, now=now, but=session_key)
    _record_self("officer.password_changed", account, now)


def _require(viewer: Viewer | None) -> None:
    if viewer is not None and not is_operator(viewer):
        raise NotFound()


def _locked(viewer: Viewer | None, public_id: UUID, reason: str | None = None) -> Account:
    _require(viewer)
    if viewer is not None and viewer.account is not None and viewer.account.public_id == public_id:
        raise OwnAccount()
    if reason is not None and reason not in REASONS:
        raise ReasonMissing(path=("reason",))
    account = Account.objects.select_for_update().filter(public_id=public_id).first()
    if account is None or account.kind == Account.Kind.CITIZEN:
        raise NotFound()
    return account


def _invite(account: Account, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    Invitation.objects.filter(account=account, used_at__isnull=True).update(used_at=now)
    Invitation.objects.create(
        account=account,
        token_hash=hashlib.sha256(token.encode()).hexdigest(),
        made_at=now,
        expires_at=now + timedelta(seconds=settings.OFFICER_INVITATION_S),
    )
    return token


def _record(viewer: Viewer | None, action: str, account: Account, now: datetime, **details: object) -> None:
    record(
        stream="platform",
        action=action,
        object=f"account:{account.public_id}",
        actor="system" if viewer is None else viewer.actor,
        details=details,
        now=now,
    )


def _record_self(action: str, account: Account, now: datetime) -> None:
    record(
        stream="platform",
        action=action,
        object=f"account:{account.public_id}",
        actor=str(account.public_id),
        now=now,
    )

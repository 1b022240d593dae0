"""How an officer signs in: a password, then a second factor, each guarded against guessing; never a citizen's account.

Nobody is signed in between the two: what is known then stands in the visitor's session for ten minutes. Signing in
makes a new session, whose records (allauth's) say that a second factor was shown and when.
"""

import time
from datetime import datetime
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.conf import settings
from django.contrib.auth import login as begin_session
from django.contrib.auth import logout as end_session
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.backends import ModelBackend
from django.db import transaction
from django.http import HttpRequest

from superapp.accounts import cipher
from superapp.accounts.models import Account
from superapp.accounts.sessions import SHOWN
from superapp.audit.recording import record
from superapp.people.actions import desk_sessions, officers, second_factor
from superapp.people.models import DeskSession
from superapp.refusal import Refusal

from .limits import TooManyTries, Tries

BACKEND = "django.contrib.auth.backends.ModelBackend"
PENDING, STAY, SECRET, ENDED = "desk.pending", "desk.stay", "desk.secret", "desk.ended"
TOUCH_EVERY_S = 60
UNKNOWN = "unknown"


class SignInRefused(Refusal):
    """Name and password do not open the desk; which of the two is wrong is not said."""

    is_for_clients = False
    code = "SIGN_IN_REFUSED"
    th = "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง หรือบัญชีนี้ไม่ใช่บัญชีเจ้าหน้าที่ โปรดลองอีกครั้ง"
    en = "User name or password is wrong, or this is no officer's account. Please try again."


class NotPending(Refusal):
    """The password was given too long ago, or never."""

    is_for_clients = False
    code = "SIGN_IN_EXPIRED"
    th = "หมดเวลาเข้าสู่ระบบ โปรดเริ่มใหม่ด้วยชื่อผู้ใช้และรหัสผ่าน"
    en = "Signing in took too long. Please start again with user name and password."


def give_password(request: HttpRequest, *, username: str, password: str, now: datetime) -> Account:
    """Take name and password; remember in the session that they were right. Nobody is signed in by it.

    :raises TooManyTries: after too many failures of this name or address, right or wrong now.
    :raises SignInRefused: when they do not open the desk.
    """
    tries = Tries(request, "password", username)
    _take(tries, username, now)
    account = ModelBackend().authenticate(request, username=username, password=password)
    if account is None or account.kind == Account.Kind.CITIZEN or not account.is_staff:
        _record_failure("officer.password_wrong", Account.objects.filter(username=username).first(), "WRONG", now)
        raise SignInRefused()
    tries.succeeded()
    put_pending(request, account)
    return account


def put_pending(request: HttpRequest, account: Account) -> None:
    """Remember that the next visitor of this session may show the account's second factor."""
    request.session.pop(SECRET, None)
    request.session.cycle_key()
    request.session[PENDING] = {"account": account.pk, "at": time.time(), "password": account.password[-16:]}


def pending(request: HttpRequest) -> Account:
    """Return whose password was given in this session within ten minutes.

    :raises NotPending: when none was, or the account was switched off or given another password meanwhile.
    """
    known = request.session.get(PENDING)
    if not isinstance(known, dict) or time.time() - known["at"] > settings.OFFICER_PENDING_S:
        raise NotPending()
    account = Account.objects.filter(pk=known["account"], is_active=True, is_staff=True).first()
    if account is None or account.password[-16:] != known["password"]:
        raise NotPending()
    return account


def pending_secret(request: HttpRequest) -> str:
    """Return the secret offered to a device in this session, made on first use; it lies sealed."""
    kept = request.session.get(SECRET)
    if kept is None:
        secret = second_factor.new_secret()
        request.session[SECRET] = cipher.seal(secret, _secret_place(request)).hex()
        return secret
    return cipher.opened(bytes.fromhex(kept), _secret_place(request))


def set_up(request: HttpRequest, *, code: str, now: datetime) -> list[str]:
    """Take the device on that shows `code` for the offered secret, and sign in; return the recovery codes.

    :raises NotPending: :raises TooManyTries: :raises WrongCode: :raises AlreadySetUp: as their names say.
    """
    account = pending(request)
    tries = Tries(request, "factor", str(account.public_id))
    _take(tries, account.username, now)
    codes = second_factor.set_up(account=account, secret=pending_secret(request), code=code, now=now)
    tries.succeeded()
    _admit(request, account, second_factor.TOTP, now)
    return codes


def show_factor(request: HttpRequest, *, code: str, now: datetime) -> Account:
    """Take a code of the device or a recovery code, and sign in.

    :raises NotPending: :raises TooManyTries: :raises WrongCode: as their names say.
    """
    account = pending(request)
    kind = _shown(request, account, code, now)
    _admit(request, account, kind, now)
    return account


def confirm(request: HttpRequest, *, code: str, now: datetime) -> None:
    """Take a code of the device of whoever is signed in, so that what is sensitive may be done.

    :raises TooManyTries: :raises WrongCode: as their names say.
    """
    account: Any = request.user
    kind = _shown(request, account, code, now)
    record_authentication(request, account, method="mfa", type=kind, reauthenticated=True)


def is_fresh(request: HttpRequest) -> bool:
    """Tell whether whoever is signed in has shown their second factor within the last minutes."""
    shown = _factor_shown_at(request, request.user)
    return shown is not None and time.time() - shown <= settings.OFFICER_FRESH_S


def still_there(request: HttpRequest, account: Account, now: datetime) -> bool:
    """Tell whether the session was admitted with a second factor and is neither idle nor too old; note the visit.

    A session that is over is ended and emptied.
    """
    stay = request.session.get(STAY)
    if not isinstance(stay, dict) or _factor_shown_at(request, account) is None:
        return False
    moment = now.timestamp()
    if moment - stay["seen"] > settings.OFFICER_IDLE_S or moment - stay["began"] > settings.OFFICER_LONGEST_S:
        desk_sessions.end(session_key=request.session.session_key or "", ending=DeskSession.Ending.EXPIRED, now=now)
        request.session.flush()
        request.session[ENDED] = True
        return False
    if moment - stay["seen"] > TOUCH_EVERY_S:
        request.session[STAY] = stay | {"seen": moment}
        desk_sessions.touch(session_key=request.session.session_key or "", now=now)
    return True


def sign_out(request: HttpRequest, *, now: datetime) -> None:
    """End this stay."""
    account: Any = request.user
    # Looked at before the session goes, for it is read from there.
    was_in = account.is_authenticated
    with transaction.atomic():
        desk_sessions.end(session_key=request.session.session_key or "", ending=DeskSession.Ending.SIGNED_OUT, now=now)
        if was_in:
            _record("officer.sign_out", account, "done", now)
    end_session(request)


def change_password(request: HttpRequest, *, current: str, new: str, now: datetime) -> None:
    """Give whoever is signed in another password; their other stays end.

    :raises TooManyTries: :raises SignInRefused: when the current one is wrong. :raises ValidationError: as Django's
    validators say.
    """
    account: Any = request.user
    tries = Tries(request, "password", account.username)
    _take(tries, account.username, now)
    if not account.check_password(current):
        _record_failure("officer.password_wrong", account, "WRONG", now)
        raise SignInRefused()
    old_key = request.session.session_key or ""
    officers.change_password(account=account, password=new, session_key=old_key, now=now)
    tries.succeeded()
    update_session_auth_hash(request, account)
    request.session.save()
    desk_sessions.moved(old_key=old_key, new_key=request.session.session_key or "")


def mark_admitted(session: Any, account: Account, now: datetime) -> None:
    """Write into a session that its account has shown a second factor at `now`; the session is not saved."""
    moment = now.timestamp()
    session[STAY] = {"began": moment, "seen": moment}


def _admit(request: HttpRequest, account: Account, kind: str, now: datetime) -> None:
    request.session.pop(PENDING, None)
    request.session.pop(SECRET, None)
    begin_session(request, account, backend=BACKEND)
    # What an earlier visitor of this session had shown counts for nothing.
    request.session.pop(SHOWN, None)
    record_authentication(request, account, method="password")
    record_authentication(request, account, method="mfa", type=kind)
    mark_admitted(request.session, account, now)
    request.session.set_expiry(settings.OFFICER_LONGEST_S)
    request.session.save()
    with transaction.atomic():
        desk_sessions.begin(
            account=account,
            session_key=request.session.session_key or "",
            device=device_of(request.META.get("HTTP_USER_AGENT", "")),
            now=now,
        )
        _record("officer.sign_in", account, "done", now, factor=kind)


def _shown(request: HttpRequest, account: Account, code: str, now: datetime) -> str:
    tries = Tries(request, "factor", str(account.public_id))
    _take(tries, account.username, now)
    try:
        kind = second_factor.show(account=account, code=code, now=now)
    except second_factor.WrongCode:
        _record_failure("officer.factor_wrong", account, "WRONG", now)
        raise
    tries.succeeded()
    return kind


def _take(tries: Tries, username: str, now: datetime) -> None:
    try:
        tries.take()
    except TooManyTries:
        if tries.is_first_refusal():
            _record_failure("officer.locked_out", Account.objects.filter(username=username).first(), "LOCKED", now)
        raise


def _factor_shown_at(request: HttpRequest, account: Any) -> float | None:
    shown = [each["at"] for each in get_authentication_records(request, account) if each.get("method") == "mfa"]
    return max(shown) if shown else None


def _record_failure(action: str, account: Account | None, outcome: str, now: datetime) -> None:
    # A name that is no account's is not written down: people type their password there.
    with transaction.atomic():
        _record(action, account, outcome, now)


def _record(action: str, account: Account | None, outcome: str, now: datetime, **details: object) -> None:
    known = UNKNOWN if account is None else str(account.public_id)
    record(
        stream="platform",
        action=action,
        object=f"account:{known}",
        actor=known,
        outcome=outcome,
        details=details,
        now=now,
    )


def _secret_place(request: HttpRequest) -> cipher.About:
    return ("session", str(request.session[PENDING]["account"]), SECRET)


def device_of(agent: str) -> str:
    """Return browser and system of a User-Agent in words, "" when it does not say.

    >>> device_of("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36")
    'Chrome, Windows'
    """
    browsers = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
    systems = (
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    )
    found = [next((name for mark, name in known if mark in agent), "") for known in (browsers, systems)]
    return ", ".join(filter(None, found))

"""An officer's second factor: setting it up, showing it, and the codes for when the device is lost.

Time-based codes (RFC 6238) and recovery codes are allauth's, sealed by superapp/people/login/factors.py. A time-based
code works once: the number of its half minute is kept beside the secret, and only later ones are taken.
"""

import time
from datetime import datetime

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.db import transaction

from superapp.accounts.models import Account
from superapp.audit.recording import record
from superapp.refusal import Refusal

TOTP, RECOVERY = Authenticator.Type.TOTP.value, Authenticator.Type.RECOVERY_CODES.value
_LAST = "last_counter"


class WrongCode(Refusal):
    """A code that is not right, or was used before."""

    is_for_clients = False
    code = "SECOND_FACTOR_WRONG"
    th = "รหัสไม่ถูกต้อง หรือใช้ไปแล้ว โปรดรอรหัสถัดไปในแอปยืนยันตัวตนแล้วลองอีกครั้ง"
    en = "The code is not right, or was used before. Wait for the next one in your authenticator app and try again."


class AlreadySetUp(Refusal):
    """The account has a second factor."""

    is_for_clients = False
    code = "SECOND_FACTOR_ALREADY_SET_UP"
    th = "บัญชีนี้ตั้งการยืนยันสองขั้นไว้แล้ว โปรดเข้าสู่ระบบด้วยรหัสจากแอปยืนยันตัวตน"
    en = "This account has a second factor already. Sign in with a code of your authenticator app."


def is_set_up(account: Account) -> bool:
    """Tell whether the account has a device that makes codes."""
    return Authenticator.objects.filter(user=account, type=TOTP).exists()


def new_secret() -> str:
    """Return a new secret for a device: 160 bits as base32."""
    return str(totp.generate_totp_secret())


def address(account: Account, secret: str) -> str:
    """Return what the square picture holds: the otpauth address of a secret."""
    return str(get_adapter().build_totp_url(account, secret))


@transaction.atomic
def set_up(*, account: Account, secret: str, code: str, now: datetime) -> list[str]:
    """Take a device on once it has shown its first code; return the recovery codes, which are never shown again.

    :raises AlreadySetUp: when there is one.
    :raises WrongCode: when the code is not of this secret and this minute.
    """
    Account.objects.select_for_update().get(pk=account.pk)
    if is_set_up(account):
        raise AlreadySetUp()
    counter = _counter_of(secret, code, after=-1)
    if counter is None:
        raise WrongCode(path=("code",))
    device = totp.TOTP.activate(account, secret).instance
    device.data[_LAST] = counter
    device.save(update_fields=["data"])
    codes = _new_recovery_codes(account)
    _record("officer.factor_set_up", account, now)
    return codes


@transaction.atomic
def show(*, account: Account, code: str, now: datetime) -> str:
    """Take a code of the device, or a recovery code; return which it was (TOTP or RECOVERY). Each works once.

    :raises WrongCode: for anything else.
    """
    typed = "".join(code.split()).replace("-", "")
    if len(typed) == 6 and typed.isascii() and typed.isdigit() and _show_device(account, typed, now):
        return TOTP
    if len(typed) == 8 and typed.isascii() and typed.isdigit() and _show_recovery(account, typed):
        _record("officer.recovery_code_used", account, now, left=recovery_codes_left(account))
        return RECOVERY
    raise WrongCode(path=("code",))


@transaction.atomic
def renew_recovery_codes(*, account: Account, now: datetime) -> list[str]:
    """Make new recovery codes in place of the old ones, and return them; they are never shown again."""
    Account.objects.select_for_update().get(pk=account.pk)
    codes = _new_recovery_codes(account)
    _record("officer.recovery_codes_renewed", account, now)
    return codes


def recovery_codes_left(account: Account) -> int:
    """Return how many recovery codes have not been used."""
    kept = Authenticator.objects.filter(user=account, type=RECOVERY).first()
    return len(RecoveryCodes(kept).get_unused_codes()) if kept is not None else 0


def current_code(secret: str, *, unused_by: Account | None = None) -> str:
    """Return the code a device shows now; the next when `unused_by` has used that. For sample officers and tests."""
    counter = int(time.time()) // totp.app_settings.TOTP_PERIOD
    if unused_by is not None:
        device = Authenticator.objects.filter(user=unused_by, type=TOTP).first()
        counter = max(counter, device.data.get(_LAST, -1) + 1) if device is not None else counter
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))


def secret_of(account: Account) -> str | None:
    """Return the secret of the account's device, None without one. For telling sample officers from others."""
    device = Authenticator.objects.filter(user=account, type=TOTP).first()
    return None if device is None else str(totp.decrypt(device.data["secret"]))


def _show_device(account: Account, code: str, now: datetime) -> bool:
    device = Authenticator.objects.select_for_update().filter(user=account, type=TOTP).first()
    if device is None:
        return False
    # Under the row's lock: two requests with one code come one after the other, and the second is too late.
    counter = _counter_of(totp.decrypt(device.data["secret"]), code, after=device.data.get(_LAST, -1))
    if counter is None:
        return False
    device.data[_LAST], device.last_used_at = counter, now
    device.save(update_fields=["data", "last_used_at"])
    return True


def _show_recovery(account: Account, code: str) -> bool:
    kept = Authenticator.objects.filter(user=account, type=RECOVERY).first()
    return kept is not None and bool(RecoveryCodes(kept).validate_code(code))


def _counter_of(secret: str, code: str, *, after: int) -> int | None:
    for counter in totp.yield_hotp_counters_from_time():
        value = totp.format_hotp_value(totp.hotp_value(secret, counter))
        if counter > after and totp.compare_user_code(actual=code, expected=value):
            return int(counter)
    return None


def _new_recovery_codes(account: Account) -> list[str]:
    Authenticator.objects.filter(user=account, type=RECOVERY).delete()
    codes: list[str] = RecoveryCodes.activate(account).generate_codes()
    return codes


def _record(action: str, account: Account, now: datetime, **details: object) -> None:
    record(
        stream="platform",
        action=action,
        object=f"account:{account.public_id}",
        actor=str(account.public_id),
        details=details,
        now=now,
    )

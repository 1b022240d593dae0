"""Telling a client why a sign-in was refused: the same code in the app's JSON, the browser's address and our page."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

import structlog
from allauth.socialaccount.providers.base import ProviderException
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect

from superapp.api.language import language_of
from superapp.audit.recording import record
from superapp.refusal import Refusal, every_refusal

from .wire import Unavailable

PAGE = "/login"
log = structlog.get_logger("login")


class ProviderUnavailable(Refusal):
    """The identity provider does not answer as it should. Another one, or later, will do."""

    code = "PROVIDER_UNAVAILABLE"
    th = "ผู้ให้บริการยืนยันตัวตนไม่พร้อมให้บริการชั่วคราว โปรดลองใหม่ หรือเลือกผู้ให้บริการอื่น"
    en = "The identity provider is not available just now. Try again, or choose another one."


class SignInCancelled(Refusal):
    """The person, or the provider, said no."""

    code = "SIGN_IN_CANCELLED"
    th = "ยกเลิกการเข้าสู่ระบบแล้ว"
    en = "Signing in was cancelled."


class SignInFailed(Refusal):
    """The browser came back with something that does not belong to a sign-in of its own."""

    code = "SIGN_IN_FAILED"
    th = "เข้าสู่ระบบไม่สำเร็จ โปรดเริ่มใหม่"
    en = "Signing in did not succeed. Start again."


class NotSignedIn(Refusal):
    """Linking and confirming are for somebody signed in."""

    code = "NOT_SIGNED_IN"
    th = "โปรดเข้าสู่ระบบก่อน"
    en = "Sign in first."


class NotFresh(Refusal):
    """The provider did not ask the person again."""

    code = "NOT_FRESH"
    th = "ผู้ให้บริการยังไม่ได้ยืนยันตัวตนท่านใหม่ โปรดลองอีกครั้ง"
    en = "The identity provider did not ask you again just now. Try once more."


class Refused(ProviderException):
    """A Refusal on its way through allauth's callback, which catches its own exceptions only."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def validation_error(request: HttpRequest, refusal: Refusal) -> ValidationError:
    """Return the refusal as allauth's JSON and redirects take it (7): our code, a sentence in the client's language."""
    return ValidationError(refusal.message(language_of(request.META.get("HTTP_ACCEPT_LANGUAGE"))), code=refusal.code)


@contextmanager
def as_validation_error(request: HttpRequest, provider: str) -> Iterator[None]:
    """Turn refusals and outages inside into ValidationErrors, recorded."""
    try:
        with recorded(provider):
            yield
    except Refusal as refusal:
        raise validation_error(request, refusal) from None


@contextmanager
def as_provider_exception(provider: str) -> Iterator[None]:
    """Turn refusals and outages inside into what allauth's callback view catches, recorded."""
    try:
        with recorded(provider):
            yield
    except Refusal as refusal:
        raise Refused(refusal) from None


@contextmanager
def recorded(provider: str) -> Iterator[None]:
    """Turn outages inside into ProviderUnavailable, and write refusals into the audit chain."""
    try:
        yield
    except Unavailable as error:
        log.warning("identity provider unavailable", provider=provider, error=str(error))
        raise ProviderUnavailable() from None
    except Refusal as refusal:
        _record(provider, refusal)
        raise


def _record(provider: str, refusal: Refusal) -> None:
    with transaction.atomic():
        record(
            stream="platform",
            action="login.sign-in",
            object=f"provider:{provider}",
            actor="system",
            outcome=refusal.code,
            details={"provider": provider},
            now=datetime.now(UTC),
        )


def back(url: str | None, code: str, process: str | None) -> HttpResponseRedirect:
    """Send the browser back to where it came from, or to our own page, with a code."""
    where = url or PAGE
    told = urlencode({"error": code, "error_process": process or "login"})
    return HttpResponseRedirect(f"{where}{'&' if urlsplit(where).query else '?'}{told}")


def sentence(code: str, language: str) -> str:
    """Return what a code means, for our page; that of SIGN_IN_FAILED for codes we do not know."""
    kind = next((kind for kind in every_refusal() if kind.code == code), SignInFailed)
    # An address holds the code alone, so a level the sentence would name is left unsaid.
    unsaid = "needed" if language == "en" else "ที่กำหนด"
    return (kind.en if language == "en" else kind.th).format_map(defaultdict(lambda: unsaid))

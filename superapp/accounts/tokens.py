"""Who is behind a citizen's token: the one module that reads allauth's tokens, which it keeps among its internals.

allauth's own bridges to other frameworks import the same (65.21.1, pinned); tests sign in from end to end, so a version
that moves them fails there. A token is good only while its session is: signing out, revoking a device or switching off
an account ends it with the next request.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

from allauth.headless import app_settings
from allauth.headless.internal import sessionkit
from allauth.headless.tokens.strategies.jwt import internal
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from .sessions import sign_in_of
from .viewer import Viewer, viewer_for

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase
    from django.http import HttpRequest

AUDIENCE = "superapp-app"
SEEN_EVERY = timedelta(minutes=10)
LONGEST = 4096


class BadToken(Exception):
    """A token that is not ours, has expired, or whose session has ended."""


def issuer() -> str:
    """Return who makes our tokens: our public address."""
    return settings.PUBLIC_URL


def is_sent_with(request: "HttpRequest") -> bool:
    """Tell whether a request names its person by a token; a cookie beside it is then ignored."""
    return "HTTP_AUTHORIZATION" in request.META or "HTTP_X_SESSION_TOKEN" in request.META


def viewer_by_token(request: "HttpRequest") -> Viewer:
    """Return the citizen behind `Authorization: Bearer` or `X-Session-Token`.

    :raises BadToken: when there is any doubt; a bad token is never nobody.
    """
    header = request.META.get("HTTP_AUTHORIZATION")
    session = _by_access_token(header) if header is not None else _by_session_token(request)
    # The key is unique: putting rows in order would only cost time.
    found = UserSession.objects.select_related("user__citizen").filter(session_key=session.session_key)[:1]
    known = next(iter(found), None)
    if known is None or str(known.user_id) != session.get(SESSION_KEY) or not known.user.is_active:
        raise BadToken
    if known.user.kind != known.user.Kind.CITIZEN:
        # Officers come by the desk's cookie alone: its second factor and its time limits know nothing of tokens.
        raise BadToken
    if not constant_time_compare(session.get(HASH_SESSION_KEY, ""), known.user.get_session_auth_hash()):
        raise BadToken
    now = timezone.now()
    if now - known.last_seen_at > SEEN_EVERY:
        UserSession.objects.filter(pk=known.pk).update(last_seen_at=now)
    return viewer_for(known.user, sign_in_of(session))


def _by_access_token(header: str) -> "SessionBase":
    scheme, _, token = header.partition(" ")
    if scheme.lower() != app_settings.JWT_AUTHORIZATION_HEADER_SCHEME.lower() or not 0 < len(token) <= LONGEST:
        raise BadToken
    try:
        payload = internal.decode_token(token, "access")
        if payload is None or payload.get("iss") != issuer() or payload.get("aud") != AUDIENCE:
            raise BadToken
        session = internal.get_token_session(payload)
    except (ValueError, TypeError, UnicodeError):
        raise BadToken from None
    if session is None or session.get(SESSION_KEY) != payload["sub"]:
        raise BadToken
    return session


def _by_session_token(request: "HttpRequest") -> "SessionBase":
    token = request.META["HTTP_X_SESSION_TOKEN"]
    if not (0 < len(token) <= 40 and token.isascii() and token.isalnum()):
        raise BadToken
    session = sessionkit.lookup_session(token)
    if session is None:
        raise BadToken
    return session

"""Verifying a provider's id_token: its key, who made it, for whom, when, for which sign-in, and that it is not reused.

All of it for both flows: the browser's, where a token comes straight from the provider, and the app's, where a
stranger posts it.
"""

import hmac
import time
from collections.abc import Callable
from typing import Any

import jwt

from superapp.refusal import Refusal

from . import discovery, once
from .providers import Provider
from .wire import Budget

# No HS256: its key would be public. No "none".
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384")
LONGEST = 8192
OLDEST_S = 300
LEEWAY_S = 15


class InvalidToken(Refusal):
    """The id_token is not one this provider made for us, now."""

    code = "INVALID_TOKEN"
    th = "ข้อมูลยืนยันตัวตนไม่ถูกต้องหรือหมดอายุ โปรดเข้าสู่ระบบใหม่"
    en = "The identity token is not valid or has expired. Sign in again."


class TokenReplayed(Refusal):
    """The id_token was used before."""

    code = "TOKEN_REPLAYED"
    th = "ข้อมูลยืนยันตัวตนนี้ถูกใช้ไปแล้ว โปรดเข้าสู่ระบบใหม่"
    en = "This identity token was used before. Sign in again."


class WrongNonce(Refusal):
    """The id_token was not made for this sign-in."""

    code = "WRONG_NONCE"
    th = "ข้อมูลยืนยันตัวตนไม่ได้ออกให้สำหรับการเข้าสู่ระบบครั้งนี้ โปรดเข้าสู่ระบบใหม่"
    en = "The identity token was not made for this sign-in. Sign in again."


def verified(provider: Provider, token: object, *, accepts: Callable[[str], bool], budget: Budget) -> dict[str, Any]:
    """Return the claims of an id_token that `provider` made for us within 300 seconds; no token is good twice.

    `accepts` tells whether a nonce belongs to this sign-in.

    :raises InvalidToken, TokenReplayed, WrongNonce: as they say.
    :raises Unavailable: when the provider's keys cannot be had.
    """
    if not isinstance(token, str) or not 0 < len(token) <= LONGEST or not token.isascii():
        raise InvalidToken()
    claims = _decoded(provider, token, budget)
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise InvalidToken()
    audience = claims["aud"]
    if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != provider.client_id:
        raise InvalidToken()
    issued, now = claims["iat"], time.time()
    if not isinstance(issued, int | float) or isinstance(issued, bool) or now - issued > OLDEST_S:
        raise InvalidToken()
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not nonce.isascii() or not accepts(nonce):
        raise WrongNonce()
    left = max(float(claims["exp"]) - now, OLDEST_S) + 2 * LEEWAY_S
    name = claims.get("jti")
    token_name = f"{provider.issuer} {name if isinstance(name, str) else token}"
    is_new, has_new_nonce = once.both_first(
        ("id_token", token_name, min(left, 86400)), ("nonce", nonce, once.NONCE_S + LEEWAY_S)
    )
    if not is_new:
        raise TokenReplayed()
    if not has_new_nonce:
        raise WrongNonce()
    return claims


def equals(expected: str) -> Callable[[str], bool]:
    """Return a test for one nonce."""
    return lambda nonce: hmac.compare_digest(nonce, expected)


def _decoded(provider: Provider, token: str, budget: Budget) -> dict[str, Any]:
    try:
        header = jwt.get_unverified_header(token)
        kid, algorithm = header.get("kid"), header.get("alg")
        if not isinstance(kid, str) or algorithm not in ALGORITHMS:
            raise InvalidToken()
        known = discovery.key(provider, kid, budget)
        if known is None or known.get("use", "sig") != "sig":
            raise InvalidToken()
        return jwt.decode(
            token,
            jwt.PyJWK(known, algorithm=algorithm).key,
            algorithms=[algorithm],
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=LEEWAY_S,
            options={"require": ["iss", "aud", "sub", "exp", "iat"]},
        )
    except (jwt.PyJWTError, KeyError, ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        raise InvalidToken() from None

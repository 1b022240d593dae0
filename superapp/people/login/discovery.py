"""What a provider publishes: its addresses and its keys. Kept five minutes, and a day if it stops answering.

A key we do not know makes us look once more, at most every 30 seconds per provider, so that a rotated key works at
once and a stream of forged tokens does not become a stream of questions.
"""

import time
from typing import Any

from django.core.cache import caches

from . import wire
from .providers import Provider
from .wire import Budget, Unavailable

FRESH_S = 300
STALE_S = 24 * 3600
PAUSE_S = 30
ADDRESSES = ("authorization_endpoint", "token_endpoint", "jwks_uri")


def addresses(provider: Provider, budget: Budget) -> dict[str, Any]:
    """Return the provider's published configuration.

    :raises Unavailable: when it does not tell it, or tells another issuer's or another host's.
    """
    found = _kept(provider, provider.discovery_url, budget, _check_addresses)
    _check_addresses(provider, found)
    return found


def key(provider: Provider, kid: str, budget: Budget) -> dict[str, Any] | None:
    """Return the provider's public key `kid` as a JWK; None when it has none of that name.

    :raises Unavailable: when its keys cannot be had.
    """
    url = addresses(provider, budget)["jwks_uri"]
    found = _named(_kept(provider, url, budget, _check_keys), kid)
    if found is None and caches["data"].add(f"login:looked-again:{provider.issuer}", 1, PAUSE_S):
        found = _named(_kept(provider, url, budget, _check_keys, again=True), kid)
    return found


def _named(keys: dict[str, Any], kid: str) -> dict[str, Any] | None:
    return next((one for one in keys["keys"] if isinstance(one, dict) and one.get("kid") == kid), None)


def _kept(provider: Provider, url: str, budget: Budget, check: Any, *, again: bool = False) -> dict[str, Any]:
    name, now = f"login:document:{url}", time.time()
    kept = caches["data"].get(name)
    if kept is not None and not again and now < kept["fresh_until"]:
        return kept["body"]
    try:
        answer = wire.call(provider, "GET", url, budget=budget)
        if answer.status != 200:
            raise Unavailable("no document")
        check(provider, answer.body)
    except Unavailable:
        if kept is None:
            raise
        # Old addresses and keys are still the provider's; do not ask again with every sign-in.
        caches["data"].set(name, {**kept, "fresh_until": now + PAUSE_S}, max(1, int(kept["read_at"] + STALE_S - now)))
        return kept["body"]
    caches["data"].set(name, {"body": answer.body, "read_at": now, "fresh_until": now + FRESH_S}, STALE_S)
    return answer.body


def _check_addresses(provider: Provider, found: dict[str, Any]) -> None:
    if found.get("issuer") != provider.issuer:
        raise Unavailable("another issuer")
    own = provider.issuer.split("://")[0] + "://" + provider.host + "/"
    for name in ADDRESSES:
        if not str(found.get(name, "")).startswith(own):
            raise Unavailable("an address that is not the provider's")
    if "userinfo_endpoint" in found and not str(found["userinfo_endpoint"]).startswith(own):
        raise Unavailable("an address that is not the provider's")


def _check_keys(provider: Provider, found: dict[str, Any]) -> None:
    if not isinstance(found.get("keys"), list):
        raise Unavailable("no keys")

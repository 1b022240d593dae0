"""Where a request comes from: what limits are counted by."""

import hashlib
import hmac
import ipaddress
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """Return the caller's address; X-Forwarded-For counts only when a trusted proxy wrote it.

    An IPv6 network of 64 bits is one caller, since one caller has all of it.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    trusted = set(settings.TRUSTED_PROXIES)
    if peer in trusted:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
        # From the right: the last address that is not one of our own proxies.
        peer = next((hop for hop in reversed(hops) if hop not in trusted), peer)
    return _network_of(peer)


def caller_of(request: HttpRequest) -> str:
    """Return a name for the caller's address that says nothing of it: what domains may count by, and forget."""
    address = address_of(request).encode()
    return hmac.new(settings.SECRET_KEY.encode(), b"caller" + address, hashlib.sha256).hexdigest()[:16]


@lru_cache(maxsize=4096)
def _network_of(text: str) -> str:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "unknown"
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)

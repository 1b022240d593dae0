"""Signing citizens in to agencies' services: this server as OpenID Connect provider (superapp/people/agencies)."""

import base64
import binascii

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

IDP_OIDC_ADAPTER = "superapp.people.agencies.adapter.AgencyAdapter"
IDP_OIDC_ID_TOKEN_EXPIRES_IN = 300
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 300
IDP_OIDC_AUTHORIZATION_CODE_EXPIRES_IN = 60
IDP_OIDC_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]
IDP_OIDC_INTROSPECTION_ENABLED = False
IDP_OIDC_DCR_ENABLED = False
IDP_OIDC_CIMD_ENABLED = False

LEAST_BITS = 2048


def signing_keys(text: str) -> list[dict[str, str]]:
    """Return the keys of AGENCY_SIGNING_KEYS as allauth wants them, in their order: the first signs.

    :raises ValueError: when one is not an RSA key of at least 2048 bits; the message holds no key.
    """
    keys = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        try:
            key = serialization.load_der_private_key(base64.b64decode(part, validate=True), password=None)
        except (binascii.Error, ValueError, TypeError):
            key = None
        if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < LEAST_BITS:
            raise ValueError(f"AGENCY_SIGNING_KEYS: expected RSA keys of {LEAST_BITS} bits or more as base64 of DER")
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        keys.append({"pem": pem.decode()})
    return keys


def new_signing_key() -> str:
    """Return a new key, as AGENCY_SIGNING_KEYS holds it."""
    der = rsa.generate_private_key(public_exponent=65537, key_size=LEAST_BITS).private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return base64.b64encode(der).decode()

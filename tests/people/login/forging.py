"""Making id_tokens that are not quite right."""

import base64
import hashlib
import hmac
import json
import time
from functools import lru_cache
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from superapp.people.sandbox import issuing, personas

PERSON = "worker"


def claims(provider: str, nonce: str, /, **changes: Any) -> dict[str, Any]:
    """Return right claims about the worker, with `changes`; None leaves a claim out."""
    persona, now = personas.find(PERSON), int(time.time())
    assert persona is not None
    right = {
        "iss": issuing.issuer(provider),
        "aud": f"superapp-{provider}",
        "iat": now,
        "exp": now + 300,
        "jti": f"jti-{nonce}",
        "nonce": nonce,
        "sub": personas.subject_of(provider, persona),
        "pid": persona.pid,
        "ial": "2.3",
    }
    return {name: value for name, value in (right | changes).items() if value is not None}


def signed(told: dict[str, Any], *, key: Any = None, alg: str = "RS256", kid: str | None = "sandbox-1") -> str:
    """Return the claims as a token, signed by the provider's own key unless another is given."""
    headers = {} if kid is None else {"kid": kid}
    return jwt.encode(told, issuing.signing_key(1) if key is None else key, algorithm=alg, headers=headers)


@lru_cache(maxsize=1)
def strangers_key() -> rsa.RSAPrivateKey:
    """Return a key that is not the provider's."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def signed_by_public_key(told: dict[str, Any]) -> str:
    """Return a token whose HS256 "secret" is the provider's public key, which everybody has."""
    pem = (
        issuing.signing_key(1)
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )

    # PyJWT refuses to make one; the attacker does not.
    def part(value: Any) -> bytes:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")

    body = part({"alg": "HS256", "typ": "JWT", "kid": "sandbox-1"}) + b"." + part(told)
    seal = base64.urlsafe_b64encode(hmac.new(pem, body, hashlib.sha256).digest()).rstrip(b"=")
    return (body + b"." + seal).decode()

"""What a sample provider makes: codes, tokens, and the documents it publishes. RS256, one code per sign-in."""

import base64
import hashlib
import secrets
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.core import signing
from django.core.cache import caches

from superapp.settings.keys import kept_text

from . import personas, switches
from .personas import Persona

CODE_S = 60
TOKEN_S = 300
_ACCESS = "superapp.people.sandbox.access"


def issuer(code: str) -> str:
    """Return the provider's own address."""
    return f"{settings.PUBLIC_URL}/sandbox/{code}"


def configuration(code: str) -> dict[str, Any]:
    """Return the discovery document."""
    own = issuer(code)
    token = f"{own}/token"
    if (host := switches.of(code).token_host) is not None:
        token = f"https://{host}/token"
    return {
        "issuer": own,
        "authorization_endpoint": f"{own}/authorize",
        "token_endpoint": token,
        "userinfo_endpoint": f"{own}/userinfo",
        "jwks_uri": f"{own}/jwks",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
    }


def keys(code: str) -> dict[str, Any]:
    """Return the public keys."""
    number = switches.of(code).key_number
    public = jwt.algorithms.RSAAlgorithm.to_jwk(signing_key(number).public_key(), as_dict=True)
    return {"keys": [{**public, "kid": f"sandbox-{number}", "use": "sig", "alg": "RS256"}]}


@lru_cache(maxsize=4)
def signing_key(number: int) -> rsa.RSAPrivateKey:
    """Return the provider's `number`th key, the same in every process of this place."""
    text = kept_text(Path(settings.VAR_DIR), f"sandbox_key_{number}", _new_key)
    key = serialization.load_der_private_key(base64.b64decode(text), password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def _new_key() -> str:
    der = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return base64.b64encode(der).decode()


def id_token(code: str, persona: Persona, nonce: str | None, *, client_id: str, auth_time: int | None = None) -> str:
    """Return an id_token about `persona`."""
    manners, now = switches.of(code), int(time.time())
    claims = {
        "iss": manners.issuer or issuer(code),
        "aud": manners.audience or client_id,
        "iat": now,
        "exp": now + TOKEN_S,
        "auth_time": (auth_time or now) - manners.auth_age_s,
        "jti": secrets.token_urlsafe(12),
        "nonce": nonce,
        **_about(code, persona),
    }
    for name, is_left_out in (("jti", manners.without_jti), ("nonce", manners.without_nonce or nonce is None)):
        if is_left_out:
            del claims[name]
    headers = {} if manners.without_kid else {"kid": f"sandbox-{manners.key_number}"}
    return jwt.encode(claims, signing_key(manners.key_number), algorithm="RS256", headers=headers)


def _about(code: str, persona: Persona) -> dict[str, str]:
    manners = switches.of(code)
    pid = manners.pid or persona.pid
    told = {
        "sub": manners.subject or personas.subject_of(code, persona),
        "pid": None if manners.without_pid else pid,
        "ial": manners.ial or personas.level_of(code, persona),
        "given_name": persona.given_name["th"],
        "family_name": persona.family_name["th"],
        "given_name_en": persona.given_name["en"],
        "family_name_en": persona.family_name["en"],
        "birthdate": persona.birth_date,
    }
    return {name: value for name, value in told.items() if value is not None}


def new_code(code: str, persona: Persona, asked: dict[str, str]) -> str:
    """Return a code for what a browser `asked`: redirect_uri, client_id, nonce, code_challenge. Good for 60 s, once."""
    value = secrets.token_urlsafe(24)
    told = {**asked, "provider": code, "person": persona.key, "auth_time": int(time.time())}
    caches["default"].set(f"sandbox:code:{value}", told, CODE_S)
    return value


def exchange(code: str, form: dict[str, str]) -> dict[str, Any] | None:
    """Return tokens for an unused code; None when anything about it is wrong."""
    value = form.get("code", "")
    told = caches["default"].get(f"sandbox:code:{value}")
    if told is None or not caches["default"].add(f"sandbox:spent:{value}", 1, 2 * CODE_S):
        return None
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    expected = {
        "provider": code,
        "client_id": form.get("client_id"),
        "redirect_uri": form.get("redirect_uri"),
        "code_challenge": challenge,
    }
    if any(told.get(name) != one for name, one in expected.items()) or not form.get("client_secret"):
        return None
    persona = personas.find(told["person"])
    assert persona is not None
    return {
        "access_token": signing.dumps([code, persona.key], salt=_ACCESS),
        "token_type": "Bearer",
        "expires_in": TOKEN_S,
        "id_token": id_token(
            code, persona, told.get("nonce"), client_id=told["client_id"], auth_time=told["auth_time"]
        ),
    }


def userinfo(code: str, access_token: str) -> dict[str, str] | None:
    """Return what the token's person is; None for a token that is not ours."""
    try:
        provider, key = signing.loads(access_token, salt=_ACCESS, max_age=TOKEN_S)
    except signing.BadSignature:
        return None
    persona = personas.find(key)
    if provider != code or persona is None:
        return None
    about = _about(code, persona)
    return {**about, "sub": switches.of(code).userinfo_subject or about["sub"]}

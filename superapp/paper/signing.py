"""Signed documents: a code on the paper and a seal in the file, which anybody can verify with the published key alone.

The *code* is printed, as text and as QR. It names the document (kind, number, agency, day, amount) and the digest of
its whole record, signed with Ed25519:

    1.<key id>.<kind>.<number>.<agency>.<yyyymmdd>.<satang or nothing>.<digest>.<signature>

The *seal* is one comment line in the PDF, right before its last `startxref`. It signs the document's number and every
other byte of the file, so that any altered byte shows without asking us. A code proves what the paper says of itself;
to prove the rest of it, compare the record (whoever was issued the document has it) or the file.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from .records import base64url, digest, from_base64url

VERSION: Final = "1"
LONGEST_CODE: Final = 320
_CODE_PURPOSE: Final = b"superapp document code 1\0"
_SEAL_PURPOSE: Final = b"superapp document seal 1\0"
_SEAL: Final = re.compile(
    rb"%superapp-seal 1 (?P<key>[0-9a-f]{8}) (?P<number>[A-Z]{2,6}-\d{4}-\d{6,9}) (?P<signature>[\w-]{86})\n"
)
_STARTXREF: Final = b"startxref\n"
NUMBER: Final = re.compile(r"[A-Z]{2,6}-\d{4}-\d{6,9}", re.ASCII)
KIND: Final = re.compile(r"[a-z][a-z_]{1,39}", re.ASCII)
AGENCY: Final = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)
_DAY: Final = re.compile(r"\d{8}", re.ASCII)
_SATANG: Final = re.compile(r"(?:0|[1-9]\d{0,17})?", re.ASCII)


class NotGenuine(Exception):
    """A code, record or file is not what was signed; `reason` is a code: MALFORMED, UNKNOWN_KEY, ALTERED, UNSEALED."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Key:
    """A key of ours: its id, its public half, and its private half while it may sign."""

    id: str
    public: bytes
    private: bytes | None = None


@dataclass(frozen=True, slots=True)
class Face:
    """What a code says of a document in clear: no personal data. `amount_satang` None when it is not about money."""

    kind: str
    number: str
    agency: str
    issued_on: date
    amount_satang: int | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """What a genuine code says: the face, the digest of the record, and which key signed."""

    face: Face
    digest: bytes
    key_id: str


def keys_of(text: str) -> tuple[Key, ...]:
    """Return the keys a setting holds, by commas: base64url of an Ed25519 seed, or `public:` and of a public key.

    The first signs and must be a seed; the others go on being good for verifying.

    :raises ValueError: when one is malformed; the message holds no key.
    """
    keys = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, value = part.rpartition(":")
        try:
            raw = from_base64url(value)
            if len(raw) != 32 or name not in ("", "public"):
                raise ValueError
        except ValueError:
            raise ValueError("expected 32 bytes as base64url, or public: and as many, by commas") from None
        private = None if name else raw
        public = raw if private is None else Ed25519PrivateKey.from_private_bytes(raw).public_key().public_bytes_raw()
        keys.append(Key(hashlib.sha256(public).hexdigest()[:8], public, private))
    if not keys or keys[0].private is None or len({key.id for key in keys}) != len(keys):
        raise ValueError("expected at least one key, the first one able to sign, none twice")
    return tuple(keys)


def new_key() -> str:
    """Return a new key, as the setting holds it."""
    return base64url(Ed25519PrivateKey.generate().private_bytes_raw())


def published(keys: Iterable[Key]) -> dict[str, Any]:
    """Return the public halves as a JSON Web Key set (RFC 8037)."""
    told = [
        {"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": key.id, "x": base64url(key.public)}
        for key in keys
    ]
    return {"keys": told}


def code_for(face: Face, record: Mapping[str, Any], key: Key) -> str:
    """Return the signed code of a document with this face and record.

    :raises ValueError: for a face that does not fit into a code, or a key that only verifies.
    :raises TypeError: for a record that has no canonical form.
    """
    amount = "" if face.amount_satang is None else str(face.amount_satang)
    fits = (
        KIND.fullmatch(face.kind)
        and NUMBER.fullmatch(face.number)
        and AGENCY.fullmatch(face.agency)
        and _SATANG.fullmatch(amount)
    )
    if not fits:
        raise ValueError("face: expected codes, a number as DL-2569-000123 and a positive amount")
    told = (face.kind, face.number, face.agency, f"{face.issued_on:%Y%m%d}", amount, base64url(digest(record)))
    body = ".".join((VERSION, key.id, *told))
    return f"{body}.{base64url(_signature(key, _CODE_PURPOSE + body.encode()))}"


def verify(code: str, keys: Iterable[Key], record: Mapping[str, Any] | None = None) -> Verified:
    """Return what a code says, when one of `keys` signed it, and signed this `record` if one is given.

    :raises NotGenuine: otherwise.
    """
    if len(code) > LONGEST_CODE or not code.isascii():
        raise NotGenuine("MALFORMED")
    body, _, signature = code.strip().rpartition(".")
    parts = body.split(".")
    if len(parts) != 8 or parts[0] != VERSION:
        raise NotGenuine("MALFORMED")
    _, key_id, kind, number, agency, day, amount, digest_text = parts
    _check(key_id, keys, signature, _CODE_PURPOSE + body.encode())
    # Only now is it ours; what does not read then was never written by us.
    if not (_DAY.fullmatch(day) and _SATANG.fullmatch(amount)):
        raise NotGenuine("MALFORMED")
    issued_on = date.fromisoformat(f"{day[:4]}-{day[4:6]}-{day[6:]}")
    face = Face(kind, number, agency, issued_on, int(amount) if amount else None)
    found = from_base64url(digest_text)
    if record is not None and digest(record) != found:
        raise NotGenuine("ALTERED")
    return Verified(face, found, key_id)


def sealed(pdf: bytes, number: str, key: Key) -> bytes:
    """Return a PDF with our seal in it.

    :raises ValueError: when it has no end to put it before, has a seal already, or the key only verifies.
    """
    head, found, tail = pdf.rpartition(_STARTXREF)
    if not found or _SEAL.search(pdf) or not NUMBER.fullmatch(number):
        raise ValueError("expected a PDF without a seal, and a document's number")
    signature = base64url(_signature(key, _sealed_bytes(number, pdf)))
    return head + f"%superapp-seal 1 {key.id} {number} {signature}\n".encode() + found + tail


def verify_file(pdf: bytes, keys: Iterable[Key]) -> str:
    """Return the number of the document this file is, when not one byte of it differs from what was issued.

    :raises NotGenuine: otherwise; UNSEALED for a file that never was one of ours, or was stripped of its seal.
    """
    seals = list(_SEAL.finditer(pdf))
    if not seals:
        raise NotGenuine("UNSEALED")
    found = seals[0]
    if len(seals) > 1 or pdf[found.end() : found.end() + len(_STARTXREF)] != _STARTXREF:
        raise NotGenuine("ALTERED")
    number = found["number"].decode()
    rest = pdf[: found.start()] + pdf[found.end() :]
    if rest.rfind(_STARTXREF) != found.start():
        raise NotGenuine("ALTERED")
    _check(found["key"].decode(), keys, found["signature"].decode(), _sealed_bytes(number, rest))
    return number


def seal_of(pdf: bytes) -> str:
    """Return the SHA-256 of a file as issued, which is kept and published beside its number."""
    return hashlib.sha256(pdf).hexdigest()


def _sealed_bytes(number: str, pdf: bytes) -> bytes:
    return _SEAL_PURPOSE + number.encode() + b"\0" + hashlib.sha256(pdf).digest()


def _signature(key: Key, message: bytes) -> bytes:
    if key.private is None:
        raise ValueError("this key only verifies")
    return Ed25519PrivateKey.from_private_bytes(key.private).sign(message)


def _check(key_id: str, keys: Iterable[Key], signature: str, message: bytes) -> None:
    key = next((key for key in keys if key.id == key_id), None)
    if key is None:
        raise NotGenuine("UNKNOWN_KEY")
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(from_base64url(signature), message)
    except (InvalidSignature, ValueError):
        raise NotGenuine("ALTERED") from None

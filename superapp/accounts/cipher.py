"""Sealing personal data at rest: AES-256-GCM with numbered keys, and blind indexes to find what is sealed.

A sealed value is key id (1 byte), nonce (12), text and tag (16): 42 bytes for a citizen's number. What it is *about* -
table, row, column - is authenticated beside it, so a value copied into another row or column does not open.

Each citizen has a data key, kept wrapped by a master key (`new_data_key`, `unwrapped`): what is sealed with it has key
id 0, and is gone for ever once the wrapped key is destroyed. What belongs to nobody's data key, an officer's second
factor say, is sealed by a master key directly. Master keys are numbered 1 to 255 in PII_KEYS; the first writes, all
read.
"""

import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12
KEY_BYTES = 32
# Key id, nonce and tag: by how much a sealed value is longer than what it holds.
OVERHEAD_BYTES = 29
OWN_KEY = 0

About = tuple[str, str, str]


class Unreadable(Exception):
    """A sealed value does not open: its key is not among ours, or it is not what, or not where, it was sealed."""


@lru_cache(maxsize=4)
def _ring(text: str) -> dict[int, bytes]:
    keys: dict[int, bytes] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        number, _, digits = part.partition(":")
        try:
            key_id, key = int(number), bytes.fromhex(digits)
        except ValueError:
            raise ValueError("PII_KEYS: expected number:64 hex digits, by commas") from None
        if not 1 <= key_id <= 255 or len(key) != KEY_BYTES or key_id in keys:
            raise ValueError("PII_KEYS: expected different numbers from 1 to 255, each with 64 hex digits")
        keys[key_id] = key
    if not keys:
        raise ValueError("PII_KEYS: expected at least one key")
    return keys


def master_keys() -> dict[int, bytes]:
    """Return the master keys by number; the first is the one that writes.

    :raises ValueError: when PII_KEYS is malformed; the message holds no key.
    """
    return _ring(settings.PII_KEYS)


def newest_key_id() -> int:
    """Return the number of the master key that writes."""
    return next(iter(master_keys()))


def seal(text: str, about: About) -> bytes:
    """Return `text` sealed by the newest master key, for the place `about`: table, row's public id, column."""
    key_id = newest_key_id()
    return _sealed(master_keys()[key_id], key_id, text.encode(), about)


def opened(value: bytes, about: About) -> str:
    """Return the text of a value sealed by a master key.

    :raises Unreadable: when it does not open.
    """
    return _opened(_master(value), value, about).decode()


def new_data_key(about: About) -> bytes:
    """Return a new data key, wrapped by the newest master key."""
    key_id = newest_key_id()
    return _sealed(master_keys()[key_id], key_id, os.urandom(KEY_BYTES), about)


def unwrapped(wrapped: bytes, about: About) -> bytes:
    """Return a data key ready for use with `seal_with` and `opened_with`.

    :raises Unreadable: when it does not open.
    """
    return _opened(_master(wrapped), wrapped, about)


def rewrapped(wrapped: bytes, about: About) -> bytes:
    """Return the same data key wrapped by the newest master key.

    :raises Unreadable: when it does not open.
    """
    key_id = newest_key_id()
    return _sealed(master_keys()[key_id], key_id, unwrapped(wrapped, about), about)


def key_id_of(value: bytes) -> int:
    """Return the number of the key a value is sealed by; 0 means a data key."""
    return bytes(value[:1])[0]


def seal_with(data_key: bytes, text: str, about: About) -> bytes:
    """Return `text` sealed by a data key."""
    return _sealed(data_key, OWN_KEY, text.encode(), about)


def opened_with(data_key: bytes, value: bytes, about: About) -> str:
    """Return the text of a value sealed by a data key.

    :raises Unreadable: when it does not open.
    """
    return _opened(data_key, value, about).decode()


@lru_cache(maxsize=4)
def _index_ring(text: str) -> dict[int, bytes]:
    try:
        keys = _ring(text if ":" in text else f"1:{text.strip()}")
    except ValueError as error:
        raise ValueError(str(error).replace("PII_KEYS", "PID_INDEX_KEY")) from None
    if len({key_id % 2 for key_id in keys}) != len(keys):
        raise ValueError("PID_INDEX_KEY: expected one key, or two whose numbers are odd and even (2:...,1:...)")
    return keys


def index_keys() -> dict[int, bytes]:
    """Return the keys of blind indexes by number: one, or while it is being changed two, the newer first.

    Keys take turns in two columns, by odd and even numbers; a key without a number has number 1.

    :raises ValueError: when PID_INDEX_KEY is malformed; the message holds no key.
    """
    return _index_ring(settings.PID_INDEX_KEY)


def blind_index(purpose: str, value: str) -> str:
    """Return 64 hex digits that are the same for the same `purpose` and `value`, and tell nothing without the key.

    With two keys it is the newer one's; a citizen's number is looked up under both (Citizen.objects.with_pid).

    There are only 10^12 citizens' numbers: whoever has PID_INDEX_KEY can reverse every index, so it never sits in the
    database or its backups.
    """
    return index_by(next(iter(index_keys().values())), purpose, value)


def index_by(key: bytes, purpose: str, value: str) -> str:
    """Return the blind index under a given key; re-keying needs the old one and the new one side by side."""
    return hmac.new(key, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def seal_bytes_with(data_key: bytes, plain: bytes, about: About) -> bytes:
    """Return bytes, a piece of a file say, sealed by a data key."""
    return _sealed(data_key, OWN_KEY, plain, about)


def opened_bytes_with(data_key: bytes, value: bytes, about: About) -> bytes:
    """Return the bytes of a value sealed by a data key.

    :raises Unreadable: when it does not open.
    """
    return _opened(data_key, value, about)


def _master(value: bytes) -> bytes:
    key = master_keys().get(key_id_of(value)) if value else None
    if key is None:
        raise Unreadable("sealed by a key that is not in PII_KEYS")
    return key


def _sealed(key: bytes, key_id: int, plain: bytes, about: About) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return bytes([key_id]) + nonce + AESGCM(key).encrypt(nonce, plain, _place(key_id, about))


def _opened(key: bytes, value: bytes, about: About) -> bytes:
    value = bytes(value)
    nonce, rest = value[1 : 1 + NONCE_BYTES], value[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, rest, _place(value[0], about))
    except (InvalidTag, ValueError) as error:
        raise Unreadable("not what, or not where, it was sealed") from error


def _place(key_id: int, about: About) -> bytes:
    return "\0".join((str(key_id), *about)).encode()

"""What is hashed, to the byte: another implementation must be able to check a chain of ours."""

import hashlib
import hmac
import json
from datetime import datetime, timedelta, timezone

import pytest

from superapp.audit import chain

KEY = b"key"


def test_the_hash_is_hmac_sha256_of_canonical_json():
    at = datetime(2026, 11, 21, 10, 0, tzinfo=timezone(timedelta(hours=7)))
    body = {"object": "service:passport", "actor": "system", "details": {"b": [1, None, True], "a": "x"}}

    found = chain.event_hash(KEY, stream="DOPA", seq=2, at=at, body=body, prev=chain.GENESIS)

    text = (
        '["event","DOPA",2,"2026-11-21T03:00:00.000000+00:00",'
        '{"actor":"system","details":{"a":"x","b":[1,null,true]},"object":"service:passport"},"' + "0" * 64 + '"]'
    )
    assert found == hmac.new(KEY, text.encode(), hashlib.sha256).hexdigest()


def test_canonical_json_is_what_pythons_own_writes():
    value = {"ก": "ข", "b": {"z": 1, "a": [2, 3]}, "a": '\\"/'}

    assert (
        chain.canonical(value) == json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    )


@pytest.mark.parametrize(
    "change",
    [{"stream": "DLT"}, {"seq": 3}, {"at": datetime(2026, 11, 21, 3, 0, 0, 1)}, {"body": {"a": 2}}, {"prev": "1" * 64}],
    ids=["stream", "seq", "at", "body", "prev"],
)
def test_every_part_counts(change: dict[str, object]):
    parts = {"stream": "DOPA", "seq": 2, "at": datetime(2026, 11, 21, 3, 0), "body": {"a": 1}, "prev": chain.GENESIS}

    assert chain.event_hash(KEY, **(parts | change)) != chain.event_hash(KEY, **parts)
    assert chain.event_hash(b"other", **parts) != chain.event_hash(KEY, **parts)


def test_a_seal_is_no_event_and_no_signature():
    content = ["DOPA", 1, "a"]

    assert chain.head_seal(KEY, stream="DOPA", seq=1, hash="a") != chain.signature(KEY, content)

"""Once: a request that a client sends again, after a lost answer, takes effect one time.

The key's row is written in the transaction of the effect: a twin waits on the unique index until the first has
committed, and then reads what came of it. Nothing of this lies in a cache.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import connection
from django.db.transaction import TransactionManagementError

from superapp.refusal import NotFound, Refusal

from .models import RequestKey
from .viewer import Viewer

_KEY = re.compile(r"[A-Za-z0-9._:-]{8,64}")


class IdempotencyKeyMalformed(Refusal):
    """The key is too short, too long, or holds other characters."""

    code = "IDEMPOTENCY_KEY_MALFORMED"
    th = "รหัสกันทำซ้ำต้องยาว 8 ถึง 64 ตัว ใช้ตัวอักษรอังกฤษ ตัวเลข และ . _ : - โปรดสร้างใหม่ เช่น UUID"
    en = "The idempotency key takes 8 to 64 letters, digits and . _ : - characters; make a new one, a UUID for example."


class IdempotencyKeyReused(Refusal):
    """The key was used for something else."""

    code = "IDEMPOTENCY_KEY_REUSED"
    th = "รหัสกันทำซ้ำนี้ใช้กับคำขออื่นไปแล้ว โปรดสร้างรหัสใหม่สำหรับคำขอใหม่"
    en = "This idempotency key was used for another request. Make a new key for a new request."


@dataclass(slots=True)
class Claim:
    """A key that was claimed: by this request (`result` None), or earlier (`result` names what came of it)."""

    row: RequestKey
    result: str | None

    def keep(self, result: str) -> None:
        """Write down what came of it, by its public id: the answer to whoever sends the request again."""
        self.row.result = result
        self.row.save(update_fields=["result"])


def claim(*, viewer: Viewer, operation: str, key: str, body: Mapping[str, Any], now: datetime) -> Claim:
    """Claim `key` for one operation of the viewer; call `keep` on it once the effect is there, in the transaction.

    `body` is what was asked, as plain values; whom the viewer acts for is added to it.

    :raises IdempotencyKeyMalformed: :raises IdempotencyKeyReused: when it was used with another body.
    :raises NotFound: for nobody. :raises TransactionManagementError: outside a transaction.
    """
    if viewer.account is None:
        raise NotFound()
    if not connection.in_atomic_block:
        raise TransactionManagementError("A key is claimed inside the transaction of its effect.")
    if not _KEY.fullmatch(key):
        raise IdempotencyKeyMalformed(path=("idempotency_key",))
    text = json.dumps([body, viewer.mandate_id], ensure_ascii=False, sort_keys=True, default=str)
    fingerprint = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    wanted = {"account_id": viewer.account_id, "operation": operation, "key": key}
    made = RequestKey(**wanted, fingerprint=fingerprint, at=now)
    # PostgreSQL waits here for a twin that has not committed yet; SQLite has one writer at a time.
    RequestKey.objects.bulk_create([made], ignore_conflicts=True)
    row = RequestKey.objects.select_for_update().get(**wanted)
    if row.fingerprint != fingerprint:
        raise IdempotencyKeyReused(path=("idempotency_key",))
    return Claim(row, row.result or None)

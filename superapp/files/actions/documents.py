"""Issuing documents: a number, a signed code to draw, a sealed file that is kept, and a row that never changes.

    def draw(cover: Cover) -> bytes:
        paper = Paper(title="หนังสือแจ้งผล", made_at=cover.issued_at, footer=cover.number)
        ...
        paper.qr(cover.verify_url, caption=cover.caption)
        return paper.pdf()

    documents.issue(kind="decision_letter", prefix="DL", agency_code="DOP", citizen=citizen, facts={...}, draw=draw,
                    matter=f"application:{application.public_id}", once_key=f"letter:{decision.public_id}", now=now)

Drawing takes a fraction of a second. `issue` does all of it; `prepare` draws and `put` issues, for whoever must not
hold a transaction meanwhile. Both write (a number is taken first): neither belongs into a job's step that only reads.
"""

import io
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import IntegrityError, transaction

from superapp.accounts import cipher
from superapp.accounts.models import Citizen
from superapp.audit.recording import record as record_act
from superapp.files import storing
from superapp.files.models import DocumentSeries, IssuedDocument
from superapp.files.signing_keys import keys
from superapp.paper import signing
from superapp.paper.records import canonical, digest
from superapp.refusal import NotFound, Refusal
from superapp.thai.dates import BUDDHIST_OFFSET_YEARS, bangkok_day

GROUP = "documents"


class AlreadyRevoked(Refusal):
    """A document is revoked once."""

    code = "DOCUMENT_ALREADY_REVOKED"
    th = "เอกสารนี้ถูกเพิกถอนแล้ว"
    en = "This document is revoked already."


@dataclass(frozen=True, slots=True)
class Cover:
    """What a document needs to know of itself to be drawn."""

    number: str
    code: str
    verify_url: str
    issued_at: datetime

    @property
    def caption(self) -> str:
        """What to write beside the QR code."""
        return (
            f"เลขที่ {self.number}\nตรวจสอบว่าเป็นเอกสารจริงโดยสแกนคิวอาร์โค้ด หรือที่ {settings.PUBLIC_URL}/verify\n"
            "Scan to verify that this document is genuine."
        )


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document drawn, signed and kept, which is issued by `put`. Never put, its file is swept away after a day."""

    row: IssuedDocument


def issue(
    *,
    kind: str,
    prefix: str,
    agency_code: str,
    citizen: Citizen | None,
    facts: Mapping[str, Any],
    draw: Callable[[Cover], bytes],
    now: datetime,
    matter: str = "",
    once_key: str | None = None,
    amount_satang: int | None = None,
    actor: str = "system",
) -> IssuedDocument:
    """Issue a document and return it; with a `once_key` used before, return that document and draw nothing.

    `kind` is a code (decision_letter), `prefix` the letters of its numbers (DL), `agency_code` who issues it. `citizen`
    is whose it is; None makes it public. `facts` are what it says, in texts, whole numbers and the like: together with
    kind, number, agency and instant they are the record that is signed. `matter` is what it belongs to. `actor` is an
    account's public id.

    :raises ValueError: for a kind, prefix or agency that does not fit into a code.
    :raises TypeError: for facts that have no canonical form, a float above all.
    """
    if once_key is not None:
        known = IssuedDocument.objects.filter(once_key=once_key).first()
        if known is not None:
            return known
    prepared = prepare(
        kind=kind,
        prefix=prefix,
        agency_code=agency_code,
        citizen=citizen,
        facts=facts,
        draw=draw,
        now=now,
        matter=matter,
        once_key=once_key,
        amount_satang=amount_satang,
    )
    return put(prepared, actor=actor, now=now)


def prepare(
    *,
    kind: str,
    prefix: str,
    agency_code: str,
    citizen: Citizen | None,
    facts: Mapping[str, Any],
    draw: Callable[[Cover], bytes],
    now: datetime,
    matter: str = "",
    once_key: str | None = None,
    amount_satang: int | None = None,
) -> Prepared:
    """Take a number, draw, sign and keep a document; nothing is issued yet. Arguments as for `issue`.

    A number taken and not put is never used again: the series may have gaps.
    """
    number = next_number(prefix, now)
    issued_on = bangkok_day(now)
    record = {
        **facts,
        "kind": kind,
        "number": number,
        "agency": agency_code,
        "issued_at": now.isoformat(),
        "amount_satang": amount_satang,
    }
    key = keys()[0]
    face = signing.Face(kind, number, agency_code, issued_on, amount_satang)
    code = signing.code_for(face, record, key)
    pdf = signing.sealed(draw(Cover(number, code, verify_url(code), now)), number, key)
    row = IssuedDocument(
        public_id=uuid.uuid4(),
        number=number,
        kind=kind,
        agency_code=agency_code,
        citizen=citizen,
        matter=matter,
        once_key=once_key,
        amount_satang=amount_satang,
        issued_on=issued_on,
        issued_at=now,
        digest=digest(record).hex(),
        code=code,
        key_id=key.id,
        sha256=signing.seal_of(pdf),
        size_bytes=len(pdf),
    )
    text = canonical(record).decode()
    if citizen is None:
        row.record_text = text
    else:
        row.record_sealed = cipher.seal_with(citizen.own_key(), text, row.about_record)
    row.stored_as = storing.keep(io.BytesIO(pdf), GROUP, lock_of(row))
    return Prepared(row)


def put(prepared: Prepared, *, actor: str = "system", now: datetime) -> IssuedDocument:
    """Issue what was prepared; return it, or the document that has its `once_key` already."""
    row = prepared.row
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            record_act(
                stream="platform",
                action="document.issue",
                object=f"document:{row.number}",
                actor=actor,
                principal=None if row.citizen is None else row.citizen.public_id,
                details={"kind": row.kind, "agency": row.agency_code, "digest": row.digest},
                now=now,
            )
    except IntegrityError:
        # Somebody issued the same a moment ago: theirs counts, and our file has no row.
        known = None if row.once_key is None else IssuedDocument.objects.filter(once_key=row.once_key).first()
        if known is None:
            raise
        storing.remove(row.stored_as)
        return known
    return row


@transaction.atomic
def revoke(*, document: IssuedDocument, because: str, actor: str, now: datetime) -> IssuedDocument:
    """Revoke a document for a reason's code ("superseded"); the verification page says so from then on.

    Who may is for the domain to ask.

    :raises AlreadyRevoked: the second time.
    """
    done = IssuedDocument.objects.filter(pk=document.pk, revoked_at=None).update(
        revoked_at=now, revoked_because=because
    )
    if not done:
        raise AlreadyRevoked()
    record_act(
        stream="platform",
        action="document.revoke",
        object=f"document:{document.number}",
        actor=actor,
        details={"because": because},
        now=now,
    )
    document.refresh_from_db()
    return document


def next_number(prefix: str, now: datetime) -> str:
    """Take the next number of a prefix in this year of the Buddhist era: DL-2569-000123."""
    year_be = bangkok_day(now).year + BUDDHIST_OFFSET_YEARS
    with transaction.atomic():
        DocumentSeries.objects.bulk_create([DocumentSeries(prefix=prefix, year_be=year_be)], ignore_conflicts=True)
        series = DocumentSeries.objects.select_for_update().get(prefix=prefix, year_be=year_be)
        series.last_number += 1
        series.save(update_fields=["last_number"])
    return f"{prefix}-{year_be}-{series.last_number:06}"


def verify_url(code: str) -> str:
    """Return the address a document's QR code holds."""
    return f"{settings.PUBLIC_URL}/verify?{urlencode({'code': code})}"


def content(document: IssuedDocument) -> Iterator[bytes]:
    """Yield the bytes of a document. Who may have them is for the caller to ask.

    :raises NotFound: when its citizen was erased.
    """
    if not storing.storage().exists(document.stored_as):
        raise NotFound()
    try:
        return storing.pieces(document.stored_as, lock_of(document))
    except cipher.Unreadable:
        raise NotFound() from None


def lock_of(document: IssuedDocument) -> storing.Lock | None:
    """Return what a document's file is sealed by; None for a public one.

    :raises cipher.Unreadable: when its citizen was erased.
    """
    key = document.sealing_key()
    return None if key is None else storing.Lock(key, "issued_document", str(document.public_id))

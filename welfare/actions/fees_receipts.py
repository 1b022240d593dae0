"""Receipts: that a fee was paid, when and how much; issued by a job once the bank has told, signed, kept for good."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django_tasks import task

from superapp.files.actions import documents
from superapp.files.actions.documents import Cover
from superapp.jobs import priorities
from superapp.paper.pages import Paper
from superapp.thai import money
from superapp.thai.dates import date_text, moment_text
from superapp.thai.numerals import to_thai
from welfare.models import Invoice

KIND, PREFIX = "receipt", "RC"


def once_key(invoice: Invoice) -> str:
    """Return the key under which a bill's receipt is issued, once."""
    return f"receipt:{invoice.public_id}"


@task(max_attempts=8, lease_s=120, priority=priorities.PAPER)
def issue_receipt(*, invoice_id: int) -> str:
    """Draw, sign and issue the receipt of a settled bill; answers its number. Running twice issues one.

    "none" for a bill that is not settled, and for an organisation's: its directors see the bill itself.
    """
    row = Invoice.objects.select_related("agency", "citizen__account", "application").get(pk=invoice_id)
    if row.settled_at is None or row.citizen is None or row.citizen.erased_at is not None:
        return "none"
    # Taking a number writes, so drawing cannot be a step of its own that only reads; it takes a fraction of a second.
    issued = documents.issue(
        kind=KIND,
        prefix=PREFIX,
        agency_code=row.agency.code,
        citizen=row.citizen,
        facts=facts_of(row),
        draw=lambda cover: drawn(row, cover),
        now=timezone.now(),
        matter="" if row.application is None else f"application:{row.application.public_id}",
        once_key=once_key(row),
        amount_satang=row.satang,
    )
    return issued.number


def facts_of(invoice: Invoice) -> Mapping[str, Any]:
    """Return what is signed: everything the receipt says, but for how it looks."""
    assert invoice.settled_at is not None
    return {
        "bill": invoice.number,
        "title": invoice.title_th,
        "satang": invoice.satang,
        "paid_at": invoice.settled_at.isoformat(),
        "application": "" if invoice.application is None else invoice.application.number or "",
    }


def drawn(invoice: Invoice, cover: Cover) -> bytes:
    """Return the receipt as PDF."""
    assert invoice.settled_at is not None
    assert invoice.citizen is not None
    paper = Paper(
        title="ใบเสร็จรับเงิน",
        made_at=cover.issued_at,
        author=invoice.agency.name_th,
        numbering="thai",
        footer=cover.number,
    )
    paper.paragraph(invoice.agency.name_th, bold=True, size=14)
    paper.facts(
        [("เลขที่ / No.", to_thai(cover.number)), ("วันที่ / Date", to_thai(date_text(timezone.localdate(cover.issued_at))))]
    )
    paper.heading("ใบเสร็จรับเงิน")
    paper.note("Receipt")
    lines = [
        ("ได้รับเงินจาก", invoice.citizen.read("name_th") or ""),
        ("เป็นค่า", invoice.title_th),
        ("ใบแจ้งชำระเลขที่", invoice.number),
        ("ชำระเมื่อ", to_thai(moment_text(invoice.settled_at))),
    ]
    if invoice.application is not None and invoice.application.number:
        lines.append(("คำขอเลขที่", to_thai(invoice.application.number)))
    paper.facts(lines)
    paper.box(f"จำนวนเงิน {to_thai(money.text(invoice.satang))}", title="รับชำระครบถ้วน", tone="good")
    paper.note(f"Received in full: {money.text(invoice.satang, 'en')}.")
    paper.rule()
    paper.qr(cover.verify_url, caption=cover.caption)
    return paper.pdf()

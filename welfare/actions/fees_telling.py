"""Telling a payer what became of their money."""

from datetime import datetime

from superapp.people.actions import notices
from superapp.thai.money import text as money
from welfare.models import FeePayment, Invoice

V = FeePayment.Verdict
# Title and body, Thai and English. {title} is the service, {amount} what came, {due} the bill's amount.
SENTENCES: dict[str, tuple[str, str, str, str]] = {
    V.EXACT: (
        "ได้รับค่าธรรมเนียมแล้ว",
        "ได้รับเงิน {amount} สำหรับ {title} ครบถ้วน",
        "Fee received",
        "We received {amount} for {title}. The fee is paid in full.",
    ),
    V.PARTIAL: (
        "ชำระไม่ครบ",
        "ได้รับเงิน {amount} จาก {due} สำหรับ {title} โปรดชำระส่วนที่ขาด มิฉะนั้นจะคืนเงินให้ท่าน",
        "Paid too little",
        "We received {amount} of {due} for {title}. Please pay the rest; otherwise the money is given back.",
    ),
    V.OVER: (
        "ชำระเกิน",
        "ได้รับเงิน {amount} สำหรับ {title} เกินกว่า {due} จะคืนส่วนที่เกินให้ท่าน",
        "Paid too much",
        "We received {amount} for {title}, more than {due}. What is too much will be given back.",
    ),
    V.LATE: (
        "ชำระเลยกำหนด",
        "ได้รับเงิน {amount} สำหรับ {title} หลังใบแจ้งหมดอายุ เจ้าหน้าที่จะรับไว้หรือคืนเงินให้ท่าน",
        "Paid too late",
        "We received {amount} for {title} after the bill had expired. An officer will accept it or give it back.",
    ),
    V.DUPLICATE: (
        "ชำระซ้ำ",
        "ได้รับเงิน {amount} สำหรับ {title} ซึ่งชำระแล้ว จะคืนเงินให้ท่าน",
        "Paid twice",
        "We received {amount} for {title}, which had been paid. The money will be given back.",
    ),
}


def tell(invoice: Invoice, payment: FeePayment, *, now: datetime) -> None:
    """Put a notice into the payer's inbox, in the caller's transaction; nothing for an organisation's bill."""
    if invoice.citizen is None:
        return
    title_th, body_th, title_en, body_en = SENTENCES[payment.verdict]
    notices.put(
        citizen=invoice.citizen,
        topic="payment.fee",
        key=f"fee:{payment.public_id}",
        texts={
            "title_th": title_th,
            "title_en": title_en,
            "body_th": body_th.format(
                title=invoice.title_th, amount=money(payment.satang, "th"), due=money(invoice.satang, "th")
            ),
            "body_en": body_en.format(
                title=invoice.title_en, amount=money(payment.satang, "en"), due=money(invoice.satang, "en")
            ),
        },
        matter=invoice.matter,
        now=now,
    )

"""Telling payees what became of their money, and closing what nobody mended in time.

Rows say that somebody is still to be told; notice and mark are one transaction, so everybody is told once.
"""

import base64
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from superapp.audit import recording
from superapp.jobs.schedules import schedule
from superapp.people.actions import notices
from superapp.thai.dates import date_text
from superapp.thai.money import text as money
from welfare.gateways.iso20022 import reasons
from welfare.models import Disbursement, DisbursementState, book

from . import disbursements

D = DisbursementState
MOST_AT_ONCE = 500
# Title and body, Thai and English. {title}: the programme; {reason}: what the bank said, in a sentence; {until}: or "".
SENTENCES: dict[str, tuple[str, str, str, str]] = {
    D.PAID: (
        "เงินเข้าแล้ว: {title}",
        "{title} งวด {period} จำนวน {amount} เข้าบัญชีของท่านแล้ว",
        "Paid: {title}",
        "{amount} of {title} for {period} has reached your account.",
    ),
    D.AWAITING_FIX: (
        "จ่ายเงินไม่สำเร็จ: {title}",
        "{reason} {title} งวด {period} จำนวน {amount} จะจ่ายอีกครั้งเมื่อแก้ไขแล้ว{until}",
        "Payment failed: {title}",
        "{reason} {amount} of {title} for {period} will be paid again once this is mended{until}.",
    ),
    D.REJECTED: (
        "จ่ายเงินไม่สำเร็จ: {title}",
        "{reason} {title} งวด {period} จำนวน {amount}",
        "Payment failed: {title}",
        "{reason} It concerns {amount} of {title} for {period}.",
    ),
    D.RETURNED: (
        "เงินถูกส่งคืน: {title}",
        "{reason} {title} งวด {period} จำนวน {amount}",
        "Payment came back: {title}",
        "{reason} It concerns {amount} of {title} for {period}.",
    ),
    D.LAPSED: (
        "หมดสิทธิรับเงินงวด {period}: {title}",
        "{title} งวด {period} จำนวน {amount} จ่ายไม่สำเร็จครบตามรอบหรือพ้นกำหนดแล้ว หากไม่ถูกต้องโปรดติดต่อหน่วยงาน",
        "No longer payable: {title}",
        "{amount} of {title} for {period} could not be paid in the rounds or time allowed. If this is wrong, contact "
        "the agency.",
    ),
}


@transaction.atomic
def tell(*, now: datetime, most: int = MOST_AT_ONCE) -> int:
    """Put a notice into the inbox of those who were not told yet, at most `most`; return how many."""
    rows = list(
        Disbursement.objects.filter(is_untold=True)
        .select_related("citizen__account", "programme")
        .order_by("pk")
        .select_for_update(of=("self",), skip_locked=True)[:most]
    )
    for row in rows:
        if row.state in SENTENCES and row.citizen.erased_at is None:
            _tell(row, now)
    Disbursement.objects.filter(pk__in=[row.pk for row in rows]).update(is_untold=False)
    return len(rows)


@transaction.atomic
def lapse(*, as_of: datetime, most: int = 5_000) -> int:
    """Close what was not mended by its last day; return how many."""
    today = timezone.localdate(as_of)
    late = Disbursement.objects.filter(state=D.AWAITING_FIX, mend_until__lt=today).order_by("pk")
    keys = list(late.select_for_update().values_list("pk", flat=True)[:most])
    count = disbursements.move(Disbursement.objects.filter(pk__in=keys), (D.AWAITING_FIX,), D.LAPSED, now=as_of)
    if count:
        recording.record(
            stream="money",
            action="disbursement.lapse",
            object=f"day:{today}",
            actor="system",
            details={"count": count},
            now=as_of,
        )
    return count


@schedule(name="tell-payees", every=timedelta(minutes=1), missed="last")
@task(lease_s=120)
def tell_payees(*, slot: str) -> int:
    """Tell the next payees. Returns how many."""
    return tell(now=datetime.fromisoformat(slot))


@schedule(name="lapse-payments", every=timedelta(days=1), at=timedelta(hours=4), missed="last")
@task(lease_s=300)
def lapse_payments(*, slot: str) -> int:
    """Close what nobody mended in time. Returns how many."""
    return lapse(as_of=datetime.fromisoformat(slot))


def titles(code: str) -> tuple[str, str]:
    """Return a programme's name in Thai and English; its code when it is no longer in force."""
    entry = book.current().entries.get(code)
    return (code, code) if entry is None else (entry.compiled.document.title.th, entry.compiled.document.title.en)


def _tell(row: Disbursement, now: datetime) -> None:
    sentences: Sequence[str] = SENTENCES[row.state]
    why = reasons.reason(row.reason) if row.reason else None
    title_th, title_en = titles(row.programme.code)
    words = []
    for text, language in zip(sentences, ("th", "th", "en", "en"), strict=True):
        words.append(
            text.format(
                title=title_th if language == "th" else title_en,
                period=row.period,
                amount=money(row.satang, language),
                reason="" if why is None else (why.th if language == "th" else why.en),
                until=_until(row, language),
            ).strip()
        )
    notices.put(
        citizen=row.citizen,
        topic="payment.disbursement",
        key=f"disbursement:{row.public_id}:{row.state}:{row.round}",
        texts=dict(zip(("title_th", "body_th", "title_en", "body_en"), words, strict=True)),
        link=link_to(row),
        matter=row.programme.code,
        now=now,
    )


def _until(row: Disbursement, language: str) -> str:
    if row.mend_until is None:
        return ""
    before = " ภายใน " if language == "th" else " by "
    return before + date_text(row.mend_until, language)


def link_to(row: Disbursement) -> str:
    """Return the global id the app opens; written here, since actions know nothing of the API."""
    return base64.urlsafe_b64encode(f"dsb:{row.public_id}".encode()).decode().rstrip("=")

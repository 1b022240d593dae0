"""Officers and payees at work, in one process that is killed like the others and goes on from what stands.

Whenever enough rights are new they draw a payday, put a batch together and release it; what a bank rejected is mended
by its payee. They also have the bank asked every other second, where life asks once a minute.
"""

import argparse
import time
from datetime import date, datetime, timedelta
from pathlib import Path

import django

POLL_S, ASK_EVERY_S = 1.0, 2.0
OTHER_ACCOUNT = {"kind": "BANK", "bank_code": "014", "number": "9876543210"}


def payday_of(as_of: date) -> tuple[str, date]:
    """Return the period a list of that day is for, and its payday."""
    from welfare.actions import paydays_calendar, paydays_rules

    from . import scene

    rules = paydays_rules.of_programme(scene.PROGRAMME)
    assert rules is not None
    for months in range(2):
        month = as_of.month - 1 + months
        period = f"{as_of.year + month // 12:04}-{month % 12 + 1:02}"
        payday = paydays_calendar.payday(rules, period)
        if payday.pays_on >= as_of:
            return period, payday.pays_on
    raise AssertionError("no payday within two months")


def turn(wave: int, is_last: Path, asked_at: float) -> float:
    """Do what is to be done now; return when the bank was last asked."""
    from django.db.models import Exists, Max, OuterRef
    from django.utils import timezone

    from superapp.accounts.viewer import SignIn, viewer_for
    from welfare.actions import bank_messages, batches, disbursements_mending, paydays
    from welfare.models import Application, Disbursement, Entitlement, PaydayRun, PaymentBatch

    from . import scene

    now = timezone.now()
    if time.monotonic() - asked_at > ASK_EVERY_S:
        bank_messages.collect_messages.enqueue(slot=now.isoformat())
        asked_at = time.monotonic()
    for batch in PaymentBatch.objects.filter(state="prepared"):
        released(batch.public_id, now)
    for right in Entitlement.objects.filter(is_payout_broken=True).select_related("citizen__account")[:50]:
        viewer = viewer_for(right.citizen.account, SignIn("thaid", "2.3", now))
        disbursements_mending.mend(viewer=viewer, entitlement_id=str(right.public_id), account=OTHER_ACCOUNT, now=now)
    last = PaydayRun.objects.aggregate(found=Max("as_of"))["found"]
    unfinished = PaydayRun.objects.filter(finished_at=None).first()
    drawn = Disbursement.objects.filter(entitlement=OuterRef("pk"))
    new = Entitlement.objects.filter(~Exists(drawn)).count()
    is_the_rest = is_last.exists() and not Application.objects.filter(state__in=("draft", "submitted")).exists()
    if unfinished is not None:
        paydays.draw(programme=scene.PROGRAMME, period=unfinished.period, as_of=unfinished.as_of, now=now)
    elif new >= wave or (new and is_the_rest):
        # Each list is of a day of its own, the day after the last one.
        last = timezone.localdate(now) if last is None else last + timedelta(days=1)
        paydays.draw(programme=scene.PROGRAMME, period=payday_of(last)[0], as_of=last, now=now)
    if last is None:
        return asked_at
    _, pays_on = payday_of(last)
    waiting = Disbursement.objects.to_send(pays_on).filter(~Exists(standing()))
    if waiting.count() >= wave or (is_the_rest and waiting.exists()):
        batch = batches.prepare(
            viewer=scene.viewer("preparer"), programmes=[scene.PROGRAMME], value_date=pays_on, now=now
        )
        released(batch.public_id, now)
    return asked_at


def standing() -> "object":
    """Return the attempts that stand in the way of another one."""
    from django.db.models import OuterRef

    from welfare.models import PaymentAttempt

    return PaymentAttempt.objects.filter(disbursement=OuterRef("pk"), outcome__in=("open", "paid"))


def released(batch_id: object, now: datetime) -> None:
    """Release a batch, by the other officer."""
    from welfare.actions import batches

    from . import scene

    batches.release(viewer=scene.viewer("releaser", factor_at=now), batch_id=str(batch_id), now=now)


def main() -> None:
    """Work until killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--wave", type=int, required=True, help="how many new rights make a payday")
    parser.add_argument("--last", type=Path, required=True, help="when this file is there, any number does")
    options = parser.parse_args()
    django.setup()
    from django.db import DatabaseError, InterfaceError, connection

    asked_at = 0.0
    while True:
        try:
            asked_at = turn(options.wave, options.last, asked_at)
        except (DatabaseError, InterfaceError):
            # Killed, or busy: whatever was begun was taken back.
            connection.close()
        time.sleep(POLL_S)


if __name__ == "__main__":
    main()

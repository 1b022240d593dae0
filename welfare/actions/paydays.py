"""Paydays: drawing up whom a programme pays, chunk by chunk, each chunk one transaction.

A run that stopped goes on where it was: (entitlement, period, seq) is unique, so nobody is drawn twice.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django_tasks import task

from superapp.accounts import cipher
from superapp.audit import recording
from superapp.jobs.schedules import schedule
from superapp.refusal import Refusal
from welfare.models import (
    Disbursement,
    DisbursementState,
    Entitlement,
    EntitlementState,
    OverpaymentProposal,
    PaydayRun,
    Programme,
    RegistryAnswer,
    book,
)

from . import paydays_calendar, paydays_due, paydays_rules
from .paydays_calendar import Payday
from .paydays_due import DIED, Judged, Right
from .paydays_rules import PaymentRules

CHUNK = 1_000
BATCH = 500
E = EntitlementState


class NotPaidByBank(Refusal):
    """The programme has no rules in force, or pays otherwise than through a bank."""

    is_for_clients = False
    code = "NOT_PAID_BY_BANK"
    th = "โครงการ {programme} ไม่มีหลักเกณฑ์ที่ใช้อยู่ หรือไม่จ่ายเงินผ่านธนาคาร"
    en = "{programme} has no rules in force, or is not paid through a bank."


class PaydayAlreadyOver(Refusal):
    """The list of a payday that has passed cannot be drawn up any more; missed months come as arrears."""

    is_for_clients = False
    code = "PAYDAY_ALREADY_OVER"
    th = "วันจ่าย {pays_on} ผ่านไปแล้ว เงินที่ค้างจะจ่ายย้อนหลังในรอบถัดไป"
    en = "The payday {pays_on} has passed. What is owed comes as arrears with the next one."


def draw(*, programme: str, period: str | None = None, as_of: date, now: datetime) -> PaydayRun:
    """Draw up a payday to its end and return the run; called again it changes nothing.

    `period` is a month ("2026-12") for monthly programmes, by default the month of `as_of`; of no meaning for others.
    Not inside a transaction: each chunk has its own.

    :raises NotPaidByBank: :raises PaydayAlreadyOver: :raises calendar.YearNotCovered:
    """
    run = begin(programme=programme, payday=payday_of(programme, period=period, as_of=as_of), as_of=as_of, now=now)
    while run.finished_at is None:
        run = draw_chunk(run.pk, now=now)
    return run


def payday_of(programme: str, *, period: str | None, as_of: date) -> Payday:
    """Return the payday a run on `as_of` is for.

    :raises NotPaidByBank: :raises PaydayAlreadyOver: :raises calendar.YearNotCovered:
    """
    rules = _rules(programme)
    if not rules.is_monthly:
        return paydays_calendar.one_off(as_of)
    found = paydays_calendar.payday(rules, period or f"{as_of:%Y-%m}")
    if found.pays_on < as_of:
        raise PaydayAlreadyOver(pays_on=found.pays_on.isoformat())
    return found


@transaction.atomic
def begin(*, programme: str, payday: Payday, as_of: date, now: datetime) -> PaydayRun:
    """Freeze the list of a payday: rights opened later wait for the next. Returns the run, or the one that stands."""
    owner = Programme.objects.get(code=programme)
    last = Entitlement.objects.filter(programme=owner).aggregate(found=Max("pk"))["found"] or 0
    run = PaydayRun(
        programme=owner, period=payday.period, as_of=as_of, pays_on=payday.pays_on, last_id=last, started_at=now
    )
    PaydayRun.objects.bulk_create([run], ignore_conflicts=True)
    return PaydayRun.objects.get(programme=owner, period=payday.period, as_of=as_of)


@transaction.atomic
def draw_chunk(run_id: int, *, now: datetime, size: int = CHUNK) -> PaydayRun:
    """Judge the next rights of a run and draw what they are due; return the run, finished after the last."""
    run = PaydayRun.objects.select_for_update(of=("self",)).select_related("programme").get(pk=run_id)
    if run.finished_at is not None:
        return run
    rights = list(
        Entitlement.objects.running()
        .filter(programme=run.programme, pk__gt=run.done_id, pk__lte=run.last_id, starts_on__lte=run.pays_on)
        .select_related("citizen__account", "application__decision")
        .order_by("pk")
        .select_for_update(of=("self",))[:size]
    )
    if rights:
        _draw(run, rights, now)
        run.done_id = rights[-1].pk
        run.looked_at += len(rights)
    if len(rights) < size:
        run.done_id, run.finished_at = run.last_id, now
    run.save()
    if run.finished_at is not None:
        recording.record(
            stream="money",
            action="payday.draw",
            object=f"payday:{run.public_id}",
            actor="system",
            details={"programme": run.programme.code, "period": run.period, "drawn": run.drawn, "satang": run.satang},
            now=now,
        )
    return run


@task(lease_s=45)
def draw_next(*, run_id: int, now: str) -> None:
    """Draw the next chunk of a run, and let another job draw the one after it."""
    run = draw_chunk(run_id, now=datetime.fromisoformat(now))
    if run.finished_at is None:
        draw_next.using(dedupe=f"payday:{run.pk}:{run.done_id}").enqueue(run_id=run.pk, now=now)


@schedule(name="draw-paydays", every=timedelta(days=1), at=timedelta(hours=6), missed="all")
@task(lease_s=120)
def draw_paydays(*, slot: str) -> int:
    """Begin the runs of all programmes whose list is frozen today. Returns how many."""
    now = datetime.fromisoformat(slot)
    today = timezone.localdate(now)
    in_use = set(Entitlement.objects.running().values_list("programme__code", flat=True).distinct())
    count = 0
    for rules in paydays_rules.paid_by_bank():
        payday = paydays_calendar.frozen_on(rules, today) if rules.code in in_use else None
        if payday is not None:
            run = begin(programme=rules.code, payday=payday, as_of=today, now=now)
            draw_next.using(dedupe=f"payday:{run.pk}:0").enqueue(run_id=run.pk, now=slot)
            count += 1
    return count


def _rules(programme: str) -> PaymentRules:
    found = paydays_rules.of_programme(programme)
    if found is None or not found.bank_methods:
        raise NotPaidByBank(programme=programme)
    return found


def _draw(run: PaydayRun, rights: Sequence[Entitlement], now: datetime) -> None:
    rules = _rules(run.programme.code)
    entry = book.current().entries[run.programme.code]
    reading = paydays_due.reading(entry.compiled, book.current().words)
    drawn: list[Disbursement] = []
    changed: list[Entitlement] = []
    for right, known in _with_facts(rights, now):
        found = paydays_due.judge(known, rules=rules, reading=reading, period=run.period, as_of=run.as_of)
        run.waiting += bool(found.waits_for)
        run.stopped += bool(found.stopped_by)
        drawn += [
            Disbursement(
                entitlement=right,
                citizen_id=right.citizen_id,
                programme_id=run.programme_id,
                run=run,
                rules_id=entry.version_id,
                period=due.period,
                satang=due.satang,
                due_on=run.pays_on,
                is_arrears=due.is_arrears,
                made_at=now,
                changed_at=now,
            )
            for due in found.due
        ]
        if _follow(right, found, run, rules):
            changed.append(right)
        if found.stopped_by == DIED or found.overpaid:
            _propose(right, found, rules, now)
    Disbursement.objects.bulk_create(drawn, batch_size=BATCH)
    Entitlement.objects.bulk_update(changed, ["state", "reason", "ends_on", "resumed_on"], batch_size=BATCH)
    run.drawn += len(drawn)
    run.satang += sum(one.satang for one in drawn)


def _follow(right: Entitlement, found: Judged, run: PaydayRun, rules: PaymentRules) -> bool:
    """Let a right stop, end or go on as the rules found; tell whether that changed it."""
    before = (right.state, right.reason, right.ends_on)
    if found.died_on is not None:
        right.state, right.reason = E.ENDED, DIED
        right.ends_on = max(found.died_on, right.starts_on)
    elif right.ends_on is not None and right.ends_on < run.as_of:
        right.state = E.ENDED
    elif found.stopped_by:
        right.state, right.reason = E.SUSPENDED, found.stopped_by
    elif right.state == E.SUSPENDED and found.due:
        # What was judged while it stood still stays judged: only this period and later ones count.
        right.state, right.reason = E.ACTIVE, ""
        right.resumed_on = paydays_due.day_of(run.period, rules.day) if rules.is_monthly else run.as_of
    elif not rules.is_monthly and found.due:
        right.state, right.reason = E.ENDED, "paid_once"
        right.ends_on = max(run.pays_on, right.starts_on)
    return before != (right.state, right.reason, right.ends_on)


def _propose(right: Entitlement, found: Judged, rules: PaymentRules, now: datetime) -> None:
    """Put what was paid too much before an officer: for days after a death, or after a requirement was no longer met.

    Nothing is claimed back by itself, and no month twice: what was proposed before, for whatever reason and however it
    was decided, is left out. Each row of months that follow one another is a proposal.
    """
    if not rules.is_monthly:
        return
    paid: defaultdict[str, int] = defaultdict(int)
    for period, satang in right.disbursements.filter(state=DisbursementState.PAID).values_list("period", "satang"):
        if period in found.overpaid or (
            found.died_on is not None and paydays_due.day_of(period, rules.day) > found.died_on
        ):
            paid[period] += satang
    if not paid:
        return
    # The right is locked, so nobody proposes beside this.
    known = list(right.overpayments.values_list("from_period", "to_period"))
    over = [period for period in paid if not any(first <= period <= last for first, last in known)]
    proposals = [
        OverpaymentProposal(
            entitlement=right,
            from_period=row[0],
            to_period=row[-1],
            satang=sum(paid[period] for period in row),
            reason=found.stopped_by[:60],
            proposed_at=now,
        )
        for row in paydays_due.rows_of(over)
    ]
    OverpaymentProposal.objects.bulk_create(proposals)


def _with_facts(rights: Sequence[Entitlement], now: datetime) -> Iterator[tuple[Entitlement, Right]]:
    """Yield each right with what is known of it, in three queries for all."""
    answers: defaultdict[int, list[RegistryAnswer]] = defaultdict(list)
    citizens = {right.citizen_id: right.citizen for right in rights}
    for row in RegistryAnswer.objects.filter(citizen__in=citizens, valid_until__gt=now):
        answers[row.citizen_id].append(row)
    paid: defaultdict[int, set[str]] = defaultdict(set)
    # A cancelled payment is one too: an officer had a reason, and pays by a supplement when it was wrong.
    rows = Disbursement.objects.filter(entitlement__in=[right.pk for right in rights])
    for entitlement_id, period in rows.values_list("entitlement_id", "period"):
        paid[entitlement_id].add(period)
    for right in rights:
        yield right, _right(right, answers[right.citizen_id], paid[right.pk])


def _right(right: Entitlement, answers: Sequence[RegistryAnswer], paid: set[str]) -> Right:
    told: dict[str, Mapping[str, Any]] = {}
    snapshot, stage = None, "apply"
    decision = right.application.decision
    try:
        key = right.citizen.own_key()
        for row in answers:
            place = ("registry_answer", right.citizen.public_id, row.registry)
            told[row.registry] = json.loads(cipher.opened_with(key, bytes(row.answers_sealed), place))
        if decision is not None:
            text = cipher.opened_with(key, bytes(decision.snapshot_sealed), decision.about("snapshot"))
            snapshot, stage = json.loads(text), decision.stage
    except cipher.Unreadable:
        # Erased: nothing says any more who is to be paid, so nothing is; DOPA's silence keeps it waiting.
        told = {}
    return Right(
        pays_from=right.pays_from,
        ends_on=right.ends_on,
        amount_satang=right.amount_satang,
        snapshot=snapshot,
        stage=stage,
        told=told,
        paid=paid,
        is_suspended=right.state == E.SUSPENDED,
    )

"""Reconciliation: once a day our ledger is held against what the bank booked, both ways, payment by payment.

A difference is a row that grows older until it is gone or an officer explains it. None should stand after the day
following its own.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import task

from superapp.accounts.viewer import Viewer
from superapp.audit import recording
from superapp.jobs.schedules import schedule
from superapp.refusal import NotFound, Refusal
from welfare import permissions
from welfare.models import BankEntry, Finding, LedgerAccount, Reconciliation, Transfer

from . import reconciliation_search
from .reconciliation_search import Found

Kind = LedgerAccount.Kind


class AlreadyExplained(Refusal):
    """Somebody explained this difference before, or it is gone."""

    code = "FINDING_CLOSED"
    th = "ผลต่างนี้ชี้แจงแล้วหรือหมดไปแล้ว"
    en = "This difference was explained before, or is gone."


@transaction.atomic
def reconcile(*, day: date, now: datetime) -> Reconciliation:
    """Compare everything up to the end of `day`; return the day's totals and how many differences came and went."""
    since, until = _bounds(day)
    seen: set[tuple[str, str]] = set()
    new = 0
    for chunk in _chunks(reconciliation_search.everything(day=day)):
        seen |= {(one.kind, one.key) for one in chunk}
        new += _keep(chunk, day)
    gone = [one.pk for one in Finding.objects.filter(cleared_on=None) if (one.kind, one.key) not in seen]
    cleared = Finding.objects.filter(pk__in=gone).update(cleared_on=day)
    posted = Transfer.objects.effective().filter(made_at__gte=since, made_at__lt=until)
    booked = BankEntry.objects.booked().filter(booked_on=day, is_final=True)
    made, _ = Reconciliation.objects.update_or_create(
        day=day,
        defaults={
            "posted_out_satang": posted.filter(credit__kind=Kind.BANK_OUT).total()
            - posted.filter(debit__kind=Kind.BANK_OUT).total(),
            "booked_out_satang": _sum(booked, BankEntry.Kind.PAYOUT) - _sum(booked, BankEntry.Kind.RETURN),
            "posted_in_satang": posted.filter(debit__kind=Kind.BANK_IN, kind__in=reconciliation_search.CAME_IN).total(),
            "booked_in_satang": _sum(booked, BankEntry.Kind.BILL_PAYMENT),
            "found": new,
            "cleared": cleared,
            "made_at": now,
        },
    )
    recording.record(
        stream="money",
        action="reconciliation.make",
        object=f"day:{day}",
        actor="system",
        details={"found": new, "cleared": cleared, "open": Finding.objects.open().count()},
        now=now,
    )
    return made


@transaction.atomic
def explain(*, viewer: Viewer, finding_id: str, explanation: str, now: datetime) -> Finding:
    """Say why a difference stands, in a code; it is then an officer's to answer for.

    :raises NotFound: for whoever may release no money. :raises AlreadyExplained:
    """
    found = Finding.objects.select_for_update(of=("self",)).filter(public_id=finding_id).first()
    if found is None or not permissions.may_release_any(viewer):
        raise NotFound(path=("finding_id",))
    if found.attempt is not None and not permissions.may_release(viewer, found.attempt.batch.agency_id):
        raise NotFound(path=("finding_id",))
    if found.cleared_on is not None or found.explained_by_id is not None:
        raise AlreadyExplained(path=("finding_id",))
    found.explained_by, found.explanation = viewer.officer, explanation[:40]
    found.save(update_fields=["explained_by", "explanation"])
    recording.record(
        stream="money",
        action="finding.explain",
        object=f"finding:{found.public_id}",
        actor=viewer.actor,
        details={"kind": found.kind, "explanation": found.explanation},
        now=now,
    )
    return found


@schedule(name="reconcile", every=timedelta(days=1), at=timedelta(hours=3), missed="all")
@task(lease_s=600)
def reconcile_day(*, slot: str) -> int:
    """Compare up to the end of yesterday. Returns how many differences are new."""
    now = datetime.fromisoformat(slot)
    return reconcile(day=timezone.localdate(now) - timedelta(days=1), now=now).found


def _keep(chunk: list[Found], day: date) -> int:
    """Write down differences; return how many were not known."""
    known = {(row.kind, row.key): row for row in Finding.objects.filter(key__in=[one.key for one in chunk])}
    new: list[Finding] = []
    old: list[Finding] = []
    for one in chunk:
        row = known.get((one.kind, one.key))
        if row is None:
            new.append(
                Finding(
                    kind=one.kind,
                    key=one.key,
                    satang=one.satang,
                    entry_id=one.entry_id,
                    attempt_id=one.attempt_id,
                    first_seen_on=day,
                    last_seen_on=day,
                )
            )
        else:
            row.last_seen_on, row.cleared_on, row.satang = max(day, row.last_seen_on), None, one.satang
            old.append(row)
    Finding.objects.bulk_create(new, batch_size=500)
    Finding.objects.bulk_update(old, ["last_seen_on", "cleared_on", "satang"], batch_size=500)
    return len(new)


def _bounds(day: date) -> tuple[datetime, datetime]:
    start = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    return start, start + timedelta(days=1)


def _sum(rows: QuerySet[BankEntry], kind: str) -> int:
    # A movement told by a notification and by the statement counts once.
    told = rows.filter(kind=kind).values_list("bank_reference", "end_to_end_id", "satang").distinct()
    return sum(satang for _, _, satang in told.iterator(chunk_size=5_000))


def _chunks(found: Iterable[Found], size: int = 500) -> Iterable[list[Found]]:
    chunk: list[Found] = []
    for one in found:
        chunk.append(one)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk

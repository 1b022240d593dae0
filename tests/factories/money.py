"""Money as tests need it: a programme that pays, rights in payment, two officers who release, and a bank in a folder.

The programme is the small one of tests/factories/rules.py with a payday. Rights are opened the way they are in life, by
an approved application.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from services.models import Agency
from superapp.accounts import cipher
from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from superapp.jobs import clock, queue, running
from superapp.jobs.models import Job
from tests.factories import people, rules
from tests.factories.services import BANGKOK, NOW, viewer_of_officer
from welfare.actions import bank_messages, batches, entitlements, paydays
from welfare.gateways.sandbox.bank import SandboxBank
from welfare.gateways.sandbox.misbehaviour import Misbehaviour
from welfare.models import (
    Application,
    Decision,
    Disbursement,
    Entitlement,
    PaymentBatch,
    Programme,
    RegistryAnswer,
    RuleVersion,
    Vocabulary,
    book,
)

CODE = rules.CODE
MONTHLY = "payment: {methods: [promptpay_cid, bank_account], day: 10, shift: previous_working_day, arrears: true}\n"
BANK = "SANDBOX"
# December 2569 is paid on Wednesday the 9th: its list is frozen on Thursday the 3rd, and the file leaves on the 8th.
FROZEN = datetime(2026, 12, 3, 6, 0, tzinfo=BANGKOK)
PAYDAY = datetime(2026, 12, 9, 12, 0, tzinfo=BANGKOK)


def publish(author: Viewer, approver: Viewer, agency: Agency, *, payment: str = MONTHLY) -> Programme:
    """Put the small programme in force, with a payday."""
    rules.published(author, approver, agency, rules.text(more=payment))
    book.forget()
    return Programme.objects.get(code=CODE)


def register_of_life(citizen: Citizen, *, died_on: str | None = None, until: datetime | None = None) -> None:
    """Let the civil registry have told that the citizen lives, or died; valid for long, or until an instant."""
    told = {"kind": "value", "value": died_on} if died_on else {"kind": "unknown", "value": None}
    answers = {"death_date": told | {"reason": "", "provenance": {"asked_at": NOW.isoformat()}}}
    valid_until = until or NOW + timedelta(days=3_650)
    row = RegistryAnswer.objects.filter(citizen=citizen, registry="DOPA").first() or RegistryAnswer(
        citizen=citizen, registry="DOPA"
    )
    row.asked_at, row.valid_until = NOW, valid_until
    row.seal(answers)
    row.save()


def decision_for(citizen: Citizen, **facts: Any) -> Decision:
    """Return a kept decision that grants the small programme from these facts, all of them from registries."""
    known = {"nationality": "THA", "birth_date": "1955-03-14", "annual_income": 50_000} | facts
    snapshot = {
        "known": {
            name: {"value": value, "level": "registry", "source": "DOPA", "at": NOW.isoformat(), "provenance": None}
            for name, value in known.items()
        },
        "asked": ["DOPA"],
        "withheld": [],
    }
    row = Decision(
        public_id=uuid4(),
        citizen=citizen,
        programme_code=CODE,
        rules=RuleVersion.objects.filter(programme__code=CODE).latest("number"),
        vocabulary=Vocabulary.objects.latest("pk"),
        as_of=NOW.date(),
        stage="apply",
        verdict="eligible",
        made_at=NOW,
    )
    row.snapshot_sealed = cipher.seal_with(citizen.own_key(), json.dumps(snapshot), row.about("snapshot"))
    row.record_sealed = cipher.seal_with(citizen.own_key(), "{}", row.about("record"))
    row.snapshot_digest, row.record_digest = sha256(row.snapshot_sealed).hexdigest(), sha256(b"{}").hexdigest()
    row.save(force_insert=True)
    return row


def approved(citizen: Citizen, number: int, *, submitted_at: datetime = NOW, **fields: Any) -> Application:
    """Return an approved application for the small programme."""
    programme = Programme.objects.get(code=CODE)
    case = Application.objects.create(
        citizen=citizen,
        agency=programme.agency,
        programme=programme,
        matter=CODE,
        opened_at=submitted_at,
        **({"amount_satang": 30_000} | fields),
    )
    Application.objects.filter(pk=case.pk).update(
        state="submitted",
        number=f"WA-2569-{number:06}",
        submitted_at=submitted_at,
        due_on=submitted_at.date() + timedelta(days=30),
    )
    Application.objects.filter(pk=case.pk).update(state="approved", decided_at=submitted_at)
    return Application.objects.select_related("programme", "citizen__account", "decision__rules").get(pk=case.pk)


def right(number: int = 1, *, is_alive: bool = True, submitted_at: datetime = NOW, **facts: Any) -> Entitlement:
    """Return the right of the `number`th person, who lives and meets the rules unless `facts` say otherwise."""
    citizen = people.make_person(number, birth_date="1955-03-14")
    if is_alive:
        register_of_life(citizen)
    case = approved(citizen, number, submitted_at=submitted_at, decision=decision_for(citizen, **facts))
    opened = entitlements.open_for(case, now=submitted_at)
    assert opened is not None
    return opened


def give_budget(satang: int = 10_000_000, *, ref: str = "W1", now: datetime = NOW) -> None:
    """Give the small programme money to spend."""
    batches.appropriate(programme=CODE, satang=satang, ref=ref, now=now)


def draw(period: str = "2026-12", *, at: datetime = FROZEN) -> list[Disbursement]:
    """Draw a payday and return all disbursements of the programme, oldest first."""
    paydays.draw(programme=CODE, period=period, as_of=at.date(), now=at)
    return list(Disbursement.objects.order_by("pk"))


def bank(folder: Path, at: datetime = PAYDAY, **plan: Any) -> "Bank":
    """Return a sandbox bank with its book in `folder`, its clock at `at`."""
    return Bank(folder, at, Misbehaviour(**plan))


class Bank(SandboxBank):
    """The sandbox bank with a clock that tests move."""

    def __init__(self, folder: Path, at: datetime, plan: Misbehaviour) -> None:
        self.at = at
        super().__init__(folder / "bank.sqlite3", clock=lambda: self.at, misbehaviour=plan)


def released(preparer: Viewer, releaser: Viewer, *, value_date: date, now: datetime) -> PaymentBatch:
    """Return a batch of the small programme, prepared by one officer and released by the other."""
    batch = batches.prepare(viewer=preparer, programmes=[CODE], value_date=value_date, now=now)
    return batches.release(viewer=with_factor(releaser, now), batch_id=str(batch.public_id), now=now)


def with_factor(viewer: Viewer, now: datetime) -> Viewer:
    """Return the officer just after they showed their second factor."""
    assert viewer.officer is not None
    fresh = viewer_of_officer(viewer.officer)
    return Viewer(account=fresh.account, officer=fresh.officer, factor_at=now)


def run_jobs(prefix: str = "welfare.", *, most: int = 200) -> Sequence[str]:
    """Run the jobs of that kind, and those they enqueue, in order, `most` at most; return their tasks and outcomes."""
    done: list[str] = []
    while len(done) < most:
        waiting = Job.objects.filter(state=Job.State.READY, owner="", task__startswith=prefix).order_by("enqueued_at")
        job = waiting.first()
        if job is None:
            return done
        now = clock.read()
        Job.objects.filter(pk=job.pk).update(run_at=now - timedelta(seconds=1), priority=100)
        claimed = queue.claim(owner="tests", now=now)
        assert claimed is not None
        outcome = running.run(claimed, clock=clock.read, spread=1.0)
        done.append(f"{claimed.task.rpartition('.')[2]}:{outcome.value}")
    return done


def hear(of: SandboxBank, now: datetime) -> int:
    """Collect, read and apply all that the bank tells, without a queue; return how many messages came."""
    count = 0
    cursor = bank_messages.BankCursor.objects.filter(sender=of.name).values_list("cursor", flat=True).first()
    while messages := of.collect(cursor):
        cursor = messages[-1].cursor
        bank_messages.take(messages, sender=of.name, now=now)
        count += len(messages)
    for message in bank_messages.BankMessage.objects.filter(state="new").order_by("pk"):
        found = bank_messages.reading.read(bank_messages.content_of(message), message.sender)
        bank_messages.keep_reading(found, message_id=message.pk)
        after: int | None = 0
        while after is not None:
            after = bank_messages.apply_chunk(message.pk, after=after, now=now)
    return count


def settle_and_hear(of: Bank, now: datetime) -> int:
    """Let the bank's day go to `now`, then hear what it tells."""
    of.at = now
    of.settle()
    return hear(of, now)

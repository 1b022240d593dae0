"""Open data of a hearing: asked for, made by a job, ready only when it was read again and counted; or failed, aloud.

A data set is never mended: another one is made. When somebody who spoke is erased, or a comment changed its state, the
sets that hold it are taken back and a new one is made.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from consultation import permissions
from consultation.models import Comment, Hearing, OpenDataSet, Statement
from superapp.jobs import priorities
from superapp.jobs.schedules import schedule
from superapp.refusal import NotFound, Refusal

from . import open_data_files, open_data_making
from .hearing_record import leave

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

State = OpenDataSet.State
# Longer than any making takes, its attempts included: whoever was killed is not coming back.
GIVEN_UP_AFTER = timedelta(hours=12)
INTERRUPTED, WITHDRAWN, UNEXPECTED = "INTERRUPTED", "WITHDRAWN", "UNEXPECTED"

log = structlog.get_logger("open_data")


class DataSetUnderWay(Refusal):
    """One is being made already."""

    code = "OPEN_DATA_UNDER_WAY"
    th = "กำลังจัดทำข้อมูลเปิดของการรับฟังนี้อยู่แล้ว โปรดรอให้เสร็จ"
    en = "Open data of this hearing is being made already. Wait until it is done."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a making: a manifest, or the code of what went wrong."""

    manifest: dict[str, Any] = field(default_factory=dict)
    error: str = ""


@transaction.atomic
def ask(*, viewer: "Viewer | None", code: str, now: datetime) -> OpenDataSet:
    """Let the data of a public hearing be made, and return the set that will hold it.

    :raises NotFound: unless the hearing is public and the viewer may prepare for its agency. :raises DataSetUnderWay:
    """
    rows = Hearing.objects.public().select_for_update(of=("self",), no_key=True).select_related("agency")
    hearing = rows.filter(code=code).first()
    if hearing is None or not (viewer is None or permissions.may_prepare(viewer, hearing.agency_id)):
        raise NotFound(path=("code",))
    if hearing.data_sets.filter(state=State.BEING_MADE).exists():
        raise DataSetUnderWay()
    made = begin(hearing, now=now)
    leave(viewer, hearing, "ask_open_data", now=now, data_set=str(made.public_id))
    return made


def begin(hearing: Hearing, *, now: datetime) -> OpenDataSet:
    """Begin a data set and enqueue its making; for actions that have asked who may, and record the act."""
    made = OpenDataSet.objects.create(hearing=hearing, asked_at=now)
    make.enqueue(data_set=str(made.public_id))
    return made


def keep(outcome: Outcome | None, *, data_set: str) -> str:
    """Write down what came of a making; answers the state. A set that was taken back meanwhile stays so."""
    row = OpenDataSet.objects.select_for_update(no_key=True).get(public_id=data_set)
    if outcome is None or row.state != State.BEING_MADE:
        if row.state == State.FAILED:
            open_data_files.clear_later(row.public_id)
        return str(row.state)
    row.ended_at = timezone.now()
    if outcome.error:
        row.state, row.error = State.FAILED, outcome.error[:60]
        open_data_files.clear_later(row.public_id)
    else:
        row.state, row.manifest = State.READY, outcome.manifest
        row.folder = open_data_files.folder_of(row.public_id)
    row.save()
    return str(row.state)


@task(store=keep, max_attempts=3, lease_s=600, priority=priorities.PAPER)
def make(*, data_set: str) -> Outcome | None:
    """Write the files of a data set. A second run begins from nothing; whatever was left of the first is cleared."""
    row = OpenDataSet.objects.select_related("hearing__law").get(public_id=data_set)
    return made(row) if row.state == State.BEING_MADE else None


def made(row: OpenDataSet) -> Outcome:
    """Write the files of a set that is being made, and say what came of it. Writes no row."""
    try:
        return Outcome(manifest=open_data_making.write(row, now=timezone.now()))
    except open_data_making.NotWhole as wrong:
        log.error("open_data_not_whole", data_set=str(row.public_id), error=wrong.code)
        return Outcome(error=wrong.code)
    except Exception as error:
        # Whatever it was, it must not pass for done: the set fails, and the log has what a programmer needs.
        log.exception("open_data_failed", data_set=str(row.public_id))
        return Outcome(error=f"{UNEXPECTED}_{type(error).__name__}")


def withdraw(hearing: Hearing, *, now: datetime) -> None:
    """Take back every set of a hearing whose texts may no longer be public, and make a new one where there was one.

    Within the caller's transaction; the files go when it is committed.
    """
    sets = OpenDataSet.objects.select_for_update(no_key=True).filter(
        hearing=hearing, state__in=[State.READY, State.BEING_MADE]
    )
    gone = [row.public_id for row in sets.order_by("pk")]
    if not gone:
        return
    OpenDataSet.objects.filter(public_id__in=gone).update(state=State.FAILED, error=WITHDRAWN, folder="", ended_at=now)
    for public_id in gone:
        open_data_files.clear_later(public_id)
    if not hearing.is_embargoed:
        begin(hearing, now=now)


@schedule(name="renew-open-data", every=timedelta(days=1), at=timedelta(hours=4), missed="last")
@task(lease_s=300)
def renew(*, slot: str) -> int:
    """Give up sets whose making was killed, and take back those with comments that changed since; answers how many."""
    now = datetime.fromisoformat(slot)
    return give_up(now=now) + take_back_old(now=now)


@transaction.atomic
def give_up(*, now: datetime) -> int:
    """Mark the sets nobody is making any more as failed, and clear what was written of them."""
    old = OpenDataSet.objects.select_for_update(no_key=True).filter(
        state=State.BEING_MADE, asked_at__lt=now - GIVEN_UP_AFTER
    )
    for row in (rows := list(old.order_by("pk")[:100])):
        row.state, row.error, row.ended_at = State.FAILED, INTERRUPTED, now
        row.save()
        open_data_files.clear_later(row.public_id)
    return len(rows)


def take_back_old(*, now: datetime) -> int:
    """Take back the sets that hold, or lack, comments and statements whose state has changed since."""
    taken = 0
    for row in OpenDataSet.objects.filter(state=State.READY).select_related("hearing").order_by("-pk")[:5_000]:
        later = {"hearing": row.hearing_id, "status_at__gt": row.asked_at}
        if any(kind.objects.filter(**later).exists() for kind in (Comment, Statement)):
            with transaction.atomic():
                withdraw(row.hearing, now=now)
            taken += 1
    return taken


def ready(code: str) -> list[OpenDataSet]:
    """Return the data sets of a public hearing anybody may fetch, the newest first; at most 20."""
    rows = OpenDataSet.objects.filter(state=State.READY, hearing__in=Hearing.objects.public(), hearing__code=code)
    return list(rows.order_by("-pk")[:20])


def ready_one(code: str, public_id: UUID) -> OpenDataSet | None:
    """Return one of them, None when there is none such."""
    rows = OpenDataSet.objects.filter(state=State.READY, hearing__in=Hearing.objects.public(), hearing__code=code)
    return rows.filter(public_id=public_id).first()

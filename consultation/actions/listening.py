"""Listening: every wording is read by the machine soon after it was posted, in jobs, under hard limits.

Posting and editing ask for a job in their own transaction, one for a hearing and half a minute however many people
write in it. A job reads what has not been read, in batches, and asks for the next one; a comment at fault is marked and
the others go on. Campaigns and themes are sought afterwards, the less often the larger the hearing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django_tasks import task

from consultation.models import Comment, CommentFinding, CommentWord, Hearing, Masking
from consultation.text import batch
from superapp.jobs import queue
from superapp.jobs.schedules import schedule

from . import campaign_seeking, comment_texts, grouping

SLOT_S = 30
BATCH = 5_000
LEASE_S = 600
KEPT = (Comment.Status.PENDING, Comment.Status.VISIBLE, Comment.Status.HIDDEN)
TASK = "consultation.actions.listening.analyse"


@dataclass(frozen=True, slots=True)
class Read:
    """A comment as it was when it was read, and what became of it: `found` None and `failed` why, or the other way."""

    comment: int
    section: int | None
    revision: int
    body: str
    found: dict[str, Any] | None
    failed: str


def ask(hearing_id: int, now: datetime) -> None:
    """Ask for what is new in a hearing to be read, within the caller's transaction and in one statement.

    After the counters and before the audit chain, in the order in which everybody waits for everybody.
    """
    slot, due_at = grouping.slot_of(now, SLOT_S)
    queue.enqueue_unless_there(
        TASK,
        {"hearing_id": hearing_id},
        dedupe=f"listening:{hearing_id}:{slot}",
        run_at=due_at,
        lease_s=LEASE_S,
    )


@schedule(name="look-for-unread", every=timedelta(minutes=10), missed="last")
@task()
def look_for_unread(*, slot: str) -> int:
    """Ask for hearings with comments that nobody has read: posted while the job ran, brought in, or loaded."""
    waiting = Comment.objects.filter(analysed_at=None, status__in=KEPT).order_by().values("hearing").distinct()
    hearings = list(waiting.values_list("hearing", flat=True))
    for hearing in sorted(hearings):
        ask(hearing, datetime.fromisoformat(slot))
    return len(hearings)


def keep(read: Sequence[Read], *, hearing_id: int) -> int:
    """Store what was found; return how many. What was reworded meanwhile is read again."""
    now = timezone.now()
    keys = [one.comment for one in read]
    # Comments before their findings, deepest first, then by key: the order in which everybody locks them.
    rows = Comment.objects.filter(pk__in=keys).select_for_update(of=("self",), no_key=True).order_by("-depth", "pk")
    present = dict(rows.filter(status__in=KEPT).values_list("pk", "body"))
    # Who was erased meanwhile leaves nothing, not even what was found a moment ago.
    same = [one for one in read if present.get(one.comment) == one.body]
    write(hearing_id, same, now)
    Comment.objects.filter(pk__in=[one.comment for one in same]).update(analysed_at=now)
    if len(read) == BATCH or len(same) < len(present):
        # Two that read the same batch at once go on as one.
        going_on = f"listening:{hearing_id}:{int(now.timestamp()) // 60}:{keys[-1]}"
        analyse.using(dedupe=going_on).enqueue(hearing_id=hearing_id)
    elif read:
        campaign_seeking.ask(hearing_id, now)
    return len(read)


@task(store=keep, lease_s=LEASE_S, max_attempts=3)
def analyse(*, hearing_id: int) -> list[Read]:
    """Read the next wordings of a hearing that nobody has read. Reads only; `keep` stores."""
    return read(waiting(hearing_id)[:BATCH])


def waiting(hearing_id: int) -> Any:
    """Return the comments of a hearing whose wording has not been read, by key."""
    return Comment.objects.filter(hearing=hearing_id, analysed_at=None, status__in=KEPT).order_by("pk")


def read(comments: Any) -> list[Read]:
    """Return what is found in these comments, in a process that may be killed."""
    rows = list(comments.values_list("pk", "section_id", "revision", "body"))
    outcomes = batch.findings(body for _, _, _, body in rows)
    return [
        Read(key, section, revision, body, one.value, one.failed or "")
        for (key, section, revision, body), one in zip(rows, outcomes, strict=True)
    ]


def write(hearing_id: int, read: Sequence[Read], now: datetime) -> None:
    """Replace the findings and words of these comments."""
    keys = [one.comment for one in read]
    rows = findings_of(hearing_id, read, now)
    columns = [field.name for field in CommentFinding._meta.fields if not field.primary_key]
    CommentFinding.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["comment"], update_fields=columns, batch_size=500
    )
    for start in range(0, len(keys), 500):
        CommentWord.objects.filter(comment__in=keys[start : start + 500]).delete()
    _write_words((hearing_id, word, one.comment) for one in read for word in (one.found or {}).get("words", ()))


def findings_of(hearing_id: int, read: Sequence[Read], now: datetime) -> list[CommentFinding]:
    """Return what would be kept of these comments. Writes nothing."""
    decided = set(Masking.objects.filter(comment__in=[one.comment for one in read]).values_list("comment", "digest"))
    return [_finding(hearing_id, one, decided, now) for one in read]


def _write_words(rows: Iterable[tuple[int, int, int]]) -> None:
    # Many times faster than objects: a comment has some twenty words.
    columns = "hearing_id, word, comment_id"
    sql = f"INSERT INTO consultation_commentword ({columns}) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"  # noqa: S608 constants
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(rows))


def _finding(hearing_id: int, read: Read, decided: set[tuple[int, str]], now: datetime) -> CommentFinding:
    found = read.found
    about = {"comment_id": read.comment, "hearing_id": hearing_id, "section_id": read.section}
    if found is None:
        return CommentFinding(
            **about, revision=read.revision, method="comment", version="", failed=read.failed, made_at=now
        )
    method, version = found["made_by"]
    tone = found["tone"]
    has_data = bool(found["personal_data"])
    return CommentFinding(
        **about,
        revision=read.revision,
        method=method,
        version=version,
        tone_version=tone.get("made_by", ["", ""])[1],
        stance=found["stance"],
        tone=tone["label"],
        tone_confidence=tone["confidence"],
        language=found["language"],
        keywords=list(found["keywords"]),
        section_refs=list(found["section_refs"]),
        flags=found["flags"],
        personal_data=found["personal_data"],
        # What an officer has decided about these very words is not asked again.
        awaits_masking=has_data and (read.comment, comment_texts.digest(read.body)) not in decided,
        made_at=now,
    )


@transaction.atomic
def recompute(*, hearing: Hearing, now: datetime) -> int:
    """Let everything in a hearing be read again, as after a change of word lists or model; return how many comments."""
    number = Comment.objects.filter(hearing=hearing, status__in=KEPT).update(analysed_at=None)
    ask(hearing.pk, now)
    return number


def listen(*, hearing: Hearing, now: datetime) -> int:
    """Read and group everything new of a hearing at once, as the jobs would one after another; return how many."""
    total = 0
    while found := read(waiting(hearing.pk)[:BATCH]):
        with transaction.atomic():
            total += keep(found, hearing_id=hearing.pk)
    campaign_seeking.seek_now(hearing, now)
    return total

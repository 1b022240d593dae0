"""Intake: what came on paper, by e-mail or at a meeting, entered by an officer, marked so and counted apart.

Nobody is behind these rows: whoever wrote the letter has no account here, so names and numbers in it are masked before
anything is kept; the original lies where `source_note` says.
"""

import csv
import hashlib
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from consultation.models import Comment, Hearing, HearingState, Intake, Participant, Section
from consultation.models.comment import path_step
from consultation.permissions import may_prepare
from consultation.text import personal_data
from superapp.accounts.viewer import Viewer
from superapp.audit.recording import record
from superapp.refusal import NotFound, Refusal

from . import comment_texts, listening, pseudonyms
from .comment_states import counts_of
from .comments import LOTS
from .counters import Tally

COLUMNS = ("section", "text")
MOST_ROWS, MOST_BYTES, MOST_FAULTS = 2_000, 5_000_000, 20
MOST_DRAWS = 50
CHANNELS = (Participant.Channel.PAPER, Participant.Channel.EMAIL, Participant.Channel.MEETING)


class IntakeFaulty(Refusal):
    """The file or the form cannot be taken; nothing of it was kept. `details`: `faults`, each with its line."""

    code = "INTAKE_FAULTY"
    th = "ยังนำเข้าไม่ได้ ไม่มีสิ่งใดถูกบันทึก โปรดแก้: {faults}"
    en = "Nothing was imported. Mend this first: {faults}"


class IntakeTwice(Refusal):
    """The same was imported into this hearing before. `details`: `day`."""

    code = "INTAKE_TWICE"
    th = "ไฟล์นี้นำเข้าในการรับฟังนี้แล้วเมื่อ {day}"
    en = "This file was imported into this hearing on {day}."


class IntakeClosed(Refusal):
    """The hearing has not begun, was cancelled, or its report is published."""

    code = "INTAKE_CLOSED"
    th = "นำเข้าได้ตั้งแต่เปิดรับฟังจนถึงก่อนเผยแพร่รายงาน"
    en = "Input is taken from the opening until the report is published."


@dataclass(frozen=True, slots=True)
class Given:
    """One contribution: what was said, and the key of the section it is about, "" for the draft as a whole."""

    text: str
    section: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a batch came from: the channel, the day, how many attended (of a meeting), where the originals lie."""

    channel: str
    held_on: date
    note: str
    attendance: int | None = None


def read_csv(content: bytes) -> list[Given]:
    """Return the rows of a CSV file in UTF-8 with the columns section and text.

    :raises IntakeFaulty: with the line of each fault.
    """
    if len(content) > MOST_BYTES:
        raise IntakeFaulty(faults="ไฟล์ใหญ่เกิน 5 MB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise IntakeFaulty(faults="ไฟล์ต้องเป็น UTF-8") from None
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        if tuple(name.strip() for name in next(rows, ())) != COLUMNS:
            raise IntakeFaulty(faults=f"บรรทัด 1: หัวตารางต้องเป็น {','.join(COLUMNS)}")
        found, faults = [], []
        for row in rows:
            if not row:
                continue
            if len(row) != len(COLUMNS):
                faults.append(f"บรรทัด {rows.line_num}: พบ {len(row)} ช่อง ต้องมี {len(COLUMNS)} ช่อง")
                continue
            found.append(Given(text=row[1], section=row[0].strip()))
    except csv.Error:
        raise IntakeFaulty(faults=f"บรรทัด {rows.line_num}: อ่านรูปแบบ CSV ไม่ได้") from None
    _refuse(faults)
    return found


@transaction.atomic
def bring_in(*, viewer: Viewer, hearing: Hearing, source: Source, rows: Sequence[Given], now: datetime) -> Intake:
    """Enter a batch; return it. All of it or nothing; personal data in the texts is masked.

    :raises NotFound: for officers of other agencies, and everybody else. :raises IntakeClosed: :raises IntakeFaulty:
    :raises IntakeTwice: when the same was entered into this hearing before.
    """
    if not may_prepare(viewer, hearing.agency_id):
        raise NotFound(path=("hearing_id",))
    # The report counts what came in: whoever publishes it waits for this, or this sees that it is published.
    locked = Hearing.objects.select_for_update(of=("self",), no_key=True).select_related("agency").get(pk=hearing.pk)
    if locked.state not in (HearingState.OPEN, HearingState.CLOSED, HearingState.ANALYSING) or locked.is_embargoed:
        raise IntakeClosed()
    _check_source(locked, source, now)
    texts = _checked(locked, rows)
    digest = hashlib.sha256("\x1e".join(f"{one.section}\x1f{one.text}" for one in rows).encode()).hexdigest()
    earlier = Intake.objects.filter(hearing=locked, digest=digest).first()
    if earlier is not None:
        raise IntakeTwice(day=timezone.localdate(earlier.at).isoformat())
    try:
        with transaction.atomic():
            made = Intake.objects.create(
                hearing=locked,
                channel=source.channel,
                held_on=source.held_on,
                attendance=source.attendance,
                source_note=personal_data.masked(source.note.strip()),
                digest=digest,
                rows=len(texts),
                officer=viewer.officer,
                at=now,
            )
    except IntegrityError:
        raise IntakeTwice(day=timezone.localdate(now).isoformat()) from None
    tally = Tally()
    for text, section in texts:
        _enter(locked, source.channel, text, section, tally, now)
    tally.write(locked)
    listening.ask(locked.pk, now)
    record(
        stream=locked.agency.code,
        action="intake.bring_in",
        object=f"intake:{made.public_id}",
        actor=viewer.actor,
        details={"hearing": locked.code, "channel": source.channel, "rows": len(texts)},
        now=now,
    )
    return made


def _check_source(hearing: Hearing, source: Source, now: datetime) -> None:
    faults = []
    if source.channel not in CHANNELS:
        faults.append("เลือกช่องทาง: กระดาษ อีเมล หรือการประชุม")
    if not source.note.strip() or len(source.note) > 300:
        faults.append("ระบุที่เก็บต้นฉบับไม่เกิน 300 ตัวอักษร")
    if hearing.opens_at is None or hearing.closes_at is None:
        raise IntakeClosed()
    first, last = timezone.localdate(hearing.opens_at), timezone.localdate(min(hearing.closes_at, now))
    if not first <= source.held_on <= last:
        faults.append("วันที่รับต้องอยู่ในช่วงรับฟังและไม่เกินวันนี้")
    if (source.attendance is not None) != (source.channel == Participant.Channel.MEETING):
        faults.append("ระบุจำนวนผู้เข้าร่วมเฉพาะการประชุม")
    _refuse(faults)


def _checked(hearing: Hearing, rows: Sequence[Given]) -> list[tuple[str, Section | None]]:
    if not 0 < len(rows) <= MOST_ROWS:
        raise IntakeFaulty(faults=f"ต้องมี 1 ถึง {MOST_ROWS:,} ความเห็น")
    sections = {row.key: row for row in Section.objects.filter(law=hearing.law_id, texts__version=hearing.version_id)}
    found, faults = [], []
    for number, row in enumerate(rows, 1):
        if row.section and row.section not in sections:
            faults.append(f"ความเห็นที่ {number}: ไม่มีมาตรารหัส {row.section[:20]} ในร่างที่รับฟัง")
        try:
            text = personal_data.masked(comment_texts.cleaned(row.text))
        except (comment_texts.TextEmpty, comment_texts.TextTooLong) as refusal:
            faults.append(f"ความเห็นที่ {number}: {refusal.message('th')}")
            continue
        found.append((text, sections.get(row.section)))
    _refuse(faults)
    return found


def _refuse(faults: list[str]) -> None:
    if faults:
        more = f" และอีก {len(faults) - MOST_FAULTS} แห่ง" if len(faults) > MOST_FAULTS else ""
        raise IntakeFaulty(faults=" · ".join(faults[:MOST_FAULTS]) + more)


def _enter(hearing: Hearing, channel: str, text: str, section: Section | None, tally: Tally, now: datetime) -> None:
    comment = Comment(
        hearing=hearing,
        version_id=hearing.version_id,
        section=section,
        author=_nobody(hearing, channel, now),
        body=text,
        status=Comment.Status.VISIBLE,
        is_listed=True,
        created_at=now,
        lot=random.randrange(LOTS),  # noqa: S311 a fair order needs no secret
    )
    comment.save(force_insert=True)
    Comment.objects.filter(pk=comment.pk).update(path=path_step(comment.pk))
    one = counts_of(comment, hearing)
    tally.hearing.update(one.hearing)
    for key, counts in one.sections.items():
        tally.sections.setdefault(key, type(counts)()).update(counts)


def _nobody(hearing: Hearing, channel: str, now: datetime) -> Participant:
    # A pseudonym that is taken: another is drawn.
    for _ in range(MOST_DRAWS):
        made = Participant(
            hearing=hearing,
            channel=channel,
            pseudonym=pseudonyms.draw(),
            notice_version=hearing.notice_version,
            joined_at=now,
        )
        Participant.objects.bulk_create([made], ignore_conflicts=True)
        found = Participant.objects.filter(public_id=made.public_id).first()
        if found is not None:
            return found
    raise RuntimeError("no pseudonym was free in this hearing")

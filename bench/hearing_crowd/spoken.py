"""What people say in a generated hearing: twelve things, ten campaigns, some hidden; and the steps up to its report."""

import random
import time
import uuid
from collections import Counter
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from consultation.actions import (
    comment_search,
    comments,
    hearing_schedule,
    issue_links,
    listening_figures,
    opinion_map_making,
    paces,
    participants,
    recounting,
    stances,
    theme_issues,
)
from consultation.actions.issues import IssueGiven
from consultation.models import (
    Comment,
    CommentWord,
    Hearing,
    HearingCount,
    IssueLink,
    Participant,
    SectionCount,
    Stance,
    Statement,
    StatementVote,
)
from consultation.models.comment import path_step
from superapp.accounts.viewer import ANONYMOUS

from . import crowd
from .stage import CLOSES, NOW, make_viewer

LATER = CLOSES + timedelta(hours=1)
DAYS = 27
SUBJECTS = (
    ("สายด่วนร้องเรียน", "คู่สายโทรศัพท์", "พนักงานรับสาย", "โทรไม่ติด"),
    ("ค่าปรับทางพินัย", "แม่ค้าตลาดนัด", "ตักเตือนก่อนปรับ", "รายได้ร้านเล็ก"),
    ("เว็บไซต์ออนไลน์", "แอปพลิเคชันบนมือถือ", "ลงทะเบียนหลายรอบ", "ระบบล่ม"),
    ("เบี้ยยังชีพผู้สูงอายุ", "เงินช่วยเหลือรายเดือน", "ผู้สูงอายุติดเตียง", "ค่าครองชีพ"),
    ("โรงพยาบาลตำบล", "ยารักษาโรค", "พยาบาลไม่พอ", "คิวรอตรวจ"),
    ("รถโดยสารประจำทาง", "ทางลาดวีลแชร์", "ป้ายรถเมล์", "คนพิการเดินทาง"),
    ("โรงเรียนขนาดเล็ก", "ครูผู้สอน", "ค่าเทอม", "อาหารกลางวันเด็ก"),
    ("น้ำท่วมซ้ำซาก", "ท่อระบายน้ำ", "เขื่อนกั้นตลิ่ง", "ค่าชดเชยนาข้าว"),
    ("โรงงานปล่อยควัน", "กลิ่นเหม็น", "น้ำเสียลงคลอง", "ตรวจวัดมลพิษ"),
    ("ภาษีที่ดิน", "ราคาประเมิน", "ที่ดินมรดก", "เกษตรกรรายย่อย"),
    ("ข้อมูลส่วนบุคคล", "ลายนิ้วมือ", "รั่วไหล", "คนร้ายนำไปใช้"),
    ("สุนัขจรจัด", "วัคซีนพิษสุนัขบ้า", "ทำหมัน", "ศูนย์พักพิงสัตว์"),
)
OPENINGS = ("", "ขอเสนอว่า", "ในพื้นที่ของเรา", "จากประสบการณ์ของครอบครัว", "อยากให้หน่วยงานดูเรื่องนี้", "สวัสดีครับ")
CLAIMS = (
    "เป็นปัญหามานาน",
    "ควรแก้ไขก่อน",
    "ไม่เห็นด้วยกับวิธีในร่าง",
    "เห็นด้วยที่ร่างพูดถึง",
    "ต้องมีงบประมาณชัดเจน",
    "ควรกำหนดเวลาให้เสร็จ",
)
CLOSINGS = ("", "ขอบคุณครับ", "ขอบคุณค่ะ", "หวังว่าจะรับฟัง", "รบกวนพิจารณาด้วย", "ฝากด้วยนะคะ")
CAMPAIGNS = tuple(
    f"ขอคัดค้านร่างกฎหมายฉบับนี้เพราะเรื่อง{one[0]}และ{one[1]}ยังไม่มีคำตอบ ขอให้หน่วยงานทบทวน{one[2]}และ{one[3]}ก่อนเสนอรัฐสภา"
    for one in SUBJECTS[:10]
)


def text(chance: random.Random) -> str:
    """Return one comment."""
    if chance.random() < 0.2:
        letters = list(CAMPAIGNS[min(int(chance.expovariate(0.4)), len(CAMPAIGNS) - 1)])
        for _ in range(chance.randrange(4)):
            del letters[chance.randrange(len(letters))]
        return f"{chance.choice(OPENINGS)} {''.join(letters)} {chance.choice(CLOSINGS)}".strip()
    subject = chance.choice(SUBJECTS)
    said = chance.sample(subject, 3)
    parts = [chance.choice(OPENINGS), said[0], chance.choice(CLAIMS), said[1], chance.choice(CLAIMS), said[2]]
    number = chance.randrange(2, 400)
    return " ".join([*filter(None, parts), f"ตั้งแต่ปีที่แล้วเกิดขึ้น {number} ครั้ง", chance.choice(CLOSINGS)]).strip()


def post(hearing: Hearing, texts: list[str]) -> int:
    """Let a person each join, take a stance and post one comment; return how many statements the last post took."""
    sections = [*hearing.version.texts.order_by("position"), None]
    statements = 0
    for number, body in enumerate(texts, 10):
        viewer = make_viewer(number)
        participants.join(viewer=viewer, hearing=hearing, now=NOW)
        section = sections[number % len(sections)]
        about = section and section.section
        stances.set_stance(viewer=viewer, hearing=hearing, value=Stance.Value.values[number % 4], now=NOW)
        paces.forget()
        with CaptureQueriesContext(connection) as taken:
            comments.post(
                viewer=viewer, hearing=hearing, body=body, section=about, client_key=uuid.uuid4().hex, now=NOW
            )
        statements = sum(not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")) for one in taken)
    return statements


def write(hearing: Hearing, texts: list[str], chance: random.Random) -> None:
    """Write comments of as many people in bulk, a fiftieth of them hidden or waiting, and stances of two thirds."""
    sections = [*hearing.version.texts.values_list("section_id", flat=True), None]
    person, first = crowd._last(Participant) + 1, crowd._last(Comment) + 1
    size = len(texts)
    crowd._copy(Participant, crowd._people(hearing, person, size, chance))
    rows, tally = [], Counter[str]()
    by_section: Counter[tuple[int, str]] = Counter()
    for place, body in enumerate(texts):
        key, section = first + place, sections[place % len(sections)]
        status = ("hidden" if place % 100 == 7 else "pending") if place % 50 == 7 else "visible"
        is_shown = status == "visible"
        tally["shown" if is_shown else status] += 1
        if is_shown and section:
            by_section[section, "shown"] += 1
            by_section[section, "roots_listed"] += 1
        rows.append(
            crowd._row(
                Comment,
                id=key,
                public_id=uuid.UUID(int=chance.getrandbits(128)),
                hearing_id=hearing.pk,
                section_id=section,
                version_id=hearing.version_id,
                path=path_step(key),
                author_id=person + place,
                status=status,
                is_listed=is_shown,
                lot=chance.randrange(2**31),
                revision=1,
                body=body,
                created_at=NOW + timedelta(days=chance.randrange(DAYS), minutes=chance.randrange(600)),
            )
        )
    crowd._copy(Comment, [_plain(row) for row in rows])
    tally["roots_listed"] = tally["shown"]
    taken = [
        Stance(
            participant_id=person + place, version_id=hearing.version_id, value=Stance.Value.values[place % 4], at=NOW
        )
        for place in range(size)
        if place % 3
    ]
    Stance.objects.bulk_create(taken, batch_size=2_000)
    tally.update(stance.value for stance in taken)
    count = HearingCount.objects.get(hearing=hearing)
    count.participants += size
    for name, number in tally.items():
        setattr(count, name, getattr(count, name) + number)
    count.save()
    for (section, name), number in by_section.items():
        row, _ = SectionCount.objects.get_or_create(hearing=hearing, section_id=section)
        setattr(row, name, getattr(row, name) + number)
        row.save()
    wrong = recounting.differences(hearing)
    if wrong:
        raise SystemExit(f"counters are wrong before anything was measured: {wrong}")


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    if connection.vendor == "postgresql":
        return row
    return tuple(value.strftime("%Y-%m-%d %H:%M:%S") if hasattr(value, "strftime") else value for value in row)


def map_opinions(hearing: Hearing, chance: random.Random, voters: int) -> None:
    """Let people of two minds vote on statements, and make the opinion map."""
    made = Statement.objects.bulk_create(
        Statement(hearing=hearing, text=f"ควรแก้เรื่อง{one[0]}", is_seed=True, status="visible", created_at=NOW)
        for one in SUBJECTS
    )
    people = list(Participant.objects.filter(hearing=hearing).order_by("pk").values_list("pk", flat=True)[:voters])
    votes: list[StatementVote] = []
    tally: Counter[tuple[int, int]] = Counter()
    for place, person in enumerate(people):
        for number, statement in enumerate(made):
            leaning = 0.85 if (place + number) % 2 else 0.15
            value = 0 if chance.random() < 0.1 else 1 if chance.random() < leaning else -1
            tally[statement.pk, value] += 1
            votes.append(StatementVote(statement=statement, participant_id=person, value=value, at=NOW))
    StatementVote.objects.bulk_create(votes, batch_size=5_000)
    for statement in made:
        statement.agree, statement.disagree = tally[statement.pk, 1], tally[statement.pk, -1]
        statement.passes, statement.votes = tally[statement.pk, 0], len(people)
        statement.save()
    HearingCount.objects.filter(hearing=hearing).update(statements=len(made), statement_votes=len(votes))
    slot = NOW.isoformat()
    found = opinion_map_making.make.func(hearing=hearing.code, slot=slot)
    with transaction.atomic():
        opinion_map_making.keep(found, hearing=hearing.code, slot=slot)


def close(hearing: Hearing) -> Hearing:
    """Close the hearing as the clock does; return it."""
    hearing_schedule.turn(now=CLOSES)
    return Hearing.objects.select_related("agency", "law", "version").get(pk=hearing.pk)


def make_issues(hearing: Hearing, officer: Any, now: Any) -> int:
    """Make an issue of each theme and mark the rest, as an officer and the jobs do; return how many issues."""
    lines = listening_figures.themes(hearing).themes
    for line in lines:
        given = IssueGiven(title_th=line.label_th or "ประเด็น")
        issue = theme_issues.draw_up(viewer=officer, theme_id=line.key, given=given, now=now)
        theme = listening_figures.Theme.objects.get(public_id=line.key).pk
        linked = IssueLink.objects.filter(issue=issue).order_by("-comment").values_list("comment", flat=True)
        while (after := linked.first()) and theme_issues.link_more.func(issue_id=issue.pk, theme_id=theme, after=after):
            pass
    issue_links.mark_rest(viewer=officer, code=hearing.code, reason="ไม่มีข้อเสนอ", now=now)
    like = IssueLink.objects.filter(issue=None).values_list("comment", flat=True).first()
    while like and issue_links.unlinked(hearing).exists():
        issue_links.mark_more.func(like=like, after="")
    hearing.refresh_from_db()
    return len(lines)


def search(hearing: Hearing) -> float:
    """Seek the first page of 50 questions as anybody; return the slowest in milliseconds."""
    words = [word for subject in SUBJECTS for word in subject] + ["ควรแก้ไข ผู้สูงอายุ", "งบประมาณ โรงงาน"]
    slowest = 0.0
    for question in words:
        began = time.perf_counter()
        asked = comment_search.Asked(text=question)
        found = list(comment_search.found(hearing, ANONYMOUS, asked).order_by("-pk")[:21])
        slowest = max(slowest, 1_000 * (time.perf_counter() - began))
        if not found:
            raise SystemExit(f"nothing found for one of the words everybody uses; {CommentWord.objects.count()} words")
    return slowest

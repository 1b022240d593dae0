"""Comments by the million, written in bulk: one in five is a root, one thread holds every fortieth, some go deeper."""

import itertools
import json
import random
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection

from consultation.models import Comment, Hearing, HearingCount, Participant, SectionCount, Vote
from consultation.models.comment import LEVELS, path_step
from consultation.models.wilson import score

from .stage import NOW

BODY = (
    "เห็นด้วยกับหลักการของร่างนี้ แต่ควรกำหนดระยะเวลาให้ชัดเจนกว่านี้ เพราะประชาชนในต่างจังหวัดเดินทางลำบากและหลายคนไม่มีอินเทอร์เน็ต "
    "ควรเปิดให้ยื่นเรื่องที่ที่ว่าการอำเภอได้ด้วย และควรแจ้งผลภายในสามสิบวัน ขอบคุณครับ"
)
OWN_VOTES = 10_000
BATCH = 5_000
RECENT = 50


@dataclass(slots=True)
class Shape:
    """Who replies to whom, by place in the list; 0 is the hottest root."""

    parent: list[int]
    root: list[int]
    depth: list[int]
    replies: list[int]
    below: list[int]


def shape_of(size: int, chance: random.Random) -> Shape:
    """Return the threads of `size` comments."""
    shape = Shape([-1] * size, list(range(size)), [0] * size, [0] * size, [0] * size)
    roots, answers = [0], [0]
    for place in range(1, size):
        if place % 5 == 0:
            roots.append(place)
            continue
        if place % 40 == 3:
            above = 0
        else:
            # People answer what was said lately, so that a page nearly always has its replies.
            above = chance.choice((answers if place % 3 == 0 else roots)[-RECENT:])
        if shape.depth[above] >= LEVELS - 1:
            above = shape.parent[above]
        shape.parent[place], shape.root[place] = above, shape.root[above]
        shape.depth[place] = shape.depth[above] + 1
        shape.replies[above] += 1
        shape.below[shape.root[above]] += 1
        answers.append(place)
    return shape


def fill(hearing: Hearing, reader: Participant, size: int, seed: int = 2569) -> None:
    """Write `size` comments into a hearing, and up to OWN_VOTES votes of `reader`."""
    chance = random.Random(seed + size)
    shape = shape_of(size, chance)
    sections = [*hearing.version.texts.values_list("section_id", flat=True), None]
    people = max(50, size // 4)
    first_person = _last(Participant) + 1
    _copy(Participant, _people(hearing, first_person, people, chance))
    first = _last(Comment) + 1
    section_of = [chance.choice(sections) for _ in range(size)]
    for place in range(size):
        section_of[place] = section_of[shape.root[place]]
    rows = _comments(hearing, shape, first, section_of, first_person, people, chance)
    with _without_indexes("consultation_comment"):
        _copy(Comment, rows)
    voted = chance.sample(range(size), min(OWN_VOTES, size // 2))
    _copy(Vote, ((number, first + place, reader.pk, 1, 1, NOW) for number, place in enumerate(voted, _last(Vote) + 1)))
    roots = [place for place in range(size) if shape.parent[place] < 0]
    HearingCount.objects.update_or_create(
        hearing=hearing, defaults={"shown": size, "roots_listed": len(roots), "participants": people + 1}
    )
    for section in filter(None, sections):
        SectionCount.objects.update_or_create(
            hearing=hearing,
            section_id=section,
            defaults={
                "shown": sum(one == section for one in section_of),
                "roots_listed": sum(section_of[place] == section for place in roots),
            },
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _people(hearing: Hearing, first: int, number: int, chance: random.Random) -> Iterator[tuple[Any, ...]]:
    for key in range(first, first + number):
        yield _row(
            Participant,
            id=key,
            public_id=uuid.UUID(int=chance.getrandbits(128)),
            hearing_id=hearing.pk,
            channel="online",
            display="pseudonym",
            pseudonym=f"ดอกแก้วริมน้ำ {key}",
            is_verified=True,
            notice_version="2569-1",
            joined_at=NOW,
        )


def _comments(
    hearing: Hearing,
    shape: Shape,
    first: int,
    section_of: list[int | None],
    first_person: int,
    people: int,
    chance: random.Random,
) -> Iterator[tuple[Any, ...]]:
    paths: list[str] = []
    for place in range(len(shape.parent)):
        above, key = shape.parent[place], first + place
        paths.append((paths[above] if above >= 0 else "") + path_step(key))
        up, down = int(chance.expovariate(0.1)), int(chance.expovariate(0.3))
        yield _row(
            Comment,
            id=key,
            public_id=uuid.UUID(int=chance.getrandbits(128)),
            hearing_id=hearing.pk,
            section_id=section_of[place],
            version_id=hearing.version_id,
            parent_id=first + above if above >= 0 else None,
            root_id=first + shape.root[place] if above >= 0 else None,
            depth=shape.depth[place],
            path=paths[place],
            author_id=first_person + chance.randrange(people),
            up=up,
            down=down,
            score=score(up, down),
            reply_count=shape.replies[place],
            descendant_count=shape.below[place] if above < 0 else 0,
            status="visible",
            is_listed=True,
            lot=chance.randrange(2**31),
            revision=1,
            body=BODY[: 40 + chance.randrange(len(BODY) - 40)],
            created_at=NOW,
        )


def _row(model: Any, **values: Any) -> tuple[Any, ...]:
    return tuple((_defaults(model) | values).values())


@cache
def _defaults(model: Any) -> dict[str, Any]:
    return {field.attname: None if field.null else _default(field) for field in model._meta.fields}


def _default(field: Any) -> Any:
    value = field.get_default()
    return "" if value is None else json.dumps(value) if isinstance(value, list) else value


def _last(model: Any) -> int:
    row = model.objects.order_by("-pk").values_list("pk", flat=True).first()
    return row or 0


def _copy(model: Any, rows: Iterable[tuple[Any, ...]]) -> None:
    table, columns = model._meta.db_table, [field.column for field in model._meta.fields]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Foreign keys are right by construction; checking them row by row would take most of the time.
            cursor.execute("SET session_replication_role = replica")
            with cursor.cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute("SET session_replication_role = DEFAULT")
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
            return
        cursor.execute("PRAGMA foreign_keys=OFF")
        # Room for the indexes of a million rows, and one transaction: each row in its own took a quarter of an hour.
        cursor.execute("PRAGMA cache_size=-1000000")
        cursor.execute("BEGIN")
        marks = ", ".join(["?"] * len(columns))
        waiting = iter(rows)
        while batch := list(itertools.islice(waiting, BATCH)):
            plain = [[value.hex if isinstance(value, uuid.UUID) else _stored(value) for value in row] for row in batch]
            cursor.connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", plain)
        cursor.execute("COMMIT")
        cursor.execute("PRAGMA cache_size=-2000")
        cursor.execute("PRAGMA foreign_keys=ON")


def _stored(value: Any) -> Any:
    return value.strftime("%Y-%m-%d %H:%M:%S") if value is NOW else value


class _without_indexes:  # noqa: N801 read as a word in a with statement
    """Writes a table without its indexes and makes them again afterwards: many times faster."""

    def __init__(self, table: str) -> None:
        self.table = table
        self.made: list[str] = []

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(
                    "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname LIKE 'comment\\_%%'",
                    [self.table],
                )
            else:
                cursor.execute(
                    "SELECT name, sql FROM sqlite_master WHERE tbl_name = %s AND type = 'index' "
                    "AND name LIKE 'comment%%' AND sql IS NOT NULL",
                    [self.table],
                )
            for name, sql in cursor.fetchall():
                cursor.execute(f'DROP INDEX "{name}"')
                self.made.append(sql)

    def __exit__(self, *_: object) -> None:
        with connection.cursor() as cursor:
            for sql in self.made:
                cursor.execute(sql)

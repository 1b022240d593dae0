"""What changed between two texts of a service, in a form people can read.

Pure: two contents in, a list of changed fields out. Texts are compared word by word (Thai has no spaces between
words, so the project's own word boundaries are used), lists line by line, codes by their names.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import Literal

from services.models import FactName, wording
from services.models.content import ServiceContent, Standing
from services.models.wording import Words, word
from superapp.thai import money
from superapp.thai.words import Lexicon

Kind = Literal["same", "added", "removed"]
Names = Mapping[str, Mapping[str, str]]

# Lines more alike than this are one line that was changed; others are one line gone and another come.
ALIKE = 0.5
# Above this many words difflib may take its short cuts; below, it finds the smallest difference.
EXACT_WORDS = 600

FIELDS: dict[str, Words] = {
    "name_th": ("ชื่อ (ไทย)", "Name (Thai)"),
    "name_en": ("ชื่อ (อังกฤษ)", "Name (English)"),
    "description_th": ("คำอธิบาย (ไทย)", "Description (Thai)"),
    "description_en": ("คำอธิบาย (อังกฤษ)", "Description (English)"),
    "agency": ("หน่วยงาน", "Agency"),
    "category": ("หมวด", "Category"),
    "life_event": ("เหตุการณ์ในชีวิตหรือธุรกิจ", "Life or business event"),
    "focus_area": ("ด้านสำคัญ", "Focus area"),
    "audience": ("สำหรับใคร", "Audience"),
    "kind": ("ลักษณะบริการ", "Kind"),
    "digital_level": ("ระดับดิจิทัล", "Digital level"),
    "channels": ("ช่องทาง", "Channels"),
    "fees": ("ค่าธรรมเนียม", "Fees"),
    "processing_working_days": ("ระยะเวลา", "Processing time"),
    "evidence": ("เอกสารที่ต้องใช้", "Required documents"),
    "login": ("การเข้าสู่ระบบ", "Sign-in"),
    "minimum_assurance": ("ระดับการยืนยันตัวตนขั้นต่ำ", "Minimum identity assurance"),
    "outputs": ("สิ่งที่ได้รับ", "Outputs"),
    "legal": ("กฎหมายที่เกี่ยวข้อง", "Laws"),
    "related": ("บริการที่เกี่ยวข้อง", "Related services"),
    "keywords": ("คำที่คนใช้ค้นหา", "Search words"),
}
NONE: Words = ("ไม่ระบุ", "None")
STANDING: Words = ("ความแน่นอน", "Certainty")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text: the same in both, only in the newer (added) or only in the older (removed)."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a field. `kind` "changed" has segments of all kinds, the others one segment of their own kind."""

    kind: Literal["same", "added", "removed", "changed"]
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A field that differs. `field` is its name in ServiceContent, or "facts.<name>"; a list has `is_list`.

    `before` and `after` are its lines as text; empty when there is nothing.
    """

    field: str
    label: str
    is_list: bool
    before: tuple[str, ...]
    after: tuple[str, ...]
    lines: tuple[Line, ...]


def compare(
    before: ServiceContent | None, after: ServiceContent, *, language: str = "th", names: Names | None = None
) -> tuple[Change, ...]:
    """Return the fields in which `after` differs from `before`, in the order of a service's page.

    `before` None: everything is new. `names` gives, for "agency", "category", "life_event", "focus_area" and
    "related", the name of each code; a code without a name is shown as it is.
    """
    changes = []
    for field, label in FIELDS.items():
        if before is not None and getattr(before, field) == getattr(after, field):
            continue
        old = () if before is None else lines_of(before, field, language=language, names=names)
        new = lines_of(after, field, language=language, names=names)
        if old != new:
            changes.append(_change(field, word(label, language), old, new))
    for name in FactName.values:
        if before is not None and before.facts[name] == after.facts[name]:
            continue
        old = () if before is None else _standing_lines(before.facts[name], language)
        new = _standing_lines(after.facts[name], language)
        label = f"{word(STANDING, language)}: {word(wording.FACT[name], language)}"
        changes.append(_change(f"facts.{name}", label, old, new))
    return tuple(changes)


def lines_of(
    content: ServiceContent, field: str, *, language: str = "th", names: Names | None = None
) -> tuple[str, ...]:
    """Return what a field of a content says, one line for each item; "unknown" and "none" are lines too."""
    return tuple(_lines(content, field, language, names or {}))


def _lines(content: ServiceContent, field: str, language: str, names: Names) -> Iterator[str]:
    value = getattr(content, field)
    if field in {"fees", "evidence"} and value is None:
        yield word(wording.UNKNOWN, language)
    elif field == "fees":
        for fee in value:
            amount = "" if fee.amount_satang is None else money.text(fee.amount_satang, language)
            if fee.amount_satang == 0:
                amount = word(wording.FREE, language)
            yield " · ".join(part for part in (amount, fee.note_th, fee.note_en) if part)
    elif field == "evidence":
        for row in value:
            notes = " / ".join(part for part in (row.note_th, row.note_en) if part)
            yield f"{row.name_th} / {row.name_en}" + (f" ({notes})" if notes else "")
        if not value:
            yield word(wording.NO_EVIDENCE, language)
    elif field == "channels":
        for channel in value:
            yield " · ".join(part for part in (word(wording.CHANNEL[channel.type], language), channel.url) if part)
    elif field == "legal":
        for law in value:
            title = " / ".join(part for part in (law.title_th, law.title_en) if part)
            yield f"{title} · {law.section}" if law.section else title
    elif field == "outputs":
        yield from (word(wording.OUTPUT[each], language) for each in value)
    elif field == "audience":
        yield from (word(wording.AUDIENCE[each], language) for each in value)
    elif field == "processing_working_days":
        yield wording.working_days(value, language)
    elif field in {"kind", "digital_level", "login"}:
        yield word(getattr(wording, field.upper())[value], language)
    elif field in {"agency", "category", "life_event", "focus_area"}:
        yield names.get(field, {}).get(value, value) or word(NONE, language)
    elif field == "related":
        yield from (names.get(field, {}).get(each, each) for each in value)
    elif field == "keywords":
        yield from value
    else:
        yield value or word(NONE, language)


def _standing_lines(standing: Standing, language: str) -> tuple[str, ...]:
    certainty = word(wording.CERTAINTY[standing.certainty], language)
    return (certainty, standing.source) if standing.source else (certainty,)


def _change(field: str, label: str, before: tuple[str, ...], after: tuple[str, ...]) -> Change:
    is_list = field in {"channels", "fees", "evidence", "outputs", "audience", "legal", "related", "keywords"}
    return Change(field, label, is_list, before, after, tuple(_compare_lines(before, after)))


def _compare_lines(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old, new = list(before[old_from:old_to]), list(after[new_from:new_to])
        if tag == "equal":
            yield from (Line("same", (Segment("same", text),)) for text in old)
            continue
        pairs = min(len(old), len(new))
        for one, other in zip(old[:pairs], new[:pairs], strict=True):
            yield from _changed_line(one, other)
        yield from (Line("removed", (Segment("removed", text),)) for text in old[pairs:])
        yield from (Line("added", (Segment("added", text),)) for text in new[pairs:])


def _changed_line(before: str, after: str) -> Iterator[Line]:
    segments = words_changed(before, after)
    same = sum(len(part.text) for part in segments if part.kind == "same")
    if same >= ALIKE * max(len(before), len(after)) / 2:
        yield Line("changed", segments)
    else:
        yield Line("removed", (Segment("removed", before),))
        yield Line("added", (Segment("added", after),))


def words_changed(before: str, after: str) -> tuple[Segment, ...]:
    """Return both texts as one run of segments: those not "added" join to `before`, those not "removed" to `after`.

    >>> words_changed("ภายใน 15 วัน", "ภายใน 30 วัน")[1:3]
    (Segment(kind='removed', text='15'), Segment(kind='added', text='30'))
    """
    old, new = _lexicon().cut(before), _lexicon().cut(after)
    matcher = SequenceMatcher(None, old, new, autojunk=max(len(old), len(new)) > EXACT_WORDS)
    runs: list[tuple[str, str, str]] = []  # same, removed, added: either the first or the other two
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        gone, come = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        if tag != "equal":
            runs.append(("", gone, come))
        elif gone.isspace() and runs and len(new) > new_to:
            # A lone space between two changes is part of the change: marks that skip it are hard to read.
            runs.append(("", gone, gone))
        else:
            runs.append((gone, "", ""))
    return tuple(_segments(runs))


def _segments(runs: list[tuple[str, str, str]]) -> Iterator[Segment]:
    removed = added = ""
    for same, gone, come in runs:
        if same:
            yield from _marked(removed, added)
            yield Segment("same", same)
            removed = added = ""
        removed, added = removed + gone, added + come
    yield from _marked(removed, added)


def _marked(removed: str, added: str) -> Iterator[Segment]:
    if removed:
        yield Segment("removed", removed)
    if added:
        yield Segment("added", added)


@cache
def _lexicon() -> Lexicon:
    return Lexicon()

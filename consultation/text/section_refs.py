"""References to sections of the draft, and of other laws, as people write them.

Read from left to right: a word for section, a number, then whatever belongs to it (items, paragraphs, more numbers of a
list or a range), and last the law that the whole group names. What is not surely a reference is none: ม.5 is also a
school year, and "the next section" is not resolved.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from consultation.text import laws
from consultation.text.spelled import NUMBER_WORDS, number_of
from superapp.thai.numerals import to_arabic

LAST: Final = "last"
"""The paragraph of วรรคท้าย."""

_HEAD: Final = re.compile(
    r"(?:วรรค\s?(?P<paragraph>หนึ่ง|แรก|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|สิบ|ท้าย|สุดท้าย|\d{1,2})\s?(?:ของ|แห่ง|ใน)?\s?)?"
    r"(?:มาตรา(?!การ|ฐาน|ส่วน)\s{0,4}(?:ที่\s?)?|(?P<short>(?<![ก-๎.])ม\.\s?)|(?P<english>\b[Ss]ec(?:tion|tions|\.)?\s{1,2}))"
    rf"(?=\d|{NUMBER_WORDS})"
)
# ทวิ, ตรี and the others stand for numbers inserted later; ฉ, นว and ทศ also begin longer words.
_ORDINALS: Final = {"bis": "ทวิ", "ter": "ตรี", "quater": "จัตวา"}
_NUMBER: Final = re.compile(
    r"(?P<number>\d{1,4})(?:\s?/\s?(?P<sub>\d{1,3}))?(?!\d)"
    r"(?:\s?(?P<ordinal>ทวิ(?!ภาค|ต)|ตรี(?!ศูล|ยม|เทพ)|จัตวา|เบญจ(?!า)|(?:ฉ|สัตต|อัฏฐ|นว|ทศ)(?![ก-๎])|(?:bis|ter|quater)(?![a-z])))?"
)
_ITEM: Final = re.compile(
    r"\s{0,2}(?:อนุมาตรา\s?|อนุ\s?)?\((?P<item>\d{1,3}|[ก-ฮ]|[a-z])\)|\s?อนุ(?:มาตรา)?\s?(?P<bare>\d{1,3})"
)
_NEXT_ITEM: Final = re.compile(r"\s{0,2}(?:,|และ|กับ|หรือ)?\s{0,2}(?=(?:อนุมาตรา\s?|อนุ\s?)?\(\d)")
_PARAGRAPH: Final = re.compile(r"\s{0,2}วรรค\s?(?P<paragraph>หนึ่ง|แรก|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|สิบ|ท้าย|สุดท้าย|\d{1,2})")
_NEXT_PARAGRAPH: Final = re.compile(r"\s{0,2}(?:,|และ|กับ|หรือ)\s{0,2}(?=วรรค)")
_PARAGRAPHS: Final = {
    "หนึ่ง": "1", "แรก": "1", "สอง": "2", "สาม": "3", "สี่": "4", "ห้า": "5", "หก": "6", "เจ็ด": "7", "แปด": "8",
    "เก้า": "9", "สิบ": "10", "ท้าย": LAST, "สุดท้าย": LAST,
}  # fmt: skip
_NEXT: Final = re.compile(
    r"\s{0,2}(?:,|และ|กับ|หรือ|&|\band\b|\bor\b)\s{0,2}(?P<head>(?:รวมถึง)?(?:มาตรา|ม\.)\s{0,2}(?:ที่\s?)?)?(?=\d)"
)
_UNTIL: Final = re.compile(r"\s{0,2}(?:จน)?(?:ถึง|-|–|\bto\b)\s{0,2}(?:มาตรา|ม\.)?\s{0,2}(?=\d)")
_THOUSANDS: Final = re.compile(r",\d{3}(?!\d)")
# What a bare number of a list may not be followed by: then it counts something, or is a day, a time or an amount.
_UNIT: Final = re.compile(
    r"\s{0,2}(?:คน|ท่าน|ราย|บาท|สตางค์|ปี|วัน|เดือน|สัปดาห์|อาทิตย์|ชั่วโมง|ชม|นาที|โมง|น\.|ข้อ|ฉบับ|%|เปอร์เซ็น|เปอร์เซนต์|ล้าน|แสน|หมื่น"
    r"|พัน|ร้อย|ครั้ง|แห่ง(?!พระ|พ\.|ร่าง|ประมวล)|อำเภอ|จังหวัด|ตำบล|หมู่|กิโล|กม\.|เมตร|ไร่|งาน|ตาราง|ตัว|หน้า|ประการ|ประเด็น|ใบ|เท่า|เรื่อง"
    r"|คะแนน|หลัง|คัน|ชุด|องค์กร|หน่วย|ด้าน|กลุ่ม|มื้อ|ขวบ|โรง|บริษัท|อย่าง|ส่วน|ระดับ|รูป|ต้น|เม็ด|ขั้น|ช่อง|ช่วง|รอบ|ฝ่าย|พรรค|ครัวเรือน"
    r"|ม\.ค|ก\.พ|มี\.ค|เม\.ย|พ\.ค|มิ\.ย|ก\.ค|ส\.ค|ก\.ย|ต\.ค|พ\.ย|ธ\.ค|มกรา|กุมภา|มีนา|เมษา|พฤษภา|มิถุนา|กรกฎา|สิงหา|กันยา|ตุลา|พฤศจิกา|ธันวา"
    r"|[.:]\d|people|persons|years?\b|days?\b|months?\b|baht|percent)"
)
_NOT_BEFORE: Final = re.compile(r"(?:ชั้น|เรียน|บ้าน|หมู่|เลขที่|นักเรียน|ลูก|จบ|อยู่|ระดับ|น้อง)\s?$")
_NOT_AFTER: Final = re.compile(
    r"\s{0,2}(?:ต\.|ตำบล|อ\.|อำเภอ|ซ\.|ซอย|ถ\.|ถนน|จ\.|แขวง|ปลาย|ต้น|เทอม|ห้อง|\d{1,2}\s?ปี)|/\d{1,2}(?:\s?(?:ห้อง|ต\.))"
)
_LATEST_YEAR_LIKE: Final = 1999
"""A bare number above this one is a year, never a section."""

_SECTION_WORD: Final = re.compile(r"มาตรา|ม\.|[Ss]ec")


@dataclass(frozen=True, slots=True)
class SectionRef:
    """One section named in a comment.

    `ref` is the whole reference, `section` its number; `until` the last number of a range; `paragraph` and `item` where
    given; `law` the short title of another act, None for the draft; code points `start` to `end` of the text.
    """

    ref: str
    section: str
    until: str | None
    paragraph: str | None
    item: str | None
    law: str | None
    start: int
    end: int


def find(text: str) -> tuple[SectionRef, ...]:
    """Return the sections that `text` names, in order.

    >>> [found.ref for found in find("ไม่เห็นด้วยกับมาตรา ๑๒ วรรคสอง และมาตรา 13/1 (๒)")]
    ['12:2', '13/1(2)']
    """
    if not _SECTION_WORD.search(text):
        return ()
    text = to_arabic(text)
    found: list[SectionRef] = []
    at = 0
    while head := _HEAD.search(text, at):
        group, at = _group(text, head)
        found += group
    return tuple(found)


def strangers(found: Iterable[SectionRef], own: Collection[str]) -> tuple[SectionRef, ...]:
    """Return the references to the draft itself whose number is none of the draft's `own` section numbers."""
    return tuple(ref for ref in found if ref.law is None and ref.section not in own)


def _group(text: str, head: re.Match[str]) -> tuple[list[SectionRef], int]:
    """Read the references that follow one word for section; return them and where reading goes on."""
    at = head.end()
    if head["short"] and _NOT_BEFORE.search(text, max(0, head.start() - 12), head.start()):
        return [], at
    number, at = _number(text, at, is_glued=text[head.end() - 1] == "า")
    if number is None or (head["short"] and _NOT_AFTER.match(text, at)):
        return [], max(at, head.end())
    found: list[SectionRef] = []
    since = 0
    start = head.start()
    at = _details(text, number, start, at, found, _PARAGRAPHS.get(head["paragraph"] or "", head["paragraph"]))
    while joint := _NEXT.match(text, at):
        number, end = _number(text, joint.end(), is_glued=False)
        if number is None or (not joint["head"] and _is_count(text, number, end, joint.group())):
            break
        start = joint.start("head") if joint["head"] else joint.end()
        # A law named at the end is that of the numbers since the last word for section, not of all before.
        since = len(found) if joint["head"] else since
        at = _details(text, number, start, end, found, None)
    law, end = laws.named(text, head.start(), at)
    if law is None:
        return found, at
    return [*found[:since], *(_of_law(ref, law) for ref in found[since:])], max(at, end)


def _number(text: str, at: int, *, is_glued: bool) -> tuple[str | None, int]:
    """Read a section's number, in digits or words; return it and where it ends."""
    found = _NUMBER.match(text, at)
    if found is None:
        return number_of(text, at, is_glued=is_glued)
    number = found["number"].lstrip("0")
    if not number:
        return None, found.end()
    if found["sub"]:
        number += f"/{int(found['sub'])}"
    if found["ordinal"]:
        number += f" {_ORDINALS.get(found['ordinal'], found['ordinal'])}"
    return number, found.end()


def _details(text: str, number: str, start: int, at: int, found: list[SectionRef], paragraph: str | None) -> int:
    """Add the references to one section: a range, its items, its paragraphs, or the section itself."""
    until = _UNTIL.match(text, at)
    if until:
        last, end = _number(text, until.end(), is_glued=False)
        is_other = text[until.start() : until.end()].strip()[-1:] in "าม."
        if last is not None and (is_other or not _is_count(text, last, end)) and _base(last) >= _base(number):
            found.append(_ref(number, start, end, until=last))
            return end
    items, at = _items(text, at)
    paragraphs: list[str | None] = [paragraph] if paragraph else []
    while match := _PARAGRAPH.match(text, at):
        paragraphs.append(_PARAGRAPHS.get(match["paragraph"], match["paragraph"]))
        at = match.end()
        joint = _NEXT_PARAGRAPH.match(text, at)
        if joint is None:
            break
        at = joint.end()
    if not items:
        items, at = _items(text, at)
    for each in paragraphs or [None]:
        for item in items or [None]:
            found.append(_ref(number, start, at, paragraph=each, item=item))
    return at


def _items(text: str, at: int) -> tuple[list[str | None], int]:
    """Read (1)(ก), or a list such as (1) (2) and (3)."""
    items: list[str | None] = []
    while match := _ITEM.match(text, at):
        item = match["item"] or match["bare"]
        # A letter after a number is an item of that item; a number after a number is the next item.
        if items and not item.isdigit() and items[-1] and items[-1].isdigit():
            items[-1] += f")({item}"
        else:
            items.append(item)
        at = match.end()
        joint = _NEXT_ITEM.match(text, at)
        if joint is not None:
            at = joint.end()
    return items, at


def _ref(
    number: str,
    start: int,
    end: int,
    until: str | None = None,
    paragraph: str | None = None,
    item: str | None = None,
) -> SectionRef:
    ref = f"{number}..{until}" if until else number
    if paragraph:
        ref += f":{paragraph}"
    if item:
        ref += f"({item})"
    return SectionRef(ref, number, until, paragraph, item, None, start, end)


def _of_law(ref: SectionRef, law: str) -> SectionRef:
    return SectionRef(f"{ref.ref}@{law}", ref.section, ref.until, ref.paragraph, ref.item, law, ref.start, ref.end)


def _is_count(text: str, number: str, end: int, joint: str = "") -> bool:
    """Tell whether a number without a word for section counts something instead, or is a year."""
    # In "112,113,114" the commas divide sections; in "5, 3,000" the second divides thousands.
    is_amount = joint != "," and _THOUSANDS.match(text, end)
    return bool(is_amount or _UNIT.match(text, end)) or _base(number) > _LATEST_YEAR_LIKE


def _base(number: str) -> int:
    return int(re.split(r"[/ ]", number)[0])

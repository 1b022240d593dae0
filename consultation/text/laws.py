"""Other laws named beside a section: "มาตรา 77 ของรัฐธรรมนูญ" is not section 77 of the draft."""

import re
from functools import cache
from typing import Final

from consultation.text.lexicon import lines

_KIND: Final = (
    r"(?:(?:พระราชบัญญัติ|พ\.?\s?ร\.?\s?บ\.?)(?:ประกอบรัฐธรรมนูญ)?(?:ว่าด้วย)?|พระราชกำหนด|พ\.?ร\.?ก\.?|พระราชกฤษฎีกา|พ\.?ร\.?ฎ\.?|กฎหมาย(?:ว่าด้วย)?"
    r"|กฎกระทรวง)"
)
_LEAD: Final = re.compile(r"(?:\s{0,2}(?:แห่ง|ของ)|\s?(?:ใน|ตาม))\s{0,2}(?P<draft>ร่าง)?\s?")
_NAMED_KIND: Final = re.compile(_KIND + r"\s{0,2}")
_LONGEST: Final = 60
_THIS: Final = re.compile(r"\s?(?:ฉบับ)?(?:นี้|ดังกล่าว|ที่เสนอ)")
_RUN: Final = re.compile(r"[ก-ฮเ-ไ][ก-๎]{2,59}")
_TAIL: Final = re.compile(r"(?:ฉบับ)?(?:นี้|ดังกล่าว)$|^(?:ฉบับ|นี้|ใหม่|เดิม|เก่า|อื่น|ที่)")
_YEAR: Final = r"(?:\s?(?:พ\.?\s?ศ\.?|พุทธศักราช)\s?\d{4})?"

# What people call a law without saying what kind it is, and its short title.
_CALLED: Final = {
    "รัฐธรรมนูญแห่งราชอาณาจักรไทย": "รัฐธรรมนูญ",
    "รัฐธรรมนูญ": "รัฐธรรมนูญ",
    "รธน.": "รัฐธรรมนูญ",
    "รธน": "รัฐธรรมนูญ",
    "ประมวลกฎหมายอาญา": "ประมวลกฎหมายอาญา",
    "ป.อาญา": "ประมวลกฎหมายอาญา",
    "ป.อ.": "ประมวลกฎหมายอาญา",
    "กฎหมายอาญา": "ประมวลกฎหมายอาญา",
    "ประมวลกฎหมายแพ่งและพาณิชย์": "ประมวลกฎหมายแพ่งและพาณิชย์",
    "ป.พ.พ.": "ประมวลกฎหมายแพ่งและพาณิชย์",
    "ประมวลกฎหมายวิธีพิจารณาความอาญา": "ประมวลกฎหมายวิธีพิจารณาความอาญา",
    "ป.วิ.อาญา": "ประมวลกฎหมายวิธีพิจารณาความอาญา",
    "ป.วิ.อ.": "ประมวลกฎหมายวิธีพิจารณาความอาญา",
    "ประมวลกฎหมายวิธีพิจารณาความแพ่ง": "ประมวลกฎหมายวิธีพิจารณาความแพ่ง",
    "ป.วิ.แพ่ง": "ประมวลกฎหมายวิธีพิจารณาความแพ่ง",
    "ป.วิ.พ.": "ประมวลกฎหมายวิธีพิจารณาความแพ่ง",
    "ประมวลกฎหมายที่ดิน": "ประมวลกฎหมายที่ดิน",
    "ประมวลกฎหมายยาเสพติด": "ประมวลกฎหมายยาเสพติด",
    "ประมวลรัษฎากร": "ประมวลรัษฎากร",
    "ประกันสังคม": "ประกันสังคม",
    "ผู้ประกันตน": "ประกันสังคม",
    "PDPA": "คุ้มครองข้อมูลส่วนบุคคล",
}
_CALLED_AFTER: Final = re.compile("|".join(re.escape(name) for name in sorted(_CALLED, key=len, reverse=True)), re.I)
_CALLED_BEFORE: Final = re.compile(rf"(?P<name>{_CALLED_AFTER.pattern}){_YEAR}(?:\s?ตาม)?\s?$", re.I)
_TITLED_BEFORE: Final = re.compile(rf"{_KIND}\s?(?P<title>[ก-๎]{{3,60}}?){_YEAR}\s?$")
_REACH_BEFORE: Final = 90


def named(text: str, start: int, end: int) -> tuple[str | None, int]:
    """Return the short title of the law that the references from `start` to `end` belong to, and where it ends.

    None for the draft itself, which is meant when no law is named or its name ends in นี้.

    >>> named("มาตรา 77 ของรัฐธรรมนูญ", 0, 8)
    ('รัฐธรรมนูญ', 22)
    """
    lead = _LEAD.match(text, end)
    if lead:
        return _after(text, lead)
    called = _CALLED_AFTER.match(text, end + 1) if text[end : end + 1] == " " else None
    if called:
        return _CALLED[_canonical(called.group())], called.end()
    window = text[max(0, start - _REACH_BEFORE) : start]
    before = _CALLED_BEFORE.search(window)
    if before:
        return _CALLED[_canonical(before["name"])], end
    if "พ" in window or "กฎ" in window:
        titled = _TITLED_BEFORE.search(window)
        if titled and titled["title"] in _titles():
            return titled["title"], end
    return None, end


def _after(text: str, lead: re.Match[str]) -> tuple[str | None, int]:
    if lead["draft"]:
        return None, lead.end()
    at = lead.end()
    called = _CALLED_AFTER.match(text, at)
    if called:
        return _CALLED[_canonical(called.group())], called.end()
    kind = _NAMED_KIND.match(text, at)
    if kind is None or _THIS.match(text, kind.end()):
        return None, lead.start()
    at = kind.end()
    for length in range(min(_LONGEST, len(text) - at), 2, -1):
        if text[at : at + length] in _titles():
            return text[at : at + length], at + length
    run = _RUN.match(text, at)
    if run is None or _TAIL.search(run.group()):
        return None, lead.start()
    return run.group(), run.end()


def _canonical(name: str) -> str:
    return name.upper() if name.isascii() else name


@cache
def _titles() -> frozenset[str]:
    return frozenset(lines("law_titles.txt"))

"""Numbers of sections spelled in Thai words: สิบสอง is 12."""

import re
from typing import Final

_UNITS: Final = {
    "หนึ่ง": 1, "เอ็ด": 1, "สอง": 2, "ยี่": 2, "สาม": 3, "สี่": 4, "ห้า": 5, "หก": 6, "เจ็ด": 7, "แปด": 8, "เก้า": 9,
}  # fmt: skip
_POWERS: Final = {"สิบ": 10, "ร้อย": 100, "พัน": 1000}
# Words that only begin like a number: forbid, common, rectangle, chair, and so on.
NUMBER_WORDS: Final = (
    r"(?:หนึ่ง|เอ็ด|สอง(?!แถว|ต่อ)|ยี่(?!ห้อ|หร่า)|สาม(?!ารถ|ัญ|ี|ิ|เณร)|สี่(?!เหลี่ยม|แยก)|ห้า(?!ม|ง)|หก(?!ล้ม|คะเมน)|เจ็ด|แปด(?!เปื้อน)|เก้า(?!อี้)"
    r"|สิบ|ร้อย(?!ละ|เอ็ด(?=จังหวัด)|แก้ว|กรอง)|พัน(?!ธ|ธุ์|เอก|โท|ตรี))"
)
_SPELLED: Final = re.compile(rf"{NUMBER_WORDS}{{1,7}}")
_EACH: Final = re.compile("|".join([*_UNITS, *_POWERS]))
_COUNTED: Final = re.compile(r"\s?(?:มาตรา|ฉบับ|ข้อ|คน)")


def number_of(text: str, at: int, *, is_glued: bool) -> tuple[str | None, int]:
    """Return the number spelled at `at` in digits, and where it ends; None where none is surely meant.

    `is_glued` says that it follows มาตรา without a space: มาตราหนึ่ง alone is "some section", not section 1.

    >>> number_of("สิบสอง", 0, is_glued=False)
    ('12', 6)
    """
    found = _SPELLED.match(text, at)
    if found is None or (is_glued and found.group() == "หนึ่ง") or _COUNTED.match(text, found.end()):
        return None, at
    total = unit = 0
    for word in _EACH.findall(found.group()):
        if word in _POWERS:
            total += (unit or 1) * _POWERS[word]
            unit = 0
        elif unit:
            return None, at
        else:
            unit = _UNITS[word]
    return str(total + unit), found.end()

"""Numbers written as Thai words, so that สามสิบบาท finds 30 บาท."""

import re
from typing import Final

_DIGITS: Final = {"หนึ่ง": 1, "เอ็ด": 1, "สอง": 2, "ยี่": 2, "สาม": 3, "สี่": 4, "ห้า": 5, "หก": 6, "เจ็ด": 7,
                  "แปด": 8, "เก้า": 9}  # fmt: skip
_UNITS: Final = {"สิบ": 10, "ร้อย": 100, "พัน": 1_000, "หมื่น": 10_000, "แสน": 100_000, "ล้าน": 1_000_000}
_PART: Final = re.compile("|".join((*_DIGITS, *_UNITS)))
_RUN: Final = re.compile(f"(?:{_PART.pattern})+")


def spelled(text: str) -> tuple[str, ...]:
    """Return the numbers spelled in `text` as digits, in order. Single words such as สอง or ร้อย count too.

    >>> spelled("อายุสิบเจ็ด ได้แปดร้อยบาท")
    ('17', '800')
    """
    found = []
    for run in _RUN.finditer(text):
        total = 0
        current = 0
        last_unit = 1
        for part in _PART.findall(run.group()):
            if part in _DIGITS:
                current = _DIGITS[part]
            else:
                last_unit = _UNITS[part]
                if last_unit == 1_000_000 and total:
                    total = (total + current) * last_unit
                else:
                    total += (current or 1) * last_unit
                current = 0
        # "ล้านแปด" is said for 1.8 million: a bare digit after a large unit counts tenths of it.
        total += current * (last_unit // 10 if last_unit >= 100 else 1)
        found.append(str(total))
    return tuple(found)

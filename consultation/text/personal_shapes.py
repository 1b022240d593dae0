"""What personal data look like in Thai comments: patterns over Arabic digits, each bounded and free of nested repeats.

Shapes only; personal_data.py decides what counts. A telephone number is told by how its digits are grouped, so that
times, dates and amounts of money are not taken for one.
"""

import re
from typing import Final

# A dash with spaces around, a full stop, one space or a closing bracket may divide the groups of a number.
_S: Final = r"(?: ?[-–.] ?|\) ?| )"
_START: Final = r"(?<!\d)(?<!\d[-–.,])"

URL: Final = re.compile(r"(?:https?://|www\.)[^\s<>\"ก-๎]{1,2000}", re.I)

EMAIL: Final = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63} ?(?:@|\(at\)|\[at\]) ?"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,5}[A-Za-z]{2,24}(?![A-Za-z0-9])"
)

SHAPED_ID: Final = re.compile(r"(?<!\d)\d([-–. ])\d{4}\1\d{5}\1\d{2}\1\d(?!\d)")
# Thirteen digits, however grouped: counts beside a word for the card, or when its check digit is right and it is whole.
LOOSE_ID: Final = re.compile(_START + r"\d(?:[-–. ]?\d){12}(?!\d)(?![.,]\d)")
ID_CUE: Final = re.compile(r"บัตร|ประชาชน|ปชช|เลขประจำตัว|เลข ?13|id ?card|citizen|national id", re.I)
ID_CUE_REACH: Final = 25

ACCOUNT: Final = re.compile(
    _START + r"(?:\d{3}[- ]\d[- ]\d{5}[- ]\d|\d{3}[- ]\d[- ]\d{5}[- ]\d{1,2}|\d{10,12})(?!\d)(?![.,]\d)"
    r"(?! ?(?:บาท|ล้าน|baht))"
)
ACCOUNT_CUE: Final = re.compile(
    r"บัญชี|บ/ช|บช\.|ธนาคาร|กสิกร|กรุงไทย|ไทยพาณิชย์|ออมสิน|ธ\.?ก\.?ส\.?|ทหารไทย|กรุงศรี|ธอส|โอนเงิน|โอนเข้า|"
    r"\b(?:scb|kbank|ktb|bbl|ttb|account|acc no)\b",
    re.I,
)
ACCOUNT_CUE_REACH: Final = 30

_MOBILE: Final = (
    rf"[689](?:\d{{8}}|\d{_S}\d{{7}}|\d{_S}\d{{3}}{_S}\d{{4}}|\d{_S}\d{{4}}{_S}\d{{3}}"
    rf"|{_S}\d{{4}}{_S}\d{{4}}|\d{{2}}{_S}\d{{3}}{_S}\d{{3}}|\d{{2}}{_S}\d{{6}}|\d{{3}}{_S}\d{{5}})"
)
_LANDLINE: Final = rf"[23457](?:\d{{7}}|{_S}\d{{3}}{_S}\d{{4}}|{_S}\d{{7}}|\d{_S}\d{{3}}{_S}\d{{3}}|\d{_S}\d{{6}})"
_LONG: Final = rf"{_S}[689]\d{{3}}{_S}\d{{5}}|{_S}[23457]\d{{3}}{_S}\d{{4}}"
# After +66 the zero falls away, so the first group is one digit shorter and may stand alone.
_ABROAD: Final = rf"(?:\+ ?66|(?<!\d)0066|(?<!\d)66)(?:{_S})?(?:\(0\) ?|0)?"
PHONE: Final = re.compile(
    rf"(?:{_START}\(?0(?:{_MOBILE}|{_LANDLINE}|{_LONG})|{_ABROAD}(?:{_MOBILE}|{_LANDLINE}|[689]{_S}\d{{4}}{_S}\d{{4}}))(?!\d)"
)
# Digit by digit, to slip past a filter: 0 8 1 2 3 4 5 6 7 8 or 0-8-1-...
SPACED: Final = re.compile(r"(?<!\d)(?<!\d[ .\-_*])\d([ .\-_*])\d(?:\1\d){7,11}(?!\d)(?!\1\d)")
PHONE_DIGITS: Final = re.compile(r"0[689]\d{8}|0[23457]\d{7}")

DIGIT_WORDS: Final = {
    "ศูนย์": "0", "หนึ่ง": "1", "สอง": "2", "สาม": "3", "สี่": "4", "ห้า": "5", "หก": "6", "เจ็ด": "7", "แปด": "8",
    "เก้า": "9",
}  # fmt: skip
DIGIT_WORD: Final = re.compile("|".join(DIGIT_WORDS))
SPELLED: Final = re.compile(rf"(?:(?:{'|'.join(DIGIT_WORDS)})[ -]?){{8,12}}(?:{'|'.join(DIGIT_WORDS)})")

_LINE: Final = r"(?:ไลน์|(?<![a-z])line)"
LINE_ID: Final = re.compile(
    rf"(?:{_LINE} ?(?:ไอดี|id)|(?:ไอดี|(?<![a-z])id) ?{_LINE}|{_LINE}(?= ?[:=@])"
    rf"|(?:แอด|ทัก|add|ติดต่อ|สอบถาม)(?:มา|ได้|เพิ่ม|ทาง|ที่|ผ่าน| ){{0,3}}{_LINE})"
    r"\s{0,3}[:=]?\s{0,3}(?P<value>@?[a-z0-9][a-z0-9._-]{2,29})(?![a-z0-9@])",
    re.I,
)

_ROAD: Final = (
    r"(?:หมู่(?:ที่)? ?\d{1,2}|ม\. ?\d{1,2}|(?:หมู่บ้าน|ซอย|ซ\.|ถนน|ถ\.) ?[ก-ฮเ-ไ][ก-๎]{1,24}(?: ?\d{1,3}(?:/\d{1,3})?(?!\d))?)"
)
_PLACE: Final = (
    r"(?:หมู่(?:ที่)? ?\d{1,2}|ม\. ?\d{1,2}|(?:หมู่บ้าน|ซอย|ซ\.|ถนน|ถ\.|ตำบล|ต\.|แขวง|อำเภอ|อ\.|เขต|จังหวัด|จ\.)"
    r" ?[ก-ฮเ-ไ][ก-๎]{1,24}(?: ?\d{1,3}(?:/\d{1,3})?(?!\d))?|กรุงเทพ(?:มหานคร|ฯ)?|กทม\.?)"
)
_HOUSE: Final = r"\d{1,5}(?:/\d{1,5})?(?!\d)"
ADDRESS: Final = re.compile(
    rf"(?:บ้านเลขที่ ?{_HOUSE}(?:[ ,]{{0,2}}{_PLACE}){{0,8}}"
    rf"|(?<![\d/.,])(?:เลขที่ ?)?{_HOUSE}[ ,]{{0,2}}{_ROAD}(?:[ ,]{{0,2}}{_PLACE}){{1,7}})(?: \d{{5}}(?!\d))?"
)

"""Texts made to cost time: the known traps of Unicode, of Thai tokenisers and of our own patterns, and random repeats.

The measurement in bench/texts.py times all of them; the tests only look that none of them breaks anything.
"""

import random
from collections.abc import Iterator
from typing import Final

LENGTH: Final = 10_000

_REPEATED: Final = {
    "tone mark": "\u0e48",
    "tone and vowel below": "\u0e48\u0e38",
    "long a": "า",
    "a and short a": "าะ",
    "short a and sara am": "ะำ",
    "lakkhangyao and a": "ๅา",
    "sara am and a": "ำา",
    "karma": "กรรม",
    "one consonant": "ก",
    "very": "มาก",
    "field": "นา",
    "root": "ราก",
    "leading vowel": "เ",
    "leading vowel and tone": "เ\u0e48",
    "e-mail": "a@a.",
    "at signs": "@",
    "dots": ".",
    "title and words": "นาย ขข ขข ",
    "title and name": "นายสมชาย ใจดี ",
    "dotted": "ค.ั",
    "spaced letters": "ค ว ",
    "signs": "ส.ัส",
    "digits": "1",
    "zero and eight": "08",
    "digits and dashes": "1-",
    "grouped digits": "081-234-",
    "thousands": "1,000,",
    "id digits": "1234567890121 ",
    "section": "มาตรา ",
    "sections": "มาตรา 1 และ ",
    "list of numbers": "1,",
    "list of sections": "มาตรา 1,",
    "ranges": "มาตรา 1-2",
    "items": "(1)",
    "paragraphs": "วรรคสอง",
    "spelled": "สิบสอง",
    "spelled sections": "มาตราสิบ",
    "laws": "มาตรา 1 ของ พ.ร.บ.",
    "house": "1/1 หมู่ 1 ",
    "houses": "บ้านเลขที่ 1 ",
    "line": "ไลน์ไอดี ",
    "links": "https://",
    "not": "ไม่",
    "not agree": "ไม่เห็นด้วย",
    "double no": "ไม่ได้ไม่",
    "who": "ใครจะ",
    "if": "ถ้าว่า",
    "others": "คนที่",
    "english": "i do not ",
    "karaoke": "mai hen ",
    "emoji": "\U0001f44d\U0001f3fd",
    "joined emoji": "\U0001f468\u200d",
    "surrogate": "\ud83d",
    "right to left": "\u202eก",
    "zero width": "ก\u200b",
    "foreign mark": "e\u0301",
    "two foreign marks": "\u0301\u0323",
    "NUL": "\x00",
    "line breaks": "\n",
    "tabs and spaces": " \t",
    "lao": "ບໍ່",
    "chinese": "我",
    "homoglyphs": "аgrее ",
}
TRAPS: Final = {name: (unit * LENGTH)[:LENGTH] for name, unit in _REPEATED.items()} | {
    "tones then vowels": "\u0e48" * (LENGTH // 2) + "\u0e38" * (LENGTH // 2),
    "foreign marks in two runs": "\u0301" * (LENGTH // 2) + "\u0323" * (LENGTH // 2),
    "elongated": "ชั้ลเครียส" + "ส" * (LENGTH - 10),
    "elongated very": "มา" + "ก" * (LENGTH - 2),
    "too long": "ไม่เห็นด้วย " * LENGTH,
}

_UNITS: Final = (
    *_REPEATED.values(),
    "เห็นด้วย", "แต่", "หาก", "สนับสนุน", "คัดค้าน", "ม.", "12", "๑๒", "/1", "วรรค", "ข้อ", "แห่ง", "พระราชบัญญัติ",
    "นี้", "ถึง", "ทวิ", "บัตร", "บัญชี", "โทร", "+66", "คุณ", "นาง", "ชื่อ", "ต.", "อ.", "จ.", "ไอ้", "อี", "ห", "์", "็", "ฯ",
    "ๆ", " ", "  ", "\n", "-", "–", "(", ")", "ก)", "x", "A", "www.", "@gmail.com", "สสส.", "ส.ส.", "ศูนย์", "แปด",
    "ใจดี", "สมชาย", "ค ว ย",
)  # fmt: skip


def random_repeats(count: int, seed: int = 7) -> Iterator[str]:
    """Yield texts of 10,000 characters: one to five random units over and over, from the same seed the same texts."""
    chance = random.Random(seed)
    for _ in range(count):
        unit = "".join(chance.choice(_UNITS) for _ in range(chance.randint(1, 5)))
        yield (unit * (LENGTH // max(1, len(unit)) + 1))[:LENGTH]

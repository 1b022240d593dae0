"""The two forms of a Thai text: one to show and keep, one to analyse.

People type Thai in many orders that look alike on the screen. The display form removes what nobody can see; the
analysis form also writes every look-alike the same way, so that search and text analysis compare like with like.
Both run in linear time on any input, hostile or not, and both give the same text when applied twice.
"""

import re
import unicodedata

LIMIT = 10_000
"""Characters read of any text. The API refuses longer ones; cutting here is the second line."""

# Newline and tab stay: people write lists.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
# Thai, ASCII, tab and newline: what nearly every text consists of.
_PLAIN = re.compile("[\t\n -~\u0e01-\u0e5b]*")
_ODD_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_MARK = "\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
# Four and more marks in a row belong to no script we serve and make Unicode normalisation quadratic.
_MARK_RUN = re.compile(f"([{_MARK}]{{3}})[{_MARK}]+")
# Any mark that the list above does not name is still bounded before it reaches the library.
_LONG_MARK_RUN = 30

_THAI_DIGITS = {0x0E50 + digit: str(digit) for digit in range(10)}
_TONE = "\u0e48-\u0e4b"
_VOWEL_MARK = "\u0e31\u0e34-\u0e3a\u0e47"
_STEPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile("\u0e40\u0e40"), "\u0e41"),
    # Equal marks and repeated tone marks: one is meant.
    (re.compile(f"([{_VOWEL_MARK}{_TONE}\u0e4c-\u0e4e])\\1+"), r"\1"),
    (re.compile(f"([{_TONE}])[{_TONE}]+"), r"\1"),
    # Sara am typed in two pieces, or with its tone mark on the wrong side.
    (re.compile(f"\u0e4d([{_TONE}]?)\u0e32"), "\\1\u0e33"),
    (re.compile(f"([{_TONE}])\u0e4d\u0e32"), "\\1\u0e33"),
    (re.compile(f"\u0e33([{_TONE}])"), "\\1\u0e33"),
    # Tone mark typed before its vowel.
    (re.compile(f"([{_TONE}\u0e4c])([{_VOWEL_MARK}])"), r"\2\1"),
    # Tone mark typed after the leading vowel of the next syllable: it belongs to the syllable before.
    (re.compile(f"([ก-ฮ][{_VOWEL_MARK}]?)([เ-ไ])([{_TONE}])"), r"\1\3\2"),
    (re.compile(f"(?<![ก-ฮ{_VOWEL_MARK}])([เ-ไ])([{_TONE}])([ก-ฮ])"), r"\1\3\2"),
    # Elongation. Digits never collapse, nor acronyms such as สสส., which a full stop follows.
    (re.compile(r"([ก-ฮะ-ฺเ-ๆa-zA-Z])\1{2,}(?!\.|\1)"), r"\1"),
)
# Common misspellings whose correction is never wrong inside a longer word.
_SPELLING = {
    "กฏ": "กฎ",
    "ปรากฎ": "ปรากฏ",
    "เปน็": "เป็น",
    "เห้น": "เห็น",
    "เหน็": "เห็น",
    "อนุญาติ": "อนุญาต",
    "สังเกตุ": "สังเกต",
    "โอกาศ": "โอกาส",
    "ผลัดวัน": "ผัดวัน",
    "ศรีษะ": "ศีรษะ",
    "ประสพการณ์": "ประสบการณ์",
    "ลายเซ็นต์": "ลายเซ็น",
    "อินเตอร์เน็ต": "อินเทอร์เน็ต",
    "อีเมล์": "อีเมล",
    "แอพ": "แอป",
    "เวบไซต์": "เว็บไซต์",
    "เว็ปไซต์": "เว็บไซต์",
    "เว็บไซด์": "เว็บไซต์",
    "คลีนิค": "คลินิก",
    "คลินิค": "คลินิก",
    "พรบ.": "พ.ร.บ.",
    "ทะเบียณ": "ทะเบียน",
    "สวัสดีการ": "สวัสดิการ",
}
_MISSPELT = re.compile("|".join(sorted(map(re.escape, _SPELLING), key=len, reverse=True)))
_ROUNDS = 3
# Most texts need no step at all, and looking is cheaper than replacing.
_NEEDED = (*(pattern.search for pattern, _ in _STEPS), _MISSPELT.search)


def display(text: str) -> str:
    """Return `text` without what cannot be seen, composed, at most 10,000 characters.

    Control, zero-width, direction and surrogate characters go, odd spaces become a plain one, and at most three
    marks stay on one letter. Spelling is untouched: this is the form to store and to show.

    >>> display("ไม่" + chr(0x200B) + "เห็นด้วย")
    'ไม่เห็นด้วย'
    """
    text = text[:LIMIT]
    if not _PLAIN.fullmatch(text):
        text = _ODD_SPACE.sub(" ", _INVISIBLE.sub("", text))
    text = _MARK_RUN.sub(r"\1", text)
    if unicodedata.is_normalized("NFC", text):
        return text
    return _MARK_RUN.sub(r"\1", unicodedata.normalize("NFC", _without_long_mark_runs(text)))


def analysis(text: str) -> str:
    """Return the form that search and text analysis compare: look-alikes written one way, Arabic digits.

    Never shown to people and never stored. Applying it twice changes nothing more.

    >>> analysis("เเก้ไข ๒๕๖๙")
    'แก้ไข 2569'
    """
    text = display(text).translate(_THAI_DIGITS)
    for _ in range(_ROUNDS):
        if not any(needed(text) for needed in _NEEDED):
            break
        before = text
        for pattern, replacement in _STEPS:
            text = pattern.sub(replacement, text)
        text = _MISSPELT.sub(lambda found: _SPELLING[found.group()], text)
        if text == before:
            break
    return text


def _without_long_mark_runs(text: str) -> str:
    kept: list[str] = []
    run = 0
    for letter in text:
        run = run + 1 if unicodedata.combining(letter) else 0
        if run <= _LONG_MARK_RUN:
            kept.append(letter)
    return "".join(kept)

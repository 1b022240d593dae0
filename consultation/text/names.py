"""Names of people in comments: a title, and a given or family name that the library's lists know.

A title and two words are a name once in four times (นาง is slang for "she"), so the lists decide: rare and foreign
names are missed. What is found is a hint for masking and for a person's review, never proof.
"""

import re
from collections.abc import Sequence
from typing import Final

from consultation.text import lexicon
from consultation.text import pieces as cutting

_LETTERS: Final = "[ก-ฮเ-ไ][ก-ฮะ-ฺเ-์]"
# The name itself stands in the lookahead: a title that leads to no name must not hide the next one.
_TITLED: Final = re.compile(
    "(?P<word>นางสาว|นาง|นาย|เด็กชาย|เด็กหญิง|คุณ|ชื่อ(?!นาย|นาง|เด็ก|คุณ))"
    f"(?= ?(?P<given>{_LETTERS}{{1,19}}) {{1,2}}(?P<family>{_LETTERS}{{1,23}})(?![ๆฯ]))"
    r"|(?<![ก-๎.])(?P<short>น\.ส\.|นส\.|ด\.ช\.|ด\.ญ\.|ดร\.|"
    r"พล\.(?:ต\.)?[อทต]\.|[พร]\.[ตอท]\.[ตอท]\.|[พรจส]\.[ตอท]\.)"
    f"(?= ?(?P<short_given>{_LETTERS}{{1,19}}) {{1,2}}(?P<short_family>{_LETTERS}{{1,23}})(?![ๆฯ]))"
)
_LATIN: Final = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr)\.? (?P<name>[A-Z][a-z]{1,19} [A-Z][a-z]{1,24})\b")
_LONGEST_UNKNOWN: Final = 20
# What follows a single given name more often than a family name does.
_NO_FAMILY: Final = (
    "เห็นด้วย", "ไม่เห็น", "คัดค้าน", "สนับสนุน", "เสนอ", "ฝาก", "อยาก", "พูด", "บอก", "กล่าว", "ครับ", "บ้านเลขที่", "เบอร์", "โทร",
)  # fmt: skip


def find(text: str, pieces: Sequence[str] | None = None) -> list[tuple[int, int]]:
    """Return where names stand in `text`, in order. `pieces` are its words if the caller has cut it already.

    >>> text = "นายสมชาย ใจดี เห็นด้วย"
    >>> [text[start:end] for start, end in find(text)]
    ['สมชาย ใจดี']
    """
    found = [(each.start("name"), each.end("name")) for each in _LATIN.finditer(text)]
    candidates = list(_TITLED.finditer(text))
    if candidates:
        words = cutting.starts(cutting.cut(text) if pieces is None else pieces)
        for each in candidates:
            span = _name(text, each, words)
            if span and (not found or span[0] >= found[-1][1]):
                found.append(span)
    return sorted(found)


def _name(text: str, found: re.Match[str], words: dict[int, str]) -> tuple[int, int] | None:
    word = found["word"]
    # นายจ้าง, นางพยาบาล and เจ้านาย are words of their own: the title must be a token.
    if word and words.get(found.start()) != word:
        return None
    kind = "" if word else "short_"
    given, family = found[f"{kind}given"], found[f"{kind}family"]
    start, at = found.span(f"{kind}given")[0], found.span(f"{kind}family")[0]
    is_given_known = given in lexicon.given_names()
    length = _known_family(family, at, words, len(text))
    if length and (is_given_known or length == len(family)):
        return start, at + length
    if not is_given_known or len(family) > _LONGEST_UNKNOWN or _is_ordinary(family, words.get(at, family)):
        return None
    return start, at + len(family)


def _known_family(run: str, at: int, words: dict[int, str], size: int) -> int:
    """Return the length of the longest listed family name that begins `run` and ends where a word does; else 0."""
    for length in range(len(run), 2, -1):
        if run[:length] in lexicon.family_names() and (
            length == len(run) or at + length in words or at + length == size
        ):
            return length
    return 0


def _is_ordinary(run: str, word: str) -> bool:
    return run.startswith(_NO_FAMILY) or word in lexicon.stop_words() or word in lexicon.kept_words()

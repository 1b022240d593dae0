"""Words of a law's text: cut safely with the law's own terms, and compared for how alike two wordings are."""

from collections import Counter
from functools import cache
from itertools import pairwise
from typing import Final

from superapp.thai import forms
from superapp.thai.words import Lexicon

# Set phrases of Thai statutes that the dictionary would cut in pieces: a difference reads better by whole terms.
TERMS: Final = (
    *("ราชกิจจานุเบกษา", "พระราชบัญญัติ", "พระราชกฤษฎีกา", "พระราชกำหนด", "กฎกระทรวง", "ข้อบัญญัติท้องถิ่น", "ประมวลกฎหมาย"),
    *("คณะรัฐมนตรี", "นายกรัฐมนตรี", "รัฐมนตรีว่าการ", "พนักงานเจ้าหน้าที่", "หน่วยงานของรัฐ", "ราชการส่วนท้องถิ่น", "สภาท้องถิ่น"),
    *("องค์กรปกครองส่วนท้องถิ่น", "ผู้บริหารท้องถิ่น", "ผู้มีสิทธิเลือกตั้ง", "ผู้เข้าชื่อ", "ผู้เชิญชวน", "ผู้เสนอกฎหมาย", "ประธานรัฐสภา"),
    *("สภาผู้แทนราษฎร", "คณะกรรมการการเลือกตั้ง", "กรรมการผู้ทรงคุณวุฒิ", "คณะอนุกรรมการ", "ผู้ควบคุมข้อมูลส่วนบุคคล"),
    *("บทเฉพาะกาล", "วรรคหนึ่ง", "วรรคสอง", "วรรคสาม", "วรรคสี่", "วรรคห้า", "วรรคท้าย", "โดยอนุโลม", "ทั้งนี้", "แล้วแต่กรณี"),
    *("ใช้บังคับ", "บังคับใช้", "รักษาการตามพระราชบัญญัตินี้", "ต้องระวางโทษ", "จำคุกไม่เกิน", "ปรับไม่เกิน", "ปรับเป็นพินัย"),
    *("เงินสงเคราะห์เพื่อการยังชีพ", "เบี้ยยังชีพ", "เงินบำรุงกองทุน", "กองทุนผู้สูงอายุ", "ผู้สูงอายุ", "บัญชีรายชื่อ"),
)
_BIGRAMS_FROM = 4


def cut(text: str) -> tuple[str, ...]:
    """Cut `text` into words and spaces as it stands; joined again they give it."""
    return _lexicon().cut(text)


@cache
def _lexicon() -> Lexicon:
    return Lexicon(TERMS)


def fingerprint(text: str) -> Counter[tuple[str, ...]]:
    """Return the pairs of neighbouring words of a text in its analysis form; single words where it is very short."""
    found = [word for line in text.split("\n") for word in _lexicon().tokens(line)]
    if len(found) < _BIGRAMS_FROM:
        return Counter((word,) for word in found)
    return Counter(pairwise(found))


def similarity(one: Counter[tuple[str, ...]], other: Counter[tuple[str, ...]]) -> float:
    """Return how alike two fingerprints are, from 0 to 1: twice what they share over what they have.

    >>> similarity(fingerprint("ให้ใช้บังคับ"), fingerprint("ให้ใช้บังคับ"))
    1.0
    """
    both = one.total() + other.total()
    return 2 * (one & other).total() / both if both else 1.0


def display_form(text: str) -> str:
    """Return `text` with each line in its display form: what a pasted passage is compared in."""
    return "\n".join(forms.display(line) for line in text.split("\n"))

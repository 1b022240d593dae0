"""The position a comment takes. The form's answer counts; rules over the words only fill gaps, and say so.

Double negation, questions and reports of what others think are set aside first; then negated verbs, then positive ones.
In doubt the answer is "unstated": irony is not seen, and calling a supporter an opponent is worse than calling nothing.
Tone is not position, so no tone model has a say here.
"""

import re
from dataclasses import dataclass
from typing import Final

SUPPORT: Final = "support"
SUPPORT_WITH_CHANGES: Final = "support_with_changes"
OPPOSE: Final = "oppose"
NEUTRAL: Final = "neutral"
MIXED: Final = "mixed"
UNSTATED: Final = "unstated"

FROM_FORM: Final = frozenset({SUPPORT, SUPPORT_WITH_CHANGES, OPPOSE, NEUTRAL})
FORM: Final = "form"
RULES: Final = "rules"

_NO: Final = r"(?:ไม่|ม่าย|มิ|บ่)"
_SEE: Final = r"(?:เห็น|เหน|เห๊น|เห็)"
_WITH: Final = r"(?:ด้วย|ดวย|ด้ว(?!ย)|ด้วน|ด้วง|ดั้ว)"
_AGREE: Final = rf"(?:{_SEE}\s?{_WITH}|{_SEE}\s?(?:ชอบ|พ้อง)|{_SEE}\s?ดี(?:\s?{_WITH}|\s?{_SEE}\s?งาม)?)"
_BILL: Final = r"(?:ร่าง|กฎหมาย|กม\.|พ\.?ร\.?บ\.?|พระราชบัญญัติ|มาตรา|แนวคิด|หลักการ|นโยบาย|เรื่องนี้|ข้อเสนอ|โครงการนี้|ฉบับนี้|การแก้)"
_ASKING: Final = (
    r"(?:ไหม|มั้ย|มั๊ย|มะ(?![ก-๎])|หรือไม่|หรือเปล่า|รึเปล่า|หรือป่าว|หรือยัง|ป่าว(?!ประกาศ)|เหรอ|หรอ|หรือ(?=\s|\?|$)|หรือ\s?ไม่)"
)
_OTHERS: Final = r"(?:คน|ฝ่าย|กลุ่ม|ผู้|พวก|เสียง|ใคร|เขา|เค้า|รัฐบาล|ส\.ส\.|สส\.?|นักการเมือง)(?:ที่|ซึ่ง|จะ|ก็|อาจ|เขา|ค้าน|\s){0,3}"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


# Set aside before anything is sought, or "who would not agree?" and "not against it" would count as positions.
_ASIDE: Final = _any(
    rf"(?:{_NO}|มิ)\s?(?:ได้|ใช่(?:ว่า)?|ถึงกับ|ถึงขั้น|เคย)\s?(?:จะ)?\s?(?:{_NO}\s?)?"
    rf"(?:{_AGREE}|สนับสนุน|ยอมรับ|คัดค้าน|ต่อต้าน|ค้าน|ขัดขวาง)",
    rf"ใช่ว่า(?:จะ)?\s?{_NO}\s?{_AGREE}",
    rf"{_NO}\s?(?:ขอ)?\s?(?:คัดค้าน|ค้าน|ต่อต้าน|ขัดข้อง|ปฏิเสธ|มีข้อคัดค้าน|มีใคร\S{{0,6}}{_AGREE}|เห็นว่าจะ)",
    rf"ใคร\s?(?:ๆ)?\s?(?:จะ|เขา|มัน)?\s?(?:ไป|กล้า)?\s?{_NO}\s?(?:{_AGREE}|เอา|สนับสนุน|อยากได้)",
    rf"(?:ทำไม|เหตุใด|เพราะอะไร)[ก-๎\s]{{0,20}}?{_NO}\s?(?:{_AGREE}|สนับสนุน|ยอมรับ)",
    rf"{_AGREE}\s?(?:หรือ|กับ|/|และ)\s?{_NO}\s?{_AGREE}",
    rf"(?:จะ)?(?:{_NO}\s?)?(?:{_AGREE}|คัดค้าน|สนับสนุน|เอา)(?:กับ|ด้วย)?(?:ร่าง|กฎหมาย|มาตรา|เรื่อง)?(?:นี้)?"
    rf"\s?(?:กัน|ด้วย|กับเรา)?\s?{_ASKING}",
    rf"{_OTHERS}(?:{_NO}\s?)?(?:{_AGREE}|คัดค้าน|สนับสนุน)",
    r"(?:ถ้า|หาก|แม้|ต่อให้|สมมติ)\s?(?:ว่า|ผม|ฉัน|เรา|ท่าน|คุณ|ประชาชน|จะ|\s){0,3}"
    rf"(?:{_NO}\s?)?(?:{_AGREE}|คัดค้าน|สนับสนุน)",
    rf"(?:ยัง)?{_NO}(?:ทราบ|รู้|แน่ใจ)\S{{0,12}}?(?:{_NO}\s?)?{_AGREE}",
    rf"(?:ขอ|โดย)?(?:ความ|ข้อ)\s?{_SEE}\s?{_WITH}|ความเห็นชอบ",
    r"หรือไม่(?=\s|\?|$)",
)
_OPPOSED: Final = _any(
    rf"{_NO}\s?(?:ค่อย|ขอ|อาจ|สามารถ|เคย|จะ|ควร)?\s?(?:จะ)?\s?{_AGREE}(?P<condition>\s?(?:หาก|ถ้า|จนกว่า|เว้นแต่|นอกจาก))?",
    rf"{_NO}\s?เอา(?=\s|$|[^ก-๎]|ด้วย(?!เหตุ)|แล้ว|นะ|ครับ|ค่ะ|คับ|จ้า|เลย|เด็ดขาด|โว้ย|เว้ย|{_BILL})",
    rf"{_NO}\s?(?:ขอ|สามารถ|อาจ)?\s?(?:สนับสนุน|ยอมรับ|รับร่าง|รับหลักการ|ยอมให้ผ่าน|ให้ผ่าน)(?!\s?(?:ผิด|ความจริง))",
    rf"{_NO}\s?(?:ต้องการ|อยากได้|อยากให้มี|ควรมี|ควรผ่าน|ควรออก|ควรให้ผ่าน|สมควรมี|สมควรผ่าน)\s?{_BILL}",
    r"(?<!ฝ่าย)(?<!ข้อ)(?<!การ)(?:ขอ\s?)?(?:คัดค้าน|ต่อต้าน|ขอค้าน)"
    r"(?!\s?(?:ไม่|ได้|อำนาจ|คำสั่ง|คอร์รัปชัน|การทุจริต|การโกง|ทุจริต))",
    r"(?:ถอน|ล้ม|คว่ำ|ฉีก|ปัดตก|ยกเลิก|ตีตก)\s?(?:ร่าง|กฎหมายนี้|พ\.?ร\.?บ\.?(?:นี้|ฉบับนี้))",
)
_ENGLISH_OPPOSED: Final = _any(
    r"\b(?:do|does|did|can|could|would|will)(?: not|n'?t|n’t) (?:really |fully |at all )?"
    r"(?:agree|support|accept|approve)\b",
    r"\bcannot (?:agree|support|accept)\b",
    r"\b(?<!not )(?:strongly |totally |completely )?(?:disagree|oppose|object to|reject)\b",
    r"\b(?:i am|i'm|we are) against\b",
    r"\bagainst this (?:bill|draft|law)\b",
    r"\b(?:mai|mhai|may) ?(?:hen|hent) ?(?:duai|duay|duey|dui)\b",
)
_SUPPORTED: Final = _any(
    rf"(?<!ความ)(?<!ข้อ)(?:เห็น|เหน)\s?(?:{_WITH}|ชอบ(?:กับ|ด้วย|ให้|ใน|ตาม|\s|$)|ดี(?:\s?{_WITH}|\s?{_SEE}\s?งาม)"
    r"|ควร(?:ให้)?(?:ผ่าน|สนับสนุน|ตรา)|พ้อง)",
    r"(?<!เงิน)(?<!การ)(?<!ผู้)(?<!งบ)(?<!ให้)(?:ขอ\s?)?สนับสนุน"
    rf"(?=\s?(?:{_BILL}|ครับ|ค่ะ|คับ|ค่า|เต็มที่|อย่างยิ่ง|เต็ม|100|ทุก(?:ข้อ|มาตรา|ประการ)|$))",
    rf"(?:ควร|รีบ|เร่ง|ขอให้|อยากให้)\s?(?:รีบ|เร่ง)?\s?ผ่าน\s?{_BILL}",
    r"รับหลักการ",
    r"ผ่านร่าง(?:นี้)?(?:เลย|ไปเลย|เถอะ)",
)
_ENGLISH_SUPPORTED: Final = _any(
    r"\b(?:i|we) (?:(?:also|do|fully|strongly|totally|really|mostly|generally) )?(?:agree|support|approve)\b",
    r"^(?:(?:strongly|fully|totally) )?(?:agree|support)(?:ed)?\b",
    r"\bin favou?r of\b",
    r"\bhen ?(?:duai|duay|duey|dui)\b",
)
_BUT: Final = _any(
    r"แต่(?!ละ|งตั้ง|ง(?:กาย|ตัว|งาน)|เดิม|ก่อน|เพียง(?:ผู้|ฝ่าย)|แรก|ไหนแต่ไร|อย่างใด)",
    r"หาก|ถ้า(?!หลัง)|ทว่า|อย่างไรก็(?:ดี|ตาม)|ยกเว้น|เว้นแต่|นอกจาก(?!นี้|นั้น)|ก็ต่อเมื่อ",
    r"(?:ควร|ขอให้|อยากให้|ต้อง|น่าจะ)\s?(?:มีการ|ให้มีการ|เร่ง|ไป)?\s?"
    r"(?:แก้|ปรับ|เพิ่ม|ตัด|ลด|เปลี่ยน|ทบทวน|ขยาย|ชัดเจน|กำหนด|ระบุ)",
    r"บางส่วน|บางมาตรา|บางข้อ|ในหลักการ|มีข้อเสนอ|ขอเสนอเพิ่ม",
)
_ENGLISH_BUT: Final = re.compile(r"\b(?:but|however|except|provided that|unless|should be (?:changed|amended)|if)\b")
# Most comments take no position in words the rules know, and looking for these is cheaper than trying every pattern.
_CLUE: Final = _any(
    r"เห[็๊]?น?\s?(?:ด|ชอบ|พ้อง|ควร)|สนับสนุน|ค้าน|ต่อต้าน|ผ่าน|รับหลักการ|(?:ถอน|ล้ม|คว่ำ|ฉีก|ปัดตก|ยกเลิก|ตีตก)\s?[รกพ]",
    r"(?:ไม่|ม่าย|มิ|บ่)\s?(?:ขอ|สามารถ|อาจ)?\s?(?:เอา|ยอม|รับ|ให้ผ่าน|ต้องการ|อยาก|ควร|สมควร)",
)
_ENGLISH_CLUE: Final = re.compile(
    r"agree|support|approve|accept|oppose|object to|reject|against|favou?r|hent? ?du", re.I
)


@dataclass(frozen=True, slots=True)
class Stance:
    """A position: its label, where it comes from (`source`: form or rules), and the words that decided, if any did."""

    label: str
    source: str
    cue: str | None


def find(text: str, form: str | None = None) -> Stance:
    """Return the position of a comment: the answer given in the form, else what the rules read in its analysis form.

    >>> find("ไม่เห็นด้วยครับ")
    Stance(label='oppose', source='rules', cue='ไม่เห็นด้วย')
    >>> find("ไม่เห็นด้วยครับ", "support").source
    'form'

    :raises ValueError: when `form` is none of the four answers of the form.
    """
    if form is not None:
        if form not in FROM_FORM:
            raise ValueError(f"form: found {form!r}, expected one of {', '.join(sorted(FROM_FORM))}")
        return Stance(form, FORM, None)
    has_english = bool(_ENGLISH_CLUE.search(text))
    if not has_english and not _CLUE.search(text):
        return Stance(UNSTATED, RULES, None)
    rest = _ASIDE.sub("|", text)
    opposed = _OPPOSED.search(rest)
    english = rest.lower() if has_english else ""
    against = opposed or (_ENGLISH_OPPOSED.search(english) if english else None)
    without = _ENGLISH_OPPOSED.sub("|", _OPPOSED.sub("|", english or rest)) if against else english or rest
    supported = _SUPPORTED.search(without) or (_ENGLISH_SUPPORTED.search(without) if english else None)
    if against and supported:
        return Stance(MIXED, RULES, f"{against.group().strip()} … {supported.group().strip()}")
    if against:
        # Against it unless, until, if not: neither side may count this one.
        is_conditional = opposed is not None and opposed["condition"] is not None
        return Stance(UNSTATED if is_conditional else OPPOSE, RULES, against.group().strip())
    if supported:
        is_partial = bool(_BUT.search(without)) or bool(english and _ENGLISH_BUT.search(without))
        return Stance(SUPPORT_WITH_CHANGES if is_partial else SUPPORT, RULES, supported.group().strip())
    return Stance(UNSTATED, RULES, None)

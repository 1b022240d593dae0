"""Hints for a moderator: what text analysis sees in a text, with its place. A hint decides nothing."""

from dataclasses import dataclass

from consultation.models import Comment, CommentFinding
from consultation.text import flags, personal_data
from consultation.text.pieces import cut
from superapp.thai import forms

WORDS = {
    "citizen_id": "เลขบัตรประชาชน",
    "phone": "โทรศัพท์",
    "email": "อีเมล",
    "bank_account": "เลขบัญชี",
    "line_id": "ไลน์",
    "address": "ที่อยู่",
    "name": "ชื่อบุคคล",
    "profanity": "คำหยาบ",
    "insult": "คำดูหมิ่น",
    "link": "ลิงก์",
    "near_copy": "เหมือนข้อความที่เคยซ่อน",
    "first_post": "ความเห็นแรกของบัญชีใหม่",
    "before": "การรับฟังนี้ตรวจก่อนเผยแพร่",
    "statement": "ข้อความให้ลงคะแนน",
    "unlawful": "ผิดกฎหมาย",
    "personal_data": "ข้อมูลส่วนบุคคล",
    "threat": "ข่มขู่",
    "impersonation": "แอบอ้าง",
    "spam": "สแปม",
    "off_topic": "ไม่เกี่ยวกับเรื่อง",
    "other": "เหตุอื่น",
}


def kept(comments: list[Comment]) -> dict[int, CommentFinding]:
    """Return the findings that are of the comments' present wording, by comment."""
    rows = CommentFinding.objects.filter(comment__in=[one.pk for one in comments if one.analysed_at], failed="")
    revisions = {one.pk: one.revision for one in comments}
    return {row.pk: row for row in rows if row.revision == revisions[row.pk]}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a text, and what is seen in it: a word in Thai, "" for nothing."""

    text: str
    hint: str = ""


def stretches(text: str, finding: CommentFinding | None = None) -> list[Stretch]:
    """Return the text in stretches, in order and complete, those with something in them named.

    `finding` is what the machine found in the whole of which `text` is the beginning; None lets it look now.

    >>> [one.hint for one in stretches("โทร 081-234-5678")]
    ['', 'โทรศัพท์']
    """
    text = forms.display(text)
    if finding is not None:
        told = [*finding.personal_data, *finding.flags]
        marks = [(start, min(end, len(text)), kind) for kind, start, end, *_ in told if start < len(text)]
    else:
        pieces = cut(text)
        marks = [(one.start, one.end, one.kind) for one in personal_data.find(text, pieces)]
        marks += [(one.start, one.end, one.kind) for one in flags.find(text, pieces)]
    found, at = [], 0
    for start, end, kind in sorted(marks):
        if start < at:
            continue
        if start > at:
            found.append(Stretch(text[at:start]))
        found.append(Stretch(text[start:end], WORDS[kind]))
        at = end
    return [*found, Stretch(text[at:])] if at < len(text) or not found else found

"""What a comment says, word by word, and how it is quoted. Without numpy: pages quote as jobs do."""

from collections.abc import Iterable
from typing import Final

from consultation.text import comment, keywords, lexicon, personal_data

LONGEST: Final = 300
"""Characters of a comment quoted whole; of a longer one, the line that says most about the theme."""

# Said in every hearing, whatever it is about.
_EVERYWHERE: Final = frozenset(
    (
        "เห็นด้วย", "ไม่เห็นด้วย", "คัดค้าน", "สนับสนุน", "เห็นชอบ", "กฎหมาย", "ร่างกฎหมาย", "ร่าง", "ร่างพระราชบัญญัติ", "พระราชบัญญัติ",
        "พ.ร.บ.", "มาตรา", "ฉบับ", "ความเห็น", "ความคิดเห็น", "ข้อเสนอ", "เสนอ", "ประชาชน", "ชาวบ้าน", "เรื่อง", "ปัญหา",
        "คิด", "อยากให้",
    )
)  # fmt: skip


def said(text: str) -> list[str]:
    """Return the words of a comment that say what it is about."""
    found = comment.analyse(text)
    analysed = found.text.analysis
    marked: list[comment.Marked] = [*found.section_refs, *found.personal_data]
    masked = {analysed[each.start : each.end] for each in marked}
    aside = _EVERYWHERE | lexicon.kept_words()
    return [
        word for word in keywords.content(token for token in found.tokens if token not in masked) if word not in aside
    ]


def quoted(text: str, words: Iterable[str]) -> str:
    """Return a comment as it is quoted: masked, and of a long one the line with most of the theme's words.

    >>> quoted("โทร 081-234-5678 นะคะ", ())
    'โทร [โทรศัพท์] นะคะ'
    """
    shown = personal_data.masked(text).strip()
    if len(shown) <= LONGEST:
        return shown
    wanted = set(words)
    lines = [line.strip() for line in shown.splitlines() if line.strip()]
    return max(lines, key=lambda line: (len(wanted.intersection(said(line))), -len(line)), default=shown)

"""Enums of draft laws: the codes of the models, with what they mean."""

from typing import Any

import graphene


def _enum(name: str, meaning: str, words: dict[str, str]) -> Any:
    return graphene.Enum(
        name,
        [(code.upper(), code) for code in words],
        description=lambda value: meaning if value is None else f"{words[value.value]}.",
    )


LawInstrument = _enum(
    "LawInstrument",
    "What kind of law it is to be.",
    {
        "act": "An act of parliament",
        "emergency_decree": "An emergency decree",
        "royal_decree": "A royal decree",
        "ministerial_regulation": "A ministerial regulation",
        "notification": "A notification",
        "rule": "A rule",
    },
)
DraftKind = _enum(
    "DraftKind",
    "Why a version was made.",
    {
        "draft": "A draft",
        "corrigendum": "A correction of a slip in the version before",
        "final": "The text as it was submitted, promulgated or is in force",
    },
)
ProvisionKind = _enum(
    "ProvisionKind",
    "What stands in a place of a law.",
    {
        "preamble": "The words before the first section",
        "chapter": "The title of a chapter; its sections name it as their parent",
        "part": "The title of a part of a chapter",
        "section": "A section, or a clause of a subordinate rule",
        "transitory": "The title of the transitory provisions",
        "note": "What stands after the last section",
    },
)
SectionChangeKind = _enum(
    "SectionChangeKind",
    "What became of a section from one version to another.",
    {
        "same": "Nothing changed",
        "edited": "It reads otherwise",
        "moved": "It reads the same and has another number or place",
        "split": "It became several",
        "merged": "Several became one",
        "added": "It is new",
        "removed": "It is gone",
    },
)
SpanKind = _enum(
    "SpanKind",
    "Which of two wordings a stretch of text belongs to.",
    {"same": "Both", "added": "Only the newer", "removed": "Only the older"},
)
CHANGE_WORDS = {
    "th": {
        "same": "คงเดิม",
        "edited": "แก้ไขถ้อยคำ",
        "moved": "เปลี่ยนเลขหรือตำแหน่ง",
        "split": "แยกเป็นหลายมาตรา",
        "merged": "รวมจากหลายมาตรา",
        "added": "เพิ่มใหม่",
        "removed": "ตัดออก",
    },
    "en": {
        "same": "Unchanged",
        "edited": "Edited",
        "moved": "Renumbered or moved",
        "split": "Split into several",
        "merged": "Merged from several",
        "added": "New",
        "removed": "Removed",
    },
}

"""The words somebody agrees to before a comment is shown under their name, and their version.

Political opinion is sensitive (PDPA s.26): the consent is explicit, for this alone, kept with the version of its words,
and taken back as easily as it was given (s.19). The version is a digest, so no other wording passes for what was read.
"""

import hashlib

TH = (
    "ข้าพเจ้ายินยอมโดยชัดแจ้งให้แสดงชื่อและนามสกุลของข้าพเจ้าคู่กับความเห็นทุกข้อความในการรับฟังครั้งนี้ ซึ่งทุกคนอ่านได้ "
    "ความเห็นต่อร่างกฎหมายเป็นข้อมูลอ่อนไหว ข้าพเจ้าถอนความยินยอมได้ทุกเมื่อ ชื่อจะกลับเป็นนามแฝงทันที "
    "แต่รายงานหรือข้อมูลเปิดที่เผยแพร่ไปแล้วมีเพียงนามแฝงมาแต่ต้น"
)
EN = (
    "I explicitly agree that my first and last name stand beside every comment of mine in this hearing, for everybody "
    "to read. An opinion about a draft law is sensitive data. I may withdraw this at any time; my name is replaced by "
    "a pseudonym at once. Reports and open data hold pseudonyms only, from the beginning."
)
VERSION = f"named-{hashlib.sha256(chr(0).join((TH, EN)).encode()).hexdigest()[:12]}"


def in_(language: str) -> str:
    """Return the words in "en" or Thai."""
    return EN if language == "en" else TH

"""The canonical file of a draft: what is written is read back, and only the canonical form is taken."""

import hashlib
from dataclasses import replace

import pytest

from consultation.provisions import markdown, parsing
from consultation.provisions.markdown import DraftFileFault, DraftText, Entry
from tests.consultation.provisions.test_parsing import BILL

FILE = """---
law: sample
version: 2
---

# ร่างตัวอย่าง

## หมวด ๑ บททั่วไป {#c1}

## มาตรา ๑ {#s1}

> บอกชื่อ
>
> ของกฎหมาย

พระราชบัญญัตินี้

(๑) ก

## มาตรา ๒ {#s2 from=s2,s3}

\\# ไม่ใช่หัวเรื่อง
"""


def draft_of(text: str) -> DraftText:
    reading = parsing.read(text)
    entries = tuple(Entry(each, f"สรุป {each.key}\n\n# ข้อ") for each in reading.provisions)
    return DraftText(reading.title, entries, {"law": "older-persons", "version": "1"})


def without_lines(draft: DraftText) -> list[Entry]:
    return [replace(each, provision=replace(each.provision, line=0)) for each in draft.entries]


def test_what_is_written_is_read_back() -> None:
    draft = draft_of(BILL)

    again = markdown.read(markdown.write(draft))

    assert (again.title, again.fields) == (draft.title, draft.fields)
    assert without_lines(again) == without_lines(draft)


def test_a_file_is_its_own_hash() -> None:
    draft = markdown.read(FILE)

    assert markdown.write(draft) == FILE
    assert markdown.canonical_hash(draft) == hashlib.sha256(FILE.encode()).hexdigest()
    assert [(each.provision.key, each.provision.parent, each.summary, each.origins) for each in draft.entries] == [
        ("c1", "", "", ()),
        ("s1", "c1", "บอกชื่อ\n\nของกฎหมาย", ()),
        ("s2", "c1", "", ("s2", "s3")),
    ]
    assert draft.entries[1].provision.text == "พระราชบัญญัตินี้\n(๑) ก"
    assert draft.entries[2].provision.text == "# ไม่ใช่หัวเรื่อง"


def test_renumbering_leaves_the_hash_of_the_wording() -> None:
    before, after = parsing.read("มาตรา ๑  ก"), parsing.read("มาตรา 1  ก")

    assert markdown.text_hash(before.provisions[0].text) == markdown.text_hash(after.provisions[0].text)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("## มาตรา ๑ {#s1}", "## มาตรา ๑", 10),
        ("{#s1}", "{#S1}", 10),
        ("{#s1}", "{#s2}", 20),
        ("from=s2,s3", "from=s2,../x", 20),
        ("version: 2", "version 2", 3),
        ("version: 2", "law: 2", 3),
        ("\n---\n\n# ร่าง", "\n\n# ร่าง", 4),
        ("# ร่างตัวอย่าง", "ร่างตัวอย่าง", 6),
        ("พระราชบัญญัตินี้\n\n", "พระราชบัญญัตินี้\n", 17),
        ("หัวเรื่อง\n", "หัวเรื่อง\n\n", 24),
    ],
)
def test_another_form_is_refused_with_its_line(old: str, new: str, line: int) -> None:
    with pytest.raises(DraftFileFault) as fault:
        markdown.read(FILE.replace(old, new, 1))

    assert fault.value.details["line"] == line

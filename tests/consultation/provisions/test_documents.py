"""DOCX and plain text give the same provisions; what is dangerous or would lose text is refused before it is opened."""

import io
import zipfile

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from consultation.provisions import documents, parsing
from consultation.provisions.documents import DocumentRefused

TEXT = "ร่างพระราชบัญญัติตัวอย่าง พ.ศ. ๒๕๖๙\nมาตรา ๑\tให้ใช้บังคับ\nมาตรา ๒\tผู้ใด\n(๑) ก่อ\n(๒) ทำ\nต้องรับผิด"


def docx(text: str = TEXT, change=lambda document: None) -> bytes:
    document = Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    change(document)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def repacked(data: bytes, parts: dict[str, bytes], *, level: int = 9) -> bytes:
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as new,
    ):
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
        for name in parts.keys() - set(old.namelist()):
            new.writestr(name, parts[name])
    return held.getvalue()


def main_part(body: bytes) -> dict[str, bytes]:
    names = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return {"word/document.xml": b"<w:document " + names + b"><w:body>" + body + b"</w:body></w:document>"}


def reason(data: bytes, name: str = "draft.docx") -> str:
    with pytest.raises(DocumentRefused) as refused:
        documents.text_of(data, name=name)
    return refused.value.message("en").removeprefix("This file is not taken: ")


def test_a_document_and_plain_text_give_the_same_provisions() -> None:
    from_word = parsing.read(documents.text_of(docx(), name="ร่าง.DOCX"))
    from_text = parsing.read(documents.text_of(b"\xef\xbb\xbf" + TEXT.encode(), name="draft.txt"))

    assert from_word == from_text
    assert from_word.faults == ()
    assert [each.number for each in from_word.provisions] == ["1", "2"]


def test_a_table_and_soft_breaks_lose_nothing() -> None:
    def change(document) -> None:
        document.add_table(1, 1).cell(0, 0).text = "มาตรา ๓\tในตาราง"
        document.add_paragraph().add_run("มาตรา ๔  ก\nข")

    text = documents.text_of_docx(docx(change=change))

    assert [each.text for each in parsing.read(text).provisions][2:] == ["ในตาราง", "ก\nข"]


def test_bombs_are_refused_before_they_are_opened(monkeypatch) -> None:
    def opened(*arguments: object) -> None:
        raise AssertionError("opened")

    plain = docx()
    monkeypatch.setattr(documents, "Document", opened)
    too_far = "it unpacks to far more than a document could hold"
    monkeypatch.setattr(documents, "ELEMENTS", 10_000)
    monkeypatch.setattr(documents, "UNPACKED_BYTES", 4_000_000)
    many = b"<w:p/>" * (documents.ELEMENTS + 1)
    deep = b"<w:p>" * 200 + b"</w:p>" * 200
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + main_part(b"")["word/document.xml"]

    assert reason(repacked(plain, main_part(b" " * 2_000_000))) == too_far
    assert reason(repacked(plain, {"word/media/image1.png": bytes(4_000_001)})) == too_far
    assert reason(repacked(plain, main_part(many), level=0)) == too_far
    assert reason(repacked(plain, main_part(deep))) == too_far
    assert reason(repacked(plain, {f"word/x{each}.txt": b"" for each in range(1_000)})) == too_far
    assert reason(repacked(plain, {"word/document.xml": entity})) == (
        "its XML declares entities, which no ordinary document does"
    )
    assert reason(repacked(plain, {"word/document.xml": entity.decode().encode("utf-16")})) == (
        "its XML declares entities, which no ordinary document does"
    )
    monkeypatch.setattr(documents, "XML_BYTES", 100_000)
    assert reason(repacked(plain, main_part(b" " * 90_000))) == too_far


def test_what_is_no_plain_document_is_refused() -> None:
    macros = "it holds macros or embedded objects; save it as a plain .docx"
    broken = "it cannot be opened: damaged, or not a .docx"
    plain = docx()
    types = zipfile.ZipFile(io.BytesIO(plain)).read("[Content_Types].xml")

    assert reason(repacked(plain, {"word/vbaProject.bin": b"x"})) == macros
    assert (
        reason(
            repacked(plain, {"[Content_Types].xml": types.replace(b"wordprocessingml.document.main", b"macroEnabled")})
        )
        == macros
    )
    assert reason(plain[:-100]) == broken
    assert reason(b"PK\x03\x04 not a zip") == broken
    assert reason(repacked(plain, {"word/document.xml": b"<w:document"})) == broken
    assert reason(repacked(plain, {"../escape.xml": b"<a/>"})) == broken
    assert reason(b"x" * (documents.BYTES + 1)) == "it is larger than 10 MB"
    assert reason(b"x", "draft.doc") == "only .docx and .txt are taken"
    assert reason("ร่าง".encode("tis-620"), "draft.txt") == "its letters cannot be read; save it as UTF-8"
    assert reason(b"a\0b", "draft.txt") == "it is not a text file"


def test_what_would_lose_text_is_refused() -> None:
    def tracked(document) -> None:
        document.paragraphs[0]._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>ใหม่</w:t></w:r></w:ins>"))

    def boxed(document) -> None:
        document.paragraphs[0]._p.append(parse_xml(f"<w:txbxContent {nsdecls('w')}><w:p/></w:txbxContent>"))

    def numbered(document) -> None:
        document.add_paragraph("ผู้ใด", style="List Number")

    assert reason(docx(change=tracked)) == "it holds tracked changes; accept or reject them all first"
    assert reason(docx(change=boxed)) == "it has text in text boxes; move it into the body"
    assert (
        reason(docx(change=numbered))
        == "the paragraph “ผู้ใด” is numbered by the word processor; type its number as text"
    )

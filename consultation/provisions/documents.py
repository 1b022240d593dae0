"""Files an officer brings: DOCX and plain text, turned into text before anything is parsed.

A DOCX is a ZIP of XML, so it can be a bomb, carry macros or pull in files by entity. Everything is checked before the
document library sees it: sizes as declared and as found, how far each part unpacks, what the parts are, and that no
part declares a document type. What the library would leave out without a word (tracked changes, text boxes, numbers
that the word processor makes up) is refused with how to mend it, since a draft must not lose a line on its way in.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any, Final
from xml.sax import SAXException
from xml.sax.handler import ContentHandler  # Only the class that listens; the parser is defusedxml's.

from defusedxml import sax
from defusedxml.common import DefusedXmlException
from docx import Document
from docx.oxml.ns import qn

from superapp.refusal import Refusal

from .parsing import CHARACTERS

BYTES: Final = 10 * 1024 * 1024
"""The largest file taken, packed."""
UNPACKED_BYTES: Final = 60 * 1024 * 1024
XML_BYTES: Final = 16 * 1024 * 1024
"""The most XML in all parts together: the longest act has about three million bytes of it."""
PARTS: Final = 1_000
# A tree costs a hundred times its XML when it is nothing but empty elements.
ELEMENTS: Final = 500_000
DEPTH: Final = 100
# XML of a real draft packs to about a tenth; a bomb to a thousandth. Small parts may pack as they like.
RATIO: Final = 100
RATIO_FROM_BYTES: Final = 100_000

_ACTIVE = re.compile(r"vbaproject|vbadata|activex|oleobject|\.bin$|\.exe$|\.dll$|\.js$|\.vbs$", re.IGNORECASE)
_XML = re.compile(r"\.(?:xml|rels|vml)$|^\[Content_Types\]\.xml$", re.IGNORECASE)
_MAIN = "word/document.xml"
_ENCRYPTED = 0x1


class DocumentRefused(Refusal):
    """A file that is not taken, whatever its text."""

    is_for_clients = False
    code = "DRAFT_DOCUMENT_REFUSED"
    th = "ไม่รับไฟล์นี้: {reason_th}"
    en = "This file is not taken: {reason_en}"

    def __init__(self, reason_th: str, reason_en: str) -> None:
        super().__init__(path=("file",), reason_th=reason_th, reason_en=reason_en)


def text_of(data: bytes, *, name: str) -> str:
    """Return the text of a file by the ending of its name, .docx or .txt.

    :raises DocumentRefused: if it is of another kind, too large, broken, dangerous, or would lose text on the way.
    """
    if len(data) > BYTES:
        raise DocumentRefused(f"ใหญ่เกิน {BYTES // 1024**2} เมกะไบต์", f"it is larger than {BYTES // 1024**2} MB")
    ending = name.rsplit(".", 1)[-1].lower()
    if ending == "docx":
        return text_of_docx(data)
    if ending == "txt":
        return plain_text(data)
    raise DocumentRefused("รับเฉพาะ .docx และ .txt", "only .docx and .txt are taken")


def plain_text(data: bytes) -> str:
    """Return the text of a plain file in UTF-8.

    :raises DocumentRefused: if it is not UTF-8 text.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentRefused(
            "อ่านตัวอักษรไม่ได้ โปรดบันทึกไฟล์เป็น UTF-8", "its letters cannot be read; save it as UTF-8"
        ) from error
    if "\0" in text:
        raise DocumentRefused("ไม่ใช่ไฟล์ข้อความ", "it is not a text file")
    return text


def text_of_docx(data: bytes) -> str:
    """Return the text of a Word document, one line to a paragraph; a table gives one line to a cell's paragraph.

    :raises DocumentRefused: as `text_of`.
    """
    _check_package(data)
    try:
        document = Document(io.BytesIO(data))
    except Exception as error:  # The library answers a damaged file with whatever its inside runs into.
        raise _broken() from error
    body = document.element.body
    _check_nothing_is_lost(body)
    _check_numbers_are_text(body, document.styles.element)
    text = "\n".join(_lines(body))
    if len(text) > CHARACTERS:
        raise DocumentRefused(f"ยาวเกิน {CHARACTERS:,} ตัวอักษร", f"it has more than {CHARACTERS:,} characters")
    return text


def _check_package(data: bytes) -> None:
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise _broken() from error
    with package:
        parts = package.infolist()
        names = [part.filename for part in parts]
        if len(parts) > PARTS or len(set(names)) != len(names):
            raise _bomb()
        xml_bytes = sum(part.file_size for part in parts if _XML.search(part.filename))
        if xml_bytes > XML_BYTES or sum(part.file_size for part in parts) > UNPACKED_BYTES:
            raise _bomb()
        if any(_unpacks_too_far(part) for part in parts):
            raise _bomb()
        if any(part.flag_bits & _ENCRYPTED for part in parts):
            raise DocumentRefused("ไฟล์ติดรหัสผ่าน", "it is locked with a password")
        if any(name.startswith("/") or ".." in name.split("/") for name in names) or _MAIN not in names:
            raise _broken()
        if any(_ACTIVE.search(name) for name in names):
            raise _macros()
        for part in parts:
            content = _read(package, part)
            if _XML.search(part.filename):
                _check_xml(content)
            if part.filename == "[Content_Types].xml" and b"macroEnabled" in content:
                raise _macros()


def _unpacks_too_far(part: zipfile.ZipInfo) -> bool:
    return part.file_size > RATIO_FROM_BYTES and part.file_size > RATIO * max(part.compress_size, 1)


def _read(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """Return a part's bytes. No more is unpacked than it declares, and a false declaration fails its checksum."""
    try:
        with package.open(part) as stream:
            content = stream.read(part.file_size + 1)
    except Exception as error:  # A damaged stream fails in as many ways as there are packings.
        raise _broken() from error
    if len(content) != part.file_size:
        raise _bomb()
    return content


class _Counting(ContentHandler):
    """Counts elements and depth while the parser goes by; keeps nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.elements = self.depth = 0

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802  the library's name
        """Count one element in.

        :raises DocumentRefused: when there are too many, or they lie too deep.
        """
        self.elements += 1
        self.depth += 1
        if self.elements > ELEMENTS or self.depth > DEPTH:
            raise _bomb()

    def endElement(self, name: str) -> None:  # noqa: N802  the library's name
        """Count it out."""
        self.depth -= 1


def _check_xml(content: bytes) -> None:
    try:
        sax.parseString(content, _Counting(), forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise DocumentRefused(
            "มีการประกาศเอนทิตีใน XML ซึ่งเอกสารปกติไม่มี", "its XML declares entities, which no ordinary document does"
        ) from error
    except (SAXException, ValueError, LookupError) as error:
        raise _broken() from error


def _check_nothing_is_lost(body: Any) -> None:
    if _has(body, "w:ins", "w:del", "w:moveFrom", "w:moveTo"):
        raise DocumentRefused(
            "ยังมีการติดตามการแก้ไข (track changes) โปรดยอมรับหรือปฏิเสธให้หมดก่อน",
            "it holds tracked changes; accept or reject them all first",
        )
    if _has(body, "w:txbxContent"):
        raise DocumentRefused(
            "มีข้อความในกล่องข้อความ โปรดย้ายออกมาไว้ในเนื้อเรื่อง", "it has text in text boxes; move it into the body"
        )
    if _has(body, "w:footnoteReference", "w:endnoteReference"):
        raise DocumentRefused("มีเชิงอรรถ โปรดย้ายข้อความเข้าเนื้อเรื่อง", "it has footnotes; move their text into the body")


def _check_numbers_are_text(body: Any, styles: Any) -> None:
    """Refuse numbers that the word processor makes up as it prints: they are not in the text at all."""
    numbering = {
        style.get(qn("w:styleId"))
        for style in styles.iter(qn("w:style"))
        if next(style.iter(qn("w:numPr")), None) is not None
    }
    for paragraph in body.iter(qn("w:p")):
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            continue
        style = properties.find(qn("w:pStyle"))
        is_numbered = properties.find(qn("w:numPr")) is not None
        if is_numbered or (style is not None and style.get(qn("w:val")) in numbering):
            start = "".join(each.text or "" for each in paragraph.iter(qn("w:t")))[:40]
            if start:
                raise DocumentRefused(
                    f"ย่อหน้า “{start}” ใช้เลขลำดับอัตโนมัติของโปรแกรม โปรดพิมพ์เลขเป็นตัวอักษร",
                    f"the paragraph “{start}” is numbered by the word processor; type its number as text",
                )


def _has(body: Any, *names: str) -> bool:
    return any(next(body.iter(qn(name)), None) is not None for name in names)


def _lines(body: Any) -> Iterator[str]:
    for paragraph in body.iter(qn("w:p")):
        yield "".join(_pieces(paragraph))


def _pieces(paragraph: Any) -> Iterator[str]:
    breaks = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-"}
    for element in paragraph.iter():
        if element.tag == qn("w:t"):
            yield element.text or ""
        # A tab stop in the paragraph's properties bears the name of a tab.
        elif element.tag in breaks and element.getparent().tag == qn("w:r"):
            yield breaks[element.tag]


def _broken() -> DocumentRefused:
    return DocumentRefused("เปิดไฟล์ไม่ได้ ไฟล์อาจเสียหายหรือไม่ใช่ .docx", "it cannot be opened: damaged, or not a .docx")


def _bomb() -> DocumentRefused:
    return DocumentRefused("ไฟล์คลายออกแล้วใหญ่ผิดปกติ", "it unpacks to far more than a document could hold")


def _macros() -> DocumentRefused:
    return DocumentRefused(
        "มีแมโครหรือวัตถุฝัง โปรดบันทึกเป็น .docx ธรรมดา", "it holds macros or embedded objects; save it as a plain .docx"
    )

"""Small files of every kind that may be sent, and of many that may not."""

import io
import struct
import zipfile
import zlib
from functools import cache

from fpdf import FPDF
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = f'<?xml version="1.0"?><Relationships xmlns="{_PACKAGE}">{{}}</Relationships>'
LINK = f'<Relationship Id="r1" Type="{_OFFICE}/{{}}" Target="http://example.org/x" TargetMode="External"/>'


@cache
def pdf(pages: int = 1) -> bytes:
    paper = FPDF()
    for _ in range(pages):
        paper.add_page()
    return bytes(paper.output())


@cache
def pdf_with(what: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    if what == "javascript":
        script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert('x')")}
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(DictionaryObject(script))
    elif what == "attachment":
        writer.add_attachment("x.txt", b"x")
    elif what == "launch":
        action = DictionaryObject(
            {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("x.exe")}
        )
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)
    elif what == "password":
        writer.encrypt("secret", algorithm="RC4-128")
    found = io.BytesIO()
    writer.write(found)
    return found.getvalue()


@cache
def jpeg(exif: bytes = b"", size: tuple[int, int] = (32, 24), *, is_progressive: bool = False) -> bytes:
    found = io.BytesIO()
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    picture.save(found, "JPEG", exif=exif, progressive=is_progressive)
    return found.getvalue()


@cache
def exif(orientation: int = 6) -> bytes:
    """Return what a telephone writes: which way up, which camera, where in Bangkok."""
    told = Image.Exif()
    told[0x0112] = orientation
    told[0x010F] = "MakerOfTelephones"
    told[0x8825] = {1: "N", 2: (13.0, 45.0, 22.0), 3: "E", 4: (100.0, 30.0, 5.0)}
    return told.tobytes()


@cache
def png(size: tuple[int, int] = (32, 24)) -> bytes:
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_text("Author", "Somying Jaidee")
    found = io.BytesIO()
    Image.linear_gradient("L").resize(size).save(found, "PNG", pnginfo=told)
    return found.getvalue()


def png_bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """Return a small file that claims to be a picture of 3,600 million pixels."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">L", len(content)) + name + content + struct.pack(">L", zlib.crc32(name + content))

    head = chunk(b"IHDR", struct.pack(">LLBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 4096)) + chunk(b"IEND", b"")


def docx(**parts: str | bytes) -> bytes:
    """Return a Word document; `parts` are more of its parts, or others, by name with _ for /."""
    content = {
        "[Content_Types].xml": CONTENT_TYPES,
        "word/document.xml": "<w:document/>",
        "_rels/.rels": RELS.format(""),
    }
    return zipped(content | {name.replace("__", "/"): part for name, part in parts.items()})


def zipped(content: dict[str, str | bytes]) -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return found.getvalue()

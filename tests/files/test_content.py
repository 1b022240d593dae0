"""What a file is, is told by its bytes; and nothing is kept of what a camera tells beside a picture."""

import io
import random
from typing import Any

import pytest
from PIL import Image

from superapp.files.content.types import ContentRefused, check
from superapp.files.purposes import CSV, DOCX, JPEG, PDF, PNG, TEXT
from tests.files import samples


def kept(content: bytes, media_type: str) -> bytes:
    into = io.BytesIO()
    check(io.BytesIO(content), media_type=media_type, into=into)
    return into.getvalue()


def reason(content: bytes, media_type: str) -> str:
    with pytest.raises(ContentRefused) as refused:
        kept(content, media_type)
    assert refused.value.message("th") != refused.value.message("en")
    return str(refused.value.details["reason"])


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (samples.pdf(), PDF),
        (samples.docx(), DOCX),
        ("ชื่อ,จำนวน\nสมหญิง,600\n".encode(), CSV),
        ("ความเห็นจากไปรษณีย์\r\n".encode(), TEXT),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_what_is_sound_is_kept_byte_for_byte(content: bytes, media_type: str):
    assert kept(content, media_type) == content


def test_what_is_not_what_it_is_called_is_refused():
    contents = {
        PDF: samples.pdf(), JPEG: samples.jpeg(), PNG: samples.png(), DOCX: samples.docx(), "junk": b"\0\1\2junk" * 40,
    }  # fmt: skip

    found = {
        (name, media_type): reason(content, media_type)
        for name, content in contents.items()
        for media_type in (PDF, JPEG, PNG, DOCX)
        if name != media_type
    }

    assert set(found.values()) == {"NOT_THIS_TYPE"}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"%PDF-1.7\nthis is none", "BROKEN"),
        (samples.pdf()[:400], "BROKEN"),
        (samples.pdf_with("javascript"), "ACTIVE"),
        (samples.pdf_with("attachment"), "ACTIVE"),
        (samples.pdf_with("launch"), "ACTIVE"),
        (samples.pdf_with("password"), "ENCRYPTED"),
        (samples.pdf(501), "TOO_MUCH"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_a_pdf_that_does_not_open_or_acts_is_refused(content: bytes, why: str):
    assert reason(content, PDF) == why


def test_names_written_in_another_way_are_found_too():
    hidden = samples.pdf_with("javascript").replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/#4a#53")

    assert reason(hidden, PDF) == "ACTIVE"


@pytest.mark.parametrize(
    ("content", "media_type", "why"),
    [
        (samples.jpeg()[:200], JPEG, "BROKEN"),
        (samples.jpeg()[:-40], JPEG, "BROKEN"),
        (b"\xff\xd8\xff\xe0\0\0", JPEG, "BROKEN"),
        (b"\xff\xd8\xff\xd9", JPEG, "BROKEN"),
        (samples.png()[:60], PNG, "BROKEN"),
        (samples.png().replace(b"IDAT", b"IDAX", 1), PNG, "BROKEN"),
        (samples.png_bomb(), PNG, "TOO_MUCH"),
        (samples.png_bomb(5_000, 5_000), PNG, "TOO_MUCH"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_a_picture_that_does_not_decode_or_is_a_bomb_is_refused(content: bytes, media_type: str, why: str):
    assert reason(content, media_type) == why


@pytest.mark.parametrize("is_progressive", [False, True])
def test_a_photograph_keeps_its_pixels_and_which_way_up_it_is_and_loses_where_it_was_taken(is_progressive: bool):
    sent = samples.jpeg(samples.exif(), is_progressive=is_progressive) + b"a film hidden after the end"

    found = kept(sent, JPEG)

    before, after = Image.open(io.BytesIO(sent)), Image.open(io.BytesIO(found))
    assert before.getexif().get_ifd(0x8825)
    assert (dict(after.getexif()), after.getexif().get_ifd(0x8825)) == ({0x0112: 6}, {})
    assert after.tobytes() == before.tobytes()
    for told in (b"MakerOfTelephones", b"hidden"):
        assert told in sent
        assert told not in found
    assert kept(found, JPEG) == found


def test_a_png_loses_its_texts_and_keeps_its_pixels():
    sent = samples.png()

    found = kept(sent, PNG)

    assert b"Somying" in sent
    assert b"Somying" not in found
    assert Image.open(io.BytesIO(found)).tobytes() == Image.open(io.BytesIO(sent)).tobytes()


def _docx(**parts: Any) -> bytes:
    return samples.docx(**parts)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (samples.zipped({"a.txt": "x"}), "NOT_THIS_TYPE"),
        (_docx()[:-30], "BROKEN"),
        (_docx(word__vbaProject=b"x"), "ACTIVE"),
        (_docx(word__embeddings__x=b"x"), "ACTIVE"),
        (
            samples.docx(**{"word___rels__document.xml.rels": samples.RELS.format(samples.LINK.format("image"))}),
            "ACTIVE",
        ),
        (
            samples.docx(**{"word___rels__d.rels": samples.RELS.format(samples.LINK.format("attachedTemplate"))}),
            "ACTIVE",
        ),
        (_docx(word__media__big=b"\0" * 3_000_000), "TOO_MUCH"),
        (samples.docx(**{"_rels__.rels": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}), "BROKEN"),
        (samples.docx(**{"..__..__evil": "x"}), "BROKEN"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_a_word_document_that_acts_fetches_or_explodes_is_refused(content: bytes, why: str):
    assert reason(content, DOCX) == why


def test_links_to_read_are_no_harm_in_a_word_document():
    content = samples.docx(**{"word___rels__document.xml.rels": samples.RELS.format(samples.LINK.format("hyperlink"))})

    assert kept(content, DOCX) == content


@pytest.mark.parametrize("content", [b"\xff\xfe", "ครึ่ง".encode()[:-1], b"a\0b", "ก".encode("tis-620")])
def test_text_is_utf_8(content: bytes):
    assert reason(content, TEXT) == "NOT_TEXT"


def test_files_damaged_at_random_are_taken_or_refused_and_nothing_else_happens():
    chance = random.Random(7)
    sound = [
        (samples.pdf_with("launch"), PDF),
        (samples.jpeg(samples.exif(), is_progressive=True), JPEG),
        (samples.png(), PNG),
        (samples.docx(), DOCX),
    ]
    outcomes = []

    for content, media_type in sound * 100:
        damaged = bytearray(content)
        for _ in range(chance.choice((1, 3, 20))):
            place = chance.randrange(len(damaged) - 20)
            if chance.random() < 0.7:
                damaged[place] = chance.randrange(256)
            else:
                damaged[place : place + 8] = damaged[:4]
        try:
            check(io.BytesIO(bytes(damaged)), media_type=media_type, into=io.BytesIO())
            outcomes.append("taken")
        except ContentRefused:
            outcomes.append("refused")

    assert (len(outcomes), set(outcomes)) == (400, {"taken", "refused"})

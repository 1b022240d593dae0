"""Documents: the same bytes for the same input, headers repeated, pages counted, codes that can be read."""

import io
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
import zxingcpp
from pypdf import PdfReader

from superapp.paper import sheet as sheets
from superapp.paper.charts import bars
from superapp.paper.pages import Column, Paper
from superapp.paper.sheet import Sheet
from tests.paper.sketch import Sketch

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str]]:
    """Return what is written on which page: text copied out of a PDF is damaged, so it is listened to instead."""
    found: list[tuple[int, str]] = []
    write = Sheet.write

    def listen(self: Sheet, x: float, baseline: float, text: str, *args: Any, **more: Any) -> None:
        found.append((self._pdf.page, text))
        write(self, x, baseline, text, *args, **more)

    monkeypatch.setattr(Sheet, "write", listen)
    return found


def letter(*, number: str = "DL-2569-000001") -> bytes:
    paper = Paper(title="หนังสือแจ้งผล", made_at=NOW, numbering="thai", footer=number)
    paper.heading("หนังสือแจ้งผลการพิจารณา", align="middle")
    paper.paragraph("ตามที่ท่านได้ยื่นคำขอรับเบี้ยยังชีพผู้สูงอายุ น้ำ ที่ ปู่ ญู ฐู กี่ ป้ำ", indent=15)
    paper.facts([("ผู้ขอ", "นางสมหญิง ใจดี"), ("จำนวนเงิน", "600 บาท")])
    paper.bullets(["ข้อหนึ่ง", "ข้อสอง"], mark=lambda place: f"({place})")
    paper.box("อุทธรณ์ได้ภายใน 15 วัน", title="สิทธิอุทธรณ์", tone="warning")
    paper.chart(bars("ยอดจ่าย", ["ธันวาคม"], [600]).drawing)
    paper.qr("https://example.go.th/verify?code=1", caption="ตรวจสอบ")
    paper.rule()
    paper.note("หมายเหตุ")
    return paper.pdf()


def test_the_same_input_gives_the_same_bytes_and_another_gives_others():
    assert letter() == letter()
    assert letter() != letter(number="DL-2569-000002")


def test_it_is_a_sound_pdf_in_thai_that_says_when_it_was_made():
    reader = PdfReader(io.BytesIO(letter()), strict=True)

    assert len(reader.pages) == 1
    assert reader.metadata is not None
    assert reader.metadata.title == "หนังสือแจ้งผล"
    assert reader.metadata.creation_date == NOW
    assert reader.root_object["/Lang"] == "th"


def test_a_table_repeats_its_header_and_keeps_every_row(written: list[tuple[int, str]]):
    paper = Paper(title="ตาราง", made_at=NOW, numbering="thai")

    paper.table([Column("ลำดับ"), Column("จำนวนเงิน", align="end")], [[f"แถว{row}", "600.00"] for row in range(90)])
    paper.pdf()

    headers = [page for page, text in written if text == "ลำดับ"]
    rows = [text for _, text in written if text.startswith("แถว")]
    footers = [(page, text) for page, text in written if text.startswith("หน้า")]
    assert headers == [1, 2, 3]
    assert rows == [f"แถว{row}" for row in range(90)]
    assert footers == [(1, "หน้า ๑ จาก ๓"), (2, "หน้า ๒ จาก ๓"), (3, "หน้า ๓ จาก ๓")]


def test_a_row_longer_than_a_page_goes_on_and_loses_nothing(written: list[tuple[int, str]]):
    paper = Paper(title="ตาราง", made_at=NOW, numbering="none")

    paper.table([Column("ก"), Column("ข", share=3)], [["x", "\n".join(f"บรรทัด{line}" for line in range(100))]])

    assert [text for _, text in written if text.startswith("บรรทัด")] == [f"บรรทัด{line}" for line in range(100)]
    assert paper.sheet.pages == 3


def test_a_row_of_another_length_is_refused():
    paper = Paper(title="ตาราง", made_at=NOW)

    with pytest.raises(ValueError, match="row 2 has 1 cells for 2 columns"):
        paper.table([Column("ก"), Column("ข")], [["1", "2"], ["3"]])


def test_a_long_box_goes_on_on_the_next_page_and_a_heading_is_never_left_alone(written: list[tuple[int, str]]):
    paper = Paper(title="กล่อง", made_at=NOW, numbering="none")

    paper.box("\n".join(f"บรรทัด{line}" for line in range(60)))
    while paper.room > 20:
        paper.paragraph("ย่อหน้า")
    paper.heading("หัวข้อ")
    paper.paragraph("เนื้อหา")

    pages = {text: page for page, text in written}
    assert (pages["บรรทัด0"], pages["บรรทัด59"]) == (1, 2)
    assert pages["หัวข้อ"] == pages["เนื้อหา"] == 3


def test_a_code_that_is_drawn_can_be_read():
    text = "https://api.example.go.th/verify?code=" + "x" * 300
    sketch = Sketch()

    sheets.Sheet.qr(sketch, text, 0, 0, 40)  # type: ignore[arg-type]

    assert [code.text for code in zxingcpp.read_barcodes(sketch.pixels(20))] == [text]
    assert np.unique(sketch.pixels(20)).tolist() == [0, 255]

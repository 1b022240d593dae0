"""A law's text is read into provisions, in both digit systems, and nothing out of order passes without a word."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultation.provisions import numbering, parsing
from consultation.provisions.items import paragraphs
from consultation.provisions.provision import Fault, Kind

BILL = """ร่าง
พระราชบัญญัติ
ผู้สูงอายุ (ฉบับที่ ..)
พ.ศ. ....
โดยที่เป็นการสมควรแก้ไขเพิ่มเติมกฎหมายว่าด้วยผู้สูงอายุ

มาตรา ๑  พระราชบัญญัตินี้เรียกว่า “พระราชบัญญัติผู้สูงอายุ (ฉบับที่ ..) พ.ศ. ....”
หมวด ๑
บททั่วไป
มาตรา 2\tให้เพิ่มความต่อไปนี้เป็นมาตรา ๑๕/๑ และมาตรา ๑๕/๒
“มาตรา ๑๕/๑  ให้เรียกเก็บเงินบำรุงกองทุน
มาตรา ๑๕/๒  ให้กรมสรรพสามิต
(๑) เรียกเก็บ
(๓) นำส่ง”
หมวด ๒ กองทุน
ส่วนที่ ๑ การจัดตั้ง
มาตรา ๓  ผู้ใด
(๑) ก่อ
(ก) หนึ่ง
(ข) สอง
(๑/๑) ใช้
(๒) ทำ
ต้องรับผิดตาม
มาตรา ๒ วรรคสอง ด้วย
มาตรา ๓ ทวิ  ให้ใช้บังคับ
บทเฉพาะกาล
มาตรา ๔ ให้รัฐมนตรีรักษาการ
ผู้รับสนองพระราชโองการ
นายกรัฐมนตรี
หมายเหตุ :- เหตุผลในการประกาศใช้
"""


def faults_of(text: str) -> list[tuple[str, int, str, str]]:
    return [(each.kind, each.line, each.found, each.expected) for each in parsing.read(text).faults]


def test_a_bill_is_read_into_its_provisions() -> None:
    reading = parsing.read(BILL)

    assert reading.faults == ()
    assert reading.title == "ร่างพระราชบัญญัติ ผู้สูงอายุ (ฉบับที่ ..) พ.ศ. ...."
    assert [
        (each.key, each.kind, each.number, each.label, each.heading, each.parent) for each in reading.provisions
    ] == [
        ("preamble", Kind.PREAMBLE, None, "", "", ""),
        ("s1", Kind.SECTION, "1", "มาตรา ๑", "", ""),
        ("c1", Kind.CHAPTER, "1", "หมวด ๑", "บททั่วไป", ""),
        ("s2", Kind.SECTION, "2", "มาตรา 2", "", "c1"),
        ("c2", Kind.CHAPTER, "2", "หมวด ๒", "กองทุน", ""),
        ("c2-p1", Kind.PART, "1", "ส่วนที่ ๑", "การจัดตั้ง", "c2"),
        ("s3", Kind.SECTION, "3", "มาตรา ๓", "", "c2-p1"),
        ("s3-bis2", Kind.SECTION, "3 ทวิ", "มาตรา ๓ ทวิ", "", "c2-p1"),
        ("heading1", Kind.HEADING, None, "", "บทเฉพาะกาล", ""),
        ("s4", Kind.SECTION, "4", "มาตรา ๔", "", "heading1"),
        ("signature", Kind.SIGNATURE, None, "", "", ""),
        ("note1", Kind.NOTE, None, "", "", ""),
    ]
    # Quoted sections belong to the section that quotes them; a line that goes on with a sentence is no section.
    assert reading.provisions[3].text.endswith("(๑) เรียกเก็บ\n(๓) นำส่ง”")
    assert reading.provisions[6].text.endswith("ต้องรับผิดตาม\nมาตรา ๒ วรรคสอง ด้วย")


def test_paragraphs_hold_their_items() -> None:
    section = parsing.read(BILL).provisions[6]

    found = paragraphs(section.text)

    assert [(each.number, each.text, [item.label for item in each.items]) for each in found] == [
        (1, "ผู้ใด", ["(๑)", "(๑/๑)", "(๒)"]),
        (2, "ต้องรับผิดตาม", []),
        (3, "มาตรา ๒ วรรคสอง ด้วย", []),
    ]
    assert [(item.label, item.text) for item in found[0].items[0].items] == [("(ก)", "หนึ่ง"), ("(ข)", "สอง")]


def test_a_subordinate_rule_counts_by_clause() -> None:
    reading = parsing.read("กฎกระทรวง ว่าด้วยการเลี้ยงสุนัข พ.ศ. ๒๕๖๙\nอาศัยอำนาจ\nข้อ ๑ ในกฎกระทรวงนี้\nข้อ 2 ให้ใช้บังคับ")

    assert reading.faults == ()
    assert [(each.kind, each.label) for each in reading.provisions[1:]] == [
        (Kind.SECTION, "ข้อ ๑"),
        (Kind.SECTION, "ข้อ 2"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("มาตรา ๑  ก\nมาตรา ๓  ค", [("gap", 2, "มาตรา ๓", "มาตรา ๒")]),
        ("มาตรา ๒  ก", [("gap", 1, "มาตรา ๒", "มาตรา ๑")]),
        ("มาตรา ๑  ก\nมาตรา ๒  ข\n\nมาตรา ๒  ค", [("duplicate", 4, "มาตรา ๒", "มาตรา ๓")]),
        ("มาตรา 1  ก\nมาตรา 2  ข\nมาตรา 3  ค\nมาตรา 1/1  ง", [("backwards", 4, "มาตรา ๑/๑", "มาตรา ๔")]),
        ("มาตรา ๑  ก\nมาตรา ๑/๒  ข", [("gap", 2, "มาตรา ๑/๒", "มาตรา ๒")]),
        ("มาตรา ๑  ก\nมาตรา ๑/๑  ข\nมาตรา ๑/๓  ค", [("gap", 3, "มาตรา ๑/๓", "มาตรา ๒ / มาตรา ๑/๒")]),
        ("มาตรา ๑  ก\n(๑) ข\n(๓) ค", [("item_order", 3, "(๓)", "(๒)")]),
        ("มาตรา ๑  ก\n(๒) ข", [("item_order", 2, "(๒)", "(๑)")]),
        ("มาตรา ๑  ก\n(๑) ข\n(ก) ค\n(ค) ง", [("item_order", 4, "(ค)", "(ข)")]),
        ("หมวด ๒ ก\nมาตรา ๑  ก", [("gap", 1, "หมวด ๒", "หมวด ๑")]),
        ("หมวด ๑ ก\nข\nมาตรา ๑  ก", [("letters", 2, "“ข”", "มาตรา")]),
        ("มาตรา ๑  ก “ข\nมาตรา ๒  ค", [("quote", 1, "“", "“ … ”")]),
        ("มาตรา ๑  ก\nมาตรา ๒", [("empty", 2, "มาตรา ๒", "มาตรา ๒  …")]),
        ("ข้อความใด ๆ", [("no_section", 1, "0", "มาตรา ๑")]),
        ("มาตรา ๑  " + "ก" * 10_001, [("no_section", 1, "0", "มาตรา ๑"), ("line_too_long", 1, "10,010", "≤ 10,000")]),
    ],
)
def test_what_is_numbered_wrongly_is_named_with_its_line(text: str, expected: list[tuple[str, int, str, str]]) -> None:
    assert sorted(faults_of(text)) == sorted(expected)


def test_a_fault_says_how_to_mend_it_in_both_languages() -> None:
    (fault,) = parsing.read("มาตรา ๑  ก\nมาตรา ๓  ค").faults

    assert fault.message("th") == (
        "บรรทัดที่ 2: พบ มาตรา ๓ แต่ควรเป็น มาตรา ๒ แก้เลขให้ต่อเนื่อง เติมส่วนที่ขาด หรือถ้าเป็นข้อความต่อจากบรรทัดก่อน ให้ต่อบรรทัดนั้นเข้าด้วยกัน"
    )
    assert fault.message("en").startswith("Line 2: found มาตรา ๓, expected มาตรา ๒. Correct the number")


def test_a_duplicate_is_shown_beside_the_first() -> None:
    reading = parsing.read("มาตรา ๑  ก\nมาตรา ๑  ข")

    assert [(each.key, each.text) for each in reading.provisions] == [("s1", "ก"), ("s1-again2", "ข")]


def test_a_text_too_long_is_not_read() -> None:
    (fault,) = parsing.read("ก" * (parsing.CHARACTERS + 1)).faults

    assert isinstance(fault, Fault)
    assert (fault.kind, fault.found) == ("too_long", "2,000,001")


def test_what_nobody_can_see_does_not_count() -> None:
    reading = parsing.read("\ufeffมาตรา\u00a0๑\u200b  ก\r\nมาตรา\n๒  ข\u2028ค")

    assert reading.faults == ()
    assert [(each.number, each.text) for each in reading.provisions] == [("1", "ก"), ("2", "ข\nค")]


def test_numbers_know_what_may_come_next() -> None:
    number = numbering.read("๑๕/๒")

    assert number is not None
    assert [str(each) for each in number.nexts()] == ["16", "15/3", "15/2/1"]
    assert [str(each) for each in numbering.FIRST.nexts()] == ["2", "1/1", "1 ทวิ"]
    assert numbering.read("๑๕ จัตวา").thai == "๑๕ จัตวา"  # type: ignore[union-attr]


PIECES = [
    "มาตรา",
    " ",
    "  ",
    "\n",
    "๑",
    "2",
    "/๑",
    "ทวิ",
    "หมวด ๑",
    "ส่วนที่ 1",
    "บทเฉพาะกาล",
    "หมายเหตุ :-",
    "(๑)",
    "(ก)",
    "“",
    "”",
    '"',
    "ก",
    "ข้อ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_and_what_has_no_fault_keeps_every_word(text: str) -> None:
    reading = parsing.read(text)

    assert len({each.key for each in reading.provisions}) == len(reading.provisions)
    kept = "".join(f"{each.label}{each.heading}{each.text}" for each in reading.provisions)
    assert sorted("".join(kept.split())) == sorted("".join(text.split()))

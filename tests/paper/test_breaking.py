"""Lines end between words, marks stay on their letters, and nothing vanishes."""

import pytest

from superapp.paper import breaking
from superapp.paper.sheet import cleaned, has_glyph


def width(piece: str) -> float:
    """Return a width: one for each letter that takes room."""
    return float(sum(1 for letter in piece if letter not in "ัิีึืฺุู็่้๊๋์ํ๎"))


def test_a_line_ends_between_words_and_never_begins_with_what_belongs_to_the_one_before():
    text = "ผู้สูงอายุมีสิทธิได้รับเบี้ยยังชีพรายเดือนต่าง ๆ ตามมาตรา 11 (1) ฯลฯ และ “เงินอื่น” ด้วย"

    found = breaking.lines(text, 16, width)

    assert found == [
        "ผู้สูงอายุมีสิทธิได้รับ",
        "เบี้ยยังชีพรายเดือน",
        "ต่าง ๆ ตาม",
        "มาตรา 11 (1) ฯลฯ",
        "และ “เงินอื่น” ด้วย",
    ]
    assert "".join(found).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("กี่" * 7, ["กี่" * 6, "กี่"]),
        ("น้ำ" * 4, ["น้ำ" * 3, "น้ำ"]),
        ("a" * 15, ["aaaaaa", "aaaaaa", "aaa"]),
    ],
)
def test_a_word_wider_than_a_line_is_broken_between_letters_with_their_marks(word: str, found: list[str]):
    assert [line for line in breaking.lines(word, 6, width) if line] == found


@pytest.mark.parametrize("text", ["บ้านหลังหนึ่ง ๆ", "กรุงเทพ ฯ", "ร้อยละ 5 %"])
def test_a_mark_of_repetition_does_not_begin_a_line(text: str):
    assert all(line[0] not in "ๆฯ" for room in range(4, 12) for line in breaking.lines(text, room, width) if line)


def test_line_ends_are_kept_and_an_empty_text_is_one_line():
    assert breaking.lines("ก\n\nข", 10, width) == ["ก", "", "ข"]
    assert breaking.lines("", 10, width) == [""]


def test_what_the_font_lacks_is_replaced_and_what_nobody_sees_is_gone():
    assert cleaned("เงิน\u200b ก\u0e49\t中 😀 Nguyễn") == "เงิน ก้ ? ? Nguyen"
    assert all(map(has_glyph, "ฤๅ๏๛฿Éß“”–…•€"))


def test_a_long_text_is_cut_in_stretches_and_loses_nothing():
    text = "สิทธิสวัสดิการ" * 3_000

    assert "".join(breaking.pieces(text)) == text
    assert cleaned(text) == text


def test_a_text_longer_than_any_document_is_refused():
    with pytest.raises(breaking.TextTooLong):
        cleaned("ก" * 400_001)

"""Word boundaries: the set phrases of public life stay whole, and nothing is lost between the pieces."""

import pytest

from superapp.thai import forms, words

LEXICON = words.Lexicon()

CUT = [
    ("เบี้ยยังชีพผู้สูงอายุไม่พอ", ("เบี้ยยังชีพผู้สูงอายุ", "ไม่", "พอ")),
    ("แอปเป๋าตังล่มบ่อย", ("แอป", "เป๋าตัง", "ล่ม", "บ่อย")),
    ("พ.ร.บ.ผู้สูงอายุ พ.ศ. ๒๕๔๖", ("พ.ร.บ.", "ผู้สูงอายุ", "พ.ศ.", "2546")),
    ("ไม่เห็นด้วยกับมาตรา ๑๒/๑ 👍🏽", ("ไม่", "เห็นด้วย", "กับ", "มาตรา 12/1", "👍🏽")),
    ("ไม่ควรเพิ่มภาษี", ("ไม่", "ควร", "เพิ่ม", "ภาษี")),
    ("", ()),
    ("   ", ()),
]


@pytest.mark.parametrize(("text", "expected"), CUT)
def test_tokens(text: str, expected: tuple[str, ...]) -> None:
    assert LEXICON.tokens(text) == expected


@pytest.mark.parametrize("text", [text for text, _ in CUT] + ["กรรม" * 500, "มากกก" * 300, "a ข b\nค", "\u0e48" * 50])
def test_pieces_join_to_the_analysis_form(text: str) -> None:
    assert "".join(LEXICON.pieces(text)) == forms.analysis(text)


def test_cut_leaves_the_text_as_it_is() -> None:
    text = "มาตรา  ๑๒ กฏหมาย"

    assert "".join(LEXICON.cut(text)) == text


def test_own_terms_stay_whole() -> None:
    assert LEXICON.tokens("เราเที่ยวด้วยกัน") != ("เราเที่ยวด้วยกัน",)
    assert words.Lexicon(["เราเที่ยวด้วยกัน"]).tokens("เราเที่ยวด้วยกัน") == ("เราเที่ยวด้วยกัน",)

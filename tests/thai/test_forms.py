"""The two forms of Thai text: what each must give, and that no input is too much for them."""

import random
import time

import pytest

from superapp.thai import forms

ANALYSED = [
    # zero-width characters
    ("\u0e44\u0e21\u0e48\u200b\u0e40\u0e2b\u0e47\u0e19\ufeff\u0e14\u0e49\u0e27\u0e22", "ไม่เห็นด้วย"),
    # three mistyped forms of sara am, one result: U+0E19 U+0E49 U+0E33
    (
        "\u0e19\u0e4d\u0e49\u0e32 \u0e19\u0e49\u0e4d\u0e32 \u0e19\u0e33\u0e49",
        "\u0e19\u0e49\u0e33 \u0e19\u0e49\u0e33 \u0e19\u0e49\u0e33",
    ),
    # two U+0E40 for U+0E41
    ("\u0e40\u0e40\u0e01\u0e49\u0e44\u0e02", "แก้ไข"),
    # tone mark typed before the vowel
    ("\u0e17\u0e48\u0e35\u0e14\u0e34\u0e19", "\u0e17\u0e35\u0e48\u0e14\u0e34\u0e19"),
    # tone mark on the leading vowel of the next syllable; not เห็นด้วย
    ("\u0e44\u0e21\u0e40\u0e48\u0e2b\u0e47\u0e19\u0e14\u0e49\u0e27\u0e22", "ไม่เห็นด้วย"),
    # two corrections from the small table
    ("กฏหมายนี้เปน็ภาระ", "กฎหมายนี้เป็นภาระ"),
    # elongation
    ("ไม่เห็นด้วยยยยย", "ไม่เห็นด้วย"),
    # acronyms with three equal letters stay
    ("สสส. และ กกต.", "สสส. และ กกต."),
    # digits are never collapsed
    ("เบี้ย 10000 บาท 3,000,000", "เบี้ย 10000 บาท 3,000,000"),
    # Thai digits
    ("พ.ศ. ๒๕๖๙ ๑,๐๐๐ บาท", "พ.ศ. 2569 1,000 บาท"),
    # ten thousand tone marks
    ("\u0e48" * 10_000, "\u0e48"),
    ("", ""),
]

HOSTILE = {
    "tone marks": "\u0e48" * 10_000,
    "marks of two classes": "\u0e48" * 5_000 + "\u0e38" * 5_000,
    "alternating marks": "\u0e48\u0e38" * 5_000,
    "foreign marks": "\u0301" * 5_000 + "\u0323" * 5_000,
    "alternating vowels": "\u0e32\u0e30" * 5_000,
    "vowel and sara am": "\u0e30\u0e33" * 5_000,
    "long vowels": "\u0e45\u0e32" * 5_000,
    "leading vowels": "\u0e40" * 10_000,
    "leading vowels with tones": "\u0e40\u0e48" * 5_000,
    "one letter": "ก" * 10_000,
    "surrogates": "\ud800" * 10_000,
    "NUL": "\x00" * 10_000,
    "right to left": "\u202e\u0e01" * 5_000,
    "emoji": "\U0001f44d\U0001f3fd" * 5_000,
}


@pytest.mark.parametrize(("written", "expected"), ANALYSED)
def test_analysis_form(written: str, expected: str) -> None:
    assert forms.analysis(written) == expected


def test_display_form_keeps_the_spelling() -> None:
    written = "กฏหมาย\u200bนี้\u00a0๑๒ ข้อ\x00ๆๆๆ ไม่เห็นด้วยยยย"

    assert forms.display(written) == "กฏหมายนี้ ๑๒ ข้อๆๆๆ ไม่เห็นด้วยยยย"


def test_display_form_keeps_line_breaks_and_composes_latin() -> None:
    assert forms.display("cafe\u0301\nบรรทัดใหม่") == "café\nบรรทัดใหม่"


def test_display_form_keeps_three_marks_on_a_letter() -> None:
    assert forms.display("ก" + "\u0e48" * 9) == "ก" + "\u0e48" * 3


def test_longer_texts_are_cut() -> None:
    assert len(forms.display("ก " * 10_000)) == forms.LIMIT


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_costs_little(text: str) -> None:
    costs = []
    for _ in range(3):
        began = time.process_time()
        forms.analysis(text)
        costs.append(time.process_time() - began)

    assert min(costs) < 0.05


def test_both_forms_are_stable() -> None:
    chance = random.Random(7)
    letters = [chr(code) for code in range(0x0E01, 0x0E5B)] + list(" .aA1\u200b\u0301\n")
    texts = ["".join(chance.choices(letters, k=chance.randrange(40))) for _ in range(3_000)]

    unstable_display = [text for text in texts if forms.display(forms.display(text)) != forms.display(text)]
    unstable_analysis = [text for text in texts if forms.analysis(forms.analysis(text)) != forms.analysis(text)]

    assert unstable_display == []
    assert unstable_analysis == []


def test_real_misspellings_are_mended() -> None:
    assert forms.analysis("ขออนุญาติเปิดคลีนิค") == "ขออนุญาตเปิดคลินิก"

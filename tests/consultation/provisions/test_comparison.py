"""A difference gives both wordings back, reads by whole words, and stays quick on any length."""

from hypothesis import given, settings
from hypothesis import strategies as st

from consultation.provisions import comparison
from consultation.provisions.comparison import compare

BEFORE = "กองทุน ประกอบด้วย\n(๑) เงินทุนประเดิม\n(๒) เงินที่ได้รับจากงบประมาณรายจ่ายประจำปี\n(๓) เงินหรือทรัพย์สินที่มีผู้บริจาคหรือมอบให้"
AFTER = (
    "กองทุน ประกอบด้วย\n(๒) เงินที่ได้รับจากงบประมาณรายจ่ายประจำปี\n(๒/๑) เงินบำรุงกองทุนที่ได้รับตามมาตรา ๑๕/๑\n"
    "(๓) เงินและทรัพย์สินที่มีผู้บริจาคแก่กองทุน"
)


def shown(before: str, after: str) -> list[str]:
    marks = {"same": "{}", "added": "[+{}]", "removed": "[-{}]"}
    return ["".join(marks[span.kind].format(span.text) for span in line.spans) for line in compare(before, after).lines]


def test_lines_come_and_go_and_words_change_within_them() -> None:
    assert shown(BEFORE, AFTER) == [
        "กองทุน ประกอบด้วย",
        "[-(๑) เงินทุนประเดิม]",
        "(๒) เงินที่ได้รับจากงบประมาณรายจ่ายประจำปี",
        "[+(๒/๑) เงินบำรุงกองทุนที่ได้รับตามมาตรา ๑๕/๑]",
        "(๓) เงิน[-หรือ][+และ]ทรัพย์สินที่มีผู้บริจาค[-หรือมอบให้][+แก่กองทุน]",
    ]


def test_a_reference_changes_as_a_whole() -> None:
    before = "ให้คณะกรรมการจัดสรรเงินบำรุงกองทุนตามมาตรา ๑๕ วรรคหนึ่ง ให้แก่ผู้สูงอายุ"
    after = "ให้คณะกรรมการจัดสรรเงินบำรุงกองทุนตามมาตรา ๑๕/๑ วรรคหนึ่ง ให้แก่ผู้สูงอายุ"

    assert shown(before, after) == ["ให้คณะกรรมการจัดสรรเงินบำรุงกองทุนตาม[-มาตรา ๑๕][+มาตรา ๑๕/๑] วรรคหนึ่ง ให้แก่ผู้สูงอายุ"]


def test_equal_and_empty_texts() -> None:
    assert compare(BEFORE, BEFORE).is_same
    assert compare("", "").lines == ()
    assert shown("", "ก\nข") == ["[+ก]", "[+ข]"]
    assert shown("ก", "") == ["[-ก]"]


def test_what_is_too_long_is_compared_by_line() -> None:
    long = "มาตราหนึ่ง " * 12_000

    difference = compare(f"ก\n{long}", f"ก\n{long}เพิ่ม")

    assert not difference.by_words
    assert [line.kind for line in difference.lines] == ["same", "removed", "added"]
    assert [line.kind for line in compare("ไป มา " * 700, "มา ไป " * 700).lines] == ["changed"]
    assert [len(line.spans) for line in compare("ไป มา " * 700, "มา ไป " * 700).lines] == [2]


words = st.lists(st.sampled_from(["มาตรา ๑", "ผู้สูงอายุ", " ", "\n", "(๑)", "กองทุน", "และ", "a", "ก"]), max_size=30).map(
    "".join
)


@given(words, words)
@settings(max_examples=60, deadline=None)
def test_both_wordings_come_back(before: str, after: str) -> None:
    difference = compare(before, after)

    assert difference.before() == before
    assert difference.after() == after
    assert difference.is_same == (before == after)


def test_the_alignment_is_the_best_there_is() -> None:
    alike = [[0.9, 0.5, 0.0], [0.8, 0.0, 0.9]]

    assert comparison.best_alignment(alike, 0.6) == [(0, 0), (1, 2)]
    assert comparison.best_alignment([[0.5]], 0.6) == []
    assert comparison.best_alignment([], 0.6) == []

"""An anchor stands at its words, or says that it does not; it never moves to other words in silence."""

import pytest

from consultation.provisions import anchors
from consultation.provisions.anchors import Place, Standing

TEXT = "ผู้สูงอายุมีสิทธิได้รับ\n(๑) การแพทย์ตามที่กำหนด\n(๒) การศึกษาตามที่กำหนด\n(๓) การประกอบอาชีพ"


def anchor_at(quote: str, nth: int = 1) -> anchors.Anchor:
    start = -1
    for _ in range(nth):
        start = TEXT.index(quote, start + 1)
    return anchors.make("s11", TEXT, start, start + len(quote))


def passage(section: str, text: str, place: Place) -> str:
    assert place.section == section
    return text[place.start : place.end]


def test_words_found_once_are_followed_to_where_they_are() -> None:
    newer = "เพิ่มข้อความข้างหน้า " + TEXT.replace("(๓)", "(๔)")

    (place,) = anchors.resolve(anchor_at("การประกอบอาชีพ"), TEXT, [("s12", newer)])

    assert (place.standing, place.is_changed) == (Standing.PASSAGE, True)
    assert passage("s12", newer, place) == "การประกอบอาชีพ"


def test_words_that_stand_twice_are_told_by_their_context() -> None:
    anchor = anchor_at("ตามที่กำหนด", 2)
    newer = f"ตามที่กำหนดในวรรคนี้ {TEXT}"

    (same,) = anchors.resolve(anchor, TEXT, [("s11", TEXT)])
    (moved,) = anchors.resolve(anchor, TEXT, [("s11", newer)])
    (unsure,) = anchors.resolve(anchor, TEXT, [("s11", TEXT.replace("(๓)", "(๔)"))])

    assert (same.standing, same.start, same.is_changed) == (Standing.PASSAGE, TEXT.rindex("ตามที่กำหนด"), False)
    assert (moved.standing, moved.start, moved.is_changed) == (Standing.PASSAGE, newer.rindex("ตามที่กำหนด"), True)
    assert unsure == Place(Standing.SECTION, "s11", is_changed=True)


def test_the_other_of_two_equal_words_is_not_mistaken_for_them() -> None:
    newer = TEXT.replace("(๒) การศึกษาตามที่กำหนด\n", "").replace("(๑) การแพทย์", "(๑) บริการ")

    assert anchors.resolve(anchor_at("ตามที่กำหนด", 2), TEXT, [("s11", newer)]) == (
        Place(Standing.SECTION, "s11", is_changed=True),
    )


def test_words_that_are_gone_leave_the_section() -> None:
    assert anchors.resolve(anchor_at("การศึกษา"), TEXT, [("s11", "ผู้สูงอายุมีสิทธิ")]) == (
        Place(Standing.SECTION, "s11", is_changed=True),
    )


def test_a_split_shows_at_every_successor_and_a_removal_nowhere() -> None:
    first, second = TEXT.split("\n(๒)")[0], "(๒)" + TEXT.split("\n(๒)")[1]

    places = anchors.resolve(anchor_at("การศึกษา"), TEXT, [("s11", first), ("s11-2", second)])

    assert [(each.standing, each.section) for each in places] == [
        (Standing.SECTION, "s11"),
        (Standing.PASSAGE, "s11-2"),
    ]
    assert anchors.resolve(anchor_at("การศึกษา"), TEXT, []) == (Place(Standing.REMOVED, "", is_changed=True),)


def test_a_whole_section_is_followed_and_labelled() -> None:
    anchor = anchors.make("s11", TEXT, 0, 0)

    assert anchors.resolve(anchor, TEXT, [("s12", TEXT)]) == (Place(Standing.SECTION, "s12"),)
    assert anchors.resolve(anchor, TEXT, [("s12", "ใหม่")]) == (Place(Standing.SECTION, "s12", is_changed=True),)


def test_an_anchor_from_outside_is_settled_on_the_text() -> None:
    second = TEXT.rindex("ตามที่กำหนด")

    settled = anchors.settle(anchors.Anchor("s11", "ตามที่กำหนด", offset=second + 3), TEXT)

    assert settled == anchor_at("ตามที่กำหนด", 2)
    assert len(settled.before) == 32
    assert anchors.settle(anchors.Anchor("s11", "ไม่มีในมาตรา"), TEXT) is None
    assert anchors.settle(anchors.Anchor("s11"), TEXT) == anchors.Anchor("s11")


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (0, 1_000), (5, 4)])
def test_a_passage_outside_the_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=r"\.\."):
        anchors.make("s11", TEXT, start, end)


def test_sections_are_followed_through_versions() -> None:
    steps = [{"s1": ["s1"], "s2": ["s2", "s2a"], "s3": []}, {"s1": ["s2a"], "s2": ["s2"], "s2a": ["s2a"]}]

    assert anchors.follow("s1", steps) == ("s2a",)
    assert anchors.follow("s2", steps) == ("s2", "s2a")
    assert anchors.follow("s3", steps) == ()

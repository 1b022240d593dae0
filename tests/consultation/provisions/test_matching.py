"""What became of each section is proposed in a fixed order of evidence, and never more surely than it was found."""

from consultation.provisions.matching import Basis, Change, Passage, propose

TRAVEL = "ผู้สูงอายุมีสิทธิได้รับการช่วยเหลือด้านค่าโดยสารยานพาหนะตามความเหมาะสม และได้รับความสะดวกในการใช้บริการขนส่งสาธารณะทุกประเภท"
HEALTH = "ผู้สูงอายุมีสิทธิได้รับบริการทางการแพทย์และการสาธารณสุขโดยไม่เสียค่าใช้จ่าย ณ สถานพยาบาลของรัฐทุกแห่งทั่วราชอาณาจักร"
FUND = "ให้จัดตั้งกองทุนขึ้นกองทุนหนึ่งในกรมกิจการผู้สูงอายุ เรียกว่ากองทุนผู้สูงอายุ เพื่อเป็นทุนใช้จ่ายเกี่ยวกับการคุ้มครองผู้สูงอายุ"
MINISTER = "ให้รัฐมนตรีว่าการกระทรวงการพัฒนาสังคมและความมั่นคงของมนุษย์รักษาการตามพระราชบัญญัตินี้"


def rows(
    older: list[Passage], newer: list[Passage], **more: object
) -> list[tuple[str, Change, tuple[str, ...], Basis]]:
    return [(each.key, each.change, each.successors, each.basis) for each in propose(older, newer, **more)]  # type: ignore[arg-type]


def test_the_evidence_is_taken_in_its_order() -> None:
    older = [
        Passage("s1", TRAVEL, "1"),
        Passage("s2", HEALTH, "2"),
        Passage("s3", FUND, "3"),
        Passage("s4", MINISTER, "4"),
        Passage("s5", "บทที่ถูกตัดออกเรื่องเงินทุนประเดิม", "5"),
    ]
    newer = [
        Passage("s1", "ถ้อยคำใหม่ทั้งหมด", "1"),
        Passage("n2", HEALTH, "3"),
        Passage("n3", FUND.replace("กรม", "สำนักงาน"), "3"),
        Passage("n4", "เพิ่มเรื่องการศึกษาตลอดชีวิต", "4"),
        Passage("n5", MINISTER + "และให้มีอำนาจ", "9"),
    ]

    assert rows(older, newer) == [
        ("s1", Change.EDITED, ("s1",), Basis.KEY),
        ("s2", Change.MOVED, ("n2",), Basis.WORDING),
        ("s3", Change.EDITED, ("n3",), Basis.NUMBER),
        ("", Change.ADDED, ("n4",), Basis.NOTHING),
        ("s4", Change.EDITED, ("n5",), Basis.ALIGNMENT),
        ("s5", Change.REMOVED, (), Basis.NOTHING),
    ]


def test_the_same_number_with_other_words_is_another_section() -> None:
    assert rows([Passage("s1", TRAVEL, "1")], [Passage("n1", MINISTER, "1")]) == [
        ("", Change.ADDED, ("n1",), Basis.NOTHING),
        ("s1", Change.REMOVED, (), Basis.NOTHING),
    ]


def test_sections_that_change_places_have_moved() -> None:
    older = [Passage("s1", TRAVEL, "1"), Passage("s2", HEALTH, "2"), Passage("s3", FUND, "3")]
    newer = [Passage("n1", HEALTH, "1"), Passage("n2", FUND, "2"), Passage("n3", TRAVEL, "3")]

    assert [row[1] for row in rows(older, newer)] == [Change.MOVED, Change.MOVED, Change.MOVED]
    assert [row[1] for row in rows(older, older)] == [Change.SAME, Change.SAME, Change.SAME]


def test_a_section_split_in_two_and_two_made_one_are_found() -> None:
    split = rows([Passage("s1", f"{TRAVEL}\n{HEALTH}", "1")], [Passage("n1", TRAVEL, "1"), Passage("n2", HEALTH, "2")])
    merged = rows([Passage("s1", TRAVEL, "1"), Passage("s2", HEALTH, "2")], [Passage("n1", f"{TRAVEL}\n{HEALTH}", "1")])

    assert split == [("s1", Change.SPLIT, ("n1", "n2"), Basis.PARTS)]
    assert merged == [("s1", Change.MERGED, ("n1",), Basis.PARTS), ("s2", Change.MERGED, ("n1",), Basis.PARTS)]


def test_what_is_told_goes_before_what_is_found() -> None:
    older = [Passage("s1", TRAVEL, "1"), Passage("s2", HEALTH, "2")]
    newer = [Passage("s1", TRAVEL, "1"), Passage("s2", HEALTH, "2", origins=("s1", "s2")), Passage("s3", TRAVEL, "3")]

    assert rows(older, newer) == [
        ("", Change.ADDED, ("s1",), Basis.NOTHING),
        ("s1", Change.MERGED, ("s2",), Basis.TOLD),
        ("s2", Change.MERGED, ("s2",), Basis.TOLD),
        ("", Change.ADDED, ("s3",), Basis.NOTHING),
    ]
    assert rows(older, newer[:1], told={"s1": [], "s2": ["s1"]}) == [
        ("s1", Change.REMOVED, (), Basis.TOLD),
        ("s2", Change.EDITED, ("s1",), Basis.TOLD),
    ]


def test_repealed_sections_of_equal_wording_keep_their_order() -> None:
    older = [Passage(f"s{each}", "(ยกเลิก)", str(each)) for each in (1, 2)]

    assert rows(older, [Passage("n1", "(ยกเลิก)", "1"), Passage("n2", "(ยกเลิก)", "2")]) == [
        ("s1", Change.SAME, ("n1",), Basis.WORDING),
        ("s2", Change.SAME, ("n2",), Basis.WORDING),
    ]

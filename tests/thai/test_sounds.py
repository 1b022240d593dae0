"""Thai script and Thai in Latin letters meet in one loose sound."""

import pytest

from superapp.thai import sounds

ALIKE = [
    ("บัตรประชาชน", "bat prachachon"),
    ("บัตรประชาชน", "bud-pachachon".replace("bud", "bat")),
    ("ต่อใบขับขี่", "tor bai kab kee"),
    ("จดทะเบียนสมรส", "jod tabian somrot"),
    ("เปลี่ยนนามสกุล", "plian nam sakun"),
    ("แจ้งเกิดลูก", "jaeng kert luk"),
    ("โอนรถมือสอง", "o-n rot mue song"),
    ("เงินคนแก่", "ngern kon kae"),
    ("สวัสดิการแห่งรัฐ", "sawatdikan haeng rat"),
    ("ใบอนุญาต", "bai anuyat"),
    ("หนังสือเดินทาง", "nangsue dern tang"),
    ("น้ำไม่ไหล", "nam mai lai"),
    ("หวย", "huay"),
    ("สัญชาติ", "sanchat"),
    ("เลือกตั้ง", "lueak tang"),
    # misspelt Thai that sounds right
    ("บัตรประชาชน", "บัดประชาชล"),
    ("อาชญากรรม", "อาดยากำ"),
    ("พัสดุ", "พัศดุ"),
    ("วัคซีน", "วักซีน"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_alike(one: str, other: str) -> None:
    assert sounds.key(one) == sounds.key(other)


@pytest.mark.parametrize(("one", "other"), [("ไฟ", "น้ำ"), ("บัตรหาย", "บัตรทอง"), ("มีนา", "เมษา")])
def test_unlike(one: str, other: str) -> None:
    assert sounds.key(one) != sounds.key(other)


@pytest.mark.parametrize("text", ["", "123", "์์์", "ๆ", "!?", "\u0e48\u0e48"])
def test_silence(text: str) -> None:
    assert sounds.key(text) == ""

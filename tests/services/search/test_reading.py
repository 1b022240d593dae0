"""How text becomes what is compared: prepared form, spelled numbers, English stems, concepts, rereading."""

import pytest

from services.search import english, index, numbers, reading
from tests.services.search.catalogue import DOCUMENTS

INDEX = index.build(DOCUMENTS)


@pytest.mark.parametrize(
    ("text", "prepared"),
    [
        ("ภ.ง.ด.90  และ ตม.47", "ภงด 90 และ ตม 47"),
        ("E-Visa / RO.22!", "e-visa ro.22"),
        ("ดีๆ\u200bนะ", "ดีนะ"),
        ("๓๐ บาท", "30 บาท"),
        ("  ", ""),
    ],
)
def test_prepare(text: str, prepared: str) -> None:
    assert reading.prepare(text) == prepared
    assert reading.prepare(prepared) == prepared


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("สามสิบบาท", ("30",)),
        ("อายุสิบเจ็ด ได้แปดร้อยบาท", ("17", "800")),
        ("หนึ่งหมื่นสองพัน", ("12000",)),
        ("ล้านแปด", ("1800000",)),
        ("ยี่สิบเอ็ด", ("21",)),
        ("ไม่มีเลข", ()),
    ],
)
def test_spelled_numbers(text: str, found: tuple[str, ...]) -> None:
    assert numbers.spelled(text) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("renewing", "renewals"),
        ("license", "licence"),
        ("lost", "lose"),
        ("children", "kid"),
        ("companies", "company"),
        ("driver's", "driving"),
        ("registration", "registering"),
    ],
)
def test_stems_alike(one: str, other: str) -> None:
    assert english.stem(one) == english.stem(other)


@pytest.mark.parametrize(
    ("one", "other"), [("passport", "pass"), ("tax", "taxi"), ("visa", "visit"), ("bus", "business")]
)
def test_stems_unlike(one: str, other: str) -> None:
    assert english.stem(one) != english.stem(other)


def concepts(text: str) -> set[str]:
    return {mention.concept for mention in INDEX.reader.read(text).mentions}


def test_concepts_join_everyday_and_official_words() -> None:
    assert "driving_licence" in concepts("ใบขับขี่") & concepts("ใบอนุญาตขับรถ") & concepts("my driving license")
    assert "elderly" in concepts("คนแก่") & concepts("ผู้สูงอายุ") & concepts("senior citizens")


def test_concepts_respect_words() -> None:
    assert "death" in concepts("พ่อตายแล้ว")
    assert "death" not in concepts("ตายายอยู่บ้าน")
    assert "inheritance" not in concepts("ขอตรวจสอบคุณสมบัติ")
    assert "child_money" in concepts("600 baht for baby")
    assert "child_money" not in concepts("500 baht")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("บัดประชาชลหาย", "บัตรประชาชนหาย"),
        ("bat prachachon hai", "บัตรประชาชนหาย"),
        ("renew passprt", "renew passport"),
    ],
)
def test_reread(text: str, meant: str) -> None:
    reread = INDEX.speller.reread(INDEX.reader.read(text))

    assert reread is not None
    assert reread.text == meant


@pytest.mark.parametrize("text", ["บัตรประชาชนหาย", "lost passport", "ขอใบขับขี่ใหม่ได้ที่ไหนครับ", "1669", ""])
def test_what_reads_well_stays(text: str) -> None:
    assert INDEX.speller.reread(INDEX.reader.read(text)) is None

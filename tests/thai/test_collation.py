"""Thai order against words in the order of the Royal Institute's dictionary, in Python and in SQL."""

import pytest

from superapp.thai.collation import sort_key

# Headwords in the dictionary's own order: tone marks decide only between equals, and only at the first difference.
HEADWORDS = """
กระโดก กระโดกกระเดก กระโดง กระโดด กระไดแก้ว กระตรกกระตรำ กระตร้อ กระต่าย กระต่ายจันทร์ กระต่ายเต้น
กระทุง กระทุ้ง กระทุงลาย กระทุ้งเส้า กระทุงหมาบ้า กระปุก กระเป๋า กระเป๋าหนัก กระเปาะ กระโปรง กระผม
กริก กริ๊ก กริกกริว กริ่ง กริ๊ง กริงกริว กริ้งกริ้ว กริ่งเกรง กรุง กรุ้งกริ่ง กรุงเขมา กฤช กฤษณา กล
กลไก กลฉ้อฉล กลอง กล่อง กล้อง กล้องแกล้ง กลองเพล กลูโคส กลูน กลูน์ กวดขัน กว่า กษัตริย์ กสิกรรม
กหังปายา กหาปณะ ก็แหละ กเฬวราก กอ ก่อ ก้อ ก๊อ กอก ก๊อก กอง ก่อง ก้อง กองกลาง กะ กะปิ กัก กั๊ก กัน
กั่น กั้น กันกง กั้นกาง กันเกรา กา ก๋า กาก กาง ก้าง กางเกง ก้างขวางคอ กาม ก้าม ก้ามกราม กามกรีฑา การ
การก การเงิน การจร การณ์ การต่างประเทศ การ์ตูน การเต กาแล็กซี กาแล็กโทส กำ ก่ำ ก้ำ กำกวม กำไล กิก
กิ๊ก กิ่ง กิ่งก้อย กิ้งก่า กิจ กิจการ กินใจ
"""
DICTIONARY = HEADWORDS.split()

VOWELS = ("กก", "กฮ", "กะ", "กัน", "กา", "กำ", "กิ", "กี", "กึ", "กื", "กุ", "กู", "เก", "แก", "โก", "ใก", "ไก")
ORDERS = {
    "tone marks and ไม้ไต่คู้": ["เก็ง", "เก่ง", "เก้ง", "เก๋ง"],
    "all tone marks": ["ไต", "ไต่", "ไต้", "ไต๊", "ไต๋"],
    "consonants before vowels": list(VOWELS),
    "leading vowels count after their consonant": ["เก", "ไก่", "ขา", "เขา", "งู", "เอก", "ไอ", "ฮา"],
    "a leading vowel within a word": ["กรา", "กเรณุ", "กลไก", "กลม", "กวน"],
    "ฤ and ฦ stand after ร and ล": ["ร", "ฤ", "ฤๅษี", "ล", "ฦ", "ว"],
    "Latin letters before Thai ones": ["10 baht", "APEC", "apple", "Zoo", "กา"],
}  # fmt: skip


def test_headwords_keep_the_dictionarys_order():
    backwards = DICTIONARY[::-1]

    assert sorted(backwards, key=sort_key) == DICTIONARY


@pytest.mark.parametrize("rule", ORDERS)
def test_order(rule: str):
    words = ORDERS[rule]
    backwards = words[::-1]

    assert sorted(backwards, key=sort_key) == words


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("กา", "กา"),
        ("แกง", "กแง"),
        ("เก่ง", "กเง!02"),
        ("น้ำ", "นำ!3"),
        ("แพทย์", "พแทย!0006"),
        ("", ""),
        ("  . ", ""),
    ],
)
def test_the_key_is_letters_then_marks(text: str, key: str):
    assert sort_key(text) == key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ก หัน", "กหัน"),
        ("กะดอกๆ", "กะดอก"),
        ("กรุงเทพฯ", "กรุงเทพ"),
        ("กล-", "กล"),
        ("น้ำ", "น\u0e4d\u0e49า"),
        ("น้ำ", "น\u0e49\u0e4dา"),
        ("มาตรา ๓๙", "มาตรา 39"),
        ("Résumé", "resume"),
        ("APEC", "apec"),
    ],
)
def test_what_does_not_count_makes_no_difference(one: str, other: str):
    assert sort_key(one) == sort_key(other)


@pytest.mark.parametrize("text", ["\x00\ud800ก", "่" * 500, "เ" * 500, "🙂", "\u202eกา", "ก" * 10_000])
def test_hostile_text_gives_a_key_a_database_can_keep(text: str):
    key = sort_key(text)

    assert "\x00" not in key
    assert len(key.encode("utf-8")) <= 2 * len(text.encode("utf-8", "replace")) + 1


@pytest.mark.django_db
def test_the_database_sorts_keys_as_python_does():
    from django.db import connection

    collation = ' COLLATE "C"' if connection.vendor == "postgresql" else ""
    rows = " UNION ALL ".join(["SELECT %s AS word, %s AS sort_key"] * len(DICTIONARY))
    parameters = [value for word in reversed(DICTIONARY) for value in (word, sort_key(word))]

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT word FROM ({rows}) AS words ORDER BY sort_key{collation}", parameters)
        found = [word for (word,) in cursor.fetchall()]

    assert found == DICTIONARY

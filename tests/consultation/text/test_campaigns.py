"""Campaigns are found whole, whatever the order of the input, and strangers who agree are none."""

import random

import pytest

from consultation.text import campaigns

PLEA = "ขอคัดค้านร่างกฎหมายฉบับนี้เพราะเป็นภาระต่อประชาชนและท้องถิ่น ควรถอนร่างไปทบทวนใหม่ทั้งฉบับ"
OTHER = "สนับสนุนให้เพิ่มเบี้ยยังชีพผู้สูงอายุเป็นสามพันบาทต่อเดือนโดยเร็ว และจ่ายตรงเข้าบัญชีทุกเดือน"
STRANGERS = [
    "ระบบลงทะเบียนในแอปล่มบ่อยมาก คนแก่ใช้ไม่เป็น ควรให้ไปยื่นที่ อบต. ได้",
    "ไม่แน่ใจว่ามาตรา 12 จะใช้กับคนที่ย้ายทะเบียนบ้านอย่างไร ขอความชัดเจน",
    "ค่าปรับสูงเกินไปสำหรับชาวบ้าน ควรตักเตือนก่อนในครั้งแรก",
]


def copies(text: str, count: int, edits: int, seed: int = 1) -> list[str]:
    """Return the text itself, then copies with that many letters changed."""
    chance = random.Random(seed)
    made = [text, text]
    for _ in range(count - 2):
        letters = list(text)
        for _ in range(edits):
            letters[chance.randrange(len(letters))] = chance.choice("กขคงจ")
        made.append("".join(letters))
    return made


def test_edited_copies_are_one_campaign_and_strangers_none():
    texts = [*copies(PLEA, 8, 2), *copies(OTHER, 5, 2), *STRANGERS]

    found = campaigns.find(enumerate(texts))

    assert [each.ids for each in found.campaigns] == [tuple(range(8)), tuple(range(8, 13))]
    assert [(each.representative, each.exact) for each in found.campaigns] == [(PLEA, 2), (OTHER, 2)]
    assert found.short_answers == ()


def test_a_tenth_of_the_letters_may_be_changed_and_a_greeting_added():
    texts = [PLEA, PLEA, *(f"เรียนท่านประธาน {text} ขอบคุณครับ" for text in copies(PLEA, 8, 8)[2:]), *STRANGERS]

    found = campaigns.find(enumerate(texts))

    assert [each.ids for each in found.campaigns] == [tuple(range(8))]
    assert 0.3 < found.campaigns[0].similarity < 0.8


def test_the_order_of_the_input_changes_nothing():
    comments = list(
        enumerate([*copies(PLEA, 30, 4), *copies(OTHER, 20, 3), *STRANGERS, "เห็นด้วย", "เห็นด้วย!", "เห็นด้วย ๆ"])
    )
    found = campaigns.find(comments)
    chance = random.Random(3)

    for _ in range(3):
        chance.shuffle(comments)

        assert campaigns.find(comments) == found


def test_short_answers_in_the_same_words_are_no_campaign():
    found = campaigns.find(enumerate(["เห็นด้วย"] * 5 + ["เห็นด้วย!!"] * 2 + ["ไม่เห็นด้วยครับ"] * 2))

    assert found.campaigns == ()
    assert [(each.ids, each.representative, each.exact) for each in found.short_answers] == [
        (tuple(range(7)), "เห็นด้วย", 7)
    ]


def test_the_smallest_size_is_kept():
    texts = copies(PLEA, 3, 1)

    assert len(campaigns.find(enumerate(texts)).campaigns) == 1
    assert campaigns.find(enumerate(texts), smallest=4).campaigns == ()


@pytest.mark.parametrize("texts", [[], [""], ["", "", ""], ["👍👍👍"] * 4, ["\ud83d" * 50] * 3, ["ก" * 30]])
def test_nothing_to_cluster_is_no_cluster(texts: list[str]):
    assert campaigns.find(enumerate(texts)) == campaigns.Clusters((), ())


def test_ids_may_be_numbers_and_strings():
    found = campaigns.find([("b", PLEA), (2, PLEA), ("a", PLEA), (10, PLEA)])

    assert found.campaigns[0].ids == (2, 10, "a", "b")
    assert found.campaigns[0].similarity == 1.0


def test_stock_phrases_do_not_join_strangers():
    phrase = "ขอให้คณะกรรมการพิจารณาทบทวนอย่างรอบคอบ"
    texts = [f"{text} {phrase}" for text in STRANGERS]

    assert campaigns.find(enumerate(texts)).campaigns == ()

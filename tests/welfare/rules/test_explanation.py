"""Sentences: values from the trace, eras, money, what is not known and what is kept private."""

from fractions import Fraction
from typing import Any

from tests.welfare.rules.small import AS_OF, WORDS, programme, published
from welfare.rules import given
from welfare.rules.decide import decide
from welfare.rules.document import Say
from welfare.rules.explanation import Explanation, explain

TEXT = published(
    """let: {half: "income / 2", private: "iif(v, 1, 2)"}
outputs:
  amount: {expr: "wage + 0.005", unit: THB/month, say: {th: "เดือนละ {amount} บาท", en: "THB {amount} a month"}}""",
    """
- {id: of_age, expr: "birth <= as_of", cite: "act s.1", say: {th: "เกิด {birth}", en: "Born {birth}"}}
- {id: poor, expr: "half <= 100", cite: act, say: {th: "ครึ่งหนึ่ง {half}", en: "Half is {half} of {income}"}}
- {id: secret, expr: "v or private == 2", cite: act, say: {th: "{v} {private}", en: "{v} {private}"}}
- {id: lasting, expr: "expiry >= as_of", cite: act, say: {th: "ถึง {expiry}", en: "Until {expiry}"}}""",
)


def explained(with_sensitive: bool = False, **facts: Any) -> Explanation:
    made = programme(TEXT)
    decision = decide(made, given.read(WORDS, facts), AS_OF)
    return explain(made, decision, WORDS, with_sensitive=with_sensitive)


def test_values_are_worded_in_both_languages():
    told = explained(birth="1966-09-01", income=150, v=True, expiry="9999-12-31", wage=Fraction("10.25"))

    assert told.verdict == Say("มีสิทธิ", "Entitled")
    assert told.reason is None
    assert [line.text for line in told.criteria] == [
        Say("เกิด 1 กันยายน 2509", "Born 1 September 1966"),
        Say("ครึ่งหนึ่ง 75", "Half is 75 of 150"),
        Say("ปกปิดไว้ ปกปิดไว้", "kept private kept private"),
        Say("ถึง ตลอดชีพ", "Until for life"),
    ]
    assert [line.text for line in told.outputs] == [Say("เดือนละ 10.26 บาท", "THB 10.26 a month")]
    assert told.criteria[0].cites[0].clause == "s.1"


def test_what_is_not_known_is_said_and_the_deciding_sentence_is_named():
    told = explained(income=250)

    assert told.verdict.en == "Not entitled"
    assert told.reason is not None
    assert (told.reason.id, told.reason.text.en) == ("poor", "Half is 125 of 250")
    assert told.criteria[0].text == Say("เกิด ยังไม่ทราบ", "Born not known yet")
    assert told.outputs == ()


def test_sensitive_facts_and_what_reads_them_print_only_when_asked_for():
    assert explained(with_sensitive=True, v=True).criteria[2].text == Say("ใช่ 1", "yes 1")
    assert explained(v=True).criteria[2].text == Say("ปกปิดไว้ ปกปิดไว้", "kept private kept private")
    assert explained().criteria[2].text.en == "not known yet not known yet"

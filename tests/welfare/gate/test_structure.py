"""Every fault of a text is told at once, with line, what was found and how to mend it."""

import pytest

from tests.factories import rules as make
from tests.welfare.gate.conftest import Check
from welfare.rules.gate.checking import check
from welfare.rules.programmes import SHIPPED, Programmes


def told(report) -> list[tuple[str, int]]:
    return [(one.key.removeprefix("elder_meal."), one.place.line) for one in report.refusals]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_a_whole_document_passes(checked: Check) -> None:
    report = checked(make.text())

    assert report.is_passed
    assert [one.code for one in report.remarks] == ["GATE_CITES_UNVERIFIED"]
    assert len(report.digest) == 64


def test_the_same_text_has_the_same_digest_and_another_has_another(checked: Check) -> None:
    assert checked(make.text()).digest == checked(make.text()).digest != checked(make.text(amount=301)).digest


@pytest.mark.parametrize(
    ("old", "new", "key", "at"),
    [
        ("nationality == 'THA'", "nationalty == 'THA'", "criteria.thai.expr", "nationalty"),
        ("nationality == 'THA'", "nationality >= 60", "criteria.thai.expr", "nationality >= 60"),
        ("nationality == 'THA'", "c.nationality == 'THA'", "criteria.thai.expr", "c.nationality"),
        ("annual_income <=", "age(birth_date, as_of) <=", "criteria.income.expr", "age(birth_date, as_of) <="),
        ("tbl('rates', as_of).limit", "tbl('rate', as_of).limit", "criteria.income.expr", "tbl('rate'"),
        ("tbl('rates', as_of).limit", "tbl('rates', as_of).most", "criteria.income.expr", ").most"),
        ("อายุ {a} ปี", "อายุ {b} ปี", "criteria.of_age.say.th", "อายุ {b} ปี"),
        ('cite: "reg ข้อ 4"', 'cite: "rag ข้อ 4"', "criteria.of_age.cite", "rag ข้อ 4"),
        ("entity: person", "entity: cat", "entity", "entity: cat"),
        ("period: month", "peroid: month", "period", None),
        ("- {from: 2024-01-01", "- {from: 2024-02-30", "tables.rates[0].from", "2024-02-30"),
        ('a: "age(birth_date, as_of)"', 'a: "a + 1"', "let.a", 'a: "a + 1"'),
        ("evidence: {know: self", "evidence: {know: rumour", "evidence.know", "rumour"),
    ],
)  # fmt: skip
def test_each_fault_is_told_by_key_and_line(checked: Check, old: str, new: str, key: str, at: str | None) -> None:
    text = make.text()
    assert old in text
    wrong = text.replace(old, new, 1)

    report = checked(wrong)

    first = next(one for one in report.refusals if one.key.removeprefix("elder_meal.") == key)
    assert at is None or first.place.line == line_of(wrong, at)
    assert first.th
    assert first.en
    assert first.mend[0]
    assert report.digest == ""


def test_all_faults_come_together_and_consequences_do_not(checked: Check) -> None:
    wrong = (
        make.text()
        .replace("entity: person", "entity: cat")
        .replace('a: "age(birth_date, as_of)"', 'a: "age(birth_dat, as_of)"')
        .replace("nationality == 'THA'", "nationalty == 'THA'")
        .replace("confidence: high\n", "")
        .replace("evidence: {", "evidnce: {")
    )

    report = checked(wrong)

    # of_age reads the let `a`, which is gone with its own fault: that is not told a second time.
    assert told(report) == [
        ("entity", line_of(wrong, "entity: cat")),
        ("let.a", line_of(wrong, "birth_dat,")),
        ("criteria.thai.expr", line_of(wrong, "nationalty")),
        ("evidnce", line_of(wrong, "evidnce")),
    ]


def test_two_lets_that_need_each_other_are_refused(checked: Check) -> None:
    wrong = make.text().replace('  a: "age(birth_date, as_of)"', '  a: "b + 1"\n  b: "a + 1"')

    report = checked(wrong)

    assert "needs itself" in report.refusals[0].found


def test_the_short_form_is_refused_by_name(checked: Check) -> None:
    report = checked(make.text().replace("format: rules/1\n", ""))

    assert [(one.key, one.found) for one in report.refusals] == [("format", '"the draft sheet\'s short form"')]


@pytest.mark.parametrize(
    ("text", "key"),
    [("", "document"), ("just words", "document"), ("[1, 2]", "document"), ("programmes: []", "document"),
     ("a: [", "yaml"), ("a: 1\na: 2", "a"), ("a: &x 1\nb: *x", "yaml"), ("\t", "yaml")],
)  # fmt: skip
def test_what_is_no_document_is_one_refusal(checked: Check, text: str, key: str) -> None:
    report = checked(text)

    assert [one.key for one in report.refusals] == [key]
    assert report.document is None


def test_the_code_is_that_of_the_programme(checked: Check) -> None:
    report = checked(make.text().replace("code: elder_meal", "code: elder_tea"))

    assert [one.code for one in report.refusals] == ["GATE_OTHER_CODE"]


def test_the_shipped_programmes_have_no_fault_but_gaps_and_untested_edges(shipped: Programmes) -> None:
    for code, document in shipped.documents.items():
        text = (SHIPPED / f"{code}.yaml").read_text(encoding="utf-8")
        report = check(
            text, shipped.vocabulary, shipped.shared, code=code, known=shipped.documents,
            documents=shipped.documents, previous=document, settled=[document],
        )  # fmt: skip
        assert report.refusals == (), code


def test_no_damage_to_a_text_is_a_surprise(checked: Check) -> None:
    lines = make.text(more="relations: [{kind: excludes, with: old_age_allowance, by: choice}]\n").split("\n")

    for number, line in enumerate(lines):
        for damaged in ("", line[: len(line) // 2], line.replace('"', "")):
            text = "\n".join([*lines[:number], damaged, *lines[number + 1 :]])

            report = checked(text)

            assert report.is_passed == (report.digest != "")
            assert all(one.th and one.en and one.mend[0] and one.mend[1] for one in report.findings)

"""Dates, sources, relations, own tests, thresholds and forms that stay unknown."""

import pytest

from tests.factories import rules as make
from tests.welfare.gate.conftest import Check
from welfare.rules.gate.report import GateReport
from welfare.rules.programmes import Programmes

NOBODY = "status: verified"
ROW = "- {from: 2024-01-01, to: null, amount: 300, limit: 100000, cite: reg}"


def codes(report: GateReport) -> list[str]:
    return [one.code for one in report.refusals]


def rows(*dates: str) -> str:
    """Return the document with rows from and to these dates."""
    pairs = zip(dates[::2], dates[1::2], strict=True)
    listed = "\n      ".join(f"- {{from: {a}, to: {b}, amount: 300, limit: 100000, cite: reg}}" for a, b in pairs)
    assert ROW in make.text()
    return make.text().replace(ROW, listed)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (rows("2024-01-02", "null"), "from 2024-01-01 to 2024-01-01"),
        (rows("2024-01-01", "2030-12-31"), "from 2031-01-01 on"),
        (rows("2024-01-01", "2024-12-31", "2025-01-02", "null"), "from 2025-01-01 to 2025-01-01"),
        (make.text().replace("covers: {from: 2024-01-01", "covers: {from: null"), "up to 2023-12-31"),
    ],
)
def test_a_day_without_a_value_is_a_gap_until_it_is_accepted_by_name(checked: Check, text: str, found: str) -> None:
    report = checked(text)
    gap = next(one for one in report.refusals if one.code == "GATE_TABLE_GAP")
    accepted = checked(text, accepted={"tables.rates"})

    assert (gap.name, gap.found) == ("tables.rates", f"'{found}'")
    assert "GATE_TABLE_GAP" not in codes(accepted)
    assert "GATE_TABLE_GAP" in [one.code for one in accepted.remarks]


def test_a_gap_that_was_in_force_is_told_and_not_refused(checked: Check) -> None:
    text = make.text().replace("covers: {from: 2024-01-01", "covers: {from: 2023-01-01")
    before = checked(text).document

    assert checked(text, settled=[before]).is_passed
    assert codes(checked(text.replace("2023-01-01", "2022-01-01"), settled=[before])) == ["GATE_TABLE_GAP"]


def test_a_gap_outside_covers_is_none(checked: Check) -> None:
    text = rows("2020-01-01", "2020-12-31", "2024-01-01", "null")

    assert "GATE_TABLE_GAP" not in codes(checked(text))


def test_rows_that_overlap_are_refused(checked: Check) -> None:
    assert codes(checked(rows("2024-01-01", "2025-01-01", "2025-01-01", "null"))) == ["RULES_DOCUMENT_FAULTY"]


def test_covers_that_end_before_they_begin_are_refused(checked: Check) -> None:
    text = make.text().replace("covers: {from: 2024-01-01, to: null}", "covers: {from: 2024-01-01, to: 2023-01-01}")

    assert [(one.code, one.place.line) for one in checked(text).refusals] == [("RULES_DOCUMENT_FAULTY", 7)]


@pytest.mark.parametrize(
    ("old", "code"),
    [
        ("    unit: THB/month\n    cite: reg\n", "GATE_NOT_CITED"),
        ('    say: {th: "เดือนละ {amount} บาท", en: "THB {amount} a month"}\n', "GATE_NOT_SAID"),
    ],
)
def test_an_output_has_a_source_and_both_sentences(checked: Check, old: str, code: str) -> None:
    text = make.text()
    assert old in text

    assert code in codes(checked(text.replace(old, "    unit: THB/month\n" if "unit" in old else "")))


def test_a_blank_sentence_is_none(checked: Check) -> None:
    assert codes(checked(make.text().replace('en: "Thai"', 'en: " "'))) == ["GATE_NOT_SAID"]


def test_verified_says_by_whom_and_when(checked: Check) -> None:
    assert codes(checked(make.text(law=NOBODY))) == ["GATE_VERIFIED_BY_NOBODY"]
    report = checked(make.text(law=f'{NOBODY}, by: "นิติกร", on: 2026-11-01'))
    assert report.findings == ()


@pytest.mark.parametrize(
    ("relation", "code"),
    [
        ("{kind: excludes, with: no_such_thing, by: choice}", "GATE_RELATION_UNKNOWN"),
        ("{kind: excludes, with: old_age_allowance}", "GATE_RELATION_BY"),
        ("{kind: excludes, with: old_age_allowance, by: no_such_criterion}", "GATE_RELATION_BY"),
        ("{kind: passports_to, with: swc_goods}", "GATE_RELATION_FACT"),
        ("{kind: passports_to, with: swc_goods, fact: no_such_fact}", "RULES_DOCUMENT_FAULTY"),
    ],
)
def test_relations_name_what_exists(checked: Check, relation: str, code: str) -> None:
    assert codes(checked(make.text(more=f"relations: [{relation}]\n"))) == [code]


@pytest.mark.parametrize(
    "relation",
    [
        "{kind: excludes, with: old_age_allowance, by: choice}",
        "{kind: excludes, with: old_age_allowance, by: of_age}",
        "{kind: excludes, with: old_age_allowance, by: thai_nationality}",
        "{kind: passports_to, with: swc_goods, fact: has_state_welfare_card}",
    ],
)
def test_relations_that_exist_pass(checked: Check, relation: str) -> None:
    assert checked(make.text(more=f"relations: [{relation}]\n")).is_passed


def test_own_tests_that_fail_are_refused_with_their_line(checked: Check) -> None:
    wrong = make.text().replace("outputs: {amount: 300}", "outputs: {amount: 301}")
    line = wrong[: wrong.index("id: all_met")].count("\n") + 1

    (failed,) = checked(wrong).refusals

    assert (failed.code, failed.key, failed.place.line) == ("GATE_TEST_FAILED", "tests.all_met", line)
    assert "คาดว่า 301 แต่ได้ 300" in failed.th


def test_a_name_that_a_test_overlooks_is_refused(checked: Check) -> None:
    text = make.text(tests="  - {id: slip, as_of: 2026-09-15, facts: {nationalty: THA}, expect: {eligible: unknown}}\n")

    assert codes(checked(text)) == ["GATE_TEST_OVERLOOKS"]


def test_each_test_has_a_name_of_its_own(checked: Check) -> None:
    text = make.text(tests="  - {id: foreigner, as_of: 2026-09-15, facts: {}, expect: {eligible: unknown}}\n")

    assert codes(checked(text)) == ["GATE_TEST_TWICE"]


@pytest.mark.parametrize(
    ("gone", "found"),
    [("foreigner", None), ("nothing_known", "unknown"), ("too_young", None), ("a_year_more", None)],
)
def test_tests_cover_every_verdict_and_every_edge(checked: Check, gone: str, found: str | None) -> None:
    text = "\n".join(line for line in make.text().split("\n") if f"id: {gone}," not in line)

    report = checked(text)

    missing = {one.code for one in report.refusals}
    assert (
        missing
        == {
            "foreigner": set(),
            "nothing_known": {"GATE_VERDICT_UNTESTED"},
            "too_young": {"GATE_EDGE_UNTESTED"},
            "a_year_more": {"GATE_EDGE_UNTESTED"},
        }[gone]
    )
    assert found is None or found in report.refusals[0].expected[1]


def test_an_edge_names_the_side_that_no_test_stands_on(checked: Check) -> None:
    text = "\n".join(line for line in make.text().split("\n") if "id: too_rich," not in line)

    (edge,) = (one for one in checked(text).refusals if one.code == "GATE_EDGE_UNTESTED")

    assert edge.th == "criteria.income: เส้นแบ่ง annual_income <= rates.limit ยังไม่มีกรณีทดสอบสูงกว่าหนึ่งขั้น"
    assert edge.mend[1] == "Add tests: one step above (a step is 0.01)."


def test_edges_that_were_in_force_untested_are_remarks(checked: Check) -> None:
    text = "\n".join(line for line in make.text().split("\n") if "id: too_rich," not in line)
    before = checked(text).document

    report = checked(text, settled=[before])

    assert report.is_passed
    assert "GATE_EDGE_UNTESTED" in [one.code for one in report.remarks]


def test_a_later_row_needs_a_test_on_its_first_day_and_the_day_before(checked: Check) -> None:
    text = rows("2024-01-01", "2026-09-30", "2026-10-01", "null")

    refused = [one for one in checked(text).refusals if one.key == "tables.rates[1]"]

    assert [one.found for one in refused] == ["'one step below, on it'"]
    day = "  - {{id: {0}, as_of: {0}, facts: {{}}, expect: {{eligible: unknown}}}}\n"
    both = text + day.format("2026-09-30") + day.format("2026-10-01")
    assert checked(both).is_passed


def test_a_criterion_gone_since_the_rules_in_force_is_told(checked: Check) -> None:
    before = checked(make.text()).document

    report = checked(make.text().replace("id: thai,", "id: is_thai,").replace("reason: thai}", "reason: is_thai}"),
                     previous=before)  # fmt: skip

    assert [one.found for one in report.remarks if one.code == "GATE_CRITERIA_GONE"] == ["'thai'"]


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("in_house_registration or not in_house_registration", "GATE_UNKNOWN_WITH_ITSELF"),
        ("annual_income > 5 or annual_income <= 5", "GATE_UNKNOWN_WITH_ITSELF"),
        ("iif(in_house_registration, bankrupt, not bankrupt)", "GATE_UNKNOWN_IN_BOTH_BRANCHES"),
    ],
)
def test_forms_that_stay_unknown_are_told(checked: Check, expression: str, code: str) -> None:
    text = make.text().replace("nationality == 'THA'", f"nationality == 'THA' and ({expression})")

    assert code in [one.code for one in checked(text).remarks]


def test_what_cannot_be_computed_exactly_is_refused(checked: Check) -> None:
    power = " * ".join(["annual_income"] * 3)
    text = make.text().replace("nationality == 'THA'", f"nationality == 'THA' and {power} <= {power}")

    assert "GATE_NOT_COMPUTABLE" in codes(checked(text))


def test_shipped_programmes_are_known(checked: Check, shipped: Programmes) -> None:
    assert len(shipped.documents) == 49

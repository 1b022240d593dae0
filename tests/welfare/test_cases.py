"""Every case of tests/welfare/cases, in one go: the documents decide as was worked out from the law beside them."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from welfare.rules import yaml_reading
from welfare.rules.cases import Report, check_cases, check_own_tests
from welfare.rules.programmes import Programmes, load_programmes

CASES = Path(__file__).with_name("cases")


@pytest.fixture(scope="module")
def programmes() -> Programmes:
    return load_programmes()


@pytest.fixture(scope="module")
def reports(programmes) -> dict[str, Report]:
    return {file.stem: check_cases(file, programmes) for file in sorted(CASES.glob("*.yaml"))}


@pytest.fixture(scope="module")
def texts() -> dict[str, list[dict[str, Any]]]:
    return {file.stem: yaml_reading.read_file(file)["cases"] for file in sorted(CASES.glob("*.yaml"))}


def test_every_case_comes_out_as_worked_out(reports):
    failures = [str(failure) for report in reports.values() for failure in report.failures]

    assert failures == []


def test_nothing_in_a_case_file_is_overlooked(reports):
    assert [warning for report in reports.values() for warning in report.warnings] == []


def test_every_programme_has_a_file_of_cases_and_no_file_is_without_one(reports, programmes):
    assert sorted(reports) == sorted(programmes.documents)


def test_the_cases_make_at_least_a_thousand_checks(reports):
    assert sum(report.checks for report in reports.values()) >= 1000


def test_ids_are_unique_and_begin_with_the_code_of_the_file(texts):
    names = [(file.stem, case["id"]) for file in CASES.glob("*.yaml") for case in yaml_reading.read_file(file)["cases"]]

    assert [name for name, number in Counter(name for _, name in names).items() if number > 1] == []
    assert [(stem, name) for stem, name in names if not name.startswith(f"{stem}-")] == []


@pytest.mark.parametrize("word", ["true", "false", "unknown", "invalid_input"])
def test_every_programme_is_tried_with_each_answer(word, texts):
    answers = {code: {str(case["expect"][code]["eligible"]).lower() for case in cases} for code, cases in texts.items()}

    assert [code for code in answers if word not in answers[code]] == []


def test_a_wrong_expectation_is_noticed(programmes):
    wrong = """cases:
  - id: one
    as_of: 2026-09-15
    facts: {has_state_welfare_card: true, swc_ekyc_done: true}
    expect: {swc_transport: {eligible: true, reason: null, ask: [], outputs: {amount: 751}}}
"""

    report = check_cases(wrong, programmes)

    assert [str(failure) for failure in report.failures] == [
        "FAIL one swc_transport outputs.amount: expected 751, got 750"
    ]
    assert report.figures() == {"cases": 1, "checks": 4, "passed": 3, "failed": 1}


def test_the_tests_a_document_carries_come_out_as_it_says(programmes):
    reports = {code: check_own_tests(programmes, code) for code in programmes.documents}

    assert [str(failure) for report in reports.values() for failure in report.failures] == []
    assert [warning for report in reports.values() for warning in report.warnings] == []

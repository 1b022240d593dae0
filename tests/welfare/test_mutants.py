"""The mutants of rule documents: each token changed as promised, and the list of equivalent ones up to date."""

from pathlib import Path

import pytest

from bench.mutants import changes
from bench.mutants.hunting import hunt, read_cases
from welfare.rules import yaml_reading
from welfare.rules.programmes import SHIPPED, load_programmes

HERE = Path(__file__).parent
DOCUMENT = {
    "code": "one",
    "tables": {
        "rates": [
            {"from": "2020-01-01", "to": "2020-12-31", "v": 5, "flag": True, "cite": "act"},
            {"from": "2021-01-01", "to": None, "v": 0, "flag": False, "cite": "act"},
        ],
        "levels": {"unit": {"v": "THB"}, "rows": [{"level": "low", "v": 7, "cite": "act"}]},
    },
    "criteria": [{"id": "old", "expr": "a > 1"}],
    "outputs": {"amount": {"expr": "true"}},
}


@pytest.mark.parametrize(
    ("text", "mutants"),
    [
        ("a >= 60", ["a > 60", "a <= 60", "a >= 59", "a >= 61"]),
        ("a < b", ["a <= b", "a > b"]),
        ("a == 'x'", ["a != 'x'"]),
        ("a != b", ["a == b"]),
        ("a and b or c", ["a or b or c", "a and b and c"]),
        ("not a", ["a"]),
        ("not (a and b)", ["(a and b)", "not (a or b)"]),
        ("a in [33, 39]", ["a not in [33, 39]", "a in [32, 39]", "a in [34, 39]", "a in [33, 38]", "a in [33, 40]"]),
        ("a not in ['x']", ["a in ['x']"]),
        ("min(a, 0)", ["min(a, 1)"]),
        ("0.5 * a", ["0.49 * a", "0.51 * a"]),
        ("count(list, true)", ["count(list, false)"]),
        (
            "d > date('2024-03-01')",
            ["d >= date('2024-03-01')", "d < date('2024-03-01')", "d > date('2024-02-29')", "d > date('2024-03-02')"],
        ),
        ("tbl('rates', as_of).v", []),
    ],
)
def test_each_token_of_an_expression_changes_in_turn(text, mutants):
    assert [changed for _, changed in changes.of_expression(text)] == mutants


def test_a_change_says_where_it_stands():
    assert [what for what, _ in changes.of_expression("not a or b")] == ["not -> nothing at 0", "or -> and at 6"]


def test_cells_change_and_the_day_on_which_rows_meet_moves():
    found = [(change.place, change.what) for change in changes.of_document(DOCUMENT)]

    assert found == [
        ("criteria.old", "> -> >= at 2"),
        ("criteria.old", "> -> < at 2"),
        ("criteria.old", "1 -> 0 at 4"),
        ("criteria.old", "1 -> 2 at 4"),
        ("outputs.amount", "true -> false at 0"),
        ("tables.rates.0.v", "5 -> 4"),
        ("tables.rates.0.v", "5 -> 6"),
        ("tables.rates.0.flag", "True -> False"),
        ("tables.rates.0.from", "from 2020-01-01 -> 2019-12-31"),
        ("tables.rates.0.from", "from 2020-01-01 -> 2020-01-02"),
        ("tables.rates.1.v", "0 -> 1"),
        ("tables.rates.1.flag", "False -> True"),
        ("tables.rates.1.from", "from 2021-01-01 -> 2020-12-31"),
        ("tables.rates.1.from", "from 2021-01-01 -> 2021-01-02"),
        ("tables.levels.0.v", "7 -> 6"),
        ("tables.levels.0.v", "7 -> 8"),
    ]


def test_rows_that_met_still_meet():
    moved = [change.document["tables"]["rates"] for change in changes.of_document(DOCUMENT) if "2021" in change.what]

    assert [(rows[0]["to"], rows[1]["from"]) for rows in moved] == [
        ("2020-12-30", "2020-12-31"),
        ("2021-01-01", "2021-01-02"),
    ]
    assert DOCUMENT["tables"]["rates"][0]["to"] == "2020-12-31"


def test_every_mutant_listed_as_equivalent_is_a_mutant_and_has_a_reason():
    listed = yaml_reading.read_file(HERE / "equivalent_mutants.yaml")["equivalent"]

    for code in {one["code"] for one in listed}:
        document = yaml_reading.read_file(SHIPPED / f"{code}.yaml")
        known = {(change.place, change.what) for change in changes.of_document({**document, "tests": []})}
        ours = [one for one in listed if one["code"] == code]
        assert [
            (one["place"], what) for one in ours for what in one["changes"] if (one["place"], what) not in known
        ] == []
        assert all(len(one["because"]) > 20 for one in ours)


def test_the_cases_of_one_programme_leave_no_mutant_alive():
    result = hunt("swc_water", HERE / "cases")

    assert (result.mutants, result.refused, result.alive) == (10, 0, ())


def test_without_cases_every_mutant_lives(tmp_path):
    result = hunt("swc_water", tmp_path)

    assert (result.cases, result.mutants, len(result.alive)) == (0, 10, 10)


def test_cases_that_fail_without_a_mutant_are_refused(tmp_path):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(
        "cases: [{id: one, as_of: 2026-09-15, facts: {has_state_welfare_card: false},"
        " expect: {swc_water: {eligible: true}}}]",
        encoding="utf-8",
    )

    with pytest.raises(ValueError, match="FAIL one swc_water eligible: expected true, got false"):
        read_cases([wrong], load_programmes())

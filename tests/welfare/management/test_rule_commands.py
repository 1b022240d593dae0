"""check_cases and decide: exact lines, exit codes, and no database."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

GOOD = """
cases:
  - {id: young, title: "59", as_of: 2026-09-15, facts: {nationality: THA, birth_date: {be: 2509-09-02}},
     expect: {old_age_allowance: {eligible: false, reason: age_60_on_anchor, ask: [], outputs: {}}}}
  - {id: paid, as_of: {be: '2569-09-15'},
     facts: {nationality: THA, birth_date: 1966-09-01, in_house_registration: true, oaa_registration_date: 2026-01-20},
     expect: {old_age_allowance: {eligible: true, reason: null, ask: [], outputs: {amount: 600.00}}}}
  - {id: asked, as_of: 2026-09-10, facts: {nationality: THA, household_members: [{annual_income: 90000}, {}],
     children: [{nationality: THA, birth_date: 2024-05-01, csg_registration_date: 2024-06-01}]},
     expect: {child_support_grant: {eligible: unknown, reason: household_income,
                                    ask: ["household_members[].annual_income"]}}}
  - {id: impossible, as_of: 2026-09-15, facts: {birth_date: {be: 2483-02-10}},
     expect: {old_age_allowance: {eligible: invalid_input}, ucs_gold_card: {eligible: invalid_input, reason: null}}}
  - {id: early, as_of: 2009-03-31, facts: {nationality: THA, birth_date: 1930-01-01},
     expect: {old_age_allowance: {eligible: invalid_input, reason: null, ask: []}}}
  - {id: no_day, as_of: 2026-09, facts: {}, expect: {old_age_allowance: {eligible: invalid_input}}}
"""


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    def run(text: str, *arguments: str) -> tuple[int, list[str], str]:
        (tmp_path / "cases.yaml").write_text(text, encoding="utf-8")
        out, err = StringIO(), StringIO()
        code = 0
        try:
            call_command("check_cases", str(tmp_path / "cases.yaml"), *arguments, stdout=out, stderr=err)
        except SystemExit as exit_:
            code = int(str(exit_.code))
        return code, out.getvalue().splitlines(), err.getvalue()

    return run


def test_cases_that_hold_pass_and_are_counted(check: Any):
    code, lines, _ = check(GOOD)

    assert lines == ['{"cases":6,"checks":17,"passed":17,"failed":0}']
    assert code == 0


def test_each_failed_check_is_one_line(check: Any):
    code, lines, err = check(
        """
cases:
  - {id: a, as_of: 2026-09-15, facts: {nationality: LAO, shoe_size: 44},
     expect: {old_age_allowance: {eligible: true, reason: null, ask: [birth_date], outputs: {amount: 600, other: true}},
              no_such: {eligible: false, outputs: {x: 1}}}}
  - {id: b, as_of: 2026-09-15, facts: {event_date: 2569-01-01}, expect: {osmep_bds: {eligible: unknown}}}
  - {id: c, as_of: 2026-09-15, facts: {school_level: primary, school_in_free_education_scheme: true},
     expect: {free_education_15: {outputs: {amount: 841}}}}
"""
    )

    assert lines == [
        "FAIL a old_age_allowance eligible: expected true, got false",
        "FAIL a old_age_allowance reason: expected null, got thai_nationality",
        "FAIL a old_age_allowance ask: expected [birth_date], got []",
        "FAIL a old_age_allowance outputs.amount: expected 600, got none",
        "FAIL a old_age_allowance outputs.other: expected true, got none",
        "FAIL a no_such eligible: expected false, got no such programme",
        "FAIL a no_such outputs.x: expected 1, got no such programme",
        "FAIL b osmep_bds eligible: expected unknown, got invalid_input",
        "FAIL c free_education_15 outputs.amount: expected 841, got 840",
        '{"cases":3,"checks":9,"passed":0,"failed":9}',
    ]
    assert code == 1
    assert "no fact is named shoe_size" in err


@pytest.mark.parametrize(
    "text", ["cases: [{id: a, expect: {x: 1}}", "[]", "{}", "cases: 5", "cases: [{id: a}]", "cases: [&x 1]"]
)
def test_a_file_that_cannot_be_read_is_two(check: Any, text: str):
    code, lines, err = check(text)

    assert code == 2
    assert lines[-1] == '{"cases":0,"checks":0,"passed":0,"failed":0}'
    assert "cases.yaml:" in err


def test_a_missing_folder_or_file_is_two(check: Any, tmp_path: Path):
    code, lines, _ = check(GOOD, "--programmes", str(tmp_path / "none"))

    assert (code, len(lines)) == (2, 1)
    with pytest.raises(SystemExit) as caught:
        call_command("check_cases", str(tmp_path / "none.yaml"), stdout=StringIO(), stderr=StringIO())
    assert caught.value.code == 2


def test_other_programmes_and_unknown_outputs(check: Any, tmp_path: Path):
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "facts.yaml").write_text("facts: [{name: q, th: x, type: number}, {name: d, th: x, type: date}]")
    (folder / "sheet.yaml").write_text(
        'programmes: [{code: p, criteria: [], outputs: {a: "q / 3", b: "q > 1", c: "iif(q > 1, d, d)", e: "-q / 8"}}]'
    )
    expect = "{p: {eligible: true, ask: [d], outputs: {a: 3.333, b: true, c: unknown, e: -1.25}}}"

    code, lines, _ = check(
        f"cases: [{{id: a, as_of: 2026-01-01, facts: {{q: 10}}, expect: {expect}}}]", "--programmes", str(folder)
    )
    assumed, _, _ = check(
        "cases: [{id: a, as_of: 2026-01-01, expect: {p: {eligible: true, ask: [], outputs: {a: 0, c: 1970-01-01}}}}]",
        "--programmes", str(folder), "--assume-defaults",
    )  # fmt: skip

    assert lines == ['{"cases":1,"checks":6,"passed":6,"failed":0}']
    assert (code, assumed) == (0, 0)


def decided(tmp_path: Path, *lines: str, arguments: tuple[str, ...] = ()) -> tuple[int, list[Any]]:
    (tmp_path / "lines.jsonl").write_text("\n".join(lines), encoding="utf-8")
    out = StringIO()
    code = 0
    try:
        call_command("decide", str(tmp_path / "lines.jsonl"), *arguments, stdout=out)
    except SystemExit as exit_:
        code = int(str(exit_.code))
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


def test_each_line_is_answered_by_one(tmp_path: Path):
    code, (answer,) = decided(
        tmp_path,
        '{"facts": {"has_state_welfare_card": true, "water_relief_registered": true, "water_bill": 99.505},'
        ' "as_of": "2026-09-15", "programmes": ["swc_water"]}',
        "",
    )

    assert code == 0
    assert answer == {
        "line": 1,
        "as_of": "2026-09-15",
        "stage": "know",
        "decisions": {"swc_water": {"eligible": "true", "reason": None, "ask": [], "outputs": {"amount": "99.51"}}},
    }


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{", "LINE_UNREADABLE"), ("[]", "LINE_UNREADABLE"), ('{"facts": []}', "LINE_UNREADABLE"),
        ("[" * 9000, "LINE_UNREADABLE"),
        ('{"facts": {"water_bill": NaN}, "as_of": "2026-09-15"}', "LINE_UNREADABLE"),
        ('{"facts": {"water_bill": 1e999999999}, "as_of": "2026-09-15"}', "FACT_INVALID"),
        ('{"facts": {}, "as_of": "2026-09-15", "stage": "guess"}', "LINE_UNREADABLE"),
        ('{"facts": {}, "as_of": "2026-09-15", "programmes": ["x"]}', "LINE_UNREADABLE"),
        ('{"facts": {}, "as_of": "2026-09-15", "colour": 1}', "LINE_UNREADABLE"),
        ('{"facts": {}, "as_of": "2026-09"}', "FACT_INVALID"),
        ('{"facts": {"zz": 1}, "as_of": "2026-09-15"}', "FACT_UNKNOWN"),
    ],
)  # fmt: skip
def test_a_bad_line_is_said_and_the_next_is_still_answered(tmp_path: Path, line: str, code: str):
    exit_code, (bad, good) = decided(
        tmp_path, line, '{"facts": {}, "as_of": "2026-09-15", "programmes": ["swc_water"], "stage": "pay"}',
        arguments=("--trace",),
    )  # fmt: skip

    assert exit_code == 1
    assert bad["error"]["code"] == code
    assert good["line"] == 2
    assert [step["result"] for step in good["decisions"]["swc_water"]["trace"]] == [None, None, True, None]


def test_a_folder_of_rules_that_is_wrong_stops_the_command(tmp_path: Path):
    with pytest.raises(CommandError, match="a folder of rule documents"):
        decided(tmp_path, "{}", arguments=("--programmes", str(tmp_path / "none")))

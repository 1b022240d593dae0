"""The three commands from end to end, and what they refuse."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.welfare.population.test_comparison import OVERLAY


def call(*arguments: object) -> str:
    out = StringIO()
    call_command(*[str(each) for each in arguments], stdout=out, stderr=StringIO())
    return out.getvalue()


def test_make_run_and_compare(tmp_path: Path):
    people, overlay = tmp_path / "people", tmp_path / "overlay.yaml"
    overlay.write_text(OVERLAY, encoding="utf-8")

    made = call("make_population", "--persons", 500, "--seed", 4, "--as-of", "2026-09-15", "--out", people)
    ran = call(
        "run_population", people, "--as-of", "2026-09-15", "--out", tmp_path / "r", "--only", "old_age_allowance"
    )
    compared = call("compare_reform", overlay, "--population", people, "--out", tmp_path / "c")

    assert made.startswith("500 invented persons")
    assert json.loads(ran.splitlines()[-1])["persons"] == 500
    assert json.loads(compared.splitlines()[-1])["overlay"] == "test-reform"
    written = {file.name for file in (tmp_path / "c").iterdir()}
    assert {"comparison.json", "index.html", "old_age_allowance-cost.svg"} <= written


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("make_population", "--persons", 0, "--out", "x"), "--persons must be 1 or more"),
        (("run_population", "nowhere", "--as-of", "2026-09-15", "--out", "x"), "Make one with make_population"),
        (
            ("run_population", "nowhere", "--as-of", "2026-09-15", "--out", "x", "--only", "q"),
            "There is no programme q",
        ),
        (("compare_reform", "nowhere.yaml", "--population", "x", "--out", "y"), "nowhere.yaml"),
    ],
)
def test_refusals_say_what_to_do(arguments: tuple[object, ...], said: str):
    with pytest.raises(CommandError, match=said):
        call(*arguments)

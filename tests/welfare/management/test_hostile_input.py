"""Files, lines and documents written to break the commands: each ends in a refusal, and what is right still counts."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from welfare.rules.faults import Fault
from welfare.rules.programmes import SHIPPED, load_programmes

ROOT = Path(__file__).resolve().parents[3]
SAYS_YES = (
    "facts: {nationality: THA, birth_date: 1950-01-01, in_house_registration: true, oaa_registration_date: 2020-01-01}"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with one programme, which loads at once."""
    made = tmp_path_factory.mktemp("programmes")
    (made / "old_age_allowance.yaml").write_bytes((SHIPPED / "old_age_allowance.yaml").read_bytes())
    return made


def checked(folder: Path, tmp_path: Path, content: str | bytes) -> tuple[int, list[str], str]:
    file = tmp_path / "cases.yaml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    out, err, code = StringIO(), StringIO(), 0
    try:
        call_command("check_cases", str(file), "--programmes", str(folder), stdout=out, stderr=err)
    except SystemExit as exit_:
        code = int(str(exit_.code))
    return code, out.getvalue().splitlines(), err.getvalue()


def case(facts: str, expect: str, as_of: str = "2026-09-15") -> str:
    return f"cases:\n  - id: a\n    as_of: {as_of}\n    {facts}\n    expect: {{old_age_allowance: {expect}}}\n"


@pytest.mark.parametrize(
    "content",
    [
        case(SAYS_YES, "{outputs: 5}"), case(SAYS_YES, "{outputs: [1]}"), case(SAYS_YES, "{outputs: text}"),
        case(SAYS_YES, "{ask: 5}"), case(SAYS_YES, "{ask: {a: 1}}"), case(SAYS_YES, "{ask: birth_date}"),
        case(SAYS_YES, "5"), case("facts: 5", "{}"), case(SAYS_YES, "{}").encode("utf-16"), b"cases:\n  - id: \xe0\n",
        "cases: " + "[" * 5000, "a: &a [1]\ncases: [*a, *a]\n", "cases: []\ncases: []\n", "", "\x00",
        "cases: !!python/object/apply:os.system [id]\n", case(SAYS_YES, "{}").replace("    as_of", "\tas_of"),
    ],
)  # fmt: skip
def test_a_file_out_of_shape_is_refused_and_still_counted(folder: Path, tmp_path: Path, content: str | bytes):
    code, lines, err = checked(folder, tmp_path, content)

    assert code == 2
    assert lines == ['{"cases":0,"checks":0,"passed":0,"failed":0}']
    assert "RULES_" in err


@pytest.mark.parametrize(
    "facts",
    [
        "facts: {household_members: [" + "{annual_income: 1}, " * 10_000 + "]}",
        "facts: {water_bill: .nan}", "facts: {water_bill: .inf}", "facts: {water_bill: 1e400}",
        "facts: {water_bill: " + "9" * 5000 + "}", "facts: {water_bill: ๑๒}", 'facts: {water_bill: "5"}',
        'facts: {in_house_registration: "true"}', "facts: {in_house_registration: yes}",
        "facts: {birth_date: 0000-00-00}", "facts: {birth_date: 9999-12-31}", "facts: {birth_date: ๒๕๐๙-๐๙-๐๒}",
        "facts: {children: [5]}", "facts: {nationality: [THA]}",
    ],
)  # fmt: skip
def test_an_impossible_fact_is_invalid_input(folder: Path, tmp_path: Path, facts: str):
    code, lines, _ = checked(folder, tmp_path, case(facts, "{eligible: invalid_input}"))

    assert (code, lines) == (0, ['{"cases":1,"checks":1,"passed":1,"failed":0}'])


@pytest.mark.parametrize("as_of", ["2026-09", "2026", "0000-01-01", "9999-12-31", "2569-09-15", "{be: 2569}", "null"])
def test_a_date_that_is_not_a_whole_day_is_invalid_input(folder: Path, tmp_path: Path, as_of: str):
    code, lines, _ = checked(folder, tmp_path, case(SAYS_YES, "{eligible: invalid_input}", as_of))

    assert (code, lines) == (0, ['{"cases":1,"checks":1,"passed":1,"failed":0}'])


@pytest.mark.parametrize("mark", ["\ufeff{}", "{}"])
def test_byte_order_marks_and_carriage_returns_are_no_matter(folder: Path, tmp_path: Path, mark: str):
    content = mark.format(case(SAYS_YES, "{eligible: true, outputs: {amount: 700}}")).replace("\n", "\r\n")

    code, lines, _ = checked(folder, tmp_path, content)

    assert (code, lines) == (0, ['{"cases":1,"checks":2,"passed":2,"failed":0}'])


def test_facts_without_anything_are_no_facts(folder: Path, tmp_path: Path):
    code, lines, _ = checked(folder, tmp_path, case("facts:", "{eligible: unknown}"))

    assert (code, lines) == (0, ['{"cases":1,"checks":1,"passed":1,"failed":0}'])


def test_a_failure_is_one_line_whatever_its_name(folder: Path, tmp_path: Path):
    content = case(SAYS_YES, "{eligible: false}").replace("id: a", r'id: "a\nb\u2028c"')

    code, lines, _ = checked(folder, tmp_path, content)

    assert code == 1
    assert lines == [
        "FAIL a b c old_age_allowance eligible: expected false, got true",
        '{"cases":1,"checks":1,"passed":0,"failed":1}',
    ]


def test_it_runs_elsewhere_without_a_database_on_a_terminal_without_thai(folder: Path, tmp_path: Path):
    (tmp_path / "cases.yaml").write_text(case(SAYS_YES, "{eligible: false}").replace("id: a", "id: กข"), "utf-8")
    environ = os.environ | {
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "PYTHONIOENCODING": "ascii",
        "DJANGO_SETTINGS_MODULE": "superapp.settings.development",
    }  # fmt: skip

    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "check_cases", "cases.yaml", "--programmes", str(folder)],
        cwd=tmp_path, env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 1, done.stderr
    assert done.stdout.splitlines() == [
        r"FAIL \u0e01\u0e02 old_age_allowance eligible: expected false, got true",
        '{"cases":1,"checks":1,"passed":0,"failed":1}',
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (rb'{"facts": {"nationality": "\ud800"}, "as_of": "2026-09-15"}', "LINE_UNREADABLE"),
        (rb'{"facts": {"\ud800": 1}, "as_of": "2026-09-15"}', "LINE_UNREADABLE"),
        (b'{"facts": {"nationality": "\xff"}, "as_of": "2026-09-15"}', "LINE_UNREADABLE"),
        (b"\xff\xfe", "LINE_UNREADABLE"),
        (b'{"facts": {}, "facts": {}, "as_of": "2026-09-15"}', "LINE_UNREADABLE"),
        (b'{"facts": {"children": {"items": [], "incomplete": 1}}, "as_of": "2026-09-15"}', "FACT_INVALID"),
    ],
)
def test_a_line_of_bad_text_spoils_only_itself(folder: Path, tmp_path: Path, line: bytes, code: str):
    good = b'{"facts": {}, "as_of": "2026-09-15"}'
    (tmp_path / "lines").write_bytes(b"\n".join([b"\xef\xbb\xbf" + good, line, good]))
    out = StringIO()

    with pytest.raises(SystemExit) as caught:
        call_command("decide", str(tmp_path / "lines"), "--trace", "--programmes", str(folder), stdout=out)

    first, bad, last = map(json.loads, out.getvalue().splitlines())
    assert caught.value.code == 1
    assert bad["error"]["code"] == code
    assert first["decisions"] == last["decisions"]


@pytest.mark.parametrize(
    ("rest", "found"),
    [
        (
            "let:\n  l0: '1'\n" + "".join(f"  l{n}: l{n - 1}\n" for n in range(1, 1500)),
            "lets or outputs on one another",
        ),
        (
            "let:\n  l1500: '1'\n" + "".join(f"  l{n}: l{n + 1}\n" for n in range(1500)),
            "lets or outputs on one another",
        ),
        (
            "outputs:\n  o0: '1'\n" + "".join(f"  o{n}: o{n - 1}\n" for n in range(1, 1500)),
            "lets or outputs on one another",
        ),
        ("covers: {from: 2020-01-01, to: 2019-12-31}\n", "2019-12-31"),
    ],
)
def test_a_document_that_would_exhaust_the_engine_is_refused(tmp_path: Path, rest: str, found: str):
    (tmp_path / "p.yaml").write_text(f"code: p\ncriteria: []\n{rest}", "utf-8")

    with pytest.raises(Fault, match=found):
        load_programmes(tmp_path)

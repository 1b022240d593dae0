"""What no file of the repository may hold, and what every file must be."""

import re
from pathlib import Path

import pytest

from tests.house.repository import ROOT, files, text

LOCKS = ("requirements.lock", "requirements-check.lock", "requirements-browser.lock", "requirements-build.lock")
LONGEST_LINES = 320
# Written in pieces, or this file would be the first finding.
HOSTS = re.compile("py" + r"pi\.org|python" + r"hosted\.org|npm" + r"js\.(org|com)|yarn" + r"pkg\.com|unpkg" + r"\.com")
MACHINE_PATHS = re.compile(r"(?<![\w.<)}\]*-])/(work|tmp|root|Users|home/\w+)" + r"/\w")
BINARY = {".npz", ".png", ".jpg", ".ico", ".gif", ".woff", ".woff2", ".ttf", ".otf", ".pdf", ".gz", ".zip", ".mo"}


def readable() -> list[Path]:
    return [path for path in files() if path.suffix.lower() not in BINARY]


def findings(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {found[0]}"
        for path in paths
        for number, line in enumerate(text(path).splitlines(), 1)
        if (found := pattern.search(line))
    ]


def test_no_package_registry_is_named():
    assert findings(HOSTS, readable()) == []


def test_no_path_of_one_machine_is_named():
    assert findings(MACHINE_PATHS, readable()) == []


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("see /" + "work/notes.md", True),
        ("open('/" + "tmp/x')", True),
        ("/" + "home/somchai/superapp", True),
        ("mount ./home/page and a/work/b", False),
        ("/homepage and /worker/", False),
    ],
)
def test_the_search_for_machine_paths_finds_them(line: str, is_found: bool):
    assert bool(MACHINE_PATHS.search(line)) is is_found


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_versions_and_hashes_and_no_address(name: str):
    content = (ROOT / name).read_text()
    packages = [line for line in content.splitlines() if line[:1].isalnum()]

    assert "http" not in content
    assert packages
    assert [line for line in packages if not re.match(r"[a-z0-9-]+==[\w.]+( ;.*)? \\$", line)] == []
    assert len(re.findall(r"\\\n    --hash=sha256:[0-9a-f]{64}", content)) >= len(packages)


def versions(name: str) -> set[str]:
    return {line.split(" ")[0] for line in (ROOT / name).read_text().splitlines() if re.match(r"[a-z0-9-]+==", line)}


def test_each_lock_holds_the_smaller_one_in_the_same_versions():
    assert versions("requirements.lock") - versions("requirements-check.lock") == set()
    assert versions("requirements-check.lock") - versions("requirements-browser.lock") == set()


def test_no_python_file_has_grown_too_long():
    lengths = {
        str(path.relative_to(ROOT)): len(text(path).splitlines())
        for path in files(".py")
        if "migrations" not in path.parts
    }

    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_LINES} == {}


def test_no_file_has_a_name_without_a_noun():
    homeless = {"utils", "helpers", "common", "misc", "base", "manager", "handler", "processor"}
    # Settings have a base by Django's custom.
    allowed = {"superapp/settings/base.py"}

    found = [str(path.relative_to(ROOT)) for path in files(".py") if path.stem in homeless]

    assert set(found) - allowed == set()


def test_init_files_are_empty_but_for_lists():
    full = [
        str(path.relative_to(ROOT))
        for path in files(".py")
        if path.name == "__init__.py" and path.parent.name not in {"models", "admin"} and text(path).strip()
    ]

    assert full == []

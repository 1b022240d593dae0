"""`.ci/run` ends with 0 only when the checks passed and tests really ran, on both kinds of database."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.repository import ROOT

TOOLS = ("bash", "sh", "env", "dirname", "mktemp", "timeout", "tee", "grep", "tail", "rm", "id", "seq", "sleep", "cat")
CONFIGURED = {"DATABASE_URL": "postgresql://db.example/superapp", "REDIS_URL": "redis://cache.example/0"}
PASSES = 'echo "7 passed in 1.00s"'


def integrate(
    folder: Path, *, check: str = "true", test: str = PASSES, configured: bool = True
) -> tuple[int, list[str]]:
    """Run .ci/run over commands that do only this; return its exit code and its summary."""
    (folder / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", folder / ".ci" / "run")
    (folder / "bin").mkdir()
    for name, body in {"check": check, "test": test}.items():
        (folder / "bin" / name).write_text(f"#!/bin/sh\n{body}\n")
        (folder / "bin" / name).chmod(0o755)
    (folder / "path").mkdir()
    for tool in TOOLS:
        (folder / "path" / tool).symlink_to(shutil.which(tool) or "")
    environ = {"PATH": str(folder / "path"), "HOME": str(folder), "TMPDIR": str(folder)}
    ran = subprocess.run(
        [str(folder / ".ci" / "run")],
        env=environ | (CONFIGURED if configured else {}),
        capture_output=True,
        text=True,
        check=False,
    )
    summary = ran.stdout.partition("=== summary after")[2].splitlines()[1:]
    return ran.returncode, [line.partition(" after ")[0].rstrip() for line in summary]


def test_all_passed(tmp_path: Path):
    code, summary = integrate(tmp_path)

    assert code == 0
    assert [line.partition(":")[0] for line in summary] == [
        "passed   check",
        "passed   embedded",
        "         7 passed in 1.00s",
        "passed   postgresql-redis",
        "         7 passed in 1.00s",
        "SKIPPED  browser",
    ]


@pytest.mark.parametrize("test", ['echo "no tests ran in 0.01s"', 'echo "3 skipped in 0.01s"', "true", "echo 0 passed"])
def test_tests_that_did_not_run_are_a_failure_whatever_their_exit_code(tmp_path: Path, test: str):
    code, summary = integrate(tmp_path, test=test)

    assert code == 1
    assert "FAILED   embedded: no test passed, so none can have run" in summary
    assert "FAILED   postgresql-redis: no test passed, so none can have run" in summary


def test_a_failing_check_fails_and_the_tests_still_run(tmp_path: Path):
    code, summary = integrate(tmp_path, check="exit 1")

    assert code == 1
    assert summary[0] == "FAILED   check: exit code 1"
    assert "         7 passed in 1.00s" in summary


def test_tests_that_fail_only_on_postgresql_fail(tmp_path: Path):
    code, summary = integrate(tmp_path, test=f'{PASSES}; [ -z "$DATABASE_URL" ]')

    assert code == 1
    assert "FAILED   postgresql-redis: exit code 1" in summary
    assert not any(line.startswith("FAILED   embedded") for line in summary)


def test_the_embedded_run_sees_no_database_or_cache(tmp_path: Path):
    integrate(tmp_path, test='echo "${DATABASE_URL:-none} ${REDIS_URL:-none}" >> seen; ' + PASSES)

    assert (tmp_path / "seen").read_text().splitlines() == ["none none", " ".join(CONFIGURED.values())]


def test_services_that_cannot_be_had_are_a_loud_failure(tmp_path: Path):
    code, summary = integrate(tmp_path, configured=False)

    assert code == 1
    assert any(line.startswith("FAILED   postgresql-redis: the services above are needed") for line in summary)


def test_nothing_is_left_behind(tmp_path: Path):
    integrate(tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir()) == [".ci", "bin", "path"]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)

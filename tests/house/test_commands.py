"""The commands of bin/: one clear sentence for each thing that can be wrong, and nothing done twice."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.house.repository import ROOT


def command(folder: Path, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run one command of bin/ as a newcomer would, in a checkout at `folder`, with these variables changed."""
    unset = {"DATABASE_URL", "REDIS_URL", "VAR_DIR", "DEMO", "DJANGO_SETTINGS_MODULE", "PYTHON"}
    environ = {name: value for name, value in os.environ.items() if name not in unset} | changes
    return subprocess.run(
        [str(folder / "bin" / arguments[0]), *arguments[1:]],
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the commands and the locks, and no environment."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    shutil.copytree(ROOT / "bin", folder / "bin")
    for lock in ROOT.glob("requirements*.lock"):
        shutil.copy(lock, folder)
    return folder


def test_a_busy_port_is_said_before_anything_is_built(checkout: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        ran = command(checkout, "run", "--port", str(port))

    assert ran.returncode == 1
    assert ran.stderr.startswith(f"bin/run: Port {port} on 127.0.0.1 is in use by another program: stop it, or choose")
    assert list(checkout.glob(".venv*")) == []


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7"])
def test_sample_people_are_never_served_to_others(checkout: Path, host: str):
    ran = command(checkout, "run", "--host", host)

    assert ran.returncode == 1
    assert ran.stderr == (
        f"bin/run: Sample people have passwords anybody can read, so {host} is refused: "
        "start with DEMO=0 and a VAR_DIR that never held them.\n"
    )


def test_a_database_that_once_held_sample_people_is_not_served_to_others(checkout: Path):
    var = checkout / "var"
    var.mkdir()
    (var / "prepared.json").write_text('{"database": [], "steps": {"people": "0"}}')

    ran = command(checkout, "run", "--host", "192.0.2.7", DEMO="0")

    assert ran.returncode == 1
    assert "192.0.2.7 is refused" in ran.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("run", "--port", "70000"), 2, "70000 is not a port: give a number from 1 to 65535"),
        (("run", "--host", "here"), 1, "bin/run: --host here is not an address: give one as 127.0.0.1."),
        (("bench", "nothing"), 1, "bin/bench: There is no measurement nothing: choose one of"),
        (("check", "--mend"), 2, ""),
    ],
)
def test_a_wrong_argument_is_one_sentence(checkout: Path, arguments: tuple[str, ...], code: int, sentence: str):
    ran = command(checkout, *arguments)

    assert ran.returncode == code
    assert sentence in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("name", ["run", "test", "check", "bench"])
def test_help_needs_no_environment(checkout: Path, name: str):
    ran = command(checkout, name, "--help")

    assert ran.returncode == 0
    assert ran.stdout.startswith(f"usage: bin/{name}")
    assert list(checkout.glob(".venv*")) == []


@pytest.mark.parametrize(("version", "found"), [("Python 3.9.2", "Python 3.9.2"), (None, "none")])
def test_an_old_python_is_named(checkout: Path, tmp_path: Path, version: str | None, found: str):
    path = tmp_path / "path"
    path.mkdir()
    for tool in ("sh", "dirname"):
        (path / tool).symlink_to(shutil.which(tool) or "")
    if version:
        (path / "python3").write_text(f'#!/bin/sh\n[ "$1" = -V ] && echo "{version}" && exit 0\nexit 1\n')
        (path / "python3").chmod(0o755)

    ran = command(checkout, "run", PATH=str(path))

    assert ran.returncode == 1
    assert ran.stderr.startswith(f"bin/run: Python 3.11 or newer is needed (found: {found}): install it")


def test_a_python_without_ensurepip_is_told_what_to_install(checkout: Path, tmp_path: Path):
    lacking = tmp_path / "lacking"
    lacking.mkdir()
    (lacking / "ensurepip.py").write_text("raise ModuleNotFoundError('ensurepip')\n")

    ran = command(checkout, "manage", "check", PYTHONPATH=str(lacking))

    assert ran.returncode == 1
    assert "lacks the module ensurepip: install it (Debian, Ubuntu: apt-get install python3." in ran.stderr


def test_a_folder_that_cannot_be_written_is_named(checkout: Path):
    (checkout / "var").write_text("a file where the folder should be")

    ran = command(checkout, "run", "--port", "1")

    assert ran.returncode == 1
    assert f"{checkout / 'var'} cannot be written" in ran.stderr


def test_a_missing_lock_is_named(checkout: Path):
    (checkout / "requirements.lock").unlink()

    ran = command(checkout, "manage", "check")

    assert ran.returncode == 1
    assert "requirements.lock cannot be read (No such file or directory): the checkout is incomplete." in ran.stderr


def test_a_browser_that_is_not_there_is_named(checkout: Path):
    ran = command(checkout, "test", "--browser", CHROMIUM_PATH="/nowhere/chromium")

    assert ran.returncode == 1
    assert ran.stderr == "bin/test: CHROMIUM_PATH=/nowhere/chromium is not a program: name the browser itself.\n"


@pytest.mark.parametrize(
    ("line", "beginning"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("... Failed to establish: [Errno -3] Temporary failure in name resolution", "The package index cannot be"),
        ("... NewConnectionError('... [Errno 111] Connection refused')", "The package index cannot be reached"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "A downloaded package is not"),
        (
            "ERROR: No matching distribution found for granian==2.8.7",
            "The package index has no build of granian==2.8.7",
        ),
        ("ERROR: something else", "The packages could not be installed: ERROR: something else"),
    ],
)
def test_what_pip_says_becomes_one_sentence(front: dict[str, ModuleType], line: str, beginning: str):
    assert front["environment"]._reason(["Collecting django", line]).startswith(beginning)


def test_another_lock_means_another_environment(front: dict[str, ModuleType], tmp_path: Path):
    environment = front["environment"]
    before = environment.folder_of("run")
    changed = tmp_path / "requirements.lock"
    changed.write_text("django==6.0\n")
    environment.LOCKS["run"] = changed

    assert environment.folder_of("run") != before


@pytest.mark.parametrize(
    ("name", "url"),
    [("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing"), ("REDIS_URL", "redis://127.0.0.1:1/0")],
)
def test_a_database_or_cache_that_does_not_answer_is_named(
    front: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch, name: str, url: str
):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.setenv(name, url)

    with pytest.raises(front["saying"].Stop, match=f"^{name} cannot be reached .*start it, or unset {name}"):
        front["reaching"].require(Path(sys.executable))

"""The commands of bin/: one clear sentence for each thing that can be wrong, and nothing done twice."""

import importlib
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.house.repository import ROOT

FRONT = ROOT / "bin" / "front"
NAMES = [path.stem for path in FRONT.glob("*.py") if path.stem != "__main__"]


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


@pytest.fixture
def front(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, ModuleType]]:
    """The modules behind the commands, by name; they are no package, so they are forgotten afterwards."""
    monkeypatch.syspath_prepend(str(FRONT))
    yield {name: importlib.import_module(name) for name in NAMES}
    for name in NAMES:
        sys.modules.pop(name, None)


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


class TestPreparing:
    """Steps run when what they read has changed, and only then."""

    @pytest.fixture
    def ran(self, front: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch) -> list[str]:
        commands: list[str] = []

        def run(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
            commands.append(command[2])
            return subprocess.CompletedProcess(command, 0, stdout="officer.one")

        monkeypatch.setattr(front["preparing"].subprocess, "run", run)
        monkeypatch.delenv("DATABASE_URL", raising=False)
        return commands

    EVERYTHING = ("migrate", "createcachetable", "load_catalogue", "load_demo_people", "collectstatic")

    def prepare(self, front: dict[str, ModuleType], var: Path) -> None:
        front["preparing"].prepare(Path("python"), var, {}, has_sample_people=True)

    def test_the_second_time_nothing_runs(self, front: dict[str, ModuleType], ran: list[str], tmp_path: Path):
        (tmp_path / "superapp.sqlite3").touch()
        self.prepare(front, tmp_path)
        assert tuple(ran) == self.EVERYTHING

        ran.clear()
        self.prepare(front, tmp_path)

        assert ran == []
        assert front["preparing"].sample_people(tmp_path) == "officer.one"

    def test_another_database_file_is_prepared_again(
        self, front: dict[str, ModuleType], ran: list[str], tmp_path: Path
    ):
        (tmp_path / "superapp.sqlite3").touch()
        self.prepare(front, tmp_path)
        ran.clear()
        (tmp_path / "another").touch()
        (tmp_path / "another").replace(tmp_path / "superapp.sqlite3")

        self.prepare(front, tmp_path)

        assert tuple(ran) == self.EVERYTHING

    def test_a_database_outside_is_always_prepared(
        self, front: dict[str, ModuleType], ran: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/superapp")
        self.prepare(front, tmp_path)
        ran.clear()

        self.prepare(front, tmp_path)

        assert tuple(ran) == self.EVERYTHING[:4]

    def test_a_step_that_fails_stops_and_is_not_remembered(
        self, front: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        failed = subprocess.CompletedProcess([], 1, stdout="")
        monkeypatch.setattr(front["preparing"].subprocess, "run", lambda *_, **__: failed)

        with pytest.raises(front["saying"].Stop, match=r"bin/manage migrate.*the reason stands above"):
            self.prepare(front, tmp_path)

        assert not (tmp_path / "prepared.json").exists()


class Mortal:
    """A child that is found dead as often as it is told."""

    name, log = "server", Path("server.log")

    def __init__(self, deaths: int) -> None:
        self.deaths = deaths
        self.starts = 0

    def is_dead(self) -> bool:
        return self.starts < self.deaths

    def start(self) -> None:
        self.starts += 1

    def how(self) -> str:
        return "SIGKILL"

    def last_words(self) -> str:
        return "  its last line"


class Enough(Exception):
    """Ends a watch that would go on for ever."""


def test_who_dies_is_started_again(front: dict[str, ModuleType], capsys: pytest.CaptureFixture[str]):
    child = Mortal(deaths=2)
    naps = iter([None, None, None])

    def nap(seconds: float) -> None:
        if next(naps, Enough) is Enough:
            raise Enough

    with pytest.raises(Enough):
        front["serving"]._watch([child], nap)

    assert child.starts == 2
    assert capsys.readouterr().err == "The server died (SIGKILL); starting it again.\n" * 2


def test_who_keeps_dying_stops_everything(front: dict[str, ModuleType]):
    child = Mortal(deaths=99)

    with pytest.raises(front["saying"].Stop, match=r"The server keeps dying.*\n  its last line"):
        front["serving"]._watch([child], lambda seconds: None)

    assert child.starts == 3


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

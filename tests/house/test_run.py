"""Behind `bin/run`: what is prepared when, and what happens to a server or worker that dies."""

import subprocess
from pathlib import Path
from types import ModuleType

import pytest


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

    EVERYTHING = (
        *("migrate", "createcachetable", "load_catalogue", "load_programmes", "load_consultation_policies"),
        "import_hearings",
        *("load_demo_people", "load_drafts", "load_hearings", "load_sample_talk", "load_demo_payday", "collectstatic"),
    )

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

        assert tuple(ran) == self.EVERYTHING[:-1]

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

"""What has to be in place before the server starts: tables, reference data, sample people, static files.

Each step is remembered in VAR_DIR/prepared.json with a digest of what it reads, and is skipped while that has not
changed. With a database outside (DATABASE_URL) the steps always run, since nothing here would notice that it was
replaced; each of them does nothing when there is nothing to do.
"""

import hashlib
import json
import os
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from place import ROOT, is_embedded
from saying import Stop, say

DATABASE_FILE = "superapp.sqlite3"
PACKAGES = ("superapp", "services", "consultation", "welfare")
TEXTS = {".py", ".yaml", ".yml", ".json", ".csv", ".md", ".txt", ".html"}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to prepare: its name, what is said about it, the management commands, the files it reads."""

    name: str
    saying: str
    commands: tuple[tuple[str, ...], ...]
    reads: tuple[Path, ...]
    is_in_database: bool = True
    keeps_report: bool = False


def steps(*, has_sample_people: bool) -> list[Step]:
    """Return the steps in their order; sample people only where nobody else can reach."""
    migrations = tuple(ROOT.glob("*/migrations/*.py")) + tuple(ROOT.glob("*/*/migrations/*.py"))
    lock = ROOT / "requirements.lock"
    content = tuple(path for path in (ROOT / "services").rglob("*") if path.suffix in TEXTS)
    accounts = tuple(path for path in (ROOT / "superapp" / "accounts").rglob("*") if path.suffix in TEXTS)
    static = tuple(path for package in PACKAGES for path in (ROOT / package).rglob("static/**/*"))
    found = [
        Step(
            "tables",
            "Making or updating the tables",
            (("migrate", "--verbosity", "0"), ("createcachetable", "--verbosity", "0")),
            (*migrations, lock),
        ),
        Step(
            "catalogue",
            "Loading the catalogue of services",
            (("load_catalogue",),),
            (*content, *(ROOT / "superapp" / "thai").rglob("*.py")),
        ),
        Step(
            "programmes",
            "Loading the rules of welfare programmes",
            (("load_programmes",),),
            tuple(path for path in (ROOT / "welfare").rglob("*") if path.suffix in TEXTS),
        ),
        Step(
            "hearing policies",
            "Loading the policies of hearings",
            (("load_consultation_policies",),),
            (ROOT / "consultation" / "policies.yaml",),
        ),
        Step(
            "past hearings",
            "Loading hearings of the Central Law Portal",
            (("import_hearings",),),
            (ROOT / "consultation" / "past_hearings" / "hearings.csv",),
        ),
    ]
    if has_sample_people:
        found.append(
            Step("people", "Adding sample people", (("load_demo_people",),), (*content, *accounts), keeps_report=True)
        )
        # Every law that comes with the software is an example: nobody is to take it for one that is being heard.
        laws = (*(ROOT / "consultation" / "drafts").glob("*/*"), *(ROOT / "consultation" / "provisions").glob("*.py"))
        found.append(Step("drafts", "Loading sample laws", (("load_drafts",),), laws))
        hearings = tuple((ROOT / "consultation" / "hearings").rglob("*"))
        found.append(
            Step(
                "hearings",
                "Loading sample hearings",
                (("load_hearings",), ("load_sample_talk",)),
                (*laws, *(p for p in hearings if p.is_file())),
            )
        )
        payees = (ROOT / "welfare" / "actions" / "demonstration.py",)
        found.append(Step("payday", "Drawing a sample payday", (("load_demo_payday",),), payees))
    found.append(
        Step(
            "static",
            "Collecting static files",
            (("collectstatic", "--noinput", "--verbosity", "0"),),
            (*static, lock, ROOT / "superapp" / "settings" / "base.py"),
            is_in_database=False,
        )
    )
    return found


def prepare(python: Path, var: Path, environ: dict[str, str], *, has_sample_people: bool) -> None:
    """Run the steps whose inputs changed since they last succeeded here.

    :raises Stop: when a step fails; what it printed stands above.
    """
    for step in steps(has_sample_people=has_sample_people):
        digest = _digest(step.reads)
        if _kept(var).get(step.name) == digest and _may_skip(step, var):
            continue
        began = time.monotonic()
        for command in step.commands:
            report = _manage(python, environ, step, command)
            if step.keeps_report:
                _sample_people_file(var).write_text(report, encoding="utf-8")
        # Read again: the step before may have made the database file this stamp belongs to.
        _keep(var, {**_kept(var), step.name: digest})
        say(f"  {step.saying}: done in {time.monotonic() - began:.1f} s")


def holds_sample_people(var: Path) -> bool:
    """Return whether the database in `var` was ever given people whose passwords anybody can read."""
    return "people" in _kept(var)


def sample_people(var: Path) -> str:
    """Return what `load_demo_people` said when it ran: who there is and how they sign in; blank before that."""
    path = _sample_people_file(var)
    return path.read_text(encoding="utf-8").strip("\n") if path.exists() else ""


def _sample_people_file(var: Path) -> Path:
    return var / "sample-people.txt"


def _manage(python: Path, environ: dict[str, str], step: Step, command: tuple[str, ...]) -> str:
    """Run one management command; return its report when the step keeps it, else let it speak for itself."""
    ran = subprocess.run(
        [str(python), str(ROOT / "manage.py"), *command],
        env=environ,
        cwd=ROOT,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if step.keeps_report else None,
        encoding="utf-8",
    )
    if ran.returncode:
        raise Stop(f"{step.saying} failed (bin/manage {' '.join(command)}): the reason stands above.")
    return ran.stdout or ""


def _may_skip(step: Step, var: Path) -> bool:
    return not step.is_in_database or (is_embedded() and (var / DATABASE_FILE).exists())


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(set(paths)):
        if path.is_file():
            digest.update(f"{path.relative_to(ROOT)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _kept(var: Path) -> dict[str, str]:
    """Return what is remembered of this very database file; nothing when it was replaced since."""
    try:
        kept = json.loads((var / "prepared.json").read_text())
    except (OSError, ValueError):
        return {}
    return kept["steps"] if kept.get("database") == _identity(var) else {}


def _keep(var: Path, done: dict[str, str]) -> None:
    aside = var / f"prepared.{os.getpid()}"
    aside.write_text(json.dumps({"database": _identity(var), "steps": done}, indent=1, sort_keys=True) + "\n")
    aside.replace(var / "prepared.json")


def _identity(var: Path) -> list[int]:
    try:
        found = (var / DATABASE_FILE).stat()
    except OSError:
        return []
    return [found.st_dev, found.st_ino]

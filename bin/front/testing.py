"""`bin/test`: the tests, embedded or on the PostgreSQL and Redis named by DATABASE_URL and REDIS_URL."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import environment
import reaching
from place import ROOT, var_dir
from saying import Stop, say

BROWSER_TESTS = "tests/journeys/browser"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HELP = """usage: bin/test [--browser] [pytest arguments]

Set up what is missing, then run the tests on two processes. Without variables they run embedded (SQLite, in-process
cache); DATABASE_URL and REDIS_URL run the same tests on PostgreSQL and Redis (a database of their own, made and
dropped by them, beside the one named).

  bin/test                          everything but the browser
  bin/test tests/thai -k dates      part of it
  bin/test -n 0 --pdb               one process, stopping at a failure
  bin/test --browser                the journeys through a real browser (Chromium; CHROMIUM_PATH names it)
"""


def run(arguments: list[str]) -> int:
    """Run pytest and return its exit code.

    :raises Stop: when the database, Redis or the browser asked for is not there.
    """
    if arguments[:1] in (["--help"], ["-h"]):
        print(HELP, end="")
        return 0
    wants_browser = "--browser" in arguments
    arguments = [argument for argument in arguments if argument != "--browser"]
    chromium = _chromium() if wants_browser else ""
    python = environment.ensure("browser" if wants_browser else "check")
    reaching.require(python)
    command = [str(python), "-m", "pytest"]
    if wants_browser:
        command += [BROWSER_TESTS]
        if not any(argument.startswith(("-n", "--numprocesses", "--pdb")) for argument in arguments):
            command += ["-n", "2", "--dist", "loadfile"]
    else:
        command += [f"--ignore={BROWSER_TESTS}"]
        if not any(argument.startswith(("-n", "--numprocesses", "--pdb")) for argument in arguments):
            # Each process gets a half of its own, so a module's preparations are seldom made twice.
            command += ["-n", "2", "--dist", "worksteal"]
    # A folder of its own: two runs at once must not share a database file.
    with tempfile.TemporaryDirectory(prefix="tests-", dir=var_dir(), ignore_cleanup_errors=True) as folder:
        environ = _environ(Path(folder), chromium)
        say(f"Running the tests {_where(environ)}.")
        return subprocess.run([*command, *arguments], cwd=ROOT, env=environ, check=False).returncode


def _environ(folder: Path, chromium: str) -> dict[str, str]:
    environ = dict(os.environ)
    environ["DJANGO_SETTINGS_MODULE"] = "superapp.settings.test"
    environ["VAR_DIR"] = str(folder)
    environ.setdefault("PYTHAINLP_OFFLINE", "1")
    if chromium:
        environ["CHROMIUM_PATH"] = chromium
        # Playwright drives the browser from a loop of its own, which Django takes for asynchronous code.
        environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    return environ


def _where(environ: dict[str, str]) -> str:
    database = "on PostgreSQL" if environ.get("DATABASE_URL", "").strip() else "embedded, on SQLite"
    return f"{database} and {'Redis' if environ.get('REDIS_URL', '').strip() else 'an in-process cache'}"


def _chromium() -> str:
    named = os.environ.get("CHROMIUM_PATH", "").strip()
    if named:
        if not os.access(named, os.X_OK):
            raise Stop(f"CHROMIUM_PATH={named} is not a program: name the browser itself.")
        return named
    for name in BROWSERS:
        found = shutil.which(name)
        if found:
            return found
    raise Stop(
        "The browser test needs Chromium: install it (Debian, Ubuntu: apt-get install chromium) or name one as "
        "CHROMIUM_PATH=/path/to/chromium."
    )

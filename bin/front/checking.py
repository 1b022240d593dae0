"""`bin/check`: everything about the code that can be judged without running the tests, each with how to mend it."""

import os
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import environment
from place import ROOT, var_dir
from saying import say

HELP = """usage: bin/check [--fix]

Set up what is missing, then check format, lint, types, import contracts, migrations, the printed schema and manifest,
and the texts of the repository. Every check runs, and each that fails says what mends it.

  --fix    format, mend what ruff can, and print the schema and the manifest again
"""


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name, the Python module that makes it with its arguments, and what mends it."""

    name: str
    arguments: tuple[str, ...]
    mend: str


CHECKS = (
    Check("format", ("ruff", "format", "--check", "."), "bin/check --fix"),
    Check("lint", ("ruff", "check", "."), "bin/check --fix mends some; the rest by hand, as each line says"),
    Check("types", ("mypy",), "the annotations or the code named above"),
    Check(
        "contracts",
        ("lint-imports", "--no-logo", "--no-cache"),
        "move the import or the code: pyproject.toml, [tool.importlinter], says which way imports point",
    ),
    Check(
        "migrations", ("manage", "makemigrations", "--check", "--dry-run"), "bin/manage makemigrations --name PURPOSE"
    ),
    Check("printed schema", ("manage", "print_schema", "--check"), "bin/check --fix, then review the diff"),
    Check("manifest", ("manage", "print_operations", "--check"), "bin/check --fix, then review the diff"),
    Check("texts", ("pytest", "tests/house/test_texts.py", "-n", "0"), "the files named above"),
)
FIXES = (
    ("ruff", "format", "."),
    ("ruff", "check", "--fix", "."),
    ("manage", "print_schema"),
    ("manage", "print_operations"),
)


def run(arguments: list[str]) -> int:
    """Run every check and return 0 when all passed, 1 otherwise."""
    if arguments[:1] in (["--help"], ["-h"]):
        print(HELP, end="")
        return 0
    if arguments not in ([], ["--fix"]):
        print(HELP, end="")
        return 2
    python = environment.ensure("check")
    with tempfile.TemporaryDirectory(prefix="tests-", dir=var_dir(), ignore_cleanup_errors=True) as folder:
        environ = dict(os.environ) | {"DJANGO_SETTINGS_MODULE": "superapp.settings.test", "VAR_DIR": folder}
        # Judging code needs no server, and must come out the same wherever one is configured.
        for name in ("DATABASE_URL", "REDIS_URL"):
            environ.pop(name, None)
        if arguments:
            for fix in FIXES:
                subprocess.run(_command(python, fix), cwd=ROOT, env=environ, check=False)
        failed = [check for check in CHECKS if not _passes(check, python, environ)]
    if failed:
        say(f"\n{len(failed)} of {len(CHECKS)} checks failed:")
        for check in failed:
            say(f"  {check.name}: mend with {check.mend}")
        return 1
    say(f"\nAll {len(CHECKS)} checks passed.")
    return 0


def _passes(check: Check, python: Path, environ: dict[str, str]) -> bool:
    began = time.monotonic()
    ran = subprocess.run(
        _command(python, check.arguments),
        cwd=ROOT,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    is_well = ran.returncode == 0
    say(f"  {check.name:<15} {'ok' if is_well else 'FAILED'}  ({time.monotonic() - began:.1f} s)")
    if not is_well:
        say("\n".join(f"    {line}" for line in ran.stdout.strip().splitlines()[-60:]))
    return is_well


def _command(python: Path, arguments: tuple[str, ...]) -> list[str]:
    tool, *rest = arguments
    if tool == "manage":
        return [str(python), str(ROOT / "manage.py"), *rest]
    if tool == "lint-imports":
        return [str(python), str(python.parent / tool), *rest]
    return [str(python), "-m", tool, *rest]

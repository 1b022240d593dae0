"""`bin/manage`: one management command in the project's environment."""

import os
from typing import NoReturn

import environment
from place import ROOT, var_dir


def run(arguments: list[str]) -> NoReturn:
    """Become the management command; relative paths mean what they mean where it was typed."""
    python = environment.ensure("run")
    var_dir()
    os.environ.setdefault("PYTHAINLP_OFFLINE", "1")
    os.execv(python, [str(python), str(ROOT / "manage.py"), *arguments])

"""`bin/bench`: one measurement of bench/; peers live in an environment of their own, built when first needed."""

import os
import subprocess
from pathlib import Path

import environment
from place import ROOT, var_dir
from saying import Stop, say

BENCH = ROOT / "bench"
# A measurement that runs beside others says so with this line; it is given their Python as PEERS_PYTHON.
NEEDS_PEERS = "NEEDS_PEERS = True"


def run(arguments: list[str]) -> int:
    """Run bench/NAME.py with the other arguments; without a name, list what there is.

    :raises Stop: when there is no such measurement.
    """
    found = {path.stem: path for path in sorted(BENCH.glob("*.py")) if not path.stem.startswith("_")}
    if not arguments or arguments[0] in {"-h", "--help"}:
        print("usage: bin/bench NAME [arguments]\n\nMeasurements:")
        for name, path in found.items():
            print(f"  {name:<14} {_first_line(path)}")
        return 0
    name = arguments[0]
    if name not in found:
        raise Stop(f"There is no measurement {name}: choose one of {', '.join(found) or 'none yet'}.")
    environ = dict(os.environ)
    environ.setdefault("DJANGO_SETTINGS_MODULE", "superapp.settings.development")
    environ.setdefault("PYTHAINLP_OFFLINE", "1")
    environ["PYTHONPATH"] = str(ROOT)
    var_dir()
    if NEEDS_PEERS in found[name].read_text(encoding="utf-8"):
        say("This one runs beside peers, which have an environment of their own.")
        environ["PEERS_PYTHON"] = str(environment.ensure("peers"))
    python = environment.ensure("run")
    return subprocess.run([str(python), str(found[name]), *arguments[1:]], env=environ, check=False).returncode


def _first_line(path: Path) -> str:
    text = path.read_text(encoding="utf-8").lstrip()
    return text.split("\n", 1)[0].strip('"# ') if text.startswith(('"""', "#")) else ""

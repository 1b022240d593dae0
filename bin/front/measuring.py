"""`bin/bench`: one measurement of bench/; peers live in an environment of their own, built when first needed."""

import os
import subprocess
from pathlib import Path

import environment
from place import ROOT, var_dir
from saying import Stop, say

BENCH = ROOT / "bench"
# A measurement that runs beside others says so with such a line; it is given their Python as PEERS_PYTHON or
# OPENFISCA_PYTHON. OpenFisca, under the AGPL, is apart from everything else: nothing of ours imports it.
NEEDED = {"NEEDS_PEERS = True": "peers", "NEEDS_OPENFISCA = True": "openfisca"}
# A drill that walks the tests' journeys needs the tests' tools.
WITH_TOOLS = "NEEDS_TOOLS = True"


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
    text = found[name].read_text(encoding="utf-8")
    for line, kind in NEEDED.items():
        if line in text:
            say(f"This one runs beside {kind}, in an environment of its own.")
            environ[f"{kind.upper()}_PYTHON"] = str(environment.ensure(kind))
    python = environment.ensure("check" if WITH_TOOLS in text else "run")
    return subprocess.run([str(python), str(found[name]), *arguments[1:]], env=environ, check=False).returncode


def _first_line(path: Path) -> str:
    text = path.read_text(encoding="utf-8").lstrip()
    return text.split("\n", 1)[0].strip('"# ') if text.startswith(('"""', "#")) else ""

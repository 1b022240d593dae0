"""The kill drill, in small: real worker processes, killed and paused (`bin/bench jobs` is the whole of it)."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_job_takes_effect_once_though_workers_are_killed_and_paused():
    arguments = ["--jobs", "60", "--kills", "2", "--pauses", "1", "--lease-s", "1", "--seed", "7"]

    ended = subprocess.run(
        [sys.executable, str(ROOT / "bench/jobs.py"), *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 0, ended.stderr + ended.stdout
    found = json.loads(ended.stdout.splitlines()[-1])
    assert {name: found[name] for name in ("effects", "twice", "missing", "stuck", "dead", "blows_not_struck")} == {
        "effects": 60,
        "twice": 0,
        "missing": 0,
        "stuck": 0,
        "dead": 0,
        "blows_not_struck": 0,
    }

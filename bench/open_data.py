"""The open data of a huge hearing: peak memory, counts against SQL, and an export that is killed half way.

    bin/bench open_data [--comments 1000000]

In a scratch database (SQLite, or beside DATABASE_URL's) a hearing of `--comments` is exported by the shipped command in
a process of its own, whose peak memory (VmHWM, Linux) is read; rows of every file are compared with SQL counts and with
the files themselves. Then the same is killed with signal 9 at several moments: none of these sets is ever ready.
"""

import argparse
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bench.hearing_crowd.scratch import scratch_database

ROOT = Path(__file__).resolve().parents[1]
MOST_MB = 250
KILLED_AT = (0.1, 0.5, 0.9)


def main() -> int:
    """Measure and print; return 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="bin/bench open_data", description=__doc__.split("\n")[0])
    parser.add_argument("--comments", type=int, default=1_000_000)
    arguments = parser.parse_args()
    with scratch_database() as kind:
        hearing = prepared(arguments.comments)
        seconds, peak_mb = exported(hearing.code)
        missed = checked(hearing)
        killed = [kill(hearing.code, seconds * share) for share in KILLED_AT]
        missed += ready_after(killed)
    if peak_mb >= MOST_MB:
        missed.append(f"peak memory {peak_mb:.0f} MB, at most {MOST_MB}")
    figures: dict[str, Any] = {
        "database": kind,
        "comments": arguments.comments,
        "seconds": round(seconds, 1),
        "peak_mb": round(peak_mb),
        "killed": killed,
        "missed": missed,
    }
    print(
        f"{kind}: {arguments.comments:,} comments in {seconds:.0f} s, peak {peak_mb:.0f} MB, killed {len(killed)} times"
    )
    for target in missed:
        print(f"MISSED: {target}")
    print(json.dumps(figures))
    return 1 if missed else 0


def prepared(size: int) -> Any:
    """Make a hearing of `size` comments and return it."""
    from bench.hearing_crowd import crowd, stage
    from consultation.actions import participants

    hearing = stage.make_hearing("open-data")
    reader = participants.join(viewer=stage.make_viewer(1), hearing=hearing, now=stage.NOW)
    began = time.monotonic()
    crowd.fill(hearing, reader, size)
    print(f"{size:,} comments written in {time.monotonic() - began:.1f} s", flush=True)
    return hearing


def exported(code: str) -> tuple[float, float]:
    """Export in a process of its own; return seconds and peak memory in MB."""
    began = time.monotonic()
    process = command(code)
    peak_kb = 0
    while process.poll() is None:
        peak_kb = max(peak_kb, high_water_kb(process.pid))
        time.sleep(0.1)
    if process.returncode:
        raise SystemExit(f"the export ended with status {process.returncode}")
    return time.monotonic() - began, peak_kb / 1024


def checked(hearing: Any) -> list[str]:
    """Compare manifest, SQL and files; return what differs."""
    from consultation.actions import open_data_files
    from consultation.models import Comment, ModerationDecision, OpenDataSet, Statement
    from superapp.files import storing

    row = OpenDataSet.objects.get(state="ready")
    files = {one["name"]: one for one in row.manifest["files"]}
    counted = {
        "comments": Comment.objects.public().filter(hearing=hearing).count(),
        "polis/comments": Statement.objects.public().filter(hearing=hearing).count(),
        "moderation": ModerationDecision.objects.filter(hearing=hearing).count(),
    }
    missed = [
        f"{name} has {one['rows']} rows, SQL counts {counted[name.rpartition('.')[0]]}"
        for name, one in files.items()
        if name.rpartition(".")[0] in counted and one["rows"] != counted[name.rpartition(".")[0]]
    ]
    for name, one in files.items():
        found = hashlib.sha256()
        for piece in storing.pieces(open_data_files.stored_name(row.folder, name), None):
            found.update(piece)
        if found.hexdigest() != one["sha256"]:
            missed.append(f"{name} is not what its manifest says")
    print(f"{files['comments.csv']['rows']:,} public comments, {files['comments.csv']['bytes'] / 1e6:.0f} MB of CSV")
    return missed


def kill(code: str, after_s: float) -> float:
    """Begin an export, kill it after so many seconds, and return them."""
    process = command(code)
    time.sleep(after_s)
    process.send_signal(signal.SIGKILL)
    process.wait()
    return round(after_s, 1)


def ready_after(killed: list[float]) -> list[str]:
    """Return what is wrong after the kills: a set that is ready, or one that is not given up in time."""
    from datetime import timedelta

    from django.utils import timezone

    from consultation.actions import open_data
    from consultation.models import OpenDataSet

    missed = []
    if OpenDataSet.objects.filter(state="ready").count() != 1:
        missed.append("a killed export is ready")
    left = OpenDataSet.objects.filter(state="being_made").count()
    open_data.give_up(now=timezone.now() + open_data.GIVEN_UP_AFTER + timedelta(minutes=1))
    given_up = OpenDataSet.objects.filter(state="failed", error="INTERRUPTED", folder="").count()
    if given_up != left or not left:
        missed.append(f"{left} killed exports, {given_up} given up")
    return missed


def command(code: str) -> subprocess.Popen[bytes]:
    """Begin the shipped command in a process of its own."""
    arguments = [sys.executable, str(ROOT / "manage.py"), "export_hearing", "--hearing", code]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(arguments, env=os.environ | {"PYTHONUNBUFFERED": "1"}, stdout=quiet, stderr=quiet)


def high_water_kb(pid: int) -> int:
    """Return the most memory a process has held so far; 0 when it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


if __name__ == "__main__":
    sys.exit(main())

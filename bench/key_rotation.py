"""Change the keys of personal data while people sign in and ask: is one answer wrong, one person lost or doubled?

Makes a scratch database of its own: SQLite, or beside DATABASE_URL's. Two servers, restarted one after the other with
the keys of each phase, as in production: old alone; old first, new beside it; new first; rotate; new alone - and the
same for the index key. Prints one JSON line; ends with 1 on any wrong answer, lost person, or row sealed by an old key.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
OLD, NEW = "1:" + "5a" * 32, "2:" + "b6" * 32
ODD, EVEN = "1:" + "a5" * 32, "2:" + "d8" * 32
# PII_KEYS, PID_INDEX_KEY, and what is run once both servers have them.
PHASES = [
    ([OLD], [ODD], None),
    ([OLD, NEW], [EVEN, ODD], None),
    ([NEW, OLD], [EVEN, ODD], ["rotate_keys"]),
    ([NEW, OLD], [EVEN, ODD], ["rotate_keys", "--index"]),
    ([NEW], [EVEN], ["rotate_keys", "--index"]),
]
READY_WITHIN_S = 90


def environ(phase: int) -> dict[str, str]:
    """Return the environment of a phase."""
    pii, index, _ = PHASES[phase]
    return os.environ | {"DRILL_PII_KEYS": ",".join(pii), "DRILL_PID_INDEX_KEY": ",".join(index)}


class Server:
    """One server with the keys of a phase."""

    def __init__(self, phase: int) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--workers", "1", "--blocking-threads", "2", "superapp.wsgi:application"]
        self._log = Path(os.environ["VAR_DIR"], "server.log")
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=environ(phase), stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + READY_WITHIN_S
        while not self._answers():
            if time.monotonic() > until or self._process.poll() is not None:
                sys.exit(f"the server does not start: {self._log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.1)

    def _answers(self) -> bool:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            opener.open(f"http://127.0.0.1:{self.port}/readyz", timeout=5).close()
        except (urllib.error.URLError, OSError):
            return False
        return True

    def stop(self) -> None:
        """Let it finish what it is at, then end it."""
        time.sleep(1)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=20)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)


def run(phase: int, *command: str, given: str = "") -> str:
    """Run a command with the keys of a phase; return what it printed.

    :raises SystemExit: when it fails.
    """
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environ(phase),
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)}: {done.stderr[-2000:]}")
    return done.stdout


def drill(options: argparse.Namespace, kind: str) -> dict[str, object]:
    """Run the whole drill; return what was found."""
    from bench.rotation_drill.clients import Clients
    from superapp.registries.sandbox import world

    made = json.loads(run(0, "-m", "bench.rotation_drill.people", "make", str(options.people)).splitlines()[-1])
    people = world.world().people
    personas = [key for key, one in people.items() if one.signs_in and not one.death_date]
    clients = Clients(made, personas)
    servers = [Server(0), Server(0)]
    clients.ports = [server.port for server in servers]
    clients.start()
    began, told = time.monotonic(), []
    try:
        for phase, (_, _, command) in enumerate(PHASES):
            for place in range(2) if phase else ():
                fresh, old = Server(phase), servers[place]
                servers[place] = fresh
                clients.ports = [server.port for server in servers]
                old.stop()
            time.sleep(options.rest_s)
            if command:
                told.append(run(phase, "manage.py", *command).strip().replace("\n", " "))
        time.sleep(options.rest_s)
    finally:
        clients.stop()
        for server in servers:
            server.stop()
    seconds = time.monotonic() - began
    look = run(len(PHASES) - 1, "-m", "bench.rotation_drill.people", "look", given=json.dumps([row[0] for row in made]))
    found = json.loads(look.splitlines()[-1])
    return {
        "database": kind,
        "people": options.people,
        "citizens": found["citizens"],
        "expected": options.people + len(personas),
        **clients.counts,
        "wrong": clients.counts["wrong"],
        "lost": found["lost"],
        "unreadable": len(found["wrong"]),
        "sealed_by": found["sealed_by"],
        "commands": told,
        "faults": clients.faults[:3],
        "seconds": round(seconds, 1),
    }


def main() -> int:
    """Read the options, run, print, and tell by the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=2_000, help="how many citizens there are")
    parser.add_argument("--rest-s", type=float, default=3.0, help="seconds of requests between the steps")
    options = parser.parse_args()
    from bench.planted_drill.scratch import scratch_database

    with scratch_database("bench.rotation_drill.settings") as kind:
        told = drill(options, kind)
    print(json.dumps(told, ensure_ascii=False))
    is_well = not (told["wrong"] or told["lost"] or told["unreadable"]) and told["citizens"] == told["expected"]
    return 0 if is_well and told["sealed_by"] == {"2": told["citizens"]} else 1


if __name__ == "__main__":
    sys.exit(main())

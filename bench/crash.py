"""Kill server, worker, officers and database at random while people apply and are paid: lost, twice, unbalanced, stuck?

Makes scratch data of its own: SQLite, or with --database postgresql a server of its own, which is killed like the rest.
Prints one JSON line; ends with 1 when the checker (bench/crash_drill/checker.py) finds anything, or a kill was left.
"""

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
READY_WITHIN_S, WAVES = 120, 12
# What waits longer than this with nothing moving is stuck.
STUCK_AFTER_S = 60
LOOK_EVERY_S, BETWEEN_KILLS_S = 0.5, (0.3, 1.5)
# Asked for again and again: always one of these waits.
COLLECTING = "collect_messages"
WEIGHTS = {"server": 3, "worker": 4, "officers": 2, "database": 2}

Answer = TypeVar("Answer")

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.crash_drill.clients import Clients
    from bench.crash_drill.cluster import Cluster


class Part:
    """One process of the drill, in a group of its own; killed, it is started again at once."""

    def __init__(self, name: str, *command: str) -> None:
        self.name, self._command = name, [sys.executable, *command]
        self._log = Path(os.environ["VAR_DIR"], f"{name}.log")
        self.start()

    def start(self) -> None:
        """Start it."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)

    def kill(self) -> None:
        """Kill it and all it started, without warning."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def kill_and_start(self) -> None:
        """Kill it, and put another in its place."""
        self.kill()
        self.start()

    def revive(self) -> bool:
        """Start it again when it has ended by itself, as whoever supervises it would; tell whether it had."""
        if self._process.poll() is None:
            return False
        self.start()
        return True

    def last_words(self) -> str:
        """Return the end of what it wrote."""
        return self._log.read_text(errors="replace")[-3000:]


class Drill:
    """All the parts, the kills, and what came of them."""

    def __init__(self, options: argparse.Namespace, cluster: "Cluster | None") -> None:
        self._options, self._cluster = options, cluster
        self._folder = Path(os.environ["VAR_DIR"])
        self._chance = random.Random(options.seed)
        self._kills = dict.fromkeys(WEIGHTS, 0)
        self._fallen = 0

    def run(self) -> dict[str, object]:
        """Run the whole drill; return what was found."""
        import django

        django.setup()
        from django.db import connection

        from bench.crash_drill import scene
        from superapp.api.ids import global_id

        sessions = scene.set_up(self._options.applications)
        programme = global_id("prg", scene.PROGRAMME)
        connection.close()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self._parts = self._start(port)
        _wait_for(port)
        clients = self._clients(sessions, programme, port)
        began = time.monotonic()
        try:
            clients.start()
            self._strike(clients)
            all_told_s = time.monotonic() - began
            quiet_s, is_settled = self._settle(time.monotonic())
        finally:
            clients.stop()
            for part in self._parts.values():
                part.kill()
        verdict = self._judge()
        return {
            "database": "sqlite" if self._cluster is None else "postgresql",
            "applications": self._options.applications,
            "clients": self._options.clients,
            "kills": self._kills,
            "kills_in_all": sum(self._kills.values()),
            "ended_by_themselves": self._fallen,
            **dict(clients.counts),
            "client_faults": clients.faults[:3],
            **self._counts(),
            "is_settled": is_settled,
            "settled_after_last_kill_s": round(quiet_s, 1),
            "applying_s": round(all_told_s, 1),
            "seconds": round(time.monotonic() - began, 1),
            **verdict,
            "seed": self._options.seed,
        }

    def _start(self, port: int) -> dict[str, Part]:
        server = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
        server += ["--workers", "1", "--blocking-threads", "2", "superapp.wsgi:application"]
        wave = max(1, self._options.applications // WAVES)
        officers = ["-m", "bench.crash_drill.officers", "--wave", str(wave), "--last", str(self._last)]
        parts = {"server": Part("server", *server), "officers": Part("officers", *officers)}
        for number in range(self._options.workers):
            parts[f"worker{number}"] = Part(f"worker{number}", "manage.py", "worker", "--poll-s", "0.2")
        return parts

    @property
    def _last(self) -> Path:
        return self._folder / "last"

    @property
    def _told(self) -> Path:
        return self._folder / "told.jsonl"

    def _clients(self, sessions: list[str], programme_id: str, port: int) -> "Clients":
        from bench.crash_drill.clients import Clients

        given = {"sessions": sessions, "programme_id": programme_id, "port": port}
        return Clients(**given, log=self._told, count=self._options.clients)

    def _strike(self, clients: "Clients") -> None:
        """Kill something whenever the work has come to the next of the chosen points, until all is applied for."""
        whole = 2 * self._options.applications
        points = sorted(self._chance.sample(range(whole // 50, whole * 9 // 10), self._options.kills))
        said_at = 0.0
        while points or not clients.are_done():
            if clients.are_done():
                self._last.touch()
            paid = self._paid()
            done = clients.counts["acknowledged"] + paid
            if time.monotonic() - said_at > 20:
                said_at = time.monotonic()
                print(f"{done} of {whole}, {paid} paid, {len(points)} kills to come", file=sys.stderr, flush=True)
            if points and done >= points[0]:
                points.pop(0)
                self._kill_one()
                time.sleep(self._chance.uniform(*BETWEEN_KILLS_S))
            else:
                time.sleep(LOOK_EVERY_S)
            self._fallen += sum(part.revive() for part in self._parts.values())
            if time.monotonic() - self._moved_at(done) > 10 * STUCK_AFTER_S:
                return
        self._last.touch()

    def _moved_at(self, done: int) -> float:
        if done != getattr(self, "_done", None):
            self._done, self._done_at = done, time.monotonic()
        return self._done_at

    def _kill_one(self) -> None:
        weights = {name: weight for name, weight in WEIGHTS.items() if name != "database" or self._cluster}
        (what,) = self._chance.choices(list(weights), list(weights.values()))
        self._kills[what] += 1
        if what == "database" and self._cluster is not None:
            self._cluster.kill()
        elif what == "worker":
            self._parts[f"worker{self._chance.randrange(self._options.workers)}"].kill_and_start()
        else:
            self._parts[what].kill_and_start()

    def _settle(self, last_kill_at: float) -> tuple[float, bool]:
        """Wait until nothing is left to do, or nothing has moved for a minute; return since when, and which of both."""
        before, moved_at = self._counts(), time.monotonic()
        while time.monotonic() - moved_at < STUCK_AFTER_S:
            time.sleep(LOOK_EVERY_S)
            self._fallen += sum(part.revive() for part in self._parts.values())
            now = self._counts()
            if now != before:
                before, moved_at = now, time.monotonic()
            if now["waiting"] == 0 and now["approved"] == self._options.applications:
                return moved_at - last_kill_at, True
        return moved_at - last_kill_at, False

    def _paid(self) -> int:
        from welfare.models import Disbursement

        return self._asked(lambda: Disbursement.objects.filter(state="paid").count(), 0)

    def _counts(self) -> dict[str, int]:
        """Return how far everything is; `waiting` is what somebody still has to do."""
        from superapp.jobs.models import Job
        from welfare.models import Application, Disbursement, PaymentAttempt, PaymentBatch

        def look() -> dict[str, int]:
            final = ("paid", "lapsed", "cancelled")
            payments = Disbursement.objects.exclude(state__in=final).count()
            jobs = Job.objects.filter(state=Job.State.READY, task__startswith="welfare.").exclude(
                task__endswith=COLLECTING
            )
            return {
                "approved": Application.objects.filter(state="approved").count(),
                "payments": Disbursement.objects.count(),
                "paid": Disbursement.objects.filter(state="paid").count(),
                "batches": PaymentBatch.objects.count(),
                "attempts": PaymentAttempt.objects.count(),
                "waiting": payments + jobs.count() + Application.objects.filter(entitlement=None).count(),
            }

        return self._asked(look, {"waiting": -1, "approved": -1})

    def _asked(self, look: "Callable[[], Answer]", otherwise: "Answer") -> "Answer":
        from django.db import DatabaseError, InterfaceError, connection

        try:
            return look()
        except (DatabaseError, InterfaceError):
            connection.close()
            return otherwise

    def _judge(self) -> dict[str, object]:
        """Ask the checker, in a process of its own."""
        from bench.crash_drill import bank

        database = self._cluster.url if self._cluster else str(self._folder / "drill.sqlite3")
        command = [sys.executable, "-m", "bench.crash_drill.checker", "--database", database]
        command += ["--bank", str(self._folder / bank.FILE), "--acknowledged", str(self._told)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if not done.stdout:
            sys.exit(done.stderr)
        return dict(json.loads(done.stdout))

    def tell(self) -> str:
        """Return the last words of every part."""
        return "\n".join(f"--- {part.name}\n{part.last_words()}" for part in self._parts.values())


def _wait_for(port: int) -> None:
    """Wait until the server listens: what it does before is no part of the drill."""
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(LOOK_EVERY_S)
    sys.exit("the server does not start")


def is_right(found: dict[str, object], kills: int) -> bool:
    """Tell whether nothing was lost, doubled, unbalanced, stuck or left unaudited, and every kill was struck."""
    from bench.crash_drill.checker import KINDS

    clean = all(found[kind]["count"] == 0 for kind in KINDS)  # type: ignore[index]
    return clean and found["is_settled"] is True and found["kills_in_all"] == kills and not found["client_faults"]


def main() -> int:
    """Run the drill as the command line says; return the exit code."""
    parser = argparse.ArgumentParser(prog="bin/bench crash", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--applications", type=int, default=200, help="how many people apply (default: 200)")
    parser.add_argument("--kills", type=int, default=5, help="how many kill -9 (default: 5)")
    parser.add_argument("--clients", type=int, default=4, help="how many apps at once (default: 4)")
    parser.add_argument("--workers", type=int, default=1, help="how many worker processes (default: 1)")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite", help="on which database")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="repeat the same choice of kills")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="drill-") as folder:
        os.environ |= {"VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "bench.crash_drill.settings"}
        os.environ["PYTHONPATH"] = str(ROOT)
        os.environ.pop("DATABASE_URL", None)
        cluster = None
        if options.database == "postgresql":
            from bench.crash_drill.cluster import Cluster

            cluster = Cluster(Path(folder))
            os.environ["DATABASE_URL"] = cluster.url
        drill = Drill(options, cluster)
        try:
            found = drill.run()
            right = is_right(found, options.kills)
            if not right:
                print(drill.tell(), file=sys.stderr)
        finally:
            if cluster is not None:
                from django.db import connection

                connection.close()
                cluster.remove()
    print(json.dumps(found, ensure_ascii=False))
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())

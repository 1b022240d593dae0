"""Kill workers at random while they work, and count: did every job take effect exactly once, and is none stuck?

Makes a scratch database of its own: SQLite, or beside DATABASE_URL's. Prints one JSON line; ends with 1 when a job was
lost, took effect twice, died or stayed stuck.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

if TYPE_CHECKING:
    from django.db.models import QuerySet

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
LONG_EVERY = 10
MAX_ATTEMPTS = 50
PATIENCE_S = 20
LOADED_WITHIN_S = 5


@contextmanager
def scratch_database() -> Iterator[str]:
    """Point the environment at a database that exists only meanwhile; give its kind."""
    with tempfile.TemporaryDirectory(prefix="drill-") as folder:
        os.environ["VAR_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "bench.jobs_drill.settings"
        url = os.environ.get("DATABASE_URL", "").strip()
        if not url:
            yield "sqlite"
            return
        import psycopg

        name = f"superapp_drill_{os.getpid()}"
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
            os.environ["DATABASE_URL"] = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
            try:
                yield "postgresql"
            finally:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")


class Crew:
    """The worker processes: started, killed and told to go home."""

    def __init__(self, size: int, log: Path) -> None:
        self._log = log.open("ab")
        self._youngest = 0.0
        self.workers = [self._start() for _ in range(size)]

    def _start(self) -> subprocess.Popen[bytes]:
        self._youngest = time.monotonic()
        command = [sys.executable, str(ROOT / "manage.py"), "worker", "--poll-s", "0.1"]
        return subprocess.Popen(command, cwd=ROOT, stdout=self._log, stderr=self._log)

    def kill(self, index: int) -> None:
        """Kill one without warning and put another in its place."""
        self.workers[index].kill()
        self.workers[index].wait()
        self.workers[index] = self._start()

    def fallen(self) -> int:
        """Return how many ended on their own."""
        return sum(worker.poll() is not None for worker in self.workers)

    def log_text(self) -> str:
        """Return what the workers wrote."""
        return Path(self._log.name).read_text(errors="replace")

    def send_home(self) -> list[int]:
        """Ask all to stop; return their exit codes."""
        # One that is still loading does not listen yet.
        time.sleep(max(0, self._youngest + LOADED_WITHIN_S - time.monotonic()))
        for worker in self.workers:
            worker.terminate()
        return [worker.wait(timeout=30) for worker in self.workers]

    def remove(self) -> None:
        """Leave nobody behind, whatever happened."""
        for worker in self.workers:
            if worker.poll() is None:
                worker.kill()
                worker.wait()
        self._log.close()


def drill(options: argparse.Namespace, kind: str) -> dict[str, object]:
    """Run the whole drill; return what was found."""
    import django

    django.setup()
    from django.core.management import call_command

    from bench.jobs_drill import effects
    from superapp.jobs.models import Job
    from superapp.jobs.progress import Progress

    chance = random.Random(options.seed)
    call_command("migrate", verbosity=0)
    effects.create_table()
    enqueue(options.jobs, options.lease_s)
    blows = ["kill"] * options.kills + ["pause"] * options.pauses
    chance.shuffle(blows)
    # Spread over the work, with enough left at the end for the last blow to hurt.
    moments = sorted(chance.sample(range(options.jobs // 20, options.jobs * 9 // 10), len(blows)))
    crew = Crew(options.workers, Path(os.environ["VAR_DIR"]) / "workers.log")
    began, fallen = time.monotonic(), 0
    try:
        with Progress(f"Jobs on {kind}", options.jobs) as progress:
            done, moved_at = 0, time.monotonic()
            while done < options.jobs and time.monotonic() - moved_at < options.lease_s + PATIENCE_S:
                if moments and done >= moments[0]:
                    moments.pop(0)
                    if blows.pop() == "kill":
                        kill_one(crew, chance)
                    else:
                        pause_one(crew, options.lease_s)
                now_done = Job.objects.filter(state=Job.State.DONE).count()
                if now_done > done:
                    progress.step(now_done - done)
                    done, moved_at = now_done, time.monotonic()
                time.sleep(0.01)
                if fallen := crew.fallen():
                    print(crew.log_text()[-2000:], file=sys.stderr)
                    break
        seconds = time.monotonic() - began
        codes = crew.send_home()
    finally:
        crew.remove()
    found = effects.counts()
    return {
        "database": kind,
        "jobs": options.jobs,
        "workers": options.workers,
        "kills": options.kills,
        "pauses": options.pauses,
        "blows_not_struck": len(blows),
        "effects": sum(found.values()),
        "twice": sum(count > 1 for count in found.values()),
        "missing": options.jobs - len(found),
        "stuck": Job.objects.filter(state=Job.State.READY).count(),
        "dead": Job.objects.filter(state=Job.State.DEAD).count(),
        "run_again": Job.objects.filter(attempts__gt=1).count(),
        "refused_by_fence": crew.log_text().count("job_lost"),
        "workers_fallen": fallen,
        "stopped_cleanly": codes == [0] * options.workers,
        "seconds": round(seconds, 1),
        "seed": options.seed,
    }


def enqueue(count: int, lease_s: int) -> None:
    """Put the jobs in the queue, some of them long, a hundred to a transaction."""
    from django.db import transaction

    from bench.jobs_drill import effects

    for first in range(0, count, 100):
        with transaction.atomic():
            for number in range(first, min(first + 100, count)):
                work = effects.long if number % LONG_EVERY == 0 else effects.plain
                work.using(lease_s=lease_s, max_attempts=MAX_ATTEMPTS).enqueue(number=number)


def kill_one(crew: Crew, chance: random.Random) -> None:
    """Kill a worker a random moment after it was seen with a job in hand."""
    pids, limit = set(), time.monotonic() + PATIENCE_S
    while not pids and time.monotonic() < limit:
        pids = {int(owner.split(":")[1]) for owner in in_hand()} & {worker.pid for worker in crew.workers}
    time.sleep(chance.uniform(0, 0.02))
    victims = [index for index, worker in enumerate(crew.workers) if worker.pid in pids]
    crew.kill(chance.choice(victims or range(len(crew.workers))))


def pause_one(crew: Crew, lease_s: int) -> None:
    """Stop a worker in the middle of a long job until well after another one has taken the job over."""
    limit = time.monotonic() + PATIENCE_S
    while time.monotonic() < limit:
        for worker in crew.workers:
            theirs = in_hand(task__endswith=".long", owner__contains=f":{worker.pid}:")
            # Most urgent, so that it is the first thing anybody does once the lease is over.
            if not theirs.update(priority=100):
                continue
            worker.send_signal(signal.SIGSTOP)
            is_caught = theirs.exists()
            if is_caught:
                time.sleep(lease_s + 1)
            worker.send_signal(signal.SIGCONT)
            if is_caught:
                return


def in_hand(**which: object) -> "QuerySet":
    """Return the owners of the jobs that workers have in hand."""
    from superapp.jobs.models import Job

    return Job.objects.filter(state=Job.State.READY, **which).exclude(owner="").values_list("owner", flat=True)


def is_right(found: dict[str, object]) -> bool:
    """Tell whether every job took effect exactly once and nothing was left behind."""
    nothing = ("blows_not_struck", "twice", "missing", "stuck", "dead", "workers_fallen")
    return all(found[name] == 0 for name in nothing) and found["stopped_cleanly"] is True


def main() -> int:
    """Run the drill as the command line says; return the exit code."""
    parser = argparse.ArgumentParser(prog="bin/bench jobs", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--jobs", type=int, default=1000, help="how many jobs (default: 1000)")
    parser.add_argument("--workers", type=int, default=2, help="how many worker processes (default: 2)")
    parser.add_argument("--kills", type=int, default=10, help="how many kill -9 (default: 10)")
    parser.add_argument("--pauses", type=int, default=2, help="how many pauses past the lease (default: 2)")
    parser.add_argument("--lease-s", type=int, default=3, help="lease of a job in seconds (default: 3)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="repeat the same choice of blows")
    options = parser.parse_args()
    if options.kills + options.pauses > options.jobs // 4:
        parser.error("at least four jobs for each kill and pause")
    with scratch_database() as kind:
        found = drill(options, kind)
        from django.db import connection

        connection.close()
    print(json.dumps(found))
    return 0 if is_right(found) else 1


if __name__ == "__main__":
    sys.exit(main())

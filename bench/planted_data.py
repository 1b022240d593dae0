"""Plant citizens' numbers, walk every journey with them over HTTP, and look for them everywhere. None may be found.

Everybody signs in, some do all that citizens can do, officers open all records; then it looks. Everybody is erased, and
it looks again.

Makes a scratch database of its own: SQLite, or beside DATABASE_URL's; with REDIS_URL it empties and uses that Redis
database. Looks at files (database, WAL, logs, copies), pg_dump, Redis and unpacked sessions, for plain, Thai,
hyphenated, base64 and hex forms. Then it plants one number unsealed in each place, which must be found: a scanner that
finds nothing proves nothing. Prints one JSON line; ends with 1 on any hit, or when one planted on purpose was missed.
"""

import argparse
import base64
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.planted_drill.scanning import Scanner

NEEDS_TOOLS = True
ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def places(kind: str) -> Iterator[tuple[str, bytes]]:
    """Yield every place where something may be kept, with what is there."""
    from bench.planted_drill import scanning

    yield from scanning.files(Path(os.environ["VAR_DIR"]))
    yield from scanning.sessions()
    if kind == "postgresql":
        yield from scanning.postgresql_dump(os.environ["DATABASE_URL"])
    if os.environ.get("REDIS_URL"):
        yield from scanning.redis_values(os.environ["REDIS_URL"])


def plant_unsealed(pids: list[str], kind: str) -> dict[str, str]:
    """Put a number into each place, each in another form; return the place by number."""
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.cache import cache

    from superapp.accounts.models import Account
    from superapp.jobs.models import Job

    folder = Path(os.environ["VAR_DIR"])
    database, shared = ("pg_dump", "pg_dump") if kind == "postgresql" else ("drill.sqlite3", "drill.sqlite3")
    shared = "redis" if os.environ.get("REDIS_URL") else shared
    Job.objects.create(task="drill", kwargs={"pid": pids[0]}, max_attempts=1, lease_s=1)
    Account.objects.create_user(base64.b64encode(f"a{pids[1]}".encode()).decode())
    cache.set("planted", {"pid": pids[2]}, 600)
    session = SessionStore()
    session["pid"] = pids[3]
    session.save()
    (folder / "journeys.log").open("a").write(f"who: {pids[4].encode().hex()}\n")
    (folder / "exports").mkdir(exist_ok=True)
    (folder / "exports" / "planted").write_text(pids[5])
    return {
        pids[0]: database,
        pids[1]: database,
        pids[2]: shared,
        pids[3]: "sessions",
        pids[4]: "journeys.log",
        pids[5]: "exports/planted",
    }


def lived(part: str, options: argparse.Namespace) -> dict[str, int]:
    """Run one part of the drill's life in a process of its own, its log in a file; return what it did.

    :raises SystemExit: when it fails.
    """
    from superapp.jobs.progress import Progress

    log = Path(os.environ["VAR_DIR"], "journeys.log")
    command = [sys.executable, "-m", "bench.planted_drill", part, str(options.people), str(options.walking)]
    progress: Progress | None = None
    told: dict[str, int] = {}
    with log.open("ab") as stream:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=stream, text=True)
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("["):
                title, done, total = json.loads(line)
                if progress is None or progress.title != title:
                    progress = Progress(title, total)
                progress.step(done - progress.done)
            elif line.startswith("{"):
                told = json.loads(line)
        if process.wait():
            sys.exit(f"the journeys failed: {log.read_text(errors='replace')[-3000:]}")
    return told


def look(scanner: "Scanner", kind: str) -> tuple[set[str], int, list[str]]:
    """Look everywhere; return the places, how many bytes they hold, and every hit."""
    names, looked, hits = set(), 0, []
    for place, data in places(kind):
        names.add(place)
        looked += len(data)
        hits += [f"{place}: {form}" for form, _ in scanner.hits(data)]
    return names, looked, hits


def drill(options: argparse.Namespace, kind: str) -> dict[str, object]:
    """Run the whole drill; return what was found."""
    import django

    django.setup()
    from bench.planted_drill import scanning
    from bench.planted_drill.people import planted

    began = time.monotonic()
    log = Path(os.environ["VAR_DIR"], "journeys.log")
    everybody = options.people + options.walking
    pids = planted(everybody + 6)
    scanner = scanning.Scanner(pids)
    living = lived("live", options)
    names, looked, hits = look(scanner, kind)
    erasing = lived("erase", options)
    names_after, looked_after, hits_after = look(scanner, kind)
    expected = plant_unsealed(pids[-6:], kind)
    found: dict[str, set[str]] = {}
    for place, data in places(kind):
        for _, pid in scanner.hits(data):
            found.setdefault(pid, set()).add(place)
    missed = [place for pid, place in expected.items() if not any(one.startswith(place) for one in found.get(pid, ()))]
    return {
        "database": kind,
        **living,
        **erasing,
        "places": len(names),
        "bytes": looked,
        "hits": len(hits),
        "where": sorted(set(hits))[:20],
        "places_after": len(names_after),
        "bytes_after": looked_after,
        "hits_after": len(hits_after),
        "where_after": sorted(set(hits_after))[:20],
        "log_lines": len(log.read_text(errors="replace").splitlines()),
        "planted_unsealed": len(expected),
        "missed": missed,
        "seconds": round(time.monotonic() - began, 1),
    }


def main() -> int:
    """Read the options, run, print, and tell by the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=1_000, help="how many grown people's numbers to plant")
    parser.add_argument("--walking", type=int, default=100, help="how many walk every journey, each with a child")
    options = parser.parse_args()
    from bench.planted_drill.scratch import scratch_database

    with scratch_database("bench.planted_drill.settings") as kind:
        if os.environ.get("REDIS_URL"):
            import redis

            redis.Redis.from_url(os.environ["REDIS_URL"]).flushdb()
        told = drill(options, kind)
        from django.db import connections

        connections.close_all()
    print(json.dumps(told))
    return 1 if told["hits"] or told["hits_after"] or told["missed"] else 0


if __name__ == "__main__":
    sys.exit(main())

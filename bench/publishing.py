"""Kill the publishing process, or the server, at random while it publishes: old version or new, never half?

Makes a scratch database of its own: SQLite, or beside DATABASE_URL's. After each kill it looks at every service, the
catalogue's version and the audit chain. Prints one JSON line; ends with 1 when something was half done or lost.
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
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
READY_WITHIN_S = 60
SETTLING_TURNS = 64
# About what publishing one text takes: every second kill comes this soon after a decision was begun.
DECISION_S = 0.03


@contextmanager
def scratch_database() -> Iterator[str]:
    """Point the environment at a database that exists only meanwhile; give its kind."""
    with tempfile.TemporaryDirectory(prefix="drill-") as folder:
        os.environ["VAR_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "bench.publishing_drill.settings"
        os.environ["PYTHONPATH"] = str(ROOT)
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


class Publisher:
    """The publishing process, and what it has said so far."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "bench.publishing_drill.publisher", *arguments]
        self._log = Path(os.environ["VAR_DIR"], "publisher.log")
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True)
        self.begun: tuple[str, int] | None = None
        self.done: dict[str, int] = {}
        self.count = 0
        self.is_ready = threading.Event()
        self._reader = threading.Thread(target=self._listen)
        self._reader.start()

    def _listen(self) -> None:
        for line in self.process.stdout or ():
            if not line.endswith("\n"):
                break
            word, code, number = line.split()
            if word == "begin":
                self.begun = (code, int(number))
            elif word == "done":
                self.begun, self.done[code] = None, int(number)
                self.count += 1
            self.is_ready.set()

    def catch_in_a_decision(self) -> None:
        """Wait until it has begun one, so that a kill finds it there; a few milliseconds give it time to write."""
        seen, until = self.count, time.monotonic() + READY_WITHIN_S
        while time.monotonic() < until and self.process.poll() is None and not (self.begun and self.count > seen):
            time.sleep(0.0005)

    def kill(self) -> None:
        """Kill it without warning, and hear its last words."""
        self.process.kill()
        self.rest()

    def rest(self) -> int:
        """Wait for its end; return its exit code."""
        code = self.process.wait(timeout=300)
        self._reader.join()
        return code

    def last_words(self) -> str:
        """Return the end of what it wrote on standard error."""
        return self._log.read_text(errors="replace")[-2000:]


class Server:
    """The real server, in a process group of its own."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--workers", "1", "--blocking-threads", "2", "superapp.wsgi:application"]
        self._log = Path(os.environ["VAR_DIR"], "server.log")
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
        until = time.monotonic() + READY_WITHIN_S
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        while not self._answers(opener):
            if time.monotonic() > until or self.process.poll() is not None:
                self.kill()
                sys.exit(f"the server does not start: {self._log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)

    def _answers(self, opener: urllib.request.OpenerDirector) -> bool:
        try:
            opener.open(f"http://127.0.0.1:{self.port}/healthz", timeout=5).close()
        except (urllib.error.URLError, OSError):
            return False
        return True

    def kill(self) -> None:
        """Kill the server and its workers without warning."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def sessions() -> str:
    """Sign the two officers in; return their session keys as JSON."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from superapp.accounts.models import Account

    keys = {}
    for account in Account.objects.all():
        session = SessionStore()
        session[SESSION_KEY] = str(account.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session.save()
        keys[account.username] = session.session_key
    return json.dumps(keys)


def drill(options: argparse.Namespace, kind: str) -> dict[str, object]:
    """Run the whole drill; return what was found."""
    import django

    django.setup()
    from bench.publishing_drill import examining, scene
    from services.models import Catalogue, ServiceVersion
    from superapp.audit.models import AuditEvent
    from superapp.jobs.progress import Progress

    chance = random.Random(options.seed)
    scene.set_up()
    keys = sessions() if options.through == "server" else ""
    began, found = time.monotonic(), examining.faults({}, 0)
    decisions, caught, took_effect, struck = 0, 0, 0, 0
    with Progress(f"Kills of the {options.through} on {kind}", options.kills) as progress:
        while struck < options.kills and not found:
            before = Catalogue.objects.version()
            server = Server() if keys else None
            publisher = Publisher("--port", str(server.port), "--sessions", keys) if server else Publisher()
            try:
                publisher.is_ready.wait(timeout=READY_WITHIN_S)
                time.sleep(chance.uniform(0.02, options.longest_s))
                if struck % 2:
                    publisher.catch_in_a_decision()
                    time.sleep(chance.uniform(0, DECISION_S))
                if publisher.process.poll() is not None:
                    found.append(f"the publisher ended on its own: {publisher.last_words()}")
            finally:
                if server:
                    server.kill()
                publisher.kill()
            examining.wait_until_alone()
            struck += 1
            decisions += publisher.count
            if publisher.begun:
                caught += 1
                code, number = publisher.begun
                state = ServiceVersion.objects.get(service__code=code, number=number).state
                took_effect += state in {"published", "retired"}
            found += examining.faults(publisher.done, before)
            progress.step()
    # Nothing a kill left behind keeps the next from working.
    settling = Publisher("--turns", str(SETTLING_TURNS))
    if settling.rest() != 0:
        found.append(f"work could not go on: {settling.last_words()}")
    found += examining.faults(settling.done, 0)
    return {
        "database": kind,
        "through": options.through,
        "kills": struck,
        "decisions": decisions + settling.count,
        "killed_in_a_decision": caught,
        "of_these_took_effect": took_effect,
        "catalogue_version": Catalogue.objects.version(),
        "audit_events": AuditEvent.objects.count(),
        "faults": found,
        "seconds": round(time.monotonic() - began, 1),
        "seed": options.seed,
    }


def main() -> int:
    """Run the drill as the command line says; return the exit code."""
    parser = argparse.ArgumentParser(prog="bin/bench publishing", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--through", choices=["actions", "server"], default="actions", help="what is killed")
    parser.add_argument("--kills", type=int, default=20, help="how many kill -9 (default: 20)")
    parser.add_argument("--longest-s", type=float, default=1.0, help="longest time before a kill (default: 1)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="repeat the same choice of moments")
    options = parser.parse_args()
    with scratch_database() as kind:
        found = drill(options, kind)
        from django.db import connection

        connection.close()
    print(json.dumps(found, ensure_ascii=False))
    return 1 if found["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())

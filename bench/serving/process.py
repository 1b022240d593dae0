"""Processes a measurement starts for itself, each in a group of its own, and ends again whatever happens."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN_S = 180


class NotReady(Exception):
    """A process that did not come up; the message names its log."""


@contextlib.contextmanager
def web_server(folder: Path, **settings: str) -> Iterator[int]:
    """Serve the API as `bin/run` does, with these environment variables besides; yield its port.

    :raises NotReady: when it does not answer.
    """
    port = free_port()
    # fmt: off
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "2", "--blocking-threads", "2", "--respawn-failed-workers", "superapp.wsgi:application",
    ]
    # fmt: on
    environ = {**os.environ, "GRAPHQL_PROFILE": "closed", "GRAPHQL_ALLOWANCE_PER_MINUTE": str(10**9), **settings}
    with _running(command, folder / "server.log", environ) as process:
        _wait(
            process, folder / "server.log", lambda: _answers(port, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        )
        yield port


class Redis:
    """A Redis server of this measurement's own, without files, which can be killed, paused and started again."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it is."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it and wait until it answers.

        :raises NotReady: when there is no redis-server, or it does not answer.
        """
        program = shutil.which("redis-server")
        if program is None:
            raise NotReady("There is no redis-server on the path: install Redis (Debian, Ubuntu: redis-server).")
        command = [program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        log = self.folder / "redis.log"
        self._process = _started([*command, "--dir", str(self.folder)], log, dict(os.environ))
        _wait(self._process, log, lambda: _answers(self.port, b"PING\r\n"))

    def commands_processed(self) -> int:
        """Return how many commands it has answered since it started."""
        import redis

        with redis.Redis(port=self.port) as client:
            return int(client.info("stats")["total_commands_processed"])

    def kill(self) -> None:
        """End it at once, as a crash would."""
        self._signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait()

    def pause(self) -> None:
        """Let it hang: connections stay open and nothing answers."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def _running(command: list[str], log: Path, environ: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = _started(command, log, environ)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(15)
        # Workers may outlive the process that started them.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _started(command: list[str], log: Path, environ: dict[str, str]) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _wait(process: subprocess.Popen[bytes], log: Path, is_ready: Callable[[], bool]) -> None:
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until:
        if process.poll() is not None:
            raise NotReady(f"{process.args[0]} ended at once: see {log}.")  # type: ignore[index]
        if is_ready():
            return
        time.sleep(0.1)
    raise NotReady(f"{process.args[0]} did not answer within {READY_WITHIN_S} s: see {log}.")  # type: ignore[index]


def _answers(port: int, greeting: bytes) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 5) as connection:
            connection.settimeout(5)
            connection.sendall(greeting)
            return bool(connection.recv(64))
    except OSError:
        return False

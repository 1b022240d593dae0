"""A PostgreSQL server of the drill's own, in a scratch folder: it is killed without warning and started again."""

import getpass
import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

STARTS_WITHIN_S = 60
NAME = "superapp_drill"


class Cluster:
    """One server on a free port of this machine; `url` is its database. Not root's: PostgreSQL refuses that."""

    def __init__(self, folder: Path) -> None:
        self._data, self._log = folder / "postgresql", folder / "postgresql.log"
        self._programs = _programs()
        self._data.mkdir()
        if getpass.getuser() == "root":
            folder.chmod(0o711)
            shutil.chown(self._data, "postgres", "postgres")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.url = f"postgresql://postgres@127.0.0.1:{self._port}/{NAME}"
        self._run("initdb", "-D", str(self._data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        with (self._data / "postgresql.conf").open("a") as settings:
            settings.write(f"\nport = {self._port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\n")
        self.start()
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self._port), "-U", "postgres", NAME)

    def start(self) -> None:
        """Start it, as soon as what the last one left behind is gone."""
        until = time.monotonic() + STARTS_WITHIN_S
        while True:
            with suppress(subprocess.CalledProcessError):
                self._run("pg_ctl", "-D", str(self._data), "-l", str(self._data / "server.log"), "-w", "start")
                return
            if time.monotonic() > until:
                raise RuntimeError("PostgreSQL does not start again")
            time.sleep(0.2)

    def kill(self) -> None:
        """Kill the server and everything it started, without warning, and start it again."""
        parent = int((self._data / "postmaster.pid").read_text().split("\n", 1)[0])
        children = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True, check=False)
        for pid in (parent, *map(int, children.stdout.split())):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.start()

    def remove(self) -> None:
        """Stop it for good."""
        with suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "-w", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        if getpass.getuser() == "root":
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, capture_output=True, cwd="/")


def _programs() -> Path:
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    if found is None:
        raise RuntimeError("initdb is not installed")
    return Path(found).parent

"""The processes `bin/run` keeps: started in groups of their own, so that stopping one leaves nothing behind."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from pathlib import Path

from place import ROOT

LOG_LIMIT_BYTES = 20 * 2**20


class Child:
    """One process kept running: its name, its command, its log file."""

    def __init__(self, name: str, command: list[str], environ: dict[str, str], log: Path) -> None:
        self.name = name
        self.log = log
        self._command = command
        self._environ = environ
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, after ending whatever an earlier life of it left behind."""
        self._end_group(signal.SIGKILL)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self._environ,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # Ctrl-C in the terminal reaches bin/run alone, which then stops each child once.
                start_new_session=True,
                preexec_fn=_end_with_parent if sys.platform == "linux" else None,
            )

    def is_dead(self) -> bool:
        """Return whether it was started and has ended."""
        return self._process is not None and self._process.poll() is not None

    def how(self) -> str:
        """Return how it ended, in words."""
        code = self._process.returncode if self._process else None
        if code is not None and code < 0:
            return signal.Signals(-code).name
        return f"exit code {code}"

    def last_words(self) -> str:
        """Return the last lines of its log."""
        try:
            text = self.log.read_bytes()[-4000:].decode("utf-8", "replace")
        except OSError:
            return ""
        return "\n".join(f"  {line}" for line in text.splitlines()[-12:])

    def ask_to_stop(self) -> None:
        """Ask it to finish what it has in hand and end."""
        if self._process and self._process.poll() is None:
            self._process.terminate()

    def wait(self, seconds: float) -> None:
        """Wait until it has ended; end it, with all it started, when it takes longer than `seconds`."""
        if self._process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        self._end_group(signal.SIGKILL)
        self._process.wait()

    def _end_group(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)


def _end_with_parent() -> None:
    """Ask Linux to end this process when bin/run is killed without a chance to stop it (PR_SET_PDEATHSIG is 1)."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)

"""What the commands tell the person who typed them: progress on stderr, and one clear sentence when they stop."""

import shutil
import sys
import time
from typing import TextIO


class Stop(Exception):
    """The command cannot go on: the one sentence that says why and what to do."""


def say(text: str) -> None:
    """Write one line about what is being done."""
    print(text, file=sys.stderr, flush=True)


class Bar:
    """A bar over a known number of steps: redrawn on a terminal, a line now and then in a log file.

    `total` is the number of steps; 0 is taken as 1.
    """

    def __init__(self, title: str, total: int, stream: TextIO = sys.stderr) -> None:
        self.title = title
        self.total = max(total, 1)
        self.done = 0
        self._stream = stream
        self._is_live = stream.isatty()
        self._began = time.monotonic()
        self._written = -1

    def step(self, what: str = "") -> None:
        """Count one step as done; `what` names it."""
        self.done = min(self.done + 1, self.total)
        self.show(what)

    def show(self, what: str = "") -> None:
        """Draw the present state; `what` is the thing being worked on."""
        tenths = 10 * self.done // self.total
        if self._is_live:
            filled = 20 * self.done // self.total
            line = f"  {self.title} [{'#' * filled}{'.' * (20 - filled)}] {self.done}/{self.total} {what}"
            width = shutil.get_terminal_size().columns - 1
            self._stream.write("\r" + line[:width].ljust(width))
        elif tenths > self._written:
            self._written = tenths
            self._stream.write(f"  {self.title} {self.done}/{self.total} {what}\n")
        self._stream.flush()

    def close(self) -> None:
        """Finish the line with the time it took."""
        line = f"  {self.title}: {self.done} of {self.total} in {time.monotonic() - self._began:.0f} s"
        if self._is_live:
            width = shutil.get_terminal_size().columns - 1
            line = "\r" + line[:width].ljust(width)
        self._stream.write(line + "\n")
        self._stream.flush()

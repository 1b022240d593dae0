"""How far a long command has come: a bar on a terminal, ten lines in a log file."""

import sys
import time
from typing import Self, TextIO


class Progress:
    """A bar over `total` steps on standard error, so that standard output stays for the answer.

        with Progress("Verifying", total=events) as progress:
            for event in ...:
                progress.step()

    `total` 0 is drawn as finished.
    """

    def __init__(self, title: str, total: int, stream: TextIO | None = None) -> None:
        self.title = title
        self.total = total
        self.done = 0
        self._stream = sys.stderr if stream is None else stream
        self._parts = 40 if self._stream.isatty() else 10
        self._drawn = -1
        self._began = time.monotonic()

    def __enter__(self) -> Self:
        self._draw()
        return self

    def __exit__(self, *exception: object) -> None:
        if self._stream.isatty():
            self._stream.write("\n")
            self._stream.flush()

    def step(self, count: int = 1) -> None:
        """Count some steps as done."""
        self.done += count
        self._draw()

    def _draw(self) -> None:
        parts = self._parts if self.total <= self.done else self._parts * self.done // self.total
        if parts == self._drawn:
            return
        self._drawn = parts
        text = f"{self.title} {self.done}/{self.total} ({time.monotonic() - self._began:.0f} s)"
        if self._stream.isatty():
            self._stream.write(f"\r[{'#' * parts}{'.' * (self._parts - parts)}] {text}")
        else:
            self._stream.write(f"{text}\n")
        self._stream.flush()

"""Work on texts from outside, in a process that may be killed: no comment can stop the others.

A child process takes items one at a time. Before each one the kernel is told to end the child when the item's CPU time
is used up; a timer of the kernel with its default action needs no cooperation, so neither a regular expression nor a
library in C can run past it. The parent also counts seconds on the wall, for work that waits. The item that was being
worked on is marked, a new child takes the rest.
"""

import contextlib
import importlib
import json
import math
import os
import resource
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

TIME: Final = "time"
MEMORY: Final = "memory"
ERROR: Final = "error"

CPU_SECONDS: Final = 2.0
"""Of one comment; the worst hostile one measured needs a fortieth of it."""

WALL_SECONDS: Final = 30.0
MEMORY_BYTES: Final = 2 * 1024**3
START_SECONDS: Final = 60.0
CHUNK: Final = 64
_READY: Final = b'"ready"'


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item: its value, or why there is none: `failed` is time, memory, error or None."""

    value: Any
    failed: str | None


class ChildUnusable(RuntimeError):
    """The child process did not start: its last words are in the message."""


def each(
    function: str,
    items: Iterable[Any],
    *,
    cpu_seconds: float = CPU_SECONDS,
    wall_seconds: float = WALL_SECONDS,
) -> Iterator[Outcome]:
    """Yield what `function`, named as "module:function", makes of each item, in order; items and values are JSON.

    The module may have a function `warm` that is called once per child before time is counted.

    :raises ChildUnusable: when the child does not start.
    """
    child: _Child | None = None
    try:
        source = iter(items)
        while chunk := list(islice(source, CHUNK)):
            while chunk:
                child = child or _Child(function, cpu_seconds)
                outcomes, failed = child.work(chunk, wall_seconds)
                yield from outcomes
                chunk = chunk[len(outcomes) :]
                if failed:
                    child.end()
                    child = None
                    if chunk:
                        yield Outcome(None, failed)
                        chunk = chunk[1:]
    finally:
        if child:
            child.end()


class _Child:
    """One child process, its pipes and what of its answers has not been read yet."""

    def __init__(self, function: str, cpu_seconds: float) -> None:
        # Nothing of the parent's environment: it holds keys, and the child reads what strangers wrote.
        environ = {
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "PYTHAINLP_OFFLINE": "1",
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "PYTHONUTF8": "1",
        }
        self._process = subprocess.Popen(  # noqa: S603 - this program, with arguments of our own making
            [sys.executable, "-m", "consultation.text.limits", function, str(cpu_seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environ,
        )
        self._rest = b""
        if self._line(START_SECONDS) != _READY:
            self.end()
            raise ChildUnusable(f"the child process for {function} did not start (status {self._process.returncode})")

    def work(self, items: list[Any], wall_seconds: float) -> tuple[list[Outcome], str | None]:
        """Return what became of the items, and why the one after the last of them ended the child, None if none did."""
        outcomes: list[Outcome] = []
        try:
            self._process.stdin.write(json.dumps(items).encode() + b"\n")  # type: ignore[union-attr]
            self._process.stdin.flush()  # type: ignore[union-attr]
        except BrokenPipeError:
            return outcomes, ERROR
        for _ in items:
            line = self._line(wall_seconds)
            if line is None:
                return outcomes, self._cause()
            answer = json.loads(line)
            outcomes.append(Outcome(answer.get("value"), answer.get("failed")))
        return outcomes, None

    def end(self) -> None:
        """Kill the child if it still runs, and close its pipes."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()

    def _cause(self) -> str:
        """Tell why the child gave no answer: it ran out of time, on the clock or by its CPU, or it fell."""
        try:
            status = self._process.wait(timeout=0.2)
        except subprocess.TimeoutExpired:
            return TIME
        if status in (-signal.SIGPROF, -signal.SIGXCPU, -signal.SIGKILL):
            return TIME
        return ERROR

    def _line(self, seconds: float) -> bytes | None:
        """Return the next line of answers, None when the child ended or `seconds` passed first."""
        output = self._process.stdout.fileno()  # type: ignore[union-attr]
        ends_at = time.monotonic() + seconds
        while b"\n" not in self._rest:
            left = ends_at - time.monotonic()
            if left <= 0 or not select.select([output], [], [], left)[0]:
                return None
            read = os.read(output, 1 << 16)
            if not read:
                return None
            self._rest += read
        line, self._rest = self._rest.split(b"\n", 1)
        return line


def _serve(name: str, cpu_seconds: float) -> None:
    """Answer each line of items on standard input: the child's whole life."""
    module_name, _, function_name = name.partition(":")
    module = importlib.import_module(module_name)
    function: Callable[[Any], Any] = getattr(module, function_name)
    warm = getattr(module, "warm", None)
    if warm:
        warm()
    _answer("ready")
    # After the start, so that what the libraries map once is not counted twice.
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    for line in sys.stdin.buffer:
        for item in json.loads(line):
            _limit(cpu_seconds)
            try:
                answer = {"value": function(item)}
            except MemoryError:
                answer = {"failed": MEMORY}
            except Exception:
                # What went wrong may name what the comment says, so only that it went wrong is told.
                answer = {"failed": ERROR}
            _answer(answer)
            signal.setitimer(signal.ITIMER_PROF, 0)


def _limit(cpu_seconds: float) -> None:
    """Let the kernel end this process when it uses more CPU time than that from now on."""
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
    used = resource.getrusage(resource.RUSAGE_SELF)
    whole = math.ceil(used.ru_utime + used.ru_stime + cpu_seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (whole, resource.RLIM_INFINITY))


def _answer(value: Any) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _serve(sys.argv[1], float(sys.argv[2]))

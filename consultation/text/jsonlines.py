"""Comments as JSON Lines: read one at a time with constant memory, and every bad line named by its number.

What is wrong with a line is said without repeating it: it may hold personal data.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO, Final

import orjson

LONGEST_LINE_BYTES: Final = 1_000_000
KEYS: Final = ("id", "text")


class BadLine(ValueError):
    """A line that is no comment; its sentence says what was expected and never holds the text."""


def source(path: str) -> AbstractContextManager[BinaryIO]:
    """Return the file at `path`, or standard input for "-", ready to be read as bytes.

    :raises OSError: when the file cannot be opened.
    """
    return nullcontext(sys.stdin.buffer) if path == "-" else Path(path).open("rb")


def lines(file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Yield each line that is not empty with its number, from 1 on; None for a line above a million bytes."""
    number = 0
    while line := file.readline(LONGEST_LINE_BYTES + 1):
        number += 1
        if len(line) > LONGEST_LINE_BYTES:
            while line and not line.endswith(b"\n"):
                line = file.readline(LONGEST_LINE_BYTES)
            yield number, None
        elif line.strip():
            yield number, line


def comment(line: bytes | None) -> dict[str, Any]:
    """Return the object in one line, which has an `id` (string or number) and a `text`.

    :raises BadLine: otherwise.
    """
    given = loaded(line)
    missing = [key for key in KEYS if key not in given]
    if missing:
        raise BadLine(f"{' and '.join(missing)} missing")
    if not isinstance(given["text"], str):
        raise BadLine(f"text: expected a string, found {type(given['text']).__name__}")
    if not isinstance(given["id"], (str, int, float)) or isinstance(given["id"], bool):
        raise BadLine(f"id: expected a string or a number, found {type(given['id']).__name__}")
    if isinstance(given["id"], float) and line:
        # The quick reader rounds whole numbers beyond 64 bits, and an id must come out as it went in.
        given["id"] = json.loads(line)["id"]
    return given


def loaded(line: bytes | None) -> dict[str, Any]:
    """Return the JSON object in one line.

    :raises BadLine: when there is none.
    """
    if line is None:
        raise BadLine(f"longer than {LONGEST_LINE_BYTES:,} bytes")
    try:
        given = orjson.loads(line)
    except orjson.JSONDecodeError:
        # Half of an emoji, written as one escape, is refused by the quick reader and taken by the slow one.
        try:
            given = json.loads(line.decode("utf-8"))
        except (ValueError, RecursionError) as problem:
            raise BadLine("expected one JSON object in UTF-8") from problem
    if not isinstance(given, dict):
        raise BadLine(f"expected a JSON object, found {type(given).__name__}")
    return given


def dumped(given: dict[str, Any]) -> str:
    """Return an object as one line, its line break included."""
    try:
        return orjson.dumps(given, option=orjson.OPT_APPEND_NEWLINE).decode()
    except TypeError:
        # Whole numbers beyond 64 bits and lone surrogates in an id.
        return json.dumps(given, ensure_ascii=True) + "\n"

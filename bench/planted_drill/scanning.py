"""Looking for citizens' numbers wherever they must not stand, in every form in which they may have slipped there."""

import base64
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def written(pid: str) -> dict[str, bytes]:
    """Return how a number may be written, by the name of the form."""
    hyphenated = "-".join((pid[0], pid[1:5], pid[5:10], pid[10:12], pid[12]))
    plain = {
        "plain": pid,
        "hyphenated": hyphenated,
        "blanks": hyphenated.replace("-", " "),
        "thai": pid.translate(_THAI),
        "thai hyphenated": hyphenated.translate(_THAI),
    }
    forms = {name: text.encode() for name, text in plain.items()}
    forms["utf-16"] = pid.encode("utf-16-le")
    forms["thai escaped"] = plain["thai"].encode("unicode_escape")
    forms["thai in address"] = quote(plain["thai"]).encode()
    for name in tuple(plain):
        raw = forms[name]
        forms[f"{name} hex"] = raw.hex().encode()
        forms[f"{name} HEX"] = raw.hex().upper().encode()
        for shift in range(3):
            forms[f"{name} base64+{shift}"] = _base64(raw, shift)
    return forms


def _base64(raw: bytes, shift: int) -> bytes:
    """Return the letters that stand for `raw` whatever stands before and after, when it begins at byte `shift` of 3."""
    letters = base64.b64encode(b"\0" * shift + raw + b"\0" * 3)
    first, last = -(-8 * shift // 6), 8 * (shift + len(raw)) // 6
    return letters[first:last]


def _alike(patterns: Iterable[bytes]) -> bytes:
    """Return with what all of them begin."""
    first, last = min(patterns), max(patterns)
    same = next(
        (place for place, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first)
    )
    return first[:same]


class Scanner:
    """Finds any of some numbers, in any form, in bytes. Quick when the numbers begin alike, as planted ones do."""

    def __init__(self, pids: Iterable[str]) -> None:
        self._forms: dict[str, dict[bytes, str]] = {}
        for pid in pids:
            for name, pattern in written(pid).items():
                self._forms.setdefault(name, {})[pattern] = pid

    def hits(self, data: bytes) -> set[tuple[str, str]]:
        """Return the forms found, each with its number."""
        found = set()
        for name, patterns in self._forms.items():
            begin = _alike(patterns)
            lengths = {len(pattern) for pattern in patterns}
            at = data.find(begin)
            while at != -1:
                for length in lengths:
                    if (pid := patterns.get(data[at : at + length])) is not None:
                        found.add((name, pid))
                at = data.find(begin, at + 1)
        return found


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file of a folder, logs, database, its WAL and exports among them, with what it holds."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "static" not in path.parts:
            yield str(path.relative_to(folder)), path.read_bytes()


def sessions() -> Iterator[tuple[str, bytes]]:
    """Yield what the session store holds, unpacked: it lies compressed."""
    from django.contrib.sessions.models import Session

    for session in Session.objects.iterator():
        yield "sessions", repr(session.get_decoded()).encode()


def postgresql_dump(url: str) -> Iterator[tuple[str, bytes]]:
    """Yield what pg_dump says of a database.

    :raises RuntimeError: without pg_dump, or when it fails: a place not looked at is no clean place.
    """
    program = shutil.which("pg_dump")
    if program is None:
        raise RuntimeError("pg_dump is not on the path")
    done = subprocess.run([program, "--dbname", url], capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(f"pg_dump: {done.stderr.decode()[-300:]}")
    yield "pg_dump", done.stdout


def redis_values(url: str) -> Iterator[tuple[str, bytes]]:
    """Yield every key of a Redis database with its value, as Redis itself would write it to a file."""
    import redis

    server = redis.Redis.from_url(url)
    for key in server.scan_iter():
        text = server.get(key) if server.type(key) == b"string" else None
        yield "redis", key + b"\0" + (text or b"") + b"\0" + (server.dump(key) or b"")

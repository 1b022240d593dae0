"""Secrets of the embedded runtime: made once, kept in files only the owner can read."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def kept_key(folder: Path, name: str) -> str:
    """Return the secret kept in `folder/name`, making it on first use (64 hex digits, mode 0600).

    :raises OSError: when the folder cannot be written.
    """
    return kept_text(folder, name, lambda: secrets.token_hex(32))


def kept_text(folder: Path, name: str, make: Callable[[], str]) -> str:
    """Return the secret kept in `folder/name`, making it on first use (mode 0600).

    Two processes that start together agree, since the file is created exclusively and the loser reads it.

    :raises OSError: when the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    aside = folder / f".{name}.{os.getpid()}"
    if not path.exists():
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as stream:
            stream.write(make())
        try:
            os.link(aside, path)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
    return path.read_text().strip()

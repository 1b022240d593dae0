"""Where things are: the project's folder, its locks, the folder for what it keeps."""

import os
import tempfile
from pathlib import Path

from saying import Stop

ROOT = Path(__file__).resolve().parents[2]


def var_dir() -> Path:
    """Return the folder for the database file, keys, static files and logs (VAR_DIR, or var/), which can be written.

    :raises Stop: when it cannot be made or written.
    """
    named = os.environ.get("VAR_DIR", "").strip()
    folder = Path(named or ROOT / "var").resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        mend = "name another as VAR_DIR" if named else "copy the project to a folder you own and start there"
        raise Stop(f"{folder} cannot be written ({error.strerror}): {mend}.") from error
    return folder


def is_embedded() -> bool:
    """Return whether nothing outside is configured, so that SQLite in VAR_DIR holds the data."""
    return not os.environ.get("DATABASE_URL", "").strip()

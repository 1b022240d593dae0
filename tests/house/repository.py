"""The repository as its own tests see it: where it stands, and which files it holds."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("superapp", "services", "consultation", "welfare")


def files(*suffixes: str) -> list[Path]:
    """Return the files git would keep, all of them or those with one of `suffixes`, in order.

    Without git (a plain archive) everything counts but var/ and what begins with a full stop.
    """
    try:
        named = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout.decode()
        found = [ROOT / name for name in named.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        found = [path for path in ROOT.rglob("*") if _is_kept(path.relative_to(ROOT).parts)]
    return sorted(path for path in set(found) if path.is_file() and (not suffixes or path.suffix in suffixes))


def text(path: Path) -> str:
    """Return the text of `path`; bytes that are not UTF-8 become question marks."""
    return path.read_text(encoding="utf-8", errors="replace")


def _is_kept(parts: tuple[str, ...]) -> bool:
    return parts[0] != "var" and not any(part.startswith(".") and part != ".ci" for part in parts)

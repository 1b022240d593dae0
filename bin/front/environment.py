"""The project's own Python environment: built once per lock file, found at once ever after.

An environment lives in .venv-<kind>-<key>, where the key is a digest of the locks and of the Python in use: another
lock means another folder, so a switch between branches never installs twice. It is built under a file lock, and a
marker is written last: a folder without the marker is half-built and is thrown away.
"""

import fcntl
import hashlib
import importlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from place import ROOT
from saying import Bar, Stop, say

MARKER = "complete"
BUILD_LOCK = ROOT / "requirements-build.lock"
# Each kind holds all that the one before it holds, in the same versions, so a larger one may stand in.
LOCKS = {
    "run": ROOT / "requirements.lock",
    "check": ROOT / "requirements-check.lock",
    "browser": ROOT / "requirements-browser.lock",
    "peers": ROOT / "bench" / "peers.lock",
    "openfisca": ROOT / "bench" / "openfisca.lock",
}
STANDS_IN = {"run": ("run", "check", "browser"), "check": ("check", "browser")}
NEEDED_MB = {"run": 350, "check": 500, "browser": 700, "peers": 500, "openfisca": 500}
OFFLINE_SIGNS = (
    "temporary failure in name resolution",
    "name or service not known",
    "failed to resolve",
    "network is unreachable",
    "connection refused",
    "newconnectionerror",
    "connecttimeout",
    "read timed out",
    "no route to host",
    "cannot connect to proxy",
)


def ensure(kind: str) -> Path:
    """Return the Python of the environment of `kind`, one of LOCKS, building it when it is missing.

    :raises Stop: when it cannot be built; the sentence says why.
    """
    found = ready(kind)
    if found:
        return found
    _require_tools()
    with _only_one(kind):
        # Whoever held the lock before us may have built it.
        return ready(kind) or _build(kind)


def ready(kind: str) -> Path | None:
    """Return the Python of a complete environment that holds what `kind` needs; None when there is none."""
    for candidate in STANDS_IN.get(kind, (kind,)):
        python = folder_of(candidate) / "bin" / "python"
        if (folder_of(candidate) / MARKER).exists() and os.access(python, os.X_OK):
            return python
    return None


def folder_of(kind: str) -> Path:
    """Return where the environment of `kind` lives for the present locks and Python.

    :raises Stop: when its lock file is missing.
    """
    digest = hashlib.sha256(f"{sys.version_info[:2]} {sys.platform} {os.uname().machine}".encode())
    for lock in (BUILD_LOCK, LOCKS[kind]):
        try:
            digest.update(lock.read_bytes())
        except OSError as error:
            raise Stop(f"{lock} cannot be read ({error.strerror}): the checkout is incomplete.") from error
    return ROOT / f".venv-{kind}-{digest.hexdigest()[:12]}"


def _require_tools() -> None:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    for module in ("venv", "ensurepip"):
        try:
            importlib.import_module(module)
        except ImportError as error:
            raise Stop(
                f"Python {version} lacks the module {module}: install it "
                f"(Debian, Ubuntu: apt-get install python{version}-venv) and start again."
            ) from error


@contextmanager
def _only_one(kind: str) -> Iterator[None]:
    path = ROOT / f".venv-{kind}.lock"
    try:
        handle = path.open("w")
    except OSError as error:
        raise Stop(
            f"{ROOT} cannot be written ({error.strerror}): copy the project to a folder you own and start there."
        ) from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another command is building the same environment; waiting for it.")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _build(kind: str) -> Path:
    folder = folder_of(kind)
    free_mb = shutil.disk_usage(ROOT).free // 2**20
    if free_mb < NEEDED_MB[kind]:
        raise Stop(f"{ROOT} has {free_mb} MB free and {NEEDED_MB[kind]} MB are needed: make room and start again.")
    if folder.exists():
        say(f"Throwing away the half-built {folder.name}.")
        shutil.rmtree(folder, ignore_errors=True)
    say(f"Building the environment {folder.name} (once; a minute or less on a good network).")
    made = _run([sys.executable, "-m", "venv", str(folder)])
    if made.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        raise Stop(f"A virtual environment could not be made: {_last_line(made.stdout)}")
    python = folder / "bin" / "python"
    if _run([str(python), "-m", "pip", "--version"]).returncode:
        raise Stop("Python came without pip: install it (Debian, Ubuntu: apt-get install python3-pip) and start again.")
    try:
        _install(python, BUILD_LOCK, "build tools")
        _install(python, LOCKS[kind], "packages")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    (folder / MARKER).write_text(f"{LOCKS[kind].name}\n")
    return python


def _install(python: Path, lock: Path, title: str) -> None:
    """Install what `lock` lists and nothing else: hashes checked, wheels only but for promise, which has none.

    Its own build would fetch an unhashed setuptools; without isolation it uses the one of the build lock
    (docs/decisions/0001-dependencies.md).
    """
    # fmt: off
    command = [
        str(python), "-m", "pip", "install", "--no-deps", "--require-hashes", "--only-binary", ":all:",
        "--no-binary", "promise", "--no-build-isolation", "--no-input", "--disable-pip-version-check",
        "--no-warn-script-location", "--progress-bar", "off", "--retries", "2", "-r", str(lock),
    ]
    # fmt: on
    bar = Bar(title, sum(1 for line in lock.read_text().splitlines() if line[:1].isalnum()))
    kept: list[str] = []
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as pip:
        try:
            for line in pip.stdout or ():
                kept.append(line.rstrip())
                word, _, rest = line.partition(" ")
                if word in {"Collecting", "Processing", "Ignoring", "Requirement"}:
                    bar.step(re.split(r"[=:]|-\d", rest.split(" ")[0].rsplit("/", 1)[-1])[0])
                elif line.startswith("Installing collected"):
                    bar.show("installing")
        except BaseException:
            pip.kill()
            raise
    if pip.returncode:
        raise Stop(_reason(kept))
    bar.close()


def _reason(lines: list[str]) -> str:
    text = "\n".join(lines).lower()
    if "no space left on device" in text:
        return f"The disk is full: make room at {ROOT} and start again."
    if any(sign in text for sign in OFFLINE_SIGNS):
        return (
            "The package index cannot be reached, and the first start needs about 60 MB of packages: connect to the "
            "network, or name a mirror with PIP_INDEX_URL or PIP_FIND_LINKS, and start again."
        )
    if "do not match the hashes" in text:
        return "A downloaded package is not the one the lock names (its hash differs): nothing was kept; try again."
    if "not a trusted or secure host" in text:
        return (
            "pip refuses a package index that is not https: name it so in PIP_INDEX_URL, or see pip's --trusted-host."
        )
    if "no matching distribution" in text:
        wanted = [line for line in lines if "No matching distribution" in line][-1].rsplit(" for ", 1)[-1]
        return f"The package index has no build of {wanted} for this machine: use Linux on x86-64 or arm64 with glibc."
    errors = [line for line in lines if line.startswith("ERROR")] or lines[-1:] or ["pip said nothing"]
    return f"The packages could not be installed: {errors[-1]}"


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["no reason given"])[-1]

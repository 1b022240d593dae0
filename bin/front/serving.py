"""`bin/run`: prepares everything, then keeps a server and a job worker running until it is stopped."""

import argparse
import ipaddress
import os
import signal
import socket
import textwrap
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import NoReturn

import environment
import preparing
import reaching
from children import Child
from place import ROOT, is_embedded, var_dir
from saying import Stop, say

READY_WITHIN_S = 120
STOP_WITHIN_S = 15
DEATHS_ALLOWED = 3
DEATHS_WITHIN_S = 60


class Unfollowed(urllib.request.HTTPRedirectHandler):
    """Takes a redirect for an answer."""

    def redirect_request(self, *_: object) -> None:
        """Follow nothing."""
        return


def run(arguments: list[str]) -> int:
    """Serve until Ctrl-C or SIGTERM; return the exit code.

    :raises Stop: when it cannot start, or the server or the worker keeps dying.
    """
    options = _options(arguments)
    _stop_on_signals()
    environ = _environ(options)
    var = var_dir()
    has_sample_people = environ["DEMO"] == "1"
    _refuse_exposure(options.host, has_sample_people or (is_embedded() and preparing.holds_sample_people(var)))
    _refuse_busy_port(options.host, options.port)
    python = environment.ensure("run")
    if not is_embedded() or environ.get("REDIS_URL", "").strip():
        reaching.require(python)
    say("Preparing (only what changed since last time).")
    preparing.prepare(python, var, environ, has_sample_people=has_sample_people)
    children = _children(python, options, environ, var)
    try:
        server, worker = children
        server.start()
        _wait_until_ready(server, f"{_address(options.host, options.port)}/healthz")
        # Only now: while the server reads the catalogue, both would compete for the same processors.
        worker.start()
        print(_welcome(options, var, has_sample_people=has_sample_people), flush=True)
        _watch(children)
    except KeyboardInterrupt:
        say("\nStopping.")
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for child in children:
            child.ask_to_stop()
        for child in children:
            child.wait(STOP_WITHIN_S)
    say("Stopped.")
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/run",
        description="Set up what is missing, then serve the API, its explorer and the officers' desk on this machine.",
        epilog="DATABASE_URL and REDIS_URL switch from SQLite and an in-process cache to PostgreSQL and Redis; "
        "docs/settings.md lists every variable. Stop with Ctrl-C.",
    )
    parser.add_argument("--port", type=_port, default=8000, help="port to listen on (default: 8000)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1, this machine)")
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port: give a number from 1 to 65535")
    return int(text)


def _stop_on_signals() -> None:
    def stop(number: int, frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    # By name, since a shell starts background commands with SIGINT ignored; nohup's ignoring of SIGHUP is respected.
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, stop)


def _environ(options: argparse.Namespace) -> dict[str, str]:
    environ = dict(os.environ)
    environ.setdefault("DJANGO_SETTINGS_MODULE", "superapp.settings.development")
    environ.setdefault("PUBLIC_URL", _address(options.host, options.port))
    environ.setdefault("PYTHAINLP_OFFLINE", "1")
    is_development = environ["DJANGO_SETTINGS_MODULE"] == "superapp.settings.development"
    wanted = environ.get("DEMO", "1").strip().lower() in {"1", "true", "yes", "on"}
    environ["DEMO"] = "1" if wanted and is_development and is_embedded() else "0"
    return environ


def _refuse_exposure(host: str, has_sample_people: bool) -> None:
    try:
        is_loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError as error:
        raise Stop(f"--host {host} is not an address: give one as 127.0.0.1.") from error
    if has_sample_people and not is_loopback:
        raise Stop(
            f"Sample people have passwords anybody can read, so {host} is refused: "
            "start with DEMO=0 and a VAR_DIR that never held them."
        )


def _refuse_busy_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise Stop(f"Port {port} needs administrator rights: choose one above 1023, as --port 8000.") from error
        except OSError as error:
            if error.errno == 98 or "in use" in str(error):
                raise Stop(
                    f"Port {port} on {host} is in use by another program: stop it, or choose another port, "
                    f"as bin/run --port {port + 1 if port < 65535 else 8000}."
                ) from error
            raise Stop(f"Port {port} on {host} cannot be opened: {error.strerror}.") from error


def _children(python: Path, options: argparse.Namespace, environ: dict[str, str], var: Path) -> list[Child]:
    logs = var / "log"
    logs.mkdir(exist_ok=True)
    # fmt: off
    server = [
        str(python), "-m", "granian", "--interface", "wsgi", "--host", options.host, "--port", str(options.port),
        "--workers", "2", "--blocking-threads", "2", "--respawn-failed-workers", "--workers-kill-timeout", "6",
        "superapp.wsgi:application",
    ]
    # fmt: on
    worker = [str(python), str(ROOT / "manage.py"), "worker"]
    return [
        Child("server", server, environ, logs / "server.log"),
        Child("job worker", worker, environ, logs / "worker.log"),
    ]


def _address(host: str, port: int) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"


def _wait_until_ready(server: Child, url: str) -> None:
    until = time.monotonic() + READY_WITHIN_S
    # Straight to this machine: a proxy in the environment has no business here, nor has the way to an https address.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), Unfollowed)
    while time.monotonic() < until:
        if server.is_dead():
            raise Stop(f"The {server.name} ended at once (see {server.log}):\n{server.last_words()}")
        try:
            opener.open(url, timeout=2).close()
            return
        except urllib.error.HTTPError as error:
            if error.code < 500:
                return
            raise Stop(f"The server answers {error.code} at {url}: see {server.log}.") from error
        except OSError:
            time.sleep(0.1)
    raise Stop(f"The server did not answer within {READY_WITHIN_S} s: see {server.log}.")


def _watch(children: list[Child], sleep: Callable[[float], None] = time.sleep) -> NoReturn:
    """Restart whoever dies; stop all when one dies too often to be an accident."""
    deaths: list[float] = []
    while True:
        for child in children:
            if child.is_dead():
                now = time.monotonic()
                deaths = [at for at in deaths if now - at < DEATHS_WITHIN_S] + [now]
                if len(deaths) > DEATHS_ALLOWED:
                    raise Stop(f"The {child.name} keeps dying (see {child.log}):\n{child.last_words()}")
                say(f"The {child.name} died ({child.how()}); starting it again.")
                child.start()
        sleep(0.5)


def _welcome(options: argparse.Namespace, var: Path, *, has_sample_people: bool) -> str:
    address = _address(options.host, options.port)
    lines = [
        "",
        f"  API        {address}/graphql",
        f"  Explorer   {address}/explorer   the shipped operations, ready to try",
        f"  Desk       {address}/admin/     for officers",
    ]
    if has_sample_people:
        lines += ["", textwrap.indent(textwrap.dedent(preparing.sample_people(var)), "  ")]
    lines += ["", f"  Data and logs are in {var}. Stop with Ctrl-C.", ""]
    return "\n".join(lines)

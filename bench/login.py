"""Sign citizens in: app logins and `viewer` queries a second against two processes, and one token twelve times at once.

Starts the API as `bin/run` does, on a scratch database with the sample people, twice: with sample providers that answer
at once, and with ones that take 200 ms for every answer. Prints one JSON line; ends with 1 when a token opened twice,
one person got two accounts, anything answered 5xx, or documents were fetched with every login.
"""

import argparse
import http.client
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.serving.process import web_server  # noqa: E402

APP = "/_allauth/app/v1"
PEOPLE = ("pensioner", "worker", "farmer", "student", "director", "carer", "disabled")
PROVIDERS = ("thaid", "morprom", "paotang", "ndid")
VIEWER = "{ viewer { id nameTh signIn { provider ial at } } }"
WORKERS = 2


class Phone:
    """One connection to the server, kept open, as an app keeps it."""

    def __init__(self, port: int) -> None:
        self.wire = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.statuses: Counter[int] = Counter()
        self.access_token = self.refresh_token = ""

    def post(self, path: str, body: object, **headers: str) -> tuple[int, Any]:
        """POST JSON; return status and JSON."""
        sent = {"Content-Type": "application/json", "Host": "127.0.0.1", **headers}
        self.wire.request("POST", path, json.dumps(body), sent)
        response = self.wire.getresponse()
        told = json.loads(response.read())
        self.statuses[response.status] += 1
        return response.status, told

    def nonce(self) -> str:
        """Ask for a nonce."""
        return self.post(f"{APP}/auth/nonce", {})[1]["data"]["nonce"]

    def id_token(self, provider: str, person: str, nonce: str) -> str:
        """Get an id_token, as the provider's SDK would."""
        return self.post(f"/sandbox/{provider}/sdk", {"person": person, "nonce": nonce})[1]["id_token"]

    def present(self, provider: str, id_token: str) -> tuple[int, Any]:
        """Hand the token over; keep what comes back."""
        token = {"id_token": id_token, "client_id": f"superapp-{provider}"}
        status, told = self.post(
            f"{APP}/auth/provider/token", {"provider": provider, "process": "login", "token": token}
        )
        self.access_token = told.get("meta", {}).get("access_token", self.access_token)
        self.refresh_token = told.get("meta", {}).get("refresh_token", self.refresh_token)
        return status, told

    def viewer(self) -> Any:
        """Ask who is signed in."""
        told = self.post("/graphql", {"query": VIEWER}, Authorization=f"Bearer {self.access_token}")[1]
        if "data" not in told:
            raise SystemExit(f"The viewer was refused: {told}")
        return told["data"]["viewer"]


def logins(phone: Phone, count: int) -> tuple[float, float]:
    """Sign in one after the other; return logins a second of our own work, and with the SDK's call in it."""
    own_s, started = 0.0, time.perf_counter()
    for number in range(count):
        provider, person = PROVIDERS[number % 4], PEOPLE[number % len(PEOPLE)]
        before = time.perf_counter()
        nonce = phone.nonce()
        own_s += time.perf_counter() - before
        token = phone.id_token(provider, person, nonce)
        before = time.perf_counter()
        status, told = phone.present(provider, token)
        own_s += time.perf_counter() - before
        if status != 200:
            raise SystemExit(f"A login was refused: {told}")
    return count / own_s, count / (time.perf_counter() - started)


def at_once(count: int, act: Callable[[int], Any]) -> Counter[Any]:
    """Do `act` in `count` threads; return how often each outcome came."""
    with ThreadPoolExecutor(count) as pool:
        return Counter(pool.map(act, range(count)))


def code_of(answer: tuple[int, Any]) -> str:
    """Return "in" or the code of the refusal."""
    status, told = answer
    return "in" if status == 200 else f"{status} {(told.get('errors') or [{}])[0].get('code')}"


def attacked(port: int) -> dict[str, Any]:
    """Twelve at once with one token, twelve with one refresh token, twenty first logins of one person."""
    phone = Phone(port)
    token = phone.id_token("thaid", "second_director", phone.nonce())
    replays = at_once(12, lambda _: code_of(Phone(port).present("thaid", token)))
    phone.present("thaid", phone.id_token("thaid", "second_director", phone.nonce()))
    spent = phone.refresh_token
    refreshes = at_once(12, lambda _: Phone(port).post(f"{APP}/tokens/refresh", {"refresh_token": spent})[0])
    tokens = [(PROVIDERS[n % 4], phone.id_token(PROVIDERS[n % 4], "new_parent", phone.nonce())) for n in range(20)]

    def first(number: int) -> Any:
        one = Phone(port)
        status, _ = one.present(*tokens[number])
        return (status, one.viewer()["id"]) if status == 200 else status

    accounts = at_once(20, first)
    return {
        "replays": dict(replays),
        "refreshes": {str(status): many for status, many in refreshes.items()},
        "first_logins": sum(accounts.values()),
        "accounts": len(accounts),
        "is_right": replays == {"in": 1, "400 TOKEN_REPLAYED": 11} and refreshes == {200: 1, 401: 11}
        and len(accounts) == 1,
    }  # fmt: skip


def measured(folder: Path, count: int, queries: int, delay_s: float) -> dict[str, Any]:
    """Serve, sign in `count` times and ask `queries` times; return the figures."""
    settings = {"DEMO": "1", "DJANGO_SETTINGS_MODULE": "bench.login_drill.settings", "DRILL_DELAY_S": str(delay_s)}
    with web_server(folder, **settings) as port:
        phone = Phone(port)
        logins(phone, 28)
        own, whole = logins(phone, count)
        started = time.perf_counter()
        for _ in range(queries):
            phone.viewer()
        serial = queries / (time.perf_counter() - started)
        phones = [Phone(port) for _ in range(8)]
        for one in phones:
            one.access_token = phone.access_token
        started = time.perf_counter()
        at_once(8, lambda number: [phones[number].viewer() for _ in range(queries // 8)] and None)
        parallel = queries // 8 * 8 / (time.perf_counter() - started)
        attacks = attacked(port) if not delay_s else None
        statuses = sum((one.statuses for one in [phone, *phones]), Counter())
    log = (folder / "server.log").read_text(encoding="utf-8", errors="replace")
    fetched = Counter(
        json.loads(line)["path"].partition("/sandbox/")[2]
        for line in log.splitlines()
        if '"event":"sample provider asked"' in line
    )
    return {
        "delay_ms": round(delay_s * 1000),
        "logins": count + 28,
        "logins_per_s": round(own, 1),
        "logins_per_s_with_sdk": round(whole, 1),
        "viewer_per_s": round(serial),
        "viewer_per_s_of_8": round(parallel),
        "most_fetches_of_a_document": max(fetched.values(), default=0),
        "fetches": sum(fetched.values()),
        "attacks": attacks,
        "statuses": {str(status): many for status, many in sorted(statuses.items())},
    }


def main() -> int:
    """Measure both, print, and tell whether all was right."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--logins", type=int, default=300)
    parser.add_argument("--queries", type=int, default=2000)
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.login_drill.settings"
    found = []
    with tempfile.TemporaryDirectory(prefix="login-") as name:
        os.environ["VAR_DIR"], os.environ["DEMO"] = name, "1"
        (Path(name) / "static").mkdir()
        import django

        django.setup()
        from django.core.management import call_command

        from bench.timing import machine

        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        told = {"machine": machine.machine(), "versions": machine.versions("django", "django-allauth", "granian")}
        for delay_s in (0.0, 0.2):
            found.append(measured(Path(name), options.logins, options.queries, delay_s))
        told["load"] = machine.load()
    print(json.dumps({**told, "processes": WORKERS, "runs": found}))
    is_right = found[0]["attacks"]["is_right"] and all(
        # Each process reads each document once, and again after five minutes.
        run["most_fetches_of_a_document"] <= 2 * WORKERS and not [s for s in run["statuses"] if s.startswith("5")]
        for run in found
    )
    return 0 if is_right else 1


if __name__ == "__main__":
    raise SystemExit(main())

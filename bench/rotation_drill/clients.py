"""Clients of the drill: some ask who they are, some sign up anew, and every answer is compared with what it must be."""

import json
import threading
import urllib.error
import urllib.request
from collections import Counter

ME = "{ viewer { nameTh } }"


class Clients:
    """Threads that ask the servers, one after the other, until told to stop. `ports` may change meanwhile."""

    def __init__(self, people: list[list[str]], personas: list[str]) -> None:
        self.ports: list[int] = []
        self.counts: Counter[str] = Counter()
        self.faults: list[str] = []
        self.gap = threading.RLock()
        self._people, self._personas = people, personas
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(number,)) for number in range(3)]
        self._threads.append(threading.Thread(target=self._sign_in))

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish what is under way."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, number: int) -> None:
        turn = number
        while not self._stop.is_set():
            _, name, session = self._people[turn % len(self._people)]
            turn += 3
            told = self._post(
                "/graphql",
                {"query": ME},
                turn,
                {"Cookie": f"sessionid={session}; csrftoken={'a' * 32}", "X-CSRFToken": "a" * 32},
            )
            viewer = (told.get("data") or {}).get("viewer") if told else None
            self._count("asked", viewer is not None and viewer["nameTh"] == name, f"viewer {told}")

    def _sign_in(self) -> None:
        turn, accounts = 0, {}
        while not self._stop.is_set():
            person = self._personas[turn % len(self._personas)]
            provider = ("thaid", "paotang")[turn // len(self._personas) % 2]
            turn += 1
            nonce = self._post("/_allauth/app/v1/auth/nonce", {}, turn)
            token = nonce and self._post(
                f"/sandbox/{provider}/sdk", {"person": person, "nonce": nonce["data"]["nonce"]}, turn
            )
            sent = token and {
                "provider": provider,
                "process": "login",
                "token": {"id_token": token["id_token"], "client_id": f"superapp-{provider}"},
            }
            told = sent and self._post("/_allauth/app/v1/auth/provider/token", sent, turn)
            access = ((told or {}).get("meta") or {}).get("access_token")
            me = access and self._post(
                "/graphql", {"query": "{ viewer { id } }"}, turn, {"Authorization": f"Bearer {access}"}
            )
            account = (((me or {}).get("data") or {}).get("viewer") or {}).get("id")
            same = accounts.setdefault(person, account)
            self._count("signed_in", account is not None and same == account, f"sign-in {told or token or nonce}")

    def _count(self, what: str, is_right: bool, told: str) -> None:
        self.counts[what] += 1
        if not is_right:
            self.counts["wrong"] += 1
            self.faults.append(told[:300])

    def _post(self, path: str, body: object, turn: int, headers: dict[str, str] | None = None) -> dict | None:
        port = self.ports[turn % len(self.ports)]
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}{path}",
            json.dumps(body).encode(),
            {"Content-Type": "application/json", **(headers or {})},
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=30) as response:
                return json.loads(response.read())
        except urllib.error.HTTPError as error:
            return {"status": error.code, "body": error.read()[:200].decode(errors="replace")}
        except OSError as error:
            return {"status": 0, "body": type(error).__name__}

"""Citizens' apps: each applies for its person over HTTP, again and again with one key, until it is told a number.

What was acknowledged goes to a file at once, to be held against the database afterwards. Every tenth submission is sent
a second time after its answer, every twenty-fifth under another key.
"""

import http.client
import json
import os
import queue
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[2]
OPERATIONS = ROOT / "graphql" / "operations" / "welfare"
SECRET = "d" * 32
PAUSE_S, TIMEOUT_S = 0.2, 30
AGAIN_EVERY, OTHER_KEY_EVERY = 10, 25


class Clients:
    """Threads that work through the people. `acknowledged` are how many have their number."""

    def __init__(self, *, sessions: list[str], programme_id: str, port: int, log: Path, count: int) -> None:
        self.counts: Counter[str] = Counter()
        self.faults: list[str] = []
        self._programme_id, self._port = programme_id, port
        self._todo: queue.SimpleQueue[tuple[int, str]] = queue.SimpleQueue()
        for turn, session in enumerate(sessions):
            self._todo.put((turn, session))
        self._log, self._lock, self._is_over = log.open("a"), threading.Lock(), threading.Event()
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(count)]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def are_done(self) -> bool:
        """Tell whether everybody has an answer, or a client has fallen over."""
        return not any(thread.is_alive() for thread in self._threads)

    def stop(self) -> None:
        """End, whatever is still to do."""
        self._is_over.set()
        for thread in self._threads:
            thread.join()
        self._log.close()

    def _work(self) -> None:
        while not self._is_over.is_set():
            try:
                turn, session = self._todo.get_nowait()
            except queue.Empty:
                return
            try:
                self._apply(turn, session)
            except _Over:
                return
            except Exception as error:  # a fault of ours or theirs: told, and the next person's turn
                self.faults.append(f"{turn}: {type(error).__name__} {error}"[:400])

    def _apply(self, turn: int, session: str) -> None:
        begun = self._ask(session, "StartApplication", {"programmeId": self._programme_id})
        if begun["problems"]:
            raise RuntimeError(begun["problems"])
        given = {"applicationId": begun["application"]["id"], "idempotencyKey": str(uuid4())}
        self._submit(session, given, "acknowledged")
        if turn % AGAIN_EVERY == 0:
            self._submit(session, given, "again")
        if turn % OTHER_KEY_EVERY == 0:
            refused = self._ask(session, "SubmitApplication", given | {"idempotencyKey": str(uuid4())})
            if not refused["problems"]:
                raise RuntimeError("submitted a second time under another key")
            self._count("other_key_refused")

    def _submit(self, session: str, given: dict[str, Any], word: str) -> None:
        answer = self._ask(session, "SubmitApplication", given)
        if answer["problems"]:
            raise RuntimeError(answer["problems"])
        row = {"word": word, "key": given["idempotencyKey"], "number": answer["application"]["number"]}
        with self._lock:
            self._log.write(json.dumps(row) + "\n")
            self._log.flush()
            os.fsync(self._log.fileno())
        self._count(word)

    def _ask(self, session: str, operation: str, given: dict[str, Any]) -> dict[str, Any]:
        """Return the payload, asking until there is one: no answer, half of one, or "later" means the same again."""
        text = (OPERATIONS / f"{operation}.graphql").read_text(encoding="utf-8")
        body = json.dumps({"query": text, "variables": {"input": given}}).encode()
        headers = {
            "Content-Type": "application/json",
            "Cookie": f"sessionid={session}; csrftoken={SECRET}",
            "X-CSRFToken": SECRET,
        }
        while True:
            if self._is_over.is_set():
                raise _Over
            connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT_S)
            try:
                connection.request("POST", "/graphql", body, headers)
                told = json.loads(connection.getresponse().read())
                (payload,) = (told.get("data") or {"": None}).values()
                if payload is not None:
                    return dict(payload)
                self._count("told_later")
            except (OSError, http.client.HTTPException, ValueError):
                self._count("unanswered")
            finally:
                connection.close()
            time.sleep(PAUSE_S)

    def _count(self, what: str) -> None:
        with self._lock:
            self.counts[what] += 1


class _Over(Exception):
    """The drill has ended."""

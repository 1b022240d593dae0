"""A process that publishes without pause, through the actions or through a running server, until it is killed.

Each turn moves one service one step on, from wherever the last kill left it. Before and after every decision it says
so on standard output, one line each.
"""

import argparse
import http.client
import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import django

SECRET = "d" * 32


class Officers(Protocol):
    """How the two officers do their work."""

    def start(self, code: str) -> None: ...
    def revise(self, code: str, number: int, revision: int, text: dict[str, Any]) -> None: ...
    def submit(self, code: str, number: int) -> None: ...
    def approve(self, code: str, number: int) -> None: ...
    def withdraw(self, code: str) -> None: ...
    def roll_back(self, code: str, number: int) -> None: ...


class AtTheirDesks:
    """Through the actions, in this process; some approvals are for a moment later, which comes at once."""

    def __init__(self) -> None:
        from services.actions import drafts, proposals, publishing

        from . import scene

        self._drafts, self._proposals, self._publishing = drafts, proposals, publishing
        self._author, self._approver = scene.viewer("author"), scene.viewer("approver")

    def _step(self, who: Any, code: str) -> dict[str, Any]:
        return {"viewer": who, "code": code, "reason": "ซ้อม", "now": datetime.now(UTC)}

    def start(self, code: str) -> None:
        self._drafts.start(**self._step(self._author, code))

    def revise(self, code: str, number: int, revision: int, text: dict[str, Any]) -> None:
        given = self._step(self._author, code)
        del given["reason"]
        self._drafts.revise(**given, number=number, revision=revision, content=text)

    def submit(self, code: str, number: int) -> None:
        self._publishing.submit(**self._step(self._author, code), number=number)

    def approve(self, code: str, number: int) -> None:
        given = self._step(self._approver, code)
        moment = given["now"] + timedelta(seconds=1) if number % 5 == 0 else None
        self._publishing.approve(**given, number=number, effective_at=moment)
        if moment:
            self._publishing.publish_due(now=moment)

    def withdraw(self, code: str) -> None:
        self._proposals.withdraw(**self._step(self._author, code))

    def roll_back(self, code: str, number: int) -> None:
        self._proposals.roll_back(**self._step(self._author, code), number=number)


class ThroughTheServer:
    """Through the API's mutations, over HTTP, each officer with a session of their own."""

    def __init__(self, port: int, sessions: dict[str, str]) -> None:
        self._sessions = sessions
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def _send(self, who: str, field: str, **given: Any) -> None:
        kind = field[0].upper() + field[1:] + "Input"
        query = f"mutation($input: {kind}!) {{ {field}(input: $input) {{ problems {{ code message }} }} }}"
        body = json.dumps({"query": query, "variables": {"input": given}})
        headers = {
            "Content-Type": "application/json",
            "Cookie": f"sessionid={self._sessions[who]}; csrftoken={SECRET}",
            "X-CSRFToken": SECRET,
        }
        self._connection.request("POST", "/graphql", body.encode(), headers)
        answer = json.loads(self._connection.getresponse().read())
        if answer.get("errors") or answer["data"][field]["problems"]:
            raise RuntimeError(f"{field}: {answer}")

    def start(self, code: str) -> None:
        self._send("author", "startServiceDraft", code=code, reason="ซ้อม")

    def revise(self, code: str, number: int, revision: int, text: dict[str, Any]) -> None:
        given = as_input({name: part for name, part in text.items() if name != "facts"})
        self._send("author", "reviseServiceDraft", code=code, number=number, revision=revision, text=given)

    def submit(self, code: str, number: int) -> None:
        self._send("author", "submitServiceVersion", code=code, number=number, reason="ซ้อม")

    def approve(self, code: str, number: int) -> None:
        self._send("approver", "approveServiceVersion", code=code, number=number, reason="ซ้อม")

    def withdraw(self, code: str) -> None:
        self._send("author", "proposeServiceWithdrawal", code=code, reason="ซ้อม")

    def roll_back(self, code: str, number: int) -> None:
        self._send("author", "proposeServiceRollBack", code=code, number=number, reason="ซ้อม")


def as_input(value: Any, name: str = "") -> Any:
    """Return plain data the way the API takes it: names in camel case, choices in capitals."""
    if isinstance(value, dict):
        return {_camel(key): as_input(part, key) for key, part in value.items()}
    if isinstance(value, list):
        return [as_input(part, name) for part in value]
    return value.upper() if name in {"type", "kind", "audience", "digital_level", "login", "outputs"} else value


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


def turn(officers: Officers, code: str) -> None:
    """Move one service one step on."""
    from . import scene

    version = scene.open_version(code)
    if version is None:
        number = scene.earlier_number(code)
        if number is not None:
            officers.roll_back(code, number)
        elif scene.Service.objects.get(code=code).versions.count() % 7 == 6:
            officers.withdraw(code)
        else:
            officers.start(code)
    elif version.state == "draft" and version.revision == 1:
        officers.revise(code, version.number, 1, scene.text(code, version.number))
    elif version.state == "draft":
        officers.submit(code, version.number)
    elif version.state == "in_review":
        scene.say("begin", code, version.number)
        officers.approve(code, version.number)
        scene.say("done", code, version.number)
    else:
        from services.actions import publishing

        scene.say("begin", code, version.number)
        publishing.publish_due(now=datetime.now(UTC) + timedelta(seconds=2))
        scene.say("done", code, version.number)


def main() -> None:
    """Publish until killed, or for so many turns."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--turns", type=int)
    parser.add_argument("--port", type=int)
    parser.add_argument("--sessions", type=json.loads)
    options = parser.parse_args()
    django.setup()
    from . import scene

    officers = ThroughTheServer(options.port, options.sessions) if options.port else AtTheirDesks()
    scene.say("ready", "-", 0)
    turns = itertools.count() if options.turns is None else range(options.turns)
    for number in turns:
        turn(officers, scene.CODES[number // 4 % len(scene.CODES)])


if __name__ == "__main__":
    main()

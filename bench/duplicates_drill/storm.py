"""The storm itself: rounds of equal submissions at once, each thread with a database connection of its own."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.db import connection, connections
from django.db.models import Count, Max, Min

from superapp.accounts.models import RequestKey
from superapp.accounts.viewer import Viewer
from superapp.audit.models import AuditEvent
from superapp.jobs.models import Job
from superapp.people.models import Notice
from tests.factories import people
from tests.factories.applications import PROGRAMME, begin, load_programmes
from tests.factories.services import NOW
from welfare.actions import applications
from welfare.models import Application, ApplicationEvent, ApplicationNumber, Decision, book

# Every tenth round the key comes once more with another application's name on it.
OTHER_BODY_EVERY = 10


@dataclass
class Found:
    """What the storm brought: how many rounds, outcomes by kind, rounds that did not end with one application sent."""

    rounds: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    wrong_rounds: list[int] = field(default_factory=list)
    other_body: Counter[str] = field(default_factory=Counter)


class Crowd:
    """Threads that start an act at the same moment, round after round."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._pool = ThreadPoolExecutor(size)

    def all_at_once(self, act: Callable[[], Any]) -> list[Any]:
        """Return what each returned or raised."""
        start = threading.Barrier(self.size)

        def run(_: int) -> Any:
            start.wait(timeout=60)
            try:
                return act()
            except Exception as error:
                return error

        return list(self._pool.map(run, range(self.size)))

    def go_home(self) -> None:
        """Close each thread's connection, then end the threads."""
        start = threading.Barrier(self.size)

        def close(_: int) -> None:
            start.wait(timeout=60)
            connections.close_all()

        list(self._pool.map(close, range(self.size)))
        self._pool.shutdown()


def run(rounds: int, at_once: int, until: float | None, say: Callable[[str], None]) -> Found:
    """Do all rounds, or those begun before the instant `until` of the monotonic clock.

    What cannot be told in an application is left to an officer, so that each can be sent.
    """
    rules = load_programmes(PROGRAMME)
    names = list(rules.entries[PROGRAMME].compiled.document.facts)
    found, crowd = Found(), Crowd(at_once)
    for number in range(1, rounds + 1):
        if until is not None and time.monotonic() > until:
            break
        found.rounds = number
        viewer = people.viewer_of_person(people.make_person(number))
        draft, key = _ready(viewer, names), str(uuid4())
        outcomes = crowd.all_at_once(lambda viewer=viewer, draft=draft, key=key: send(viewer, draft, key))  # type: ignore[misc]
        found.outcomes.update(map(_kind, outcomes))
        answers = {(one.public_id, one.number) for one in outcomes if isinstance(one, Application)}
        if len(answers) != 1 or any(isinstance(one, Exception) for one in outcomes):
            found.wrong_rounds.append(number)
        if number % OTHER_BODY_EVERY == 0:
            other = begin_other(viewer, names)
            refused = crowd.all_at_once(lambda viewer=viewer, other=other, key=key: send(viewer, other, key))  # type: ignore[misc]
            found.other_body.update(map(_kind, refused))
        if number % max(1, rounds // 10) == 0:
            say(f"{number} rounds")
    crowd.go_home()
    return found


def send(viewer: Viewer, draft: Application, key: str) -> Application:
    """Send a draft as a client does that gets no answer and tries again."""
    return applications.submit(
        viewer=viewer, application_id=str(draft.public_id), key=key, found=None, book=book.current(), now=NOW
    )


def begin_other(viewer: Viewer, names: list[str]) -> Application:
    """Put the first application away and return another draft of the same person."""
    first = Application.objects.get(citizen=viewer.citizen)
    applications.withdraw(viewer=viewer, application_id=str(first.public_id), now=NOW)
    return _ready(viewer, names)


def _ready(viewer: Viewer, names: list[str]) -> Application:
    row = begin(viewer)
    return applications.fill(
        viewer=viewer, application_id=str(row.public_id), not_known=names, book=book.current(), now=NOW
    )


def _kind(outcome: Any) -> str:
    if isinstance(outcome, Exception):
        return str(getattr(outcome, "code", None) or type(outcome).__name__)
    return "answered"


def examine(rounds: int) -> dict[str, Any]:
    """Count, in the tables alone, what the storm left; every number should be one for each round."""
    sent = Application.objects.exclude(submitted_at=None)
    numbers = sent.aggregate(first=Min("number"), last=Max("number"), different=Count("number", distinct=True))
    left: dict[str, Any] = {
        "sent": sent.count(),
        "numbers": numbers["different"],
        "gaps_in_numbers": ApplicationNumber.objects.get().last - numbers["different"],
        "submitted_in_timelines": ApplicationEvent.objects.filter(kind="submitted").count(),
        "decisions": Decision.objects.count(),
        "jobs": Job.objects.filter(task=applications.DECIDING_JOB).count(),
        "keys": RequestKey.objects.count(),
        "keys_without_result": RequestKey.objects.filter(result="").count(),
        "notices": Notice.objects.filter(key__contains=":submitted:").count(),
        "in_the_chain": AuditEvent.objects.filter(action="application.submit").count(),
    }
    once = {name for name in left if name not in ("gaps_in_numbers", "keys_without_result")}
    left["wrong"] = sorted(name for name, value in left.items() if value != (rounds if name in once else 0))
    left["database"] = connection.vendor
    return left

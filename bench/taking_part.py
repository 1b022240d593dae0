"""Posting, voting and changing stances from many clients at once: the rate, what was lost, and counters recounted.

    bin/bench taking_part [--clients 32] [--seconds 60]

In a scratch database (SQLite, or beside DATABASE_URL's): each client is a thread with a connection of its own that acts
for twenty people in turn, one half posting and replying, the rest voting and changing stances. Everything that was
answered as done is looked for afterwards, and every counter compared with the tables. Ends with 1 when one differs.
"""

import argparse
import json
import random
import sys
import threading
import time
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bench.hearing_crowd.scratch import scratch_database

PEOPLE_EACH = 20


def main() -> int:
    """Drive the clients and print; return 1 when something was lost or miscounted."""
    parser = argparse.ArgumentParser(prog="bin/bench taking_part", description=__doc__.split("\n")[0])
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=60)
    arguments = parser.parse_args()
    with scratch_database() as kind:
        figures = driven(arguments.clients, arguments.seconds)
    print(json.dumps({"database": kind} | figures))
    return 1 if figures["lost"] or figures["differences"] or figures["errors"] else 0


def driven(clients: int, seconds: float) -> dict[str, Any]:
    """Make a hearing and its people, let every client act for a while, and count."""
    from bench.hearing_crowd import stage
    from consultation.actions import paces, participants
    from consultation.actions.recounting import differences
    from consultation.models import Comment, Stance, Vote

    # How fast one person may be is another question than how fast all may be.
    paces.take = lambda *_, **__: None  # type: ignore[assignment]
    hearing = stage.make_hearing("busy")
    crowd = []
    for number in range(clients * PEOPLE_EACH):
        viewer = stage.make_viewer(number)
        crowd.append((viewer, participants.join(viewer=viewer, hearing=hearing, now=stage.NOW).pk))
    done = [Done() for _ in range(clients)]
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=act, args=(hearing, crowd[each::clients], done[each], until, each))
        for each in range(clients)
    ]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = time.monotonic() - began
    posted = {key for one in done for key in one.comments}
    voted = {key: value for one in done for key, value in one.votes.items()}
    stood = {key: value for one in done for key, value in one.stances.items()}
    votes = Vote.objects.values_list("participant", "comment", "value")
    kept_votes = {(who, what): value for who, what, value in votes}
    stances = Stance.objects.values_list("participant", "section", "value")
    kept_stances = {(who, where): value for who, where, value in stances}
    lost = len(posted - set(Comment.objects.values_list("pk", flat=True)))
    lost += sum(kept_votes.get(key) != value for key, value in voted.items())
    lost += sum(kept_stances.get(key) != value for key, value in stood.items())
    acts = sum((one.acts for one in done), Counter())
    return {
        "clients": clients,
        "seconds": round(taken, 1),
        "acts": dict(acts),
        "per_second": round(sum(acts.values()) / taken, 1),
        "lost": lost,
        "differences": len(differences(hearing)),
        "errors": dict(sum((one.errors for one in done), Counter())),
    }


class Done:
    """What one client was told is done."""

    def __init__(self) -> None:
        self.comments: list[int] = []
        self.votes: dict[tuple[int, int], int] = {}
        self.stances: dict[tuple[int, int | None], str] = {}
        self.acts: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()


def act(hearing: Any, people: list[tuple[Any, int]], done: Done, until: float, seed: int) -> None:
    """Act for these people until the time is over."""
    from django.db import connection

    from bench.hearing_crowd.stage import NOW
    from consultation.actions import comments, stances, votes
    from consultation.models import Comment, Stance
    from superapp.refusal import Refusal

    chance = random.Random(seed)
    sections = [text.section for text in hearing.version.texts.select_related("section")]
    while time.monotonic() < until:
        viewer, key = chance.choice(people)
        latest = Comment.objects.filter(hearing=hearing).select_related("hearing__agency").order_by("-pk")[:20]
        found = list(latest)
        kind = chance.choice(("post", "reply", "vote", "stance")) if found else "post"
        try:
            if kind in ("post", "reply"):
                parent = chance.choice(found) if kind == "reply" else None
                section = chance.choice([None, *sections]) if parent is None else None
                made = comments.post(
                    viewer=viewer, hearing=hearing, body=f"ความเห็น {seed}.{len(done.comments)}",
                    client_key=uuid.uuid4().hex, now=NOW, parent=parent, section=section,
                )  # fmt: skip
                done.comments.append(made.pk)
            elif kind == "vote":
                comment, value = chance.choice(found), chance.choice((1, -1, 0))
                votes.vote(viewer=viewer, comment=comment, value=value, now=NOW)
                done.votes[key, comment.pk] = value
            else:
                section, stance = chance.choice([None, *sections]), chance.choice(Stance.Value.values)
                stances.set_stance(viewer=viewer, hearing=hearing, section=section, value=stance, now=NOW)
                done.stances[key, section and section.pk] = stance
            done.acts[kind] += 1
        except Refusal as refusal:
            done.acts[f"refused {refusal.code}"] += 1
        except Exception as error:
            done.errors[type(error).__name__] += 1
    connection.close()


if __name__ == "__main__":
    sys.exit(main())

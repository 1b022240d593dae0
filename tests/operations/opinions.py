"""The opinion map of the hearing people take part in: what `rows` groups' statements cost, and one's own place."""

import uuid
from typing import Any

from django.utils import timezone

from consultation.actions import participants, statements
from consultation.models import Hearing, OpinionMap
from superapp.accounts.viewer import Viewer
from tests.operations.entry import Entry
from tests.operations.hearings import CODE
from tests.operations.taking_part import VIEWER

MOST = 10


def make_opinions(talker: Viewer, rows: int) -> None:
    """Make a map on which all agree on up to ten statements, and let the talker answer one of them."""
    now, hearing = timezone.now(), Hearing.objects.get(code=CODE)
    shown = list(hearing.statements.order_by("pk")[: min(rows, MOST)])
    said = [
        {"statement": str(one.public_id), "direction": "agree", "shares": [[None, 80, 10, 10], [0, 90, 5, 5]]}
        for one in shown
    ]
    OpinionMap.objects.create(
        hearing=hearing,
        made_on=now.date(),
        made_at=now,
        people_voted=80,
        people_placed=70,
        parameters={
            "voted_on": len(shown),
            "rejected": 0,
            "statements": {str(one.public_id): [0.5, 0.1, 0.2] for one in shown},
        },
        content={
            "groups": [{"size": 40, "representative": said[:2]}, {"size": 30, "representative": []}],
            "consensus": said,
            "density": None,
            "variance_explained": [0.2, 0.1],
            "stability": {"median": 0.9, "minimum": 0.7, "runs": 20},
        },
        input_hash=uuid.uuid4().hex,
        algorithm="opinions/1",
    )
    assert participants.mine(viewer=talker, hearing=hearing) is not None
    statements.vote(viewer=talker, statement=shown[-1], value=1, now=now)


def _shown(data: Any) -> tuple[int, int]:
    found = data["hearing"]
    return len(found["opinionMap"]["consensus"]), found["myOpinionPosition"]["answered"]


OPINIONS: dict[str, Entry] = {
    "HearingOpinions": Entry(_shown, (2, 1), (MOST, 1), lambda _: {"code": CODE}, viewer=VIEWER, queries=12),
}

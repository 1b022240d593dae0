"""What each mutation and each restricted field does for each viewer. One without an entry here fails a test.

The service `id-lost` is published, with version 1 superseded by version 2 and a banner up; `id-draft` is a draft by the
author, `id-review` waits for review. All are of the agency "here".
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from services.actions import alerts
from superapp.accounts.viewer import ANONYMOUS, Viewer, viewer_for
from tests.factories import services as make
from tests.factories.inputs import text_input

VIEWERS = ("anonymous", "citizen", "author", "approver", "head", "officer_elsewhere")
DONE: list[tuple[str, list[str]]] = []
HIDDEN = [("NOT_FOUND", ["code"])]
OUTSIDERS = {"anonymous": HIDDEN, "citizen": HIDDEN, "officer_elsewhere": HIDDEN}


@dataclass(frozen=True, slots=True)
class Attempt:
    """A mutation with its input, and for each viewer the problems expected: none means that it is done."""

    input: dict[str, Any]
    outcome: dict[str, list[tuple[str, list[str]]]]


def make_scene() -> dict[str, Viewer]:
    """Make the agencies, people and services the attempts are about; return the viewers by name."""
    make.make_vocabulary()
    here, elsewhere = make.make_agency("DOPA"), make.make_agency("DLT")
    viewers = {
        "anonymous": ANONYMOUS,
        "citizen": viewer_for(make.make_citizen()),
        "author": make.viewer_of_officer(make.make_officer("malee", (here, "author"))),
        "approver": make.viewer_of_officer(make.make_officer("prasit", (here, "approver"))),
        "head": make.viewer_of_officer(make.make_officer("wanida", (here, "head"))),
        "officer_elsewhere": make.viewer_of_officer(make.make_officer("kittipong", (elsewhere, "head"))),
    }
    author, approver = viewers["author"], viewers["approver"]
    make.make_published(author, approver)
    make.republish(author, approver, name_en="Get a new ID card in place of a lost one")
    make.make_draft(author, "id-draft")
    make.make_review(author, "id-review")
    alerts.post(
        viewer=author,
        code="id-lost",
        severity="notice",
        message_th="วันนี้ปิดเที่ยง",
        message_en="Closed at noon today",
        ends_at=None,
        now=make.NOW,
    )
    return viewers


def _by_authors(hidden: list[tuple[str, list[str]]] = HIDDEN, /) -> dict[str, list[tuple[str, list[str]]]]:
    outsiders = dict.fromkeys(("anonymous", "citizen", "officer_elsewhere", "approver"), hidden)
    return {**outsiders, "author": DONE, "head": DONE}


def _by_approvers() -> dict[str, list[tuple[str, list[str]]]]:
    return {**OUTSIDERS, "author": HIDDEN, "approver": DONE, "head": DONE}


def _by_anybody_here(hidden: list[tuple[str, list[str]]] = HIDDEN) -> dict[str, list[tuple[str, list[str]]]]:
    outsiders = dict.fromkeys(("anonymous", "citizen", "officer_elsewhere"), hidden)
    return {**outsiders, "author": DONE, "approver": DONE, "head": DONE}


_LOST, _DRAFT, _REVIEW = ({"code": f"id-{name}", "reason": make.REASON} for name in ("lost", "draft", "review"))
_NEW_TEXT = text_input(nameEn="A new ID card, straight away")
_WORDS = {"messageTh": "ระบบขัดข้อง", "messageEn": "The system is down"}

ATTEMPTS: dict[str, Attempt] = {
    "startServiceDraft": Attempt(_LOST, _by_authors()),
    "createServiceDraft": Attempt(
        {"code": "id-new", "reason": make.REASON, "text": text_input()},
        _by_authors([("NOT_FOUND", ["content", "agency"])]),
    ),
    "reviseServiceDraft": Attempt(
        {"code": "id-draft", "number": 1, "revision": 1, "text": _NEW_TEXT},
        _by_authors(),
    ),
    "discardServiceDraft": Attempt(_DRAFT | {"number": 1}, _by_authors()),
    "submitServiceVersion": Attempt(_DRAFT | {"number": 1}, _by_authors()),
    "sendBackServiceVersion": Attempt(_REVIEW | {"number": 1}, _by_approvers()),
    "approveServiceVersion": Attempt(_REVIEW | {"number": 1}, _by_approvers()),
    "proposeServiceWithdrawal": Attempt(_LOST, _by_authors()),
    "proposeServiceRollBack": Attempt(
        _LOST | {"number": 1}, {**OUTSIDERS, "author": DONE, "head": DONE, "approver": [("NOT_FOUND", ["number"])]}
    ),
    "postServiceAlert": Attempt({"code": "id-lost", "severity": "DISRUPTION", **_WORDS}, _by_anybody_here()),
    "clearServiceAlert": Attempt({"code": "id-lost"}, _by_anybody_here()),
    "confirmServiceFacts": Attempt(
        {"facts": [{"code": "id-lost", "name": "CHANNEL"}]},
        _by_anybody_here([("NOT_FOUND", ["facts", "id-lost"])]),
    ),
}


@dataclass(frozen=True, slots=True)
class Sight:
    """A restricted field: what to select, how to read what it shows, and what outsiders and officers here are shown."""

    document: str
    shown: Callable[[Any], Any]
    nothing: Any
    here: Any
    others: dict[str, Any] = field(default_factory=dict)

    def expected(self, viewer: str) -> Any:
        """Return what this viewer is shown."""
        outsider = viewer in OUTSIDERS
        return self.others.get(viewer, self.nothing if outsider else self.here)


def _codes(name: str) -> Callable[[Any], list[str]]:
    return lambda data: [f"{edge['node']['serviceCode']}.{edge['node']['number']}" for edge in data[name]["edges"]]


_EDGES = "totalCount pageInfo { hasNextPage endCursor } edges { node { serviceCode number } }"
_VERSION = "dmVyOmlkLWRyYWZ0LjE"  # ver:id-draft.1
_SERVICE = "c3ZjOmlkLWxvc3Q"  # svc:id-lost

SIGHTS: dict[str, Sight] = {
    "drafts": Sight(f"{{ drafts {{ {_EDGES} }} }}", _codes("drafts"), [], ["id-review.1", "id-draft.1"]),
    "reviewsWaiting": Sight(
        f"{{ reviewsWaiting {{ {_EDGES} }} }}", _codes("reviewsWaiting"), [], ["id-review.1"], {"author": []}
    ),
    "serviceVersions": Sight(
        f'{{ serviceVersions(code: "id-lost") {{ {_EDGES} }} }}',
        _codes("serviceVersions"),
        [],
        ["id-lost.2", "id-lost.1"],
    ),
    "serviceVersion": Sight(
        '{ serviceVersion(code: "id-draft", number: 1) { nameEn isMine mayDecide } }',
        lambda data: data["serviceVersion"],
        None,
        {"nameEn": "Replace a lost national ID card", "isMine": False, "mayDecide": False},
        {
            "author": {"nameEn": "Replace a lost national ID card", "isMine": True, "mayDecide": False},
            "approver": {"nameEn": "Replace a lost national ID card", "isMine": False, "mayDecide": True},
            "head": {"nameEn": "Replace a lost national ID card", "isMine": False, "mayDecide": True},
        },
    ),
    "node": Sight(
        f'{{ node(id: "{_VERSION}") {{ __typename id }} }}',
        lambda data: data["node"],
        None,
        {"__typename": "ServiceVersion", "id": _VERSION},
    ),
    "nodes": Sight(
        f'{{ nodes(ids: ["{_VERSION}", "{_SERVICE}", "{_VERSION}"]) {{ __typename }} }}',
        lambda data: [node and node["__typename"] for node in data["nodes"]],
        [None, "Service", None],
        ["ServiceVersion", "Service", "ServiceVersion"],
    ),
}

"""The matrix: every act of the catalogue, tried by everybody who may not do it; nothing changes or is revealed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from services.actions import alerts, drafts, facts, proposals, publishing
from services.models import Service, ServiceVersion
from superapp.accounts.viewer import Viewer
from tests.factories import services as make

from .watching import refused

# One service in every state an act needs: published (with a second version, for going back), in review, and a draft.
PUBLISHED, IN_REVIEW, DRAFT = "id-lost", "id-renew", "id-first"
EVERYBODY = ["anonymous", "citizen", "officer_elsewhere", "author", "approver", "head"]
STEP: dict[str, Any] = {"reason": make.REASON, "now": make.NOW}
ALERT = {"severity": "notice", "message_th": "ปิดวันนี้", "message_en": "Closed today", "ends_at": None, "now": make.NOW}
REVISED = {"number": 1, "revision": 1, "content": make.make_content(name_en="First ID"), "now": make.NOW}


@dataclass(frozen=True)
class Act:
    """One act with its input, who may do it, and the part of the input that names what others may not find."""

    name: str
    do: Callable[..., Any]
    given: dict[str, Any]
    allowed: frozenset[str]
    path: tuple[str, ...] = ("code",)


WRITERS, DECIDERS = frozenset({"author", "head"}), frozenset({"approver", "head"})
OFFICERS = WRITERS | DECIDERS
ACTS = [
    Act("start", drafts.start, {"code": PUBLISHED} | STEP, WRITERS),
    Act(
        "create",
        drafts.create,
        {"code": "id-new", "content": make.make_content()} | STEP,
        WRITERS,
        ("content", "agency"),
    ),
    Act("revise", drafts.revise, {"code": DRAFT} | REVISED, WRITERS),
    Act("discard", drafts.discard, {"code": DRAFT, "number": 1} | STEP, WRITERS),
    Act("submit", publishing.submit, {"code": DRAFT, "number": 1} | STEP, WRITERS),
    Act("send_back", publishing.send_back, {"code": IN_REVIEW, "number": 1} | STEP, DECIDERS),
    Act("approve", publishing.approve, {"code": IN_REVIEW, "number": 1} | STEP, DECIDERS),
    Act("withdraw", proposals.withdraw, {"code": PUBLISHED} | STEP, WRITERS),
    Act("roll_back", proposals.roll_back, {"code": PUBLISHED, "number": 1} | STEP, WRITERS),
    Act("post alert", alerts.post, {"code": PUBLISHED} | ALERT, OFFICERS),
    Act("clear alert", alerts.clear, {"code": PUBLISHED, "now": make.NOW}, OFFICERS),
    Act("confirm", facts.confirm, {"facts": [(PUBLISHED, "fee")], "now": make.NOW}, OFFICERS, ("facts", PUBLISHED)),
]


@pytest.fixture
def everything(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver, PUBLISHED)
    make.republish(author, approver, PUBLISHED, name_en="Lost ID card")
    make.make_review(author, IN_REVIEW)
    make.make_draft(author, DRAFT)
    alerts.post(viewer=author, code=PUBLISHED, **ALERT)


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)
def test_an_act_is_done_by_those_who_may_and_does_not_exist_for_others(
    request: pytest.FixtureRequest, everything: None, act: Act, who: str
) -> None:
    viewer = request.getfixturevalue(who)

    if who in act.allowed:
        assert act.do(viewer=viewer, **act.given)
    else:
        # The way into roll_back's input differs for officers here, who may know that the service exists.
        path = ("number",) if (act.name, who) == ("roll_back", "approver") else act.path
        with refused("NOT_FOUND", *path):
            act.do(viewer=viewer, **act.given)


@pytest.mark.parametrize(
    ("who", "services", "versions"),
    [
        ("anonymous", {PUBLISHED}, 0),
        ("citizen", {PUBLISHED}, 0),
        ("officer_elsewhere", {PUBLISHED}, 0),
        ("author", {PUBLISHED, IN_REVIEW, DRAFT}, 4),
        ("approver", {PUBLISHED, IN_REVIEW, DRAFT}, 4),
        ("head", {PUBLISHED, IN_REVIEW, DRAFT}, 4),
    ],
)
def test_each_sees_what_is_theirs(
    request: pytest.FixtureRequest, everything: None, who: str, services: set[str], versions: int
) -> None:
    viewer = request.getfixturevalue(who)

    assert set(Service.objects.visible_to(viewer).values_list("code", flat=True)) == services
    assert ServiceVersion.objects.visible_to(viewer).count() == versions


def test_rights_are_looked_up_once_a_request(author: Viewer, everything: None, django_assert_num_queries: Any) -> None:
    viewer = make.viewer_of_officer(author.officer)

    with django_assert_num_queries(3):
        list(Service.objects.visible_to(viewer))
        list(ServiceVersion.objects.visible_to(viewer))

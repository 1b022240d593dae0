"""Hearings: `rows` open ones and `rows` overdue ones, the first with `rows` of everything; and one who listens."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from consultation.actions import answers, follows
from consultation.models import (
    DossierDocument,
    DossierKind,
    DossierWaiver,
    DraftLaw,
    Evaluation,
    EvaluationIndicator,
    Follow,
    Hearing,
    HearingEvent,
    HearingStakeholder,
    Question,
    Stakeholder,
)
from services.models import Agency
from superapp.accounts.viewer import Viewer
from superapp.api import ids
from tests.factories import people
from tests.operations.entry import Entry, edges

VIEWER = "listener"
CODE = "park-00-bill-1"
POLICY = {
    "minimum_days": 15,
    "recommended_days": 30,
    "report_days": 30,
    "rank": "house",
    "basis_th": "เกณฑ์ของระบบ",
    "basis_en": "A rule of this system",
    "valid_from": "2017-04-04",
}


def make_hearings(agency: Agency, rows: int) -> Viewer:
    """Make the hearings of the laws there are, and a citizen who follows the laws and has answered; return them."""
    # Operations are asked by the real clock, and hearings are open by it.
    now = timezone.now()
    laws = list(DraftLaw.objects.filter(code__startswith="park-").order_by("code"))
    for law in laws:
        bill = _hearing(law, "bill", now - timedelta(days=5), now + timedelta(days=25))
        if bill.code == CODE:
            _fill(bill, agency, rows, now)
        _announce(bill)
        closed = _hearing(law, "principles", now - timedelta(days=120), now - timedelta(days=90))
        _announce(closed)
        closed.state = "closed"
        closed.save(update_fields=["state"])
        Evaluation.objects.create(
            law=law, ground="five_years", due_on=timezone.localdate(now) - timedelta(days=9), created_at=now
        )
    first = Hearing.objects.get(code=CODE)
    _indicators(Evaluation.objects.get(law=first.law), rows)
    viewer = people.viewer_of_person(people.make_person(95))
    for law in laws:
        follows.follow(viewer=viewer, law=law.code, now=now)
    given = [answers.AnswerGiven(question=one.public_id, scale=3) for one in first.questions.all()]
    answers.give(viewer=viewer, hearing=first, answers=given, now=now)
    return viewer


def _hearing(law: DraftLaw, kind: str, opens_at: datetime, closes_at: datetime) -> Hearing:
    return Hearing.objects.create(
        code=f"{law.code}-{kind}-1",
        law=law,
        version=law.versions.get(number=1),
        kind=kind,
        agency=law.agency,
        title_th=f"รับฟัง {law.title_th}",
        opens_at=opens_at,
        closes_at=closes_at,
        display_choices=["pseudonym"],
    )


def _announce(hearing: Hearing) -> None:
    hearing.policy, hearing.announced_at = POLICY, hearing.opens_at - timedelta(days=3)
    hearing.report_due_on = timezone.localdate(hearing.closes_at) + timedelta(days=30)
    for state in ("ready", "announced", "open"):
        hearing.state = state
        hearing.save()


def _fill(hearing: Hearing, agency: Agency, rows: int, now: datetime) -> None:
    Question.objects.bulk_create(
        Question(hearing=hearing, position=place, form="scale", text_th=f"ข้อที่ {place}", scale_points=5)
        for place in range(rows)
    )
    kinds = DossierKind.values[:rows]
    DossierDocument.objects.bulk_create(
        DossierDocument(
            hearing=hearing, kind=kind, title=kind, text="ก", digest="0" * 64, created_at=now, published_at=now
        )
        for kind in kinds
    )
    DossierWaiver.objects.bulk_create(
        DossierWaiver(hearing=hearing, kind=kind, ground="other", text_th="เหตุผล", created_at=now, published_at=now)
        for kind in kinds
    )
    listed = Stakeholder.objects.bulk_create(
        Stakeholder(listed_by=agency, kind="group", name_th=f"ชมรมที่ {place}", created_at=now) for place in range(rows)
    )
    HearingStakeholder.objects.bulk_create(HearingStakeholder(hearing=hearing, stakeholder=one) for one in listed)
    HearingEvent.objects.bulk_create(
        HearingEvent(hearing=hearing, kind="extended", key=str(place), note="มีผู้ขอเวลาเพิ่ม", at=now)
        for place in range(rows)
    )


def _indicators(evaluation: Evaluation, rows: int) -> None:
    EvaluationIndicator.objects.bulk_create(
        EvaluationIndicator(evaluation=evaluation, position=place, name_th=f"ตัวชี้วัดที่ {place}", unit_th="ราย")
        for place in range(rows)
    )


def _page(data: Any) -> list[int]:
    names = ("questions", "documents", "waivers", "stakeholders", "events")
    return [len(data["hearing"][name]) for name in names]


def _board(data: Any) -> list[int]:
    board = data["overdueBoard"]
    return [board["agencies"][0]["count"], len(board["hearings"]["edges"]), len(board["evaluations"]["edges"])]


def _done(field: str, name: str) -> Any:
    return lambda data: (data[field][name] is not None, data[field]["problems"])


def _hearing_id() -> str:
    return ids.global_id("hrg", str(Hearing.objects.get(code=CODE).public_id))


def _answer(rows: int) -> dict[str, Any]:
    keys = Question.objects.filter(hearing__code=CODE).values_list("public_id", flat=True)
    given = [{"questionId": ids.global_id("qst", str(key)), "scale": 4} for key in keys]
    return {"input": {"hearingId": _hearing_id(), "answers": given[:rows]}}


def _document() -> dict[str, Any]:
    return {"documentId": ids.global_id("dos", str(DossierDocument.objects.first().public_id))}


HEARINGS: dict[str, Entry] = {
    "HearingList": Entry(
        edges("hearings"), 2, 20, lambda _: {"isOpen": True, "order": "CLOSING", "first": 20}, queries=1
    ),
    "HearingPage": Entry(_page, [2, 2, 2, 2, 2], [20, 13, 13, 20, 20], lambda _: {"code": CODE}, queries=9),
    "HearingSubjects": Entry(lambda data: len(data["hearingSubjects"]), 14, 14),
    "MyFollows": Entry(edges("myFollows"), 2, 20, lambda _: {"first": 20}, viewer=VIEWER, queries=4),
    "FollowTopic": Entry(
        _done("followTopic", "follow"),
        (True, []),
        (True, []),
        lambda _: {"input": {"subject": "health"}},
        viewer=VIEWER,
        queries=10,
        counts=1,
    ),
    "Unfollow": Entry(
        _done("unfollow", "unfollowedId"),
        (True, []),
        (True, []),
        lambda _: {"input": {"followId": ids.global_id("flw", str(Follow.objects.first().public_id))}},
        viewer=VIEWER,
        queries=8,
    ),
    "AnswerQuestions": Entry(
        lambda data: len(data["answerQuestions"]["answers"]),
        2,
        20,
        lambda small: _answer(small.rows),
        viewer=VIEWER,
        queries=12,
    ),
    "MyHearingAnswers": Entry(
        lambda data: len(data["myAnswers"]), 2, 20, lambda _: {"hearingId": _hearing_id()}, viewer=VIEWER, queries=6
    ),
    "DossierFile": Entry(
        lambda data: data["dossierFileUrl"], None, None, lambda _: _document(), viewer=VIEWER, queries=4
    ),
    "OverdueBoard": Entry(_board, [2, 2, 2], [20, 20, 20], lambda _: {"first": 20}, queries=4, counts=1),
    "EvaluationCalendar": Entry(edges("evaluationCalendar"), 2, 20, lambda _: {"first": 20}, queries=2),
}

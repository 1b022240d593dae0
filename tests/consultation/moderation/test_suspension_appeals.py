"""Appeals against a suspension: once, by whom it concerns, within 15 days; another officer decides and it ends."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction

from consultation.actions import (
    departures,
    moderation_appeals,
    moderation_telling,
    participants,
    suspension_appeals,
    suspensions,
)
from consultation.models import Suspension
from superapp.api.ids import global_id
from superapp.audit.models import AuditEvent
from superapp.people.models import Notice
from superapp.refusal import NotFound, Refusal
from tests.consultation.comments import place
from tests.factories.services import NOW

from .conftest import LATER, fresh, officer_of

pytestmark = pytest.mark.django_db
ROOT = "/admin/consultation/moderationdecision/"
GROUNDS = "ไม่ได้โพสต์ซ้ำ เป็นคนละมาตรา"
UNTIL = NOW + timedelta(days=40)


@pytest.fixture
def suspended(room):
    told = {"reason": "spam", "sentence_th": "โพสต์ซ้ำหลายครั้ง", "until": UNTIL, "now": NOW}
    suspensions.suspend(viewer=room.moderator, participant=room.participant, **told)
    return Suspension.objects.get()


def appeal(room, row, now=LATER, grounds=GROUNDS, viewer=None):
    return suspension_appeals.file(viewer=viewer or room.writer, suspension=row, grounds=grounds, now=now)


def test_an_overturned_suspension_ends_and_the_person_is_told(room, suspended):
    about = {"suspension": suspended, "outcome": "overturned", "sentence_th": "เป็นคนละมาตราจริง", "now": LATER}
    with pytest.raises(NotFound):
        suspension_appeals.decide(viewer=room.colleague, **about)
    first, again = appeal(room, suspended), appeal(room, suspended, grounds="อีกครั้ง")
    assert (first, again.grounds, again.appeal_state) == (again, GROUNDS, "filed")

    for viewer in room.strangers:
        with pytest.raises(NotFound):
            suspension_appeals.decide(viewer=viewer, **about)
    with pytest.raises(suspension_appeals.AppealByWhoSuspended):
        suspension_appeals.decide(viewer=room.moderator, **about)
    for wrong in ({"sentence_th": " "}, {"outcome": "partly"}):
        with pytest.raises(moderation_appeals.OutcomeIncomplete):
            suspension_appeals.decide(viewer=room.colleague, **(about | wrong))
    assert (fresh_row().outcome, fresh(room.participant).suspended_until) == ("", UNTIL)
    suspension_appeals.decide(viewer=room.colleague, **about)

    row = fresh_row()
    assert (row.outcome, row.decided_by, row.lifted_at) == ("overturned", officer_of(room.colleague), LATER)
    assert room.say(now=LATER).status == "visible"
    with pytest.raises(moderation_appeals.AppealDecided):
        suspension_appeals.decide(viewer=room.colleague, **about)
    rows = Notice.objects.filter(citizen=place.citizen_of(room.writer)).order_by("pk")
    first_told, last_told = [row.texts["body_th"] for row in rows]
    assert "อุทธรณ์ได้" in first_told
    assert "สิ้นสุดแล้ว" in last_told
    assert GROUNDS not in "".join(str(event.details) for event in AuditEvent.objects.all())


def fresh_row():
    return Suspension.objects.get()


def test_an_upheld_suspension_stands_and_a_later_one_outlasts_the_appeal_against_the_first(room, suspended):
    appeal(room, suspended)
    told = {"reason": "insult", "sentence_th": "ดูหมิ่น", "until": UNTIL + timedelta(days=1), "now": LATER}
    suspensions.suspend(viewer=room.moderator, participant=room.participant, **told)
    later = Suspension.objects.latest("pk")
    how = {"viewer": room.colleague, "sentence_th": "พิจารณาแล้ว", "now": LATER}

    suspension_appeals.decide(suspension=suspended, outcome="overturned", **how)
    suspension_appeals.decide(suspension=appeal(room, later), outcome="upheld", **how)

    assert fresh(room.participant).suspended_until == later.until
    with pytest.raises(participants.ParticipantSuspended):
        room.say(now=LATER)


def test_overturning_a_later_one_leaves_an_earlier_one_standing(room, suspended):
    told = {"reason": "insult", "sentence_th": "ดูหมิ่น", "until": LATER + timedelta(days=1), "now": LATER}
    suspensions.suspend(viewer=room.moderator, participant=fresh(room.participant), **told)
    later = Suspension.objects.latest("pk")
    appeal(room, later)

    about = {"suspension": later, "outcome": "overturned", "sentence_th": "ไม่ใช่คำดูหมิ่น", "now": LATER}
    suspension_appeals.decide(viewer=room.colleague, **about)

    person = fresh(room.participant)
    assert (person.suspended_until, suspensions.shown(person)) == (UNTIL, suspended)
    suspensions.lift(viewer=room.moderator, participant=person, now=LATER)
    assert suspensions.shown(fresh(room.participant)).outcome == "overturned"


def test_what_cannot_be_appealed_changes_nothing(room, suspended):
    last = moderation_telling.appeal_until(suspended)

    for code, viewer, now, grounds in (
        ("NOT_FOUND", room.reader, LATER, GROUNDS),
        ("NOT_FOUND", room.moderator, LATER, GROUNDS),
        ("MODERATION_APPEAL_TOO_LATE", room.writer, last, GROUNDS),
        ("TEXT_EMPTY", room.writer, LATER, "\u200b"),
        ("TEXT_TOO_LONG", room.writer, LATER, "ก" * 2_001),
    ):
        with pytest.raises(Refusal) as refused:
            appeal(room, suspended, now, grounds, viewer)
        assert refused.value.code == code
    assert fresh_row().filed_at is None
    appeal(room, suspended, now=last - timedelta(seconds=1))
    # Not even a statement past the actions lets whoever suspended decide.
    with pytest.raises(IntegrityError, match="suspension_appeal_decided_by_another"), transaction.atomic():
        Suspension.objects.update(outcome="upheld", decided_by=officer_of(room.moderator), decided_at=LATER)


def test_it_is_appealed_in_the_app_by_nobody_else(room, suspended, ask, monkeypatch):
    monkeypatch.setattr("superapp.api.context.dt", SimpleNamespace(datetime=SimpleNamespace(now=lambda zone: LATER)))
    found = ask("MyPart", {"code": room.hearing.code}, viewer=room.writer).data["hearing"]["myPart"]["suspension"]
    assert (found["reason"], found["sentence"], found["appeal"]) == ("spam", "โพสต์ซ้ำหลายครั้ง", None)
    assert found["id"] == global_id("sus", str(suspended.public_id))

    def send(viewer, id_=found["id"]):
        return ask("AppealSuspension", {"input": {"suspensionId": id_, "grounds": GROUNDS}}, viewer=viewer)

    for viewer in (room.reader, room.moderator, room.outsider):
        assert [code for code, _ in send(viewer).problems("appealSuspension")] == ["NOT_FOUND"]
    assert [code for code, _ in send(room.writer, "nothing").problems("appealSuspension")] == ["NOT_FOUND"]
    assert fresh_row().filed_at is None
    answer = send(room.writer)

    assert answer.problems("appealSuspension") == []
    assert answer.data["appealSuspension"]["suspension"]["appeal"] == "filed"
    departures.part(place.citizen_of(room.writer), LATER)
    assert fresh_row().grounds == ""


def test_at_the_desk_another_officer_decides_and_no_other_agency_sees_it(room, suspended, at_desk):
    appeal(room, suspended)
    page, told = f"{ROOT}suspension/{suspended.pk}/", {"outcome": "upheld", "sentence": "ซ้ำจริง"}
    elsewhere, self_, here = (at_desk(officer_of(who)) for who in (room.outsider, room.moderator, room.colleague))

    assert [elsewhere.get(page).status_code, elsewhere.post(page, told).status_code] == [404, 404]
    assert at_desk(place.citizen_of(room.writer).account).get(page).status_code == 302
    assert at_desk(None).post(page, told).status_code == 302
    assert page not in elsewhere.get(f"{ROOT}?board=appeals").content.decode()
    assert self_.get(page).context["is_decider"]
    self_.post(page, told)
    assert fresh_row().outcome == ""
    assert page in here.get(f"{ROOT}?board=appeals").content.decode()
    assert GROUNDS in here.get(page).content.decode()
    here.post(page, told)

    assert (fresh_row().outcome, fresh_row().outcome_th) == ("upheld", "ซ้ำจริง")
    assert fresh(room.participant).suspended_until == UNTIL

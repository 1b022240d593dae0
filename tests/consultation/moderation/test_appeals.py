"""Appeals: by the author, within 15 days, decided by somebody else; overturned shows again; erased empties grounds."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from consultation.actions import departures, moderation, moderation_appeals, moderation_telling
from consultation.actions.moderation import Ruling
from consultation.actions.recounting import differences
from consultation.models import ModerationAppeal, ModerationDecision, Statement
from superapp.api.ids import global_id
from superapp.people.models import Notice
from superapp.refusal import NotFound
from tests.consultation.comments import place
from tests.consultation.comments.reading import read
from tests.factories import services as make
from tests.factories.services import NOW

from .conftest import LATER, fresh, officer_of

pytestmark = pytest.mark.django_db
GROUNDS = "เป็นการวิจารณ์ร่างกฎหมาย ไม่ได้ดูหมิ่นใคร"


@pytest.fixture
def hidden(room):
    comment = room.say()
    ruling = Ruling("hide", "insult", "ข้อความดูหมิ่น")
    moderation.decide(viewer=room.moderator, subject=comment, ruling=ruling, revision=1, now=LATER)
    return fresh(comment)


def appeal(room, subject, viewer=None, now=LATER, grounds=GROUNDS):
    return moderation_appeals.file(viewer=viewer or room.writer, subject=subject, grounds=grounds, now=now)


def test_an_overturned_decision_shows_it_again(room, hidden):
    filed = appeal(room, hidden)
    about = {"appeal": filed, "outcome": "overturned", "sentence_th": "เป็นการวิจารณ์โดยสุจริต", "now": LATER}

    assert appeal(room, hidden) == filed
    for viewer in room.strangers:
        with pytest.raises(NotFound):
            moderation_appeals.decide(viewer=viewer, **about)
    with pytest.raises(moderation_appeals.AppealByItsDecider):
        moderation_appeals.decide(viewer=room.moderator, **about)
    with pytest.raises(moderation_appeals.OutcomeIncomplete):
        moderation_appeals.decide(viewer=room.colleague, **(about | {"sentence_th": " "}))
    assert (fresh_appeal().state, fresh(hidden).status) == ("filed", "hidden")
    moderation_appeals.decide(viewer=room.colleague, **about)

    assert (fresh_appeal().state, fresh(hidden).status, fresh(hidden).is_listed) == ("overturned", "visible", True)
    assert list(ModerationDecision.objects.order_by("pk").values_list("act", flat=True)) == ["hide", "show"]
    assert Notice.objects.filter(citizen=place.citizen_of(room.writer)).count() == 2
    with pytest.raises(moderation_appeals.AppealDecided):
        moderation_appeals.decide(viewer=room.colleague, **about)
    assert differences(room.hearing) == {}


def fresh_appeal():
    return ModerationAppeal.objects.get()


def test_an_upheld_decision_stands(room, hidden):
    moderation_appeals.decide(
        viewer=room.colleague, appeal=appeal(room, hidden), outcome="upheld", sentence_th="ดูหมิ่นจริง", now=LATER
    )

    assert (fresh_appeal().state, fresh(hidden).status) == ("upheld", "hidden")


def test_one_overturned_partly_stays_hidden_for_another_reason_and_is_not_appealed_again(room, hidden):
    filed = appeal(room, hidden)
    head = make.viewer_of_officer(make.make_officer("somchai", (room.hearing.agency, "head")))
    about = {"appeal": filed, "outcome": "partly", "sentence_th": "ไม่ดูหมิ่น แต่เป็นโฆษณา", "now": LATER}

    with pytest.raises(moderation_appeals.AppealByItsDecider):
        moderation_appeals.take(viewer=room.moderator, appeal=filed, now=LATER)
    moderation_appeals.take(viewer=head, appeal=filed, now=LATER)
    assert fresh_appeal().state == "in_review"
    with pytest.raises(moderation_appeals.AppealTaken):
        moderation_appeals.decide(viewer=room.colleague, reason="spam", **about)
    moderation_appeals.take(viewer=room.colleague, appeal=filed, now=LATER)
    for reason in ("", "insult", "off_topic", "other", "fine"):
        with pytest.raises(moderation_appeals.OutcomeIncomplete):
            moderation_appeals.decide(viewer=room.colleague, reason=reason, **about)
    with pytest.raises(moderation.RulingIncomplete):
        moderation_appeals.decide(viewer=room.colleague, reason="unlawful", **about)
    assert (fresh_appeal().state, ModerationDecision.objects.count()) == ("in_review", 1)
    moderation_appeals.decide(viewer=room.colleague, reason="spam", **about)

    stands = moderation.effective(fresh(hidden))
    assert (fresh_appeal().state, fresh(hidden).status) == ("partly", "hidden")
    assert (stands.reason, stands.officer, stands.sentence_th) == (
        "spam",
        officer_of(room.colleague),
        about["sentence_th"],
    )
    with pytest.raises(moderation_appeals.NotAppealable):
        appeal(room, fresh(hidden))
    assert Notice.objects.filter(citizen=place.citizen_of(room.writer)).count() == 2
    assert differences(room.hearing) == {}
    told = read(HIDDEN, room.writer, id=global_id("cmt", str(hidden.public_id))).data["node"]["hiddenBecause"]
    assert told == {"reason": "spam", "appeal": "partly", "appealSentence": about["sentence_th"]}


HIDDEN = "query($id: ID!) { node(id: $id) { ... on Comment { hiddenBecause { reason appeal appealSentence } } } }"


def test_a_hidden_statement_says_why_and_is_appealed_in_the_app(room, ask, monkeypatch):
    monkeypatch.setattr("superapp.api.context.dt", SimpleNamespace(datetime=SimpleNamespace(now=lambda zone: LATER)))
    statement = Statement.objects.create(
        hearing=room.hearing, author=room.participant, text="คนร่างโง่", status="pending", created_at=NOW
    )
    ruling = Ruling("hide", "insult", "ดูหมิ่นผู้ร่าง")
    moderation.decide(viewer=room.moderator, subject=statement, ruling=ruling, revision=1, now=LATER)
    id_ = global_id("stm", str(statement.public_id))

    def send(viewer=room.writer, **given):
        return ask("AppealModeration", {"input": {"grounds": GROUNDS} | given}, viewer=viewer)

    for viewer, given in (
        (room.reader, {"statementId": id_}),
        (room.writer, {}),
        (room.writer, {"statementId": id_, "commentId": id_}),
        (room.writer, {"commentId": id_}),
    ):
        assert [code for code, _ in send(viewer, **given).problems("appealModeration")] == ["NOT_FOUND"]
    assert not ModerationAppeal.objects.exists()
    answer = send(statementId=id_)

    told = answer.data["appealModeration"]["statement"]["hiddenBecause"]
    assert answer.problems("appealModeration") == []
    assert (told["reason"], told["sentence"], told["appeal"]) == ("insult", "ดูหมิ่นผู้ร่าง", "filed")
    assert answer.data["appealModeration"]["comment"] is None


def test_what_cannot_be_appealed(room, hidden):
    shown = room.say("อย่างอื่น")
    decision = moderation.effective(hidden)
    last = moderation_telling.appeal_until(decision)
    assert last - decision.at > timedelta(days=15)

    for code, subject, viewer, now, grounds in (
        ("NOT_APPEALABLE", shown, room.writer, LATER, GROUNDS),
        ("NOT_FOUND", hidden, room.reader, LATER, GROUNDS),
        ("NOT_FOUND", hidden, room.moderator, LATER, GROUNDS),
        ("MODERATION_APPEAL_TOO_LATE", hidden, room.writer, last, GROUNDS),
        ("TEXT_EMPTY", hidden, room.writer, LATER, "\u200b"),
        ("TEXT_TOO_LONG", hidden, room.writer, LATER, "ก" * 2001),
    ):
        with pytest.raises(Exception) as refused:
            appeal(room, subject, viewer, now, grounds)
        assert getattr(refused.value, "code", refused.value) == code
    assert not ModerationAppeal.objects.exists()
    assert appeal(room, hidden, now=last - timedelta(seconds=1)).state == "filed"


def test_erasing_its_author_empties_the_grounds_and_leaves_the_log(room, hidden):
    appeal(room, hidden)

    departures.part(place.citizen_of(room.writer), LATER)

    assert (fresh_appeal().grounds, ModerationDecision.objects.count()) == ("", 1)
    assert (fresh(hidden).status, fresh(hidden).body) == ("erased", "")

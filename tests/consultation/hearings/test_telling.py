"""Following and being told: each fact once, to those it concerns, and an agency's delivery record."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consultation.actions import (
    drafts,
    follows,
    hearing_schedule,
    hearing_steps,
    hearing_telling,
    overdue,
    stakeholders,
)
from consultation.models import AgencyNotice, DelayReason, Follow, HearingEvent, HearingStakeholder, Stakeholder
from superapp.accounts import acting
from superapp.accounts.viewer import ANONYMOUS
from superapp.api import ids
from superapp.audit.models import AuditEvent
from superapp.people.models import Notice
from superapp.refusal import NotFound
from tests.consultation.comments import place
from tests.consultation.drafts.conftest import bring_in, seen
from tests.factories.people import make_mandate, make_person, viewer_of_person
from tests.factories.services import NOW

from . import making

pytestmark = pytest.mark.django_db


def tell_all(hearing):
    """Do the jobs that tell followers, for every event so far."""
    for event in HearingEvent.objects.filter(hearing=hearing).exclude(kind="closed").order_by("pk"):
        hearing_telling.tell_followers.func(
            hearing=str(hearing.public_id), event=event.pk, after=0, at=event.at.isoformat()
        )


def told(citizen):
    return [
        notice.texts["title_en"].partition(":")[0] for notice in Notice.objects.filter(citizen=citizen).order_by("pk")
    ]


def test_followers_of_law_agency_subject_and_hearing_are_told_each_fact_once(author, approver, version):
    version.law.subjects = ["justice_rights"]
    version.law.save()
    people = [make_person(number) for number in range(1, 7)]
    viewers = [viewer_of_person(person) for person in people]
    follows.follow(viewer=viewers[0], law=version.law.code, now=NOW)
    follows.follow(viewer=viewers[1], agency="DOPA", now=NOW)
    follows.follow(viewer=viewers[2], subject="justice_rights", now=NOW)
    for what in ({"law": version.law.code}, {"agency": "DOPA"}, {"subject": "justice_rights"}):
        follows.follow(viewer=viewers[3], now=NOW, **what)
    follows.follow(viewer=viewers[4], subject="health", now=NOW)
    hearing = making.announced(author, approver, version)
    follows.follow(viewer=viewers[5], hearing=hearing.public_id, now=NOW)

    hearing_schedule.turn(now=hearing.opens_at)
    hearing_schedule.turn(now=hearing.closes_at - timedelta(days=2))
    hearing_schedule.turn(now=hearing.closes_at - timedelta(days=1))
    tell_all(hearing)
    tell_all(hearing)

    facts = ["A hearing is announced", "A hearing is open", "A hearing closes soon"]
    assert [told(person) for person in people] == [facts, facts, facts, facts, [], facts]
    notice = Notice.objects.filter(citizen=people[0]).first()
    assert notice.link == ids.global_id("hrg", str(hearing.public_id))
    assert notice.texts["body_th"] == "จะเปิดรับฟังวันที่ 24 พฤศจิกายน 2569 ถึง 23 ธันวาคม 2569 อ่านร่างและเอกสารประกอบได้แล้ว"


def test_an_extension_a_cancellation_and_a_report_are_told(author, approver, version):
    person = make_person(1)
    hearing = making.opened(author, approver, version)
    follows.follow(viewer=viewer_of_person(person), hearing=hearing.public_id, now=NOW)
    later = hearing.closes_at + timedelta(days=5)
    now = making.at(hearing, days=1)
    hearing_steps.extend(viewer=approver, code=hearing.code, closes_at=later, reason="ขอเวลา", now=now)
    hearing_schedule.turn(now=later)
    hearing_steps.reported(making.fresh(hearing), now=later)

    tell_all(making.fresh(hearing))

    assert told(person)[-2:] == ["A hearing is extended", "The results are published"]


def test_a_newer_version_is_told_while_its_hearing_is_announced_or_open(author, approver, version):
    person, code = make_person(1), version.law.code
    follows.follow(viewer=viewer_of_person(person), law=code, now=NOW)
    hearing = making.announced(author, approver, version)

    def publish(words):
        made = bring_in(author, f"มาตรา ๑  {words}\nมาตรา ๒  {place.WORDS[1]}", code=code)
        drafts.confirm_mapping(viewer=author, code=code, seen=seen(made), now=NOW)
        drafts.publish(viewer=approver, code=code, seen=seen(made), now=NOW)

    publish("ให้มีช่องทางร้องเรียนออนไลน์")
    hearing_schedule.turn(now=hearing.closes_at)
    publish("ให้มีช่องทางร้องเรียนออนไลน์และสายด่วน")
    tell_all(hearing)

    events = HearingEvent.objects.filter(kind="version").values_list("hearing", "key", "note")
    assert list(events) == [(hearing.pk, "2", "ฉบับรับฟัง")]
    assert told(person) == ["A hearing is announced", "A new version of the draft"]


def test_many_followers_are_told_in_batches(author, approver, version, monkeypatch):
    monkeypatch.setattr(hearing_telling, "BATCH", 2)
    people = [make_person(number) for number in range(1, 6)]
    for person in people:
        follows.follow(viewer=viewer_of_person(person), agency="DOPA", now=NOW)
    hearing = making.announced(author, approver, version)
    event = HearingEvent.objects.get()

    after, counts = 0, []
    while not counts or counts[-1] == 2:
        count = hearing_telling.tell_followers.func(
            hearing=str(hearing.public_id), event=event.pk, after=after, at=NOW.isoformat()
        )
        counts.append(count)
        after = people[min(sum(counts), 5) - 1].pk

    assert counts == [2, 2, 1]
    assert [len(told(person)) for person in people] == [1] * 5


def test_an_embargoed_hearing_is_told_to_nobody_outside(author, approver, version):
    person = make_person(1)
    follows.follow(viewer=viewer_of_person(person), agency="DOPA", now=NOW)
    hearing = making.announced(author, approver, version, embargo_ground="กฎกระทรวง พ.ศ. 2562")

    assert (told(person), AgencyNotice.objects.count()) == ([], 1)
    with pytest.raises(NotFound):
        follows.follow(viewer=viewer_of_person(person), hearing=hearing.public_id, now=NOW)


def test_following_is_ones_own_and_once(version, author, officer_elsewhere):
    viewer = viewer_of_person(make_person(1))
    stranger = viewer_of_person(make_person(2))
    principal = make_person(3)
    mandate = make_mandate(viewer.citizen, principal)
    carer = acting.acting_for(viewer, str(mandate.public_id), now=NOW)
    for who in (ANONYMOUS, author, officer_elsewhere, carer):
        with pytest.raises(NotFound):
            follows.follow(viewer=who, agency="DOPA", now=NOW)
    for what in (
        {},
        {"agency": "NONE"},
        {"subject": "gossip"},
        {"law": "no-law"},
        {"agency": "DOPA", "subject": "health"},
    ):
        with pytest.raises(NotFound):
            follows.follow(viewer=viewer, now=NOW, **what)
    assert not Follow.objects.exists()

    first = follows.follow(viewer=viewer, agency="DOPA", now=NOW)
    again = follows.follow(viewer=viewer, agency="DOPA", now=NOW)

    assert (first, Follow.objects.count()) == (again, 1)
    with pytest.raises(NotFound):
        follows.unfollow(viewer=stranger, public_id=first.public_id, now=NOW)
    follows.unfollow(viewer=viewer, public_id=first.public_id, now=NOW)
    assert not Follow.objects.exists()
    events = AuditEvent.objects.filter(action__startswith="follow.").order_by("seq")
    assert [(event.action, event.details) for event in events] == [("follow.begin", {}), ("follow.end", {})]


def test_nobody_follows_more_than_they_can_read(version, monkeypatch):
    monkeypatch.setattr(follows, "MOST_FOLLOWS", 1)
    viewer = viewer_of_person(make_person(1))
    follows.follow(viewer=viewer, agency="DOPA", now=NOW)

    with pytest.raises(follows.TooManyFollows):
        follows.follow(viewer=viewer, subject="health", now=NOW)


def test_stakeholders_are_told_and_how_is_kept(author, approver, officer_elsewhere, other_agency, version):
    listed = {"viewer": author, "listed_by": "DOPA", "now": NOW}
    desk = stakeholders.add(**listed, kind="agency", name_th="กรมการขนส่งทางบก", agency="DLT")
    union = stakeholders.add(**listed, kind="civil_society", name_th="สมาคมผู้บริโภค", contact="contact@example.or.th")
    assert b"example" not in bytes(Stakeholder.objects.get(pk=union.pk).contact_sealed)
    hearing = making.ready(author, version)
    chosen = {"code": hearing.code, "stakeholder_ids": [desk.public_id, union.public_id], "now": NOW}
    with pytest.raises(NotFound):
        stakeholders.choose(viewer=officer_elsewhere, identified="list", **chosen)
    stakeholders.choose(viewer=author, identified="list", **chosen)
    mailed = {"channel": "email", "result": "sent"}
    told_by_mail = {"code": hearing.code, "stakeholder_id": union.public_id, "now": NOW, **mailed}
    with pytest.raises(NotFound):
        stakeholders.note_told(viewer=author, **told_by_mail)

    hearing_steps.announce(viewer=approver, code=hearing.code, now=NOW)
    before = list(HearingStakeholder.objects.order_by("pk").values_list("channel", "result"))
    stakeholders.note_told(viewer=author, **told_by_mail)

    assert before == [("desk", "delivered"), ("", "waiting")]
    assert HearingStakeholder.objects.get(stakeholder=union).result == "sent"
    assert set(AgencyNotice.objects.values_list("agency__code", flat=True)) == {"DLT", "DOPA"}
    notice = AgencyNotice.objects.get(agency=other_agency)
    with pytest.raises(NotFound):
        stakeholders.take_note(viewer=author, notice=notice.pk, now=NOW)
    assert (
        stakeholders.take_note(viewer=officer_elsewhere, notice=notice.pk, now=NOW).read_by == officer_elsewhere.officer
    )


def test_where_to_reach_a_stakeholder_is_for_its_agency_and_recorded(author, citizen, officer_elsewhere, version):
    union = stakeholders.add(
        viewer=author, listed_by="DOPA", kind="group", name_th="ชมรม", contact="02-000-0000", now=NOW
    )
    for viewer in (ANONYMOUS, citizen, officer_elsewhere):
        with pytest.raises(NotFound):
            stakeholders.contact_of(viewer=viewer, public_id=union.public_id, now=NOW)

    assert stakeholders.contact_of(viewer=author, public_id=union.public_id, now=NOW) == "02-000-0000"
    assert AuditEvent.objects.filter(action="stakeholder.contact.read").count() == 1


def test_the_overdue_board_counts_days_past_due_and_shows_the_reason(
    author, approver, citizen, officer_elsewhere, version
):
    hearing = making.closed(author, approver, version)
    due = hearing.report_due_on
    assert [overdue.rows(day).count() for day in (due, due + timedelta(days=1))] == [0, 1]
    late = hearing.closes_at + timedelta(days=60)
    told_why = {"code": hearing.code, "text_th": "รอความเห็นของหน่วยงานร่วม", "expected_on": timezone.localdate(late)}
    with pytest.raises(overdue.NotOverdue):
        overdue.explain(viewer=approver, **told_why, now=hearing.closes_at)
    for viewer in (ANONYMOUS, citizen, officer_elsewhere, author):
        with pytest.raises(NotFound):
            overdue.explain(viewer=viewer, **told_why, now=late)
    assert not DelayReason.objects.exists()

    overdue.explain(viewer=approver, **told_why, now=late)

    board = overdue.by_agency(timezone.localdate(late))
    assert [(one.agency_code, one.count, one.oldest_due_on, one.oldest_days) for one in board] == [("DOPA", 1, due, 31)]
    assert DelayReason.objects.get().author == approver.officer

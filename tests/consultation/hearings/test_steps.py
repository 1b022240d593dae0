"""The steps of a hearing: who takes them, what they fix, and what the clock does."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.db import IntegrityError, transaction

from consultation.actions import dossiers, hearing_schedule, hearing_steps, hearings, questions
from consultation.models import DossierDocument, Hearing, HearingEvent, Question
from consultation.models.evaluation import EVALUATION_WAYS
from consultation.models.hearing_state import TRANSITIONS
from superapp.accounts.viewer import ANONYMOUS
from superapp.audit.models import AuditEvent
from superapp.refusal import NotFound
from tests.factories.services import NOW

from . import making

pytestmark = pytest.mark.django_db


def acts_of(hearing):
    return list(
        AuditEvent.objects.filter(object=f"hearing:{hearing.code}").order_by("seq").values_list("action", flat=True)
    )


def test_a_hearing_from_draft_to_closed(author, approver, version):
    hearing = making.announced(author, approver, version)
    assert (hearing.state, hearing.announcer, hearing.announced_at) == ("announced", approver.officer, NOW)
    assert hearing.policy["minimum_days"] == 15
    assert hearing.policy["rank"] == "resolution"
    # Thirty days that end on 23 December; thirty more for the report.
    assert hearing.report_due_on == date(2027, 1, 22)
    assert len(hearing.rules_digest) == 64
    assert not DossierDocument.objects.filter(published_at=None).exists()

    before = [hearing_schedule.turn(now=hearing.opens_at - timedelta(microseconds=1)), making.fresh(hearing).state]
    opened = [hearing_schedule.turn(now=hearing.opens_at), making.fresh(hearing).state]
    again = [hearing_schedule.turn(now=hearing.opens_at), making.fresh(hearing).state]
    soon = [hearing_schedule.turn(now=hearing.closes_at - timedelta(days=3)), making.fresh(hearing).state]
    closed = [hearing_schedule.turn(now=hearing.closes_at), making.fresh(hearing).state]

    assert (before, opened, again) == ([0, "announced"], [1, "open"], [0, "open"])
    assert (soon, closed) == ([1, "open"], [1, "closed"])
    assert making.fresh(hearing).closed_at == hearing.closes_at
    kinds = list(HearingEvent.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["announced", "opened", "closing_soon", "closed"]
    assert [act for act in acts_of(hearing) if "document" not in act] == [
        "hearing.create",
        "hearing.write_questions",
        "hearing.make_ready",
        "hearing.announce",
        "hearing.open",
        "hearing.close",
    ]


def test_only_an_announcer_of_the_agency_who_wrote_none_of_it_announces(
    author, approver, head, citizen, officer_elsewhere, version
):
    hearing = making.draft(head, version)
    making.fill(author, hearing)
    hearing_steps.make_ready(viewer=author, code=hearing.code, now=NOW)

    for viewer in (ANONYMOUS, citizen, officer_elsewhere, author):
        with pytest.raises(NotFound):
            hearing_steps.announce(viewer=viewer, code=hearing.code, now=NOW)
    with pytest.raises(hearing_steps.AnnouncedByItsWriter):
        hearing_steps.announce(viewer=head, code=hearing.code, now=NOW)
    assert (making.fresh(hearing).state, HearingEvent.objects.count()) == ("ready", 0)

    assert hearing_steps.announce(viewer=approver, code=hearing.code, now=NOW).state == "announced"


def test_the_database_lets_nobody_announce_what_they_wrote(author, head, version):
    hearing = making.ready(author, version)
    hearing.writers.add(head.officer)

    for announcer in (author.officer, head.officer):
        with pytest.raises(IntegrityError), transaction.atomic():
            Hearing.objects.filter(pk=hearing.pk).update(announcer=announcer)

    assert making.fresh(hearing).announcer is None


def test_only_officers_of_the_agency_prepare(author, citizen, officer_elsewhere, version):
    for viewer in (ANONYMOUS, citizen, officer_elsewhere):
        with pytest.raises(NotFound):
            making.draft(viewer, version)
    assert not Hearing.objects.exists()

    hearing = making.draft(author, version)
    for viewer in (ANONYMOUS, citizen, officer_elsewhere):
        for act in (
            lambda who: hearings.revise(viewer=who, code=hearing.code, revision=1, plan=making.plan(), now=NOW),
            lambda who: dossiers.write(viewer=who, code=hearing.code, kind="need", title="ก", text="ก", now=NOW),
            lambda who: questions.write(viewer=who, code=hearing.code, questions=[], now=NOW),
            lambda who: hearing_steps.make_ready(viewer=who, code=hearing.code, now=NOW),
            lambda who: hearing_steps.cancel(viewer=who, code=hearing.code, reason="ก", now=NOW),
        ):
            with pytest.raises(NotFound):
                act(viewer)
    assert (making.fresh(hearing).revision, hearing.documents.count()) == (hearing.revision, 0)


def test_two_officers_who_write_at_once_do_not_lose_a_word(author, head, version):
    hearing = making.draft(author, version)
    read = making.fresh(hearing).revision
    hearings.revise(viewer=head, code=hearing.code, revision=read, plan=making.plan(20, title_th="ชื่อใหม่"), now=NOW)

    with pytest.raises(hearings.HearingChanged):
        hearings.revise(viewer=author, code=hearing.code, revision=read, plan=making.plan(25), now=NOW)

    assert (making.fresh(hearing).title_th, making.fresh(hearing).revision) == ("ชื่อใหม่", read + 1)


def test_what_is_ready_is_edited_only_after_it_was_sent_back(author, approver, version):
    hearing = making.ready(author, version)
    write = {"viewer": author, "code": hearing.code, "kind": "need", "title": "ใหม่", "text": "ใหม่", "now": NOW}
    with pytest.raises(hearings.HearingNotDraft):
        dossiers.write(**write)

    hearing_steps.send_back(viewer=approver, code=hearing.code, now=NOW)

    assert dossiers.write(**write).title == "ใหม่"


def test_what_was_announced_stays_as_it_was(author, approver, version):
    hearing = making.announced(author, approver, version)
    document = hearing.documents.get(kind="need")
    with pytest.raises(hearings.HearingNotDraft):
        hearings.revise(viewer=author, code=hearing.code, revision=hearing.revision, plan=making.plan(), now=NOW)
    with pytest.raises(hearings.HearingNotDraft):
        questions.write(viewer=author, code=hearing.code, questions=[], now=NOW)

    for change in (
        lambda: Question.objects.filter(hearing=hearing).update(text_th="อื่น"),
        lambda: Question.objects.filter(hearing=hearing).delete(),
        lambda: Question.objects.create(hearing=hearing, position=99, form="open", text_th="เพิ่ม"),
        lambda: DossierDocument.objects.filter(pk=document.pk).update(text="อื่น"),
        lambda: DossierDocument.objects.filter(pk=document.pk).delete(),
        lambda: hearing.waivers.all().delete(),
        lambda: HearingEvent.objects.all().delete(),
        lambda: Hearing.objects.filter(pk=hearing.pk).update(closes_at=hearing.closes_at - timedelta(hours=1)),
        lambda: Hearing.objects.filter(pk=hearing.pk).update(policy={}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()

    assert (hearing.questions.count(), hearing.documents.count(), hearing.waivers.count()) == (5, 6, 4)


def test_a_document_is_replaced_beside_the_former_by_who_may_publish(
    author, approver, citizen, officer_elsewhere, version
):
    hearing = making.announced(author, approver, version)
    former = hearing.documents.get(kind="impact")
    told = {"document_id": former.public_id, "title": "ฉบับแก้ไข", "text": "แก้ตัวเลข", "note": "ตัวเลขผิด", "now": NOW}
    for viewer in (ANONYMOUS, citizen, officer_elsewhere, author):
        with pytest.raises(NotFound):
            dossiers.replace(viewer=viewer, **told)
    assert hearing.documents.filter(kind="impact").count() == 1

    newer = dossiers.replace(viewer=approver, **told)

    assert [one.title for one in hearing.documents.current().filter(kind="impact")] == ["ฉบับแก้ไข"]
    assert newer.replaces == former
    assert DossierDocument.objects.get(pk=former.pk).text == former.text
    with pytest.raises(dossiers.DocumentGone):
        dossiers.replace(viewer=approver, **told)


def test_more_days_are_free_and_fewer_refused(author, approver, version):
    hearing = making.opened(author, approver, version)
    later, now = hearing.closes_at + timedelta(days=10), making.at(hearing, days=1)
    for closes_at in (hearing.closes_at, hearing.closes_at - timedelta(seconds=1), now):
        with pytest.raises(hearing_steps.HearingOnlyLonger):
            hearing_steps.extend(viewer=approver, code=hearing.code, closes_at=closes_at, reason="ก", now=now)

    extended = hearing_steps.extend(viewer=approver, code=hearing.code, closes_at=later, reason="มีผู้ขอเวลาเพิ่ม", now=now)

    assert (extended.closes_at, extended.report_due_on) == (later, hearing.report_due_on + timedelta(days=10))
    assert HearingEvent.objects.get(kind="extended").note == "มีผู้ขอเวลาเพิ่ม"
    with pytest.raises(hearing_steps.HearingOver):
        hearing_steps.extend(
            viewer=approver, code=hearing.code, closes_at=later + timedelta(days=1), reason="ก", now=later
        )


def test_cancelling_says_why_and_ends_it(author, approver, version):
    hearing = making.opened(author, approver, version)
    now = making.at(hearing, hours=1)
    with pytest.raises(hearing_steps.ReasonNeeded):
        hearing_steps.cancel(viewer=approver, code=hearing.code, reason="  ", now=now)
    with pytest.raises(NotFound):
        hearing_steps.cancel(viewer=author, code=hearing.code, reason="ผู้จัดทำยกเลิกเองไม่ได้", now=now)

    hearing_steps.cancel(viewer=approver, code=hearing.code, reason="ถอนร่างกลับไปทบทวน", now=now)

    cancelled = making.fresh(hearing)
    assert (cancelled.state, cancelled.cancelled_reason) == ("cancelled", "ถอนร่างกลับไปทบทวน")
    assert not cancelled.is_open_at(now)
    with pytest.raises(hearing_steps.HearingStepWrong):
        hearing_steps.cancel(viewer=approver, code=hearing.code, reason="อีกครั้ง", now=now)


def test_a_new_round_is_a_new_hearing(author, approver, version):
    hearing = making.opened(author, approver, version)
    told = {"viewer": author, "code": hearing.code, "version": 1, "new_code": "complaints-act-bill-2", "now": NOW}
    with pytest.raises(hearings.HearingStillOpen):
        hearings.new_round(**told)
    hearing_schedule.turn(now=hearing.closes_at)

    second = hearings.new_round(**told)

    assert (second.round, second.previous, second.state) == (2, hearing, "draft")
    assert (second.title_th, second.opens_at, second.questions.count()) == (hearing.title_th, None, 0)


def test_one_whose_whole_time_passed_while_no_worker_ran_is_opened_and_closed_in_one_go(author, approver, version):
    hearing = making.announced(author, approver, version)

    turned = hearing_schedule.turn(now=hearing.closes_at + timedelta(days=9))

    assert (turned, making.fresh(hearing).state) == (2, "closed")
    assert making.fresh(hearing).closed_at == hearing.closes_at
    assert list(HearingEvent.objects.order_by("pk").values_list("kind", flat=True)) == ["announced", "closed"]


def test_the_table_of_states_is_the_databases(version):
    first = import_module("consultation.migrations.0002_published_stays")
    second = import_module("consultation.migrations.0004_hearing_preparation_stays")

    assert {str(state): tuple(map(str, ways)) for state, ways in TRANSITIONS.items()} == first.WAYS
    assert {str(state): tuple(map(str, ways)) for state, ways in EVALUATION_WAYS.items()} == second.EVALUATION_WAYS


def test_the_database_refuses_every_way_that_is_not_in_the_table(version):
    states = [str(state) for state in TRANSITIONS]
    towards = {"draft": [], "ready": ["ready"], "announced": ["ready", "announced"]}
    towards |= {"open": [*towards["announced"], "open"]}
    towards |= {"closed": [*towards["open"], "closed"], "cancelled": ["cancelled"]}
    towards |= {"analysing": [*towards["closed"], "analysing"], "reported": [*towards["closed"], "reported"]}
    refused, done = [], []
    for start in states:
        for end in states:
            with transaction.atomic():
                hearing = making.draft(None, version, code=f"{start}-{end}")
                hearing.cancelled_reason = "เหตุผล"
                hearing.save()
                for state in towards[start]:
                    hearing.state = state
                    hearing.save()
                try:
                    with transaction.atomic():
                        Hearing.objects.filter(pk=hearing.pk).update(state=end)
                    done.append((start, end))
                except IntegrityError:
                    refused.append((start, end))
                transaction.set_rollback(True)

    open_ways = {(str(start), str(end)) for start, ways in TRANSITIONS.items() for end in ways}
    assert set(done) == open_ways | {(state, state) for state in states}
    assert len(refused) == 8 * 8 - len(done)


def test_a_report_marks_a_closed_hearing_once(author, approver, version):
    hearing = making.opened(author, approver, version)
    with pytest.raises(hearing_steps.HearingStepWrong):
        hearing_steps.reported(hearing, now=NOW)
    hearing_schedule.turn(now=hearing.closes_at)
    hearing = making.fresh(hearing)

    hearing_steps.reported(hearing, now=NOW)

    assert (making.fresh(hearing).state, HearingEvent.objects.filter(kind="reported").count()) == ("reported", 1)

"""The same application, at the same moment: sent eight times, withdrawn and approved, begun twice."""

from typing import Any

import pytest
from django.db import transaction

from superapp.accounts.models import RequestKey
from superapp.accounts.viewer import Viewer
from superapp.jobs.models import Job
from tests.factories import people
from tests.factories.applications import a_key, begin, load_programmes, send
from tests.factories.services import NOW
from tests.racing import kinds, together
from welfare.actions import application_steps as steps
from welfare.actions import applications
from welfare.models import Application, ApplicationEvent, ApplicationNumber, ApplicationState, Decision, book

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 8


@pytest.fixture
def me() -> Viewer:
    load_programmes("old_age_allowance")
    return people.viewer_of_person(people.make_person(1))


def ready(viewer: Viewer) -> Application:
    """Return a draft that can be sent: what cannot be told is left to an officer."""
    row = begin(viewer)
    names = book.current().entries[row.matter].compiled.document.facts
    return applications.fill(
        viewer=viewer, application_id=str(row.public_id), not_known=list(names), book=book.current(), now=NOW
    )


def test_sent_eight_times_at_once_with_one_key_it_is_sent_once(me: Viewer):
    row, key = ready(me), a_key()

    outcomes = together(*[lambda: send(me, row, key=key)] * AT_ONCE)

    assert {(one.number, one.state) for one in outcomes} == {("WA-2569-000001", "submitted")}
    assert ApplicationEvent.objects.filter(kind="submitted").count() == 1
    assert [Job.objects.filter(task__endswith="decide_submitted").count(), Decision.objects.count()] == [1, 1]
    assert (ApplicationNumber.objects.get().last, RequestKey.objects.get().result) == (1, str(row.public_id))


def test_sent_with_a_key_each_one_is_sent_and_the_others_are_told(me: Viewer):
    row = ready(me)

    outcomes = together(*[lambda: send(me, row, key=a_key())] * AT_ONCE)

    assert kinds(outcomes) == ["APPLICATION_STATE_FORBIDS"] * (AT_ONCE - 1) + ["Application"]
    assert ApplicationEvent.objects.filter(kind="submitted").count() == 1
    assert (ApplicationNumber.objects.get().last, RequestKey.objects.count()) == (1, 1)


def test_withdrawn_and_approved_at_the_same_instant_one_of_them_holds(me: Viewer):
    row = send(me, ready(me))
    stale = Application.objects.select_related(*steps.WITH).get(pk=row.pk)

    def withdraw() -> Any:
        return applications.withdraw(viewer=me, application_id=str(row.public_id), now=NOW)

    @transaction.atomic
    def approve() -> Any:
        # As it was read a moment ago, by whoever decides.
        steps.advance(stale, ApplicationState.APPROVED, decided_at=NOW)
        steps.put_in_timeline(stale, "approved", viewer=None, now=NOW, before="submitted")
        return stale

    outcomes = together(withdraw, approve)

    final = Application.objects.get(pk=row.pk)
    said = list(ApplicationEvent.objects.filter(application=row).order_by("pk").values_list("kind", flat=True))
    assert sum(isinstance(one, Application) for one in outcomes) == 1
    assert (final.state, said) in [
        ("withdrawn", ["started", "submitted", "withdrawn"]),
        ("approved", ["started", "submitted", "approved"]),
    ]


def test_begun_twice_at_once_there_is_one_draft(me: Viewer):
    outcomes = together(lambda: begin(me), lambda: begin(me))

    assert {one.pk for one in outcomes} == {Application.objects.get().pk}

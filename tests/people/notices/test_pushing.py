"""Devices are told that something has come, never what: once each, again after a failure, and not those who said no."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured

from superapp.jobs.models import Job
from superapp.people.actions import notices, pushing
from superapp.people.models import Push, PushTarget
from tests.factories import people
from tests.factories.services import NOW
from tests.people.notices.test_inbox import put

pytestmark = pytest.mark.django_db


class Recorder:
    """A channel that remembers what it was given, and answers as it is told."""

    sent: list[dict] = []
    answer: bool | Exception = True

    def send(self, **message):
        if isinstance(Recorder.answer, Exception):
            raise Recorder.answer
        Recorder.sent.append(message)
        return Recorder.answer


@pytest.fixture(autouse=True)
def recorder(settings, monkeypatch):
    monkeypatch.setattr(Recorder, "sent", [])
    monkeypatch.setattr(Recorder, "answer", True)
    settings.PUSH_CHANNEL = f"{__name__}.Recorder"
    return Recorder


@pytest.fixture
def somchai(db):
    return with_device(people.make_person(1))


@pytest.fixture
def somsri(db):
    return with_device(people.make_person(2))


def with_device(citizen):
    token = f"device-token-{citizen.public_id}"
    notices.register_target(viewer=people.viewer_of_person(citizen), platform="ios", token=token, now=NOW)
    return citizen


def announce(notice):
    """Run the job that `put` enqueued, and those it enqueues, as a worker would."""
    count = pushing.announce.func(notice=str(notice.public_id))
    for push in Push.objects.filter(state="waiting").order_by("pk"):
        pushing.settle(pushing.send.func(push=str(push.public_id)), push=str(push.public_id))
    return count


def test_a_message_rings_once_on_every_device_and_says_nothing_of_itself(somchai):
    notices.register_target(
        viewer=people.viewer_of_person(somchai), platform="android", token="second-device-of-somchai", now=NOW
    )
    notice = put(somchai)

    counts = [announce(notice), announce(notice)]

    assert counts == [2, 0]
    assert sorted(message["device"].token for message in Recorder.sent) == [
        f"device-token-{somchai.public_id}", "second-device-of-somchai",
    ]  # fmt: skip
    assert {(message["title"], message["body"]) for message in Recorder.sent} == {(pushing.TITLE, pushing.BODY)}
    assert {message["key"] for message in Recorder.sent} == {str(push.public_id) for push in Push.objects.all()}
    assert set(Push.objects.values_list("state", flat=True)) == {"sent"}


def test_putting_it_in_again_announces_nothing(somchai):
    put(somchai)
    put(somchai)

    jobs = Job.objects.filter(task="superapp.people.actions.pushing.announce")
    assert [list(job.kwargs) for job in jobs] == [["notice"]]


def test_without_a_channel_nothing_is_enqueued(somchai, settings):
    settings.PUSH_CHANNEL = ""

    put(somchai)

    assert Job.objects.count() == 0


def test_sending_twice_uses_the_same_key_and_a_settled_push_is_not_sent(somchai):
    notice = put(somchai)
    pushing.announce.func(notice=str(notice.public_id))
    push = Push.objects.get()

    # A worker that died after the call and before the outcome: the job runs again.
    pushing.send.func(push=str(push.public_id))
    pushing.settle(pushing.send.func(push=str(push.public_id)), push=str(push.public_id))
    late = pushing.send.func(push=str(push.public_id))

    assert [message["key"] for message in Recorder.sent] == [str(push.public_id)] * 2
    assert late is None


def test_a_service_that_is_away_leaves_the_push_waiting(somchai):
    notice = put(somchai)
    pushing.announce.func(notice=str(notice.public_id))
    push = Push.objects.get()
    Recorder.answer = pushing.ChannelAway()

    with pytest.raises(pushing.ChannelAway):
        pushing.send.func(push=str(push.public_id))

    push.refresh_from_db()
    assert (push.state, push.settled_at) == ("waiting", None)


def test_a_device_that_is_gone_is_forgotten(somchai):
    Recorder.answer = False

    announce(put(somchai))

    push = Push.objects.get()
    assert (push.state, push.target_id) == ("gone", None)
    assert PushTarget.objects.count() == 0


def test_a_subject_switched_off_does_not_ring(somchai):
    viewer = people.viewer_of_person(somchai)
    notices.set_preference(viewer=viewer, subject="welfare", is_pushed=False, now=NOW)

    announce(put(somchai, key="a"))
    announce(put(somchai, key="b", topic="mandate.proposed"))

    assert len(Recorder.sent) == 1


@pytest.mark.parametrize(
    ("fields", "rings"),
    [
        ({}, True),
        ({"scope_verbs": ["view"]}, False),
        ({"state": "revoked"}, False),
        ({"scope_codes": ["old_age_allowance"]}, True),
        ({"scope_codes": ["disability_allowance"]}, False),
    ],
    ids=["all", "without notices", "revoked", "this matter", "another matter"],
)
def test_whoever_may_receive_anothers_notices_hears_of_them(somchai, somsri, fields, rings):
    people.make_mandate(somchai, somsri, ends_at=None, **fields)

    announce(put(somsri, matter="old_age_allowance"))

    heard = {message["device"].token for message in Recorder.sent}
    assert f"device-token-{somsri.public_id}" in heard
    assert (f"device-token-{somchai.public_id}" in heard) is rings


def test_the_sandboxs_channel_writes_a_line_without_the_token(somchai, settings, tmp_path):
    settings.DEMO, settings.VAR_DIR = True, tmp_path
    settings.PUSH_CHANNEL = "superapp.people.actions.pushing.SandboxChannel"

    announce(put(somchai))

    text = (tmp_path / "sandbox" / "pushes.jsonl").read_text(encoding="utf-8")
    (line,) = [json.loads(each) for each in text.splitlines()]
    assert (line["platform"], line["title"], line["key"]) == ("ios", pushing.TITLE, str(Push.objects.get().public_id))
    assert f"device-token-{somchai.public_id}" not in text


def test_the_sandboxs_channel_exists_in_demonstrations_only(settings):
    settings.DEMO = False

    with pytest.raises(ImproperlyConfigured):
        pushing.SandboxChannel()

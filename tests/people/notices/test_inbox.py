"""The inbox: a message is put in once, sealed, and read by those it is for."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from superapp.accounts.acting import acting_for
from superapp.accounts.models import Citizen
from superapp.accounts.viewer import ANONYMOUS
from superapp.audit.models import AuditEvent
from superapp.people.actions import notices
from superapp.people.models import Notice, NoticePreference, PushTarget
from superapp.refusal import NotFound
from tests.factories import people
from tests.factories.services import NOW

pytestmark = pytest.mark.django_db

TEXTS = {
    "title_th": "เบี้ยยังชีพผู้สูงอายุเดือนธันวาคม",
    "title_en": "Old age allowance for December",
    "body_th": "โอนเข้าบัญชีที่ลงท้ายด้วย 4821 แล้ว",
    "body_en": "Paid into the account ending in 4821",
}
TOKEN = "device-token-of-somchai"


def put(citizen, key="old_age_allowance:2026-12", **changes):
    known = {"topic": "welfare.entitlement", "texts": TEXTS, "now": NOW}
    return notices.put(citizen=citizen, key=key, **(known | changes))


@pytest.fixture
def somchai(db):
    return people.make_person(1)


@pytest.fixture
def somsri(db):
    return people.make_person(2)


def test_a_message_is_put_in_once(somchai, somsri):
    first = put(somchai)
    again = put(somchai, texts=TEXTS | {"title_th": "ข้อความอื่น"}, now=NOW + timedelta(days=1))
    hers = put(somsri)

    assert again.pk == first.pk
    assert again.texts == TEXTS
    assert [notice.citizen_id for notice in Notice.objects.order_by("pk")] == [somchai.pk, somsri.pk]
    assert hers.pk != first.pk


def test_the_texts_lie_sealed(somchai):
    notice = put(somchai)

    with connection.cursor() as cursor:
        cursor.execute("SELECT texts_sealed FROM people_notice")
        (kept,) = cursor.fetchone()
    assert b"4821" not in bytes(kept)
    assert Notice.objects.get(pk=notice.pk).texts["body_th"] == TEXTS["body_th"]


def test_texts_moved_to_another_row_do_not_open(somchai):
    notice, other = put(somchai), put(somchai, key="another")
    Notice.objects.filter(pk=other.pk).update(texts_sealed=notice.texts_sealed)

    with pytest.raises(notices.cipher.Unreadable):
        _ = Notice.objects.get(pk=other.pk).texts


def test_nobody_is_told_once_they_are_erased(somchai):
    Citizen.objects.filter(pk=somchai.pk).update(
        data_key=None, pid_index=None, pid_sealed=None, name_th_sealed=None, name_en_sealed=None,
        birth_date_sealed=None, phone_sealed=None, email_sealed=None, erased_at=NOW,
    )  # fmt: skip

    assert put(Citizen.objects.get(pk=somchai.pk)) is None
    assert Notice.objects.count() == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"topic": "weather.rain"},
        {"topic": "welfare"},
        {"topic": "welfare.Entitlement"},
        {"key": ""},
        {"key": "k" * 121},
        {"texts": {"title_th": "ก"}},
        {"texts": TEXTS | {"body_en": " "}},
        {"texts": TEXTS | {"title_th": "ก" * 151}},
    ],
    ids=["no subject", "no kind", "capitals", "no key", "long key", "missing texts", "blank text", "long title"],
)
def test_what_is_not_a_message_is_not_put_in(somchai, changes):
    with pytest.raises(ValueError, match="expected"):
        put(somchai, **changes)

    assert Notice.objects.count() == 0


def test_marking_some_as_read(somchai):
    first, second = put(somchai, key="a"), put(somchai, key="b")
    viewer = people.viewer_of_person(somchai)

    marked = notices.mark_read(viewer=viewer, public_ids=[str(first.public_id)], now=NOW)
    again = notices.mark_read(viewer=viewer, public_ids=[str(first.public_id)], now=NOW + timedelta(hours=1))

    first.refresh_from_db()
    second.refresh_from_db()
    assert (marked, again) == (1, 0)
    assert (first.read_at, second.read_at) == (NOW, None)


@pytest.mark.parametrize("which", ["theirs", "nobodys", "nonsense"])
def test_naming_what_is_not_in_ones_inbox_marks_nothing(somchai, somsri, which):
    own, theirs = put(somchai), put(somsri)
    named = {"theirs": str(theirs.public_id), "nobodys": str(uuid4()), "nonsense": "x"}[which]

    with pytest.raises(NotFound) as refused:
        notices.mark_read(viewer=people.viewer_of_person(somchai), public_ids=[str(own.public_id), named], now=NOW)

    assert refused.value.path == ("notice_ids", "1")
    assert Notice.objects.unread().count() == 2


def test_more_than_a_hundred_are_not_marked_at_once(somchai):
    with pytest.raises(notices.TooManyNotices):
        notices.mark_read(viewer=people.viewer_of_person(somchai), public_ids=[str(uuid4())] * 101, now=NOW)


def test_marking_all_leaves_what_comes_later_and_what_is_not_theirs(somchai, somsri):
    put(somchai, key="a")
    put(somchai, key="b")
    put(somchai, key="later", now=NOW + timedelta(seconds=1))
    put(somsri)

    marked = notices.mark_all_read(viewer=people.viewer_of_person(somchai), now=NOW)

    assert marked == 2
    assert sorted(Notice.objects.unread().values_list("key", flat=True)) == ["later", "old_age_allowance:2026-12"]


def test_nobody_has_no_inbox():
    with pytest.raises(NotFound):
        notices.mark_all_read(viewer=ANONYMOUS, now=NOW)


class TestActingForAnother:
    """Under a mandate with `notices` one reads the principal's inbox, and what one does there is on record."""

    def inbox(self, viewer):
        return sorted(Notice.objects.visible_to(viewer).values_list("key", flat=True))

    def acting(self, agent, mandate):
        return acting_for(people.viewer_of_person(agent), str(mandate.public_id), now=NOW)

    def test_the_principals_inbox_and_not_ones_own(self, somchai, somsri):
        put(somchai, key="his")
        put(somsri, key="hers")
        mandate = people.make_mandate(somchai, somsri)

        assert self.inbox(people.viewer_of_person(somchai)) == ["his"]
        assert self.inbox(self.acting(somchai, mandate)) == ["hers"]

    def test_without_the_verb_nothing(self, somchai, somsri):
        put(somsri)
        mandate = people.make_mandate(somchai, somsri, scope_verbs=["view", "apply"])

        assert self.inbox(self.acting(somchai, mandate)) == []

    def test_a_mandate_for_one_matter_shows_that_matter_only(self, somchai, somsri):
        put(somsri, key="covered", matter="old_age_allowance")
        put(somsri, key="other", matter="disability_allowance")
        put(somsri, key="none")
        mandate = people.make_mandate(somchai, somsri, scope_codes=["old_age_allowance"])

        assert self.inbox(self.acting(somchai, mandate)) == ["covered"]

    def test_reading_for_another_is_recorded_and_reading_ones_own_is_not(self, somchai, somsri):
        put(somsri, key="a")
        put(somsri, key="b")
        put(somchai, key="c")
        mandate = people.make_mandate(somchai, somsri)

        notices.mark_all_read(viewer=self.acting(somchai, mandate), now=NOW)
        notices.mark_all_read(viewer=self.acting(somchai, mandate), now=NOW)
        notices.mark_all_read(viewer=people.viewer_of_person(somchai), now=NOW)

        event = AuditEvent.objects.get(action="notice.read")
        assert (event.actor, event.principal, event.mandate) == (
            somchai.public_id, somsri.public_id, str(mandate.public_id),
        )  # fmt: skip
        assert event.details == {"count": 2}
        assert Notice.objects.unread().count() == 0

    def test_devices_and_choices_are_ones_own(self, somchai, somsri):
        viewer = self.acting(somchai, people.make_mandate(somchai, somsri))

        with pytest.raises(NotFound):
            notices.register_target(viewer=viewer, platform="ios", token=TOKEN, now=NOW)
        with pytest.raises(NotFound):
            notices.set_preference(viewer=viewer, subject="welfare", is_pushed=False, now=NOW)

        assert (PushTarget.objects.count(), NoticePreference.objects.count()) == (0, 0)


class TestDevices:
    """A device rings for one person: the last who registered it."""

    def register(self, citizen, token=TOKEN, now=NOW):
        return notices.register_target(
            viewer=people.viewer_of_person(citizen), platform="android", token=token, now=now
        )

    def test_registering_again_adds_nothing(self, somchai):
        first = self.register(somchai)
        again = self.register(somchai, now=NOW + timedelta(days=1))

        assert again.public_id == first.public_id
        assert PushTarget.objects.get().registered_at == NOW + timedelta(days=1)
        assert AuditEvent.objects.filter(action="push_target.register").count() == 1

    def test_the_token_lies_sealed(self, somchai):
        self.register(somchai)

        target = PushTarget.objects.get()
        assert TOKEN.encode() not in bytes(target.token_sealed)
        assert TOKEN not in target.token_index
        assert target.token == TOKEN

    def test_a_phone_that_changes_hands_rings_for_its_new_owner(self, somchai, somsri):
        self.register(somchai)
        self.register(somsri)

        target = PushTarget.objects.get()
        assert target.citizen_id == somsri.pk
        assert target.token == TOKEN

    def test_the_eleventh_device_takes_the_oldests_place(self, somchai):
        for place in range(11):
            self.register(somchai, token=f"{TOKEN}-{place:02}", now=NOW + timedelta(minutes=place))

        assert sorted(target.token for target in PushTarget.objects.all()) == [
            f"{TOKEN}-{place:02}" for place in range(1, 11)
        ]

    @pytest.mark.parametrize("token", ["short", "with blank in the middle", "โทเคนภาษาไทยที่ยาวพอ", "x" * 4097])
    def test_what_is_no_token_is_refused(self, somchai, token):
        with pytest.raises(notices.PushTokenUnreadable) as refused:
            self.register(somchai, token=token)

        assert refused.value.path == ("token",)
        assert PushTarget.objects.count() == 0


def test_choosing_what_rings(somchai):
    viewer = people.viewer_of_person(somchai)

    notices.set_preference(viewer=viewer, subject="welfare", is_pushed=False, now=NOW)
    notices.set_preference(viewer=viewer, subject="mandate", is_pushed=False, now=NOW)
    notices.set_preference(viewer=viewer, subject="mandate", is_pushed=True, now=NOW)

    assert notices.preferences(viewer) == dict.fromkeys(notices.SUBJECTS, True) | {"welfare": False}
    assert notices.preferences(ANONYMOUS) == {}
    with pytest.raises(NotFound):
        notices.set_preference(viewer=viewer, subject="weather", is_pushed=False, now=NOW)

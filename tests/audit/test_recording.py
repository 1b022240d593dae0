"""Recording: each act is one event at the end of its stream, in the transaction of the act, or nowhere."""

import threading
from datetime import datetime

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from superapp.audit import chain, verification
from superapp.audit.models import AuditEvent, AuditHead
from superapp.audit.recording import Act, record, record_all
from tests.audit.conftest import NOW, act


@pytest.mark.django_db
class TestRecord:
    def test_writes_all_that_was_said(self):
        event = act(
            principal="8f6d8a30-58a3-4be4-9a6c-d5a4f4a0b1c2",
            mandate="m-17",
            outcome="FOUR_EYES",
            request_id="req-1",
            details={"version": 3, "is_urgent": True, "until": None, "fields": ("title", "fee")},
        )

        row = AuditEvent.objects.values().get(pk=event.pk)
        assert row == {
            "id": event.pk,
            "stream": "DOPA",
            "seq": 1,
            "at": NOW,
            "actor": "5f0c6a0e-6c0f-4a4e-9f43-2f2f4a6d5b11",
            "principal": "8f6d8a30-58a3-4be4-9a6c-d5a4f4a0b1c2",
            "mandate": "m-17",
            "action": "draft.revise",
            "object": "service:passport#0",
            "outcome": "FOUR_EYES",
            "request_id": "req-1",
            "details": {"version": 3, "is_urgent": True, "until": None, "fields": ["title", "fee"]},
            "prev": chain.GENESIS,
            "hash": event.hash,
        }

    def test_follows_the_event_before_it_in_its_stream(self):
        first, elsewhere, second = act(), act("platform"), act()

        assert [(event.stream, event.seq) for event in (first, elsewhere, second)] == [
            ("DOPA", 1),
            ("platform", 1),
            ("DOPA", 2),
        ]
        assert second.prev == first.hash
        assert elsewhere.prev == chain.GENESIS
        assert list(AuditHead.objects.order_by("stream").values_list("stream", "seq", "hash")) == [
            ("DOPA", 2, second.hash),
            ("platform", 1, elsewhere.hash),
        ]

    def test_is_keyed(self):
        event = AuditEvent.objects.get(pk=act().pk)

        key = settings.AUDIT_KEY.encode()
        assert event.hash == chain.event_hash(key, stream="DOPA", seq=1, at=NOW, body=event.body, prev=chain.GENESIS)

    def test_leaves_nothing_when_the_act_is_undone(self):
        act()
        with transaction.atomic():
            record(stream="DOPA", action="a", object="b", actor="system", now=NOW)
            transaction.set_rollback(True)

        act()

        assert list(AuditEvent.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2]
        assert verification.verify(["DOPA"]) == []

    @pytest.mark.parametrize(
        "change",
        [
            {"stream": ""},
            {"stream": "x" * 65},
            {"actor": "มาลี"},
            {"actor": ""},
            {"action": "two words"},
            {"object": "x" * 201},
            {"outcome": ""},
            {"principal": "somchai jaidee"},
            {"request_id": "a\nb"},
            {"details": {"reason": "เขียนผิด"}},
            {"details": {"reason": "free text"}},
            {"details": {"amount": 1.5}},
            {"details": {"nested": {"a": 1}}},
            {"details": {"facts": ["ok", "not ok"]}},
            {"details": {"a b": 1}},
            {"now": datetime(2026, 11, 21)},
        ],
        ids=str,
    )
    def test_refuses_what_is_no_code(self, change: dict[str, object]):
        with pytest.raises(ValueError):
            act(**change)

        assert (AuditEvent.objects.count(), AuditHead.objects.count()) == (0, 0)

    @pytest.mark.parametrize("change", [{"object": "1101700230708"}, {"details": {"who": ["1101700230708"]}}])
    def test_refuses_a_citizens_number_and_does_not_repeat_it(self, change: dict[str, object]):
        with pytest.raises(ValueError, match="personal data") as caught:
            act(**change)

        assert "1101700230708" not in str(caught.value)

    def test_takes_thirteen_digits_that_are_no_citizens_number(self):
        assert act(object="1101700230700").object == "1101700230700"


@pytest.mark.django_db
class TestRecordAll:
    def test_appends_each_to_its_stream_in_the_order_given(self):
        acts = [
            Act(stream=stream, action="fact.confirm", object=f"service:{number}", actor="system")
            for number, stream in enumerate(["DOPA", "DLT", "DOPA"])
        ]

        with transaction.atomic():
            events = record_all(acts, now=NOW)

        assert [(event.stream, event.seq, event.object) for event in events] == [
            ("DOPA", 1, "service:0"),
            ("DLT", 1, "service:1"),
            ("DOPA", 2, "service:2"),
        ]
        assert verification.verify(["DLT", "DOPA"]) == []

    def test_costs_a_lock_and_an_update_per_stream_and_one_insert(self, django_assert_num_queries):
        act()
        act("platform")
        acts = [Act(stream=stream, action="a", object="b", actor="c") for stream in ("DOPA", "platform", "DOPA")]

        with transaction.atomic(), django_assert_num_queries(5):
            record_all(acts, now=NOW)

    def test_writes_nothing_when_one_of_them_is_wrong(self):
        acts = [Act(stream="DOPA", action=action, object="b", actor="c") for action in ("good", "not good")]

        with pytest.raises(ValueError, match="action"), transaction.atomic():
            record_all(acts, now=NOW)

        assert AuditHead.objects.count() == 0


@pytest.mark.django_db(transaction=True)
class TestBesideOthers:
    def test_is_refused_outside_a_transaction(self):
        with pytest.raises(TransactionManagementError):
            record(stream="DOPA", action="a", object="b", actor="system", now=NOW)

        assert AuditEvent.objects.count() == 0

    def test_four_threads_keep_the_chain(self):
        barrier, troubles = threading.Barrier(4), []

        def add_25(thread: int) -> None:
            barrier.wait()
            try:
                for number in range(25):
                    act("DOPA" if (thread + number) % 2 else "platform", number)
            except Exception as error:
                troubles.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=add_25, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert troubles == []
        assert dict(AuditHead.objects.values_list("stream", "seq")) == {"DOPA": 50, "platform": 50}
        assert verification.verify(["DOPA", "platform"]) == []

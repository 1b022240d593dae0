"""An intruder with full rights on the database, but without the key: each change is found, and its row named."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from django.test import override_settings

from superapp.audit import chain, heads, verification
from superapp.audit.models import AuditEvent, AuditHead
from superapp.audit.verification import Fault
from tests.audit.conftest import NOW, act
from tests.triggers import switched_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def intruder(history) -> Iterator[None]:
    """Have a history, and the triggers out of the way."""
    with switched_off(connection):
        yield


def dopa(seq: int):
    return AuditEvent.objects.filter(stream="DOPA", seq=seq)


def faults(*, published: list[heads.PublishedHead] | None = None) -> list[Fault]:
    return verification.verify(["DOPA", "platform"], published=published or [])


def test_a_whole_chain_has_no_fault(history):
    assert faults() == []
    assert verification.streams() == ["DOPA", "platform"]


@pytest.mark.parametrize(
    "edit",
    [
        {"at": NOW + timedelta(microseconds=1)},
        {"actor": "nobody"},
        {"principal": "p"},
        {"mandate": "m"},
        {"action": "draft.discard"},
        {"object": "service:other"},
        {"outcome": "FOUR_EYES"},
        {"request_id": "r"},
        {"details": {"fields": ["title"], "count": 3}},
        {"hash": "0" * 64},
    ],
    ids=lambda edit: next(iter(edit)),
)
@pytest.mark.usefixtures("intruder")
def test_an_edit_is_found(edit: dict[str, object]):
    dopa(4).update(**edit)

    assert faults() == [Fault("DOPA", 4, "changed: its hash does not fit its content")]


@pytest.mark.usefixtures("intruder")
def test_an_edit_with_a_hash_made_under_another_key_is_found():
    event = dopa(6).get()
    event.actor = "nobody"
    event.hash = chain.event_hash(b"guess", stream="DOPA", seq=6, at=event.at, body=event.body, prev=event.prev)
    event.save()

    assert [fault.seq for fault in faults()] == [6]


@pytest.mark.usefixtures("intruder")
def test_a_deletion_is_found():
    dopa(3).delete()

    assert faults() == [Fault("DOPA", 3, "missing: the next event is number 4")]


@pytest.mark.usefixtures("intruder")
def test_a_deletion_closed_up_is_found():
    dopa(3).delete()
    for seq in (4, 5, 6):
        dopa(seq).update(seq=F("seq") - 1)

    assert faults() == [Fault("DOPA", 3, "it does not follow the event before it")]


@pytest.mark.usefixtures("intruder")
def test_a_missing_beginning_is_found():
    AuditEvent.objects.filter(stream="DOPA", seq__lte=2).delete()

    assert faults() == [Fault("DOPA", 1, "missing: the next event is number 3")]


@pytest.mark.usefixtures("intruder")
def test_a_new_order_is_found():
    dopa(2).update(seq=99)
    dopa(3).update(seq=2)
    dopa(99).update(seq=3)

    assert faults() == [Fault("DOPA", 2, "it does not follow the event before it")]


@pytest.mark.usefixtures("intruder")
def test_an_event_of_another_stream_is_found():
    AuditEvent.objects.filter(stream="platform", seq=3).update(stream="DOPA", seq=7)

    assert faults() == [
        Fault("DOPA", 7, "it does not follow the event before it"),
        Fault("platform", 3, "cut off: the chain ends here, 3 events were written"),
    ]


@pytest.mark.usefixtures("intruder")
def test_a_cut_tail_is_found():
    AuditEvent.objects.filter(stream="DOPA", seq__gte=5).delete()

    assert faults() == [Fault("DOPA", 5, "cut off: the chain ends here, 6 events were written")]


@pytest.mark.usefixtures("intruder")
def test_a_cut_tail_with_the_head_moved_back_is_found_by_its_seal():
    AuditEvent.objects.filter(stream="DOPA", seq__gte=5).delete()
    AuditHead.objects.filter(stream="DOPA").update(seq=4, hash=dopa(4).get().hash)

    assert faults() == [Fault("DOPA", 4, "the head was changed: its seal does not fit")]


@pytest.mark.usefixtures("intruder")
def test_a_missing_head_is_found():
    AuditHead.objects.filter(stream="DOPA").delete()

    assert faults() == [Fault("DOPA", 6, "the head is missing")]


def test_another_key_fits_nothing(history):
    with override_settings(AUDIT_KEY="another key"):
        found = faults()

    assert [(fault.stream, fault.seq) for fault in found] == [("DOPA", 6), ("platform", 3)]


class TestPublishedHeads:
    """What somebody with the key could hide in the database, but not in the copies elsewhere."""

    def test_agree_with_the_chain_also_when_it_has_grown(self, history, tmp_path: Path):
        path = heads.publish(folder=tmp_path, now=NOW)
        act(number=7)

        assert path.name == "heads-20261121T030000Z.json"
        published = heads.read(path)
        assert [(head.stream, head.seq) for head in published] == [("DOPA", 6), ("platform", 3)]
        assert faults(published=published) == []

    def test_show_a_history_written_anew(self, history, tmp_path: Path):
        published = heads.read(heads.publish(folder=tmp_path, now=NOW))
        with switched_off(connection):
            AuditEvent.objects.all().delete()
            AuditHead.objects.all().delete()
        for number in range(8):
            act(number=number, action="draft.forge")

        assert verification.verify(["DOPA"]) == []
        assert verification.verify(["DOPA"], published=published) == [
            Fault("DOPA", 6, "another event stood here when the heads were published")
        ]

    def test_show_a_stream_removed_altogether(self, history, tmp_path: Path):
        published = heads.read(heads.publish(folder=tmp_path, now=NOW))
        with switched_off(connection):
            AuditEvent.objects.filter(stream="platform").delete()
            AuditHead.objects.filter(stream="platform").delete()

        assert faults(published=published) == [
            Fault("platform", 1, "cut off: the chain ends here, 3 events were written")
        ]

    def test_are_refused_when_the_file_was_changed(self, history, tmp_path: Path):
        path = heads.publish(folder=tmp_path, now=NOW)
        content = json.loads(path.read_text())
        content["heads"][0]["seq"] = 5
        path.write_text(json.dumps(content))

        with pytest.raises(heads.BadHeadsFile, match="its signature does not fit"):
            heads.read(path)

    @pytest.mark.parametrize("content", ["", "[]", "{}", '{"signature": 1, "heads": 3}', "\x00", '{"signature": "a"}'])
    def test_are_refused_when_the_file_holds_something_else(self, tmp_path: Path, content: str):
        path = tmp_path / "heads.json"
        path.write_text(content)

        with pytest.raises(heads.BadHeadsFile, match="found no heads"):
            heads.read(path)

    def test_are_refused_when_there_is_no_file(self, tmp_path: Path):
        with pytest.raises(heads.BadHeadsFile, match="cannot be read"):
            heads.read(tmp_path / "none.json")

    def test_are_published_by_the_clock_under_the_slots_name(self, history, settings, tmp_path: Path):
        settings.VAR_DIR = tmp_path

        names = [heads.publish_heads.func(slot="2026-11-21T01:00:00+07:00") for _ in range(2)]

        assert names == ["heads-20261120T180000Z.json"] * 2
        assert [path.name for path in (tmp_path / "audit").iterdir()] == ["heads-20261120T180000Z.json"]


class TestCommands:
    def test_say_that_all_is_whole(self, history, capsys: pytest.CaptureFixture[str]):
        call_command("verify_audit")

        told = capsys.readouterr()
        assert told.out == "streams: 2, events: 9, whole.\n"
        assert told.err.splitlines()[-1].startswith("Verifying 9/9")

    def test_name_the_first_bad_row_and_fail(self, intruder, capsys: pytest.CaptureFixture[str]):
        dopa(4).update(actor="nobody")
        dopa(5).update(actor="nobody")

        with pytest.raises(CommandError, match=r"^Damaged streams: 1 of 2\.$"):
            call_command("verify_audit")

        assert "DOPA#4: changed: its hash does not fit its content\n" in capsys.readouterr().err

    def test_keep_to_one_stream(self, intruder, capsys: pytest.CaptureFixture[str]):
        dopa(4).update(actor="nobody")

        call_command("verify_audit", stream="platform")

        assert capsys.readouterr().out == "streams: 1, events: 3, whole.\n"

    def test_name_the_streams_there_are(self, history):
        with pytest.raises(CommandError, match=r"--stream DOP: no such stream. There are: DOPA, platform."):
            call_command("verify_audit", stream="DOP")

    def test_publish_and_compare(self, history, settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
        settings.VAR_DIR = tmp_path
        call_command("publish_audit_heads")
        path = Path(capsys.readouterr().out.strip())

        with switched_off(connection):
            AuditEvent.objects.filter(stream="platform").delete()
            AuditHead.objects.filter(stream="platform").delete()

        assert path.parent == tmp_path / "audit"
        with pytest.raises(CommandError, match="Damaged streams: 1 of 2"):
            call_command("verify_audit", heads=path)

    def test_say_in_one_sentence_what_is_wrong_with_a_file(self, db, tmp_path: Path):
        with pytest.raises(CommandError, match=r"none.json: cannot be read \(No such file or directory\)\."):
            call_command("verify_audit", heads=tmp_path / "none.json")

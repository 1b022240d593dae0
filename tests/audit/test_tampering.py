"""Every way to tamper with every row: edit, delete, reorder, cut off. Each is found, and the first bad row named."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.models import F, Max
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from superapp.audit import heads, verification
from superapp.audit.models import BODY, AuditEvent, AuditHead
from tests.audit.conftest import NOW, act
from tests.triggers import switched_off

pytestmark = pytest.mark.django_db
LENGTH = 9
POSITIONS = range(1, LENGTH + 1)


@pytest.fixture
def intruder(db: None) -> Iterator[None]:
    """Write nine events of DOPA and one of the platform, and take the triggers out of the way."""
    for number in range(LENGTH):
        act(number=number)
    act("platform")
    with switched_off(connection):
        yield


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def found_at() -> list[tuple[str, int]]:
    return [(fault.stream, fault.seq) for fault in verification.verify(["DOPA", "platform"])]


def dopa(seq: int):
    return AuditEvent.objects.filter(stream="DOPA", seq=seq)


def test_an_edit_of_any_field_of_any_row(intruder):
    changes = {name: {"forged": 1} if name == "details" else "forged" for name in BODY}
    changes |= {"at": NOW.replace(year=2000), "prev": "f" * 64, "hash": "f" * 64}

    for seq in POSITIONS:
        for name, value in changes.items():
            with taken_back():
                dopa(seq).update(**{name: value})
                assert found_at() == [("DOPA", seq)], (seq, name)


def test_a_deletion_of_any_row_left_open_or_closed_up(intruder):
    for seq in POSITIONS:
        for is_closed_up in (False, True):
            with taken_back():
                dopa(seq).delete()
                for later in range(seq + 1, LENGTH + 1) if is_closed_up else ():
                    dopa(later).update(seq=F("seq") - 1)
                assert found_at() == [("DOPA", seq)], (seq, is_closed_up)


def test_any_two_rows_changing_places_with_or_without_their_links(intruder):
    for first, second in combinations(POSITIONS, 2):
        for with_links in (False, True):
            with taken_back():
                one, two = dopa(first).get(), dopa(second).get()
                links = (one.prev, two.prev)
                dopa(first).update(seq=1_000, prev="a" * 64)
                dopa(second).update(seq=first, prev=links[0] if with_links else links[1])
                dopa(1_000).update(seq=second, prev=links[1] if with_links else links[0])
                assert found_at() == [("DOPA", first)], (first, second, with_links)


def test_a_cut_at_any_row_with_or_without_the_head(intruder):
    for seq in POSITIONS:
        for with_head in (False, True):
            with taken_back():
                before = dopa(seq - 1).first()
                AuditEvent.objects.filter(stream="DOPA", seq__gte=seq).delete()
                if with_head:
                    hash_ = before.hash if before else "0" * 64
                    AuditHead.objects.filter(stream="DOPA").update(seq=seq - 1, hash=hash_)
                assert found_at() == [("DOPA", seq - 1 if with_head else seq)], (seq, with_head)


def test_a_cut_covered_by_a_genuine_older_head_is_found_by_what_was_published(db: None, tmp_path: Path):
    """Whoever kept a copy of the head's row can put it back: its seal fits. Published heads find it all the same."""
    for number in range(4):
        act(number=number)
    older = AuditHead.objects.values().get(stream="DOPA")
    for number in range(4, 8):
        act(number=number)
    published = heads.read(heads.publish(folder=tmp_path, now=NOW))

    with switched_off(connection):
        AuditEvent.objects.filter(stream="DOPA", seq__gt=4).delete()
        AuditHead.objects.filter(stream="DOPA").update(**older)

    assert verification.verify(["DOPA"]) == []
    assert [fault.seq for fault in verification.verify(["DOPA"], published=published)] == [5]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_mixture_is_found_at_or_before_its_first_row(intruder, data: st.DataObject):
    with taken_back():
        touched = []
        for _ in range(data.draw(st.integers(1, 4))):
            last = AuditEvent.objects.filter(stream="DOPA").aggregate(last=Max("seq"))["last"] or 0
            seq = data.draw(st.integers(1, max(last, 1)))
            match data.draw(st.sampled_from(["edit", "delete", "cut", "relabel"])):
                case "edit":
                    hit = dopa(seq).update(actor=f"forged-{data.draw(st.integers(0, 9))}")
                case "delete":
                    hit = dopa(seq).delete()[0]
                case "cut":
                    hit = AuditEvent.objects.filter(stream="DOPA", seq__gte=seq).delete()[0]
                case _:
                    hit = dopa(seq).update(seq=seq + 500)
            touched += [seq] if hit else []

        if touched:
            assert [stream for stream, _ in found_at()] == ["DOPA"]
            assert found_at()[0][1] <= min(touched)

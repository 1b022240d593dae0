"""Changing the keys of personal data while everything runs: by sealing anew, and by a second column of the index.

Both go through all rows in short transactions, skip what is done already, so they can be stopped and started again, and
lock the rows they change, so that nothing written meanwhile is lost. docs/personal-data.md says which keys to configure
before, in between and after.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils.module_loading import import_string

from superapp.accounts import cipher
from superapp.accounts.models import Citizen, KeyCheck
from superapp.accounts.models.citizen import CITIZEN_ID, INDEX_COLUMNS
from superapp.people.models import register
from superapp.people.models.register import Column, Holding
from superapp.refusal import Refusal

from . import other_indexes

# Rows that are locked together: on SQLite everybody waits for them.
BATCH = 100

Step = Callable[[int], None]


class NumberUnknown(Refusal):
    """Some citizens' numbers are not kept sealed, so that their index cannot be made anew."""

    is_for_clients = False
    code = "NUMBER_UNKNOWN"
    th = "มีผู้ใช้ {count} รายที่ไม่มีเลขประจำตัวเก็บไว้ จึงทำดัชนีใหม่ไม่ได้ กุญแจเดิมยังต้องอยู่"
    en = "{count} citizens have no number kept, so no new index can be made for them. Keep the old key."


def count_sealed() -> int:
    """Return how many rows hold something a master key seals, for telling how far a rotation has come."""
    return sum(_filled(holding, column).count() for holding, column in register.sealed_by_master())


def rotate_master(*, now: datetime, step: Step = lambda count: None) -> int:
    """Seal anew, by the newest master key, whatever another one seals; then retire the others. Return how many rows.

    `step` is told how many rows have been looked at since it was last told. Processes that still write with another
    key may run: what they write is found in the next round, and the rounds end when one finds nothing.

    :raises cipher.Unreadable: when a row was sealed by a key that is not configured; nothing is retired then.
    """
    newest, changed, tell = cipher.newest_key_id(), 0, step
    while True:
        found = sum(_resealed(holding, column, tell) for holding, column in register.sealed_by_master())
        changed += found
        if not found:
            break
        tell = _silently
    _retire(KeyCheck.Purpose.PII, newest, now)
    return changed


def count_citizens() -> int:
    """Return how many citizens have an index."""
    return Citizen.objects.filter(erased_at=None).count()


def rotate_index(*, now: datetime, step: Step = lambda count: None) -> int:
    """Bring citizens' indexes in line with the configured keys; return how many rows were changed.

    With two keys: fill the newer one's column from the sealed numbers, make the other indexes anew, then retire the
    older key, which may be taken out of the settings afterwards. With one key: empty the column of the key before it,
    which makes room for the next.

    :raises NumberUnknown: when some number is not kept; the older key stays in use.
    """
    keys = cipher.index_keys()
    newest = next(iter(keys))
    ours, other = INDEX_COLUMNS[newest % 2], INDEX_COLUMNS[(newest + 1) % 2]
    changed = 0
    if len(keys) == 1:
        stale = Q(**{f"{ours}__isnull": False, f"{other}__isnull": False})
        for rows in _locked_batches(Citizen.objects.all(), stale, step):
            changed += Citizen.objects.filter(pk__in=[row.pk for row in rows]).update(**{other: None})
        KeyCheck.objects.filter(purpose=KeyCheck.Purpose.PID_INDEX, retired_at__isnull=False).delete()
        return changed
    unknown, tell = 0, step
    while True:
        found, unknown = 0, 0
        for rows in _locked_batches(Citizen.objects.filter(erased_at=None), Q(**{f"{ours}__isnull": True}), tell):
            for citizen in rows:
                pid = citizen.read(CITIZEN_ID)
                if pid is None:
                    unknown += 1
                    continue
                index = cipher.index_by(keys[newest], CITIZEN_ID, pid)
                found += Citizen.objects.filter(pk=citizen.pk).update(**{ours: index})
        changed += found
        if not found:
            break
        tell = _silently
    if unknown:
        raise NumberUnknown(count=unknown)
    changed += other_indexes.rekey()
    _retire(KeyCheck.Purpose.PID_INDEX, newest, now)
    return changed


def _retire(purpose: str, newest: int, now: datetime) -> None:
    KeyCheck.objects.filter(purpose=purpose, retired_at=None).exclude(key_id=newest).update(retired_at=now)


def _silently(_count: int) -> None:
    """Tell nobody: rows were counted in the first round."""


def _filled(holding: Holding, column: Column) -> QuerySet[Model]:
    return holding.model._base_manager.filter(**{f"{column.name}__isnull": False})


def _resealed(holding: Holding, column: Column, step: Step) -> int:
    assert column.sealing is not None
    anew: Callable[[Model], Any] = (
        import_string(column.sealing.through) if column.sealing.through else _rewrapped(column)
    )
    changed, newest = 0, cipher.newest_key_id()
    related = column.sealing.place[1].replace(".", "__").rpartition("__")[0]
    for keys in _batches(_filled(holding, column)):
        step(len(keys))
        rows = holding.model._base_manager.filter(pk__in=keys).order_by("pk")
        rows = rows.select_related(related) if related else rows
        # Looked at without a lock first: of what is done already, nobody has to wait for anything.
        if not column.sealing.through:
            values = rows.select_related(None).values_list("pk", column.name)
            stale = [pk for pk, value in values if value is not None and cipher.key_id_of(value) != newest]
            rows = rows.filter(pk__in=stale)
        with transaction.atomic():
            for row in rows.select_for_update(of=("self",)):
                value = anew(row)
                if value is not None:
                    changed += holding.model._base_manager.filter(pk=row.pk).update(**{column.name: value})
    return changed


def _rewrapped(column: Column) -> Callable[[Model], bytes | None]:
    def anew(row: Model) -> bytes | None:
        value = getattr(row, column.name)
        # Emptied, or sealed anew, between the look and the lock.
        if value is None or cipher.key_id_of(value) == cipher.newest_key_id():
            return None
        assert column.sealing is not None
        return cipher.rewrapped(bytes(value), column.sealing.about(row))

    return anew


def _batches(rows: QuerySet[Model]) -> Iterator[list[Any]]:
    """Yield the keys of rows, a batch at a time, in their order."""
    after = None
    while True:
        left = rows if after is None else rows.filter(pk__gt=after)
        keys = list(left.order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not keys:
            return
        yield keys
        after = keys[-1]


def _locked_batches(rows: QuerySet[Citizen], stale: Q, step: Step) -> Iterator[list[Citizen]]:
    """Yield the citizens to change, a batch at a time, locked until the caller comes back for the next."""
    for keys in _batches(rows):
        step(len(keys))
        wanted = Citizen.objects.filter(stale, pk__in=keys)
        if not wanted.exists():
            continue
        with transaction.atomic():
            yield list(wanted.select_related("account").select_for_update(of=("self",)).order_by("pk"))

"""What nobody used is removed: files announced and never sent, sent and never attached, and bytes without a row."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django_tasks import task

from superapp.files import storing
from superapp.files.models import IssuedDocument, Upload
from superapp.jobs.schedules import schedule

BATCH = 200
# Longer than any request or job lasts that keeps bytes before it writes their row.
STRAY_AFTER = timedelta(hours=24)


@schedule(name="remove-unused-uploads", every=timedelta(hours=1), at=timedelta(minutes=25), missed="last")
@task()
def remove_unused_uploads(*, slot: str) -> int:
    """Delete uploads whose time is over at `slot`, and their bytes; return how many. A second run finds none."""
    now = datetime.fromisoformat(slot)
    gone = 0
    for _ in range(50):
        with transaction.atomic():
            old = list(Upload.objects.select_for_update().unused_at(now).order_by("pk")[:BATCH])
            if not old:
                break
            storing.remove(*[upload.stored_as for upload in old])
            Upload.objects.filter(pk__in=[upload.pk for upload in old]).delete()
            gone += len(old)
    return gone


@schedule(name="remove-stray-files", every=timedelta(days=1), at=timedelta(hours=3), missed="last")
@task(lease_s=600)
def remove_stray_files(*, slot: str) -> int:
    """Delete bytes that no row points at, a day old or more: of killed processes, lost races and erased citizens.

    Return how many files. A second run finds none.
    """
    before = datetime.fromisoformat(slot) - STRAY_AFTER
    stray = [name for names in _batches(before) for name in names - _known(names)]
    storing.remove(*stray)
    return len(stray)


def _batches(before: datetime) -> Iterator[set[str]]:
    storage, held = storing.storage(), set[str]()
    for group in (*Upload.Purpose.values, "documents"):
        for folder in _listed(group)[0]:
            for name in _listed(f"{group}/{folder}")[1]:
                path = f"{group}/{folder}/{name}"
                if storage.get_modified_time(path) < before:
                    held.add(path)
                if len(held) >= BATCH:
                    yield held
                    held = set()
    if held:
        yield held


def _listed(path: str) -> tuple[list[str], list[str]]:
    try:
        return storing.storage().listdir(path)
    except FileNotFoundError:
        return [], []


def _known(names: set[str]) -> set[str]:
    uploads = Upload.objects.filter(stored_as__in=names).values_list("stored_as", flat=True)
    documents = IssuedDocument.objects.filter(stored_as__in=names).values_list("stored_as", flat=True)
    return {*uploads, *documents}

"""Erasure after the report: the report and its totals stay, the person's words go from every table and every file."""

import json

import pytest

from consultation.actions import open_data, reports
from consultation.models import HearingCount, OpenDataSet
from superapp.files import storing
from superapp.people.actions import erasures
from tests.consultation.comments.test_departures import texts_everywhere
from tests.factories.people import viewer_of_person

from . import talk as talking

pytestmark = pytest.mark.django_db


def make_waiting():
    """Do the jobs that make data sets."""
    for row in OpenDataSet.objects.filter(state="being_made"):
        open_data.keep(open_data.make.func(data_set=str(row.public_id)), data_set=str(row.public_id))


def test_words_leave_tables_and_open_data_while_the_report_stays(
    talk, author, approver, django_capture_on_commit_callbacks
):
    report = talking.published(author, approver, talk)
    make_waiting()
    old = OpenDataSet.objects.get()
    viewer = viewer_of_person(talking.citizen(talk.voices[0]), at=talk.later)

    with django_capture_on_commit_callbacks(execute=True):
        erasures.erase(viewer=viewer, confirmation=erasures.PHRASES[0], now=talk.later)
    make_waiting()

    assert talking.TEXTS[0] not in texts_everywhere()
    old.refresh_from_db()
    assert (old.state, old.error, old.folder) == ("failed", "WITHDRAWN", "")
    fresh = OpenDataSet.objects.get(state="ready")
    whole = "".join(
        b"".join(storing.pieces(f"{fresh.folder}/{one['name'].replace('/', '.')}", None)).decode()
        for one in fresh.manifest["files"]
    )
    assert talking.TEXTS[0] not in whole
    assert talking.TEXTS[1] in whole
    assert str(old.public_id) not in storing.storage().listdir("open-data")[0]
    kept = reports.latest(talk.hearing)
    assert (kept.content, kept.digest) == (report.content, report.digest)
    assert json.loads(kept.content)["comments"]["shown"] == 4
    count = HearingCount.objects.get()
    assert (count.received, count.shown, count.erased, count.support) == (6, 3, 1, 2)

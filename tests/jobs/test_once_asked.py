"""Asking for one job however many ask: a single statement, and the first one's moment stays."""

from datetime import UTC, datetime, timedelta

import pytest

from superapp.jobs import queue
from superapp.jobs.models import Job

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


def test_ten_that_ask_make_one_job(django_assert_num_queries):
    for second in range(10):
        with django_assert_num_queries(1):
            queue.enqueue_unless_there(
                "tests.none", {"hearing_id": 4}, dedupe="once:4:1", run_at=NOW + timedelta(seconds=second)
            )
    queue.enqueue_unless_there("tests.none", {"hearing_id": 4}, dedupe="once:4:2", run_at=NOW)

    assert list(Job.objects.order_by("dedupe").values_list("dedupe", "run_at")) == [
        ("once:4:1", NOW),
        ("once:4:2", NOW),
    ]


def test_what_is_no_id_is_refused():
    with pytest.raises(TypeError):
        queue.enqueue_unless_there("tests.none", {"share": 0.5}, dedupe="once", run_at=NOW)

    assert not Job.objects.exists()

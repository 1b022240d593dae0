"""A request that is sent again takes effect one time."""

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from superapp.accounts import once
from superapp.accounts.models import RequestKey
from superapp.accounts.viewer import ANONYMOUS, Viewer
from superapp.refusal import NotFound
from tests.factories import services as make
from tests.racing import together

KEY = "3f0c-key-one"


def submitted(viewer: Viewer, body: dict[str, object], key: str = KEY) -> tuple[str, bool]:
    with transaction.atomic():
        claim = once.claim(viewer=viewer, operation="submit", key=key, body=body, now=make.NOW)
        if claim.result is not None:
            return claim.result, False
        claim.keep(f"made-{RequestKey.objects.count()}")
        return claim.row.result, True


def test_the_second_time_the_first_answer_comes(citizen: Viewer):
    first = submitted(citizen, {"a": 1, "b": [2]})
    second = submitted(citizen, {"b": [2], "a": 1})

    assert first == ("made-1", True)
    assert second == ("made-1", False)
    assert RequestKey.objects.count() == 1


def test_another_body_is_refused_and_another_key_is_another_request(citizen: Viewer):
    submitted(citizen, {"a": 1})

    with pytest.raises(once.IdempotencyKeyReused) as refused:
        submitted(citizen, {"a": 2})
    other = submitted(citizen, {"a": 2}, key="3f0c-key-two")

    assert refused.value.code == "IDEMPOTENCY_KEY_REUSED"
    assert refused.value.path == ("idempotency_key",)
    assert other == ("made-2", True)


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "with blank", "ไทยไทยไทย", "nul\0nul\0nul"])
def test_a_key_of_another_shape_is_refused(citizen: Viewer, key: str):
    with pytest.raises(once.IdempotencyKeyMalformed):
        submitted(citizen, {}, key=key)

    assert RequestKey.objects.count() == 0


def test_nobody_has_no_keys(db: None):
    with pytest.raises(NotFound):
        submitted(ANONYMOUS, {})


@pytest.mark.django_db(transaction=True)
def test_of_eight_at_once_one_takes_effect_and_all_hear_of_it():
    viewer = make.viewer_of_officer(make.make_officer("malee", (make.make_agency("DOPA"), "author"), name_th="มาลี"))

    answers = together(*[lambda: submitted(viewer, {"a": 1})] * 8)

    assert sorted(is_first for _, is_first in answers) == [False] * 7 + [True]
    assert {result for result, _ in answers} == {"made-1"}
    with pytest.raises(TransactionManagementError):
        once.claim(viewer=viewer, operation="submit", key=KEY, body={}, now=make.NOW)

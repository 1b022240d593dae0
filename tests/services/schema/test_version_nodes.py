"""Asking again for a version by its id: only officers of its agency find it, and only by its exact number."""

import pytest

from superapp.accounts.viewer import Viewer
from superapp.api.ids import global_id
from tests.asking import Asker
from tests.factories import services as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh")]

NODE = "query Again($id: ID!) { node(id: $id) { __typename id } }"


def test_a_withdrawn_or_unpublished_service_is_null_even_for_its_author(ask: Asker, author: Viewer) -> None:
    make.make_draft(author, "id-draft")

    assert ask(NODE, {"id": global_id("svc", "id-draft")}, viewer=author).data == {"node": None}


@pytest.mark.parametrize(
    "key", ["id-draft.0", "id-draft.2", "id-draft.01", "id-draft.-1", "id-draft.١", "id-draft.1.1"]
)
def test_a_number_that_is_not_the_versions_is_null(ask: Asker, author: Viewer, key: str) -> None:
    make.make_draft(author, "id-draft")
    assert ask(NODE, {"id": global_id("ver", "id-draft.1")}, viewer=author).data["node"] is not None

    answer = ask(NODE, {"id": global_id("ver", key)}, viewer=author)

    assert (answer.errors, answer.data) == ([], {"node": None})


@pytest.mark.parametrize("key", ["id-draft." + "9" * length for length in (9, 10, 19, 100)])
def test_a_huge_number_is_null(ask: Asker, author: Viewer, key: str) -> None:
    answer = ask(NODE, {"id": global_id("ver", key)}, viewer=author)

    assert (answer.errors, answer.data) == ([], {"node": None})

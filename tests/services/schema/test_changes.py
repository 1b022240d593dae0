"""Keeping a copy of the catalogue: the first is whole, later only what changed comes, nothing is missed."""

from typing import Any

import pytest

from services.actions import proposals, publishing
from services.models import Agency, Catalogue
from superapp.accounts.viewer import Viewer
from tests.asking import Asker
from tests.factories import services as make
from tests.services.schema.phone import Phone

pytestmark = pytest.mark.django_db


@pytest.fixture
def five(fresh: None, author: Viewer, approver: Viewer) -> None:
    """Publish five services, id-0 to id-4."""
    for place in range(5):
        make.make_published(author, approver, f"id-{place}", name_th=f"บัตรแบบที่ {place}")


def withdraw(author: Viewer, approver: Viewer, code: str) -> None:
    version = proposals.withdraw(viewer=author, code=code, reason=make.REASON, now=make.NOW)
    publishing.approve(viewer=approver, code=code, number=version.number, reason=make.REASON, now=make.NOW)


@pytest.mark.parametrize("page", [1, 2, 6, 100])
def test_a_copy_does_not_depend_on_the_size_of_its_pages(ask: Asker, five: None, page: int) -> None:
    phone = Phone(ask, page)

    phone.sync()

    assert sorted(phone.received) == ["AGENCY DOPA", *(f"SERVICE id-{place}" for place in range(5))]


def test_later_only_what_changed_comes(ask: Asker, five: None, author: Viewer, approver: Viewer) -> None:
    phone = Phone(ask)
    phone.sync()

    phone.sync()
    assert phone.received == []

    make.republish(author, approver, "id-3", name_th="บัตรแบบใหม่")
    phone.sync()
    assert phone.received == ["SERVICE id-3"]
    assert phone.kept["SERVICE", "id-3"] == "บัตรแบบใหม่"

    withdraw(author, approver, "id-1")
    phone.sync()
    assert phone.received == ["SERVICE_RETIRED id-1"]
    assert ("SERVICE", "id-1") not in phone.kept
    assert len(phone.kept) == 5


def test_drafts_and_reviews_change_nothing_for_the_public(ask: Asker, five: None, author: Viewer) -> None:
    phone = Phone(ask)
    phone.sync()
    before = phone.version

    make.make_draft(author, "id-draft")
    make.revise_and_submit(author, "id-0", name_th="ยังไม่เผยแพร่")
    phone.sync()

    assert (phone.received, phone.version) == ([], before)


def test_what_was_withdrawn_before_the_first_copy_is_not_in_it(
    ask: Asker, five: None, author: Viewer, approver: Viewer
) -> None:
    withdraw(author, approver, "id-1")
    phone = Phone(ask)

    phone.sync()

    assert sorted(phone.received) == ["AGENCY DOPA", "SERVICE id-0", "SERVICE id-2", "SERVICE id-3", "SERVICE id-4"]


def test_a_service_that_comes_back_is_there_again(ask: Asker, five: None, author: Viewer, approver: Viewer) -> None:
    phone = Phone(ask)
    phone.sync()
    withdraw(author, approver, "id-1")
    make.republish(author, approver, "id-1", name_th="กลับมาแล้ว")

    phone.sync()

    assert phone.received == ["SERVICE id-1"]
    assert phone.kept["SERVICE", "id-1"] == "กลับมาแล้ว"


def test_an_agency_that_is_closed_is_dropped(ask: Asker, five: None) -> None:
    make.make_agency("OLD", name_th="หน่วยงานเดิม", changed_in=1)
    phone = Phone(ask)
    phone.sync()
    assert ("AGENCY", "OLD") in phone.kept
    version = Catalogue.objects.version() + 1
    Agency.objects.filter(code="OLD").update(retired_at=make.NOW, changed_in=version)
    Catalogue.objects.update(version=version)

    phone.sync()

    assert phone.received == ["AGENCY_RETIRED OLD"]
    assert ("AGENCY", "OLD") not in phone.kept


@pytest.mark.parametrize("gone", [f"id-{place}" for place in range(5)])
@pytest.mark.parametrize("changed", ["id-0", "id-4"])
def test_nothing_is_missed_when_the_catalogue_moves_on_between_two_pages(
    ask: Asker, five: None, author: Viewer, approver: Viewer, gone: str, changed: str
) -> None:
    def move_on() -> None:
        if changed != gone:
            make.republish(author, approver, changed, name_th="เปลี่ยนระหว่างทาง")
        withdraw(author, approver, gone)
        make.make_published(author, approver, "id-new", name_th="เพิ่มระหว่างทาง")

    late, fresh_copy = Phone(ask), Phone(ask, page=100)

    late.sync(move_on)
    late.sync()
    fresh_copy.sync()

    assert late.kept == fresh_copy.kept
    assert late.version == fresh_copy.version == Catalogue.objects.version()


@pytest.mark.parametrize("since", [-1, 10_000, 2**53 - 1, -(2**53) + 1])
def test_a_version_this_catalogue_has_not_reached_is_refused(ask: Asker, five: None, since: int) -> None:
    answer = ask("CatalogueChanges", {"sinceVersion": since})

    assert (answer.data, answer.codes) == (None, ["BAD_USER_INPUT"])


@pytest.mark.parametrize("since", [None, "0", 1.5, 2**53, -(2**63), True, [0]])
def test_a_version_of_another_kind_is_refused(ask: Asker, five: None, since: Any) -> None:
    answer = ask("CatalogueChanges", {"sinceVersion": since})

    assert (answer.data, set(answer.codes)) == (None, {"BAD_USER_INPUT"})


def test_a_version_another_process_has_shown_already_has_no_changes_yet(ask: Asker, five: None) -> None:
    here = Catalogue.objects.version()

    changes = ask("CatalogueChanges", {"sinceVersion": here + 3}).data["catalogueChanges"]

    assert (changes["edges"], changes["catalogueVersion"]) == ([], here)

"""Loading the reviewed catalogue: what it does, that it does it once, and that a fault leaves nothing half-loaded."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from pytest_django import Settings

from services.actions import alerts, catalogue, drafts, facts, proposals, publishing
from services.models import Agency, Alert, Catalogue, Counter, Fact, Service, ServiceVersion
from superapp.accounts.viewer import Viewer
from superapp.audit.models import AuditEvent
from tests.factories import services as make

from .catalogue_folder import AGENCY, CITY, COUNTER, load, service, write, write_all
from .watching import leaves, picture, refused

pytestmark = pytest.mark.django_db

LATER = make.NOW + timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_all(tmp_path)


def test_the_first_load_adds_everything(folder: Path) -> None:
    with leaves("catalogue.load", "catalogue", None, stream="platform") as details:
        counts = load(folder)

    lost = Service.objects.get(code="id-lost")
    counter = Counter.objects.get()
    assert counts == {
        "category": {"added": 1},
        "life_event": {"added": 1},
        "focus_area": {"added": 1},
        "agency": {"added": 2},
        "service": {"added": 2},
        "counter": {"added": 1},
    }
    assert (details["service_added"], details["agency_added"]) == (2, 2)
    assert (lost.state, lost.agency.code, lost.changed_in) == ("published", "DOPA", Catalogue.objects.version())
    assert [link.related.code for link in lost.related_links.all()] == ["id-renew"]
    assert (lost.published_version.author, lost.published_version.approver) == (None, None)
    assert Agency.objects.get(code="BMA").parent.code == "DOPA"
    assert [hours.weekday for hours in counter.opening_hours.order_by("weekday")] == [1, 2]
    assert list(counter.services.all()) == [lost]
    assert not Fact.objects.exclude(confirmed_at=None).exists()


def test_a_second_load_changes_nothing(folder: Path) -> None:
    load(folder)
    before = picture()

    counts = load(folder)

    assert counts == {
        "category": {"unchanged": 1},
        "life_event": {"unchanged": 1},
        "focus_area": {"unchanged": 1},
        "agency": {"unchanged": 2},
        "service": {"unchanged": 2},
        "counter": {"unchanged": 1},
    }
    assert picture() == before


def test_a_changed_text_becomes_the_next_version(folder: Path) -> None:
    load(folder)
    before = Catalogue.objects.version()
    write(folder, "dopa/id-lost", service("id-lost", name_en="Lost ID card"))

    counts = load(folder)

    lost = Service.objects.get(code="id-lost")
    assert counts["service"] == {"changed": 1, "unchanged": 1}
    assert (lost.name_en, lost.published_version.number, lost.changed_in) == ("Lost ID card", 2, before + 1)
    assert lost.related_links.count() == 0
    assert Service.objects.get(code="id-renew").changed_in == before


def test_a_changed_text_keeps_what_officers_confirmed(folder: Path) -> None:
    load(folder)
    officer = make.make_officer("malee", (Agency.objects.get(code="DOPA"), "author"))
    viewer = make.viewer_of_officer(officer)
    facts.confirm(viewer=viewer, facts=[("id-lost", "fee"), ("id-lost", "description")], now=make.NOW)
    write(folder, "dopa/id-lost", service("id-lost", name_en="Lost ID card", related=["id-renew"]))

    load(folder)

    certainties = dict(Fact.objects.filter(service__code="id-lost").values_list("name", "certainty"))
    assert (certainties["fee"], certainties["description"]) == ("agency_confirmed", "general_knowledge")


def test_a_standing_that_officers_only_drafted_is_still_taken_from_the_file(
    folder: Path, officers: tuple[Viewer, Viewer]
) -> None:
    load(folder)
    author, _ = officers
    draft = drafts.start(viewer=author, code="id-lost", reason="ตรวจทาน", now=make.NOW)
    doubted = draft.content["facts"] | {"fee": {"certainty": "conflicting", "source": ""}}
    drafts.revise(
        viewer=author, code="id-lost", number=2, revision=1, content=draft.content | {"facts": doubted}, now=make.NOW
    )
    stated = service("id-lost", related=["id-renew"], facts={"fee": {"certainty": "conflicting"}})
    write(folder, "dopa/id-lost", stated)

    load(folder)

    assert Fact.objects.get(service__code="id-lost", name="fee").certainty == "conflicting"
    assert Service.objects.get(code="id-lost").published_version.based_on.number == 1


def test_nothing_says_that_it_changed_after_the_newest_version(folder: Path) -> None:
    load(folder)

    assert dict(Agency.objects.values_list("code", "changed_in")) == {"BMA": 1, "DOPA": 1}
    assert Catalogue.objects.version() == 1


def test_another_parent_is_a_change_of_the_agency(folder: Path) -> None:
    load(folder)
    write(folder, "bma/agency", {key: value for key, value in CITY.items() if key != "parent"})

    counts = load(folder)

    city = Agency.objects.get(code="BMA")
    assert counts["agency"] == {"unchanged": 1, "changed": 1}
    assert (city.parent, city.changed_in, Catalogue.objects.version()) == (None, 2, 2)


def test_a_counter_moves_from_one_agency_to_another(folder: Path) -> None:
    load(folder)
    write(folder, "dopa/agency", AGENCY | {"counters": []})
    write(folder, "bma/agency", CITY | {"counters": [COUNTER]})

    counts = load(folder)

    assert counts["counter"] == {"changed": 1}
    assert Counter.objects.get().agency.code == "BMA"
    assert dict(Agency.objects.values_list("code", "changed_in")) == {"BMA": 2, "DOPA": 2}


def test_what_is_taken_away_is_retired_and_comes_back(folder: Path) -> None:
    load(folder)
    (folder / "dopa/id-renew.yaml").unlink()
    write(folder, "dopa/id-lost", service("id-lost"))

    assert load(folder)["service"] == {"retired": 1, "changed": 1}
    assert Service.objects.get(code="id-renew").state == "retired"

    write(folder, "dopa/id-renew", service("id-renew"))
    assert load(folder)["service"] == {"unchanged": 1, "changed": 1}
    renewed = Service.objects.get(code="id-renew")
    assert (renewed.state, renewed.published_version.number) == ("published", 2)


def test_an_agency_taken_away_is_retired(folder: Path) -> None:
    load(folder)
    (folder / "bma/agency.yaml").unlink()

    assert load(folder)["agency"] == {"unchanged": 1, "retired": 1}
    assert Agency.objects.get(code="BMA").retired_at == make.NOW
    assert load(folder)["agency"] == {"unchanged": 1}


@pytest.fixture
def officers(folder: Path) -> tuple[Viewer, Viewer]:
    """Return an author and an approver of the loaded agency."""
    load(folder)
    agency = Agency.objects.get(code="DOPA")
    author, approver = make.make_officer("malee", (agency, "author")), make.make_officer("prasit", (agency, "approver"))
    return make.viewer_of_officer(author), make.viewer_of_officer(approver)


def test_an_agencys_own_text_is_kept(folder: Path, officers: tuple[Viewer, Viewer]) -> None:
    make.republish(*officers, name_en="Lost your ID card?")
    write(folder, "dopa/id-lost", service("id-lost", name_en="Lost ID card"))
    before = picture()

    assert load(folder)["service"] == {"kept": 1, "unchanged": 1}
    assert picture() == before


def test_an_agencys_withdrawal_is_kept(folder: Path, officers: tuple[Viewer, Viewer]) -> None:
    author, approver = officers
    step: dict[str, Any] = {"code": "id-lost", "reason": make.REASON, "now": make.NOW}
    proposals.withdraw(viewer=author, **step)
    publishing.approve(viewer=approver, number=2, **step)

    assert load(folder)["service"] == {"kept": 1, "unchanged": 1}
    assert Service.objects.get(code="id-lost").state == "retired"


def test_a_draft_under_way_is_left_alone(folder: Path, officers: tuple[Viewer, Viewer]) -> None:
    author, _ = officers
    draft = drafts.start(viewer=author, code="id-lost", reason=make.REASON, now=make.NOW)
    write(folder, "dopa/id-lost", service("id-lost", name_en="Lost ID card"))

    assert load(folder)["service"] == {"changed": 1, "unchanged": 1}
    states = ServiceVersion.objects.filter(service__code="id-lost").order_by("number").values_list("number", "state")
    assert list(states) == [(1, "superseded"), (2, "draft"), (3, "published")]
    assert ServiceVersion.objects.get(pk=draft.pk).content == draft.content


def test_more_services_than_places_load_nothing(folder: Path, settings: Settings) -> None:
    settings.CATALOGUE_LIMIT = 1

    with refused("CATALOGUE_FULL"):
        load(folder)


def test_the_real_catalogue_loads_and_loads_again_without_effect() -> None:
    first = load(project.CATALOGUE_DIR)
    before = picture()

    second = load(project.CATALOGUE_DIR)

    assert (first["agency"], first["service"]) == ({"added": 112}, {"added": 300})
    assert (second["agency"], second["service"]) == ({"unchanged": 112}, {"unchanged": 300})
    assert {outcome for tally in second.values() for outcome in tally} == {"unchanged"}
    assert picture() == before
    assert (Service.objects.published().count(), Catalogue.objects.version()) == (300, 1)
    assert AuditEvent.objects.count() == 1


def test_banners_come_down_at_their_end(folder: Path, officers: tuple[Viewer, Viewer]) -> None:
    author, _ = officers
    texts = {"severity": "notice", "message_th": "ปิด", "message_en": "Closed", "now": make.NOW}
    alerts.post(viewer=author, code="id-lost", ends_at=LATER, **texts)
    alerts.post(viewer=author, code="id-renew", ends_at=None, **texts)
    before = Catalogue.objects.version()

    assert catalogue.clear_ended_alerts(now=LATER - timedelta(seconds=1)) == 0
    assert catalogue.clear_ended_alerts(now=LATER) == 1
    assert catalogue.clear_ended_alerts(now=LATER) == 0

    assert dict(Alert.objects.values_list("service__code", "cleared_at")) == {"id-lost": LATER, "id-renew": None}
    assert (Service.objects.get(code="id-lost").changed_in, Catalogue.objects.version()) == (before + 1, before + 1)

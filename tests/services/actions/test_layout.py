"""Laying out a content in rows: what is written is what was said, and how sure each fact is afterwards."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.actions import facts as fact_actions
from services.actions.layout import Codes, lay_out, lay_out_related
from services.models import Category, Channel, Fact, FactName, Fee, Service
from services.models.content import FACT_FIELDS, ServiceContent, Standing
from services.models.content_reading import read
from services.models.content_rows import content_of
from superapp.accounts.models import Officer
from superapp.accounts.viewer import Viewer
from tests.factories import services as make
from tests.factories.contents import contents

CODE = "id-lost"
# For each fact, a change of what it is about.
CHANGES: dict[str, dict[str, Any]] = {
    "description": {"description_th": "แจ้งบัตรหายที่สำนักงานเขต"},
    "fee": {"fees": [{"amount_satang": 2_000}]},
    "processing": {"processing_working_days": 3},
    "channel": {"channels": [{"type": "kiosk"}]},
    "evidence": {"evidence": []},
    "legal": {"legal": [{"title_th": "กฎกระทรวง พ.ศ. 2559"}]},
    "identity": {"login": "verified", "minimum_assurance": "2.1"},
    "digital_level": {"digital_level": "form"},
    "output": {"outputs": ["post"]},
}


def standings() -> dict[str, tuple[Any, ...]]:
    return {
        fact.name: (fact.certainty, fact.source, fact.confirmed_at, fact.confirmed_by) for fact in Fact.objects.all()
    }


def test_every_field_belongs_to_a_fact_that_is_tried() -> None:
    assert set(CHANGES) == set(FACT_FIELDS) == set(FactName.values)


@pytest.mark.parametrize("name", FactName.values)
def test_a_changed_text_is_confirmed_and_the_others_stay(
    author: Viewer, approver: Viewer, approver_officer: Officer, name: str
) -> None:
    make.make_published(author, approver)
    fact_actions.confirm(viewer=author, facts=[(CODE, each) for each in FactName.values], now=make.NOW)
    before = standings()
    later = make.NOW + timedelta(days=30)

    make.republish(author, approver, now=later, **CHANGES[name])

    expected = before | {name: ("agency_confirmed", "", later, approver_officer)}
    assert standings() == expected
    assert Fact.objects.get(name=name).confirm_by == date(2027, 12, 21)


def test_what_was_confirmed_while_the_draft_was_written_stays(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)
    Fact.objects.update(certainty="general_knowledge", confirmed_at=None, confirmed_by=None, confirm_by=None)
    make.revise_and_submit(author, name_en="Lost ID card")
    fact_actions.confirm(viewer=author, facts=[(CODE, "fee")], now=make.NOW)
    before = standings()["fee"]

    make.publishing.approve(viewer=approver, code=CODE, number=2, reason=make.REASON, now=make.NOW)

    assert (standings()["fee"], before[0]) == (before, "agency_confirmed")
    assert standings()["processing"] == ("general_knowledge", "", None, None)


def test_a_restated_fact_stands_as_the_author_says(author: Viewer, approver: Viewer) -> None:
    service = make.make_published(author, approver)
    said = content_of(Service.objects.with_parts().get(pk=service.pk)).as_data()["facts"]
    said |= {"fee": {"certainty": "conflicting", "source": "ข่าวสองแห่ง"}}

    make.republish(author, approver, facts=said)

    assert standings()["fee"] == ("conflicting", "ข่าวสองแห่ง", None, None)
    assert Fact.objects.get(name="fee").confirm_by is None
    assert standings()["legal"][0] == "agency_confirmed"


def test_whoever_claims_the_agency_confirmed_it_is_confirming_it(
    author: Viewer, approver: Viewer, approver_officer: Officer
) -> None:
    make.make_published(author, approver, certainty={"fee": "conflicting"})
    said = make.make_content(certainty={"fee": "agency_confirmed"})["facts"]

    make.republish(author, approver, facts=said)

    assert standings()["fee"] == ("agency_confirmed", "", make.NOW, approver_officer)


def test_a_new_text_does_not_hide_what_is_disputed_or_missing(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver, certainty={"fee": "conflicting"}, evidence=None)

    certainties = {name: standing[0] for name, standing in standings().items()}
    assert certainties == dict.fromkeys(FactName.values, "agency_confirmed") | {
        "fee": "conflicting",
        "evidence": "unknown",
    }


def test_a_text_taken_away_is_unknown_again(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)

    make.republish(author, approver, fees=None)

    assert standings()["fee"] == ("unknown", "", None, None)
    assert Fee.objects.count() == 0
    assert content_of(Service.objects.with_parts().get()).fees is None


def test_parts_that_did_not_change_keep_their_rows(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)
    channels, fees = (list(model.objects.order_by("pk").values()) for model in (Channel, Fee))

    make.republish(author, approver, fees=None)

    assert list(Channel.objects.order_by("pk").values()) == channels
    assert (len(fees), Fee.objects.count()) == (1, 0)


def _bare_service(code: str = CODE) -> Service:
    return Service.objects.create(
        code=code, agency=Codes().agencies["DOPA"], category=Category.objects.get(code="id_card"), created_at=make.NOW
    )


def _put(
    service: Service, content: ServiceContent, base: Mapping[str, Standing], previous: ServiceContent | None
) -> None:
    codes = Codes()
    lay_out(
        service,
        content,
        codes=codes,
        version=1,
        now=make.NOW,
        previous=previous,
        base_facts=base,
        approver=None,
    )
    lay_out_related(service, content, codes)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# Each example undoes what it wrote, so examples may share the test's database.
in_one_database = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@in_one_database
@given(data=contents(related=("id-renew", "id-first")))
def test_what_is_laid_out_is_read_back(agency: object, data: dict[str, Any]) -> None:
    with undone():
        for code in ("id-renew", "id-first"):
            _bare_service(code)
        content = read(data)

        _put(_bare_service(), content, content.facts, None)

        assert content_of(Service.objects.with_parts().get(code=CODE)) == content


@in_one_database
@given(first=contents(), second=contents())
def test_what_is_laid_out_over_another_text_is_read_back(
    agency: object, first: dict[str, Any], second: dict[str, Any]
) -> None:
    with undone():
        before, after = read(first), read(second)
        service = _bare_service()
        _put(service, before, before.facts, None)

        _put(service, after, before.facts, before)

        assert content_of(Service.objects.with_parts().get(code=CODE)) == after


@in_one_database
@given(data=contents(), kept=st.sets(st.sampled_from(FactName.values)))
def test_reference_data_confirms_nothing(agency: object, data: dict[str, Any], kept: set[str]) -> None:
    with undone():
        content = read(data)
        service = _bare_service()
        _put(service, content, content.facts, None)

        other = {name: content.facts[name] if name in kept else Standing("proposed", "?") for name in FactName.values}
        _put(service, replace(content, facts=other), content.facts, content)

        assert not Fact.objects.exclude(confirmed_at=None, confirmed_by=None, confirm_by=None).exists()

"""Opening services for another: who is told what about whom, and what is refused."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from superapp.accounts.models import Citizen, Mandate
from superapp.api import ids
from superapp.people.models import AgencyClient, Consent, DataUse
from tests.asking import Asker
from tests.factories.people import make_mandate, make_organisation

from .opening import code_in, open_, opened, redeem
from .party import Party, inputs, viewer_now


def mandate_id(mandate: Mandate) -> str:
    """Return a mandate's id in the API."""
    return ids.global_id("mdt", str(mandate.public_id))


@pytest.fixture
def app_for_all(app: Party) -> Party:
    """Return DOPA's mini-app, which takes people who act for others."""
    AgencyClient.objects.update(accepts_mandates=True)
    app.client.refresh_from_db()
    return app


def test_acting_for_another_tells_who_acts_for_whom(
    ask: Asker, app_for_all: Party, somsri: Citizen, bunmee: Citizen
) -> None:
    mandate = make_mandate(bunmee, somsri, ends_at=timezone.now() + timedelta(days=1))
    agent = viewer_now(bunmee)

    own = redeem(app_for_all, code_in(opened(ask, agent))).json()
    told = redeem(app_for_all, code_in(opened(ask, agent, onBehalfOf=mandate_id(mandate)))).json()

    assert told["name"] == "ทดสอบ คนที่1"
    assert told["act"] == {"sub": own["sub"], "kind": "carer", "verbs": ["apply", "notices", "pay", "view"]}
    assert told["sub"] != own["sub"]
    assert Consent.objects.filter(citizen=somsri).count() == 1
    assert [use.citizen for use in DataUse.objects.filter(kind="released").order_by("id")] == [bunmee, somsri]


def test_acting_for_an_organisation_tells_what_is_public_of_it(ask: Asker, app_for_all: Party, bunmee: Citizen) -> None:
    company = make_organisation(1)
    mandate = make_mandate(bunmee, company, ends_at=timezone.now() + timedelta(days=1))

    told = redeem(app_for_all, code_in(opened(ask, viewer_now(bunmee), onBehalfOf=mandate_id(mandate)))).json()

    assert told["organisation"] == {
        "juristic_id": company.juristic_id,
        "name": "บริษัท ทดสอบ 1 จำกัด",
        "name_en": "Test 1 Co., Ltd.",
    }
    assert "name" not in told
    assert told["act"]["kind"] == mandate.kind


def test_a_mandate_out_of_scope_ended_or_unwelcome_opens_nothing(
    ask: Asker, app: Party, somsri: Citizen, bunmee: Citizen
) -> None:
    mandate = make_mandate(bunmee, somsri, ends_at=timezone.now() + timedelta(days=1), scope_codes=["other"])
    given = {"onBehalfOf": mandate_id(mandate)}

    out_of_scope = open_(ask, viewer_now(bunmee), **given)
    Mandate.objects.update(scope_codes=None)
    unwelcome = open_(ask, viewer_now(bunmee), **given)
    Mandate.objects.update(state="revoked")
    ended = open_(ask, viewer_now(bunmee), **given)

    assert out_of_scope.problems("openService") == [("MANDATE_OUT_OF_SCOPE", ["onBehalfOf"])]
    assert unwelcome.problems("openService") == [("MANDATE_NOT_ACCEPTED", ["onBehalfOf"])]
    assert ended.problems("openService") == [("NOT_FOUND", ["onBehalfOf"])]


def test_a_mandate_revoked_after_opening_is_good_for_nothing(
    ask: Asker, app_for_all: Party, somsri: Citizen, bunmee: Citizen
) -> None:
    mandate = make_mandate(bunmee, somsri, ends_at=timezone.now() + timedelta(days=1))
    code = code_in(opened(ask, viewer_now(bunmee), onBehalfOf=mandate_id(mandate)))
    Mandate.objects.update(state="revoked")

    assert redeem(app_for_all, code).status_code == 400


def test_a_mandate_revoked_on_the_way_is_refused_once_and_the_visit_is_over(
    ask: Asker, site: Party, somsri: Citizen, bunmee: Citizen
) -> None:
    AgencyClient.objects.update(accepts_mandates=True)
    mandate = make_mandate(bunmee, somsri, ends_at=timezone.now() + timedelta(days=1))
    path = opened(ask, viewer_now(bunmee), onBehalfOf=mandate_id(mandate)).removeprefix(settings.PUBLIC_URL)
    web_view = Client(raise_request_exception=False)
    asked = web_view.get(path)
    web_view.post("/identity/o/open", {"visit": inputs(asked)["visit"], "answer": "yes"})
    Mandate.objects.update(state="revoked")

    refused, after = web_view.get(site.request_address()), web_view.get(site.request_address())

    shown = asked.content.decode()
    assert (bunmee.read("name_th") in shown, somsri.read("name_th") in shown) == (True, True)
    assert (refused.status_code, "NOT_FOUND" in refused.content.decode()) == (403, True)
    assert (after.status_code, 'name="provider"' in after.content.decode()) == (200, True)

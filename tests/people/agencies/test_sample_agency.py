"""The sample agency of the demonstration, from its start page to what it was told, in one browser."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from superapp.accounts.models import Citizen
from superapp.audit.models import AuditEvent
from superapp.people.models import AgencyClient
from superapp.people.sandbox import agency

from .party import agree, browser_of, location

pytestmark = pytest.mark.django_db


def way_out(browser: Client) -> str:
    """Start at the sample agency and return the address of our authorize page, as a path."""
    assert "My driving licence" in browser.get("/sandbox/agency/").content.decode()
    return browser.get("/sandbox/agency/login")["Location"].removeprefix(settings.PUBLIC_URL)


def test_the_sample_agency_shows_what_it_was_told(somsri: Citizen) -> None:
    browser = browser_of(somsri)

    back = agree(browser, way_out(browser))["Location"].removeprefix(settings.PUBLIC_URL)
    page = browser.get(back).content.decode()
    again = browser.get(back)

    assert "ทดสอบ คนที่1" in page
    assert somsri.read("pid") in page
    assert "1990-01-01" in page
    assert again.status_code == 400


def test_saying_no_tells_it_nothing(somsri: Citizen) -> None:
    browser = browser_of(somsri)

    _, query = location(browser.post(way_out(browser), {"answer": "no"}))
    page = browser.get("/sandbox/agency/callback", query)

    assert "ท่านไม่ยินยอม" in page.content.decode()
    assert page.status_code == 200


@pytest.mark.parametrize("change", [{"state": "x"}, {"iss": "https://evil.example"}, {"code": "x"}])
def test_an_answer_to_another_question_is_refused(somsri: Citizen, change: dict[str, str]) -> None:
    browser = browser_of(somsri)
    _, query = location(agree(browser, way_out(browser)))

    page = browser.get("/sandbox/agency/callback", query | change)

    assert page.status_code == 400
    assert "ทดสอบ คนที่1" not in page.content.decode()


def test_it_is_registered_once_and_an_agency_that_has_a_client_keeps_it(db: None) -> None:
    first, second = agency.ensure_client(now=timezone.now()), agency.ensure_client(now=timezone.now())

    assert first == second
    assert AgencyClient.objects.count() == 1
    assert AuditEvent.objects.get().actor == "system"

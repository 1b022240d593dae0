"""A citizen signs in with sample providers on a phone, is told no clearly, and goes on to an agency's own site."""

import pytest
from django.core.cache import caches

from superapp.people.login import wire
from superapp.people.sandbox import inside
from tests.journeys.browser.conftest import PHONE


@pytest.fixture
def here(settings, live_server):
    """Let our public address be the one this server was given, for the providers too."""
    settings.PUBLIC_URL = live_server.url
    caches["data"].clear()
    wire.forget()
    wire.answer_inside(f"{live_server.url}/sandbox/", inside.answer)


def test_two_providers_lead_to_one_account(window, here):
    station = window(PHONE)
    page = station.page
    page.goto(f"{station.address}/login")
    station.picture("citizen-1-sign-in")

    page.get_by_role("button", name="ThaID").click()
    page.get_by_role("heading", name="เลือกว่าจะเป็นใคร").wait_for()
    assert page.get_by_role("button").count() > 10
    station.picture("citizen-2-provider")
    page.get_by_role("button", name="สมศรี ทองสุข").first.click()

    page.get_by_role("heading", name="สวัสดี").wait_for()
    assert "ThaID" in page.locator("main").inner_text()
    station.picture("citizen-3-signed-in")

    page.get_by_role("button", name="เป๋าตัง").click()
    page.get_by_role("button", name="สมศรี ทองสุข").first.click()
    page.get_by_role("heading", name="สวัสดี").wait_for()
    assert station.complaints == []


def test_a_provider_that_is_not_sure_enough_is_refused_in_words(window, here):
    station = window(PHONE)
    page = station.page
    page.goto(f"{station.address}/login")
    page.get_by_role("button", name="ThaID").click()
    page.get_by_role("button", name="ยกเลิก").click()

    page.get_by_role("alert").wait_for()
    station.picture("citizen-4-cancelled")
    assert "{" not in page.get_by_role("alert").inner_text()
    assert station.complaints == []

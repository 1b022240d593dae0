"""Confirming, now, that the same person is there: the session becomes surer and fresher, never less."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session

from superapp.accounts import assurance
from superapp.accounts.models import Account
from superapp.accounts.sessions import SIGN_IN
from superapp.accounts.viewer import SignIn, viewer_for
from superapp.api.problems import problem_of
from superapp.people.sandbox.switches import switched
from tests.factories.services import NOW

from .journeys import PROVIDERS, Browser, Phone, error_of

every_provider = pytest.mark.parametrize("provider", PROVIDERS)


def made_older(browser: Browser) -> None:
    session = browser.client.session
    session[SIGN_IN] = {**session[SIGN_IN], "at": (NOW - timedelta(days=30)).isoformat()}
    session.save()


def facts(browser: Browser) -> dict[str, Any]:
    return dict(browser.client.session[SIGN_IN])


@every_provider
def test_the_provider_is_told_to_ask_again(browser: Browser, provider: str):
    browser.sign_in(provider, "worker")

    asked = parse_qs(urlsplit(browser.start(provider, door="step-up")["Location"]).query)

    assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])


@every_provider
def test_the_same_person_makes_the_session_fresh(browser: Browser, provider: str):
    browser.sign_in(provider, "worker")
    made_older(browser)
    key = browser.client.cookies["sessionid"].value

    response = browser.sign_in(provider, "worker", door="step-up")

    assert error_of(response) is None
    assert datetime.fromisoformat(facts(browser)["at"]) > NOW - timedelta(days=1)
    assert browser.client.cookies["sessionid"].value == key


def test_a_surer_provider_raises_the_level(browser: Browser):
    browser.sign_in("morprom", "worker")

    browser.sign_in("thaid", "worker", door="step-up")

    assert {**facts(browser), "at": ""} == {"provider": "thaid", "ial": "2.3", "at": ""}


def test_a_less_sure_provider_does_not_lower_it(browser: Browser):
    browser.sign_in("thaid", "worker")
    before = facts(browser)

    browser.sign_in("morprom", "worker", door="step-up")

    assert facts(browser) == before


@every_provider
def test_another_person_confirms_nothing(browser: Browser, provider: str):
    browser.sign_in("thaid", "worker")
    made_older(browser)
    before = facts(browser)

    response = browser.sign_in(provider, "farmer", door="step-up")

    assert error_of(response) == "OTHER_PERSON"
    assert facts(browser) == before
    assert Account.objects.count() == 1


@every_provider
def test_a_provider_that_did_not_ask_again_confirms_nothing(browser: Browser, provider: str):
    browser.sign_in(provider, "worker")
    made_older(browser)
    before = facts(browser)

    with switched(provider, auth_age_s=400):
        response = browser.sign_in(provider, "worker", door="step-up")

    assert error_of(response) == "NOT_FRESH"
    assert facts(browser) == before


def test_nobody_confirms_nothing(browser: Browser):
    response = browser.start("thaid", door="step-up")

    assert (response["Location"], Session.objects.count()) == ("/login?error=NOT_SIGNED_IN", 0)


def test_an_app_confirms_by_showing_an_identity_again(phone: Phone):
    phone.sign_in("morprom", "worker")

    phone.present("thaid", phone.id_token("thaid", "worker"), "connect", **phone.bearer)

    sign_in = phone.ask("{ viewer { signIn { provider ial } devices { id } } }").json()["data"]["viewer"]
    assert sign_in["signIn"] == {"provider": "thaid", "ial": "2.3"}
    assert len(sign_in["devices"]) == 1


def test_how_old_a_sign_in_is_told_by_the_provider(phone: Phone):
    with switched("thaid", auth_age_s=7200):
        phone.sign_in("thaid", "worker")

    at = datetime.fromisoformat(phone.ask("{ viewer { signIn { at } } }").json()["data"]["viewer"]["signIn"]["at"])
    assert timedelta(hours=2) <= datetime.now(at.tzinfo) - at < timedelta(hours=2, minutes=5)


@pytest.mark.parametrize(
    ("ial", "fresh", "age", "is_enough"),
    [
        ("2.3", None, 0, True),
        ("2.3", timedelta(minutes=5), 300, True),
        ("2.3", timedelta(minutes=5), 301, False),
        ("3", None, 0, False),
        ("1.1", None, 10**6, True),
    ],
)
def test_a_floor_is_of_level_and_of_time(phone: Phone, ial: str, fresh: timedelta | None, age: int, is_enough: bool):
    phone.sign_in("thaid", "worker")
    viewer = viewer_for(Account.objects.get(), SignIn("thaid", "2.3", NOW - timedelta(seconds=age)))

    assert assurance.satisfies(viewer, ial=ial, fresh=fresh, now=NOW) is is_enough


def test_a_problem_says_how_to_sign_in_again():
    refusal = assurance.StepUpRequired(ial="2.3", providers="paotang,thaid")

    problem = problem_of(refusal, "en")

    assert problem.step_up == {"ial": "2.3", "providers": ["paotang", "thaid"]}
    assert problem.message == "This needs identity assurance level 2.3. Sign in again with paotang,thaid."

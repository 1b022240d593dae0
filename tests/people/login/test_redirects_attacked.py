"""A browser comes back with the wrong state, another's code, another provider's answer, or wants to be sent astray."""

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import caches

from superapp.accounts.models import Account, Citizen
from superapp.people.sandbox.switches import switched

from .journeys import BROWSER, PROVIDERS, Browser, error_of

every_provider = pytest.mark.parametrize("provider", PROVIDERS)


def nobody_came_in() -> bool:
    return not Account.objects.exists() and not UserSession.objects.exists()


def sent(response: Any) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(response["Location"]).query).items()}


def back(browser: Browser, provider: str, **query: str) -> Any:
    return browser.client.get(f"/login/{provider}/callback?{urlencode(query)}")


@every_provider
def test_what_we_ask_a_provider_for(browser: Browser, provider: str):
    asked = sent(browser.start(provider))

    assert asked["redirect_uri"] == f"http://127.0.0.1:8000/login/{provider}/callback"
    assert (asked["response_type"], asked["code_challenge_method"], len(asked["code_challenge"])) == (
        "code",
        "S256",
        43,
    )
    assert set(asked["scope"].split()) == {
        "openid", "pid", "given_name", "family_name", "given_name_en", "family_name_en", "birthdate", "ial",
    }  # fmt: skip
    assert len(asked["nonce"]) == 32
    assert "prompt" not in asked


def test_the_address_bar_has_no_say_in_what_we_ask(browser: Browser):
    form = {"provider": "thaid", "process": "login", "callback_url": "/login", "csrfmiddlewaretoken": browser.token()}

    response = browser.client.post(f"{BROWSER}/auth/provider/redirect?scope=admin&auth_params=nonce%3Dmine", form)

    assert "admin" not in sent(response)["scope"]
    assert sent(response)["nonce"] != "mine"


@every_provider
@pytest.mark.parametrize("state", ["", "made-up"])
def test_a_state_we_did_not_give_is_refused(browser: Browser, provider: str, state: str):
    browser.start(provider)

    response = back(browser, provider, code="x", state=state)

    assert error_of(response) == "SIGN_IN_FAILED"
    assert nobody_came_in()


@every_provider
def test_a_state_is_good_once(browser: Browser, provider: str):
    chosen = browser.choose(browser.start(provider)["Location"], "worker")
    first = browser.client.get(chosen["Location"])

    again = browser.client.get(chosen["Location"])

    assert (error_of(first), error_of(again)) == (None, "SIGN_IN_FAILED")
    assert UserSession.objects.count() == 1


@every_provider
def test_another_browsers_answer_is_refused(browser: Browser, provider: str):
    victim = Browser()
    victim.start(provider)
    chosen = browser.choose(browser.start(provider)["Location"], "worker")

    response = victim.client.get(chosen["Location"])

    assert error_of(response) == "SIGN_IN_FAILED"
    assert nobody_came_in()


@every_provider
def test_another_sign_ins_code_is_refused(browser: Browser, provider: str):
    other = Browser()
    stolen = sent(other.choose(other.start(provider)["Location"], "worker"))["code"]
    own = sent(browser.start(provider))["state"]

    response = back(browser, provider, code=stolen, state=own)

    assert error_of(response) == "SIGN_IN_FAILED"
    assert nobody_came_in()


@every_provider
def test_an_answer_meant_for_another_providers_way_back_is_refused(browser: Browser, provider: str):
    other = PROVIDERS[PROVIDERS.index(provider) - 1]
    told = sent(browser.choose(browser.start(other)["Location"], "worker"))

    response = back(browser, provider, code=told["code"], state=told["state"])

    assert error_of(response) == "SIGN_IN_FAILED"
    assert nobody_came_in()


@every_provider
@pytest.mark.parametrize(
    ("error", "code"), [("access_denied", "SIGN_IN_CANCELLED"), ("server_error", "SIGN_IN_FAILED")]
)
def test_a_provider_that_says_no_is_heard(browser: Browser, provider: str, error: str, code: str):
    state = sent(browser.start(provider))["state"]

    response = back(browser, provider, error=error, state=state)

    assert error_of(response) == code
    assert nobody_came_in()


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/",
        "//example.org",
        "http://127.0.0.1:8000@example.org/",
        "http://127.0.0.1:9000/",
        "javascript:alert(1)",
        "superapp://back",
        "\\\\example.org",
        "",
    ],
)
@pytest.mark.parametrize("door", ["redirect", "step-up"])
def test_nobody_is_sent_astray(browser: Browser, url: str, door: str):
    browser.sign_in("thaid", "worker")

    response = browser.start("thaid", back=url, door=door)

    assert (response.status_code, response["Location"]) == (302, "/login?error=SIGN_IN_FAILED")


def test_a_button_without_csrf_token_is_refused(browser: Browser):
    form = {"provider": "thaid", "process": "login", "callback_url": "/login"}

    response = browser.client.post(f"{BROWSER}/auth/provider/redirect", form)

    assert (response.status_code, error_of(response)) == (403, "BAD_REQUEST")


def test_graphql_by_cookie_needs_our_own_page(browser: Browser):
    browser.sign_in("thaid", "worker")

    for kind in (
        "application/json",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ):
        response = browser.client.post("/graphql", '{"query":"{ viewer { id } }"}', content_type=kind)
        assert response.status_code in (400, 415)
        assert "data" not in response.json()


@every_provider
@pytest.mark.parametrize(
    ("manners", "code"),
    [
        ({"without_kid": True}, "INVALID_TOKEN"),
        ({"without_nonce": True}, "WRONG_NONCE"),
        ({"issuer": "https://example.org"}, "INVALID_TOKEN"),
        ({"audience": "another"}, "INVALID_TOKEN"),
        ({"userinfo_subject": "somebody-else"}, "INVALID_TOKEN"),
        ({"pid": "9100300237573"}, "NO_CITIZEN_ID"),
        ({"without_pid": True}, "NO_CITIZEN_ID"),
        ({"ial": "1.1"}, "IAL_TOO_LOW"),
        ({"is_down": True}, "PROVIDER_UNAVAILABLE"),
        ({"delay_s": 10.0}, "PROVIDER_UNAVAILABLE"),
        ({"is_junk": True}, "PROVIDER_UNAVAILABLE"),
        ({"token_host": "example.org"}, "PROVIDER_UNAVAILABLE"),
    ],
)
def test_a_provider_that_misbehaves_on_the_way_back(
    browser: Browser, provider: str, manners: dict[str, Any], code: str
):
    asked = browser.start(provider)["Location"]
    chosen = browser.choose(asked, "worker")["Location"]
    caches["data"].clear()
    with switched(provider, **manners):
        response = browser.client.get(chosen)

    assert error_of(response) == code
    assert response["Location"].startswith("http://127.0.0.1:8000/login?error=")
    assert nobody_came_in()
    assert f"<small>{code}</small>" in browser.client.get(response["Location"]).content.decode()


@every_provider
def test_a_provider_that_is_down_when_the_button_is_pressed(browser: Browser, provider: str):
    with switched(provider, is_down=True):
        response = browser.start(provider)

    assert error_of(response) == "PROVIDER_UNAVAILABLE"


@every_provider
def test_a_code_nobody_can_redeem_twice(browser: Browser, provider: str):
    told = sent(browser.choose(browser.start(provider)["Location"], "worker"))
    browser.client.get(f"/login/{provider}/callback?{urlencode(told)}")
    form = {"code": told["code"], "client_id": f"superapp-{provider}", "client_secret": "x", "code_verifier": "x"}

    assert browser.client.post(f"/sandbox/{provider}/token", form).status_code == 400
    assert Citizen.objects.count() == 1


@pytest.mark.parametrize(("language", "told"), [("th", "ไม่ถึงระดับ IAL ที่กำหนด"), ("en", "the assurance level needed")])
def test_the_page_says_what_a_code_means_where_the_level_is_not_known(client: Any, language: str, told: str) -> None:
    shown = client.get("/login?error=IAL_TOO_LOW", HTTP_ACCEPT_LANGUAGE=language).content.decode()

    assert (told in shown, "{ial}" in shown) == (True, False)

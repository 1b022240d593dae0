"""Tokens at the API: good ones say who is there, bad ones are told at once, and none outlives its session."""

import time
from typing import Any

import jwt
import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from superapp.accounts.models import Account
from superapp.accounts.viewer import Viewer
from tests.signing_in import sign_in

from .journeys import APP, VIEWER, Browser, Phone

PUBLIC = "{ identityProviders { code } }"
ME = "{ viewer { id } }"


def forged(phone: Phone, **changes: Any) -> dict[str, str]:
    told = jwt.decode(phone.access_token, options={"verify_signature": False}) | changes
    return {"Authorization": f"Bearer {jwt.encode(told, settings.HEADLESS_JWT_PRIVATE_KEY, algorithm='HS256')}"}


def is_refused(phone: Phone, headers: dict[str, str], document: str = ME) -> bool:
    answer = phone.ask(document, headers)
    body = answer.json()
    return answer.status_code == 401 and body["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_both_kinds_of_token_say_who_is_there(phone: Phone):
    phone.sign_in("thaid", "worker")

    by_access = phone.ask(ME).json()["data"]["viewer"]["id"]
    by_session = phone.ask(ME, {"X-Session-Token": phone.session_token}).json()["data"]["viewer"]["id"]

    assert by_access == by_session
    assert phone.ask(ME, {}).json() == {"data": {"viewer": None}}


@pytest.mark.parametrize("document", [ME, PUBLIC])
@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer nonsense"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer a b"},
        {"Authorization": ""},
        {"Authorization": "Basic dXNlcjpwYXNz"},
        {"Authorization": "Bearer โทเคน".encode().decode("latin-1")},
        {"Authorization": "Bearer " + "x" * 10_000},
        {"X-Session-Token": "nonsense"},
        {"X-Session-Token": ""},
        {"X-Session-Token": "x" * 10_000},
        {"X-Session-Token": "'; drop table"},
    ],
)
def test_a_bad_token_is_never_taken_for_nobody(phone: Phone, headers: dict[str, str], document: str):
    assert is_refused(phone, headers, document)


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://example.org"},
        {"aud": "another"},
        {"token_use": "refresh"},
        {"sub": "999999"},
        {"sid": "AAAA"},
        {"sid": 7},
        {"exp": int(time.time()) - 5},
    ],
)
def test_a_token_with_anything_else_in_it_is_refused(phone: Phone, changes: dict[str, Any]):
    phone.sign_in("thaid", "worker")

    assert is_refused(phone, forged(phone, **changes))


def test_a_refresh_token_is_no_access_token(phone: Phone):
    phone.sign_in("thaid", "worker")

    assert is_refused(phone, {"Authorization": f"Bearer {phone.refresh_token}"})


def test_the_header_wins_over_a_cookie(phone: Phone, browser: Browser):
    browser.sign_in("thaid", "farmer")
    phone.sign_in("thaid", "worker")
    phone.client.cookies = browser.client.cookies

    assert phone.ask(VIEWER).json()["data"]["viewer"]["nameEn"] == "Thanaphon Sriwong"
    assert is_refused(phone, {"Authorization": "Bearer nonsense"})


def test_signing_out_ends_the_tokens(phone: Phone):
    phone.sign_in("thaid", "worker")

    phone.client.delete(f"{APP}/auth/session", headers=phone.bearer)

    assert is_refused(phone, phone.bearer)
    assert is_refused(phone, {"X-Session-Token": phone.session_token})
    assert refreshed(phone, phone.refresh_token).status_code == 401


def test_switching_an_account_off_ends_its_tokens(phone: Phone):
    phone.sign_in("thaid", "worker")
    Account.objects.update(is_active=False)

    assert is_refused(phone, phone.bearer)
    assert is_refused(phone, {"X-Session-Token": phone.session_token})
    assert refreshed(phone, phone.refresh_token).status_code == 401
    assert phone.sign_in("thaid", "worker").json()["errors"][0]["code"] == "ACCOUNT_INACTIVE"


def test_a_session_that_is_gone_ends_its_tokens(phone: Phone):
    phone.sign_in("thaid", "worker")
    Session.objects.all().delete()

    assert is_refused(phone, phone.bearer)


def refreshed(phone: Phone, token: object) -> Any:
    return phone.post("/tokens/refresh", {"refresh_token": token})


def test_a_refresh_token_is_spent_once(phone: Phone):
    phone.sign_in("thaid", "worker")

    first = refreshed(phone, phone.refresh_token)
    again = refreshed(phone, phone.refresh_token)

    assert (first.status_code, again.status_code) == (200, 401)
    phone.access_token = first.json()["data"]["access_token"]
    assert phone.ask(ME).json()["data"]["viewer"]["id"]
    assert refreshed(phone, first.json()["data"]["refresh_token"]).status_code == 200


def test_a_spent_refresh_token_stays_spent_when_an_old_session_is_written_again(phone: Phone):
    phone.sign_in("thaid", "worker")
    before = Session.objects.get().session_data
    refreshed(phone, phone.refresh_token)
    # What a request that began earlier does when it saves its session last.
    Session.objects.update(session_data=before)

    assert refreshed(phone, phone.refresh_token).status_code == 401


@pytest.mark.parametrize("token", ["nonsense", "", None, 7, {"a": 1}, "x" * 10_000])
def test_junk_is_no_refresh_token(phone: Phone, token: object):
    assert refreshed(phone, token).status_code in (400, 401)


def test_an_access_token_is_no_refresh_token(phone: Phone):
    phone.sign_in("thaid", "worker")

    assert refreshed(phone, phone.access_token).status_code == 401


def test_signing_in_gives_a_new_session(browser: Browser):
    browser.client.get("/login")
    browser.start("thaid")
    before = browser.client.cookies["sessionid"].value

    browser.sign_in("thaid", "worker")

    assert browser.client.cookies["sessionid"].value != before
    assert not Session.objects.filter(session_key=before).exists()


def test_an_officers_session_is_no_token(phone: Phone, author: Viewer):
    account = author.account
    assert account is not None
    client = Client()
    sign_in(client, account)
    key = client.cookies["sessionid"].value
    UserSession.objects.get_or_create(session_key=key, defaults={"user": account, "ip": "127.0.0.1"})

    assert is_refused(phone, {"X-Session-Token": key})

"""Codes work once, for their client, its address and its verifier; tokens end with what they stand for."""

from datetime import timedelta

import pytest
import requests
from allauth.idp.oidc.models import Token
from django.conf import settings
from django.test import Client
from django.utils import timezone

from superapp.accounts.models import Citizen
from superapp.people.actions import clients, consents
from superapp.people.models import Consent

from .party import InProcess, Party, agree, browser_of, location, sign_in, viewer_now


def code_for(party: Party, browser: Client) -> str:
    """Return a fresh code of that party for whoever is in the browser."""
    party.begin()
    answer = browser.get(party.request_address())
    if answer.status_code == 200:
        answer = agree(browser, party.request_address())
    return location(answer)[1]["code"]


def test_a_code_works_once_and_a_second_use_ends_the_first_ones_token(transport: Party, browser: Client) -> None:
    code = code_for(transport, browser)

    first = transport.tokens_for(code)
    before = transport.userinfo(first.json()).status_code
    second = transport.tokens_for(code)

    assert (first.status_code, before) == (200, 200)
    assert (second.status_code, second.json()["error"]) == (400, "invalid_grant")
    assert transport.userinfo(first.json()).status_code == 401


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_verifier": None}, "invalid_request"),
        ({"code_verifier": "wrong" * 10}, "invalid_grant"),
        ({"redirect_uri": "https://dlt.example.go.th/callback/"}, "invalid_request"),
        ({"redirect_uri": None}, "invalid_request"),
        ({"grant_type": "refresh_token"}, "unsupported_grant_type"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"grant_type": "urn:ietf:params:oauth:grant-type:device_code"}, "unsupported_grant_type"),
        ({"grant_type": None}, "unsupported_grant_type"),
        ({"code": None}, "invalid_request"),
        ({"code": "\0"}, "invalid_grant"),
        ({"code": "ก"}, "invalid_grant"),
    ],
)
def test_a_token_request_that_does_not_fit_is_refused(
    transport: Party, browser: Client, changes: dict[str, str | None], error: str
) -> None:
    code = code_for(transport, browser)

    answer = transport.tokens_for(**({"code": code} | changes))

    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_a_code_of_another_client_is_refused_and_stays_good_for_its_own(
    transport: Party, revenue: Party, browser: Client
) -> None:
    code = code_for(transport, browser)

    stolen = revenue.tokens_for(code, redirect_uri=transport.redirect_uri, code_verifier=transport.verifier)
    own = transport.tokens_for(code)

    assert (stolen.status_code, stolen.json()["error"]) == (400, "invalid_grant")
    assert own.status_code == 200


@pytest.mark.parametrize("secret", ["", "wrong", "x" * 5000])
def test_a_wrong_secret_is_refused(transport: Party, browser: Client, secret: str) -> None:
    code = code_for(transport, browser)
    transport.secret = secret

    answer = transport.tokens_for(code)

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_the_secret_may_come_in_the_body_but_not_for_another_client(
    transport: Party, revenue: Party, browser: Client
) -> None:
    code = code_for(transport, browser)
    mixed = transport.tokens_for(code, client_id=revenue.client.client_id)

    own = transport.tokens_for(code, client_id=transport.client.client_id, client_secret=transport.secret)

    assert (mixed.status_code, own.status_code) == (401, 200)


def test_a_new_secret_works_at_once_and_the_one_before_for_a_day(transport: Party, operator: object) -> None:
    now = timezone.now()
    made = clients.rotate_secret(viewer=operator, now=now, client_id=transport.client.client_id)  # type: ignore[arg-type]
    client = made.client

    assert client.accepts(clients.digest_of(made.secret), now)
    assert client.accepts(clients.digest_of(transport.secret), now + timedelta(hours=23, minutes=59))
    assert not client.accepts(clients.digest_of(transport.secret), now + timedelta(hours=24))
    assert not client.accepts("", now)


def test_withdrawing_consent_ends_tokens_and_codes_at_once_and_asks_next_time(
    transport: Party, browser: Client, somsri: Citizen
) -> None:
    told = sign_in(transport, browser)
    code = code_for(transport, browser)
    consent = Consent.objects.get()
    before = transport.userinfo(told.token).status_code

    consents.withdraw(viewer=viewer_now(somsri), now=timezone.now(), consent_id=str(consent.public_id))

    assert before == 200
    assert transport.userinfo(told.token).status_code == 401
    assert transport.tokens_for(code).json()["error"] == "invalid_grant"
    assert 'name="answer"' in browser.get(transport.request_address()).content.decode()


def test_what_somebody_does_elsewhere_ends_nothing_here(
    transport: Party, revenue: Party, browser: Client, somsri: Citizen
) -> None:
    here, elsewhere = sign_in(transport, browser), sign_in(revenue, browser)
    there = Consent.objects.get(audience=revenue.client.client_id)

    consents.withdraw(viewer=viewer_now(somsri), now=timezone.now(), consent_id=str(there.public_id))

    assert transport.userinfo(here.token).status_code == 200
    assert revenue.userinfo(elsewhere.token).status_code == 401


def test_a_claim_taken_off_the_list_is_told_no_more(transport: Party, browser: Client, somsri: Citizen) -> None:
    told = sign_in(transport, browser)
    transport.client.facts = ["name_th"]
    transport.client.save()

    info = transport.userinfo(told.token).json()

    assert set(info) == {"sub", "acr", "auth_time", "name"}


def test_an_account_that_is_switched_off_is_signed_in_no_more(
    transport: Party, browser: Client, somsri: Citizen
) -> None:
    told = sign_in(transport, browser)
    code = code_for(transport, browser)
    somsri.account.is_active = False
    somsri.account.save()

    assert transport.userinfo(told.token).status_code == 401
    assert transport.tokens_for(code).json()["error"] == "invalid_grant"
    assert 'name="answer"' not in browser.get(transport.request_address()).content.decode()


def test_somebody_who_was_erased_is_signed_in_no_more(transport: Party, browser: Client, somsri: Citizen) -> None:
    told = sign_in(transport, browser)
    code = code_for(transport, browser)
    sealed = [f"{name}_sealed" for name in ("pid", "name_th", "name_en", "birth_date", "phone", "email")]
    Citizen.objects.filter(pk=somsri.pk).update(
        erased_at=timezone.now(), pid_index=None, data_key=None, **dict.fromkeys(sealed)
    )

    assert transport.userinfo(told.token).status_code == 401
    assert transport.tokens_for(code).json()["error"] == "invalid_grant"


def test_a_client_ends_only_its_own_tokens(transport: Party, revenue: Party, browser: Client) -> None:
    told = sign_in(transport, browser)
    plain = requests.Session()
    plain.mount(settings.PUBLIC_URL, InProcess())

    def revoke(party: Party) -> int:
        return plain.post(
            f"{settings.PUBLIC_URL}/identity/o/revoke",
            data={"token": told.token["access_token"]},
            auth=(party.client.client_id, party.secret),
        ).status_code

    by_another = (revoke(revenue), transport.userinfo(told.token).status_code)
    by_its_own = (revoke(transport), transport.userinfo(told.token).status_code)

    assert (by_another, by_its_own) == ((200, 200), (200, 401))


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic eDp5", "Bearer " + "x" * 3000, "Bearer \xff"])
def test_userinfo_without_a_good_token_is_refused(transport: Party, header: str) -> None:
    answer = Client(raise_request_exception=False).get("/identity/o/userinfo", headers={"authorization": header})

    assert answer.status_code == 401
    assert answer.json()["error"] == "invalid_token"


def test_a_token_in_the_address_or_a_form_counts_for_nothing(transport: Party, browser: Client) -> None:
    token = sign_in(transport, browser).token["access_token"]
    anybody = Client(raise_request_exception=False)

    in_address = anybody.get(f"/identity/o/userinfo?access_token={token}")
    in_form = anybody.post("/identity/o/userinfo", {"access_token": token})

    assert in_address.status_code == 401
    assert in_form.status_code in (400, 401)


def test_a_token_ends_after_five_minutes(transport: Party, browser: Client) -> None:
    told = sign_in(transport, browser)
    left_s = (Token.objects.get().expires_at - timezone.now()).total_seconds()
    Token.objects.update(expires_at=timezone.now())

    assert 290 < left_s <= 300
    assert transport.userinfo(told.token).status_code == 401


def test_the_browser_of_another_person_gets_another_persons_answer(
    transport: Party, browser: Client, bunmee: Citizen
) -> None:
    mine, theirs = sign_in(transport, browser), sign_in(transport, browser_of(bunmee))

    assert transport.userinfo(mine.token).json()["name"] == "ทดสอบ คนที่1"
    assert transport.userinfo(theirs.token).json()["name"] == "ทดสอบ คนที่2"

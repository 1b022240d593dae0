"""An app hands over an id_token that is forged, old, somebody else's, used before, or no token at all."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.usersessions.models import UserSession

from superapp.accounts.models import Account
from superapp.audit.models import AuditEvent
from superapp.people.sandbox.switches import switched

from . import forging
from .journeys import PROVIDERS, VIEWER, Phone, error_of

every_provider = pytest.mark.parametrize("provider", PROVIDERS)
Forge = Callable[[str, str], object]


def _told(**changes: Any) -> Forge:
    return lambda provider, nonce: forging.signed(forging.claims(provider, nonce, **changes))


def _others(provider: str) -> str:
    return PROVIDERS[PROVIDERS.index(provider) - 1]


FORGED: dict[str, Forge] = {
    "signed by a stranger": lambda p, n: forging.signed(forging.claims(p, n), key=forging.strangers_key()),
    "under a key nobody has": lambda p, n: forging.signed(forging.claims(p, n), kid="sandbox-9"),
    "without kid": lambda p, n: forging.signed(forging.claims(p, n), kid=None),
    "alg none": lambda p, n: forging.signed(forging.claims(p, n), key="", alg="none"),
    "HS256 with the public key": lambda p, n: forging.signed_by_public_key(forging.claims(p, n)),
    "another provider's": lambda p, n: forging.signed(forging.claims(_others(p), n)),
    "for another client": _told(aud="somebody-else"),
    "for several, us not its party": lambda p, n: forging.signed(
        forging.claims(p, n, aud=[f"superapp-{p}", "other"], azp="other")
    ),
    "of another issuer": _told(iss="https://example.org"),
    "issued ten minutes ago": _told(iat=int(time.time()) - 600),
    "expired": _told(exp=int(time.time()) - 60),
    "without exp": _told(exp=None),
    "without iat": _told(iat=None),
    "without sub": _told(sub=None),
    "sub not a text": _told(sub=["x"]),
    "sub endless": _told(sub="x" * 300),
    "iat not a number": _told(iat="now"),
    "exp without end": _told(exp=float("inf")),
    "body cut": lambda p, n: forging.signed(forging.claims(p, n))[:-20],
}
JUNK: dict[str, object] = {
    "empty": "",
    "null": None,
    "number": 7,
    "list": ["x"],
    "object": {"a": 1},
    "five kilobytes": "x" * 5000,
    "ten kilobytes": "x" * 10_000,
    "dots": "..",
    "Thai": "โทเคน",
    "not JSON inside": "bm90.bm90.bm90",
}


def nobody_came_in() -> bool:
    return not Account.objects.exists() and not UserSession.objects.exists()


@every_provider
@pytest.mark.parametrize("how", FORGED)
def test_a_forged_token_is_refused(phone: Phone, provider: str, how: str):
    token = FORGED[how](provider, phone.nonce())

    response = phone.present(provider, token)

    assert (response.status_code, error_of(response)) == (400, "INVALID_TOKEN")
    assert nobody_came_in()
    assert list(AuditEvent.objects.values_list("object", "outcome")) == [(f"provider:{provider}", "INVALID_TOKEN")]


@every_provider
@pytest.mark.parametrize("what", JUNK)
def test_junk_is_refused(phone: Phone, provider: str, what: str):
    response = phone.present(provider, JUNK[what])

    assert (response.status_code, error_of(response)) == (400, "INVALID_TOKEN")
    assert nobody_came_in()


@pytest.mark.parametrize("body", [{}, {"token": None}, {"provider": "thaid", "process": "login", "token": 3}, []])
def test_a_body_of_another_shape_is_refused(phone: Phone, body: object):
    response = phone.post("/auth/provider/token", body)

    assert response.status_code == 400
    assert response["Content-Type"].startswith("application/json")


def test_a_body_that_is_no_json_is_refused_with_json(phone: Phone):
    response = phone.client.post("/_allauth/app/v1/auth/provider/token", b"{", content_type="application/json")

    assert (response.status_code, error_of(response)) == (400, "BAD_REQUEST")


def test_a_provider_nobody_knows_is_refused(phone: Phone):
    response = phone.present("facebook", "x")

    assert (response.status_code, error_of(response)) == (400, "SIGN_IN_FAILED")


@every_provider
@pytest.mark.parametrize("nonce", [None, "made-up", "made:up:here"])
def test_a_nonce_we_did_not_give_is_refused(phone: Phone, provider: str, nonce: str | None):
    token = forging.signed(forging.claims(provider, "x", nonce=nonce))

    response = phone.present(provider, token)

    assert (response.status_code, error_of(response)) == (400, "WRONG_NONCE")
    assert nobody_came_in()


@every_provider
def test_a_nonce_is_good_for_five_minutes(phone: Phone, provider: str, monkeypatch: pytest.MonkeyPatch):
    nonce = phone.nonce()
    token = forging.signed(forging.claims(provider, nonce))
    monkeypatch.setattr("superapp.people.login.once.NONCE_S", -1)

    response = phone.present(provider, token)

    assert error_of(response) == "WRONG_NONCE"


@every_provider
def test_a_token_is_good_once(phone: Phone, provider: str):
    token = phone.id_token(provider, "worker")
    first = phone.present(provider, token)

    again = phone.present(provider, token)

    assert first.status_code == 200
    assert (again.status_code, error_of(again)) == (400, "TOKEN_REPLAYED")
    assert UserSession.objects.count() == 1


@every_provider
def test_a_token_without_jti_is_good_once(phone: Phone, provider: str):
    with switched(provider, without_jti=True):
        token = phone.id_token(provider, "worker")
    first = phone.present(provider, token)

    again = phone.present(provider, token)

    assert (first.status_code, error_of(again)) == (200, "TOKEN_REPLAYED")


@every_provider
def test_a_nonce_is_good_once(phone: Phone, provider: str):
    nonce = phone.nonce()
    phone.present(provider, forging.signed(forging.claims(provider, nonce)))

    again = phone.present(provider, forging.signed(forging.claims(provider, nonce, jti="another")))

    assert (again.status_code, error_of(again)) == (400, "WRONG_NONCE")


@every_provider
def test_a_token_of_one_provider_opens_no_other(phone: Phone, provider: str):
    token = phone.id_token(_others(provider), "worker")

    response = phone.present(provider, token)

    assert error_of(response) == "INVALID_TOKEN"
    assert nobody_came_in()


@every_provider
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"pid": None}, "NO_CITIZEN_ID"),
        ({"pid": "9100300237573"}, "NO_CITIZEN_ID"),
        ({"pid": "12345"}, "NO_CITIZEN_ID"),
        ({"pid": 9100300237572}, "NO_CITIZEN_ID"),
        ({"pid": "๙๑๐๐๓๐๐๒๓๗๕๗๒"}, "NO_CITIZEN_ID"),
        ({"ial": "1.3"}, "IAL_TOO_LOW"),
        ({"ial": None}, "IAL_TOO_LOW"),
        ({"ial": "9"}, "IAL_TOO_LOW"),
        ({"ial": 2.3}, "IAL_TOO_LOW"),
    ],
)
def test_who_is_not_known_well_enough_is_refused(phone: Phone, provider: str, changes: dict[str, Any], code: str):
    token = forging.signed(forging.claims(provider, phone.nonce(), **changes))

    response = phone.present(provider, token)

    assert (response.status_code, error_of(response)) == (400, code)
    assert nobody_came_in()
    assert AuditEvent.objects.get().outcome == code


def test_numbers_of_sample_people_are_refused_outside_the_sandbox(phone: Phone, settings: Any):
    token = phone.id_token("thaid", "worker")
    settings.SANDBOX = False
    given = {"issuer": "http://127.0.0.1:8000/sandbox/thaid", "client_id": "superapp-thaid", "secret": "s"}
    settings.LOGIN_PROVIDERS = {**settings.LOGIN_PROVIDERS, "thaid": given | {"min_ial": "2.3"}}

    response = phone.present("thaid", token)

    assert error_of(response) == "NO_CITIZEN_ID"


@every_provider
def test_the_sentence_is_in_the_language_of_the_phone(phone: Phone, provider: str):
    thai = phone.present(provider, "x").json()["errors"][0]["message"]
    english = phone.present(provider, "x", **{"Accept-Language": "en"}).json()["errors"][0]["message"]

    assert thai.startswith("ข้อมูลยืนยันตัวตนไม่ถูกต้อง")
    assert english == "The identity token is not valid or has expired. Sign in again."


@pytest.mark.parametrize("path", ["/auth/signup", "/auth/login", "/auth/password/request", "/account/email"])
def test_allauths_other_doors_are_shut(phone: Phone, path: str):
    response = phone.post(path, {"username": "x", "password": "a-long-password"})

    assert response.status_code == 404
    assert not Account.objects.exists()


def test_what_an_app_may_see_of_an_account_is_its_public_id(phone: Phone):
    response = phone.sign_in("thaid", "worker")

    account = Account.objects.get()
    assert response.json()["data"]["user"] == {"id": str(account.public_id)}
    assert phone.ask(VIEWER).status_code == 200

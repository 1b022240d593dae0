"""Authorization requests that are not good: nobody is sent anywhere that was not registered letter by letter."""

import pytest
from django.test import Client
from django.utils import timezone

from superapp.accounts.models import Account
from superapp.accounts.viewer import Viewer, viewer_for
from superapp.people.actions import clients, hand_over
from superapp.refusal import NotFound
from tests.factories.people import make_person
from tests.signing_in import sign_in as sign_in_officer

from .party import Party, browser_of, described, location, registered, sign_in

GOOD = "https://dlt.example.go.th/callback"


@pytest.mark.parametrize(
    "address",
    [
        "https://dlt.example.go.th/callback/",
        "https://dlt.example.go.th/callback?next=1",
        "https://dlt.example.go.th/callback?",
        "https://dlt.example.go.th/callback#x",
        "http://dlt.example.go.th/callback",
        "https://dlt.example.go.th:444/callback",
        "https://dlt.example.go.th:443/callback",
        "https://dlt.example.go.th/x/../callback",
        "https://dlt.example.go.th/callback/../../evil",
        "https://dlt.example.go.th/%63allback",
        "https://dlt.example.go.th/CALLBACK",
        "https://DLT.example.go.th/callback",
        "HTTPS://dlt.example.go.th/callback",
        "https://user@dlt.example.go.th/callback",
        "https://evil.example@dlt.example.go.th/callback",
        "https://dlt.example.go.th.evil.example/callback",
        "https://evil.example/https://dlt.example.go.th/callback",
        "https://dlt.example.go.th\\@evil.example/callback",
        "//dlt.example.go.th/callback",
        "javascript:alert(1)",
        "https://dlt.example.go.th/callback ",
        "https://dlt.example.go.th/callback\t",
        "",
        None,
    ],
)
def test_an_address_that_differs_at_all_is_refused_without_a_redirect(
    transport: Party, browser: Client, address: str | None
) -> None:
    answer = browser.get(transport.request_address(redirect_uri=address))

    assert answer.status_code == 400
    assert "Location" not in answer
    assert "คำขอจากระบบของหน่วยงานไม่ถูกต้อง" in answer.content.decode()


def test_two_addresses_in_one_request_are_refused(transport: Party, browser: Client) -> None:
    answer = browser.get(transport.request_address() + "&redirect_uri=https://evil.example/")

    assert (answer.status_code, "Location" in answer) == (400, False)


@pytest.mark.parametrize("client_id", [None, "", "nobody", "a" * 500, "x\0y", "' OR 1=1"])
def test_an_unknown_client_is_refused_without_a_redirect(transport: Party, browser: Client, client_id: str) -> None:
    answer = browser.get(transport.request_address(client_id=client_id))

    assert (answer.status_code, "Location" in answer) == (400, False)


def test_the_address_of_another_client_is_refused(transport: Party, revenue: Party, browser: Client) -> None:
    answer = browser.get(transport.request_address(redirect_uri=revenue.redirect_uri))

    assert (answer.status_code, "Location" in answer) == (400, False)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "S512"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "id_token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unauthorized_client"),
        ({"response_type": "none"}, "unauthorized_client"),
        ({"response_type": None}, "invalid_request"),
        ({"scope": "name"}, "invalid_scope"),
        ({"scope": None}, "invalid_scope"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"prompt": "none"}, "consent_required"),
    ],
)
def test_a_request_that_is_not_code_with_s256_goes_back_with_an_error(
    transport: Party, browser: Client, changes: dict[str, str | None], error: str
) -> None:
    place, query = location(browser.get(transport.request_address(**changes)))

    assert place == GOOD
    assert (query["error"], query["state"]) == (error, transport.state)
    assert "code" not in query


@pytest.mark.parametrize(
    "query", ["", "%", "client_id=%ff", "a&b&&=", "client_id=1;client_id=2", "ก=ข", "x=" + "y" * 9000]
)
def test_junk_is_refused(browser: Client, query: str) -> None:
    answer = browser.get("/identity/o/authorize?" + query)

    assert (answer.status_code, "Location" in answer) == (400, False)


def test_somebody_who_is_not_signed_in_chooses_an_identity_and_comes_back(transport: Party) -> None:
    browser = Client()
    address = transport.request_address()

    page = browser.get(address)
    silent = location(browser.get(transport.request_address(prompt="none")))

    assert page.status_code == 200
    assert "ThaID" in page.content.decode()
    assert page.headers["Content-Security-Policy"].count("form-action") == 1
    assert silent[1]["error"] == "login_required"


def test_a_level_below_the_clients_floor_signs_in_again(somsri_at_2_1: Client) -> None:
    party = registered("DLT", ial="2.3")

    page = somsri_at_2_1.get(party.request_address())

    assert page.status_code == 200
    assert "IAL 2.3" in page.content.decode()
    assert 'name="provider"' in page.content.decode()


@pytest.fixture
def somsri_at_2_1(db: None) -> Client:
    """Return the browser of somebody who signed in at level 2.1."""
    return browser_of(make_person(1), ial="2.1")


def test_telling_something_new_needs_a_sign_in_of_just_now(transport: Party, db: None) -> None:
    browser = browser_of(make_person(1), age_s=600)

    page = browser.get(transport.request_address()).content.decode()

    assert "ยืนยันตัวตนอีกครั้ง" in page
    assert 'name="answer"' not in page


def test_max_age_and_prompt_login_ask_again_and_do_not_ask_for_ever(transport: Party, db: None) -> None:
    citizen = make_person(1)
    sign_in(transport, browser_of(citizen))
    late = browser_of(citizen, age_s=600)

    too_old = late.get(transport.request_address(max_age="60")).content.decode()
    young_enough = late.get(transport.request_address(max_age="900"))
    again = late.get(transport.request_address(prompt="login")).content.decode()

    assert "ยืนยันตัวตนอีกครั้ง" in too_old
    assert young_enough.status_code == 303
    assert "ยืนยันตัวตนอีกครั้ง" in again
    assert "prompt" not in again


def test_officers_and_operators_never_enter_as_citizens(transport: Party, head: Viewer) -> None:
    officer, operator = Client(), Client()
    sign_in_officer(officer, head.account)
    sign_in_officer(operator, Account.objects.get(username="operator-agencies"))

    pages = [each.get(transport.request_address()) for each in (officer, operator)]
    silent = location(officer.get(transport.request_address(prompt="none")))

    assert [page.status_code for page in pages] == [403, 403]
    assert all("บัญชีเจ้าหน้าที่" in page.content.decode() for page in pages)
    assert silent[1]["error"] == "login_required"
    with pytest.raises(NotFound):
        hand_over.admit(viewer=head, now=timezone.now(), client=transport.client, facts=[])


def test_the_consent_form_of_another_site_counts_for_nothing(transport: Party, somsri: object) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = browser_of(somsri).cookies  # type: ignore[arg-type]

    answer = browser.post(transport.request_address(), {"answer": "yes", "text": "x"})

    assert answer.status_code == 403
    assert "Location" not in answer


def test_a_client_that_is_switched_off_is_none(transport: Party, browser: Client) -> None:
    operator = viewer_for(Account.objects.get(username="operator-agencies"))
    told = sign_in(transport, browser)
    now = transport.client.created_at
    clients.switch(viewer=operator, now=now, client_id=transport.client.client_id, on=False)

    asked = browser.get(transport.request_address())
    token = transport.tokens_for("whatever")

    assert asked.status_code == 400
    assert (token.status_code, token.json()["error"]) == (401, "invalid_client")
    assert transport.userinfo(told.token).status_code == 401


@pytest.mark.parametrize(
    "address",
    [
        "http://dlt.example.go.th/callback",
        "https://*.example.go.th/callback",
        "https://dlt.example.go.th/callback#part",
        "https://user:pass@dlt.example.go.th/",
        "https://dlt.example.go.th/a/../b",
        "https://DLT.example.go.th/callback",
        "https://dlt.example.go.th/a b",
        "javascript:alert(1)",
        "https:///callback",
        "https://dlt.example.go.th:99999/callback",
        "org.example.app:/callback",
        "http://127.0.0.1.evil.example/",
        "",
    ],
)
def test_an_address_people_must_not_be_sent_to_is_not_registered(db: None, address: str) -> None:
    operator = viewer_for(Account.objects.create_superuser("operator"))

    with pytest.raises(clients.AddressNotAllowed) as refusal:
        clients.register(
            viewer=operator,
            now=make_person(1).created_at,
            agency_code="DLT",
            description=described("dlt.example.go.th", redirect_uris=[GOOD, address]),
        )

    assert refusal.value.path == ("redirect_uris",)

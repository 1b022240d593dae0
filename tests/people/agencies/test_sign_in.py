"""Signing in to an agency's site from end to end, with a client library that is not ours."""

from django.conf import settings
from django.test import Client

from superapp.accounts.models import Citizen
from superapp.audit.models import AuditEvent
from superapp.people.models import Consent, DataUse

from .party import Party, agree, browser_of, location, sign_in


def test_a_citizen_signs_in_with_code_pkce_and_nonce(transport: Party, browser: Client, somsri: Citizen) -> None:
    told = sign_in(transport, browser)
    info = transport.userinfo(told.token)

    assert told.token["token_type"] == "Bearer"
    assert told.token["expires_in"] == 300
    assert told.token["scope"] == "openid name name_en birthdate"
    assert "refresh_token" not in told.token
    assert told.id_token["acr"] == "2.3"
    assert told.id_token["exp"] - told.id_token["iat"] == 300
    assert set(told.id_token) == {"iss", "aud", "sub", "acr", "auth_time", "nonce", "at_hash", "iat", "exp", "jti"}
    assert info.status_code == 200
    assert info.json() == {
        "sub": told.id_token["sub"],
        "acr": "2.3",
        "auth_time": told.id_token["auth_time"],
        "name": "ทดสอบ คนที่1",
        "name_en": "Test Person1",
        "birthdate": "1990-01-01",
    }
    assert somsri.public_id not in str(info.json())


def test_what_was_told_stands_among_the_uses_of_the_citizens_data(
    transport: Party, browser: Client, somsri: Citizen
) -> None:
    told = sign_in(transport, browser)
    transport.userinfo(told.token)

    use = DataUse.objects.get()
    consent = Consent.objects.get()
    assert (use.citizen, use.kind, use.actor, use.agency_code) == (
        somsri,
        "released",
        transport.client.client_id,
        "DLT",
    )
    assert use.facts == ["birth_date", "name_en", "name_th"]
    assert use.basis == f"consent:{consent.public_id}"
    assert [event.action for event in AuditEvent.objects.order_by("id")] == [
        "client.registered",
        "consent.given",
        "client.signed_in",
    ]


def test_the_second_time_nobody_is_asked(transport: Party, browser: Client) -> None:
    sign_in(transport, browser)
    transport.begin()

    place, query = location(browser.get(transport.request_address()))

    assert place == transport.redirect_uri
    assert (query["state"], query["iss"]) == (transport.state, settings.PUBLIC_URL)
    assert set(query) == {"code", "state", "iss"}


def test_each_agency_knows_a_person_by_another_name_and_always_by_the_same(
    transport: Party, revenue: Party, browser: Client, bunmee: Citizen
) -> None:
    first = sign_in(transport, browser).id_token["sub"]
    again = sign_in(transport, browser).id_token["sub"]
    elsewhere = sign_in(revenue, browser).id_token["sub"]
    other_person = sign_in(transport, browser_of(bunmee)).id_token["sub"]

    assert first == again
    assert len({first, elsewhere, other_person}) == 3
    assert all(len(sub) == 64 for sub in (first, elsewhere, other_person))


def test_scopes_off_the_list_are_dropped_and_the_page_does_not_name_them(transport: Party, browser: Client) -> None:
    address = transport.request_address(scope="openid name pid phone spaceship")
    page = browser.get(address).content.decode()
    told = transport.signed_in(agree(browser, address)["Location"])

    assert "เลขประจำตัวประชาชน" not in page
    assert told.token["scope"] == "openid name"
    assert set(transport.userinfo(told.token).json()) == {"sub", "acr", "auth_time", "name"}


def test_the_page_names_each_claim_its_value_purpose_and_receiver_and_loads_nothing_foreign(
    transport: Party, browser: Client
) -> None:
    page = browser.get(transport.request_address())

    text = page.content.decode()
    shown = ("ชื่อและนามสกุล", "ทดสอบ คนที่1", "1 มกราคม 2533", "ทดสอบการเข้าสู่ระบบ", "To try signing in", "dlt.example.go.th")
    assert [words for words in shown if words not in text] == []
    assert "<script" not in text
    policy = page.headers["Content-Security-Policy"]
    assert "form-action 'self' https://dlt.example.go.th" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "no-store" in page.headers["Cache-Control"]


def test_a_second_question_marks_what_is_new(transport: Party, browser: Client) -> None:
    agree(browser, transport.request_address(scope="openid name"))
    transport.begin()

    page = browser.get(transport.request_address(scope="openid name birthdate")).content.decode()

    assert page.count('class="new"') == 1
    assert page.index("วันเดือนปีเกิด") < page.index('class="new"')


def test_saying_no_sends_the_person_back_with_access_denied(transport: Party, browser: Client) -> None:
    address = transport.request_address()

    place, query = location(browser.post(address, {"answer": "no"}))

    assert (place, query["error"], query["state"]) == (transport.redirect_uri, "access_denied", transport.state)
    assert Consent.objects.count() == 0


def test_discovery_says_what_is_on_and_nothing_else(transport: Party) -> None:
    told = transport.discovery

    assert told["issuer"] == settings.PUBLIC_URL
    assert told["subject_types_supported"] == ["pairwise"]
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["response_types_supported"] == ["code"]
    assert told["grant_types_supported"] == ["authorization_code"]
    assert not {"registration_endpoint", "introspection_endpoint", "device_authorization_endpoint"} & set(told)

"""Opening a service from the app, and consents in the API: what is asked, told, agreed to and taken back."""

import base64
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from superapp.api import ids
from superapp.audit.models import AuditEvent
from superapp.people.models import AgencyClient, Consent, DataUse
from superapp.people.pages.agency_door import VISIT_COOKIE
from tests.asking import Asker

from .opening import code_in, consent_to, open_, opened, redeem
from .party import Party, browser_of, inputs, location, viewer_now

FACTS = ["birth_date", "name_en", "name_th"]


def test_opening_asks_for_consent_first_and_shows_what_would_be_told(ask: Asker, app: Party, somsri: Citizen) -> None:
    answer = open_(ask, viewer_now(somsri))

    told = answer.data["openService"]
    assert (told["url"], told["isSignedIn"], told["endsAt"]) == (None, None, None)
    assert answer.problems("openService") == [("CONSENT_REQUIRED", [])]
    assert told["consentRequest"]["claims"] == [
        {"code": "name_th", "name": "ชื่อและนามสกุล", "value": "ทดสอบ คนที่1", "isNew": True},
        {"code": "name_en", "name": "ชื่อและนามสกุล (อังกฤษ)", "value": "Test Person1", "isNew": True},
        {"code": "birth_date", "name": "วันเดือนปีเกิด", "value": "1990-01-01", "isNew": True},
    ]
    assert told["consentRequest"]["serviceName"] == "ระบบทดสอบ"


def test_a_mini_app_redeems_the_code_once_and_learns_what_was_agreed_to(
    ask: Asker, app: Party, somsri: Citizen
) -> None:
    url = opened(ask, viewer_now(somsri))

    first, second = redeem(app, code_in(url)), redeem(app, code_in(url))

    assert url.startswith("https://app.dopa.example.go.th/start?from=superapp&code=")
    assert set(parse_qs(urlsplit(url).query)) == {"from", "code", "service"}
    assert first.status_code == 200
    told = first.json()
    assert (told["name"], told["acr"], told["service"], len(told["sub"])) == ("ทดสอบ คนที่1", "2.3", "id-lost", 64)
    assert "act" not in told
    assert (second.status_code, second.json()) == (400, {"error": "invalid_grant"})
    assert DataUse.objects.get().facts == FACTS


def test_a_code_is_for_its_client_alone(ask: Asker, app: Party, transport: Party, somsri: Citizen) -> None:
    AgencyClient.objects.filter(pk=transport.client.pk).update(entry="token", entry_uri="https://x.example/")
    code = code_in(opened(ask, viewer_now(somsri)))

    stolen, own = redeem(transport, code), redeem(app, code)
    app.secret = "wrong"
    guessed = redeem(app, code)

    assert [stolen.status_code, own.status_code, guessed.status_code] == [400, 200, 401]


def test_a_website_signs_in_with_the_visit_alone_and_reaches_nothing_else(
    ask: Asker, site: Party, transport: Party, somsri: Citizen
) -> None:
    url = opened(ask, viewer_now(somsri))
    web_view = Client(raise_request_exception=False)

    asked = web_view.get(url.removeprefix(settings.PUBLIC_URL))
    place, query = location(web_view.post("/identity/o/open", {"visit": inputs(asked)["visit"], "answer": "yes"}))
    at_another = web_view.get(transport.request_address())
    signed_in = web_view.get(site.request_address())
    told = site.signed_in(signed_in["Location"])
    again = web_view.get(site.request_address())
    link_again = web_view.get(url.removeprefix(settings.PUBLIC_URL))
    api = web_view.post("/graphql", {"query": "{ viewer { id } }"}, content_type="application/json")

    assert (place, query) == ("https://dopa.example.go.th/login", {"iss": settings.PUBLIC_URL, "service": "id-lost"})
    assert 'name="provider"' in at_another.content.decode()
    assert site.userinfo(told.token).json()["name"] == "ทดสอบ คนที่1"
    assert 'name="provider"' in again.content.decode()
    assert (link_again.status_code, "Location" in link_again) == (400, False)
    assert api.json()["data"]["viewer"] is None


def test_a_link_sent_to_somebody_else_does_not_sign_them_in_as_the_sender(
    ask: Asker, site: Party, somsri: Citizen, bunmee: Citizen
) -> None:
    path = opened(ask, viewer_now(somsri)).removeprefix(settings.PUBLIC_URL)
    victim = browser_of(bunmee)
    victim.handler.enforce_csrf_checks = True

    page = victim.get(path)
    by_a_page_elsewhere = victim.post("/identity/o/open", {"visit": inputs(page)["visit"], "answer": "yes"})

    assert (page.status_code, by_a_page_elsewhere.status_code) == (200, 403)
    assert somsri.read("name_th") in page.content.decode()
    assert VISIT_COOKIE not in victim.cookies


def test_whoever_says_it_is_not_them_goes_on_without_the_visit(ask: Asker, site: Party, somsri: Citizen) -> None:
    web_view = Client(raise_request_exception=False)
    visit = inputs(web_view.get(opened(ask, viewer_now(somsri)).removeprefix(settings.PUBLIC_URL)))["visit"]

    place, _ = location(web_view.post("/identity/o/open", {"visit": visit, "answer": "no"}))
    changed_mind = web_view.post("/identity/o/open", {"visit": visit, "answer": "yes"})

    assert place == "https://dopa.example.go.th/login"
    assert (changed_mind.status_code, "LINK_USED" in changed_mind.content.decode()) == (400, True)
    assert 'name="provider"' in web_view.get(site.request_address()).content.decode()


def test_a_browser_of_the_same_person_is_not_asked(ask: Asker, site: Party, somsri: Citizen) -> None:
    path = opened(ask, viewer_now(somsri)).removeprefix(settings.PUBLIC_URL)

    place, _ = location(browser_of(somsri).get(path))

    assert place == "https://dopa.example.go.th/login"


def test_no_name_number_or_secret_stands_in_the_address(ask: Asker, app: Party, somsri: Citizen) -> None:
    url = opened(ask, viewer_now(somsri))

    for hidden in (somsri.read("pid"), "Test", somsri.public_id, app.secret, str(somsri.pid_index)):
        assert hidden not in url


def test_an_agency_without_this_login_gets_the_plain_link(ask: Asker, service: str, somsri: Citizen) -> None:
    answer = open_(ask, viewer_now(somsri))

    assert answer.problems("openService") == []
    assert answer.data["openService"]["isSignedIn"] is False
    assert answer.data["openService"]["url"].startswith("https://")
    assert AuditEvent.objects.filter(action="service.opened").count() == 0


def test_a_service_nobody_publishes_is_not_there(ask: Asker, app: Party, somsri: Citizen) -> None:
    assert open_(ask, viewer_now(somsri), "nothing").problems("openService") == [("NOT_FOUND", ["code"])]


def test_a_level_too_low_names_the_level(ask: Asker, app: Party, somsri: Citizen) -> None:
    AgencyClient.objects.update(ial="2.3")

    answer = open_(ask, viewer_now(somsri, ial="2.1"))

    assert answer.problems("openService") == [("STEP_UP_REQUIRED", [])]
    assert "2.3" in answer.data["openService"]["problems"][0]["message"]


def test_agreeing_to_something_new_needs_a_fresh_sign_in(ask: Asker, app: Party, somsri: Citizen) -> None:
    tired = viewer_now(somsri, at=timezone.now() - timedelta(minutes=6))
    request = open_(ask, tired).data["openService"]["consentRequest"]

    answer = consent_to(ask, tired, request)

    assert answer.problems("giveConsent") == [("STEP_UP_REQUIRED", [])]
    assert Consent.objects.count() == 0


def test_nobody_agrees_to_other_words_or_to_more_than_the_list(ask: Asker, app: Party, somsri: Citizen) -> None:
    viewer = viewer_now(somsri)
    request = open_(ask, viewer).data["openService"]["consentRequest"]
    AgencyClient.objects.update(purpose_th="ขายข้อมูลต่อ")

    other_words = consent_to(ask, viewer, request)
    more = consent_to(ask, viewer, request, claims=["name_th", "pid"])

    assert other_words.problems("giveConsent") == [("CONSENT_TEXT_CHANGED", ["textVersion"])]
    assert more.problems("giveConsent") == [("CLAIM_NOT_ALLOWED", ["claims"])]
    assert Consent.objects.count() == 0


def test_receipts_are_listed_with_their_words_and_taken_back(ask: Asker, app: Party, somsri: Citizen) -> None:
    viewer = viewer_now(somsri)
    code = code_in(opened(ask, viewer))
    listed = ask("MyConsents", viewer=viewer).data["myConsents"]["edges"]
    receipt = listed[0]["node"]

    gone = ask("WithdrawConsent", {"input": {"consentId": receipt["id"]}}, viewer=viewer)
    left = ask("MyConsents", {"inForce": True}, viewer=viewer).data["myConsents"]["edges"]
    old = ask("MyConsents", {"inForce": False}, viewer=viewer).data["myConsents"]["edges"]

    assert len(listed) == 1
    assert (receipt["kind"], receipt["audience"], receipt["agencyCode"]) == ("RELEASE", "ระบบทดสอบ", "DOPA")
    assert receipt["factNames"] == ["วันเดือนปีเกิด", "ชื่อและนามสกุล (อังกฤษ)", "ชื่อและนามสกุล"]
    assert "ทดสอบการเข้าสู่ระบบ" in receipt["text"]
    assert gone.data["withdrawConsent"]["consent"]["isInForce"] is False
    assert (len(left), len(old)) == (0, 1)
    assert redeem(app, code).status_code == 400
    assert open_(ask, viewer).problems("openService") == [("CONSENT_REQUIRED", [])]


def test_consents_of_others_are_not_there(
    ask: Asker, app: Party, somsri: Citizen, bunmee: Citizen, head: Viewer, anonymous: Viewer
) -> None:
    opened(ask, viewer_now(somsri))
    id_ = ids.global_id("cns", str(Consent.objects.get().public_id))
    others = [viewer_now(bunmee), head, anonymous]

    seen = [ask("MyConsents", viewer=each).data["myConsents"]["edges"] for each in others]
    nodes = [ask(f'{{ node(id: "{id_}") {{ id }} }}', viewer=each).data["node"] for each in others]
    taken = [ask("WithdrawConsent", {"input": {"consentId": id_}}, viewer=each) for each in others]
    opening = [open_(ask, each).problems("openService")[0][0] for each in others[1:]]

    assert seen == [[], [], []]
    assert nodes == [None, None, None]
    assert {each.problems("withdrawConsent")[0][0] for each in taken} == {"NOT_FOUND"}
    assert opening == ["NOT_FOUND", "NOT_FOUND"]
    assert Consent.objects.get().withdrawn_at is None


@pytest.mark.parametrize("header", [None, "Basic", "Basic !!", "Basic eA==", "Bearer x", "Basic " + "x" * 9000])
def test_redeeming_without_good_credentials_is_refused(app: Party, header: str | None) -> None:
    headers = {"authorization": header} if header else {}

    answer = Client(raise_request_exception=False).post("/identity/o/redeem", {"code": "x"}, headers=headers)

    assert answer.status_code in (400, 401)


def test_junk_to_redeem_is_refused(app: Party) -> None:
    good = base64.b64encode(f"{app.client.client_id}:{app.secret}".encode()).decode()
    client = Client(raise_request_exception=False, headers={"authorization": f"Basic {good}"})

    answers = [
        client.post("/identity/o/redeem", b"\xff\xfe", content_type="application/x-www-form-urlencoded"),
        client.post("/identity/o/redeem", "{}", content_type="application/json"),
        client.post("/identity/o/redeem", "code=" + "x" * 20_000, content_type="application/x-www-form-urlencoded"),
        client.post("/identity/o/redeem", "code=%00", content_type="application/x-www-form-urlencoded"),
        client.post("/identity/o/redeem", "", content_type="application/x-www-form-urlencoded"),
    ]

    assert [answer.status_code for answer in answers] == [400] * 5
    assert client.get("/identity/o/redeem").status_code == 405

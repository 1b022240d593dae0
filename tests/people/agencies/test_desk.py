"""The desk's pages of agencies' clients, for four viewers: the operator, the head here, and those who see nothing."""

import re
from typing import Any

import pytest
from django.test import Client

from services.models import Agency
from superapp.accounts.models import Account, Citizen
from superapp.accounts.viewer import Viewer, viewer_for
from superapp.audit.models import AuditEvent
from superapp.people.actions import clients
from superapp.people.models import AgencyClient
from tests.signing_in import sign_in

from .party import Party, described, registered

LIST = "/admin/people/agencyclient/"
TYPED = {
    "name_th": "ระบบใบอนุญาต",
    "name_en": "Licences",
    "purpose_th": "ออกใบอนุญาต",
    "purpose_en": "to issue licences",
    "redirect_uris": "https://dopa.example.go.th/callback",
    "facts": ["name_th"],
    "ial": "2.3",
    "entry": "none",
    "entry_uri": "",
}


def desk_of(account: Account) -> Client:
    """Return a browser at the desk."""
    browser = Client(raise_request_exception=False)
    sign_in(browser, account)
    return browser


@pytest.fixture
def here(agency: Agency) -> Party:
    """Return the client of the agency here, DOPA."""
    return registered("DOPA")


@pytest.fixture
def operators(here: Party) -> Client:
    """Return the desk of an operator."""
    return desk_of(Account.objects.get(username="operator-agencies"))


@pytest.fixture
def heads(here: Party, head: Viewer) -> Client:
    """Return the desk of the head of the office here."""
    return desk_of(head.account)


def pages_of(client: AgencyClient) -> list[str]:
    """Return the addresses of a client's pages."""
    return [f"{LIST}{client.pk}/change/", f"{LIST}{client.pk}/secret/", f"{LIST}{client.pk}/switch/"]


def test_the_head_registers_a_client_and_sees_its_secret_once(agency: Agency, head: Viewer) -> None:
    desk = desk_of(head.account)

    page = desk.post(f"{LIST}add/", TYPED | {"agency": agency.pk})
    client = AgencyClient.objects.get()
    secret = re.findall(r'รหัสลับ</dt><dd class="code">([^<]+)<', page.content.decode())[0]
    later = desk.get(f"{LIST}{client.pk}/change/").content.decode()

    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert (client.agency_code, client.facts, client.ial) == ("DOPA", ["name_th"], "2.3")
    assert client.accepts(clients.digest_of(secret), client.created_at)
    assert secret not in later
    event = AuditEvent.objects.get(action="client.registered")
    assert (event.stream, event.actor) == ("DOPA", head.actor)
    assert secret not in str(event.body)


def test_a_new_secret_is_shown_once_and_the_switch_turns(here: Party, heads: Client) -> None:
    change, rotate, switch = pages_of(here.client)

    rotated = heads.post(rotate)
    here.client.refresh_from_db()
    secret = re.findall(r'รหัสลับ</dt><dd class="code">([^<]+)<', rotated.content.decode())[0]
    off = heads.post(switch, {"on": "0"})
    here.client.refresh_from_db()

    assert here.client.secret_digest == clients.digest_of(secret)
    assert (off.status_code, here.client.is_active) == (302, False)
    assert [event.action for event in AuditEvent.objects.filter(action__startswith="client.").order_by("id")] == [
        "client.registered",
        "client.secret_rotated",
        "client.switched_off",
    ]
    assert "ปิดใช้" in heads.get(change).content.decode()


def test_what_is_changed_counts_at_once(here: Party, operators: Client) -> None:
    answer = operators.post(pages_of(here.client)[0], TYPED)
    client = AgencyClient.objects.select_related("client").get()

    assert answer.status_code == 302
    assert client.client.get_redirect_uris() == ["https://dopa.example.go.th/callback"]
    assert client.client.get_scopes() == ["openid", "name", "profile"]


@pytest.mark.parametrize(
    "change",
    [
        {"redirect_uris": "http://evil.example/"},
        {"redirect_uris": ""},
        {"facts": ["salary"]},
        {"ial": "9"},
        {"entry": "oidc"},
        {"name_th": "\0"},
        {"purpose_en": "x" * 301},
    ],
)
def test_what_does_not_fit_changes_nothing(here: Party, operators: Client, change: dict[str, Any]) -> None:
    before = AgencyClient.objects.values().get()

    answer = operators.post(pages_of(here.client)[0], TYPED | change)

    assert answer.status_code == 200
    assert AgencyClient.objects.values().get() == before


def test_a_second_client_of_an_agency_is_refused(here: Party, agency: Agency, heads: Client) -> None:
    answer = heads.post(f"{LIST}add/", TYPED | {"agency": agency.pk})

    assert "ลงทะเบียนระบบไว้แล้ว" in answer.content.decode()
    assert AgencyClient.objects.count() == 1


def test_a_head_registers_for_no_other_agency(agency: Agency, other_agency: Agency, head: Viewer) -> None:
    answer = desk_of(head.account).post(f"{LIST}add/", TYPED | {"agency": other_agency.pk})

    assert answer.status_code == 200
    assert AgencyClient.objects.count() == 0
    with pytest.raises(clients.NotFound):
        clients.register(
            viewer=head,
            now=head.account.created_at,  # type: ignore[union-attr]
            agency_code="DLT",
            description=described("dlt.example.go.th"),
        )


@pytest.mark.parametrize("who", ["author", "officer_elsewhere", "citizen", "nobody"])
def test_everybody_else_finds_nothing_and_changes_nothing(
    here: Party, somsri: Citizen, author: Viewer, officer_elsewhere: Viewer, who: str
) -> None:
    accounts = {"author": author.account, "officer_elsewhere": officer_elsewhere.account, "citizen": somsri.account}
    desk = desk_of(accounts[who]) if who in accounts else Client()
    before, events = AgencyClient.objects.values().get(), AuditEvent.objects.count()

    seen = [desk.get(address) for address in pages_of(here.client)]
    sent = [desk.post(address, TYPED | {"on": "0"}) for address in pages_of(here.client)]
    listed = desk.get(LIST)

    expected = 404 if who in ("author", "officer_elsewhere") else 302
    assert {answer.status_code for answer in (*seen, *sent)} == {expected}
    assert "ระบบทดสอบ" not in listed.content.decode()
    assert AgencyClient.objects.values().get() == before
    assert AuditEvent.objects.count() == events


def test_without_a_second_factor_of_just_now_nothing_is_done(here: Party, head: Viewer) -> None:
    browser = Client(raise_request_exception=False)
    sign_in(browser, head.account, shown_s_ago=3600)  # type: ignore[arg-type]

    answers = [browser.post(address, TYPED | {"on": "0"}) for address in pages_of(here.client)]

    assert all("second_factor_code" in answer.content.decode() for answer in answers)
    assert AgencyClient.objects.get().is_active


def test_no_citizen_keeps_clients(here: Party, somsri: Citizen) -> None:
    with pytest.raises(clients.NotFound):
        clients.switch(
            viewer=viewer_for(somsri.account), now=somsri.created_at, client_id=here.client.client_id, on=False
        )

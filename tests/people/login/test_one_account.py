"""Four people, four providers, two kinds of client: one account each."""

import pytest
from allauth.socialaccount.models import SocialAccount

from superapp.accounts.models import Account, Citizen
from superapp.audit.models import AuditEvent
from superapp.registries.sandbox.world import world

from .journeys import PROVIDERS, VIEWER, Browser, Phone

PEOPLE = ("pensioner", "worker", "student", "year_only")
LEVELS = {"thaid": "2.3", "paotang": "2.3", "morprom": "2.1", "ndid": "2.1"}


@pytest.mark.parametrize("person", PEOPLE)
def test_four_providers_lead_to_one_account_from_a_phone(person: str):
    seen = []

    for provider in PROVIDERS:
        phone = Phone()
        response = phone.sign_in(provider, person)
        assert response.status_code == 200, response.content
        seen.append(phone.ask(VIEWER).json()["data"]["viewer"])

    known = world().people[person]
    assert {one["id"] for one in seen} == {seen[0]["id"]}
    assert [one["signIn"] for one in seen] == [{"provider": code, "ial": LEVELS[code]} for code in PROVIDERS]
    assert seen[-1]["nameTh"] == known.name("th")
    assert seen[-1]["nameEn"] == known.name("en")
    assert seen[-1]["birthDate"] == known.birth_date
    assert [one["provider"] for one in seen[-1]["identities"]] == list(PROVIDERS)
    assert [len(one["devices"]) for one in seen] == [1, 2, 3, 4]
    assert (Account.objects.count(), Citizen.objects.count(), SocialAccount.objects.count()) == (1, 1, 4)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_browser_signs_in_with_a_cookie(browser: Browser, provider: str):
    response = browser.sign_in(provider, "farmer")

    assert (response.status_code, response["Location"]) == (302, "http://127.0.0.1:8000/login")
    viewer = browser.viewer()
    assert (viewer["kind"], viewer["nameTh"]) == ("CITIZEN", "บุญมี คำแสน")
    assert viewer["signIn"] == {"provider": provider, "ial": LEVELS[provider]}
    assert "บุญมี คำแสน" in browser.client.get("/login").content.decode()


def test_a_browser_links_another_provider_and_keeps_the_higher_level(browser: Browser):
    browser.sign_in("thaid", "farmer")

    browser.sign_in("ndid", "farmer", process="connect")

    viewer = browser.viewer()
    assert [one["provider"] for one in viewer["identities"]] == ["thaid", "ndid"]
    assert viewer["signIn"] == {"provider": "thaid", "ial": "2.3"}


def test_signing_in_is_recorded_with_codes_only(phone: Phone):
    phone.sign_in("morprom", "worker")

    event = AuditEvent.objects.get()
    account = Account.objects.get()
    assert (event.stream, event.action, event.outcome) == ("platform", "login.sign-in", "done")
    assert (event.object, event.actor) == (f"citizen:{account.public_id}", str(account.public_id))
    assert event.details == {"provider": "morprom", "ial": "2.1", "first": True}


def test_nothing_in_clear_is_kept_of_what_a_provider_says(phone: Phone, browser: Browser):
    phone.sign_in("thaid", "worker")
    browser.sign_in("morprom", "worker")

    known = world().people["worker"]
    kept = [str(list(SocialAccount.objects.values())), str(list(Account.objects.values()))]
    kept += [str(dict(browser.client.session.items())), str(list(AuditEvent.objects.values("details", "object")))]
    for secret in (known.pid, known.name("th"), known.given_name["en"], known.birth_date):
        assert not [text for text in kept if secret in text]


def test_a_name_changed_at_the_provider_changes_here_too(phone: Phone):
    phone.sign_in("thaid", "worker")
    citizen = Citizen.objects.get()
    citizen.seal("name_th", "ชื่อเดิม นามสกุลเดิม")
    citizen.save()

    phone.sign_in("thaid", "worker")

    assert Citizen.objects.get().read("name_th") == "ธนพล ศรีวงศ์"

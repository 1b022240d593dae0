"""Where a person is signed in, and ending it."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from superapp.audit.models import AuditEvent
from superapp.people.actions import devices

from .journeys import Browser, Phone

DEVICES = "{ viewer { devices { id name isCurrent } } }"
REVOKE = "mutation ($id: ID!) { revokeDevice(input: {id: $id}) { viewer { devices { id } } problems { code path } } }"
EVERYWHERE = "mutation ($keep: Boolean!) { signOutEverywhere(input: {keepThis: $keep}) { count problems { code } } }"


def shown(phone: Phone) -> list[dict[str, object]]:
    return phone.ask(DEVICES).json()["data"]["viewer"]["devices"]


def is_out(phone: Phone) -> bool:
    return phone.ask("{ viewer { id } }").status_code == 401


def test_each_session_is_a_device_and_this_one_comes_first(phone: Phone):
    other = Phone()
    other.client.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (Linux; Android 14) Chrome/120.0 Mobile Safari/537.36"
    other.sign_in("thaid", "worker")
    phone.sign_in("ndid", "worker")

    assert [(one["name"], one["isCurrent"]) for one in shown(phone)] == [("", True), ("Chrome (Android)", False)]
    assert [one["isCurrent"] for one in shown(other)] == [True, False]
    assert {one["id"] for one in shown(phone)} == {one["id"] for one in shown(other)}


def test_a_device_that_calls_itself_by_a_citizens_number_is_kept_without_it(phone: Phone):
    number = "9100300237572"
    phone.client.defaults["HTTP_USER_AGENT"] = f"SuperApp/{number} (Android 14) 1.2.3456.78901"

    phone.sign_in("thaid", "worker")

    assert UserSession.objects.get().user_agent == "SuperApp/[id] (Android 14) 1.2.3456.78901"


def test_a_revoked_device_is_out_with_its_next_request(phone: Phone):
    lost = Phone()
    lost.sign_in("thaid", "worker")
    phone.sign_in("thaid", "worker")
    its_id = shown(phone)[1]["id"]

    answer = phone.ask(REVOKE, id=its_id).json()["data"]["revokeDevice"]

    assert (len(answer["viewer"]["devices"]), answer["problems"]) == (1, [])
    assert is_out(lost)
    assert not is_out(phone)
    event = AuditEvent.objects.order_by("-seq")[0]
    assert (event.action, event.details) == ("login.revoke-device", {"devices": 1})


def test_a_revoked_browser_is_out_too(phone: Phone, browser: Browser):
    browser.sign_in("thaid", "worker")
    phone.sign_in("thaid", "worker")

    phone.ask(REVOKE, id=shown(phone)[1]["id"])

    assert browser.viewer() is None


def test_somebody_elses_device_is_not_there(phone: Phone):
    other = Phone()
    other.sign_in("thaid", "farmer")
    phone.sign_in("thaid", "worker")
    theirs = shown(other)[0]["id"]

    answer = phone.ask(REVOKE, id=theirs).json()["data"]["revokeDevice"]

    assert answer == {"viewer": None, "problems": [{"code": "NOT_FOUND", "path": ["id"]}]}
    assert phone.ask("query ($id: ID!) { node(id: $id) { id } }", id=theirs).json() == {"data": {"node": None}}
    assert not is_out(other)


def test_signing_out_everywhere(phone: Phone):
    others = [Phone(), Phone()]
    for one in others:
        one.sign_in("thaid", "worker")
    phone.sign_in("thaid", "worker")

    kept = phone.ask(EVERYWHERE, keep=True).json()["data"]["signOutEverywhere"]
    assert (kept, [is_out(one) for one in others], is_out(phone)) == ({"count": 2, "problems": []}, [True, True], False)

    gone = phone.ask(EVERYWHERE, keep=False).json()["data"]["signOutEverywhere"]
    assert (gone["count"], is_out(phone)) == (1, True)
    assert (Session.objects.count(), UserSession.objects.count()) == (0, 0)


def test_nobody_has_devices(phone: Phone):
    assert phone.ask("{ viewer { id } }", {}).json() == {"data": {"viewer": None}}
    assert phone.ask(EVERYWHERE, {}, keep=False).json()["data"]["signOutEverywhere"]["problems"] == [
        {"code": "NOT_FOUND"}
    ]


def test_the_oldest_devices_make_room(phone: Phone, monkeypatch):
    monkeypatch.setattr(devices, "MOST", 2)
    first = Phone()
    first.sign_in("thaid", "worker")
    second = Phone()
    second.sign_in("thaid", "worker")

    phone.sign_in("thaid", "worker")

    assert [is_out(one) for one in (first, second, phone)] == [True, False, False]

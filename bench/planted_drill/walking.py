"""One person's journey through everything a citizen can do, over HTTP, and a copy of all that is kept at its end."""

from urllib.parse import parse_qs, urlsplit

from django.test import Client

from tests.people.agencies import party as parties
from tests.people.agencies.opening import code_in, redeem
from tests.people.login.journeys import Browser

from .offices import SERVICE, Offices
from .people import Planted
from .phones import SURE, App, JourneyFailed


def walk(app: App, neighbour: App, offices: Offices) -> None:
    """Do everything, with a neighbour as carer.

    :raises JourneyFailed: when a step is refused.
    """
    _devices(app)
    _entitlements(app)
    _agencies(app, offices)
    _mandates(app, neighbour)
    _papers(app)
    app.act("ExportMyData", acknowledged=True)


def _devices(app: App) -> None:
    for provider in ("thaid", "paotang", "morprom", "ndid"):
        if provider not in [one["provider"] for one in app.do("Viewer")["identities"]]:
            app.connect(provider)
    old = App(app.who, agent=f"SuperApp/{app.who.pid}")
    old.enter("ndid")
    devices = app.do("MyDevices")["devices"]
    other = next(one for one in devices if not one["isCurrent"])
    app.act("RegisterPushTarget", platform="ANDROID", token=f"device-{app.who.pid}")
    app.act("SetNoticePreference", subject="WELFARE", isPushed=True)
    app.do("MyNoticePreferences")
    app.act("RevokeDevice", id=other["id"])
    identity = next(one for one in app.do("Viewer")["identities"] if one["provider"] == "ndid")
    app.act("UnlinkIdentity", id=identity["id"])


def _entitlements(app: App) -> None:
    found = app.do("MyEntitlements")
    could = [{name: one[name] for name in ("registry", "textVersion")} for one in found["couldAsk"]]
    if could:
        app.act("ConsentToRegistries", registries=could)
    app.act(
        "DeclareFacts",
        facts=[{"name": "nationality", "text": "THA"}, {"name": "monthly_wage", "number": "9000"}],
    )
    found = app.do("MyEntitlements")
    app.do("ExplainEntitlement")
    app.act("KeepDecision", programmeId=found["decisions"][0]["programme"]["id"])
    app.do("MyDecisions")
    app.act("WatchEntitlements")


def _agencies(app: App, offices: Offices) -> None:
    asked = app.do("OpenService", input={"code": SERVICE})["consentRequest"]
    claims = [claim["code"] for claim in asked["claims"]]
    app.act("GiveConsent", agencyCode=asked["agencyCode"], claims=claims, textVersion=asked["textVersion"])
    code = code_in(app.act("OpenService", code=SERVICE)["url"])
    if redeem(offices.app, code).status_code != 200 or redeem(offices.app, code).status_code != 400:
        raise JourneyFailed("a code is redeemed once")
    browser = signed_in_browser(app.who, SURE)
    told = parties.sign_in(offices.site, browser)
    if offices.site.userinfo(told.token).status_code != 200:
        raise JourneyFailed("userinfo")


def signed_in_browser(who: Planted, provider: str) -> Client:
    """Return the browser of somebody who signed in there, its name holding their number.

    :raises JourneyFailed: when signing in does.
    """
    browser = Browser()
    browser.client.defaults["HTTP_USER_AGENT"] = f"Mozilla/5.0 ({who.pid})"
    back = browser.sign_in(provider, who.key)
    if back.status_code not in (302, 303) or "error" in parse_qs(urlsplit(back["Location"]).query):
        raise JourneyFailed(f"sign-in in a browser with {provider}: {back.status_code}")
    return browser.client


def _mandates(app: App, neighbour: App) -> None:
    code = app.act("InviteCarer", verbs=["VIEW", "NOTICES"], days=90)["code"]
    neighbour.do("MandateOffer", code=code)
    mandate = neighbour.act("AcceptMandate", code=code)["mandate"]["id"]
    for operation in ("WhoseMatters", "MyNotices", "MyEntitlements", "MyConsents", "MyDecisions"):
        neighbour.do(operation, onBehalfOf=mandate)
    neighbour.do("MandateLog", mandateId=mandate)
    app.do("MandateLog", mandateId=mandate)
    refused = app.act("InviteCarer", verbs=["VIEW"], days=9)["code"]
    neighbour.act("RefuseMandate", code=refused)
    withdrawn = app.act("InviteCarer", verbs=["VIEW"], days=9)["invitation"]["id"]
    app.do("MandateOffers")
    app.act("WithdrawMandateInvitation", invitationId=withdrawn)
    if app.who.child:
        child = app.act("ClaimChild", citizenId=app.who.child)["mandate"]["id"]
        found = app.do("MyEntitlements", onBehalfOf=child)
        app.act("DeclareFacts", facts=[{"name": "nationality", "text": "THA"}], onBehalfOf=child)
        app.act("KeepDecision", programmeId=found["decisions"][0]["programme"]["id"], onBehalfOf=child)
        app.do("ServicesForMe", onBehalfOf=child)
    if app.who.company:
        directs = app.act("BecomeDirector", juristicId=app.who.company)["mandate"]["id"]
        app.do("WhoseMatters", onBehalfOf=directs)
        offer = app.act("AppointDelegate", onBehalfOf=directs, verbs=["VIEW"], days=90)["code"]
        neighbour.act("AcceptMandate", code=offer)
        app.act("RevokeMandate", mandateId=directs)
    app.do("MyMandates")


def _papers(app: App) -> None:
    app.do("MyDataUses")
    consent = app.do("MyConsents")["edges"][0]["node"]["id"]
    app.act("WithdrawConsent", consentId=consent)
    app.do("MyNotices")
    app.act("MarkNoticesRead")


def fetch_copy(app: App) -> bool:
    """Fetch the copy the worker has made, in a browser of the same person; tell whether it came."""
    link = app.do("MyExports")["edges"][0]["node"]["link"]
    browser = signed_in_browser(app.who, SURE)
    response = browser.get("/people/" + link.partition("/people/")[2])
    return response.status_code == 200 and b"".join(response.streaming_content)[:2] == b"PK"

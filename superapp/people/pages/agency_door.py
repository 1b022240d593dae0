"""Where a citizen passes on the way to an agency: opening a link, signing in, agreeing, going on."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.idp.oidc.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods
from oauthlib.oauth2.rfc6749.errors import FatalClientError, OAuth2Error

from superapp.accounts import assurance
from superapp.accounts.viewer import Viewer
from superapp.people.actions import claims, consents, hand_over
from superapp.people.agencies.server import Server
from superapp.people.models import AgencyClient
from superapp.refusal import NotFound, Refusal

from .agency_words import consent_rows, parties_shown
from .signing_in import sign_in_page, viewer_at

VISIT_COOKIE = "agency_visit"
DOOR = "/identity/o/"
LONGEST_QUERY = 4_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A good authorization request: who asks to sign somebody in, for which scopes, and where the answer goes."""

    server: Server
    uri: str
    client: AgencyClient
    scopes: list[str]
    redirect_uri: str
    state: str | None
    prompts: frozenset[str]
    max_age_s: int | None

    @property
    def facts(self) -> list[str]:
        """The facts it asks for, of those it may learn."""
        return [fact for fact in claims.facts_of(self.scopes) if fact in self.client.facts]


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: HttpRequest) -> HttpResponse:
    """Take the code of a link from the app, and go on to the agency's site, which then starts its sign-in with us.

    A link can be sent to somebody else, who would then use the service in the sender's name. So a browser in which that
    person is not signed in shows in whose name it would go on, and waits for a button.
    """
    if request.method == "POST":
        name = request.POST.get("visit", "")
    else:
        name = hand_over.enter(code=request.GET.get("code", "")) or ""
    try:
        visit = hand_over.visit_of(name=name, now=timezone.now())
    except NotFound as refusal:
        return refused(request, refusal.code, refusal=refusal, status=403)
    if visit is None:
        return refused(request, "LINK_USED", status=400)
    onward = hand_over.with_query(visit.client.entry_uri, iss=get_adapter().get_issuer(), service=visit.service_code)
    if request.method == "POST" and request.POST.get("answer") != "yes":
        return _left(go(onward), visit.name)
    if request.method != "POST" and viewer_at(request).citizen != visit.viewer.citizen:
        response = render(request, "agencies/continue.html", {"visit": visit} | parties_shown(visit.viewer))
        return _may_lead_to(response, onward, *visit.client.client.get_redirect_uris())
    response = go(onward)
    response.set_cookie(
        VISIT_COOKIE,
        visit.name,
        max_age=hand_over.VISIT_S,
        path=DOOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@never_cache
@csrf_protect
@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """Answer an authorization request: with a code, with a question to the citizen, or with a refusal."""
    try:
        asked = _asked(request)
    except FatalClientError as error:
        return refused(request, "REQUEST_NOT_GOOD", status=400, detail=error.error)
    except OAuth2Error as error:
        return go(_with_issuer(error.in_uri(error.redirect_uri)))
    except ValueError:
        return refused(request, "REQUEST_NOT_GOOD", status=400, detail="malformed")
    try:
        viewer, service_code, visit = _who(request, asked.client)
        return _answer(request, asked, viewer, service_code, visit)
    except Refusal as refusal:
        visit = request.COOKIES.get(VISIT_COOKIE, "")
        if "none" in asked.prompts:
            return _no(asked, "interaction_required", visit=visit)
        return _left(refused(request, refusal.code, refusal=refusal, status=403), visit)


def _answer(request: HttpRequest, asked: Asked, viewer: Viewer, service_code: str, visit: str) -> HttpResponse:
    now, silent = timezone.now(), "none" in asked.prompts
    if viewer.account is not None and viewer.citizen is None:
        return _no(asked, "login_required") if silent else refused(request, "CITIZENS_ONLY", status=403)
    signed_in_at = viewer.sign_in.at if viewer.sign_in else None
    if signed_in_at is None or "login" in asked.prompts or _too_old(asked, (now - signed_in_at).total_seconds()):
        return _no(asked, "login_required") if silent else _sign_in(request, asked, asked.client.ial)
    if request.method == "POST":
        if request.POST.get("answer") != "yes":
            return _no(asked, "access_denied", visit=visit)
        try:
            consents.give(
                viewer=viewer,
                now=now,
                client=asked.client,
                facts=request.POST.getlist("fact"),
                text_version=request.POST.get("text", ""),
            )
        except consents.ConsentTextChanged:
            return _ask(request, asked, viewer)
        except assurance.StepUpRequired:
            return _sign_in(request, asked, asked.client.ial)
    elif "consent" in asked.prompts and consents.person_of(viewer) is not None:
        return _ask(request, asked, viewer)
    try:
        signed_in = hand_over.admit(
            viewer=viewer, now=now, client=asked.client, facts=asked.facts, service_code=service_code
        )
    except hand_over.ConsentRequired:
        return _no(asked, "consent_required") if silent else _ask(request, asked, viewer)
    except assurance.StepUpRequired:
        return _no(asked, "login_required") if silent else _sign_in(request, asked, asked.client.ial)
    headers, _, _ = asked.server.create_authorization_response(
        asked.uri, "GET", "", {}, scopes=asked.scopes, credentials={"signed_in": signed_in}
    )
    return _left(go(_with_issuer(headers["Location"])), visit)


def _asked(request: HttpRequest) -> Asked:
    if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY or "\0" in request.META.get("QUERY_STRING", ""):
        raise ValueError("query too long")
    uri = f"{request.path}?{request.META.get('QUERY_STRING', '')}"
    server = Server()
    scopes, info = server.validate_authorization_request(uri, "GET", "", {})
    max_age = request.GET.get("max_age", "")
    return Asked(
        server=server,
        uri=uri,
        client=info["request"].client.agency_client,
        scopes=scopes,
        redirect_uri=info["redirect_uri"],
        state=info["state"],
        prompts=frozenset(request.GET.get("prompt", "").split()),
        max_age_s=int(max_age) if max_age.isascii() and max_age.isdecimal() and len(max_age) < 10 else None,
    )


def _who(request: HttpRequest, client: AgencyClient) -> tuple[Viewer, str, str]:
    """Return who is at the door, which service they opened, and the visit's name; "" for those without one.

    :raises NotFound: when the visit's account is off or its mandate no longer in force.
    """
    visit = hand_over.visit_of(name=request.COOKIES.get(VISIT_COOKIE, ""), now=timezone.now())
    if visit is not None and visit.client == client:
        return visit.viewer, visit.service_code, visit.name
    return viewer_at(request), "", ""


def _too_old(asked: Asked, age_s: float) -> bool:
    return asked.max_age_s is not None and age_s > asked.max_age_s


def _ask(request: HttpRequest, asked: Asked, viewer: Viewer) -> HttpResponse:
    """Return the consent page. Telling anything new needs somebody who signed in just now."""
    now = timezone.now()
    wanted = consents.wanted(viewer, asked.client, asked.facts, now=now)
    fresh = consents.FRESH if wanted.new else None
    if not assurance.satisfies(viewer, ial=asked.client.ial, fresh=fresh, now=now):
        return _sign_in(request, asked, asked.client.ial)
    page = {
        "client": asked.client,
        "rows": consent_rows(wanted),
        "words": wanted.words,
        "is_acting": viewer.mandate is not None,
        "address": urlsplit(asked.redirect_uri).hostname,
    }
    response = render(request, "agencies/consent.html", page)
    return _may_lead_to(response, asked.redirect_uri)


def _sign_in(request: HttpRequest, asked: Asked, ial: str) -> HttpResponse:
    # Whoever comes back has signed in: `login` is not asked for a second time; `max_age` still is, and then holds.
    query = request.GET.copy()
    if "login" in asked.prompts:
        query["prompt"] = " ".join(sorted(asked.prompts - {"login"}))
        if not query["prompt"]:
            del query["prompt"]
    back = f"{reverse('agency-authorize')}?{query.urlencode()}"
    return sign_in_page(request, back=back, ial=ial, client=asked.client)


def _no(asked: Asked, error: str, *, visit: str = "") -> HttpResponse:
    values = {"error": error} | ({"state": asked.state} if asked.state else {})
    return _left(go(_with_issuer(hand_over.with_query(asked.redirect_uri, **values))), visit)


def _left(response: HttpResponse, visit: str) -> HttpResponse:
    if visit:
        hand_over.leave(name=visit)
        response.delete_cookie(VISIT_COOKIE, path=DOOR, samesite="Lax")
    return response


def _with_issuer(address: str) -> str:
    # RFC 9207: a client of several providers can tell whose answer this is.
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'iss': get_adapter().get_issuer()})}"


def _may_lead_to(response: HttpResponse, *addresses: str) -> HttpResponse:
    # Browsers hold a form's redirects to form-action too, and the answer to this form goes to the agency.
    places = {f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, addresses)}
    response._csp_update = {"form-action": sorted(places)}  # type: ignore[attr-defined]
    return response


def go(address: str) -> HttpResponse:
    """Return a redirect to an address that was checked letter by letter, so no scheme is asked about again."""
    return HttpResponse(status=303, headers={"Location": address})


def refused(
    request: HttpRequest, code: str, *, status: int, refusal: Refusal | None = None, detail: str = ""
) -> HttpResponse:
    """Return the page that says why it does not go on."""
    page: dict[str, Any] = {"code": code, "refusal": refusal, "detail": detail}
    if refusal is not None:
        page |= {"th": refusal.message("th"), "en": refusal.message("en")}
    return render(request, "agencies/refused.html", page, status=status)

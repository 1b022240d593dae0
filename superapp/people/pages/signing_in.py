"""Who is in this browser, and the page that lets them choose with which digital identity to sign in."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from superapp.accounts import assurance
from superapp.accounts.sessions import sign_in_of
from superapp.accounts.viewer import ANONYMOUS, Viewer, viewer_for
from superapp.people.login import providers
from superapp.people.models import AgencyClient


def viewer_at(request: HttpRequest) -> Viewer:
    """Return who is signed in in this browser; nobody when nobody is."""
    if not request.user.is_authenticated:
        return ANONYMOUS
    return viewer_for(request.user, sign_in_of(request.session))  # type: ignore[arg-type]


def sign_in_page(request: HttpRequest, *, back: str, ial: str, client: AgencyClient) -> HttpResponse:
    """Return the page with the providers that reach level `ial`; each leads back to the address `back` of ours."""
    offered = [provider for provider in providers.every() if assurance.reaches(provider.top_ial, ial)]
    # Whoever is signed in shows that it is still them; nobody else can come in through that.
    is_again = viewer_at(request).citizen is not None
    page = {
        "client": client,
        "ial": ial,
        "providers": offered,
        "back": f"{settings.PUBLIC_URL}{back}",
        "redirect": reverse(f"headless:browser:socialaccount:{'step_up' if is_again else 'redirect_to_provider'}"),
        "is_again": is_again,
    }
    response = render(request, "agencies/sign_in.html", page)
    # Browsers hold a form's redirects to form-action too, and the answer to these forms goes to a provider.
    places = {urlsplit(provider.issuer) for provider in offered}
    response._csp_update = {"form-action": sorted(f"{p.scheme}://{p.netloc}" for p in places)}  # type: ignore[attr-defined]
    return response

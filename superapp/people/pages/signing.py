"""The page to sign in with, in a browser: the providers, who is signed in now, and why a sign-in was refused."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_GET, require_POST

from superapp.api.language import language_of
from superapp.people.login import providers, refusing

from .signing_in import viewer_at

_CODE = re.compile(r"[A-Z_]{3,40}")


@never_cache
@csrf_protect
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the providers; `?error=CODE` says why the last try was refused."""
    viewer = viewer_at(request)
    used = providers.find(viewer.sign_in.provider) if viewer.sign_in else None
    error = request.GET.get("error", "")
    language = language_of(request.META.get("HTTP_ACCEPT_LANGUAGE"))
    shown = {
        "providers": providers.every(),
        "viewer": viewer if viewer.citizen is not None else None,
        "provider_used": used.name_th if used else None,
        "name": viewer.citizen.read("name_th") if viewer.citizen else None,
        "redirect": reverse("headless:browser:socialaccount:redirect_to_provider"),
        "back": f"{settings.PUBLIC_URL}{reverse('sign-in')}",
        "error": refusing.sentence(error, language) if _CODE.fullmatch(error) else None,
        "code": error if _CODE.fullmatch(error) else None,
        "has_explorer": settings.GRAPHQL_PROFILE == "open",
    }
    response = render(request, "login/page.html", shown)
    # Browsers hold the redirect that answers a form to form-action too, and these forms lead to a provider.
    places = {urlsplit(provider.issuer) for provider in providers.every()}
    response._csp_update = {"form-action": sorted(f"{p.scheme}://{p.netloc}" for p in places)}  # type: ignore[attr-defined]
    return response


@never_cache
@csrf_protect
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out in this browser."""
    request.session.flush()
    return redirect("sign-in")

"""What a browser may load on the desk.

Everything else on this server says `default-src 'self'`. The desk's shell (unfold) carries the build of Alpine that
evaluates expressions, and writes its colours into a <style>; both need leave, on the desk alone.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

DESK = "/admin/"
DESK_ALLOWS = {
    "script-src": ["'self'", "'unsafe-eval'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
}


def desk_policy(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Return the middleware that gives the desk's answers their own policy. Stands below the CSP middleware."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path_info.startswith(DESK):
            response._csp_replace = DESK_ALLOWS  # type: ignore[attr-defined]
        return response

    return answer

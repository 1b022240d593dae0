"""Fetching the copy of one's data: for whoever asked for it, signed in as in the API, while the link lasts."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from superapp.accounts import tokens
from superapp.accounts.viewer import ANONYMOUS, Viewer
from superapp.people.actions import exports
from superapp.refusal import NotFound

from .signing_in import viewer_at


@require_GET
def fetch(request: HttpRequest, token: str) -> HttpResponse:
    """Stream the ZIP file; 404 for everybody else, and when its day is over."""
    try:
        export, pieces = exports.fetch(viewer=_viewer(request), token=token, now=timezone.now())
    except NotFound:
        raise Http404 from None
    response = StreamingHttpResponse(pieces, content_type="application/zip")
    response.headers["Content-Length"] = str(export.size_bytes)
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _viewer(request: HttpRequest) -> Viewer:
    if not tokens.is_sent_with(request):
        return viewer_at(request)
    try:
        return tokens.viewer_by_token(request)
    except tokens.BadToken:
        return ANONYMOUS

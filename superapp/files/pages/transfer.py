"""Sending and fetching bytes: a ticket or a link in the address, the bytes as they are, refusals as JSON.

A refusal is `{"code": ..., "th": ..., "en": ...}`. What is not there for whoever asks is 404, whatever the reason.
"""

import time
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse, UnreadablePostError
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from superapp.accounts import tokens
from superapp.accounts.sessions import sign_in_of
from superapp.accounts.viewer import ANONYMOUS, Viewer, viewer_for
from superapp.files.actions import links, uploads
from superapp.files.content.types import ContentRefused
from superapp.refusal import NotFound, Refusal

# A request that trickles keeps a thread from everybody else.
LONGEST_S = 300.0
STATUS = {
    NotFound: 404,
    uploads.UploadTooLarge: 413,
    uploads.UploadTypeNotAllowed: 415,
    ContentRefused: 422,
}


@never_cache
@csrf_exempt
@require_http_methods(["PUT"])
def receive(request: HttpRequest, ticket: str) -> HttpResponse:
    """Take the bytes of an announced file. The ticket is the whole right: no cookie counts here."""
    now = timezone.now()
    try:
        upload = uploads.expected_by(ticket, now=now)
        # Said before anything is read; whoever does not say how much comes is taken to send nothing.
        announced = int(request.META.get("CONTENT_LENGTH") or 0)
        if announced > upload.size_bytes:
            raise uploads.UploadTooLarge(most=upload.size_bytes)
        if announced < upload.size_bytes:
            raise uploads.UploadSizeDiffers()
        media_type = (request.content_type or "").lower()
        upload = uploads.receive(upload=upload, media_type=media_type, body=_body(request), now=now)
    except Refusal as refusal:
        return _refused(refusal)
    told = {"sha256": upload.sha256, "bytes": upload.size_bytes, "media_type": upload.media_type}
    return JsonResponse(told, status=201)


@never_cache
@require_http_methods(["GET"])
def fetch(request: HttpRequest, token: str) -> HttpResponse:
    """Send a file to whoever its link is for."""
    try:
        download = links.fetch(token=token, viewer=_viewer(request), now=timezone.now())
    except Refusal as refusal:
        return _refused(refusal)
    return StreamingHttpResponse(
        download.pieces,
        content_type=download.media_type,
        headers={
            "Content-Length": str(download.size_bytes),
            "Content-Disposition": f'attachment; filename="{download.name}"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _body(request: HttpRequest) -> Iterator[bytes]:
    ends = time.monotonic() + LONGEST_S
    try:
        while piece := request.read(uploads.READ_BYTES):
            yield piece
            if time.monotonic() > ends:
                raise uploads.UploadInterrupted()
    except (UnreadablePostError, OSError):
        raise uploads.UploadInterrupted() from None


def _refused(refusal: Refusal) -> JsonResponse:
    status = next((status for kind, status in STATUS.items() if isinstance(refusal, kind)), 400)
    told = {"code": refusal.code, "th": refusal.message("th"), "en": refusal.message("en")}
    response = JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})
    # Django would write the whole address into the log, and who reads it there could send or fetch.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _viewer(request: HttpRequest) -> Viewer:
    if not tokens.is_sent_with(request):
        return viewer_for(request.user, sign_in_of(request.session)) if request.user.is_authenticated else ANONYMOUS
    try:
        return tokens.viewer_by_token(request)
    except tokens.BadToken:
        return ANONYMOUS

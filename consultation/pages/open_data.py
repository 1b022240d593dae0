"""Open data for anybody: what sets a hearing has, as JSON, and their files as they are."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from consultation.actions import open_data, open_data_files
from consultation.models import OpenDataSet
from superapp.files import storing
from superapp.refusal import NotFound

# A set that is taken back must not be fetched from a copy for long.
FRESH_S = 300
HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": f"public, max-age={FRESH_S}",
    "X-Content-Type-Options": "nosniff",
}


@require_safe
def listed(request: HttpRequest, code: str) -> HttpResponse:
    """Answer the manifests of a hearing's data sets, the newest first, with the address of each file."""
    sets = [_told(row, code) for row in open_data.ready(code)]
    return JsonResponse({"data_sets": sets}, headers=HEADERS) if sets else _nothing()


@require_safe
def fetch(request: HttpRequest, code: str, data_set: UUID, name: str) -> HttpResponse:
    """Send one file of a data set that is ready: those its manifest names, and the manifest."""
    row = open_data.ready_one(code, data_set)
    entry = None if row is None else _entry(row, name)
    if row is None or entry is None:
        return _nothing()
    stored = open_data_files.stored_name(row.folder, name)
    if not storing.storage().exists(stored):
        return _nothing()
    headers = HEADERS | {"Content-Security-Policy": "sandbox; default-src 'none'"}
    if "sha256" in entry:
        headers["ETag"] = f'"{entry["sha256"]}"'
        if request.headers.get("If-None-Match") == headers["ETag"]:
            return HttpResponseNotModified(headers=headers)
        headers["Content-Length"] = str(entry["bytes"])
    shown = name.replace("/", "-")
    headers["Content-Disposition"] = f'attachment; filename="{code}-{shown}"'
    media = open_data_files.MEDIA[name.rpartition(".")[2]]
    return StreamingHttpResponse(storing.pieces(stored, None), content_type=media, headers=headers)


def _entry(row: OpenDataSet, name: str) -> dict[str, object] | None:
    if name == open_data_files.MANIFEST:
        return {"name": name}
    return next((one for one in row.manifest["files"] if one["name"] == name), None)


def _told(row: OpenDataSet, code: str) -> dict[str, object]:
    def url(name: str) -> str:
        return settings.PUBLIC_URL + reverse("open-data-file", args=[code, row.public_id, name])

    files = [one | {"url": url(one["name"])} for one in row.manifest["files"]]
    return row.manifest | {"files": files, "manifest_url": url(open_data_files.MANIFEST)}


def _nothing() -> HttpResponse:
    told = {"code": NotFound.code, "th": NotFound.th, "en": NotFound.en}
    return JsonResponse(told, status=404, headers=HEADERS, json_dumps_params={"ensure_ascii": False})

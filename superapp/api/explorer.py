"""The explorer: every shipped operation ready to try, served from our own files. Under profile `open` only.

A page of our own, since it does what newcomers need in a few hundred lines and lives with the same strict policy as
everything else: no inline script, nothing from elsewhere.
"""

from typing import Any

import orjson
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.http import require_GET


@require_GET
def explorer(request: HttpRequest) -> HttpResponse:
    """Show the page.

    :raises Http404: outside profile `open`.
    """
    _require_open()
    get_token(request)  # so that a signed-in officer's requests carry the token the endpoint asks for
    return render(request, "api/explorer.html")


@require_GET
def shipped_operations(_request: HttpRequest) -> HttpResponse:
    """Return the operations of graphql/operations, by file name: domain, name, text, and variables to start with.

    :raises Http404: outside profile `open`.
    """
    _require_open()
    return HttpResponse(orjson.dumps({"operations": operations()}), content_type="application/json")


def operations() -> list[dict[str, Any]]:
    """Return each shipped operation; variables come from the file of the same name ending in .json, if there is one."""
    folder = settings.GRAPHQL_OPERATIONS_DIR
    found = []
    for path in sorted(folder.rglob("*.graphql")):
        example = path.with_suffix(".json")
        found.append(
            {
                "domain": path.parent.relative_to(folder).as_posix(),
                "name": path.stem,
                "text": path.read_text(encoding="utf-8"),
                "variables": orjson.loads(example.read_bytes()) if example.exists() else {},
            }
        )
    return found


def _require_open() -> None:
    if settings.GRAPHQL_PROFILE != "open":
        raise Http404

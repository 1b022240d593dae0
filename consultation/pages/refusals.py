"""Refusals of the public pages: a page of their own, in Thai and English."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from superapp.refusal import NotFound, Refusal

LONGEST_QUERY = 1_000


class QueryTooLong(Refusal):
    """An address has more behind its question mark than any of ours."""

    is_for_clients = False
    code = "PAGE_QUERY_TOO_LONG"
    th = "ที่อยู่ของหน้านี้ยาวเกินไป โปรดเปิดจากลิงก์ในรายงานอีกครั้ง"
    en = "The address of this page is too long. Open it from a link in the report again."


def check_query(request: HttpRequest) -> None:
    """Do nothing for a query of a length ours can have.

    :raises QueryTooLong:
    """
    if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
        raise QueryTooLong()


def refused(request: HttpRequest, refusal: Refusal, language: str, *, back: str = "") -> HttpResponse:
    """Return the page that says why there is nothing to show; `back` is where to begin again, "" for nowhere."""
    status = 404 if isinstance(refusal, NotFound) else 400
    shown = {
        "language": language,
        "th": refusal.message("th"),
        "en": refusal.message("en"),
        "code": refusal.code,
        "back": back,
    }
    response = render(request, "consultation/public/refused.html", shown, status=status)
    # Django would write the address into the log; what stands in it is of no use there.
    response._has_been_logged = True  # type: ignore[attr-defined]
    response["Cache-Control"] = "no-store"
    return response

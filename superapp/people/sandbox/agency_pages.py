"""The sample agency's pages: the start, the way out to sign in, and what it was told."""

from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from . import agency

COOKIE = "sandbox_agency"
KEPT_S = 600
WORDS = {
    "sub": "รหัสแทนตัวท่านที่ระบบนี้รู้จัก",
    "acr": "ระดับการยืนยันตัวตน (IAL)",
    "auth_time": "เวลาที่ยืนยันตัวตน (วินาทีนับจาก พ.ศ. 2513)",
    "act": "ผู้ทำแทน",
    "organisation": "องค์กร",
    "name": "ชื่อและนามสกุล",
    "name_en": "ชื่อและนามสกุล (อังกฤษ)",
    "birthdate": "วันเดือนปีเกิด",
    "pid": "เลขประจำตัวประชาชน",
}


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the start page."""
    agency.ensure_client(now=timezone.now())
    return render(request, "sandbox/agency.html")


@never_cache
@require_safe
def login(request: HttpRequest) -> HttpResponse:
    """Send the browser to sign in."""
    agency.ensure_client(now=timezone.now())
    address, kept = agency.begin()
    response = HttpResponse(status=303, headers={"Location": address})
    response.set_cookie(
        COOKIE,
        signing.dumps(kept, salt=COOKIE),
        max_age=KEPT_S,
        path=agency.HOME,
        httponly=True,
        samesite="Lax",
    )
    return response


@never_cache
@require_safe
def callback(request: HttpRequest) -> HttpResponse:
    """Finish the sign-in and show what the site was told."""
    page: dict[str, Any] = {}
    status = 200
    try:
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=KEPT_S)
        claims, told = agency.finish(kept, request.GET.dict())
    except (signing.BadSignature, agency.SignInBroken) as error:
        page["error"] = str(error) if isinstance(error, agency.SignInBroken) else "cookie"
        status = 200 if page["error"] == "access_denied" else 400
    else:
        page["told"] = [(WORDS.get(name, name), name, value) for name, value in told.items()]
        page["checked"] = sorted(claims)
    response = render(request, "sandbox/agency.html", page, status=status)
    response.delete_cookie(COOKIE, path=agency.HOME)
    return response

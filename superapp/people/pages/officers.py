"""The officers' door: password, second factor, setting one up, invitations, and what officers see of their account."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from superapp.accounts.desk import attempt, viewer
from superapp.people.actions import demonstration, desk_sessions, second_factor
from superapp.people.actions import officers as accounts
from superapp.people.login import officers
from superapp.people.login.limits import CountersAway, TooManyTries
from superapp.people.login.step_up import with_fresh_factor
from superapp.refusal import Refusal

NEXT, CODES = "desk.next", "desk.codes"
View = Callable[..., HttpResponse]


def door(view: View) -> View:
    """Decorate a page before the desk: never kept by browsers, protected against forged posts."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    return never_cache(csrf_protect(page))


@door
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for user name and password."""
    if "next" in request.GET:
        request.session[NEXT] = _own_address(request, request.GET["next"])
    if request.user.is_authenticated and request.user.is_staff:  # type: ignore[union-attr]
        return HttpResponseRedirect(_after(request))
    fault, status = None, 200
    if request.method == "POST":
        username, password = request.POST.get("username", "")[:150], request.POST.get("password", "")[:1000]
        try:
            account = officers.give_password(request, username=username, password=password, now=timezone.now())
        except Refusal as refusal:
            fault, status = refusal.message("th"), _status(refusal)
        else:
            is_set_up = second_factor.is_set_up(account)
            return HttpResponseRedirect(reverse("officer-code" if is_set_up else "officer-set-up"))
    is_over = request.session.pop(officers.ENDED, False) if officers.ENDED in request.session else False
    more = {"fault": fault, "is_over": is_over, "username": request.POST.get("username", "")}
    return _page(request, "sign_in", "เข้าสู่ระบบ", status=status, **more)


@door
def code(request: HttpRequest) -> HttpResponse:
    """Ask for a code of the device, or a recovery code."""
    fault, status = None, 200
    try:
        account = officers.pending(request)
        if not second_factor.is_set_up(account):
            return HttpResponseRedirect(reverse("officer-set-up"))
        if request.method == "POST":
            officers.show_factor(request, code=request.POST.get("code", "")[:40], now=timezone.now())
            return HttpResponseRedirect(_after(request))
    except officers.NotPending as refusal:
        return _start_again(request, refusal)
    except Refusal as refusal:
        fault, status = refusal.message("th"), _status(refusal)
    more = {"fault": fault, "username": account.username, "sample_code": demonstration.code_for(account)}
    return _page(request, "code", "ยืนยันตัวตนขั้นที่สอง", status=status, **more)


@door
def set_up(request: HttpRequest) -> HttpResponse:
    """Show the square picture for the officer's device, and take its first code."""
    fault, status = None, 200
    try:
        account = officers.pending(request)
        if request.method == "POST":
            codes = officers.set_up(request, code=request.POST.get("code", "")[:40], now=timezone.now())
            return _recovery_codes(request, codes, _after(request))
        if second_factor.is_set_up(account):
            return HttpResponseRedirect(reverse("officer-code"))
        secret = officers.pending_secret(request)
    except officers.NotPending as refusal:
        return _start_again(request, refusal)
    except Refusal as refusal:
        fault, status = refusal.message("th"), _status(refusal)
        secret = officers.pending_secret(request)
    svg = get_adapter().build_totp_svg(second_factor.address(account, secret))
    more = {
        "fault": fault,
        "username": account.username,
        "svg": mark_safe(svg[svg.index("<svg") :]),  # noqa: S308  # drawn from a secret of ours, nothing typed
        "address": second_factor.address(account, secret),
        "secret": " ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
    }
    return _page(request, "set_up", "ตั้งการยืนยันสองขั้น", status=status, **more)


@door
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever was invited choose a password; the second factor follows."""
    faults: list[str] = []
    try:
        account = accounts.invited(token=token, now=timezone.now())
        if request.method == "POST":
            first, again = request.POST.get("password", "")[:1000], request.POST.get("again", "")[:1000]
            if first != again:
                raise ValidationError("รหัสผ่านสองช่องไม่เหมือนกัน โปรดพิมพ์ใหม่")
            account = accounts.accept(token=token, password=first, now=timezone.now())
            officers.put_pending(request, account)
            return HttpResponseRedirect(reverse("officer-set-up"))
    except ValidationError as error:
        faults = list(error.messages)
    except Refusal as refusal:
        return _page(request, "over", "ลิงก์ใช้ไม่ได้แล้ว", status=410, fault=refusal.message("th"))
    more = {"faults": faults, "username": account.username}
    return _page(request, "invitation", "ตั้งรหัสผ่าน", status=400 if faults else 200, **more)


@door
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this stay."""
    officers.sign_out(request, now=timezone.now())
    messages.success(request, "ออกจากระบบแล้ว")
    return HttpResponseRedirect(reverse("admin:login"))


def own_account(request: HttpRequest) -> HttpResponse:
    """Show an officer where they are signed in and how many recovery codes are left."""
    account: Any = request.user
    context = _desk_page(
        request,
        "บัญชีของฉัน",
        sessions=desk_sessions.open_of(account, now=timezone.now()).order_by("-started_at"),
        this_session=request.session.session_key,
        codes_left=second_factor.recovery_codes_left(account),
        most=settings.OFFICER_MOST_SESSIONS,
    )
    return TemplateResponse(request, "officers/own_account.html", context)


@require_POST
def end_stay(request: HttpRequest, session: UUID) -> HttpResponse:
    """End another of the officer's own stays."""
    public_id = viewer(request).account.public_id  # type: ignore[union-attr]
    act = lambda: accounts.end_sessions(  # noqa: E731
        viewer=viewer(request), public_id=public_id, session=session, now=timezone.now()
    )
    attempt(request, act, "ออกจากระบบที่เครื่องนั้นแล้ว")
    return HttpResponseRedirect(reverse("officer-account"))


@require_POST
@with_fresh_factor
def renew_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes and show them once."""
    account: Any = request.user
    codes = second_factor.renew_recovery_codes(account=account, now=timezone.now())
    return _recovery_codes(request, codes, reverse("officer-account"))


def password_change(request: HttpRequest) -> HttpResponse:
    """Ask for the current password and a new one."""
    faults: list[str] = []
    if request.method == "POST":
        sent = {name: request.POST.get(name, "")[:1000] for name in ("current", "password", "again")}
        try:
            if sent["password"] != sent["again"]:
                raise ValidationError("รหัสผ่านใหม่สองช่องไม่เหมือนกัน โปรดพิมพ์ใหม่")
            officers.change_password(request, current=sent["current"], new=sent["password"], now=timezone.now())
            messages.success(request, "เปลี่ยนรหัสผ่านแล้ว และออกจากระบบที่เครื่องอื่นทั้งหมด")
            return HttpResponseRedirect(reverse("officer-account"))
        except ValidationError as error:
            faults = list(error.messages)
        except officers.SignInRefused:
            faults = ["รหัสผ่านปัจจุบันไม่ถูกต้อง"]
        except Refusal as refusal:
            faults = [refusal.message("th")]
    context = _desk_page(request, "เปลี่ยนรหัสผ่าน", faults=faults)
    return TemplateResponse(request, "officers/password_change.html", context, status=400 if faults else 200)


def _page(request: HttpRequest, name: str, title: str, *, status: int = 200, **more: Any) -> HttpResponse:
    context = admin.site.each_context(request) | {"title": title, "is_demo": settings.DEMO} | more
    return TemplateResponse(request, f"officers/{name}.html", context, status=status)


def _desk_page(request: HttpRequest, title: str, **more: Any) -> dict[str, Any]:
    return admin.site.each_context(request) | {"title": title, "crumbs": [], "is_fullwidth": "1"} | more


def _recovery_codes(request: HttpRequest, codes: list[str], onward: str) -> HttpResponse:
    # Answered at once instead of kept for another page: what is shown once is nowhere afterwards.
    spaced = [f"{each[:4]} {each[4:]}" for each in codes]
    response = _page(request, "recovery_codes", "รหัสสำรอง", codes=spaced, onward=onward)
    response.headers["Cache-Control"] = "no-store"
    return response


def _start_again(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    messages.warning(request, refusal.message("th"))
    return HttpResponseRedirect(reverse("admin:login"))


def _after(request: HttpRequest) -> str:
    return str(request.session.pop(NEXT, None) or reverse("admin:index"))


def _own_address(request: HttpRequest, wanted: str) -> str:
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=False)
    return wanted if is_ours and wanted.startswith("/admin/") else ""


def _status(refusal: Refusal) -> int:
    return 503 if isinstance(refusal, CountersAway) else 429 if isinstance(refusal, TooManyTries) else 403

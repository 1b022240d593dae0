"""Accounts of officers and operators: made by invitation, switched off and on, signed out, their factor reset."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from superapp.accounts.admin import OperatorAdmin
from superapp.accounts.desk import attempt, go, viewer
from superapp.accounts.models import Account
from superapp.accounts.templatetags.desk import badge, thai_date
from superapp.accounts.viewer import Viewer
from superapp.people.actions import desk_sessions, officers, officers_citizens, second_factor
from superapp.people.login.step_up import with_fresh_factor
from superapp.people.models import Invitation
from superapp.refusal import Refusal

PAGE = "accounts_account_change"


class NewAccountForm(forms.Form):
    """Who is invited, as what."""

    kind = forms.ChoiceField(
        label="ประเภท", choices=[(Account.Kind.OFFICER, "เจ้าหน้าที่ของหน่วยงาน"), (Account.Kind.OPERATOR, "ผู้ดูแลระบบ")]
    )
    username = forms.CharField(label="ชื่อผู้ใช้", max_length=60, help_text="ตัวอักษรอังกฤษตัวเล็ก เช่น dopa.somchai")
    name_th = forms.CharField(label="ชื่อ (ไทย)", max_length=200, required=False)
    name_en = forms.CharField(label="ชื่อ (อังกฤษ)", max_length=200, required=False)


@admin.register(Account)
class AccountAdmin(OperatorAdmin):
    """Who can sign in at the desk. Citizens are not listed: nobody here needs to read through them."""

    change_list_template = "officers/account_list.html"
    list_display = ("username", "kind", "shown_state", "shown_since")
    search_fields = ("username", "officer__name_th", "officer__name_en")
    search_help_text = "ค้นหาชื่อผู้ใช้หรือชื่อ"
    ordering = ("username", "pk")

    def rows(self, viewer: Viewer) -> QuerySet[Account]:
        """Return the accounts of those who work here."""
        has_device = Authenticator.objects.filter(user=OuterRef("pk"), type=second_factor.TOTP)
        return (
            Account.objects.exclude(kind=Account.Kind.CITIZEN)
            .select_related("officer")
            .annotate(has_device=Exists(has_device))
        )

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show the list."""
        return super().changelist_view(request, (extra_context or {}) | {"title": "บัญชี", "crumbs": []})

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Show the form of an invitation, and make the account."""
        if not self.opens_to(request):
            raise PermissionDenied
        form = NewAccountForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            sent = form.cleaned_data
            try:
                account, token = officers.create(
                    viewer=viewer(request),
                    username=sent["username"],
                    name_th=sent["name_th"],
                    name_en=sent["name_en"],
                    is_operator_too=sent["kind"] == Account.Kind.OPERATOR,
                    now=timezone.now(),
                )
            except Refusal as refusal:
                form.add_error(next(iter(refusal.path), None), refusal.message("th"))
            else:
                return self._link(request, account, token)
        context = self.page(request, "เพิ่มบัญชี", [("บัญชี", "../")], form=form)
        return TemplateResponse(request, "officers/new_account.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show one account: its state, where it is signed in, and what can be done."""
        account, now = self.row(request, object_id), timezone.now()
        context = self.page(
            request,
            account.username,
            [("บัญชี", "../../")],
            account=account,
            name=account.officer.name_th if hasattr(account, "officer") else "",
            is_officer=hasattr(account, "officer"),
            has_citizen=hasattr(account, "officer") and account.officer.citizen_id is not None,
            invitation=Invitation.objects.filter(account=account).open_at(now).first(),
            may_invite=not account.has_device and not account.has_usable_password(),
            sessions=desk_sessions.open_of(account, now=now).order_by("-started_at"),
            is_own=account.pk == viewer(request).account_id,
            reasons=officers.REASONS.items(),
        )
        return TemplateResponse(request, "officers/account_page.html", context)

    def switch(self, request: HttpRequest, account: Account) -> HttpResponse:
        """Switch the account off, or on again."""
        act = officers.switch_off if account.is_active else officers.switch_on
        done = "ระงับบัญชีแล้ว และออกจากระบบทุกเครื่องทันที" if account.is_active else "เปิดใช้บัญชีอีกครั้งแล้ว"
        how = self._how(request, account) | {"reason": request.POST.get("reason", "")}
        attempt(request, lambda: act(**how), done)
        return go(PAGE, account.pk)

    def reset(self, request: HttpRequest, account: Account) -> HttpResponse:
        """Forget the second factor and show the link of a new invitation."""
        how = self._how(request, account) | {"reason": request.POST.get("reason", "")}
        return self._invited(request, account, lambda: officers.reset_factor(**how))

    def invite(self, request: HttpRequest, account: Account) -> HttpResponse:
        """Show the link of a new invitation."""
        return self._invited(request, account, lambda: officers.invite(**self._how(request, account)))

    def end_sessions(self, request: HttpRequest, account: Account) -> HttpResponse:
        """End one stay, or all."""
        named = request.POST.get("session", "")
        try:
            session = UUID(named) if named else None
        except ValueError:
            return go(PAGE, account.pk)
        how = self._how(request, account)
        attempt(request, lambda: officers.end_sessions(session=session, **how), "ออกจากระบบแล้ว")
        return go(PAGE, account.pk)

    def name_citizen(self, request: HttpRequest, account: Account) -> HttpResponse:
        """Say who the officer is as a citizen, or take it back."""
        how = self._how(request, account) | {"citizen_id": request.POST.get("citizen_id", "")[:20]}
        done = "บันทึกแล้ว เจ้าหน้าที่จะพิจารณาเรื่องของตนเองและคนใกล้ชิดไม่ได้" if how["citizen_id"] else "นำออกแล้ว"
        attempt(request, lambda: officers_citizens.name(**how), done)
        return go(PAGE, account.pk)

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses of the list, of one account, and of what is done to it."""
        steps = {
            "switch": self.switch,
            "reset": self.reset,
            "invite": self.invite,
            "end-sessions": self.end_sessions,
            "name-citizen": self.name_citizen,
        }
        wrap = self.admin_site.admin_view
        pages = [
            path(f"<int:pk>/{name}/", wrap(self._posted(step)), name=f"accounts_account_{name}")
            for name, step in steps.items()
        ]
        return pages + super().get_urls()

    def _posted(self, step: Callable[[HttpRequest, Account], HttpResponse]) -> Callable[..., HttpResponse]:
        fresh = with_fresh_factor(step)

        def page(request: HttpRequest, pk: int) -> HttpResponse:
            account = self.row(request, str(pk))
            return fresh(request, account) if request.method == "POST" else go(PAGE, account.pk)

        return page

    def _how(self, request: HttpRequest, account: Account) -> dict[str, Any]:
        return {"viewer": viewer(request), "public_id": account.public_id, "now": timezone.now()}

    def _invited(self, request: HttpRequest, account: Account, act: Callable[[], str]) -> HttpResponse:
        try:
            token = act()
        except Refusal as refusal:
            messages.error(request, refusal.message("th"))
            return go(PAGE, account.pk)
        return self._link(request, account, token)

    def _link(self, request: HttpRequest, account: Account, token: str) -> HttpResponse:
        # Answered at once and kept nowhere: the database has only its hash.
        link = request.build_absolute_uri(reverse("officer-invitation", args=[token]))
        context = self.page(request, "ลิงก์คำเชิญ", [("บัญชี", "../../")], account=account, link=link)
        response = TemplateResponse(request, "officers/invitation_link.html", context)
        response.headers["Cache-Control"] = "no-store"
        return response

    @admin.display(description="สถานะ")
    def shown_state(self, account: Account) -> SafeString:
        """Return whether one can sign in with it."""
        if not account.is_active:
            return badge("ระงับ", "bad", "block")
        if not account.has_device:  # type: ignore[attr-defined]
            return badge("ยังไม่ตั้งการยืนยันสองขั้น", "warn", "hourglass_empty")
        return badge("ใช้งานได้", "good", "check_circle")

    @admin.display(description="สร้างเมื่อ", ordering="created_at")
    def shown_since(self, account: Account) -> str:
        """Return the day it was made."""
        return thai_date(account.created_at)

"""The steps an officer takes on a service: start a draft, propose its withdrawal or an earlier text, put up an alert.

Each calls one action and tells how it went; the action decides.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from services.actions import alerts, drafts, proposals
from services.models import Alert
from superapp.accounts.desk import attempt, go, viewer

if TYPE_CHECKING:
    from services.models import Service
    from superapp.accounts.desk import DeskAdmin

PAGE = "services_service_change"


class MomentField(forms.DateTimeField):
    """A moment on Bangkok's clock, picked in the browser; blank is None."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            required=False,
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
            widget=forms.DateTimeInput(
                attrs={"type": "datetime-local", "data-thai-moment": ""}, format="%Y-%m-%dT%H:%M"
            ),
            error_messages={"invalid": "อ่านเวลาไม่ได้ เขียนเช่น 2026-11-21T08:30"},
        )

    def to_python(self, value: Any) -> datetime | None:
        """Return the moment; a year that Bangkok's clock cannot be asked about cannot be read."""
        moment: datetime | None = super().to_python(value)
        if moment is not None and not 1900 <= moment.year <= 9000:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return moment


class AlertForm(forms.Form):
    """What an alert says."""

    severity = forms.ChoiceField(label="ระดับ", choices=Alert.Severity.choices, widget=forms.RadioSelect)
    message_th = forms.CharField(
        label="ข้อความ (ไทย)", max_length=alerts.MESSAGE_LIMIT, widget=forms.Textarea(attrs={"rows": 2})
    )
    message_en = forms.CharField(
        label="ข้อความ (อังกฤษ)", max_length=alerts.MESSAGE_LIMIT, widget=forms.Textarea(attrs={"rows": 2})
    )
    ends_at = MomentField("สิ้นสุด (เว้นว่าง: จนกว่าจะปลด)")


def _start(admin: "DeskAdmin", request: HttpRequest, service: "Service", now: datetime) -> HttpResponse:
    version = attempt(
        request,
        lambda: drafts.start(viewer=viewer(request), code=service.code, reason=request.POST.get("reason", ""), now=now),
        "เริ่มร่างแล้ว แก้ข้อความด้านล่างได้เลย",
    )
    return go("services_serviceversion_edit", version.pk) if version else go(PAGE, service.pk)


def _withdraw(admin: "DeskAdmin", request: HttpRequest, service: "Service", now: datetime) -> HttpResponse:
    version = attempt(
        request,
        lambda: proposals.withdraw(
            viewer=viewer(request), code=service.code, reason=request.POST.get("reason", ""), now=now
        ),
        "เสนอเลิกให้บริการแล้ว รอเพื่อนร่วมงานตรวจ",
    )
    return go("services_serviceversion_change", version.pk) if version else go(PAGE, service.pk)


def _roll_back(admin: "DeskAdmin", request: HttpRequest, service: "Service", now: datetime) -> HttpResponse:
    number = request.POST.get("number", "")
    version = attempt(
        request,
        lambda: proposals.roll_back(
            viewer=viewer(request),
            code=service.code,
            number=int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0,
            reason=request.POST.get("reason", ""),
            now=now,
        ),
        f"เสนอกลับไปใช้ฉบับที่ {number} แล้ว รอเพื่อนร่วมงานตรวจ",
    )
    return go("services_serviceversion_change", version.pk) if version else go("services_service_history", service.pk)


def _clear_alert(admin: "DeskAdmin", request: HttpRequest, service: "Service", now: datetime) -> HttpResponse:
    attempt(request, lambda: alerts.clear(viewer=viewer(request), code=service.code, now=now), "ปลดประกาศแล้ว")
    return go(PAGE, service.pk)


def _posted(act: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    def step(admin: "DeskAdmin", request: HttpRequest, pk: int) -> HttpResponse:
        service = admin.row(request, str(pk))
        if request.method != "POST":
            return go(PAGE, service.pk)
        return act(admin, request, service, timezone.now())

    return step


def post_alert(admin: "DeskAdmin", request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form of an alert; put it up when it is sent."""
    service = admin.row(request, str(pk))
    standing = service.alerts.filter(cleared_at=None).first()
    form = AlertForm(request.POST or None, initial={"severity": Alert.Severity.NOTICE})
    if request.method == "POST" and form.is_valid():
        posted = attempt(
            request,
            lambda: alerts.post(viewer=viewer(request), code=service.code, now=timezone.now(), **form.cleaned_data),
            "ติดประกาศแล้ว ประชาชนเห็นทันที",
        )
        if posted:
            return go(PAGE, service.pk)
    crumbs = [("บริการ", "../../"), (service.name_th, "../change/")]
    context = admin.page(request, "ติดประกาศแจ้งเตือน", crumbs, service=service, form=form, standing=standing)
    return TemplateResponse(request, "services/desk/alert.html", context)


# By the end of their address; `<service>/draft/` and so on.
SERVICE_STEPS: dict[str, Callable[..., HttpResponse]] = {
    "draft": _posted(_start),
    "withdraw": _posted(_withdraw),
    "roll-back": _posted(_roll_back),
    "alert": post_alert,
    "alert/clear": _posted(_clear_alert),
}

"""Making a service that does not exist yet, with its first draft."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from services.actions import drafts
from services.models import Agency
from services.models.content import ContentFault
from services.models.rights import DRAFT, agencies_with
from superapp.accounts.desk import go, viewer
from superapp.refusal import Refusal

from .content_form import ContentForm
from .names import names_by_code

if TYPE_CHECKING:
    from superapp.accounts.desk import DeskAdmin


def new_service(admin: "DeskAdmin", request: HttpRequest) -> HttpResponse:
    """Show an empty draft form with a code and an agency; make the service when it is sent.

    :raises PermissionDenied: for those who may not draft anywhere.
    """
    agencies = list(Agency.objects.in_service().filter(pk__in=agencies_with(viewer(request), DRAFT)).order_by("code"))
    if not agencies:
        raise PermissionDenied
    asked = request.POST
    agency = asked.get("agency", agencies[0].code)
    head = {"code": asked.get("code", "").strip(), "agency": agency, "reason": asked.get("reason", ""), "errors": {}}
    form = ContentForm(agency=agency, code=head["code"], names=names_by_code(), data=asked or None)
    if request.method == "POST":
        if "add_row" in asked:
            more = form.with_row(asked["add_row"], asked)
            form = ContentForm(agency=agency, code=head["code"], names=form.names, data=more)
        elif made := _make(request, form, head):
            return go("services_serviceversion_edit", made.pk)
    context = admin.page(request, "บริการใหม่", [("บริการ", "../")], form=form, head=head, agencies=agencies, is_new=True)
    return TemplateResponse(request, "services/desk/draft.html", context)


def _make(request: HttpRequest, form: ContentForm, head: dict[str, Any]) -> Any:
    if not head["reason"].strip():
        head["errors"]["reason"] = "โปรดบอกเหตุผลที่เพิ่มบริการนี้"
    if not form.is_valid() or head["errors"]:
        messages.error(request, "ยังสร้างไม่ได้ โปรดแก้ช่องที่มีข้อความสีแดง")
        return None
    try:
        version = drafts.create(
            viewer=viewer(request),
            code=head["code"],
            content=form.as_data(),
            reason=head["reason"],
            now=timezone.now(),
        )
    except drafts.CodeTaken as refusal:
        head["errors"]["code"] = refusal.message("th")
    except ContentFault as fault:
        if fault.path == ("code",):
            head["errors"]["code"] = "รหัสเป็นตัวอักษรอังกฤษตัวเล็ก ตัวเลข และขีดกลาง ยาว 2 ถึง 60 ตัว เช่น birth-register"
        else:
            form.place(fault)
    except Refusal as refusal:
        messages.error(request, refusal.message("th"))
    else:
        messages.success(request, "สร้างบริการและร่างแรกแล้ว ยังไม่มีใครเห็นจนกว่าจะเผยแพร่")
        return version
    messages.error(request, "ยังสร้างไม่ได้ โปรดแก้ช่องที่มีข้อความสีแดง")
    return None

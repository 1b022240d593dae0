"""Editing a draft: the form, saving it, and what happens when somebody else has saved meanwhile."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone

from services import permissions
from services.actions import drafts
from services.actions.differences import compare
from services.models import ServiceVersion
from services.models.content import ContentFault, ServiceContent
from services.models.content_reading import read
from superapp.accounts.desk import go, viewer
from superapp.refusal import Refusal

from .content_form import ContentForm
from .names import names_by_code

if TYPE_CHECKING:
    from superapp.accounts.desk import DeskAdmin

PAGE = "services_serviceversion_change"


def edit_page(admin: "DeskAdmin", request: HttpRequest, version: ServiceVersion) -> HttpResponse:
    """Show a draft as a form; save what was typed. What cannot be saved is shown again with what is wrong."""
    may_draft = permissions.may_draft(viewer(request), version.service.agency_id)
    if version.state != ServiceVersion.State.DRAFT or not may_draft:
        messages.info(request, "ฉบับนี้แก้ไม่ได้" if may_draft else "ท่านไม่มีสิทธิ์แก้ร่างของหน่วยงานนี้")
        return go(PAGE, version.pk)
    asked = request.POST
    form = form_of(version, asked or None)
    theirs: tuple[Any, ...] = ()
    if request.method == "POST" and "add_row" in asked:
        form = form_of(version, form.with_row(asked["add_row"], asked))
    elif request.method == "POST" and "show_form" not in asked and not request.path.endswith("/preview/"):
        saved = _save(request, version, form)
        if saved is True:
            return go(PAGE if "then_compare" in asked else "services_serviceversion_edit", version.pk)
        theirs = saved or ()
    crumbs = [("ร่างและการตรวจ", "../../"), (f"{version.service.name_th} ฉบับที่ {version.number}", "../change/")]
    context = admin.page(
        request,
        "แก้ร่าง",
        crumbs,
        version=version,
        service=version.service,
        form=form,
        revision=asked.get("revision", version.revision) if not theirs else version.revision,
        theirs=theirs,
    )
    return TemplateResponse(request, "services/desk/draft.html", context)


def form_of(version: ServiceVersion, data: QueryDict | None) -> ContentForm:
    """Return the form of a draft, as it is saved or as it was typed."""
    return ContentForm(
        agency=version.service.agency.code,
        code=version.service.code,
        names=names_by_code(),
        content=read(version.content),
        data=data,
    )


def typed_content(request: HttpRequest, version: ServiceVersion) -> ServiceContent | None:
    """Return what is typed in the form as a content, None when it cannot be read."""
    form = form_of(version, request.POST)
    if not form.is_valid():
        return None
    try:
        return read(form.as_data())
    except ContentFault:
        return None


def _save(request: HttpRequest, version: ServiceVersion, form: ContentForm) -> Any:
    """Save; return True, or what somebody else's saved text has that this one has not, or None when it is wrong."""
    if not form.is_valid():
        messages.error(request, "ยังไม่ได้บันทึก โปรดแก้ช่องที่มีข้อความสีแดง")
        return None
    data, revision = form.as_data(), request.POST.get("revision", "")
    try:
        drafts.revise(
            viewer=viewer(request),
            code=version.service.code,
            number=version.number,
            revision=int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 9 else 0,
            content=data,
            now=timezone.now(),
        )
    except drafts.DraftChanged:
        version.refresh_from_db()
        theirs = compare(read(version.content), read(data), names=form.names)
        if not theirs:
            messages.info(request, "เพื่อนร่วมงานบันทึกข้อความเดียวกันนี้ไว้แล้ว")
            return True
        messages.error(request, "มีผู้แก้ร่างนี้ระหว่างที่ท่านพิมพ์ ข้อความของท่านยังอยู่ครบในหน้านี้ แต่ยังไม่ได้บันทึก")
        return theirs
    except ContentFault as fault:
        form.place(fault)
        messages.error(request, "ยังไม่ได้บันทึก โปรดแก้ช่องที่มีข้อความสีแดง")
        return None
    except Refusal as refusal:
        messages.error(request, refusal.message("th"))
        return None
    messages.success(request, "บันทึกร่างแล้ว")
    return True

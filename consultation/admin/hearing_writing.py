"""Writing a hearing at the desk: its fields, one document of the dossier at a time, and its questions."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone

from consultation import permissions
from consultation.actions import dossiers, hearings, questions
from consultation.models import (
    DossierDocument,
    DossierKind,
    DossierWaiver,
    DraftVersion,
    Hearing,
    HearingState,
    Question,
)
from consultation.models.hearing_phase import Function
from services.models.rights import DRAFT, agencies_with
from superapp.accounts.desk import attempt, go, viewer
from superapp.refusal import Refusal

from . import hearing_forms

if TYPE_CHECKING:
    from superapp.accounts.desk import DeskAdmin

PAGE = "consultation_hearing_change"
CRUMB = "การรับฟังความคิดเห็น"
BLANK_ROWS = 3
MODERATION = Hearing.Moderation.choices
LEVELS = (("2.1", "2.1 พื้นฐาน"), ("2.2", "2.2 ยืนยันกับฐานข้อมูล"), ("2.3", "2.3 พบหน้าหรือเทียบใบหน้า"))


def new(admin: "DeskAdmin", request: HttpRequest) -> HttpResponse:
    """Show an empty form with a code, a version and a kind; make the hearing when it is sent.

    :raises PermissionDenied: for those who prepare for no agency.
    """
    mine = agencies_with(viewer(request), DRAFT)
    if not mine:
        raise PermissionDenied
    versions = DraftVersion.objects.filter(law__agency__in=mine).select_related("law").order_by("law__code", "-number")
    asked = request.POST
    if request.method == "POST" and (made := _make(request)) is not None:
        return go(PAGE, made.pk)
    context = admin.page(
        request,
        "การรับฟังใหม่",
        [(CRUMB, "../")],
        hearing=None,
        asked=asked if request.method == "POST" else hearing_forms.typed(None),
        display=asked.getlist("display") if request.method == "POST" else ["named", "private"],
        phases=list(enumerate(hearing_forms.phase_rows(asked if request.method == "POST" else None, None))),
        functions=Function.choices,
        versions=list(versions),
        kinds=Hearing.Kind.choices,
        moderation=MODERATION,
        levels=LEVELS,
    )
    return TemplateResponse(request, "consultation/desk/hearing_edit.html", context)


def edit(admin: "DeskAdmin", request: HttpRequest, hearing: Hearing) -> HttpResponse:
    """Show a draft's fields; save what was typed. What cannot be saved is shown again."""
    if not _is_writable(request, hearing):
        return go(PAGE, hearing.pk)
    asked = request.POST
    if request.method == "POST" and _save(request, hearing):
        return go(PAGE, hearing.pk)
    typed = hearing_forms.typed(hearing)
    context = admin.page(
        request,
        "แก้ไขการรับฟัง",
        [(CRUMB, "../../"), (hearing.title_th, "../change/")],
        hearing=hearing,
        asked=asked if request.method == "POST" else typed,
        display=asked.getlist("display") if request.method == "POST" else typed["display"],
        phases=list(enumerate(hearing_forms.phase_rows(asked if request.method == "POST" else None, hearing))),
        functions=Function.choices,
        moderation=MODERATION,
        levels=LEVELS,
    )
    return TemplateResponse(request, "consultation/desk/hearing_edit.html", context)


def document(admin: "DeskAdmin", request: HttpRequest, hearing: Hearing, kind: str) -> HttpResponse:
    """Show one document of the dossier; keep the text, or the reason why it is not there.

    :raises Http404: for a kind there is not.
    """
    if kind not in DossierKind.values:
        raise Http404
    if not _is_writable(request, hearing):
        return go(PAGE, hearing.pk)
    asked = request.POST
    how: dict[str, Any] = {"viewer": viewer(request), "code": hearing.code, "kind": kind, "now": timezone.now()}
    if request.method == "POST":
        if "waive" in asked:
            told = {"ground": asked.get("ground", ""), "text_th": asked.get("reason", "")}
            done = attempt(request, lambda: dossiers.waive(**how, **told), "บันทึกเหตุที่ไม่มีเอกสารนี้แล้ว")
        else:
            told = {"title": asked.get("title", ""), "text": asked.get("text", "").replace("\r\n", "\n")}
            language = "en" if asked.get("language") == "en" else "th"
            done = attempt(request, lambda: _write(request, how, told | {"language": language}), "บันทึกเอกสารแล้ว")
        if done is not None:
            return go(PAGE, hearing.pk)
    standing = hearing.documents.filter(kind=kind, language=asked.get("language", "th")).first()
    context = admin.page(
        request,
        DossierKind(kind).label,
        [(CRUMB, "../../../"), (hearing.title_th, "../../change/")],
        hearing=hearing,
        kind=kind,
        heading=DossierKind(kind).label,
        title_typed=asked.get("title", standing.title if standing else DossierKind(kind).label),
        text_typed=asked.get("text", standing.text if standing else ""),
        standing=standing,
        waiver=hearing.waivers.filter(kind=kind).first(),
        grounds=DossierWaiver.Ground.choices,
    )
    return TemplateResponse(request, "consultation/desk/hearing_document.html", context)


def file(request: HttpRequest, document: DossierDocument) -> HttpResponse:
    """Lead to the file of a document.

    :raises Http404: when it has none.
    """
    url = dossiers.file_url(viewer=viewer(request), document=document, now=timezone.now())
    if url is None:
        raise Http404
    return HttpResponseRedirect(url)


def questions_page(admin: "DeskAdmin", request: HttpRequest, hearing: Hearing) -> HttpResponse:
    """Show the questions as rows, a few of them blank; save them all, in their order."""
    if not _is_writable(request, hearing):
        return go(PAGE, hearing.pk)
    rows = [_row(one) for one in hearing.questions.select_related("section").order_by("position")]
    if request.method == "POST":
        given = hearing_forms.questions_of(request.POST)
        how = {"viewer": viewer(request), "code": hearing.code, "now": timezone.now()}
        kept = attempt(request, lambda: questions.write(questions=given, **how), f"บันทึกคำถาม {len(given)} ข้อแล้ว")
        if kept is not None and "more" not in request.POST:
            return go(PAGE, hearing.pk)
        rows = [_given_row(one) for one in given]
    sections = hearing.version.texts.filter(kind="section").select_related("section").order_by("position")
    blank = min(BLANK_ROWS, hearing_forms.MOST_ROWS - len(rows))
    context = admin.page(
        request,
        "คำถาม",
        [(CRUMB, "../../"), (hearing.title_th, "../change/")],
        hearing=hearing,
        rows=list(enumerate([*rows, *[{"form": "open"}] * blank])),
        forms=Question.Form.choices,
        sections=[(text.section.key, text.number or text.heading) for text in sections],
    )
    return TemplateResponse(request, "consultation/desk/hearing_questions.html", context)


def _write(request: HttpRequest, how: dict[str, Any], told: dict[str, str]) -> DossierDocument:
    sent = request.FILES.get("file")
    if sent is not None:
        media_type, size, now = str(sent.content_type), int(sent.size or 0), how["now"]
        kept = dossiers.receive(
            viewer=how["viewer"], media_type=media_type, size_bytes=size, body=sent.chunks(), now=now
        )
        return dossiers.write(**how, **told, upload=kept)
    return dossiers.write(**how, **told)


def _row(question: Question) -> dict[str, Any]:
    return {
        "form": question.form,
        "text_th": question.text_th,
        "text_en": question.text_en,
        "options": _lines(question.options),
        "points": question.scale_points or "",
        "section": question.section.key if question.section else "",
    }


def _given_row(given: questions.QuestionGiven) -> dict[str, Any]:
    return {
        "form": given.form,
        "text_th": given.text_th,
        "text_en": given.text_en,
        "options": _lines(given.options),
        "points": given.scale_points or "",
        "section": given.section,
    }


def _lines(options: Any) -> str:
    return "\n".join(" | ".join(filter(None, (one["code"], one["th"], one.get("en", "")))) for one in options)


def _is_writable(request: HttpRequest, hearing: Hearing) -> bool:
    may = permissions.may_prepare(viewer(request), hearing.agency_id)
    if may and hearing.state == HearingState.DRAFT:
        return True
    messages.info(request, "การรับฟังนี้แก้ไขไม่ได้แล้ว" if may else "บทบาทของท่านไม่มีสิทธิ์จัดเตรียมการรับฟังของหน่วยงานนี้")
    return False


def _make(request: HttpRequest) -> Hearing | None:
    asked = request.POST
    law, _, number = asked.get("version", "").partition("@")
    try:
        made = hearings.create(
            viewer=viewer(request),
            law=law,
            version=int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0,
            kind=asked.get("kind", ""),
            code=asked.get("code", "").strip(),
            plan=hearing_forms.plan_of(asked),
            now=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, refusal.message("th"))
        return None
    messages.success(request, "สร้างแล้ว รายการด้านล่างบอกว่ายังขาดอะไรก่อนประกาศ")
    return made


def _save(request: HttpRequest, hearing: Hearing) -> bool:
    revision = request.POST.get("revision", "")
    try:
        hearings.revise(
            viewer=viewer(request),
            code=hearing.code,
            revision=int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 9 else 0,
            plan=hearing_forms.plan_of(request.POST, source_url=hearing.source_url),
            now=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, refusal.message("th"))
        return False
    messages.success(request, "บันทึกแล้ว")
    return True

"""Editing a draft of rules: the text with its line numbers, a file instead of it, findings, and the try-it box."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from superapp.accounts.desk import go, viewer
from superapp.refusal import Refusal
from welfare import permissions
from welfare.actions import rule_checks, rule_drafts
from welfare.models import RuleVersion
from welfare.rules.differences import compare
from welfare.rules.gate.report import GateReport

from .findings import shown
from .scope import small_number, title_of
from .trying import EXAMPLE, tried

if TYPE_CHECKING:
    from superapp.accounts.desk import DeskAdmin

PAGE = "welfare_ruleversion_change"
LARGEST_FILE = 1_000_000


def edit_page(admin: "DeskAdmin", request: HttpRequest, version: RuleVersion) -> HttpResponse:
    """Show a draft's text; save what was typed or uploaded; show what the gate would say beside its lines."""
    may_write = permissions.may_write(viewer(request), version.programme.agency_id)
    if version.state != RuleVersion.State.DRAFT or not may_write:
        messages.info(request, "ฉบับนี้แก้ไม่ได้" if may_write else "ท่านไม่มีสิทธิ์แก้ร่างของหน่วยงานนี้")
        return go(PAGE, version.pk)
    asked, text, theirs, answer = request.POST, version.text, (), None
    revision = small_number(asked.get("revision", "")) or version.revision
    if request.method == "POST":
        typed = _typed(request)
        if typed is not None:
            text = typed
            if "try" in asked:
                answer = tried(text, asked.get("facts", ""), asked.get("as_of", ""))
            elif _save(request, version, text, revision):
                return go(PAGE if "then_review" in asked else "welfare_ruleversion_edit", version.pk)
            else:
                version.refresh_from_db()
                theirs = compare(version.text, text) if version.revision != revision else ()
                revision = version.revision
    report = rule_checks.findings_of(version.programme, text, based_on=version.based_on)
    title = title_of(version.programme, version)
    context = admin.page(
        request,
        "แก้ร่างหลักเกณฑ์",
        [("ร่างหลักเกณฑ์", "../../"), (f"{title} ฉบับที่ {version.number}", "../change/")],
        version=version,
        heading=title,
        text=text,
        lines=range(1, text.count("\n") + 2),
        revision=revision,
        theirs=theirs,
        **findings_context(report, text),
        answer=answer,
        facts=asked.get("facts", EXAMPLE),
        as_of=asked.get("as_of", timezone.localdate().isoformat()),
    )
    return TemplateResponse(request, "welfare/desk/edit.html", context)


def findings_context(report: GateReport, text: str) -> dict[str, Any]:
    """Return what the list of findings shows: refusals first, each with the line it is about."""
    return {
        "refusals": shown([one.as_data() for one in report.refusals], text),
        "remarks": shown([one.as_data() for one in report.remarks], text),
        "gaps": [one for one in report.findings if one.name],
    }


def _typed(request: HttpRequest) -> str | None:
    """Return what was uploaded, else what was typed; None when the file cannot be read, which is told."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return request.POST.get("text", "").replace("\r\n", "\n")
    if (file.size or 0) > LARGEST_FILE:
        messages.error(request, "แฟ้มใหญ่เกิน 1 เมกะไบต์ ยังไม่ได้บันทึก")
        return None
    try:
        return file.read().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        messages.error(request, "อ่านแฟ้มไม่ได้ ให้บันทึกเป็นข้อความ UTF-8 แล้วส่งอีกครั้ง ยังไม่ได้บันทึก")
        return None


def _save(request: HttpRequest, version: RuleVersion, text: str, revision: int) -> bool:
    try:
        rule_drafts.write(
            viewer=viewer(request),
            code=version.programme.code,
            number=version.number,
            text=text,
            revision=revision,
            now=timezone.now(),
        )
    except rule_drafts.RulesDraftChanged:
        messages.error(request, "มีผู้แก้ร่างนี้ระหว่างที่ท่านพิมพ์ ข้อความของท่านยังอยู่ครบในหน้านี้ แต่ยังไม่ได้บันทึก")
        return False
    except Refusal as refusal:
        messages.error(request, refusal.message("th"))
        return False
    messages.success(request, "บันทึกร่างแล้ว")
    return True

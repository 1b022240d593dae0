"""Bringing a draft in at the desk: a pasted text or a file. Faults are shown line by line, and nothing is lost."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from consultation import permissions
from consultation.actions import drafts
from consultation.models import DraftLaw, DraftVersion
from consultation.provisions import documents
from superapp.accounts.desk import go, viewer
from superapp.refusal import Refusal

if TYPE_CHECKING:
    from superapp.accounts.desk import DeskAdmin

MOST_FAULTS = 100


def page(admin: "DeskAdmin", request: HttpRequest, law: DraftLaw) -> HttpResponse:
    """Show the page; take the text when it is sent. A text with faults stays in the box with its lines numbered."""
    may_prepare = permissions.may_prepare(viewer(request), law.agency_id)
    if not may_prepare:
        messages.info(request, "บทบาทของท่านไม่มีสิทธิ์นำเข้าร่าง")
        return go("consultation_draftlaw_change", law.pk)
    text, faults = request.POST.get("text", ""), ()
    if request.method == "POST":
        try:
            text = _text(request) or text
            version = drafts.bring_in(
                viewer=viewer(request),
                code=law.code,
                text=text,
                note=request.POST.get("note", ""),
                kind=request.POST.get("kind", ""),
                now=timezone.now(),
            )
        except drafts.DraftFaulty as refused:
            faults = refused.faults[:MOST_FAULTS]
            messages.error(request, f"ยังไม่ได้นำเข้า มี {len(refused.faults)} จุดต้องแก้ ข้อความของท่านยังอยู่ครบในหน้านี้")
        except Refusal as refusal:
            messages.error(request, refusal.message("th"))
        else:
            is_first = version.number == 1
            todo = "ให้เจ้าหน้าที่อีกคนอ่านและเผยแพร่" if is_first else "ตรวจการเทียบมาตราด้านล่าง แล้วยืนยัน"
            messages.success(request, f"นำเข้าแล้ว {todo}")
            return go("consultation_draftlaw_version", law.pk, version.number)
    context = admin.page(
        request,
        "นำเข้าตัวบท",
        [("ร่างกฎหมาย", "../../"), (law.title_th, "../change/")],
        law=law,
        text=text,
        note=request.POST.get("note", ""),
        kinds=DraftVersion.Kind.choices,
        faults=[(fault, _line(text, fault.line)) for fault in faults],
        lines=range(1, text.count("\n") + 2),
        worked_on=law.versions.filter(published_at=None).first(),
    )
    return TemplateResponse(request, "consultation/desk/draft_bring_in.html", context)


def _text(request: HttpRequest) -> str:
    """Return the text of the file that was sent, "" without one.

    :raises DocumentRefused: for a file that is not taken.
    """
    upload = request.FILES.get("file")
    if upload is None:
        return ""
    # One byte more than is taken: the check below then says that it is too large, without reading the rest.
    return documents.text_of(upload.read(documents.BYTES + 1), name=upload.name or "")


def _line(text: str, number: int) -> str:
    lines = text.split("\n")
    return lines[number - 1][:200] if 0 < number <= len(lines) else ""

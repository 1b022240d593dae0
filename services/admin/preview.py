"""The citizen's page of a text that is not public yet, made of the same rows as the API's."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from services.models import Agency, Alert, Category, FocusArea, LifeEvent, Service, wording
from services.models.content import ServiceContent
from services.models.row_making import (
    Surroundings,
    agency_row,
    category_row,
    focus_area_row,
    life_event_row,
    service_row,
)
from services.models.wording import word

if TYPE_CHECKING:
    from superapp.accounts.desk import DeskAdmin

LANGUAGES = ("th", "en")
HEADINGS: dict[str, wording.Words] = {
    "fee": ("ค่าธรรมเนียม", "Fee"),
    "processing": ("ใช้เวลา", "Takes"),
    "evidence": ("เอกสารที่ต้องใช้", "What to bring"),
    "channels": ("ช่องทาง", "Where to apply"),
    "outputs": ("สิ่งที่ได้รับ", "What you receive"),
    "login": ("การเข้าสู่ระบบ", "Sign-in"),
    "level": ("ทำออนไลน์", "Online"),
    "legal": ("กฎหมายที่เกี่ยวข้อง", "Law"),
    "related": ("บริการที่เกี่ยวข้อง", "Related services"),
    "call": ("สายด่วน", "Call centre"),
}


def preview_page(
    admin: "DeskAdmin",
    request: HttpRequest,
    *,
    title: str,
    crumbs: Any,
    service: Service,
    content: ServiceContent,
    is_public: bool,
) -> HttpResponse:
    """Show a content as citizens would read it, in Thai and in English, with the alert that stands on the service."""
    pages = [page_of(content, service, language) for language in LANGUAGES]
    context = admin.page(request, title, crumbs, pages=pages, service=service, is_public=is_public)
    return TemplateResponse(request, "services/desk/preview.html", context)


def page_of(content: ServiceContent, service: Service, language: str) -> dict[str, Any]:
    """Return a service's page in one language: its row, its facts by name, its alert and its related services."""
    row = service_row(content, code=service.code, around=_around(content, language), publication=None)
    alert = service.alerts.filter(cleared_at=None).first()
    related = {each.code: each for each in Service.objects.published().filter(code__in=content.related)}
    name = "name_en" if language == "en" else "name_th"
    return {
        "language": language,
        "row": row,
        "facts": {fact.name: fact for fact in row.facts},
        "alert": alert and _alert_words(alert, language),
        "related": [getattr(related[code], name) for code in content.related if code in related],
        "words": {key: word(words, language) for key, words in HEADINGS.items()},
    }


def _alert_words(alert: Alert, language: str) -> dict[str, str]:
    return {
        "severity": alert.severity,
        "severity_text": word(wording.SEVERITY[alert.severity], language),
        "message": word((alert.message_th, alert.message_en), language),
    }


def _around(content: ServiceContent, language: str) -> Surroundings:
    agency = Agency.objects.select_related("parent").get(code=content.agency)
    return Surroundings(
        language,
        {agency.code: agency_row(agency, (), language)},
        {term.code: category_row(term, language) for term in Category.objects.filter(code=content.category)},
        {event.code: life_event_row(event, language) for event in LifeEvent.objects.filter(code=content.life_event)},
        {term.code: focus_area_row(term, language) for term in FocusArea.objects.filter(code=content.focus_area)},
    )

"""The report on a hearing for everybody: as a page in Thai and English, as its canonical JSON, and as PDF.

    /hearings/<code>/report            the newest revision, in Thai; /en/hearings/<code>/report in English
    /hearings/<code>/report/<n>        an older one; with .json its content byte for byte, with .pdf its paper

Needs no signing in and no script. Figures are those of the published content; words of participants are looked up, and
only those that are public are shown.
"""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from consultation.actions import open_data, report_reading
from consultation.models import HearingReport, ReportFile
from superapp.files.actions import documents
from superapp.refusal import NotFound, Refusal
from superapp.thai.dates import moment_text

from . import showing
from .refusals import check_query, refused
from .words import WORDS

# What is hidden or taken back must not be read from a copy for long.
FRESH_S = 60
JSON_FRESH_S = 300


@require_safe
def page(request: HttpRequest, code: str, language: str, revision: int | None = None) -> HttpResponse:
    """Show a published report."""
    try:
        check_query(request)
        report, revisions = _found(code, revision)
    except Refusal as refusal:
        return refused(request, refusal, language)
    response = render(request, "consultation/public/report.html", _shown(report, revisions, language))
    return _kept(request, response, FRESH_S)


@require_safe
def content(request: HttpRequest, code: str, revision: int) -> HttpResponse:
    """Send the canonical JSON of a report: the bytes its digest is of."""
    try:
        report, _ = _found(code, revision)
    except Refusal as refusal:
        return refused(request, refusal, "th")
    headers = {
        "ETag": f'"{report.digest}"',
        "Cache-Control": f"public, max-age={JSON_FRESH_S}",
        "Access-Control-Allow-Origin": "*",
    }
    if request.headers.get("If-None-Match") == headers["ETag"]:
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(report.content.encode(), content_type="application/json", headers=headers)


@require_safe
def paper(request: HttpRequest, code: str, revision: int, language: str) -> HttpResponse:
    """Send the PDF of a report, as it was issued."""
    try:
        report, _ = _found(code, revision)
        file = ReportFile.objects.filter(report=report, language=language).select_related("document__citizen").first()
        if file is None:
            raise NotFound()
    except Refusal as refusal:
        return refused(request, refusal, language)
    document = file.document
    headers = {
        "ETag": f'"{document.sha256}"',
        "Cache-Control": f"public, max-age={JSON_FRESH_S}",
        "Content-Length": str(document.size_bytes),
        "Content-Disposition": f'inline; filename="{document.number}.pdf"',
        "X-Content-Type-Options": "nosniff",
    }
    if request.headers.get("If-None-Match") == headers["ETag"]:
        return HttpResponseNotModified(headers={name: headers[name] for name in ("ETag", "Cache-Control")})
    return StreamingHttpResponse(documents.content(document), content_type="application/pdf", headers=headers)


def _found(code: str, revision: int | None) -> tuple[HearingReport, list[HearingReport]]:
    """Return a published report, and all that are, the newest first, without their contents.

    :raises NotFound:
    """
    rows = HearingReport.objects.published().filter(hearing__code=code).order_by("-revision")
    revisions = list(rows.defer("content", "foreword_th", "foreword_en")[:50])
    known = [one for one in revisions if revision in (None, one.revision)]
    if not known:
        raise NotFound()
    return HearingReport.objects.select_related("hearing").get(pk=known[0].pk), revisions


def _shown(report: HearingReport, revisions: list[HearingReport], language: str) -> dict[str, Any]:
    told = json.loads(report.content)
    code = report.hearing.code
    sections = report_reading.sections(told, language)
    shower = showing.Shower(language, reverse(name("hearing-comments", language), args=[code]), showing.live(sections))
    files = ReportFile.objects.filter(report=report).values_list("language", flat=True)
    other = "th" if language == "en" else "en"
    title = told["hearing"]["title"]
    in_english = language == "en" and title["en"]
    newest = revisions[0].revision
    return {
        "w": WORDS[language],
        "language": language,
        "other": other,
        "other_href": reverse(name("hearing-report-revision", other), args=[code, report.revision])
        if report.revision != newest
        else reverse(name("hearing-report", other), args=[code]),
        "title": showing.Words(
            title["en"] if in_english else title["th"], "" if in_english or language == "th" else "th"
        ),
        "report": report,
        "published": moment_text(report.published_at, language),  # type: ignore[arg-type]
        "counted": moment_text_of(told["counted_at"], language),
        "tiles": _tiles(told, language),
        "notices": [shower.block(one) for one in report_reading.notices(told, language)],
        "sections": [shower.section(one) for one in sections],
        "revisions": [
            {
                "revision": one.revision,
                "published": moment_text(one.published_at, language),  # type: ignore[arg-type]
                "correction": one.correction_th,
                "digest": one.digest,
                "href": reverse(name("hearing-report-revision", language), args=[code, one.revision]),
                "json": reverse("hearing-report-json", args=[code, one.revision]),
                "is_this": one.revision == report.revision,
            }
            for one in revisions
        ],
        "is_newest": report.revision == newest,
        "newest_href": reverse(name("hearing-report", language), args=[code]),
        "json_href": reverse("hearing-report-json", args=[code, report.revision]),
        "papers": [
            {"language": one, "href": reverse(name("hearing-report-pdf", one), args=[code, report.revision])}
            for one in sorted(files, reverse=True)
        ],
        "comments_href": reverse(name("hearing-comments", language), args=[code]),
        "data_sets": _data(code, language),
        "public_url": settings.PUBLIC_URL,
    }


def _tiles(told: dict[str, Any], language: str) -> list[tuple[str, str]]:
    words = WORDS[language]
    answered = sum(1 for one in told["issues"] if one["answer"])
    figures = (
        (words["people"], told["participation"]["participants"]),
        (words["comments_received"], told["comments"]["received"]),
        (words["stances_taken"], sum(told["stances"]["overall"].values())),
        (words["issues_answered"], answered),
    )
    return [(name, f"{number:,}") for name, number in figures]


def _data(code: str, language: str) -> list[dict[str, Any]]:
    """Return the newest data set with its files; nothing while none is ready."""
    sets = list(open_data.ready(code))[:1]
    return [
        {
            "made": moment_text(row.ended_at, language) if row.ended_at else "",
            "files": [
                one | {"href": reverse("open-data-file", args=[code, row.public_id, one["name"]])}
                for one in row.manifest["files"]
            ],
            "manifest": reverse("open-data-file", args=[code, row.public_id, "manifest.json"]),
        }
        for row in sets
    ]


def _kept(request: HttpRequest, response: HttpResponse, fresh_s: int) -> HttpResponse:
    """Return the answer with its tag, or that the reader's copy still is what it would be."""
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": f"public, max-age={fresh_s}"}
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers=headers)
    for header, value in headers.items():
        response[header] = value
    return response


def name(view: str, language: str) -> str:
    """Return the name of an address in a language."""
    return view if language == "th" else f"{view}-{language}"


def moment_text_of(text: str, language: str) -> str:
    """Return an instant of the content in words."""
    return moment_text(datetime.fromisoformat(text), language)

"""The comments of a hearing for everybody: what stands behind the figures of its report, page by page.

    /hearings/<code>/comments?section=s2&stance=oppose      in English under /en

Anybody sees what is public, under the names everybody sees; whoever is signed in sees besides what the one predicate
lets them read. Filters are those of actions/comment_filters.py.
"""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from consultation.actions import comment_filters, report_terms
from consultation.actions.comment_filters import Wanted
from consultation.models import Comment, Hearing, SectionText
from superapp.accounts.sessions import sign_in_of
from superapp.accounts.viewer import ANONYMOUS, Viewer, viewer_for
from superapp.refusal import NotFound, Refusal
from superapp.thai.dates import date_text

from .refusals import check_query, refused
from .report import name
from .words import WORDS

FRESH_S = 60


@require_safe
def page(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """Show a page of comments."""
    back = ""
    try:
        check_query(request)
        hearing = Hearing.objects.public().select_related("law").filter(code=code).first()
        if hearing is None:
            raise NotFound()
        back = reverse(name("hearing-comments", language), args=[code])
        viewer = _viewer(request)
        wanted = comment_filters.wanted(hearing, dict(request.GET.lists()))
        found = comment_filters.page(viewer, wanted, after=request.GET.get("after", ""))
    except Refusal as refusal:
        return refused(request, refusal, language, back=back)
    shown = _shown(wanted, found, language) | {"is_first": not request.GET.get("after")}
    response = render(request, "consultation/public/comments.html", shown)
    response["Cache-Control"] = f"public, max-age={FRESH_S}" if viewer.is_anonymous else "private, no-store"
    return response


def _viewer(request: HttpRequest) -> Viewer:
    return viewer_for(request.user, sign_in_of(request.session)) if request.user.is_authenticated else ANONYMOUS


def _shown(wanted: Wanted, found: comment_filters.Page, language: str) -> dict[str, Any]:
    hearing = wanted.hearing
    here = reverse(name("hearing-comments", language), args=[hearing.code])
    other = "th" if language == "en" else "en"
    query = urlencode(wanted.chosen)
    numbers = {
        key: (pk, number or heading)
        for pk, key, number, heading in SectionText.objects.filter(version=hearing.version_id)
        .order_by("position")
        .values_list("section_id", "section__key", "number", "heading")
    }
    by_pk = dict(numbers.values())
    is_english = language == "en" and bool(hearing.title_en)
    has_report = hearing.state == Hearing.State.REPORTED
    return {
        "w": WORDS[language],
        "language": language,
        "other": other,
        "other_href": _with(reverse(name("hearing-comments", other), args=[hearing.code]), query),
        "title": hearing.title_en if is_english else hearing.title_th,
        "title_lang": "" if is_english or language == "th" else "th",
        "is_sample": hearing.is_sample,
        "report_href": reverse(name("hearing-report", language), args=[hearing.code]) if has_report else "",
        "here": here,
        "filters": [_filter(wanted, one, language) for one, _ in wanted.chosen],
        "kept": [pair for pair in wanted.chosen if pair[0] not in ("section", "stance")],
        "sections": [(comment_filters.WHOLE, WORDS[language]["whole_draft"], "")]
        + [(key, number, "th" if language == "en" else "") for key, (_, number) in numbers.items()],
        "stances": [
            (code, (report_terms.ENGLISH if language == "en" else report_terms.THAI)["wording"][code])
            for code in report_terms.THAI["wording"]
        ],
        "section": wanted.value("section"),
        "stance": wanted.value("stance"),
        "comments": [_comment(one, by_pk, language) for one in found.comments],
        "next_href": f"{here}?{urlencode([*wanted.chosen, ('after', found.after)])}" if found.after else "",
        "first_href": _with(here, query),
    }


def _filter(wanted: Wanted, one: str, language: str) -> dict[str, str]:
    """Return what a filter shows, and where to go without it."""
    th, en = wanted.told[one]
    value = en if language == "en" else th
    if one == "day":
        value = date_text(date.fromisoformat(value), language)
    left = urlencode([pair for pair in wanted.chosen if pair[0] != one])
    here = reverse(name("hearing-comments", language), args=[wanted.hearing.code])
    is_thai = language == "en" and any("ก" <= letter <= "๛" for letter in value)
    return {
        "name": WORDS[language][f"filter_{one}"],
        "value": value,
        "lang": "th" if is_thai else "",
        "without": _with(here, left),
    }


def _comment(comment: Comment, numbers: dict[int, str], language: str) -> dict[str, Any]:
    author = comment.author
    words = WORDS[language]
    section = "" if comment.section_id is None else numbers.get(comment.section_id, comment.section.key)
    return {
        "id": comment.public_id,
        "author": words["nobody"] if author is None else author.name_shown or author.pseudonym,
        "is_online": author is None or author.channel == "online",
        "channel": "" if author is None else words.get(f"channel_{author.channel}", ""),
        "day": date_text(comment.created_at, language),
        "section": section,
        "is_reply": comment.parent_id is not None,
        "level": min(comment.depth, 3),
        "quote": comment.quote,
        "text": comment.body,
        "up": comment.up,
        "down": comment.down,
        "is_edited": comment.edited_at is not None,
        "state": ""
        if comment.is_shown
        else words["state_private" if comment.is_private else f"state_{comment.status}"],
    }


def _with(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address

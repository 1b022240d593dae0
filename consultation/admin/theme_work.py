"""The reading room of one hearing: themes, campaigns, search, and personal data that waits to be masked."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from consultation import permissions
from consultation.actions import comment_search, listening, listening_figures, masking, moderation_hints
from consultation.actions.comment_search import Asked
from consultation.models import CampaignMember, Comment, CommentFinding, Hearing, HearingState, SectionText, Theme
from consultation.text import personal_data
from superapp.accounts.desk import viewer
from superapp.refusal import Refusal

from . import theme_words

if TYPE_CHECKING:
    from superapp.accounts.desk import DeskAdmin

PAGE_SIZE = 50
MOST_COMPARED = 400
VIEWS = (("themes", "หัวข้อ"), ("campaigns", "กลุ่มถ้อยคำเดียวกัน"), ("search", "ค้นหา"), ("masking", "ข้อมูลส่วนบุคคล"))


def page(admin: "DeskAdmin", request: HttpRequest, hearing: Hearing, theme: Theme | None = None) -> HttpResponse:
    """Show one of the views of a hearing; `theme` opens the themes at that one."""
    at_desk = viewer(request)
    view = request.GET.get("view", "themes")
    show = SHOWN.get(view, _themes)
    view = view if view in SHOWN else "themes"
    texts = SectionText.objects.filter(version=hearing.version_id, kind="section").select_related("section")
    sections = list(texts.order_by("position"))
    here = [one for one in sections if one.section.key == request.GET.get("section")]
    context = admin.page(
        request,
        "อ่านความเห็น",
        [("อ่านความเห็น", "../../")],
        hearing=hearing,
        view=view,
        views=VIEWS,
        sections=sections,
        numbers={row.section_id: row.number for row in sections},
        section=here[0] if here else None,
        stance_names=CommentFinding.Stance.choices,
        unread=listening.waiting(hearing.pk)[:1_000].count(),
        to_mask=masking.proposed(at_desk).filter(hearing=hearing)[:1_000].count(),
        may_work=permissions.may_prepare(at_desk, hearing.agency_id),
        may_mask=permissions.may_moderate(at_desk, hearing),
        is_closed=hearing.state in (HearingState.CLOSED, HearingState.ANALYSING),
        **show(request, hearing, here[0] if here else None, theme),
    )
    return TemplateResponse(request, "consultation/desk/theme_work.html", context)


def _themes(request: HttpRequest, hearing: Hearing, section: SectionText | None, theme: Theme | None) -> dict[str, Any]:
    figures = listening_figures.themes(hearing, None if section is None else section.section, empty_too=True)
    asked = str(theme.public_id) if theme is not None else request.GET.get("theme", "")
    chosen = next((line for line in figures.themes if str(line.key) == asked), None)
    most = max((line.comments for line in figures.themes), default=1) or 1
    lines = [
        {"line": line, "width": f"{100 * line.comments / most:.1f}", "parts": theme_words.stance_parts(line)}
        for line in figures.themes
    ]
    found: dict[str, Any] = {"figures": figures, "lines": lines, "chosen": chosen}
    if chosen is not None:
        found |= {
            "parts": Theme.objects.filter(merged_into__public_id=chosen.key).order_by("pk"),
            "origin": Theme.objects.filter(public_id=chosen.key).select_related("split_from", "renamed_by").first(),
            "others": [line for line in figures.themes if line.key != chosen.key],
        }
        found |= _comments(request, hearing, Asked(theme=chosen.key, stance=_stance(request), text=_text(request)))
    return found


def _campaigns(
    request: HttpRequest, hearing: Hearing, _section: SectionText | None, _theme: Theme | None
) -> dict[str, Any]:
    figures = listening_figures.campaigns(hearing)
    chosen = next((line for line in figures.largest if str(line.key) == request.GET.get("campaign")), None)
    found: dict[str, Any] = {"figures": figures, "chosen": chosen, "repeated": figures.comments - figures.distinct}
    if chosen is not None:
        members = CampaignMember.objects.filter(campaign__public_id=chosen.key, comment__in=Comment.objects.public())
        texts = list(members.order_by("-comment").values_list("comment__body", flat=True)[:MOST_COMPARED])
        shown = [personal_data.masked(text) for text in texts]
        found |= {
            "variants": theme_words.variants(shown, chosen.text),
            "equal": shown.count(chosen.text),
            "compared": len(shown),
        }
        found |= _comments(request, hearing, Asked(campaign=chosen.key))
    return found


def _search(
    request: HttpRequest, hearing: Hearing, section: SectionText | None, _theme: Theme | None
) -> dict[str, Any]:
    key = None if section is None else section.section_id
    return _comments(request, hearing, Asked(text=_text(request), stance=_stance(request), section=key))


def _masking(
    request: HttpRequest, hearing: Hearing, _section: SectionText | None, _theme: Theme | None
) -> dict[str, Any]:
    at_desk = viewer(request)
    waiting = masking.proposed(at_desk).filter(hearing=hearing)[:PAGE_SIZE]
    return {
        "proposals": [
            {
                "comment": one.comment,
                "stretches": moderation_hints.stretches(one.comment.body, one),
                "masked": personal_data.masked(one.comment.body),
            }
            for one in waiting
        ],
        "maskings": masking.masked(at_desk).filter(comment__hearing=hearing)[:PAGE_SIZE],
    }


def _comments(request: HttpRequest, hearing: Hearing, asked: Asked) -> dict[str, Any]:
    told = {"query": asked.text, "stance": asked.stance}
    try:
        rows = comment_search.found(hearing, viewer(request), asked)
    except Refusal as refusal:
        return told | {"comments": [], "refusal": refusal.message("th")}
    after = request.GET.get("after", "")
    if after.isascii() and after.isdecimal() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    shown = list(rows.select_related("section", "author", "finding").order_by("-pk")[: PAGE_SIZE + 1])
    return told | {
        "comments": shown[:PAGE_SIZE],
        "next_after": shown[PAGE_SIZE - 1].pk if len(shown) > PAGE_SIZE else "",
    }


def _text(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()


def _stance(request: HttpRequest) -> str:
    return request.GET.get("stance", "")


Show = Callable[[HttpRequest, Hearing, SectionText | None, Theme | None], dict[str, Any]]
SHOWN: dict[str, Show] = {"themes": _themes, "campaigns": _campaigns, "search": _search, "masking": _masking}

"""Officers put the machine's themes right: name, merge, take apart, split, choose quotes. Its own part stays visible.

Everything holds the hearing's row, as seeking themes does, so neither writes over the other.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from consultation import permissions
from consultation.models import Comment, Hearing, Theme, ThemeMember, ThemeQuote
from superapp.refusal import NotFound, Refusal

from . import issues
from .hearing_record import leave

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

LONGEST_LABEL = 200
MOST_AT_ONCE = 500
MOST_THEMES = 60


class ThemeLabelWrong(Refusal):
    """A theme that an officer names has a name in Thai."""

    is_for_clients = False
    code = "THEME_LABEL_WRONG"
    th = "ต้องมีชื่อหัวข้อภาษาไทยไม่เกิน 200 ตัวอักษร"
    en = "A theme needs a name in Thai of at most 200 characters."


class ThemesApart(Refusal):
    """Only themes of the same hearing and section can be merged, and not into themselves."""

    is_for_clients = False
    code = "THEMES_APART"
    th = "รวมได้เฉพาะหัวข้อในการรับฟังและมาตราเดียวกัน โปรดเลือกอย่างน้อยสองหัวข้อ"
    en = "Only themes of the same hearing and section can be merged. Choose at least two."


class TooManyToMove(Refusal):
    """More comments than one step takes, or none. `details`: `most`."""

    is_for_clients = False
    code = "TOO_MANY_TO_MOVE"
    th = "เลือกความเห็นในหัวข้อนี้ 1 ถึง {most} รายการ"
    en = "Choose 1 to {most} comments of this theme."


class TooManyThemes(Refusal):
    """More themes than anybody reads. `details`: `most`."""

    is_for_clients = False
    code = "TOO_MANY_THEMES"
    th = "มีหัวข้อได้ไม่เกิน {most} หัวข้อ โปรดรวมหัวข้อที่ใกล้กันก่อน"
    en = "There are at most {most} themes. Merge those that are alike first."


@transaction.atomic
def rename(*, viewer: "Viewer", theme_id: UUID, label_th: str, label_en: str = "", now: datetime) -> Theme:
    """Name a theme; the machine's words stay beside the name. A blank name gives the machine's words back.

    :raises NotFound: unless the viewer may prepare for the hearing's agency. :raises ThemeLabelWrong:
    """
    theme = held(viewer, theme_id)
    names = _named(label_th, label_en) if label_th.strip() or label_en.strip() else ("", "")
    theme.label_th, theme.label_en = names
    theme.renamed_by, theme.renamed_at = viewer.officer, now
    theme.save(update_fields=["label_th", "label_en", "renamed_by", "renamed_at"])
    return _noted(viewer, theme, "rename_theme", now)


@transaction.atomic
def merge(*, viewer: "Viewer", into_id: UUID, theme_ids: Sequence[UUID], now: datetime) -> Theme:
    """Show the comments of these themes in another; return that one. What was merged into them comes along.

    :raises NotFound: :raises ThemesApart:
    """
    into = held(viewer, into_id)
    found = list(Theme.objects.filter(public_id__in=theme_ids, ended_at=None).exclude(pk=into.pk).order_by("pk"))
    wanted = set(theme_ids) - {into.public_id}
    if not found or len(found) != len(wanted) or any(one.set_id != into.set_id for one in found):
        raise ThemesApart(path=("themes",))
    if into.merged_into_id is not None:
        raise ThemesApart(path=("into",))
    merged = Theme.objects.filter(Q(pk__in=[one.pk for one in found]) | Q(merged_into__in=found))
    merged.update(merged_into=into, merged_by=viewer.officer)
    return _noted(viewer, into, "merge_themes", now, count=len(found))


@transaction.atomic
def take_apart(*, viewer: "Viewer", theme_id: UUID, now: datetime) -> Theme:
    """Show a merged theme by itself again; return it.

    :raises NotFound:
    """
    theme = held(viewer, theme_id)
    if theme.merged_into_id is not None:
        theme.merged_into, theme.merged_by = None, None
        theme.save(update_fields=["merged_into", "merged_by"])
    return _noted(viewer, theme, "take_theme_apart", now)


@transaction.atomic
def split(
    *, viewer: "Viewer", theme_id: UUID, comment_ids: Sequence[UUID], label_th: str, label_en: str = "", now: datetime
) -> Theme:
    """Take comments out of a theme into a new one with a name; return it. There they stay, whatever the machine finds.

    :raises NotFound: :raises ThemeLabelWrong: :raises TooManyToMove: :raises TooManyThemes:
    """
    theme = held(viewer, theme_id)
    names = _named(label_th, label_en)
    if Theme.objects.filter(set=theme.set_id, ended_at=None).count() >= MOST_THEMES:
        raise TooManyThemes(most=MOST_THEMES)
    shown = theme.merged_into_id or theme.pk
    wanted = set(comment_ids)
    here = ThemeMember.objects.filter(Q(theme=shown) | Q(theme__merged_into=shown), comment__public_id__in=wanted)
    rows = list(here.order_by("pk").values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
    if not 0 < len(wanted) <= MOST_AT_ONCE or len(rows) != len(wanted):
        raise TooManyToMove(path=("comments",), most=MOST_AT_ONCE)
    new = Theme.objects.create(
        set_id=theme.set_id,
        position=theme.position,
        words=theme.words,
        label_th=names[0],
        label_en=names[1],
        renamed_by=viewer.officer,
        renamed_at=now,
        split_from_id=shown,
        split_by=viewer.officer,
        made_at=now,
    )
    ThemeMember.objects.filter(pk__in=rows).update(theme=new, officer=viewer.officer)
    return _noted(viewer, new, "split_theme", now, count=len(rows))


@transaction.atomic
def quote(*, viewer: "Viewer", theme_id: UUID, comment_id: UUID, is_wanted: bool, now: datetime) -> Theme:
    """Choose a comment of a theme as a quote, or pass it over; return the theme.

    :raises NotFound: for a comment that is not in it, or not public.
    """
    theme = held(viewer, theme_id)
    shown = theme.merged_into_id or theme.pk
    public = Comment.objects.public().filter(public_id=comment_id)
    here = ThemeMember.objects.filter(Q(theme=shown) | Q(theme__merged_into=shown), comment__in=public)
    member = here.first()
    if member is None:
        raise NotFound(path=("comment_id",))
    choice = ThemeQuote.Choice.PINNED if is_wanted else ThemeQuote.Choice.PASSED
    ThemeQuote.objects.update_or_create(
        theme_id=member.theme_id,
        comment_id=member.comment_id,
        defaults={"choice": choice, "officer": viewer.officer},
    )
    return _noted(viewer, theme, "choose_quote" if is_wanted else "pass_quote", now)


def held(viewer: "Viewer", theme_id: UUID) -> Theme:
    """Return a theme the viewer may work on, its hearing's row locked.

    :raises NotFound:
    """
    theme = Theme.objects.select_related("set").filter(public_id=theme_id, ended_at=None).first()
    if theme is None or viewer.officer is None:
        raise NotFound(path=("theme_id",))
    hearings = Hearing.objects.select_for_update(of=("self",), no_key=True).select_related("agency", "law", "version")
    hearing = hearings.get(pk=theme.set.hearing_id)
    if not permissions.may_prepare(viewer, hearing.agency_id):
        raise NotFound(path=("theme_id",))
    # Read again behind the lock: the machine or somebody else may have written meanwhile.
    found = Theme.objects.select_related("set").filter(pk=theme.pk, ended_at=None).first()
    if found is None:
        raise NotFound(path=("theme_id",))
    found.set.hearing = hearing
    return found


def _named(label_th: str, label_en: str) -> tuple[str, str]:
    names = label_th.strip(), label_en.strip()
    if not names[0] or any(len(name) > LONGEST_LABEL or "\0" in name for name in names):
        raise ThemeLabelWrong(path=("label_th",))
    return names


def _noted(viewer: "Viewer", theme: Theme, action: str, now: datetime, **details: object) -> Theme:
    # A report that waits for its second officer no longer says what the themes say.
    issues.changed(theme.set.hearing)
    leave(viewer, theme.set.hearing, action, now=now, theme=str(theme.public_id), **details)
    return theme

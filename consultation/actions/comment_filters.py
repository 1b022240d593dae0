"""The comments behind a figure of a report: which a page was asked for, and a page of them for whoever asks.

A filter comes as text from an address, so every value is looked up before anything is listed. Rows come from
`visible_to`, the one predicate; nothing is counted and nothing skipped.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.db.models import Q

from consultation.models import (
    Campaign,
    Comment,
    CommentFinding,
    Hearing,
    Issue,
    Participant,
    SectionText,
    Theme,
)
from consultation.models.comment_rows import RowCompare
from superapp.accounts.viewer import Viewer
from superapp.refusal import Refusal

from . import report_numbers, report_terms, theme_names
from .hearing_periods import BANGKOK

PAGE = 20
LONGEST_VALUE = 200
WHOLE = "-"
# What others hang on addresses that are passed on: no filter of ours, and no fault of the reader's.
STRAY = ("utm_", "fbclid", "gclid", "line_", "openExternalBrowser", "mc_")
_SALT = "comments.page"


class CommentFilterUnknown(Refusal):
    """There is no such filter, or nothing by that value. `details`: `name`."""

    is_for_clients = False
    code = "COMMENT_FILTER_UNKNOWN"
    th = "ไม่รู้จักตัวกรอง {name} หรือค่าที่ระบุ โปรดกลับไปที่รายการความเห็นทั้งหมด แล้วเลือกตัวกรองใหม่"
    en = "There is no filter {name}, or nothing by that value. Go back to all comments and choose again."


class CommentPlaceUnknown(Refusal):
    """The place in the list to go on from was not given out by us, or for another list."""

    is_for_clients = False
    code = "COMMENT_PLACE_UNKNOWN"
    th = "ไม่รู้ว่าจะแสดงรายการต่อจากที่ใด โปรดเริ่มจากหน้าแรกของรายการ"
    en = "It is not known where to go on in this list. Begin with its first page."


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters of one hearing's comments, each looked up; `chosen` are name and value as asked, in a fixed order.

    `told` says for each filter what it names, as Thai and English.
    """

    hearing: Hearing
    chosen: tuple[tuple[str, str], ...] = ()
    told: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    conditions: tuple[Q, ...] = ()

    def value(self, name: str) -> str:
        """Return a filter's value as asked, "" where it was not."""
        return dict(self.chosen).get(name, "")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of comments, with their authors and sections; `after` is where the next begins, "" at the end."""

    comments: tuple[Comment, ...]
    after: str


Look = Callable[[Hearing, str], tuple[Q, tuple[str, str]] | None]


def _section(hearing: Hearing, value: str) -> tuple[Q, tuple[str, str]] | None:
    if value == WHOLE:
        return Q(section=None), ("ร่างทั้งฉบับ", "The whole draft")
    text = SectionText.objects.filter(version=hearing.version_id, section__key=value).first()
    if text is None:
        return None
    return Q(section=text.section_id), (text.number or text.heading, text.number or text.heading)


def _stance(hearing: Hearing, value: str) -> tuple[Q, tuple[str, str]] | None:
    if value not in CommentFinding.Stance.values:
        return None
    words = report_terms.THAI["wording"][value], report_terms.ENGLISH["wording"][value]
    return Q(finding__hearing=hearing, finding__stance=value), words


def _theme(hearing: Hearing, value: str) -> tuple[Q, tuple[str, str]] | None:
    public_id = _uuid(value)
    theme = None if public_id is None else Theme.objects.filter(set__hearing=hearing, public_id=public_id).first()
    if theme is None:
        return None
    shown = theme.merged_into_id or theme.pk
    members = Theme.objects.filter(Q(pk=shown) | Q(merged_into=shown)).values("pk")
    thai, english = theme_names.public_label(hearing, theme)
    return Q(theme_links__theme__in=members), (thai, english or thai)


def _campaign(hearing: Hearing, value: str) -> tuple[Q, tuple[str, str]] | None:
    public_id = _uuid(value)
    found = None if public_id is None else Campaign.objects.filter(hearing=hearing, public_id=public_id).first()
    if found is None:
        return None
    return Q(campaign_link__campaign=found.pk), ("ข้อความที่ส่งมาคล้ายกัน", "Near-identical comments")


def _issue(hearing: Hearing, value: str) -> tuple[Q, tuple[str, str]] | None:
    # What an agency still draws up is its own; the numbers are public with the report.
    number = _number(value)
    if number is None or hearing.state != Hearing.State.REPORTED:
        return None
    issue = Issue.objects.filter(hearing=hearing, number=number).first()
    if issue is None:
        return None
    words = f"{number}. {issue.title_th}", f"{number}. {issue.title_en or issue.title_th}"
    return Q(issue_links__issue=issue.pk), words


def _none(hearing: Hearing, value: str) -> tuple[Q, tuple[str, str]] | None:
    if hearing.state != Hearing.State.REPORTED:
        return None
    reasons = [one["reason"] for one in report_numbers.no_issue(hearing)]
    reason = next((one for one in reasons if report_numbers.reason_key(one) == value), None)
    if reason is None:
        return None
    return Q(issue_links__issue=None, issue_links__no_issue_reason=reason), (reason, reason)


def _day(_hearing: Hearing, value: str) -> tuple[Q, tuple[str, str]] | None:
    try:
        day = date.fromisoformat(value)
        if not 1800 <= day.year <= 2999:
            return None
        begins = datetime.combine(day, time(), BANGKOK)
        return Q(created_at__gte=begins, created_at__lt=begins + timedelta(days=1)), (value, value)
    except (ValueError, OverflowError):
        return None


def _channel(_hearing: Hearing, value: str) -> tuple[Q, tuple[str, str]] | None:
    if value not in Participant.Channel.values:
        return None
    return Q(author__channel=value), (report_terms.THAI["channel"][value], report_terms.ENGLISH["channel"][value])


FILTERS: Mapping[str, Look] = {
    "section": _section,
    "stance": _stance,
    "theme": _theme,
    "campaign": _campaign,
    "issue": _issue,
    "none": _none,
    "day": _day,
    "channel": _channel,
}


def wanted(hearing: Hearing, given: Mapping[str, Sequence[str]]) -> Wanted:
    """Look up the filters of an address; blank ones count as not given.

    :raises CommentFilterUnknown: for a name or value that is none, or one given twice.
    """
    for name in given:
        if name not in FILTERS and name not in ("after", "all") and not name.startswith(STRAY):
            raise CommentFilterUnknown(path=(_shown(name),), name=_shown(name))
    chosen, told, conditions = [], {}, []
    for name, look in FILTERS.items():
        values = [value for value in given.get(name, ()) if value]
        if not values:
            continue
        is_text = len(values) == 1 and len(values[0]) <= LONGEST_VALUE and "\0" not in values[0]
        found = look(hearing, values[0]) if is_text else None
        if found is None:
            raise CommentFilterUnknown(path=(name,), name=name)
        chosen.append((name, values[0]))
        conditions.append(found[0])
        told[name] = found[1]
    return Wanted(hearing, tuple(chosen), told, tuple(conditions))


def page(viewer: Viewer, wanted: Wanted, *, after: str = "", size: int = PAGE) -> Page:
    """Return the comments the viewer may read that match all filters, from a place in the list on.

    In reading order, each reply below what it answers; a day's in the order of time; those found by a machine or linked
    by an officer the newest first, as they are kept.

    :raises CommentPlaceUnknown: for a place that is none of this list.
    """
    rows = Comment.objects.visible_to(viewer).filter(*wanted.conditions, hearing=wanted.hearing)
    if viewer.officer is None and viewer.citizen is None:
        # Says nothing new of what is public, and lets the index of what is listed be used.
        rows = rows.filter(is_listed=True)
    order = _order(wanted)
    if after:
        rows = rows.filter(_beyond(order, _read(wanted, order, after)))
    columns = {"path": ("path",), "day": ("created_at", "pk"), "found": ("-pk",)}[order]
    found = list(rows.select_related("author", "section").order_by(*columns)[: size + 1])
    for comment in found:
        comment.hearing = wanted.hearing
    following = _place(wanted, order, found[size - 1]) if len(found) > size else ""
    return Page(tuple(found[:size]), following)


def _order(wanted: Wanted) -> str:
    names = {name for name, _ in wanted.chosen}
    if names & {"theme", "campaign", "issue", "none", "stance"}:
        return "found"
    return "day" if "day" in names else "path"


def _place(wanted: Wanted, order: str, comment: Comment) -> str:
    at: list[Any] = {
        "path": [comment.path],
        "day": [comment.created_at.isoformat(), comment.pk],
        "found": [comment.pk],
    }[order]
    return signing.dumps([wanted.hearing.pk, dict(wanted.chosen), *at], salt=_SALT)


def _read(wanted: Wanted, order: str, after: str) -> list[Any]:
    try:
        hearing, chosen, *at = signing.loads(after, salt=_SALT)
    except (signing.BadSignature, ValueError):
        raise CommentPlaceUnknown(path=("after",)) from None
    if (hearing, chosen) != (wanted.hearing.pk, dict(wanted.chosen)):
        raise CommentPlaceUnknown(path=("after",))
    return at


def _beyond(order: str, at: list[Any]) -> Any:
    if order == "path":
        return Q(path__gt=at[0])
    if order == "found":
        return Q(pk__lt=at[0])
    return RowCompare(("created_at", "pk"), ">", (datetime.fromisoformat(at[0]), at[1]))


def _shown(name: str) -> str:
    # Said back to whoever asked: short, and of letters that cannot play with the line it stands in.
    return "".join(letter for letter in name[:40] if letter.isascii() and (letter.isalnum() or letter in "_-")) or "?"


def _number(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 7 else None


def _uuid(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None

"""Finding comments of one hearing: by words, section, stance in the words, theme, campaign, issue and day.

What is found is what the viewer may see, and nothing else; a comment can be found once it was read by the machine. The
order is that of writing, so that a page continues from a row.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q

from consultation.models import (
    Campaign,
    Comment,
    CommentFinding,
    Hearing,
    HearingCount,
    Issue,
    Participant,
    Theme,
    comment_visibility,
)
from consultation.models.comment import CommentQuerySet
from consultation.text import index
from superapp.accounts.viewer import Viewer
from superapp.refusal import NotFound, Refusal

from .hearing_periods import BANGKOK

LONGEST = 200
# Rows looked at to say how many there are: whoever finds more narrows the search.
MOST_COUNTED = 10_001


class NothingToSeek(Refusal):
    """The words are so common, or so short, that they say nothing."""

    is_for_clients = False
    code = "NOTHING_TO_SEEK"
    th = "คำที่ค้นสั้นหรือทั่วไปเกินไป โปรดเพิ่มคำที่บอกเรื่อง เช่น เบี้ยยังชีพ"
    en = "These words are too short or too common to search for. Add one that names the subject."


class QuestionTooLong(Refusal):
    """More than anybody types. `details`: `most`."""

    is_for_clients = False
    code = "COMMENT_SEARCH_TOO_LONG"
    th = "คำค้นยาวเกินไป พิมพ์ได้ไม่เกิน {most} ตัวอักษร"
    en = "The search is too long: at most {most} characters."


class StanceUnknown(Refusal):
    """No stance that words are read for."""

    is_for_clients = False
    code = "COMMENT_STANCE_UNKNOWN"
    th = "ไม่รู้จักจุดยืนนี้ เลือกได้: support, support_with_changes, oppose, mixed, unstated"
    en = "There is no such stance. Choose support, support_with_changes, oppose, mixed or unstated."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is sought; each part narrows. `stance` is as the words were read; `day` is a day in Bangkok."""

    text: str = ""
    section: int | None = None
    stance: str = ""
    theme: UUID | None = None
    campaign: UUID | None = None
    issue: UUID | None = None
    day: date | None = None


def found(hearing: Hearing, viewer: Viewer, asked: Asked) -> CommentQuerySet:
    """Return the comments of `hearing` that the viewer may see and that answer to all that is asked, in no order yet.

    :raises NotFound: for a theme, campaign or issue that is none of this hearing, or not for this viewer.
    :raises NothingToSeek: :raises QuestionTooLong: :raises StanceUnknown:
    """
    rows: CommentQuerySet = Comment.objects.visible_to(viewer).filter(hearing=hearing, finding__hearing=hearing)
    for word in _words(asked.text):
        # One after another: each narrows, the rarest first.
        rows = rows.filter(words__hearing=hearing, words__word=word)
    if asked.section is not None:
        rows = rows.filter(finding__section=asked.section)
    if asked.stance:
        if asked.stance not in CommentFinding.Stance.values:
            raise StanceUnknown(path=("stance",))
        rows = rows.filter(finding__stance=asked.stance)
    if asked.day is not None:
        midnight = datetime.combine(asked.day, time.min, BANGKOK)
        rows = rows.filter(created_at__gte=midnight, created_at__lt=midnight + timedelta(days=1))
    return _grouped(rows, hearing, viewer, asked)


def how_many(hearing: Hearing, viewer: Viewer, asked: Asked, rows: CommentQuerySet) -> int:
    """Return how many `rows` of `found` there are, MOST_COUNTED for as many or more.

    With nothing asked it is read from the counter row, and exact, for everybody but officers: public comments, those
    that nobody has read yet among them, and what of the viewer's own is not public.
    """
    if asked != Asked() or viewer.officer is not None:
        return rows[:MOST_COUNTED].count()
    if not rows.exists():
        return 0
    own = Comment.objects.filter(author__in=Participant.objects.of_viewer(viewer).filter(hearing=hearing))
    kept = own.filter(status__in=comment_visibility.KEPT).exclude(comment_visibility.public())
    unseen = 0 if viewer.citizen is None else kept.count()
    return unseen + next(iter(HearingCount.objects.filter(hearing=hearing).values_list("shown", flat=True)), 0)


def _grouped(rows: CommentQuerySet, hearing: Hearing, viewer: Viewer, asked: Asked) -> CommentQuerySet:
    if asked.theme is not None:
        theme = Theme.objects.filter(public_id=asked.theme, set__hearing=hearing).first()
        if theme is None:
            raise NotFound(path=("theme_id",))
        key = theme.merged_into_id or theme.pk
        here = Theme.objects.filter(Q(pk=key) | Q(merged_into=key)).values("pk")
        rows = rows.filter(theme_links__theme__in=here)
    if asked.campaign is not None:
        campaign = Campaign.objects.filter(public_id=asked.campaign, hearing=hearing).first()
        if campaign is None:
            raise NotFound(path=("campaign_id",))
        rows = rows.filter(campaign_link__campaign=campaign)
    if asked.issue is not None:
        issue = Issue.objects.visible_to(viewer).filter(public_id=asked.issue, hearing=hearing).first()
        if issue is None:
            raise NotFound(path=("issue_id",))
        rows = rows.filter(issue_links__issue=issue)
    return rows


def _words(text: str) -> list[int]:
    if not text.strip():
        return []
    if len(text) > LONGEST:
        raise QuestionTooLong(path=("text",), most=LONGEST)
    words = index.of_question(text)
    if not words:
        raise NothingToSeek(path=("text",))
    return words

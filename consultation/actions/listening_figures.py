"""Figures of what was said, for reports and pages: campaigns, themes, and how much came in on which day.

Counted when asked, over public comments alone and by the one predicate, so that what was hidden a moment ago is in none
of them. Every figure is given twice: all comments, and each campaign as one voice. Stances here are read from the words
by rules; where one person stands is told nowhere.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate

from consultation.models import (
    Campaign,
    CampaignMember,
    Comment,
    CommentFinding,
    Hearing,
    Section,
    Stance,
    Theme,
    ThemeMember,
    ThemeQuote,
    ThemeSet,
)
from consultation.text import personal_data, wording

from . import theme_names
from .grouping import KEPT
from .hearing_periods import BANGKOK

MOST_CAMPAIGNS = 20
QUOTES = 3
SMALLEST = 3
STANCES: tuple[str, ...] = tuple(CommentFinding.Stance.values)


@dataclass(frozen=True, slots=True)
class MadeBy:
    """By which method and version something was found, and when."""

    method: str
    version: str
    at: datetime


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """A quote: whose comment it is of, and its words, personal data masked."""

    comment_id: UUID
    text: str
    is_chosen_by_officer: bool


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """A campaign: its public key, how many public comments, one of them masked, and how alike they are, 0 to 1."""

    key: UUID
    size: int
    comment_id: UUID
    text: str
    similarity: float


@dataclass(frozen=True, slots=True)
class CampaignFigures:
    """All public comments, and as many with each campaign counted once; `largest` are those of SMALLEST and more.

    `made` None: not sought yet. What came since counts as one each.
    """

    comments: int
    distinct: int
    campaigns: int
    in_campaigns: int
    largest: tuple[CampaignLine, ...]
    made: MadeBy | None


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """A theme: its public key, label, words of the machine, sizes counted both ways, stances and quotes.

    `label_th` is the officer's label where `is_label_by_officer`, else words that public comments of the theme use, or
    theme_names.UNNAMED when none is left. `label_en` is "" where there is none in English. `words` are those, too.
    `stances` are read from the words, by CommentFinding.Stance, and add up to `comments`.
    """

    key: UUID
    label_th: str
    label_en: str
    words: tuple[str, ...]
    is_label_by_officer: bool
    comments: int
    distinct: int
    stances: dict[str, int]
    quotes: tuple[QuoteLine, ...]


@dataclass(frozen=True, slots=True)
class ThemeFigures:
    """The themes of a hearing or of one section, largest first; `unplaced` public comments have none.

    `made` None: not sought yet. `themes` empty with `made`: there was not enough to say.
    """

    comments: int
    unplaced: int
    themes: tuple[ThemeLine, ...]
    made: MadeBy | None


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day in Bangkok: public comments, the same with each campaign on its first day only, and stances taken.

    `stances` is how many took or last changed their stance on the draft as a whole that day, whichever it was.
    """

    day: date
    comments: int
    distinct: int
    stances: int


@dataclass(frozen=True, slots=True)
class ParticipationFigures:
    """Days on which something came in, in order, and their sums."""

    days: tuple[DayLine, ...]
    comments: int
    distinct: int
    stances: int


def campaigns(hearing: Hearing, *, most: int = MOST_CAMPAIGNS) -> CampaignFigures:
    """Return the campaigns of a hearing, at most `most` of them by name."""
    public = Comment.objects.public().filter(hearing=hearing)
    grouped = CampaignMember.objects.filter(comment__in=public).values("campaign").order_by()
    rows = list(grouped.annotate(size=Count("pk"), first=Min("comment")).values_list("campaign", "size", "first"))
    everything = public.count()
    listed = sorted((row for row in rows if row[1] >= SMALLEST), key=lambda row: (-row[1], row[0]))
    named = listed[:most]
    found = Campaign.objects.in_bulk([key for key, _, _ in named])
    texts = _texts(public, {found[key].representative_id for key, _, _ in named} | {first for _, _, first in named})
    lines = []
    for key, size, first in named:
        # The machine's choice may be hidden by now; then the earliest that is not speaks for all.
        public_id, text = texts.get(found[key].representative_id) or texts[first]
        shown = personal_data.masked(text)
        lines.append(CampaignLine(found[key].public_id, size, public_id, shown, found[key].similarity))
    return CampaignFigures(
        comments=everything,
        distinct=everything - sum(size - 1 for _, size, _ in rows),
        campaigns=len(listed),
        in_campaigns=sum(size for _, size, _ in listed),
        largest=tuple(lines),
        made=_made(Campaign.objects.current().filter(hearing=hearing).order_by("-made_at").first()),
    )


def themes(
    hearing: Hearing, section: Section | None = None, *, quotes: int = QUOTES, empty_too: bool = False
) -> ThemeFigures:
    """Return the themes of a hearing, or of what was said on one of its sections.

    `empty_too`: also those in which nothing is public at present, and words of what is not, as officers need them.
    """
    public = Comment.objects.public().filter(hearing=hearing)
    if section is not None:
        public = public.filter(section=section)
    everything = public.count()
    kept = ThemeSet.objects.defer("basis").filter(hearing=hearing, section=section).first()
    if kept is None:
        return ThemeFigures(everything, everything, (), None)
    known = {theme.pk: theme for theme in Theme.objects.filter(set=kept, ended_at=None)}
    into = {key: theme.merged_into_id or key for key, theme in known.items()}
    sizes, once, stances = _sizes(kept, public, into)
    if empty_too:
        sizes.update({key: 0 for key in known if into[key] == key})
    quoted = _quotes(kept, known, into, public, quotes)
    shown = [known[key] for key in sizes]
    spoken = theme_names.spoken(hearing, shown, into, public)
    labels = {theme.pk: theme_names.label(theme, spoken[theme.pk]) for theme in shown}
    if empty_too:
        # The agency reads these comments; the label is what everybody reads, for it becomes the title of an issue.
        spoken = theme_names.spoken(hearing, shown, into, Comment.objects.filter(hearing=hearing, status__in=KEPT))
    lines = [
        ThemeLine(
            key=known[key].public_id,
            label_th=labels[key][0],
            label_en=labels[key][1],
            words=spoken[key],
            is_label_by_officer=known[key].is_labelled_by_officer,
            comments=size,
            distinct=once[key],
            stances={name: stances[key, name] for name in STANCES},
            quotes=tuple(quoted.get(key, ())),
        )
        for key, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0]))
    ]
    return ThemeFigures(everything, everything - sum(sizes.values()), tuple(lines), _made(kept))


def participation(hearing: Hearing) -> ParticipationFigures:
    """Return how many public comments and stances came in on each day."""
    public = Comment.objects.public().filter(hearing=hearing)
    day = TruncDate("created_at", tzinfo=BANGKOK)
    comments = Counter(dict(public.order_by().values_list(day).annotate(Count("pk"))))
    distinct = Counter(dict(public.filter(campaign_link=None).order_by().values_list(day).annotate(Count("pk"))))
    in_campaigns = CampaignMember.objects.filter(comment__in=public).values("campaign").order_by()
    for (first,) in in_campaigns.annotate(first=Min("comment__created_at")).values_list("first"):
        distinct[first.astimezone(BANGKOK).date()] += 1
    taken = Stance.objects.filter(participant__hearing=hearing, section=None).order_by()
    stances = Counter(dict(taken.values_list(TruncDate("at", tzinfo=BANGKOK)).annotate(Count("pk"))))
    days = sorted({*comments, *stances})
    lines = tuple(DayLine(one, comments[one], distinct[one], stances[one]) for one in days)
    return ParticipationFigures(lines, comments.total(), distinct.total(), stances.total())


def _sizes(
    kept: ThemeSet, public: QuerySet[Comment], into: dict[int, int]
) -> tuple[Counter[int], Counter[int], Counter[tuple[int, str]]]:
    """Return how many comments each theme has, the same with campaigns counted once, and stances by theme."""
    rows = ThemeMember.objects.filter(set=kept, theme__in=into, comment__in=public).order_by()
    lone = Count("pk", filter=Q(comment__campaign_link=None))
    sizes: Counter[int] = Counter()
    once: Counter[int] = Counter()
    stances: Counter[tuple[int, str]] = Counter()
    by_stance = rows.values("theme", "comment__finding__stance").annotate(every=Count("pk"), lone=lone)
    for key, stance, every, alone in by_stance.values_list("theme", "comment__finding__stance", "every", "lone"):
        theme = into[key]
        sizes[theme] += every
        once[theme] += alone
        stances[theme, str(stance or CommentFinding.Stance.UNSTATED)] += every
    # A campaign counts once in a theme, and once more in another that some of it is in.
    pairs = rows.exclude(comment__campaign_link=None).values_list("theme", "comment__campaign_link__campaign")
    once.update(Counter(theme for theme, _ in {(into[key], campaign) for key, campaign in pairs.distinct()}))
    return sizes, once, stances


def _quotes(
    kept: ThemeSet, known: dict[int, Theme], into: dict[int, int], public: QuerySet[Comment], most: int
) -> dict[int, list[QuoteLine]]:
    chosen = ThemeQuote.objects.filter(theme__in=known, comment__in=public).exclude(choice=ThemeQuote.Choice.PASSED)
    stands = ThemeMember.objects.filter(set=kept, comment=OuterRef("comment")).values("theme")
    found_in = chosen.annotate(stands_in=Subquery(stands)).select_related("comment").order_by("position", "pk")
    # A comment that was split off, or that the machine put elsewhere, speaks for its theme of before no more.
    rows = [row for row in found_in if into.get(row.stands_in) == into[row.theme_id]]
    # What officers chose stands before what the machine proposes.
    rows.sort(key=lambda row: row.choice != ThemeQuote.Choice.PINNED)
    found: dict[int, list[QuoteLine]] = {}
    for row in rows:
        lines = found.setdefault(into[row.theme_id], [])
        if len(lines) < most:
            text = wording.quoted(row.comment.body, known[row.theme_id].words)
            lines.append(QuoteLine(row.comment.public_id, text, row.officer_id is not None))
    return found


def _texts(public: QuerySet[Comment], keys: set[int]) -> dict[int, tuple[UUID, str]]:
    rows = public.filter(pk__in=keys).values_list("pk", "public_id", "body")
    return {key: (public_id, body) for key, public_id, body in rows}


def _made(row: Campaign | ThemeSet | None) -> MadeBy | None:
    return None if row is None else MadeBy(row.method, row.version, row.made_at)

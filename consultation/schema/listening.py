"""What a hearing's comments are about, in the API: themes, campaigns, and comments found by what they say.

Figures are those of actions/listening_figures.py: public comments alone, counted when asked. Lists hold what the viewer
may see. Positions are read from words by rules; which stance somebody took is told nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import graphene

from consultation.actions import comment_search, listening_figures
from consultation.actions.comment_search import Asked
from consultation.actions.listening_figures import CampaignFigures, CampaignLine, QuoteLine, ThemeFigures, ThemeLine
from consultation.models import Hearing as HearingRow
from consultation.models.comment_rows import CommentPages
from superapp.accounts.viewer import Viewer
from superapp.api.connections import Listing
from superapp.api.errors import BadInput
from superapp.api.fields import Field, ListField, optional
from superapp.api.ids import global_id, key_of
from superapp.api.keyset import Column
from superapp.api.scalars import Date, DateTime
from superapp.refusal import NotFound, Refusal

from .comment_enums import StatedStance, stored
from .comment_lists import CommentsField, SignedOrder
from .comments import CommentConnection
from .hearing_comments import section_key, section_of
from .hearing_parts import in_language

MOST_THEMES, MOST_QUOTES, MOST_WORDS = 60, 3, 5
NEWEST = SignedOrder("cmt.found.new", (Column("id", int, is_descending=True),))
OLDEST = SignedOrder("cmt.found.old", (Column("id", int),))


@dataclass(frozen=True, slots=True)
class ThemeShown:
    """A theme and the hearing it is of."""

    hearing: HearingRow
    line: ThemeLine


@dataclass(frozen=True, slots=True)
class CampaignShown:
    """A campaign and the hearing it is of."""

    hearing: HearingRow
    line: CampaignLine


@dataclass(frozen=True, slots=True)
class Shown:
    """Figures and the hearing they are of."""

    hearing: HearingRow
    figures: Any


class ListeningMethod(graphene.ObjectType):
    """By which method and version something was found by the machine, and when."""

    name = Field(graphene.String, required=True, description="The method.")
    version = Field(graphene.String, required=True, description="Its version, with a hash of its word lists.")
    made_at = Field(DateTime, required=True, description="When it was last done.")

    def resolve_name(self: Any, _info: Any) -> str:
        return str(self.method)

    def resolve_made_at(self: Any, _info: Any) -> Any:
        return self.at


class StanceReading(graphene.ObjectType):
    """How many comments say where they stand, as rules read their words: a hint, not what people declared."""

    stance = Field(StatedStance, required=True, description="What the words say.")
    comments = Field(graphene.Int, required=True, description="How many public comments.")


class ThemeQuote(graphene.ObjectType):
    """A comment, or a line of it, that stands for a theme; personal data masked."""

    comment_id = Field(graphene.ID, required=True, description="The comment.")
    text = Field(graphene.String, required=True, description="Its words.")
    is_chosen_by_officer = Field(graphene.Boolean, required=True, description="False where the machine proposes it.")

    def resolve_comment_id(self: QuoteLine, _info: Any) -> str:
        return global_id("cmt", str(self.comment_id))


class Theme(graphene.ObjectType):
    """Comments about one thing, grouped by the machine and put right by officers."""

    id = Field(graphene.ID, required=True, description="Names it in `commentSearch`; it lasts.")
    label = Field(
        graphene.String, required=True, description="An officer's name for it, else words people used in public."
    )
    words = ListField(graphene.String, most=MOST_WORDS, description="Words of its public comments, found by machine.")
    is_label_by_officer = Field(graphene.Boolean, required=True, description="Whether an officer named it.")
    comment_count = Field(graphene.Int, required=True, description="How many public comments.")
    distinct_count = Field(graphene.Int, required=True, description="The same with each campaign counted once.")
    stances = ListField(StanceReading, most=5, cost=0, description="What their words say; adds up to commentCount.")
    quotes = ListField(ThemeQuote, most=MOST_QUOTES, cost=0, description="Comments that stand for it.")
    comments = CommentsField(CommentConnection, cost=3, description="Its comments, the newest first; at most 50.")

    def resolve_id(self: ThemeShown, _info: Any) -> str:
        return global_id("thm", str(self.line.key))

    def resolve_label(self: ThemeShown, info: Any) -> str:
        return in_language(info, self.line.label_th, self.line.label_en)

    def resolve_words(self: ThemeShown, _info: Any) -> Sequence[str]:
        return self.line.words[:MOST_WORDS]

    def resolve_is_label_by_officer(self: ThemeShown, _info: Any) -> bool:
        return self.line.is_label_by_officer

    def resolve_comment_count(self: ThemeShown, _info: Any) -> int:
        return self.line.comments

    def resolve_distinct_count(self: ThemeShown, _info: Any) -> int:
        return self.line.distinct

    def resolve_stances(self: ThemeShown, _info: Any) -> list[dict[str, Any]]:
        return [{"stance": name, "comments": number} for name, number in self.line.stances.items()]

    def resolve_quotes(self: ThemeShown, _info: Any) -> Sequence[QuoteLine]:
        return self.line.quotes

    def resolve_comments(self: ThemeShown, info: Any) -> Listing:
        return listing(self.hearing, info.context.viewer, Asked(theme=self.line.key))


class HearingThemes(graphene.ObjectType):
    """What public comments are about, on the draft or on one section of it."""

    comments = Field(graphene.Int, required=True, description="How many public comments there are.")
    unplaced = Field(graphene.Int, required=True, description="How many of them are in no theme.")
    method = Field(ListeningMethod, cost=0, description="How they were found; null while nobody has sought them.")
    themes = ListField(
        Theme, most=MOST_THEMES, cost=0, description="The themes, the largest first; none when too little was said."
    )

    def resolve_comments(self: Shown, _info: Any) -> int:
        return int(self.figures.comments)

    def resolve_unplaced(self: Shown, _info: Any) -> int:
        return int(self.figures.unplaced)

    def resolve_method(self: Shown, _info: Any) -> Any:
        return self.figures.made

    def resolve_themes(self: Shown, _info: Any) -> list[ThemeShown]:
        found: ThemeFigures = self.figures
        return [ThemeShown(self.hearing, line) for line in found.themes[:MOST_THEMES]]


class Campaign(graphene.ObjectType):
    """Comments in nearly the same words. They are shown and counted like all others, and once more as one voice."""

    id = Field(graphene.ID, required=True, description="Names it in `commentSearch`; it lasts.")
    size = Field(graphene.Int, required=True, description="How many public comments.")
    text = Field(graphene.String, required=True, description="What one of them says, personal data masked.")
    comment_id = Field(graphene.ID, required=True, description="That one.")
    similarity = Field(graphene.Float, required=True, description="How alike they are, 0 to 1; 1 when all are equal.")
    comments = CommentsField(CommentConnection, cost=3, description="All of them, the newest first; at most 50.")

    def resolve_id(self: CampaignShown, _info: Any) -> str:
        return global_id("cpg", str(self.line.key))

    def resolve_size(self: CampaignShown, _info: Any) -> int:
        return self.line.size

    def resolve_text(self: CampaignShown, _info: Any) -> str:
        return self.line.text

    def resolve_comment_id(self: CampaignShown, _info: Any) -> str:
        return global_id("cmt", str(self.line.comment_id))

    def resolve_similarity(self: CampaignShown, _info: Any) -> float:
        return self.line.similarity

    def resolve_comments(self: CampaignShown, info: Any) -> Listing:
        return listing(self.hearing, info.context.viewer, Asked(campaign=self.line.key))


class HearingCampaigns(graphene.ObjectType):
    """How much of what was said came in the same words."""

    comments = Field(graphene.Int, required=True, description="How many public comments there are.")
    distinct = Field(graphene.Int, required=True, description="As many with each campaign counted once.")
    campaign_count = Field(graphene.Int, required=True, description="How many campaigns there are.")
    in_campaigns = Field(graphene.Int, required=True, description="How many comments are in one.")
    method = Field(ListeningMethod, cost=0, description="How they were found; null while there is none.")
    largest = ListField(
        Campaign, most=listening_figures.MOST_CAMPAIGNS, cost=0, description="The largest, three comments and more."
    )

    def resolve_comments(self: Shown, _info: Any) -> int:
        return int(self.figures.comments)

    def resolve_distinct(self: Shown, _info: Any) -> int:
        return int(self.figures.distinct)

    def resolve_campaign_count(self: Shown, _info: Any) -> int:
        return int(self.figures.campaigns)

    def resolve_in_campaigns(self: Shown, _info: Any) -> int:
        return int(self.figures.in_campaigns)

    def resolve_method(self: Shown, _info: Any) -> Any:
        return self.figures.made

    def resolve_largest(self: Shown, _info: Any) -> list[CampaignShown]:
        found: CampaignFigures = self.figures
        return [CampaignShown(self.hearing, line) for line in found.largest]


class HearingListening:
    """Fields of Hearing about what was said; the type inherits them, its rows are hearings."""

    themes = Field(
        HearingThemes,
        required=True,
        section_id=optional(graphene.ID, description="Of what was said on this section; of everything when left out."),
        cost=20,
        public=False,
        description="What the comments are about, found by the machine and put right by officers.",
    )
    campaigns = Field(
        HearingCampaigns,
        required=True,
        cost=20,
        public=False,
        description="Comments in nearly the same words, shown openly and counted both ways.",
    )
    comment_search = CommentsField(
        CommentConnection,
        text=optional(graphene.String, description="Words that must all be in it, at most 200 characters."),
        section_id=optional(graphene.ID, description="Only those on this section."),
        stance=optional(StatedStance, description="Only those whose words say this."),
        theme_id=optional(graphene.ID, description="Only those of this theme."),
        campaign_id=optional(graphene.ID, description="Only those of this campaign."),
        day=optional(Date, description="Only those written on this day in Bangkok."),
        oldest_first=optional(graphene.Boolean, description="The earliest first; the latest when left out."),
        cost=10,
        public=False,
        description="Comments and replies that answer to all that is asked; a new one is found within a minute or two. "
        "Where anything is asked, and for officers, `totalCount` stops at 10,001, which says: that many or more.",
    )

    def resolve_themes(self: HearingRow, _info: Any, section_id: str | None = None) -> Shown:
        section = None
        if section_id is not None:
            section_key(self, section_id)
            section = section_of(section_id)
        return Shown(self, listening_figures.themes(self, section))

    def resolve_campaigns(self: HearingRow, _info: Any) -> Shown:
        return Shown(self, listening_figures.campaigns(self))

    def resolve_comment_search(
        self: HearingRow,
        info: Any,
        text: str | None = None,
        section_id: str | None = None,
        stance: Any = None,
        theme_id: str | None = None,
        campaign_id: str | None = None,
        day: date | None = None,
        oldest_first: bool | None = None,
    ) -> Listing:
        asked = Asked(
            text=text or "",
            section=None if section_id is None else section_key(self, section_id),
            stance="" if stance is None else stored(stance),
            theme=_key("thm", theme_id),
            campaign=_key("cpg", campaign_id),
            day=day,
        )
        return listing(self, info.context.viewer, asked, is_oldest_first=bool(oldest_first))


def listing(hearing: HearingRow, viewer: Viewer, asked: Asked, *, is_oldest_first: bool = False) -> Listing:
    """Return the comments of a hearing that answer to what is asked, as the viewer may see them.

    :raises BadInput: for what cannot be sought.
    """
    try:
        rows = comment_search.found(hearing, viewer, asked)
    except NotFound:
        raise BadInput("ไม่พบหัวข้อหรือกลุ่มนี้ในการรับฟัง", "That theme or campaign is not in this hearing.") from None
    except Refusal as refusal:
        raise BadInput(refusal.message("th"), refusal.message("en")) from None
    order = OLDEST if is_oldest_first else NEWEST
    counted = partial(comment_search.how_many, hearing, viewer, asked, rows)
    return Listing(CommentPages(rows, ("id",), not is_oldest_first, hearing, counted), order)


def _key(tag: str, id_: str | None) -> UUID | None:
    if id_ is None:
        return None
    try:
        return UUID(key_of(tag, id_) or "")
    except ValueError:
        # Nobody's: the search says so.
        return UUID(int=0)

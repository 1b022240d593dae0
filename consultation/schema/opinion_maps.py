"""The opinion map in the API: groups and what they say, for everybody; one's own place, for oneself alone."""

from collections.abc import Sequence
from typing import Any

import graphene

from consultation.actions import opinion_maps
from consultation.actions.opinion_maps import (
    DensityGrid,
    MapStatement,
    MyPlace,
    PublicOpinionMap,
    WithheldReason,
)
from consultation.models import Hearing as HearingRow
from superapp.api.fields import Field, ListField
from superapp.api.ids import global_id
from superapp.api.loading import Loader
from superapp.api.scalars import DateTime

from .comment_enums import VoteValue
from .comment_loaders import standing
from .hearing_parts import in_language

MOST_GROUPS, MOST_IN_GROUP, MOST_CONSENSUS, MOST_REASONS, MOST_CELLS = 5, 5, 10, 4, 16
DIRECTIONS = {"agree": 1, "disagree": -1}


class MapOfHearing(Loader[int, PublicOpinionMap]):
    """The newest maps of hearings, by the hearing's key."""

    def fetch(self, keys: Sequence[int]) -> list[PublicOpinionMap | None]:
        """Return each hearing's map, None where none was made yet."""
        found = opinion_maps.latest_public_of(keys)
        return [found.get(key) for key in keys]


class OpinionReason(graphene.ObjectType):
    """Why a map shows no groups."""

    is_public = True
    code = Field(
        graphene.String,
        required=True,
        description="TOO_FEW_PEOPLE, GROUP_TOO_SMALL, GROUPS_NOT_STABLE or NO_GROUPS; more may be added.",
    )
    text = Field(graphene.String, required=True, description="The same in words.")

    def resolve_text(self: WithheldReason, info: Any) -> str:
        return in_language(info, self.th, self.en)


class OpinionShares(graphene.ObjectType):
    """How a group answered a statement. Groups of which fewer than ten did are left out."""

    is_public = True
    group = Field(graphene.Int, description="The group's number; null for everybody who voted.")
    agree_percent = Field(graphene.Int, required=True, description="Of a hundred who answered, how many agree.")
    disagree_percent = Field(graphene.Int, required=True, description="How many disagree.")
    pass_percent = Field(graphene.Int, required=True, description="How many take no side.")


class OpinionStatement(graphene.ObjectType):
    """A statement that says something of a group, or of all groups."""

    is_public = True
    statement_id = Field(graphene.ID, required=True, description="The statement.")
    text = Field(graphene.String, required=True, description="Its words, in the language they were written in.")
    is_seed = Field(graphene.Boolean, required=True, description="Whether the agency put it there to begin with.")
    direction = Field(VoteValue, required=True, description="AGREE or DISAGREE: which side is taken.")
    shares = ListField(
        lambda: OpinionShares, most=MOST_GROUPS + 1, cost=0, description="Everybody first, then the groups."
    )

    def resolve_statement_id(self: MapStatement, _info: Any) -> str:
        return global_id("stm", self.statement_id)

    def resolve_text(self: MapStatement, _info: Any) -> str:
        return self.text_th

    def resolve_direction(self: MapStatement, _info: Any) -> int:
        return DIRECTIONS[self.direction]


class OpinionGroup(graphene.ObjectType):
    """People who vote alike. It has a number and no name, and nobody is told who is in it."""

    is_public = True
    number = Field(graphene.Int, required=True, description="Its number; 0 is the largest.")
    size = Field(graphene.Int, required=True, description="How many people, to the nearest five.")
    representative = ListField(
        OpinionStatement, most=MOST_IN_GROUP, cost=0, description="What it says that the others do not."
    )


class OpinionDensityRow(graphene.ObjectType):
    """One row of cells, from left to right."""

    is_public = True
    people = ListField(
        graphene.Int, most=MOST_CELLS, cost=0, description="People in each cell, in fives; 0 for fewer than five."
    )

    def resolve_people(self: Sequence[int], _info: Any) -> Sequence[int]:
        return self


class OpinionDensity(graphene.ObjectType):
    """Where people lie in the plane, in equal cells. The outermost people are counted in the cells along the edges."""

    is_public = True
    x_min = Field(graphene.Float, required=True, description="The left edge.")
    x_max = Field(graphene.Float, required=True, description="The right edge.")
    y_min = Field(graphene.Float, required=True, description="The lower edge.")
    y_max = Field(graphene.Float, required=True, description="The upper edge.")
    rows = ListField(OpinionDensityRow, most=MOST_CELLS, cost=0, description="The rows of cells, the lowest first.")

    def resolve_rows(self: DensityGrid, _info: Any) -> list[list[int]]:
        rows = [[0] * self.columns for _ in range(self.rows)]
        for cell in self.cells:
            rows[cell.row][cell.column] = cell.people
        return rows


class OpinionStability(graphene.ObjectType):
    """How alike the groups come out when a fifth of the people is left out: 1 is the same, 0 is chance."""

    is_public = True
    median = Field(graphene.Float, required=True, description="The median of all runs.")
    minimum = Field(graphene.Float, required=True, description="The worst.")
    runs = Field(graphene.Int, required=True, description="How often it was tried.")


class OpinionMap(graphene.ObjectType):
    """Who votes alike on a hearing's statements, and what all agree on; made daily at most, and of nobody in person."""

    is_public = True
    made_at = Field(DateTime, required=True, description="When it was made.")
    people_voted = Field(graphene.Int, required=True, description="How many people voted, to the nearest five.")
    people_placed = Field(
        graphene.Int, required=True, description="How many answered enough to count in a group, to the nearest five."
    )
    why_withheld = ListField(
        OpinionReason, most=MOST_REASONS, cost=0, description="Why no groups are shown; empty when they are."
    )
    groups = ListField(OpinionGroup, most=MOST_GROUPS, cost=0, description="The groups, the largest first.")
    consensus = ListField(
        OpinionStatement,
        most=MOST_CONSENSUS,
        cost=0,
        description="What more than half of every group agree on, or reject.",
    )
    density = Field(OpinionDensity, cost=0, description="Where people lie; null when no groups are shown.")
    stability = Field(OpinionStability, cost=0, description="How far to trust the groups; null when none are shown.")
    variance_explained = ListField(
        graphene.Float,
        most=2,
        nullable=True,
        description="What share of all difference each axis shows; null with them.",
    )
    algorithm = Field(graphene.String, required=True, description="How it was made: a name and a version.")
    input_hash = Field(graphene.String, description="SHA-256 of the votes; null where few voted.")

    def resolve_input_hash(self: PublicOpinionMap, _info: Any) -> str | None:
        return self.input_hash or None


class OpinionPosition(graphene.ObjectType):
    """Where you lie on the map. It is computed for this answer only: nobody else can ask, and it is kept nowhere."""

    x = Field(graphene.Float, required=True, description="From left to right, as the edges of `density`.")
    y = Field(graphene.Float, required=True, description="From below.")
    answered = Field(graphene.Int, required=True, description="How many of the map's statements you answered.")
    is_enough = Field(graphene.Boolean, required=True, description="Whether that is enough to count in a group.")


class HearingOpinions:
    """Fields of Hearing about the opinion map; the type inherits them, its rows are hearings."""

    opinion_map = Field(
        OpinionMap,
        cost=3,
        description="The opinion map; null before the first. See `whyWithheld` where it has no groups.",
    )
    my_opinion_position = Field(
        OpinionPosition,
        cost=3,
        public=False,
        description="Where you lie on it; null without a map that shows groups, or before you answered anything.",
    )

    def resolve_opinion_map(self: HearingRow, info: Any) -> Any:
        return info.context.loaders.get(MapOfHearing).load(self.pk)

    def resolve_my_opinion_position(self: HearingRow, info: Any) -> MyPlace | None:
        return opinion_maps.my_place(hearing=self, participant=standing(info.context, self).participant)

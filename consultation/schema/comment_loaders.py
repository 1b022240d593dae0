"""What a page of comments needs besides its rows, each looked up once for the whole page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consultation.actions import participants
from consultation.models import Comment, Hearing, HearingCount, Participant, Section, Stance, Vote
from consultation.models.comment_rows import MOST_PARENTS, first_replies, in_hearing
from consultation.models.comment_visibility import may_see
from consultation.models.hearing_phase import Function
from consultation.permissions import is_suspended
from services.models.rights import agencies_of
from superapp.accounts.viewer import Viewer
from superapp.api.loading import Loader


@dataclass(frozen=True, slots=True)
class Standing:
    """What the viewer is and may do in one hearing, looked up once a request.

    `participant` is their row, None when they have not joined. `works_there`: an officer of one of its agencies.
    """

    hearing: Hearing
    participant: Participant | None
    is_public: bool
    works_there: bool
    takes_comments: bool
    takes_votes: bool

    def sees(self, row: Any) -> bool:
        """Tell whether the viewer may read this comment or statement: the one predicate, for a row at hand."""
        author = None if self.participant is None else self.participant.pk
        return may_see(row, is_hearing_public=self.is_public, author_id=author, works_for_hearing=self.works_there)

    def is_author(self, row: Any) -> bool:
        """Tell whether the viewer wrote it."""
        return self.participant is not None and row.author_id == self.participant.pk


def standing(context: Any, hearing: Hearing) -> Standing:
    """Return what the viewer is and may do in `hearing`."""
    known: dict[int, Standing] = context.remembered.setdefault("standing", {})
    if hearing.pk not in known:
        known[hearing.pk] = standing_of(context.viewer, hearing, context.now)
    return known[hearing.pk]


def standing_of(viewer: Viewer, hearing: Hearing, now: datetime) -> Standing:
    """Return what a viewer is and may do in a hearing at `now`."""
    participant = participants.mine(viewer=viewer, hearing=hearing)
    may_write = participant is not None and not is_suspended(participant, now)
    agencies = agencies_of(viewer) if viewer.officer is not None else frozenset()
    works_there = hearing.agency_id in agencies
    if agencies and not works_there:
        works_there = hearing.co_agencies.filter(pk__in=agencies).exists()
    return Standing(
        hearing=hearing,
        participant=participant,
        is_public=hearing.announced_at is not None and not hearing.is_embargoed,
        works_there=works_there,
        takes_comments=may_write and hearing.takes(Function.COMMENTS, now),
        takes_votes=may_write and hearing.takes(Function.VOTES, now),
    )


class AuthorOf(Loader[int, Participant]):
    """Participants by key."""

    def fetch(self, keys: Sequence[int]) -> list[Participant | None]:
        """Return each participant."""
        found = Participant.objects.in_bulk(keys)
        return [found.get(key) for key in keys]


class SectionOf(Loader[int, Section]):
    """Sections by key."""

    def fetch(self, keys: Sequence[int]) -> list[Section | None]:
        """Return each section."""
        found = Section.objects.in_bulk(keys)
        return [found.get(key) for key in keys]


class CommentOf(Loader[int, Comment]):
    """Comments that stand in lists, by key, with their hearing."""

    def fetch(self, keys: Sequence[int]) -> list[Comment | None]:
        """Return each comment that is listed to the viewer."""
        rows = Comment.objects.listed_to(self.context.viewer).filter(pk__in=keys).select_related("hearing")
        found = {row.pk: row for row in rows}
        return [found.get(key) for key in keys]


class RepliesOf(Loader[tuple[Comment, int], list[Comment]]):
    """The first listed replies of comments: keys are the parent and how many."""

    most = MOST_PARENTS

    def fetch(self, keys: Sequence[tuple[Comment, int]]) -> list[list[Comment]]:
        """Return the replies of each parent, oldest first."""
        most = max(number for _, number in keys)
        found = first_replies([parent.pk for parent, _ in keys], most)
        return [in_hearing(found.get(parent.pk, ()), parent.hearing)[:number] for parent, number in keys]


class VoteOf(Loader[tuple[int, int], int]):
    """How a participant voted on comments: keys are the participant and the comment."""

    def fetch(self, keys: Sequence[tuple[int, int]]) -> list[int | None]:
        """Return each vote, None where there is none."""
        voters, comments = {voter for voter, _ in keys}, [comment for _, comment in keys]
        rows = Vote.objects.filter(participant__in=voters, comment__in=comments)
        found = {(row.participant_id, row.comment_id): row.value for row in rows}
        return [found.get(key) for key in keys]


class CountOf(Loader[int, HearingCount]):
    """The counters of hearings by key; empty ones where nothing was counted yet."""

    def fetch(self, keys: Sequence[int]) -> list[HearingCount]:
        """Return each hearing's counters."""
        found = HearingCount.objects.in_bulk(keys)
        return [found.get(key) or HearingCount(hearing_id=key) for key in keys]


class StanceOf(Loader[tuple[int, int | None], Stance]):
    """A participant's stances: keys are the participant and the section, None for the draft as a whole."""

    def fetch(self, keys: Sequence[tuple[int, int | None]]) -> list[Stance | None]:
        """Return each stance."""
        rows = Stance.objects.filter(participant__in={participant for participant, _ in keys})
        found = {(row.participant_id, row.section_id): row for row in rows}
        return [found.get(key) for key in keys]

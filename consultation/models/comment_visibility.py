"""Who may see what was said: the one predicate. Lists, counts, search, maps, reports and exports all start from it.

Public is what is `visible`, not meant for the agency only, in a hearing that was announced and is not kept out of the
central system. The author sees their own besides while it waits or is hidden, and so do officers of the hearing's
agencies. What was removed by its author or erased, nobody sees: a tombstone stands there while replies are below it.

It is written twice, for rows in the database and for one row in memory; a test compares both for each state.
"""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from services.models.rights import agencies_of

from .hearing import Hearing
from .hearing_state import PUBLIC
from .participant import Participant

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

    from .comment import Comment
    from .statement import Statement

VISIBLE = "visible"
# What its author and the agency still read: what nobody took away.
KEPT = ("pending", VISIBLE, "hidden")
IN_PUBLIC_HEARING = Q(
    hearing__state__in=[str(state) for state in PUBLIC],
    hearing__announced_at__isnull=False,
    hearing__is_embargoed=False,
)


def public(*, may_be_private: bool = True) -> Q:
    """Return the condition for what everybody may see. Statements are never private: `may_be_private` False."""
    shown = Q(status=VISIBLE, is_private=False) if may_be_private else Q(status=VISIBLE)
    return shown & IN_PUBLIC_HEARING


def visible_to(viewer: "Viewer", *, may_be_private: bool = True) -> Q:
    """Return the condition for what the viewer may see."""
    seen = public(may_be_private=may_be_private)
    if viewer.officer is not None:
        seen |= Q(status__in=KEPT) & of_agencies(viewer)
    elif viewer.citizen is not None:
        own = Participant.objects.of_viewer(viewer)
        seen |= Q(status__in=KEPT) & Q(author__in=own.values("pk"))
    return seen


def in_visible_hearing(viewer: "Viewer") -> Q:
    """Return the condition for rows of hearings the viewer may see."""
    return IN_PUBLIC_HEARING if viewer.officer is None else IN_PUBLIC_HEARING | of_agencies(viewer)


def of_agencies(viewer: "Viewer") -> Q:
    """Return the condition for rows of hearings that the viewer's agencies lead or join."""
    mine = agencies_of(viewer)
    if not mine:
        return Q(pk__in=[])
    joined = Hearing.co_agencies.through.objects.filter(hearing=models.OuterRef("hearing"), agency__in=mine)
    return Q(hearing__agency__in=mine) | Q(models.Exists(joined))


def may_see(
    row: "Comment | Statement", *, is_hearing_public: bool, author_id: int | None, works_for_hearing: bool
) -> bool:
    """Tell the same of one row: `author_id` is the viewer's participant in its hearing, None when they have none.

    `works_for_hearing` tells whether they are an officer of one of the hearing's agencies.
    """
    if row.status == VISIBLE and not getattr(row, "is_private", False) and is_hearing_public:
        return True
    is_own = author_id is not None and row.author_id == author_id
    return row.status in KEPT and (is_own or works_for_hearing)

"""Which comments the machine groups and keeps in groups, and how the asking of many becomes one job."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from django.db.models import QuerySet

from consultation.models import Comment

# For transactions that began in a slot and end after it.
GRACE = timedelta(seconds=5)
GROUPED = (Comment.Status.PENDING, Comment.Status.VISIBLE)
# What nobody took away: of the rest nothing is kept.
KEPT = (*GROUPED, Comment.Status.HIDDEN)


def readable(hearing_id: int) -> QuerySet[Comment]:
    """Return the comments that can be grouped: read without fault, and neither hidden nor taken away."""
    return Comment.objects.filter(hearing=hearing_id, status__in=GROUPED, finding__failed="").order_by("pk")


def held(keys: Collection[int]) -> set[int]:
    """Lock these comments and return those that nobody has taken back or erased since they were read.

    In the order in which everybody locks them, behind the hearing's row: what is written of them now is there when
    their author takes them back, and goes with them.
    """
    rows = Comment.objects.filter(pk__in=keys, status__in=KEPT).select_for_update(of=("self",), no_key=True)
    return set(rows.order_by("-depth", "pk").values_list("pk", flat=True))


def slot_of(now: datetime, length_s: int) -> tuple[int, datetime]:
    """Return the number of the slot `now` lies in, and when its one job is due: after everything asked for in it.

    A job that ran earlier would take the place of one that is still needed.
    """
    slot = int(now.timestamp()) // length_s
    return slot, datetime.fromtimestamp((slot + 1) * length_s, UTC) + GRACE

"""Lists of comments: their four orders, signed cursors, and pages of at most 50."""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from consultation.models import Comment, Hearing, HearingCount, SectionCount
from consultation.models.comment_rows import CommentPages
from superapp.accounts.viewer import Viewer
from superapp.api.connections import ConnectionField, Listing
from superapp.api.errors import BadInput
from superapp.api.keyset import Column, Order

MOST = 50
SEAL = 16


@dataclass(frozen=True, slots=True)
class SignedOrder(Order):
    """An order whose cursors carry a seal, so that nobody makes up places to start from."""

    def cursor(self, row: Any) -> str:
        """Return the cursor that stands at `row`, sealed."""
        plain = Order.cursor(self, row)
        return f"{plain}.{_seal(plain)}"

    def read(self, cursor: str) -> tuple[Any, ...] | None:
        """Return the values in a cursor, None when this order did not make and seal it."""
        plain, _, seal = cursor.partition(".")
        if not seal.isascii() or not plain.isascii() or not hmac.compare_digest(seal, _seal(plain)):
            return None
        return Order.read(self, plain)


ID = Column("id", int, is_descending=True)
ORDERS = {
    "newest": SignedOrder("cmt.new", (ID,)),
    "oldest": SignedOrder("cmt.old", (Column("id", int),)),
    "best": SignedOrder("cmt.best", (Column("score", float, is_descending=True), ID)),
    "most_discussed": SignedOrder("cmt.talk", (Column("descendant_count", int, is_descending=True), ID)),
}
REPLIES = SignedOrder("cmt.replies", (Column("id", int),))
READING = SignedOrder("cmt.thread", (Column("path"),))


class CommentsField(ConnectionField):
    """A connection of comments: pages of at most 50."""

    def wrap_resolve(self, parent_resolver: Any) -> Any:
        """Return a resolver that refuses a larger page before anything is read."""
        resolver = super().wrap_resolve(parent_resolver)

        def resolve(root: Any, info: Any, *, first: Any = None, last: Any = None, **given: Any) -> Any:
            if max(first or 0, last or 0) > MOST:
                raise BadInput(f"ขอความเห็นได้ครั้งละไม่เกิน {MOST} รายการ", f"At most {MOST} comments at a time.")
            return resolver(root, info, first=first, last=last, **given)

        return resolve


def roots(hearing: Hearing, viewer: Viewer, order: str, section_id: int | None) -> Listing:
    """Return the comments of a hearing, or of one of its sections, that reply to nothing."""
    rows = Comment.objects.listed_to(viewer).roots().filter(hearing=hearing)
    if section_id is not None:
        rows = rows.filter(section=section_id)

    def counted() -> int:
        if section_id is None:
            return _listed_roots(HearingCount.objects.filter(hearing=hearing))
        counts = SectionCount.objects.filter(hearing=hearing, section=section_id)
        return _listed_roots(counts)

    return _listing(ORDERS[order], rows, hearing, counted)


def replies(parent: Comment, viewer: Viewer) -> Listing:
    """Return the direct replies to a comment, oldest first."""
    rows = Comment.objects.listed_to(viewer).filter(parent=parent)
    return _listing(REPLIES, rows, parent.hearing, lambda: parent.reply_count)


def thread(root: Comment, viewer: Viewer) -> Listing:
    """Return everything below a comment in reading order: each reply followed by what was said to it."""
    # Below "0000001a" is everything from "0000001a0" up to "0000001a{", which comes after every digit.
    rows = Comment.objects.listed_to(viewer).filter(hearing=root.hearing, path__gt=root.path, path__lt=f"{root.path}{{")
    # Tombstones in between are listed but not counted: the number says how much there is to read.
    return _listing(READING, rows, root.hearing, lambda: root.descendant_count)


def _listing(order: Order, rows: Any, hearing: Hearing, counted: Any) -> Listing:
    columns = tuple(column.name for column in order.columns)
    return Listing(CommentPages(rows, columns, order.columns[0].is_descending, hearing, counted), order)


def _listed_roots(counts: Any) -> int:
    return next(iter(counts.values_list("roots_listed", flat=True)), 0)


def _seal(plain: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), b"cursor" + plain.encode(), hashlib.sha256).hexdigest()[:SEAL]

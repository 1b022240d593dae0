"""The public log: what was decided, why, on which day, by rule or by hand, and what came of an appeal. Nobody is in it.

Neither text nor author nor officer: whoever was moderated is not to be found by it. A file goes out each month.
"""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from consultation.models import Hearing, ModerationAppeal, ModerationDecision

BANGKOK = ZoneInfo("Asia/Bangkok")
COLUMNS = ("id", "hearing", "decided_on", "about", "act", "reason", "by", "awaits_second", "appeal")
BATCH = 2_000


class _Line:
    """What csv writes to: the line comes back."""

    def write(self, line: str) -> str:
        """Return the line."""
        return line


def public(hearing: Hearing | None = None) -> QuerySet[ModerationDecision]:
    """Return the decisions everybody may know of, of one hearing when it is given."""
    rows = ModerationDecision.objects.public().select_related("appeal", "hearing")
    return rows if hearing is None else rows.filter(hearing=hearing)


def month(year: int, number: int) -> QuerySet[ModerationDecision]:
    """Return the decisions of one month, by the calendar of Bangkok; `year` is of the common era."""
    after = (year + 1, 1) if number == 12 else (year, number + 1)
    first, last = (datetime(*one, 1, tzinfo=BANGKOK) for one in ((year, number), after))
    return public().filter(at__gte=first, at__lt=last)


def lines(rows: QuerySet[ModerationDecision]) -> Iterator[str]:
    """Yield the log as lines of CSV, the header first, in the order of deciding; memory does not grow with it."""
    writer = csv.writer(_Line())
    yield str(writer.writerow(COLUMNS))
    after = 0
    while batch := list(rows.filter(pk__gt=after).order_by("pk")[:BATCH]):
        after = batch[-1].pk
        for row in batch:
            yield str(
                writer.writerow(
                    (
                        row.public_id,
                        row.hearing.code,
                        day_of(row).isoformat(),
                        "statement" if row.comment_id is None else "comment",
                        row.act,
                        row.reason,
                        "rule" if row.rule else "officer",
                        "yes" if row.awaits_second else "no",
                        appeal_state(row),
                    )
                )
            )


def day_of(row: ModerationDecision) -> date:
    """Return the day of a decision in Bangkok: the instant would help to find whom it was about."""
    return row.at.astimezone(BANGKOK).date()


def appeal_state(row: ModerationDecision) -> str:
    """Return where its appeal stands: filed, in_review, or what came of it; "" without one."""
    appeal: ModerationAppeal | None = getattr(row, "appeal", None)
    return "" if appeal is None else appeal.state

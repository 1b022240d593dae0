"""What changes soon: days on which a programme's answer becomes another one if nothing but the date moves on.

Birthdays, dated values, deadlines and ends all show themselves as such days, so no list of causes is kept: each day is
decided, exactly, and compared with the day before. Programmes that read no date are decided once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from welfare.rules.decide import decide, decide_all
from welfare.rules.decision import Decision
from welfare.rules.given import Facts
from welfare.rules.programme import Programme
from welfare.rules.tree import AsOf, Let, walk

LONGEST_DAYS = 400


@dataclass(frozen=True)
class Change:
    """On `on` the programme's answer differs from the day before; both are given with their traces."""

    on: date
    before: Decision
    after: Decision

    @property
    def criterion(self) -> str | None:
        """The requirement that turned: the one that decides after, or decided before; None when only a figure moved."""
        turned = {step.id: step.result for step in self.before.trace}
        for step in self.after.trace:
            if turned.get(step.id) is not step.result:
                return step.id
        return None


def reads_the_date(programme: Programme) -> bool:
    """Tell whether the day of the assessment can matter to a programme at all."""
    document = programme.document
    if document.covers != (None, None):
        return True
    trees = [
        *(one.tree for one in document.criteria),
        *(one.tree for one in document.outputs.values()),
        *(one.tree for one in document.lets.values()),
    ]
    return any(isinstance(node, AsOf) for tree in trees for node in walk(tree) if not isinstance(node, Let))


def soon(
    programmes: Iterable[Programme], facts: Facts, as_of: date, *, days: int, stage: str = "know", most: int = 100
) -> tuple[Change, ...]:
    """Return the changes within `days` days after `as_of`, soonest first, at most `most` of them.

    A day counts when the verdict, the deciding requirement or an output is another than the day before.

    :raises ValueError: for more than 400 days.
    """
    if not 0 <= days <= LONGEST_DAYS:
        raise ValueError(f"days: expected 0 to {LONGEST_DAYS}")
    dated = [one for one in programmes if reads_the_date(one)]
    by_code = {one.code: one for one in dated}
    before = decide_all(dated, facts, as_of, stage, with_trace=False)
    found: list[Change] = []
    for passed in range(1, days + 1):
        day = as_of + timedelta(days=passed)
        after = decide_all(dated, facts, day, stage, with_trace=False)
        for code, decision in after.items():
            if _answer(decision) != _answer(before[code]):
                one = by_code[code]
                found.append(
                    Change(day, decide(one, facts, day - timedelta(days=1), stage), decide(one, facts, day, stage))
                )
        if len(found) >= most:
            return tuple(found[:most])
        before = after
    return tuple(found)


def _answer(decision: Decision) -> tuple[object, ...]:
    return decision.verdict, decision.reason, tuple(decision.outputs.items())

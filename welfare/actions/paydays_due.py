"""What a right pays on a payday: for which months, how much, and whether the rules still grant it.

Plain values in, plain values out: no clock, no database. What registries say today is laid over the facts the right was
granted on, so that a death, a birthday or another benefit counts on the first payday after it.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from welfare.rules.decide import decide
from welfare.rules.decision import Verdict
from welfare.rules.facts import Vocabulary
from welfare.rules.given import Facts, InvalidFacts, read
from welfare.rules.numbers import satang
from welfare.rules.programme import Programme

from .assessments import withhold
from .known_facts import exact
from .paydays_rules import ONCE, PaymentRules

DEATH = "death_date"
LIFE_REGISTRY = "DOPA"
DIED = "payee_died"
SETTLED = ("value", "unknown")
# Nobody is owed more months than this by a run; a longer silence is an officer's to look into.
MOST_MONTHS = 60


@dataclass(frozen=True, slots=True)
class Right:
    """What is known of one right when a payday looks at it.

    `snapshot` is what the granting decision rests on (decisions.facts_of): None when an officer granted without one.
    `told` are registries' answers that hold today, by registry and fact. `paid` are the periods that have a payment
    already. `amount_satang` is what was granted for a period.
    """

    pays_from: date
    ends_on: date | None
    amount_satang: int | None
    snapshot: Mapping[str, Any] | None
    stage: str
    told: Mapping[str, Mapping[str, Any]]
    paid: Set[str]
    is_suspended: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A programme in force, the words its facts are read with, and the facts it reads.

    A death among them is somebody else's than the payee's, so the payee's registry never stands for it.
    """

    programme: Programme
    words: Vocabulary
    reads: frozenset[str]


def reading(programme: Programme, words: Vocabulary) -> Reading:
    """Return a programme ready to be decided again and again."""
    names = frozenset(name.partition("[")[0] for name in programme.document.facts)
    return Reading(programme, words, names - {DEATH})


@dataclass(frozen=True, slots=True)
class Due:
    """One payment: `is_arrears` when it is for an earlier month."""

    period: str
    satang: int
    is_arrears: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """What a payday found about one right.

    `waits_for` is a registry that has to answer first, "" for none: then nothing is paid and nothing is lost.
    `stopped_by` is the requirement that is no longer met, "payee_died", or "" when the right stands. `died_on` is set
    with "payee_died". `overpaid` are earlier periods that the same requirement would have stopped, had been known then
    what registries say today.
    """

    due: tuple[Due, ...] = ()
    waits_for: str = ""
    stopped_by: str = ""
    died_on: date | None = None
    overpaid: tuple[str, ...] = ()


def day_of(period: str, day: int) -> date:
    """Return the nominal payday of a month, before any holiday moves it: the month's last when it is shorter.

    >>> day_of("2027-02", 31)
    datetime.date(2027, 2, 28)
    """
    year, month = int(period[:4]), int(period[5:7])
    return date(year, month, min(day, monthrange(year, month)[1]))


def months(since: date, until: str) -> Iterator[str]:
    """Yield periods from the month of `since` to the period `until`.

    >>> list(months(date(2026, 11, 21), "2027-01"))
    ['2026-11', '2026-12', '2027-01']
    """
    year, month = since.year, since.month
    while (period := f"{year:04}-{month:02}") <= until:
        yield period
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def rows_of(periods: Iterable[str]) -> list[list[str]]:
    """Return periods in rows of months that follow one another, none left out between.

    >>> rows_of(["2027-03", "2026-12", "2027-01"])
    [['2026-12', '2027-01'], ['2027-03']]
    """
    rows: list[list[str]] = []
    for one in sorted(periods):
        if rows and [*months(day_of(rows[-1][-1], 1), one)][1:] == [one]:
            rows[-1].append(one)
        else:
            rows.append([one])
    return rows


def judge(right: Right, *, rules: PaymentRules, reading: Reading, period: str, as_of: date) -> Judged:
    """Return what `right` pays in `period`, the list being frozen on `as_of`; arrears for months missed before."""
    told_of_life = right.told.get(LIFE_REGISTRY)
    if told_of_life is None or told_of_life.get(DEATH, {}).get("kind") not in SETTLED:
        return Judged(waits_for=LIFE_REGISTRY)
    died_on = _day(told_of_life[DEATH]["value"])
    last_day = min(day for day in (right.ends_on, died_on, date.max) if day is not None)
    facts, silent = _facts(right, reading)
    due: list[Due] = []
    waits_for = stopped_by = ""
    for one, nominal in _periods(right, rules, period, as_of):
        if nominal > last_day:
            continue
        verdict, reason, amount = _decided(right, reading.programme, facts, nominal)
        if verdict is Verdict.ELIGIBLE and amount is not None:
            due.append(Due(one, amount, one != period))
        elif verdict is Verdict.NOT_ELIGIBLE:
            stopped_by = (reason or "not_eligible") if one == period else stopped_by
        else:
            waits_for = silent or reason or "officer"
    if died_on is not None:
        return Judged(tuple(due), waits_for, DIED, died_on)
    over = _overpaid(right, rules, reading.programme, facts, stopped_by) if stopped_by else ()
    return Judged(tuple(due), waits_for, stopped_by, overpaid=over)


def _periods(right: Right, rules: PaymentRules, period: str, as_of: date) -> Iterator[tuple[str, date]]:
    if not rules.is_monthly:
        if ONCE not in right.paid:
            yield ONCE, as_of
        return
    # A month suspended by the rules was judged when it came; only the present one is judged again.
    missed = rules.has_arrears and not right.is_suspended
    candidates = list(months(right.pays_from, period)) if missed else [period]
    for one in candidates[-MOST_MONTHS:]:
        nominal = day_of(one, rules.day)
        if one not in right.paid and nominal >= right.pays_from:
            yield one, nominal


def _overpaid(
    right: Right, rules: PaymentRules, programme: Programme, facts: Facts | None, stopped_by: str
) -> tuple[str, ...]:
    """Return the periods drawn before that `stopped_by` would have stopped too.

    Only where the facts say themselves since when: a period that stays due, and after it none that does. Of a fact
    without a date nobody knows when it changed, so nothing is said of what was paid before.
    """
    if not rules.is_monthly:
        return ()
    drawn = sorted(right.paid)[-MOST_MONTHS:]
    found = [(one, *_decided(right, programme, facts, day_of(one, rules.day))[:2]) for one in drawn]
    over = [one for one, verdict, reason in found if verdict is Verdict.NOT_ELIGIBLE and reason == stopped_by]
    stays = [one for one, verdict, _ in found if verdict is Verdict.ELIGIBLE]
    return tuple(over) if over and stays and max(stays) < min(over) else ()


def _decided(
    right: Right, programme: Programme, facts: Facts | None, as_of: date
) -> tuple[Verdict, str | None, int | None]:
    if right.snapshot is None:
        return Verdict.ELIGIBLE, None, right.amount_satang
    if facts is None:
        return Verdict.UNKNOWN, None, None
    decided = decide(programme, facts, as_of, right.stage, with_trace=False)
    amount = decided.outputs.get("amount")
    is_amount = amount is not None and not isinstance(amount, bool | str | date)
    return decided.verdict, decided.reason, satang(amount) if is_amount else right.amount_satang  # type: ignore[arg-type]


def _facts(right: Right, reading: Reading) -> tuple[Facts | None, str]:
    """Return the facts of the grant with what registries say today, and a registry that was asked and is silent."""
    if right.snapshot is None:
        return None, ""
    known = dict(right.snapshot["known"])
    settled, withheld = set(right.snapshot["asked"]), set(right.snapshot["withheld"])
    silent = ""
    for registry, told in sorted(right.told.items()):
        if all(one["kind"] in SETTLED for one in told.values()):
            settled.add(registry)
        for name in told.keys() & reading.reads:
            one = told[name]
            if one["kind"] == "value":
                known[name] = {"value": one["value"], "level": "registry", "source": registry}
            elif one["kind"] == "unknown" and known.get(name, {}).get("source") == registry:
                del known[name]
            elif one["kind"] not in SETTLED and name not in known:
                silent = registry
            if one["kind"] in SETTLED:
                withheld.discard(name)
    words = reading.words
    try:
        ready = read(
            words,
            exact(words, {name: one["value"] for name, one in known.items()}),
            levels={name: one["level"] for name, one in known.items()},
            asked=settled,
            ignore_unknown=True,
        )
    except InvalidFacts:
        # A registry told something impossible: an officer looks, and nothing is paid on it.
        return None, silent or "officer"
    return withhold(ready, frozenset(withheld)), silent


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None

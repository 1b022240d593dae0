"""An interview with somebody who knows all there is to know, by question or by screen, until all is settled.

What a register presumes (facts with a default) is known from the start, for it is never asked. A question for a field
of a list is one question, answered for all its elements. What there is not (a date of death) is answered with "I do not
know": it is not asked again, and programmes that wait for it are left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from bench.interviews.citizens import Truth
from welfare.rules import given
from welfare.rules.decide import decide_all
from welfare.rules.decision import Decision, Verdict
from welfare.rules.facts import FactType, Vocabulary
from welfare.rules.programme import Programme
from welfare.rules.programmes import Programmes
from welfare.rules.questions import Question, best
from welfare.rules.tree import Kind

Decisions = Mapping[str, Decision]
Chooser = Callable[[Decisions, "Told"], Sequence[str]]
"""Says which facts to ask next, all of them on one screen."""


class Useless(AssertionError):
    """A question that no undecided programme reads, or that was asked before."""


@dataclass(frozen=True)
class Interview:
    """How it went: `screens` shown, `asked` the facts in order, the decisions at the end, what stayed unknown."""

    screens: int
    asked: tuple[str, ...]
    decisions: Decisions
    not_known: frozenset[str]


class Told:
    """What has been told so far about a citizen."""

    def __init__(self, truth: Truth, vocabulary: Vocabulary) -> None:
        self.truth = truth
        self.vocabulary = vocabulary
        self.asked: dict[str, None] = {}
        self.not_known: set[str] = set()
        self.facts: dict[str, Any] = {
            name: value for name, value in truth.items() if vocabulary.facts[name].default is not None
        }

    def tell(self, name: str) -> None:
        """Answer the question about a fact, or about one field of all elements of a list."""
        self.asked[name] = None
        fact = self.vocabulary.facts[name]
        if fact.kind is Kind.LIST:
            presumed = {key for key, field in self.vocabulary.lists[name].items() if field.default is not None}
            self.facts[name] = [
                {key: value for key, value in item.items() if key in presumed} for item in self.truth[name]
            ]
        elif fact.list is not None:
            self._tell_field(fact)
        elif name in self.truth:
            self.facts[name] = self.truth[name]
        else:
            self.not_known.add(name)

    def _tell_field(self, fact: FactType) -> None:
        for item, true in zip(self.facts[fact.list or ""], self.truth[fact.list or ""], strict=True):
            if fact.field in true:
                item[fact.field] = true[fact.field]
            else:
                self.not_known.add(fact.name)

    def wanted(self, decisions: Decisions) -> set[str]:
        """Return what programmes still ask, those left out that wait for what is not known."""
        return {name for one in decisions.values() if self.not_known.isdisjoint(one.ask) for name in one.ask}

    def can_be_asked(self, name: str) -> bool:
        """Tell whether a form would still show the question: an empty list has no elements to ask about."""
        fact = self.vocabulary.facts[name]
        if name in self.asked or fact.default is not None:
            return False
        return fact.list is None or bool(self.facts.get(fact.list))


def hold(
    programmes: Sequence[Programme],
    truth: Truth,
    vocabulary: Vocabulary,
    as_of: date,
    choose: Chooser,
    *,
    known: Iterable[str] = (),
    may_be_useless: bool = False,
) -> Interview:
    """Hold one interview and return how it went; `known` are facts told before it begins.

    :raises Useless: for a question that no undecided programme reads, unless that is allowed.
    """
    told = Told(truth, vocabulary)
    for name in known:
        told.tell(name)
    told.asked.clear()
    before = frozenset(known)
    screens = 0
    while True:
        facts = given.read(vocabulary, told.facts)
        decisions = decide_all(programmes, facts, as_of, with_trace=False)
        wanted = told.wanted(decisions)
        if not wanted:
            return Interview(screens, tuple(told.asked), decisions, frozenset(told.not_known))
        names = choose(decisions, told)
        screens += 1
        for name in names:
            if name in told.asked or name in before or not (may_be_useless or name in wanted):
                raise Useless(name)
            told.tell(name)


def agree(ended: Interview, true: Decisions) -> None:
    """Check that an interview ended where all facts together lead.

    Where the rules have no answer (NOT_ENCODED) and where a programme waits for what is not known, nothing more is
    asked, though a further fact might have said no.

    :raises AssertionError: for the first programme with another verdict or other outputs.
    """
    for code, one in true.items():
        found = ended.decisions[code]
        is_left = found.verdict is Verdict.NOT_ENCODED or not ended.not_known.isdisjoint(found.ask)
        if is_left and one.verdict is Verdict.NOT_ELIGIBLE:
            continue
        if (found.verdict, found.outputs) != (one.verdict, one.outputs):
            raise AssertionError(f"{code}: the interview ended in {found}, all facts give {one}")


def best_fact(programmes: Programmes) -> Chooser:
    """Choose as next_question does, one fact at a time."""

    def choose(decisions: Decisions, told: Told) -> Sequence[str]:
        question = _best(programmes, decisions, told)
        return (question.fact,) if question else ()

    return choose


def best_screen(programmes: Programmes) -> Chooser:
    """Choose as next_question does, with all that belongs on the same screen."""

    def choose(decisions: Decisions, told: Told) -> Sequence[str]:
        question = _best(programmes, decisions, told)
        return question.facts if question else ()

    return choose


def _best(programmes: Programmes, decisions: Decisions, told: Told) -> Question | None:
    return best(decisions.values(), told.vocabulary, not_known=told.not_known, deciders=programmes.deciders)


def form(read: Iterable[str], *, known: Iterable[str] = ()) -> Chooser:
    """Return the fixed order: the facts that the programmes read, as the vocabulary lists them, one at a time."""
    skipped = frozenset(known)
    names = [name for name in read if name not in skipped]

    def choose(decisions: Decisions, told: Told) -> Sequence[str]:
        return (next(name for name in names if told.can_be_asked(name)),)

    return choose


def form_without_useless(read: Iterable[str]) -> Chooser:
    """Return the fixed order that leaves out what no undecided programme reads any more."""
    names = tuple(read)

    def choose(decisions: Decisions, told: Told) -> Sequence[str]:
        wanted = told.wanted(decisions)
        return (next(name for name in names if name in wanted),)

    return choose


def pages(read: Iterable[str], vocabulary: Vocabulary) -> Chooser:
    """Return the fixed order by screens: the first fact not asked yet, with all of its screen that can be asked."""
    names = tuple(read)

    def choose(decisions: Decisions, told: Told) -> Sequence[str]:
        left = [name for name in names if told.can_be_asked(name)]
        screen = vocabulary.facts[left[0]].screen
        return [name for name in left if vocabulary.facts[name].screen == screen]

    return choose


def readable(programmes: Iterable[Programme], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the facts without default that the programmes read, lists before their fields, in the vocabulary's order.

    This is the whole form that one would fill in without an engine.
    """
    read = {name for one in programmes for name in one.document.facts}
    read |= {name.partition("[]")[0] for name in read}
    return vocabulary.ordered({name for name in read if vocabulary.facts[name].default is None})


def shortest(
    programmes: Sequence[Programme], truth: Truth, vocabulary: Vocabulary, as_of: date, *, known: Iterable[str]
) -> int:
    """Return how few questions would do for somebody who knew every answer beforehand; by trying all sets of facts."""
    before = tuple(known)
    names = [name for name in readable(programmes, vocabulary) if name not in before]
    for size in range(len(names) + 1):
        for chosen in combinations(names, size):
            told = Told(truth, vocabulary)
            if all(_told(told, name) for name in (*before, *chosen)):
                facts = given.read(vocabulary, told.facts)
                if not told.wanted(decide_all(programmes, facts, as_of, with_trace=False)):
                    return size
    raise AssertionError("all facts together settle nothing")


def _told(told: Told, name: str) -> bool:
    owner = told.vocabulary.facts[name].list
    if owner is not None and owner not in told.facts:
        return False
    told.tell(name)
    return True

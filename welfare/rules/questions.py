"""The next best question: which fact to ask first so that the interview is short.

Candidates are what the undecided programmes still ask. A fact scores the weights of the programmes it blocks, divided
by its cost; one that blocks a verdict goes before one that blocks only an output; sensitive facts come last; ties go to
the fact that can say no to more programmes alone, then to the one that settles more, then to the vocabulary's order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from welfare.rules.decide import decide_all
from welfare.rules.decision import Decision, Verdict
from welfare.rules.document import Document
from welfare.rules.facts import Vocabulary
from welfare.rules.given import Facts
from welfare.rules.programme import Programme
from welfare.rules.tree import Kind, Let, Node, Number, Over, walk

_FINE = 27720


@dataclass
class Blocking:
    """What one fact blocks: programmes without verdict, and programmes that lack only an output."""

    verdicts: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Question:
    """What to ask next. `facts` share one screen, in the vocabulary's order, `fact` being the one that was chosen.

    `blocks` are the programmes that wait for `fact`; `settles` those that need nothing beyond `facts` as things stand.
    """

    fact: str
    facts: tuple[str, ...]
    screen: str | None
    blocks: tuple[str, ...]
    blocks_verdict: bool
    settles: tuple[str, ...]
    is_sensitive: bool


def next_question(
    programmes: Iterable[Programme],
    facts: Facts,
    as_of: date,
    *,
    stage: str = "know",
    weights: Mapping[str, Number] | None = None,
    not_known: Collection[str] = (),
    deciders: Mapping[str, frozenset[str]] | None = None,
) -> Question | None:
    """Return the next question about the programmes that the person cares about; None when nothing is left to ask.

    `weights` says how much each programme matters (1 when absent). `not_known` are facts the person answered with "I do
    not know": they are never asked again, and programmes that wait for them are left alone. `deciders` are the facts of
    each programme that can say no by themselves (`Programmes.deciders`); without them ties are broken less well.

    >>> from welfare.rules.facts import load_vocabulary
    >>> from welfare.rules.given import read
    >>> from welfare.rules.loading import read_document
    >>> words = load_vocabulary("facts: [{name: has_card, th: มีบัตร, type: bool}]")
    >>> one = Programme(read_document("{code: p, criteria: [{id: card, expr: has_card}]}", words))
    >>> next_question([one], read(words, {}), date(2026, 9, 15)).fact
    'has_card'
    >>> next_question([one], read(words, {"has_card": True}), date(2026, 9, 15)) is None
    True
    """
    decisions = decide_all(programmes, facts, as_of, stage, with_trace=False)
    return best(decisions.values(), facts.vocabulary, weights=weights, not_known=not_known, deciders=deciders)


def best(
    decisions: Iterable[Decision],
    vocabulary: Vocabulary,
    *,
    weights: Mapping[str, Number] | None = None,
    not_known: Collection[str] = (),
    deciders: Mapping[str, frozenset[str]] | None = None,
) -> Question | None:
    """Return the next question after these decisions; None when nothing is left to ask."""
    parked = frozenset(not_known)
    open_ones = [one for one in decisions if one.ask and parked.isdisjoint(one.ask)]
    blocked = blocking(open_ones)
    if not blocked:
        return None
    alone = {code: one.ask[0] for one in open_ones if len(one.ask) == 1 for code in (one.code,)}
    settled: dict[str, int] = {}
    for name in alone.values():
        settled[name] = settled.get(name, 0) + 1
    types = vocabulary.facts
    refusing = deciders or {}

    def rank(name: str) -> tuple[bool, bool, Number, int, int, int]:
        blocks, fact = blocked[name], types[name]
        weight: Number = len(blocks.verdicts) + len(blocks.outputs)
        if weights:
            weight = sum((weights.get(code, 1) for code in (*blocks.verdicts, *blocks.outputs)), 0)
        # In whole numbers: a fraction for each candidate would take longer than all the rest.
        score = weight * _FINE // fact.ask_cost
        refuses = sum(name in refusing.get(code, ()) for code in blocks.verdicts)
        return fact.is_sensitive, not blocks.verdicts, -score, -refuses, -settled.get(name, 0), fact.position

    name = min(blocked, key=rank)
    fact, blocks = types[name], blocked[name]
    group = {name}
    if fact.screen is not None:
        group |= {
            one for one in blocked if types[one].screen == fact.screen and types[one].is_sensitive is fact.is_sensitive
        }
    settles = tuple(one.code for one in open_ones if group.issuperset(one.ask))
    return Question(
        fact=name,
        facts=vocabulary.ordered(group),
        screen=fact.screen,
        blocks=(*blocks.verdicts, *blocks.outputs),
        blocks_verdict=bool(blocks.verdicts),
        settles=settles,
        is_sensitive=fact.is_sensitive,
    )


def deciders_of(document: Document, vocabulary: Vocabulary) -> frozenset[str]:
    """Return the facts that can say no to a programme by themselves: those a criterion needs nothing else beside.

    Facts with a default are never asked. A list counts when an empty one has an answer, which a mean has not; a field
    of a list when it is the only one that the criterion needs.
    """
    found: set[str] = set()
    for criterion in document.criteria:
        needed = [name for name in criterion.facts if vocabulary.facts[name].default is None]
        fields = [name for name in needed if vocabulary.facts[name].list is not None]
        owners = {vocabulary.facts[name].list or name for name in needed}
        if len(owners) != 1:
            continue
        owner = owners.pop()
        if vocabulary.facts[owner].kind is not Kind.LIST or _has_answer_without_elements(document, criterion.tree):
            found.add(owner)
        if len(fields) == 1:
            found.update(fields)
    return frozenset(found)


def _has_answer_without_elements(document: Document, tree: Node) -> bool:
    waiting = [tree]
    while waiting:
        for node in walk(waiting.pop()):
            if isinstance(node, Let):
                waiting.append(document.lets[node.name].tree)
            elif isinstance(node, Over) and node.name == "avg":
                return False
    return True


def blocking(decisions: Iterable[Decision]) -> dict[str, Blocking]:
    """Return what each fact that is still asked for blocks, by name."""
    blocked: dict[str, Blocking] = {}
    for one in decisions:
        is_verdict = one.verdict is Verdict.UNKNOWN
        for name in one.ask:
            held = blocked.get(name)
            if held is None:
                held = blocked[name] = Blocking()
            (held.verdicts if is_verdict else held.outputs).append(one.code)
    return blocked

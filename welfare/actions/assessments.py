"""Assessments: every programme in force decided for one person on one day, from what is known about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from superapp.accounts import acting
from superapp.accounts.models import Citizen, Mandate, Organisation
from superapp.accounts.viewer import Viewer
from superapp.refusal import NotFound
from welfare.models.book import Book
from welfare.rules.decide import decide_all
from welfare.rules.decision import Decision
from welfare.rules.given import Facts, InvalidFacts, read
from welfare.rules.programme import Programme
from welfare.rules.questions import Question, best

from . import known_facts
from .known_facts import Gathered, Known, Waiting

NOTHING = Gathered({}, (), (), frozenset())


@dataclass(frozen=True, slots=True)
class Assessment:
    """What every programme says: decisions by code, the facts they rest on, and what could not be checked.

    `citizen` is None when the facts are made up or those of an organisation. `question` is None when nothing is left
    to ask.
    """

    book: Book
    citizen: Citizen | None
    as_of: date
    stage: str
    gathered: Gathered
    facts: Facts
    decisions: Mapping[str, Decision]
    question: Question | None


def person_of(viewer: Viewer) -> Citizen | Organisation:
    """Return for whom the viewer stands here: themselves, or whoever they act for.

    :raises NotFound: for whoever is no citizen.
    """
    if viewer.citizen is None:
        raise NotFound()
    if viewer.mandate is None:
        return viewer.citizen
    principal = viewer.mandate.principal_citizen or viewer.mandate.principal_organisation
    assert principal is not None
    return principal


def in_reach(viewer: Viewer, programmes: Sequence[Programme], verb: str = "view") -> tuple[Programme, ...]:
    """Return the programmes among these that the viewer may `verb` here: all, or those a mandate covers."""
    return tuple(one for one in programmes if acting.may(viewer, verb, one.code))


def for_viewer(*, viewer: Viewer, book: Book, as_of: date, stage: str = "know", now: datetime) -> Assessment:
    """Decide every programme for whom the viewer stands here. Asks registries: not inside a transaction.

    :raises NotFound: for whoever is no citizen. :raises acting.OutOfScope: when a mandate covers no programme.
    """
    person = person_of(viewer)
    programmes = in_reach(viewer, tuple(book.programmes))
    if not programmes:
        raise acting.OutOfScope(path=("on_behalf_of",))
    if isinstance(person, Organisation):
        own = tuple(one for one in programmes if one.document.entity == "organisation")
        return decided(book, None, of_organisation(person, now=now), programmes=own, as_of=as_of, stage=stage)
    gathered = known_facts.gather(citizen=person, vocabulary=book.words, now=now)
    return decided(book, person, gathered, programmes=programmes, as_of=as_of, stage=stage)


def for_citizen(*, citizen: Citizen, book: Book, gathered: Gathered, as_of: date, stage: str = "know") -> Assessment:
    """Decide every programme for a citizen from what was gathered."""
    return decided(book, citizen, gathered, programmes=tuple(book.programmes), as_of=as_of, stage=stage)


def what_if(*, book: Book, facts: Mapping[str, Any], codes: Sequence[str] | None, as_of: date) -> Assessment:
    """Decide programmes for facts that somebody made up: nobody's, kept nowhere. `codes` None means all of them.

    :raises InvalidFacts: :raises UnknownFacts: for facts the vocabulary does not know.
    :raises NotFound: for a code that is no programme.
    """
    ready = read(book.words, facts)
    if codes is not None and (missing := [code for code in codes if code not in book.programmes]):
        raise NotFound(path=("programmes", missing[0][:60]))
    programmes = tuple(book.programmes) if codes is None else book.programmes.chosen(dict.fromkeys(codes))
    decisions = decide_all(programmes, ready, as_of)
    question = best(decisions.values(), book.words, deciders=book.programmes.deciders)
    return Assessment(book, None, as_of, "know", NOTHING, ready, decisions, question)


def decided(
    book: Book,
    citizen: Citizen | None,
    gathered: Gathered,
    *,
    programmes: Sequence[Programme],
    as_of: date,
    stage: str = "know",
) -> Assessment:
    """Decide `programmes` from what was gathered; what cannot be used is reported as not checked, never guessed."""
    gathered, ready = usable(gathered, book)
    decisions = decide_all(programmes, ready, as_of, stage)
    # What a silent registry would answer is not asked of the person.
    question = best(
        decisions.values(), book.words, not_known=gathered.without_default, deciders=book.programmes.deciders
    )
    return Assessment(book, citizen, as_of, stage, gathered, ready, decisions, question)


def usable(gathered: Gathered, book: Book) -> tuple[Gathered, Facts]:
    """Return what was gathered without values the vocabulary refuses, and the facts ready for the rules."""
    refused: dict[str, list[str]] = {}
    facts = dict(gathered.facts)
    while True:
        try:
            ready = read(
                book.words,
                known_facts.exact(book.words, {name: one.value for name, one in facts.items()}),
                levels={name: one.level for name, one in facts.items()},
                asked=gathered.settled,
                ignore_unknown=True,
            )
            break
        except InvalidFacts as fault:
            for name, _, _ in fault.problems:
                outer = name.partition("[")[0]
                refused.setdefault(facts.pop(outer).source, []).append(outer)
    if refused:
        more = tuple(Waiting(source, "INVALID", tuple(sorted(names))) for source, names in sorted(refused.items()))
        gathered = replace(gathered, facts=facts, waiting=(*gathered.waiting, *more))
    return gathered, withhold(ready, gathered.without_default)


def withhold(facts: Facts, names: frozenset[str]) -> Facts:
    """Return the facts without these names, so that no presumption stands for what a registry did not say."""
    if not names:
        return facts
    kept = {name: value for name, value in facts.values.items() if name not in names or name in facts.given}
    return replace(facts, values=kept)


def of_organisation(organisation: Organisation, *, now: datetime) -> Gathered:
    """Return what the company registry told about an organisation when somebody began to act for it."""
    known = Known(organisation.is_active, "registry", "DBD", organisation.asked_at)
    return Gathered({"business_registered": known}, (), (), frozenset({"DBD"}))


def covers_applying(viewer: Viewer, code: str) -> bool:
    """Tell whether the viewer may apply for a programme for whom they stand here."""
    return acting.may(viewer, Mandate.Verb.APPLY, code)

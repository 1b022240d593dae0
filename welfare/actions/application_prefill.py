"""What an application starts with: everything the state knows already and the programme reads, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from superapp.accounts.models import Organisation
from superapp.accounts.viewer import Viewer
from welfare.models.book import Entry
from welfare.rules.facts import Vocabulary

from . import assessments, known_facts
from .application_answers import NOTHING
from .known_facts import Gathered


@dataclass(frozen=True, slots=True)
class Prefill:
    """What is known without asking: `found` by registries, and what the person `declared` earlier, with when."""

    found: Gathered = NOTHING
    declared: Mapping[str, Mapping[str, Any]] | None = None


def gather(*, viewer: Viewer, entry: Entry, words: Vocabulary, now: datetime) -> Prefill:
    """Return what is known about whom the viewer stands here for, as far as the programme reads it.

    Calls other machines: do it before the transaction of whatever rests on it.

    :raises NotFound: for whoever is no citizen.
    """
    person = assessments.person_of(viewer)
    if isinstance(person, Organisation):
        known = assessments.of_organisation(person, now=now)
    else:
        known = known_facts.gather(citizen=person, vocabulary=words, now=now)
    return read_by(entry, known, words)


def read_by(entry: Entry, known: Gathered, words: Vocabulary) -> Prefill:
    """Return what the programme reads of what is known: an application does not carry a life along."""
    wanted = {name.partition("[")[0] for name in entry.compiled.document.facts}
    registries = {fact.registry for name, fact in words.facts.items() if name in wanted and fact.registry}
    facts = {name: one for name, one in known.facts.items() if name in wanted}
    found = Gathered(
        {name: one for name, one in facts.items() if one.level != "self"},
        tuple(one for one in known.waiting if one.registry in registries),
        tuple(name for name in known.not_consented if name in registries),
        frozenset(known.settled & registries),
    )
    declared = {
        name: {"value": one.value, "at": one.at.isoformat()} for name, one in facts.items() if one.level == "self"
    }
    return Prefill(found, declared)

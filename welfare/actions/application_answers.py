"""What lies in an application: what the person filled in, and what registries said when they were last asked.

All of it is one text, sealed by the key of the case. Values are kept as the engine reads them, numbers as text, so that
none is ever rounded.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from superapp.refusal import Refusal
from welfare.models import Application
from welfare.rules import dates
from welfare.rules.facts import PERSON

from .known_facts import NUMBER, Gathered, Known, Waiting

MOST_BYTES = 60_000
NOTHING = Gathered({}, (), (), frozenset())


class AnswersTooLong(Refusal):
    """More was filled in than any form asks for."""

    code = "APPLICATION_TOO_LONG"
    th = "ข้อมูลที่กรอกยาวเกินไป โปรดกรอกเฉพาะที่ถาม"
    en = "Too much was filled in. Answer only what is asked."


@dataclass(frozen=True, slots=True)
class Answers:
    """What was filled in and found.

    `declared` is what the person said: by fact, value and when. `not_known` are facts they can neither tell nor prove:
    an officer looks. `phone` and `purpose` belong to services, "" where nothing was filled in. `found` is what was
    known without the person, of those facts alone that the matter reads.
    """

    declared: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    not_known: tuple[str, ...] = ()
    phone: str = ""
    purpose: str = ""
    found: Gathered = NOTHING

    def declaring(self, facts: Mapping[str, Any], *, now: datetime) -> "Answers":
        """Return the answers with `facts` told at `now`; None takes one back. What is told is no longer not known."""
        kept = dict(self.declared)
        for name, value in facts.items():
            if value is None:
                kept.pop(name, None)
            else:
                kept[name] = {"value": value, "at": now.isoformat()}
        told = {name for name, value in facts.items() if value is not None}
        return replace(
            self, declared=kept, not_known=tuple(one for one in self.not_known if one.partition("[")[0] not in told)
        )

    def gathered(self, proved: Mapping[str, list[str]]) -> Gathered:
        """Return the facts to decide on: what registries said comes first, then what the person said.

        `proved` names the facts that an attached file shows, with the ids of the files: these count as documented.
        """
        facts = {name: self.told(name, proved) for name in self.declared}
        return replace(self.found, facts={**facts, **self.found.facts})

    def told(self, name: str, proved: Mapping[str, list[str]]) -> Known:
        """Return a declared fact with its level: the person's word, or a document's."""
        one = self.declared[name]
        files = proved.get(name)
        at = datetime.fromisoformat(one["at"])
        if not files:
            return Known(one["value"], "self", PERSON, at)
        return Known(one["value"], "document", PERSON, at, {"evidence": sorted(files)})

    @property
    def differing(self) -> tuple[str, ...]:
        """The facts of which the person says one thing and a registry another; the registry's word counts."""
        return tuple(
            sorted(
                name
                for name, one in self.declared.items()
                if name in self.found.facts and _meant(self.found.facts[name].value) != _meant(one["value"])
            )
        )


def read(application: Application) -> Answers:
    """Return what lies in an application.

    :raises cipher.Unreadable: when the citizen's key was destroyed.
    """
    text = application.read("answers")
    if text is None:
        return Answers()
    told = json.loads(text)
    found = told["found"]
    gathered = Gathered(
        {name: _known(one) for name, one in found["facts"].items()},
        tuple(Waiting(one["registry"], one["reason"], tuple(one["facts"])) for one in found["waiting"]),
        tuple(found["not_consented"]),
        frozenset(found["settled"]),
    )
    return Answers(told["declared"], tuple(told["not_known"]), told["phone"], told["purpose"], gathered)


def sealed(application: Application, answers: Answers) -> bytes:
    """Return the answers sealed for their application.

    :raises AnswersTooLong: when they are longer than 60,000 bytes.
    """
    found = answers.found
    told = {
        "declared": answers.declared,
        "not_known": answers.not_known,
        "phone": answers.phone,
        "purpose": answers.purpose,
        "found": {
            "facts": {name: _plain(one) for name, one in found.facts.items()},
            "waiting": [{"registry": one.registry, "reason": one.reason, "facts": one.facts} for one in found.waiting],
            "not_consented": found.not_consented,
            "settled": sorted(found.settled),
        },
    }
    text = json.dumps(told, ensure_ascii=False, sort_keys=True)
    if len(text.encode()) > MOST_BYTES:
        raise AnswersTooLong(path=("facts",))
    return application.sealed("answers", text)


def _meant(value: Any) -> Any:
    """Return what a kept value means, however it is written: a day of either era, a number with or without zeros."""
    if isinstance(value, list):
        return [_meant(one) for one in value]
    if isinstance(value, Mapping):
        if set(value) == {"be"}:
            return _day(value)
        return {name: _meant(one) for name, one in value.items() if one is not None}
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int) or (isinstance(value, str) and NUMBER.fullmatch(value)):
        return Decimal(value)
    return _day(value) if isinstance(value, str) and "-" in value else value


def _day(value: Any) -> Any:
    try:
        return dates.read(value)
    except dates.BadDate:
        return value


def _known(one: Mapping[str, Any]) -> Known:
    at = datetime.fromisoformat(one["at"])
    return Known(one["value"], one["level"], one["source"], at, one["provenance"])


def _plain(one: Known) -> dict[str, Any]:
    where = None if one.provenance is None else dict(one.provenance)
    return {
        "value": one.value,
        "level": one.level,
        "source": one.source,
        "at": one.at.isoformat(),
        "provenance": where,
    }

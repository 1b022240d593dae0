"""The country template's eight variables in our rule language, and the other side of the pair in its own process."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from welfare.rules import given
from welfare.rules.decide import decide
from welfare.rules.decision import Decision
from welfare.rules.programmes import Programmes, load_programmes

HERE = Path(__file__).resolve().parent
AS_OF = date(2016, 6, 1)
OF_PERSONS = ("income_tax", "social_security_contribution", "basic_income", "pension")
OF_HOMES = ("housing_tax", "housing_allowance", "parenting_allowance", "disposable_income")

Answers = dict[str, list[float]]


def member(birth: str, salary: int, capital_returns: int, *, is_adult: bool = True) -> dict[str, Any]:
    """Return one member of a household; money is EUR a month."""
    return {"birth": birth, "salary": salary, "capital_returns": capital_returns, "is_adult": is_adult}


# Three persons each; between them every branch of the eight variables is taken.
HOUSEHOLDS: tuple[dict[str, Any], ...] = (
    {
        "members": [
            member("1950-03-04", 0, 120),
            member("1980-06-15", 400, 0),
            member("2012-02-29", 0, 0, is_adult=False),
        ],
        "rent": 1200,
        "accommodation_size": 75,
        "housing_occupancy_status": "tenant",
    },
    {
        "members": [
            member("1984-06-01", 15000, 33),
            member("1998-06-02", 0, 0, is_adult=False),
            member("2009-01-31", 0, 7, is_adult=False),
        ],
        "rent": 0,
        "accommodation_size": 12,
        "housing_occupancy_status": "owner",
    },
    {
        "members": [
            member("1990-12-31", 0, 0),
            member("2008-06-02", 0, 0, is_adult=False),
            member("2011-10-10", 0, 0, is_adult=False),
        ],
        "rent": 333,
        "accommodation_size": 40,
        "housing_occupancy_status": "free_lodger",
    },
)


class Ours:
    """The variables decided by our engine: a person's document for each of three, the household's once."""

    def __init__(self) -> None:
        self.programmes: Programmes = load_programmes(HERE / "rules")

    def decided(self, household: Mapping[str, Any], *, trace: bool) -> list[Decision]:
        """Check the facts and decide, all from the beginning, as the other side builds its simulation."""
        vocabulary = self.programmes.vocabulary
        person, home = self.programmes["person"], self.programmes["household"]
        found = []
        for one in household["members"]:
            facts = {name: value for name, value in one.items() if name != "is_adult"}
            found.append(decide(person, given.read(vocabulary, facts), AS_OF, with_trace=trace))
        found.append(decide(home, given.read(vocabulary, household), AS_OF, with_trace=trace))
        return found

    def every(self, *, trace: bool) -> None:
        """Decide all households once."""
        for household in HOUSEHOLDS:
            self.decided(household, trace=trace)

    def answers(self) -> list[Answers]:
        """Return the variables of each household in the other side's form."""
        found = []
        for household in HOUSEHOLDS:
            *persons, home = self.decided(household, trace=False)
            answer = {name: [_plain(one.outputs[name]) for one in persons] for name in OF_PERSONS}
            found.append(answer | {name: [_plain(home.outputs[name])] for name in OF_HOMES})
        return found


def _plain(value: Any) -> float:
    return float(Fraction(value))


class OpenFisca:
    """OpenFisca's process; a context, so that it never outlives the measurement."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [os.environ["OPENFISCA_PYTHON"], str(HERE.parent / "peers" / "openfisca_template.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.versions: dict[str, str] = json.loads(self._line())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process.wait(timeout=30)

    def run(self, times: int, *, trace: bool) -> tuple[float, list[Answers]]:
        """Return the CPU seconds of so many rounds over all households, and the variables of each."""
        order = {"households": HOUSEHOLDS, "times": times, "trace": trace}
        if self.process.stdin is None:
            raise RuntimeError("the other process has no input")
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self._line())
        return answer["cpu_s"], answer["answers"]

    def _line(self) -> str:
        line = self.process.stdout.readline() if self.process.stdout is not None else ""
        if not line:
            raise RuntimeError("OpenFisca ended without an answer; what it said stands above")
        return line


def agree(ours: Sequence[Answers], theirs: Sequence[Answers]) -> int:
    """Return how many values were compared.

    :raises AssertionError: when one differs by more than the half satang that 32-bit floats and our rounding allow.
    """
    compared = 0
    for number, (one, other) in enumerate(zip(ours, theirs, strict=True)):
        if one.keys() != other.keys():
            raise AssertionError(f"household {number}: {sorted(one)} against {sorted(other)}")
        for name, values in one.items():
            for mine, yours in zip(values, other[name], strict=True):
                if abs(mine - yours) > 0.0051:
                    raise AssertionError(f"household {number}: {name} {mine} against {yours}")
                compared += 1
    return compared

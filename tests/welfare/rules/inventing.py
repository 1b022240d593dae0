"""Facts invented from a seed, for the shipped documents."""

import datetime
import random
from fractions import Fraction
from typing import Any

import yaml

from welfare.rules.programmes import SHIPPED, Programmes
from welfare.rules.tree import Kind

FIGURES = [
    0,
    1,
    3,
    12,
    20,
    30,
    33,
    39,
    40,
    50,
    120,
    180,
    200,
    315,
    2567,
    2568,
    30000,
    100000,
    100001,
    Fraction("10.25"),
]


def raw(name: str) -> Any:
    return yaml.load((SHIPPED / name).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


class Inventing:
    """Invents facts from a seed: figures at and beside thresholds, dates at and beside edges, many left out."""

    def __init__(self, programmes: Programmes, interesting: dict[str, list[Any]], seed: int) -> None:
        self.types = programmes.vocabulary
        self.interesting = interesting
        self.dice = random.Random(seed)
        self.missing = self.dice.choice([0, 0.02, 0.1, 0.4])
        self.as_of = self.day(datetime.date(2005, 1, 1), datetime.date(2034, 1, 1))

    def day(self, first: datetime.date, last: datetime.date) -> datetime.date:
        one = first + datetime.timedelta(days=self.dice.randrange((last - first).days))
        return self.dice.choice([one, one.replace(day=1), one.replace(month=10, day=1), one.replace(month=9, day=30)])

    def value(self, name: str) -> Any:
        fact, dice = self.types.facts[name], self.dice
        known = self.interesting.get(name, [])
        if fact.kind is Kind.BOOL:
            return dice.random() < 0.75
        if fact.kind is Kind.STRING:
            return dice.choice([*(one for one in known if isinstance(one, str)), "THA", "other"])
        if fact.kind is Kind.NUMBER:
            near = [one + step for one in known if not isinstance(one, bool | str) for step in (-1, 0, 0, 1)]
            number = dice.choice([*near * 3, *FIGURES])
            return max(number, 0) if fact.minimum == 0 else number
        if dice.random() < 0.3:
            return self.as_of + datetime.timedelta(days=dice.choice([-1, 0, 1, -30, -31, -180, -181, -7, 30]))
        years = dice.choice([1, 2, 5, 6, 15, 18, 20, 25, 55, 60, 60, 70, 80, 90])
        near_birthday = datetime.date(self.as_of.year - years, self.as_of.month, min(self.as_of.day, 28))
        return near_birthday + datetime.timedelta(days=dice.choice([-400, -1, 0, 1, 31]))

    def facts(self) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, fact in self.types.facts.items():
            if fact.list is not None or self.dice.random() < self.missing:
                continue
            if fact.default is not None and self.dice.random() < 0.6:
                continue
            if fact.kind is not Kind.LIST:
                made[name] = self.value(name)
            else:
                made[name] = [self.element(name) for _ in range(self.dice.choice([0, 1, 1, 2, 3]))]
        return made

    def element(self, name: str) -> dict[str, Any]:
        fields = self.types.lists[name]
        return {key: self.value(fact.name) for key, fact in fields.items() if self.dice.random() >= self.missing}

"""The published code of conduct, as reviewed text: consultation/conduct.yaml."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).resolve().parent.parent / "conduct.yaml"


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason for which a text may be hidden."""

    code: str
    th: str
    en: str


@dataclass(frozen=True, slots=True)
class Conduct:
    """The code of conduct as it is in force."""

    version: str
    title_th: str
    title_en: str
    opening_th: str
    opening_en: str
    rules: tuple[Rule, ...]


@cache
def current() -> Conduct:
    """Return the code of conduct."""
    told = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    rules = tuple(Rule(row["code"], row["th"], row["en"]) for row in told.pop("reasons"))
    return Conduct(rules=rules, **told)

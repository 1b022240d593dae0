"""The sample world: what each sandbox registry holds about each sample person, read from the two files beside this."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from superapp.thai.identity import is_citizen_id, is_juristic_id

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Person:
    """One sample person. `birth_date` is a C.E. date or a year; `children` are keys of other people."""

    key: str
    pid: str
    given_name: dict[str, str]
    family_name: dict[str, str]
    sex: str
    birth_date: str
    province: dict[str, str]
    about: dict[str, str]
    children: tuple[str, ...] = ()
    in_house_registration: bool = True
    death_date: str | None = None
    signs_in: bool = True

    def name(self, language: str) -> str:
        """Return given and family name in "th" or "en"."""
        return f"{self.given_name[language]} {self.family_name[language]}"


@dataclass(frozen=True, slots=True)
class Company:
    """One sample company. `directors` are keys of people."""

    key: str
    juristic_id: str
    name: dict[str, str]
    size: str
    signing_rule: int
    is_active: bool
    directors: tuple[str, ...]


@dataclass(frozen=True)
class World:
    """All of it: people and companies by key, and what registries hold about each person beside that."""

    people: dict[str, Person]
    companies: dict[str, Company]
    facts: dict[str, dict[str, dict[str, Any]]]

    def person(self, pid: str) -> Person | None:
        """Return who has that number, None for nobody."""
        return next((person for person in self.people.values() if person.pid == pid), None)

    def records(self, registry: str, pid: str) -> dict[str, Any] | None:
        """Return what a registry holds about a person; None when it does not list them."""
        person = self.person(pid)
        if person is None:
            return None
        held = dict(self.facts.get(person.key, {}).get(registry, {}))
        if registry == "DOPA":
            held = self._civil(person) | held
        if registry == "DBD":
            held = self._companies(person) | held
        return held or None

    def _civil(self, person: Person) -> dict[str, Any]:
        held: dict[str, Any] = {
            "nationality": "THA",
            "birth_date": _day(person.birth_date),
            "sex": person.sex,
            "in_house_registration": person.in_house_registration,
            "has_citizen_id_card": True,
            "children": [self._child(self.people[key]) for key in person.children],
        }
        if person.death_date:
            held["death_date"] = person.death_date
        return held

    def _child(self, child: Person) -> dict[str, Any]:
        return {
            "pid": child.pid,
            "name_th": child.name("th"),
            "name_en": child.name("en"),
            "birth_date": _day(child.birth_date),
            "nationality": "THA",
            "custody_suspended": False,
        }

    def _companies(self, person: Person) -> dict[str, Any]:
        directed = [company for company in self.companies.values() if person.key in company.directors]
        if not directed:
            return {}
        return {
            "directorships": [
                {
                    "juristic_id": company.juristic_id,
                    "name_th": company.name["th"],
                    "name_en": company.name["en"],
                    "size": company.size,
                    "signing_rule": company.signing_rule,
                    "is_active": company.is_active,
                }
                for company in directed
            ]
        }


def _day(text: str) -> str | dict[str, str]:
    # Of some people only the year of birth was ever written down.
    return {"be": str(int(text) + 543)} if len(text) == 4 else text


@lru_cache(maxsize=1)
def world() -> World:
    """Return the sample world.

    :raises ValueError: when a number's check digit is wrong, or a key names nobody.
    """
    told = yaml.safe_load((FOLDER / "people.yaml").read_text(encoding="utf-8"))
    people = {one["key"]: Person(**{**one, "children": tuple(one.get("children", ()))}) for one in told["people"]}
    companies = {one["key"]: Company(**{**one, "directors": tuple(one["directors"])}) for one in told["companies"]}
    for person in people.values():
        if not is_citizen_id(person.pid) or person.pid[0] != "9":
            raise ValueError(f"{person.key}: expected a number that begins with 9 and has its check digit right")
        if missing := set(person.children) - people.keys():
            raise ValueError(f"{person.key}: children {sorted(missing)} are not among the people")
    for company in companies.values():
        if not is_juristic_id(company.juristic_id):
            raise ValueError(f"{company.key}: expected a juristic number with its check digit right")
    facts = yaml.safe_load((FOLDER / "facts.yaml").read_text(encoding="utf-8"))
    if missing := facts.keys() - people.keys():
        raise ValueError(f"facts.yaml: {sorted(missing)} are not among the people")
    return World(people, companies, facts)

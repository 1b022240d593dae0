"""Invented people by the hundred, for as long as a drill runs: the sample providers and registries know them all."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from superapp.registries.sandbox import world
from superapp.registries.sandbox.world import Company, Person
from superapp.thai.identity import check_digit

# In front of all planted numbers, which are nobody's: they begin with 9.
FRONT = "9775331"


def planted(count: int) -> list[str]:
    """Return that many numbers of nobody that begin alike."""
    first = [f"{FRONT}{number * 37 % 100_000:05d}" for number in range(1, count + 1)]
    return [twelve + check_digit(twelve) for twelve in first]


@dataclass(frozen=True, slots=True)
class Planted:
    """One planted person. `child` is another's number, `company` a juristic number: of those who walk every journey."""

    key: str
    pid: str
    child: str | None = None
    company: str | None = None


def peopled(count: int, walking: int) -> list[Planted]:
    """Return that many people, of whom the first `walking` have a child and a company; the children come last.

    The children are among them: they sign in too, and are acted for.
    """
    pids = planted(count + walking)
    children = [Planted(f"child{number}", pid) for number, pid in enumerate(pids[count:])]
    grown = []
    for number, pid in enumerate(pids[:count]):
        if number < walking:
            twelve = f"01055{number:07d}"
            grown.append(Planted(f"planted{number}", pid, pids[count + number], twelve + check_digit(twelve)))
        else:
            grown.append(Planted(f"planted{number}", pid))
    return [*grown, *children]


@contextmanager
def known_in_the_sample_world(people: list[Planted]) -> Iterator[None]:
    """Let the sample providers and registries of this process know these people, their names holding their numbers."""
    here = world.world()
    by_pid = {one.pid: one for one in people}
    for number, one in enumerate(people):
        here.people[one.key] = Person(
            key=one.key,
            pid=one.pid,
            given_name={"th": "ทดสอบ", "en": "Test"},
            family_name={"th": one.pid, "en": one.pid},
            sex=("female", "male")[number % 2],
            birth_date=_born(one, number),
            province={"th": "ขอนแก่น", "en": "Khon Kaen"},
            about={"th": "ทดสอบ", "en": "Test"},
            children=(by_pid[one.child].key,) if one.child else (),
        )
        here.facts[one.key] = {
            "RD": {"annual_income": 90_000 + number},
            "LAO": {"oaa_registration_date": "2019-11-03"},
            "MOF_SWC": {"has_state_welfare_card": True, "swc_ekyc_done": True},
            "BANKS": {"financial_assets": 12_000},
        }
        if one.company:
            name = {"th": f"บริษัท ทดสอบ {number} จำกัด", "en": f"Test {number} Co., Ltd."}
            here.companies[one.company] = Company(one.company, one.company, name, "small", 1, True, (one.key,))
    try:
        yield
    finally:
        for one in people:
            del here.people[one.key], here.facts[one.key]
            if one.company:
                del here.companies[one.company]


def _born(one: Planted, number: int) -> str:
    if one.key.startswith("child"):
        return "2020-05-05"
    return ("1955-03-14", "1990-11-05", "1950")[number % 3]

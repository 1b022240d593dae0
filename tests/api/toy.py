"""A small contract of our own to test the plumbing with: towns, their rivers, and one mutation."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import graphene

from superapp.api import ids
from superapp.api.connections import ConnectionField, Listing, connection_of
from superapp.api.contract import Contract
from superapp.api.fields import Field, ListField, optional, required
from superapp.api.keyset import Column, by
from superapp.api.loading import Loader
from superapp.api.mutations import Act, Mutation
from superapp.api.scalars import UUID, BigInt, Date, DateTime
from superapp.refusal import NotFound, Refusal


@dataclass(frozen=True, slots=True)
class TownRow:
    code: str
    name: str
    people: int
    river_code: str


@dataclass(frozen=True, slots=True)
class RiverRow:
    code: str
    name: str
    length_km: int


RIVERS = {row.code: row for row in (RiverRow("ping", "Ping", 658), RiverRow("mun", "Mun", 750))}
TOWNS = tuple(
    TownRow(f"town-{number:02}", f"Town {number:02}", number * 1000, "ping" if number % 2 else "mun")
    for number in range(1, 46)
)
BY_CODE = by("toy.town.code", "code")
BY_PEOPLE = by("toy.town.people", Column("people", int, is_descending=True), "code")
state = SimpleNamespace()
# A tag of our own, in tests only: "svc" is found by the real catalogue.
ids.TAGS["toy"] = "Town"


def reset() -> None:
    """Forget what earlier tests did."""
    state.__dict__.update(version="1", fetched=[], resolved=0, acted=[])


reset()


class TownTooSmall(Refusal):
    code = "TOWN_TOO_SMALL"
    th = "เมืองนี้มีคนน้อยกว่า {least} คน"
    en = "This town has fewer than {least} people."


class RiverByCode(Loader[str, RiverRow]):
    def fetch(self, keys: Sequence[str]) -> list[RiverRow | Exception | None]:
        state.fetched.append(list(keys))
        if "dry" in keys:
            raise RuntimeError("the river register is down")
        return [ValueError("bad key") if key == "bad" else RIVERS.get(key) for key in keys]


class River(graphene.ObjectType):
    """A river."""

    is_public = True
    name = Field(graphene.String, required=True, description="Its name.")
    length_km = Field(graphene.Int, required=True, description="Its length in kilometres.")
    twin = Field(lambda: River, description="The other river; null when there is none.")

    def resolve_twin(self, info: Any) -> Any:
        return info.context.loaders.get(RiverByCode).load("mun" if self.code == "ping" else "ping")


class Town(graphene.ObjectType):
    """A town."""

    class Meta:
        interfaces = (ids.Node,)

    is_public = True
    id = ids.IdField("toy", "code")
    name = Field(graphene.String, required=True, description="Its name.")
    people = Field(graphene.Int, required=True, description="How many live there.")
    river = Field(River, description="The river it stands at; null when it has none.")
    river_surely = Field(River, required=True, description="The river it stands at; never null.")
    rivers = ListField(River, most=3, description="The rivers it stands at.")
    mayor = Field(graphene.String, public=False, description="Who leads it; told to nobody else.")

    def resolve_river(self, info: Any) -> Any:
        return info.context.loaders.get(RiverByCode).load(self.river_code)

    resolve_river_surely = resolve_river

    def resolve_rivers(self, info: Any) -> list[Any]:
        return [info.context.loaders.get(RiverByCode).load(self.river_code)]

    def resolve_mayor(self, _info: Any) -> str:
        return "Somchai"


@ids.finds("toy", TownRow)
def find_town(_context: Any, key: str) -> TownRow | None:
    return next((row for row in TOWNS if row.code == key), None)


class Letter(graphene.Enum):
    """A letter."""

    A = "a"
    B = "b"

    @property
    def description(self) -> str:
        return f"The letter {self.name}."


class Query(ids.NodeQuery):
    """Questions."""

    towns = ConnectionField(
        connection_of(Town, "Town", is_public=True), description="Towns.", public=True, fresh_s=300, cost=0
    )
    biggest_towns = ConnectionField(
        connection_of(Town, "Town", is_public=True),
        description="Towns by size.",
        least=optional(graphene.Int, description="Only those of at least so many people."),
    )
    town = Field(Town, code=required(graphene.String, description="Its code."), description="One town; or null.")
    public_town = Field(
        Town,
        code=required(graphene.String, description="Its code."),
        public=True,
        fresh_s=60,
        description="One town; or null.",
    )
    strange_town = Field(Town, river=required(graphene.String, description="Its river."), description="A town.")
    broken = Field(graphene.String, description="Always fails.")
    surely_broken = Field(graphene.String, required=True, description="Always fails, and may not.")
    whoami = Field(graphene.String, required=True, description="The viewer's pseudonym.")
    echo = Field(
        graphene.String,
        big=optional(BigInt, description="A number."),
        day=optional(Date, description="A day."),
        instant=optional(DateTime, description="An instant."),
        unique=optional(UUID, description="A UUID."),
        text=optional(graphene.String, description="A text."),
        letter=optional(Letter, description="A letter."),
        times=graphene.Argument(graphene.Int, default_value=1, description="How often."),
        description="What it was given.",
    )
    instant = Field(DateTime, required=True, description="An instant.")
    slow = ListField(River, most=100, cost=3, description="Takes longer than allowed.")

    def resolve_towns(self, _info: Any) -> Listing:
        state.resolved += 1
        return Listing(TOWNS, BY_CODE)

    def resolve_biggest_towns(self, _info: Any, least: int = 0) -> Listing:
        chosen = sorted((row for row in TOWNS if row.people >= least), key=lambda row: (-row.people, row.code))
        return Listing(chosen, BY_PEOPLE)

    def resolve_town(self, _info: Any, code: str) -> Any:
        return find_town(None, code)

    resolve_public_town = resolve_town

    def resolve_strange_town(self, _info: Any, river: str) -> TownRow:
        return TownRow("strange", "Strange", 1, river)

    def resolve_broken(self, _info: Any) -> str:
        state.resolved += 1
        raise RuntimeError("secret 1234567890121")

    resolve_surely_broken = resolve_broken

    def resolve_whoami(self, info: Any) -> str:
        return info.context.viewer.pseudonym

    def resolve_echo(self, _info: Any, **given: Any) -> str:
        return " ".join(f"{name}={value}" for name, value in sorted(given.items()))

    def resolve_instant(self, _info: Any) -> dt.datetime:
        return dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC)

    def resolve_slow(self, info: Any) -> list[RiverRow]:
        info.context.deadline = 0.0
        return list(RIVERS.values())


class NameTown(Mutation):
    """Give a town a name."""

    class Input:
        code = graphene.String(required=True, description="The town's code.")
        new_name = graphene.String(required=True, description="Its name to be.")
        river_code = graphene.String(description="Its river.")

    town = Field(Town, description="The town; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        state.acted.append((act.viewer.pseudonym, vars(input)))
        town = find_town(None, input.code)
        if town is None:
            raise NotFound(path=("code",))
        if town.people < 5000:
            raise TownTooSmall(path=("new_name", "0"), least=5000)
        return {"town": TownRow(town.code, input.new_name, town.people, town.river_code)}


class Mutations(graphene.ObjectType):
    """Acts."""

    name_town = NameTown.field()


def contract() -> Contract:
    return Contract(
        query=Query,
        mutation=Mutations,
        types=[Town],
        public_version=lambda: state.version,
        refusals=[NotFound, TownTooSmall],
    )

"""The catalogue in figures."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import graphene

from services.models import wording
from services.models.snapshot import Snapshot
from services.models.wording import Words, word
from superapp.api.fields import Field, ListField
from superapp.api.ids import IdField
from superapp.api.scalars import BigInt


class Tally(graphene.ObjectType):
    """How many there are of one kind."""

    is_public = True
    code = Field(graphene.String, required=True, description="The kind's code.")
    name = Field(graphene.String, required=True, description="The kind's name in the language of the request.")
    count = Field(graphene.Int, required=True, description="How many.")


class CatalogueStatistics(graphene.ObjectType):
    """How much the catalogue holds, how digital it is, how much of it agencies have confirmed.

    The services of each agency are counted at `agencies { serviceCount }`.
    """

    is_public = True
    id = IdField("sta", "code")
    catalogue_version = Field(BigInt, required=True, description="Rises with every change citizens can see.")
    service_count = Field(graphene.Int, required=True, description="Published services.")
    agency_count = Field(graphene.Int, required=True, description="Agencies.")
    fact_count = Field(graphene.Int, required=True, description="Statements about services whose certainty is kept.")
    confirmed_fact_count = Field(graphene.Int, required=True, description="How many of them agencies have confirmed.")
    by_digital_level = ListField(Tally, most=3, description="Services by digital level.")
    by_certainty = ListField(Tally, most=7, description="Facts by certainty, surest first.")


@dataclass(frozen=True, slots=True)
class Figures:
    """What CatalogueStatistics reads. There is one catalogue, hence one `code`."""

    catalogue_version: int
    service_count: int
    agency_count: int
    fact_count: int
    confirmed_fact_count: int
    by_digital_level: list[dict[str, Any]]
    by_certainty: list[dict[str, Any]]
    code: str = "catalogue"


def statistics_of(snapshot: Snapshot) -> Figures:
    """Return the figures of a snapshot; codes without any are listed with 0, so that charts keep their shape."""
    facts = [fact for service in snapshot.services for fact in service.facts]

    def tallies(words: dict[str, Words], codes: Iterable[str]) -> list[dict[str, Any]]:
        counts = Counter(codes)
        return [
            {"code": code, "name": word(pair, snapshot.language), "count": counts[code]} for code, pair in words.items()
        ]

    return Figures(
        catalogue_version=snapshot.version,
        service_count=len(snapshot.services),
        agency_count=len(snapshot.agencies),
        fact_count=len(facts),
        confirmed_fact_count=sum(fact.confirmed_at is not None for fact in facts),
        by_digital_level=tallies(wording.DIGITAL_LEVEL, (service.digital_level for service in snapshot.services)),
        by_certainty=tallies(wording.CERTAINTY, (fact.certainty for fact in facts)),
    )

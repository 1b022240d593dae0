"""The list of services as strawberry-graphql-django offers it: its optimizer, its cursor connection, its relay ids."""

from collections.abc import Iterable
from enum import Enum
from typing import NewType

import strawberry
import strawberry_django
from strawberry import auto, relay
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig
from strawberry_django.optimizer import DjangoOptimizerExtension
from strawberry_django.relay import DjangoCursorConnection

from services.models import agency, part, service, vocabulary, wording

from . import words

# Their limit on a page, raised as ours is for the long list.
MOST_ROWS = 300

BigInt = NewType("BigInt", int)
DigitalLevel = strawberry.enum(Enum("DigitalLevel", {code.upper(): code for code in wording.DIGITAL_LEVEL}))
ChannelType = strawberry.enum(Enum("ChannelType", {code.upper(): code for code in wording.CHANNEL}))


@strawberry_django.type(agency.Agency)
class Agency(relay.Node):
    """An agency."""

    code: auto

    @strawberry_django.field(only=["name_th"])
    def name(self) -> str:
        return self.name_th


@strawberry_django.type(vocabulary.Category)
class Category(relay.Node):
    """A category."""

    code: auto
    icon: auto

    @strawberry_django.field(only=["name_th"])
    def name(self) -> str:
        return self.name_th


@strawberry_django.type(part.Channel)
class Channel(relay.Node):
    """A way to reach a service."""

    @classmethod
    def get_queryset(cls, queryset, info, **_):
        return queryset.order_by("position")

    @strawberry_django.field(only=["type"])
    def type(self) -> ChannelType:
        return self.type

    @strawberry_django.field(only=["type"])
    def type_text(self) -> str:
        return words.channel_text(self.type)

    @strawberry_django.field(only=["url"])
    def url(self) -> str | None:
        return self.url or None


@strawberry.type
class Money:
    """An amount."""

    satang: BigInt
    text: str


@strawberry_django.type(part.Fee)
class Fee(relay.Node):
    """A price."""

    @strawberry_django.field(only=["amount_satang"])
    def amount(self) -> Money | None:
        if self.amount_satang is None:
            return None
        return Money(satang=self.amount_satang, text=words.amount_text(self.amount_satang))

    @strawberry_django.field(only=["note_th"])
    def note(self) -> str | None:
        return self.note_th or None

    @strawberry_django.field(only=["amount_satang", "note_th"])
    def text(self) -> str:
        return words.fee_text(self.amount_satang, self.note_th)


@strawberry_django.type(service.Service)
class Service(relay.Node):
    """A service."""

    code: auto
    agency: Agency
    category: Category
    channels: list[Channel]

    @strawberry_django.field(only=["name_th"])
    def name(self) -> str:
        return self.name_th

    @strawberry_django.field(only=["description_th"])
    def description(self) -> str:
        return self.description_th

    @strawberry_django.field(only=["digital_level"])
    def digital_level(self) -> DigitalLevel:
        return self.digital_level

    @strawberry_django.field(only=["digital_level"])
    def digital_level_text(self) -> str:
        return words.digital_level_text(self.digital_level)

    @strawberry_django.field(prefetch_related=["fees"])
    def fee_text(self) -> str:
        return words.fees_text((fee.amount_satang, fee.note_th) for fee in words.in_order(self.fees.all()))

    @strawberry_django.field(prefetch_related=["fees"])
    def fees(self) -> list[Fee] | None:
        return words.in_order(self.fees.all()) or None


@strawberry.type
class Query:
    """What can be asked."""

    @strawberry_django.connection(DjangoCursorConnection[Service])
    def services(self) -> Iterable[Service]:
        return service.Service.objects.published().order_by("sort_key_th", "code")


_config = StrawberryConfig(
    relay_max_results=MOST_ROWS, scalar_map={BigInt: strawberry.scalar(name="BigInt", serialize=int, parse_value=int)}
)
schema = strawberry.Schema(Query, config=_config, extensions=[DjangoOptimizerExtension])
# The same with what a careful team switches on: documents are parsed and validated once.
remembering_schema = strawberry.Schema(
    Query, config=_config, extensions=[DjangoOptimizerExtension, ParserCache(maxsize=100), ValidationCache(maxsize=100)]
)

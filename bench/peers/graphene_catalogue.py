"""The list of services as plain graphene-django offers it: DjangoObjectType, DjangoConnectionField, no loaders."""

import graphene
from graphene import relay
from graphene_django import DjangoConnectionField, DjangoListField, DjangoObjectType

from services.models import agency, part, service, vocabulary
from superapp.api.scalars import BigInt

from . import words

# Its limit on a page, raised as ours is for the long list.
MOST_ROWS = 300


class Counted(relay.Connection):
    """A connection that says how many rows there are on all pages."""

    class Meta:
        abstract = True

    total_count = graphene.Int(required=True)

    def resolve_total_count(self, _info):
        return self.length


class Agency(DjangoObjectType):
    """An agency."""

    class Meta:
        model = agency.Agency
        interfaces = (relay.Node,)
        fields = ("code",)

    name = graphene.String(required=True)

    def resolve_name(self, _info):
        return self.name_th


class Category(DjangoObjectType):
    """A category."""

    class Meta:
        model = vocabulary.Category
        interfaces = (relay.Node,)
        fields = ("code", "icon")

    name = graphene.String(required=True)

    def resolve_name(self, _info):
        return self.name_th


class Channel(DjangoObjectType):
    """A way to reach a service."""

    class Meta:
        model = part.Channel
        fields = ("id", "type")

    type_text = graphene.String(required=True)
    url = graphene.String()

    def resolve_type_text(self, _info):
        return words.channel_text(self.type)

    def resolve_url(self, _info):
        return self.url or None


class Money(graphene.ObjectType):
    """An amount."""

    satang = BigInt(required=True)
    text = graphene.String(required=True)


class Fee(DjangoObjectType):
    """A price."""

    class Meta:
        model = part.Fee
        fields = ("id",)

    amount = graphene.Field(Money)
    note = graphene.String()
    text = graphene.String(required=True)

    def resolve_amount(self, _info):
        if self.amount_satang is None:
            return None
        return Money(satang=self.amount_satang, text=words.amount_text(self.amount_satang))

    def resolve_note(self, _info):
        return self.note_th or None

    def resolve_text(self, _info):
        return words.fee_text(self.amount_satang, self.note_th)


class Service(DjangoObjectType):
    """A service."""

    class Meta:
        model = service.Service
        interfaces = (relay.Node,)
        connection_class = Counted
        fields = ("code", "agency", "category", "digital_level")

    name = graphene.String(required=True)
    description = graphene.String(required=True)
    digital_level_text = graphene.String(required=True)
    fee_text = graphene.String(required=True)
    channels = DjangoListField(Channel, required=True)
    fees = graphene.List(graphene.NonNull(Fee))

    def resolve_name(self, _info):
        return self.name_th

    def resolve_description(self, _info):
        return self.description_th

    def resolve_digital_level_text(self, _info):
        return words.digital_level_text(self.digital_level)

    def resolve_fee_text(self, _info):
        return words.fees_text((fee.amount_satang, fee.note_th) for fee in self.fees.order_by("position"))

    def resolve_channels(self, _info):
        return self.channels.order_by("position")

    def resolve_fees(self, _info):
        return list(self.fees.order_by("position")) or None


class Query(graphene.ObjectType):
    """What can be asked."""

    services = DjangoConnectionField(Service, max_limit=MOST_ROWS)

    def resolve_services(self, _info, **_):
        return service.Service.objects.published().order_by("sort_key_th", "code")


schema = graphene.Schema(query=Query)

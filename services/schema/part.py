"""What a service's page is made of: channels, fees, documents, outputs, laws, facts, the alert."""

import graphene

from superapp.api.fields import Field
from superapp.api.ids import IdField
from superapp.api.money import Money
from superapp.api.scalars import Date, DateTime

from .enums import AlertSeverity, CertaintyLevel, ChannelType, FactKind, OutputType


class Channel(graphene.ObjectType):
    """A way to reach a service."""

    is_public = True
    id = IdField("chn", "key")
    type = Field(ChannelType, required=True, description="The way.")
    type_text = Field(graphene.String, required=True, description="The same in words.")
    url = Field(graphene.String, description="Web address; null where there is none.")


class Fee(graphene.ObjectType):
    """A price of a service. 0 satang is free; a service whose fee is unknown has no list of fees at all."""

    is_public = True
    id = IdField("fee", "key")
    amount = Field(
        Money, cost=0, description="The amount; null when it is not fixed, and then `note` says how it is found."
    )
    note = Field(graphene.String, description="What the amount depends on; null when there is nothing to add.")
    text = Field(graphene.String, required=True, description="The fee in words.")


class Evidence(graphene.ObjectType):
    """A document to bring or upload."""

    is_public = True
    id = IdField("evd", "key")
    name = Field(graphene.String, required=True, description="The document.")
    note = Field(graphene.String, description="When it is needed; null when always.")


class Output(graphene.ObjectType):
    """A way to receive the result."""

    is_public = True
    id = IdField("out", "key")
    type = Field(OutputType, required=True, description="The way.")
    type_text = Field(graphene.String, required=True, description="The same in words.")


class LegalResource(graphene.ObjectType):
    """A law a service rests on."""

    is_public = True
    id = IdField("leg", "key")
    title = Field(graphene.String, required=True, description="The law's title; in Thai where no English one is known.")
    section = Field(graphene.String, description="The section, in Thai; null when it is not known.")


class Fact(graphene.ObjectType):
    """How sure one statement about a service is, and when an officer of the agency last confirmed it."""

    is_public = True
    id = IdField("fct", "key")
    name = Field(FactKind, required=True, description="Which statement.")
    name_text = Field(graphene.String, required=True, description="The same in words.")
    certainty = Field(CertaintyLevel, required=True, description="How sure it is.")
    certainty_text = Field(graphene.String, required=True, description="The same in a few words, to be shown.")
    about = Field(graphene.String, required=True, description="The same in a sentence, for those who ask.")
    source = Field(graphene.String, description="Where it comes from; null when no source is named.")
    confirmed_at = Field(DateTime, description="When an officer last confirmed it; null for never.")
    confirmed_text = Field(graphene.String, required=True, description="The same in words.")


class Alert(graphene.ObjectType):
    """A banner an agency has put on a service: closed today, system down."""

    is_public = True
    id = IdField("alr", "key")
    severity = Field(AlertSeverity, required=True, description="How much it changes.")
    severity_text = Field(graphene.String, required=True, description="The same in words.")
    message = Field(graphene.String, required=True, description="What happened, in a sentence.")
    ends_at = Field(DateTime, description="When it ends; null until it is taken down.")
    ends_at_text = Field(graphene.String, description="The same in words; null until it is taken down.")


class MeasuredTime(graphene.ObjectType):
    """How long deciding really took over the last year, from a submitted application to its decision."""

    is_public = True
    decided_count = Field(graphene.Int, required=True, description="How many cases were decided, 10 or more.")
    median_working_days = Field(graphene.Int, required=True, description="Half of them took at most so many.")
    most_working_days = Field(graphene.Int, required=True, description="Nine in ten of them took at most so many.")
    measured_on = Field(Date, required=True, description="The day it was measured.")
    text = Field(graphene.String, required=True, description="The same in words.")

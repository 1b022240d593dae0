"""Service: what citizens see of one."""

from typing import Any

import graphene

from superapp.api.fields import Field, ListField
from superapp.api.ids import IdField, Node
from superapp.api.scalars import BigInt, DateTime

from .agency import Agency, Counter
from .enums import Audience, DigitalLevel, LoginKind, ServiceKind
from .part import Alert, Channel, Evidence, Fact, Fee, LegalResource, MeasuredTime, Output
from .reading import catalogue
from .vocabulary import Category, FocusArea, LifeEvent


class Service(graphene.ObjectType):
    """A public service: what it is, from whom, where, for how much, and how sure all that is."""

    class Meta:
        interfaces = (Node,)

    is_public = True
    id = IdField("svc", "code")
    code = Field(graphene.String, required=True, description="Stable code, never reused, such as `id-lost`.")
    name = Field(graphene.String, required=True, description="Name in the language of the request.")
    description = Field(graphene.String, required=True, description="What it is, in plain words.")
    agency = Field(Agency, required=True, description="Who answers for it.")
    category = Field(Category, required=True, description="The subject it belongs to.")
    life_event = Field(LifeEvent, description="The event that brings a need for it; null for none.")
    focus_area = Field(FocusArea, description="The area of the national plan; null for none.")
    kind = Field(ServiceKind, required=True, description="What one does with it.")
    kind_text = Field(graphene.String, required=True, description="The same in words.")
    audience = ListField(Audience, most=3, description="Whom it is for.")
    audience_text = Field(graphene.String, required=True, description="The same in words.")
    digital_level = Field(DigitalLevel, required=True, description="How much can be done online.")
    digital_level_text = Field(graphene.String, required=True, description="The same in words.")
    channels = ListField(Channel, most=10, description="The ways to reach it.")
    fees = ListField(
        Fee, most=20, nullable=True, description="Its prices; null when they are not known, which is not free."
    )
    fee_text = Field(graphene.String, required=True, description="The fees in words, also when not known.")
    processing_working_days = Field(
        graphene.Int, description="Working days from a complete application; 1 is the same day; null when not known."
    )
    processing_text = Field(graphene.String, required=True, description="The same in words.")
    measured_time = Field(
        MeasuredTime, description="How long deciding really takes, beside the promise; null when too few were decided."
    )
    login = Field(LoginKind, required=True, description="How one signs in for it.")
    login_text = Field(graphene.String, required=True, description="The same in words.")
    minimum_assurance = Field(
        graphene.String, description="Least identity assurance level, `1.1` to `3`; null when no sign-in is needed."
    )
    evidence = ListField(
        Evidence,
        most=30,
        nullable=True,
        description="Documents to bring or upload; null when they are not known, empty when none is needed.",
    )
    evidence_text = Field(graphene.String, required=True, description="The documents in words, also when not known.")
    outputs = ListField(Output, most=4, description="The ways to receive the result.")
    legal_resources = ListField(LegalResource, most=20, description="The laws it rests on.")
    related = ListField(lambda: Service, most=10, description="What people often need next, or mistake it for.")
    counters = ListField(Counter, most=40, description="Places of its agency where one can use it.")
    facts = ListField(Fact, most=9, description="How sure each statement is.")
    confirmed_fact_count = Field(graphene.Int, required=True, description="How many of `facts` are confirmed.")
    alert = Field(Alert, description="A banner of the agency; null when nothing is wrong.")
    version_number = Field(graphene.Int, required=True, description="Number of the published version, from 1.")
    published_at = Field(DateTime, required=True, description="When this version was published.")
    published_text = Field(graphene.String, required=True, description="The same day in words.")
    changed_in = Field(BigInt, required=True, description="The catalogue version that last changed it.")

    def resolve_legal_resources(self: Any, _info: Any) -> Any:
        return self.legal

    def resolve_related(self: Any, info: Any) -> Any:
        return catalogue(info).related(self)

    def resolve_measured_time(self: Any, info: Any) -> Any:
        return catalogue(info).measured.get(self.code)

    def resolve_counters(self: Any, _info: Any) -> list[Any]:
        return [counter for counter in self.agency.counters if self.code in counter.service_codes]

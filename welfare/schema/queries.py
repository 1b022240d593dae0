"""Welfare's part of the root query."""

from datetime import date
from typing import Any

import graphene

from superapp.api.acting import on_behalf_of, viewer_here
from superapp.api.connections import ConnectionField, Listing
from superapp.api.errors import BadInput
from superapp.api.fields import Field, ListField, optional, required
from superapp.api.scalars import Date
from superapp.refusal import NotFound, Refusal
from welfare.actions import assessments
from welfare.models import Decision as DecisionRow
from welfare.models import book
from welfare.models.book import Entry
from welfare.rules.facts import FactType as FactTypeRow

from .applications import ApplicationQuery
from .decisions import BY_NEWEST, DecisionConnection
from .entitlements import Entitlements, WhatIf
from .enums import Stage
from .facts import FactInput, WelfareFact, facts_of
from .invoices import InvoiceQuery
from .payments import PaymentQuery
from .plain import plain
from .programmes import MOST_PROGRAMMES, Programme

FRESH_S = 300
COST = 50


class WelfareQuery(ApplicationQuery, PaymentQuery, InvoiceQuery, graphene.ObjectType):
    """What can be asked about welfare."""

    programmes = ListField(
        Programme, most=MOST_PROGRAMMES, public=True, fresh_s=FRESH_S, description="All programmes in force, by code."
    )
    programme = Field(
        Programme,
        code=required(graphene.String, description="The programme's code."),
        public=True,
        fresh_s=FRESH_S,
        description="One programme; null when there is none of that code.",
    )
    fact = Field(
        WelfareFact,
        name=required(graphene.String, description="The fact's name."),
        public=True,
        fresh_s=FRESH_S,
        description="One fact that rules read; null when there is none of that name.",
    )
    what_if = Field(
        WhatIf,
        cost=COST,
        facts=required(
            graphene.List(graphene.NonNull(FactInput)),
            description="What is supposed; nothing of it is kept. At most 100.",
        ),
        as_of=optional(Date, description="The day to assess; today when left out."),
        programmes=optional(
            graphene.List(graphene.NonNull(graphene.String)), description="Codes of the programmes; all when left out."
        ),
        public=False,
        description="What programmes say about made-up facts, for anybody. Wrong facts are an error that names them.",
    )
    entitlements = Field(
        Entitlements,
        cost=COST,
        on_behalf_of=on_behalf_of(),
        as_of=optional(Date, description="The day to assess; today when left out."),
        stage=optional(Stage, description="For what the answers are wanted; KNOW when left out."),
        public=False,
        description="What every programme says about you or whom you act for; null for whoever is no citizen.",
    )
    decisions = ConnectionField(
        DecisionConnection,
        on_behalf_of=on_behalf_of(),
        public=False,
        description="Decisions that were kept about you or whom you act for, newest first.",
    )

    def resolve_programmes(self, _info: Any) -> list[Entry]:
        return list(book.current().entries.values())[:MOST_PROGRAMMES]

    def resolve_programme(self, _info: Any, code: str) -> Entry | None:
        return book.current().entries.get(code)

    def resolve_fact(self, _info: Any, name: str) -> FactTypeRow | None:
        return book.current().words.facts.get(name)

    def resolve_what_if(
        self, info: Any, facts: list[Any], as_of: date | None = None, programmes: list[str] | None = None
    ) -> Any:
        try:
            return assessments.what_if(
                book=book.current(),
                facts=facts_of(plain(facts)),
                codes=None if programmes is None else programmes[:MOST_PROGRAMMES],
                as_of=as_of or info.context.now.date(),
            )
        except Refusal as refusal:
            raise BadInput(refusal.message("th"), refusal.message("en")) from refusal

    def resolve_entitlements(
        self, info: Any, on_behalf_of: str | None = None, as_of: date | None = None, stage: Any = None
    ) -> Any:
        context = info.context
        viewer = viewer_here(info, on_behalf_of)
        if viewer is None:
            return None
        try:
            return assessments.for_viewer(
                viewer=viewer,
                book=book.current(),
                as_of=as_of or context.now.date(),
                stage=getattr(stage, "value", stage) or "know",
                now=context.now,
            )
        except NotFound:
            return None
        except Refusal as refusal:
            raise BadInput(refusal.message("th"), refusal.message("en")) from refusal

    def resolve_decisions(self, info: Any, on_behalf_of: str | None = None) -> Listing:
        viewer = viewer_here(info, on_behalf_of)
        rows = DecisionRow.objects.none() if viewer is None else DecisionRow.objects.visible_to(viewer)
        return Listing(rows.select_related("citizen__account", "rules__programme", "vocabulary"), BY_NEWEST)

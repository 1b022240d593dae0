"""The figures of a report in the API, as they were frozen in its content; `content` has them all."""

import json
from datetime import date
from typing import Any

import graphene
from django.conf import settings
from django.urls import reverse

from consultation.models import HearingReport
from superapp.api.fields import Field, ListField
from superapp.api.scalars import Date

from .hearing_parts import in_language

MOST_DAYS, MOST_THEMES, MOST_CAMPAIGNS, MOST_GROUPS, MOST_WORDS, MOST_REASONS = 100, 50, 20, 10, 10, 10


def told(report: HearingReport) -> dict[str, Any]:
    """Return a report's content, read once for all fields."""
    known: dict[str, Any] | None = report.__dict__.get("_told")
    if known is None:
        known = report.__dict__["_told"] = json.loads(report.content)
    return known


def address(info: Any, view: str, code: str, query: str = "") -> str:
    """Return the address of a public page in the language of the request."""
    name = f"{view}-en" if info.context.language == "en" else view
    return f"{settings.PUBLIC_URL}{reverse(name, args=[code])}{'?' if query else ''}{query}"


class ReportDay(graphene.ObjectType):
    """What came in on one day, in Bangkok."""

    is_public = True
    day = Field(Date, required=True, description="The day.")
    comments = Field(graphene.Int, required=True, description="Public comments.")
    distinct = Field(graphene.Int, required=True, description="The same, near-identical ones counted once.")
    stances = Field(graphene.Int, required=True, description="How many took or changed their stance on the draft.")

    def resolve_day(self: dict[str, Any], _info: Any) -> date:
        return date.fromisoformat(self["day"])

    def resolve_distinct(self: dict[str, Any], _info: Any) -> int:
        return int(self["once"])


class ReportTheme(graphene.ObjectType):
    """What some comments are about, as a machine grouped them and officers put right."""

    is_public = True
    label = Field(graphene.String, required=True, description="An officer's words, or those people used most.")
    is_labelled_by_officer = Field(graphene.Boolean, required=True, description="Whether an officer named it.")
    words = ListField(graphene.String, most=MOST_WORDS, cost=0, description="Words by which it was found.")
    comments = Field(graphene.Int, required=True, description="How many public comments.")
    distinct = Field(graphene.Int, required=True, description="The same, near-identical ones counted once.")
    comments_url = Field(graphene.String, required=True, description="Where anybody reads them.")

    def resolve_label(self: dict[str, Any], info: Any) -> str:
        return in_language(info, self["label"]["th"], self["label"]["en"])

    def resolve_words(self: dict[str, Any], _info: Any) -> list[str]:
        return list(self["words"][:MOST_WORDS])

    def resolve_distinct(self: dict[str, Any], _info: Any) -> int:
        return int(self["once"])

    def resolve_comments_url(self: dict[str, Any], info: Any) -> str:
        return address(info, "hearing-comments", self["code"], f"theme={self['id']}")


class ReportCampaign(graphene.ObjectType):
    """A group of near-identical comments."""

    is_public = True
    comments = Field(graphene.Int, required=True, description="How many public comments.")
    alike_percent = Field(graphene.Int, required=True, description="How alike they are, in per cent.")
    comments_url = Field(graphene.String, required=True, description="Where anybody reads them.")

    def resolve_comments_url(self: dict[str, Any], info: Any) -> str:
        return address(info, "hearing-comments", self["code"], f"campaign={self['id']}")


class ReportCampaigns(graphene.ObjectType):
    """Near-identical comments: shown and counted both ways, never taken away."""

    is_public = True
    comments = Field(graphene.Int, required=True, description="All public comments.")
    distinct = Field(graphene.Int, required=True, description="The same, near-identical ones counted once.")
    groups = Field(graphene.Int, required=True, description="How many groups there are.")
    grouped = Field(graphene.Int, required=True, description="How many comments are in them.")
    largest = ListField(ReportCampaign, most=MOST_CAMPAIGNS, cost=0, description="The largest groups.")

    def resolve_distinct(self: dict[str, Any], _info: Any) -> int:
        return int(self["once"])

    def resolve_largest(self: dict[str, Any], _info: Any) -> list[dict[str, Any]]:
        return [one | {"code": self["code"]} for one in self["largest"][:MOST_CAMPAIGNS]]


class ReportOpinionGroup(graphene.ObjectType):
    """People who vote alike."""

    is_public = True
    number = Field(graphene.Int, required=True, description="Its number in the report; 1 is the largest.")
    people = Field(graphene.Int, required=True, description="How many, in fives.")


class ReportWithheld(graphene.ObjectType):
    """Why no groups of opinion are shown."""

    is_public = True
    code = Field(graphene.String, required=True, description="A stable code.")
    reason = Field(graphene.String, required=True, description="The same in words.")

    def resolve_reason(self: dict[str, Any], info: Any) -> str:
        return in_language(info, self["th"], self["en"])


class ReportOpinionMap(graphene.ObjectType):
    """The opinion map as it could be shown when the report was counted."""

    is_public = True
    people_voted = Field(graphene.Int, required=True, description="How many voted, in fives.")
    people_placed = Field(graphene.Int, required=True, description="How many were placed in groups, in fives.")
    groups = ListField(ReportOpinionGroup, most=MOST_GROUPS, cost=0, description="The groups; none where withheld.")
    withheld = ListField(
        ReportWithheld, most=MOST_REASONS, cost=0, description="Why none are shown; empty if some are."
    )


class ReportFigures:
    """Fields of HearingReport; the type inherits them, its rows are reports."""

    page_url = Field(graphene.String, required=True, description="Where anybody reads it as a page, in your language.")
    days = ListField(ReportDay, most=MOST_DAYS, cost=0, description="The first days on which something came in.")
    themes = ListField(ReportTheme, most=MOST_THEMES, cost=0, description="What comments are about, largest first.")
    campaigns = Field(
        ReportCampaigns, cost=0, description="Near-identical comments; null in reports of earlier formats."
    )
    opinion_map = Field(ReportOpinionMap, cost=0, description="The opinion map; null where there was none.")

    def resolve_page_url(self: HearingReport, info: Any) -> str:
        # The code stands in the content, so that no hearing is looked up for it.
        return address(info, "hearing-report", told(self)["hearing"]["code"])

    def resolve_days(self: HearingReport, _info: Any) -> list[dict[str, Any]]:
        return list(told(self).get("days", [])[:MOST_DAYS])

    def resolve_themes(self: HearingReport, _info: Any) -> list[dict[str, Any]]:
        content = told(self)
        found = content.get("themes", {"themes": []})["themes"][:MOST_THEMES]
        return [one | {"code": content["hearing"]["code"]} for one in found]

    def resolve_campaigns(self: HearingReport, _info: Any) -> dict[str, Any] | None:
        content = told(self)
        found = content.get("campaigns")
        return None if found is None else found | {"code": content["hearing"]["code"]}

    def resolve_opinion_map(self: HearingReport, _info: Any) -> dict[str, Any] | None:
        found: dict[str, Any] | None = told(self).get("map")
        return found

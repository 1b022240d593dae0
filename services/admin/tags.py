"""The catalogue's words and badges for the desk's templates (loaded as `catalogue_desk`)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from services.models import Certainty, FactName, Service, ServiceVersion, wording
from superapp.accounts.templatetags.desk import badge

if TYPE_CHECKING:
    from services.models import Fact

register = template.Library()

# The tone and the symbol of each certainty: read together, so that colour alone never says it.
CERTAINTY = {
    Certainty.AGENCY_CONFIRMED: ("good", "verified"),
    Certainty.PUBLISHED_SOURCE: ("fair", "description"),
    Certainty.SECONDARY_SOURCE: ("fair", "link"),
    Certainty.CONFLICTING: ("bad", "error"),
    Certainty.GENERAL_KNOWLEDGE: ("warn", "hourglass_empty"),
    Certainty.PROPOSED: ("idea", "lightbulb"),
    Certainty.UNKNOWN: ("none", "help"),
}
STEP = {
    ServiceVersion.State.DRAFT: ("idea", "edit_note"),
    ServiceVersion.State.IN_REVIEW: ("warn", "rate_review"),
    ServiceVersion.State.SCHEDULED: ("fair", "schedule"),
    ServiceVersion.State.PUBLISHED: ("good", "public"),
    ServiceVersion.State.SUPERSEDED: ("none", "history"),
    ServiceVersion.State.RETIRED: ("none", "block"),
    ServiceVersion.State.DISCARDED: ("none", "delete"),
}
STATE = {
    Service.State.PUBLISHED: ("good", "public"),
    Service.State.UNPUBLISHED: ("idea", "visibility_off"),
    Service.State.RETIRED: ("none", "block"),
}


@register.filter
def certainty_badge(certainty: str) -> SafeString:
    """Return how sure a fact is, in the words citizens read."""
    return badge(wording.CERTAINTY[certainty][0], *CERTAINTY[Certainty(certainty)])


@register.filter
def certainty_tone(certainty: str) -> str:
    """Return the tone of a certainty."""
    return CERTAINTY[Certainty(certainty)][0]


@register.filter
def certainty_symbol(certainty: str) -> str:
    """Return the symbol of a certainty."""
    return CERTAINTY[Certainty(certainty)][1]


@register.filter
def step_badge(state: str) -> SafeString:
    """Return where a version stands."""
    return badge(ServiceVersion.State(state).label, *STEP[ServiceVersion.State(state)])


@register.filter
def state_badge(state: str) -> SafeString:
    """Return where a service stands before the public."""
    return badge(Service.State(state).label, *STATE[Service.State(state)])


@register.filter
def fact_name(name: str) -> str:
    """Return what a fact is about."""
    return wording.FACT[name][0]


@register.filter
def fact_strip(facts: "Iterable[Fact]") -> SafeString:
    """Return one small cell for each fact, in the order of FactName, with words for those who do not see colours."""
    by_name = {fact.name: fact.certainty for fact in facts}
    known = [(name, by_name.get(name, Certainty.UNKNOWN)) for name in FactName.values]
    cells = format_html_join(
        "",
        '<i class="{}" title="{}: {}"></i>',
        ((certainty_tone(sure), fact_name(name), wording.CERTAINTY[sure][0]) for name, sure in known),
    )
    confirmed = sum(sure == Certainty.AGENCY_CONFIRMED for _, sure in known)
    return format_html(
        '<span class="strip" role="img" aria-label="ยืนยันแล้ว {} จาก {} ข้อ">{}</span>', confirmed, len(known), cells
    )

"""What the desk's templates need: dates as Thai officers read them, icons, badges, and one form field at a time."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from superapp.thai import dates

register = template.Library()


@register.filter
def thai_date(value: date | datetime | None) -> str:
    """Return a date in the Buddhist era, "21 พฤศจิกายน 2569"; blank for None."""
    return dates.date_text(value, "th") if value else ""


@register.filter
def thai_moment(value: datetime | None) -> str:
    """Return a moment in the Buddhist era with its time; blank for None."""
    return dates.moment_text(value, "th") if value else ""


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return a symbol that screen readers pass over; the words stand beside it."""
    return format_html('<span class="material-symbols-outlined" aria-hidden="true">{}</span>', name)


@register.simple_tag
def badge(text: str, tone: str = "none", symbol: str = "") -> SafeString:
    """Return a small label. `tone`: good, fair, warn, bad, idea or none."""
    return format_html('<span class="badge {}">{}{}</span>', tone, icon(symbol) if symbol else "", text)


@register.inclusion_tag("desk/field.html")
def field(bound: Any, label: str = "", hint: str = "") -> dict[str, Any]:
    """Return one form field with its label, hint and errors."""
    return {"field": bound, "label": label or bound.label, "hint": hint or bound.help_text}

"""The Thai names behind the codes of a content, for differences, previews and forms."""

from services.actions.differences import Names
from services.models import Agency, Category, FocusArea, LifeEvent, Service


def names_by_code() -> Names:
    """Return, for each kind of code in a content, the Thai name of each code. Five queries."""
    return {
        "agency": dict(Agency.objects.values_list("code", "name_th")),
        "category": dict(Category.objects.order_by("position").values_list("code", "name_th")),
        "life_event": dict(LifeEvent.objects.order_by("position").values_list("code", "name_th")),
        "focus_area": dict(FocusArea.objects.order_by("position").values_list("code", "name_th")),
        "related": dict(Service.objects.order_by("sort_key_th").values_list("code", "name_th")),
    }

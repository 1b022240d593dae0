"""What the search is told about each published service: its texts, and the names of what it belongs to."""

from collections.abc import Mapping

from services.search.document import ServiceDocument

from .agency import Agency
from .content import ServiceContent
from .fact import Certainty, FactName
from .vocabulary import Category, FocusArea, LifeEvent


def document_of(
    code: str, content: ServiceContent, *, agency: Agency, terms: Mapping[str, Category | LifeEvent | FocusArea]
) -> ServiceDocument:
    """Return a service as the search reads it; `terms` has categories and life events by code."""
    return ServiceDocument(
        code=code,
        name_th=content.name_th,
        name_en=content.name_en,
        description_th=content.description_th,
        description_en=content.description_en,
        keywords=content.keywords,
        agency_code=agency.code,
        agency_names=tuple(
            dict.fromkeys(
                name
                for name in (agency.name_th, agency.name_en, agency.abbreviation_th, agency.code, *agency.nicknames)
                if name
            )
        ),
        category=content.category,
        category_names=_names(terms[content.category]),
        life_event=content.life_event or None,
        life_event_names=_names(terms[content.life_event]) if content.life_event else (),
        focus_area=content.focus_area or None,
        audience=content.audience,
        channels=tuple(dict.fromkeys(channel.type for channel in content.channels)),
        kind=content.kind,
        digital_level=content.digital_level,
        legal=tuple(law.title_th for law in content.legal),
        fee_is_free=_is_free(content),
    )


def _is_free(content: ServiceContent) -> bool | None:
    # None where nobody knows: no fee is given, or the sources do not agree on it.
    if not content.fees or content.facts[FactName.FEE].certainty == Certainty.CONFLICTING:
        return None
    return all(fee.amount_satang == 0 for fee in content.fees)


def _names(term: Category | LifeEvent | FocusArea) -> tuple[str, ...]:
    return (term.name_th, term.name_en, *getattr(term, "nicknames", ()))

"""ServiceContent read back from the rows of a service: what laying it out wrote."""

from .content import ChannelContent, EvidenceContent, FeeContent, LegalContent, ServiceContent, Standing
from .fact import Certainty, FactName
from .service import Service


def content_of(service: Service) -> ServiceContent:
    """Return what the rows of `service` say. Load it `with_parts()`, or each part costs a query.

    A fee or evidence list without rows means "unknown" when its fact says so, and "none" otherwise.
    """
    facts = {fact.name: Standing(fact.certainty, fact.source) for fact in service.facts.all()}
    standing = {name: facts.get(name, Standing(Certainty.UNKNOWN)) for name in FactName.values}
    fees = tuple(FeeContent(fee.amount_satang, fee.note_th, fee.note_en) for fee in _in_order(service.fees))
    evidence = tuple(
        EvidenceContent(row.name_th, row.name_en, row.note_th, row.note_en) for row in _in_order(service.evidence)
    )
    return ServiceContent(
        agency=service.agency.code,
        name_th=service.name_th,
        name_en=service.name_en,
        description_th=service.description_th,
        description_en=service.description_en,
        category=service.category.code,
        life_event=service.life_event.code if service.life_event else "",
        focus_area=service.focus_area.code if service.focus_area else "",
        audience=tuple(service.audience),
        kind=service.kind,
        digital_level=service.digital_level,
        channels=tuple(ChannelContent(row.type, row.url) for row in _in_order(service.channels)),
        fees=fees if fees or standing[FactName.FEE].certainty != Certainty.UNKNOWN else None,
        processing_working_days=service.processing_working_days,
        login=service.login,
        minimum_assurance=service.minimum_assurance,
        evidence=evidence if evidence or standing[FactName.EVIDENCE].certainty != Certainty.UNKNOWN else None,
        outputs=tuple(row.type for row in _in_order(service.outputs)),
        legal=tuple(
            LegalContent(row.title_th, row.title_en, row.section) for row in _in_order(service.legal_resources)
        ),
        related=tuple(link.related.code for link in _in_order(service.related_links)),
        keywords=tuple(service.keywords),
        facts=standing,
    )


def _in_order(rows):  # type: ignore[no-untyped-def]
    # Sorted here, not in SQL: the rows may have been prefetched, and sorting a handful costs nothing.
    return sorted(rows.all(), key=lambda row: row.position)

"""What pages show on the way to an agency: of each claim its words and value as people write it, and who acts."""

from dataclasses import dataclass
from datetime import date

from superapp.accounts.viewer import Viewer
from superapp.people.actions.consents import Wanted
from superapp.thai.dates import date_text


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One claim on the consent page; `value` None: nothing is on record."""

    fact: str
    th: str
    en: str
    value: str | None
    is_new: bool


def consent_rows(wanted: Wanted) -> list[ConsentRow]:
    """Return what the page lists; nothing for a client that asks for no claim, and for an organisation."""
    if wanted.person is None:
        return []
    # Where everything is new the word says nothing.
    new = {claim.fact for claim in wanted.new} if len(wanted.new) < len(wanted.claims) else set()
    return [
        ConsentRow(claim.fact, claim.th, claim.en, shown(claim.fact, wanted.person.read(claim.fact)), claim.fact in new)
        for claim in wanted.claims
    ]


def parties_shown(viewer: Viewer) -> dict[str, str | None]:
    """Return the Thai names of who sits there and, None for nobody, of whom they act for; a citizen's viewer only."""
    assert viewer.citizen is not None
    principal = None
    if viewer.mandate is not None:
        person, organisation = viewer.mandate.principal_citizen, viewer.mandate.principal_organisation
        principal = person.read("name_th") if person is not None else organisation.name_th  # type: ignore[union-attr]
    return {"person": viewer.citizen.read("name_th"), "principal": principal}


def shown(fact: str, value: str | None) -> str | None:
    """Return a value as people write it: a day in the Buddhist era, a citizen's number in its five groups."""
    if value is None:
        return None
    if fact == "birth_date":
        return date_text(date.fromisoformat(value)) if len(value) == 10 else f"พ.ศ. {int(value[:4]) + 543}"
    if fact == "pid" and len(value) == 13:
        return "-".join((value[0], value[1:5], value[5:10], value[10:12], value[12]))
    return value

"""Who looked at a citizen's data: every look is written down, for the citizen to read."""

from collections.abc import Callable, Iterable
from datetime import datetime

from superapp.accounts.models import Citizen
from superapp.people.models import DataUse


def note(
    *,
    citizen: Citizen,
    kind: str,
    actor: str,
    facts: Iterable[str],
    purpose: str,
    basis: str,
    agency_code: str = "",
    role: str = "",
    outcome: str = "done",
    now: datetime,
) -> DataUse:
    """Write down one look at a citizen's data, in the transaction of the look; return the row.

    Asks that were refused are noted too, with the refusal's code as `outcome`.

    `kind` is one of DataUse.Kind. `actor` is the public id of an officer's or agent's account, an agency client's code
    or "system". `facts` are names of facts or fields, never values. `purpose` and `basis` are codes of
    superapp/people/personal_data/words.yaml, or "consent:<public id>". `agency_code` is blank when no agency asked;
    `role` is the officer's role there, or the kind of the mandate: the citizen sees it instead of a name.

    :raises ValueError: for an unknown kind, or when no facts are named.
    """
    names = sorted(set(facts))
    if kind not in DataUse.Kind.values:
        raise ValueError(f"kind: expected one of {', '.join(DataUse.Kind.values)}")
    if not names:
        raise ValueError("facts: expected at least one name")
    return DataUse.objects.create(
        citizen=citizen,
        at=now,
        kind=kind,
        actor=actor,
        agency_code=agency_code,
        role=role,
        facts=names,
        purpose=purpose,
        basis=basis,
        outcome=outcome,
    )


AgencyNames = Callable[[str, str], str | None]
_agency_names: list[AgencyNames] = []


def names_agencies(finder: AgencyNames) -> AgencyNames:
    """Register who knows agencies' names, since the catalogue lies above: a function of code and language."""
    _agency_names[:] = [finder]
    return finder


def agency_name(code: str, language: str) -> str:
    """Return an agency's name in "th" or "en"; its code when nobody knows a name."""
    found = _agency_names[0](code, language) if _agency_names else None
    return found or code

"""People as tests need them: citizens with sealed identities, organisations, and viewers of both."""

from datetime import datetime, timedelta
from typing import Any

from superapp.accounts.models import Account, Citizen, Mandate, Organisation
from superapp.accounts.viewer import SignIn, Viewer, viewer_for
from superapp.thai.identity import check_digit
from tests.factories.services import NOW


def pid_of(number: int) -> str:
    """Return the `number`th citizen's number of nobody: it begins with 9 and its check digit is right."""
    first = f"98{number:010d}"
    return first + check_digit(first)


def juristic_id_of(number: int) -> str:
    """Return the `number`th juristic number, its check digit right."""
    first = f"0999{number:08d}"
    return first + check_digit(first)


def make_person(number: int = 1, *, birth_date: str = "1990-01-01", **fields: Any) -> Citizen:
    """Make a citizen with a sealed identity and no login."""
    pid = pid_of(number)
    account = Account.objects.create_user(f"citizen-test-{number}", kind=Account.Kind.CITIZEN)
    citizen = Citizen(account=account, **fields)
    citizen.make_key()
    citizen.know_by(pid)
    citizen.seal("name_th", f"ทดสอบ คนที่{number}")
    citizen.seal("name_en", f"Test Person{number}")
    citizen.seal("birth_date", birth_date)
    citizen.save()
    return citizen


def make_organisation(number: int = 1, **fields: Any) -> Organisation:
    """Make a small company."""
    known = {"name_th": f"บริษัท ทดสอบ {number} จำกัด", "name_en": f"Test {number} Co., Ltd.", "size": "small"}
    return Organisation.objects.create(juristic_id=juristic_id_of(number), **(known | fields))


def viewer_of_person(citizen: Citizen, *, ial: str = "2.3", at: datetime = NOW, provider: str = "thaid") -> Viewer:
    """Return the citizen as signed in at `at` with a provider of that level."""
    return viewer_for(citizen.account, SignIn(provider, ial, at, "test-session"))


def make_mandate(agent: Citizen, principal: Citizen | Organisation, **fields: Any) -> Mandate:
    """Make an active mandate for everything, a carer's or a director's; `fields` say otherwise.

    What rests on a registry was read from it at NOW.
    """
    of_person = isinstance(principal, Citizen)
    kind = fields.get("kind", "carer" if of_person else "director")
    basis = {"parent": "dopa.children", "director": "dbd.directorships"}.get(kind, "")
    known = {
        "kind": kind,
        "basis": basis,
        "basis_asked_at": NOW if basis else None,
        "state": "active",
        "scope_verbs": ["view", "apply", "pay", "notices"],
        "starts_at": NOW - timedelta(days=30),
        "ends_at": NOW + timedelta(days=30),
        "principal_citizen" if of_person else "principal_organisation": principal,
    }
    return Mandate.objects.create(agent=agent, **(known | fields))

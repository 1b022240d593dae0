"""What can be told about somebody to an agency's service: each claim's name here, on the wire, and in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from superapp.accounts.models import Citizen


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim. `fact` is our name of it, `wire` the name in OpenID Connect, `scope` what asks for it."""

    fact: str
    wire: str
    scope: str
    th: str
    en: str

    def word(self, language: str) -> str:
        """Return what it is called in "en" or Thai."""
        return self.en if language == "en" else self.th


CLAIMS = (
    Claim("name_th", "name", "name", "ชื่อและนามสกุล", "Name in Thai"),
    Claim("name_en", "name_en", "name_en", "ชื่อและนามสกุล (อังกฤษ)", "Name in English"),
    Claim("birth_date", "birthdate", "birthdate", "วันเดือนปีเกิด", "Date of birth"),
    Claim("phone", "phone_number", "phone", "หมายเลขโทรศัพท์", "Telephone number"),
    Claim("email", "email", "email", "อีเมล", "E-mail address"),
    Claim("pid", "pid", "pid", "เลขประจำตัวประชาชน", "Citizen's number"),
)
BY_FACT = {claim.fact: claim for claim in CLAIMS}
SCOPES = ("openid", *(claim.scope for claim in CLAIMS))
# The standard's collective scope, for libraries that always ask for it.
PROFILE = "profile"
IN_PROFILE = ("name", "name_en", "birthdate")


def facts_of(scopes: Iterable[str]) -> list[str]:
    """Return the facts that scopes ask for, in the order they are shown; scopes nobody knows ask for nothing.

    >>> facts_of(["openid", "birthdate", "name", "spaceship"])
    ['name_th', 'birth_date']
    """
    asked = set(scopes)
    if PROFILE in asked:
        asked.update(IN_PROFILE)
    return [claim.fact for claim in CLAIMS if claim.scope in asked]


def in_order(facts: Iterable[str]) -> list[Claim]:
    """Return the claims of `facts` in the order they are shown; what is no claim is left out."""
    wanted = set(facts)
    return [claim for claim in CLAIMS if claim.fact in wanted]


def values(citizen: Citizen, facts: Iterable[str]) -> dict[str, str]:
    """Return what is known of `facts` by the names on the wire; what is not known is left out.

    :raises cipher.Unreadable: when the citizen was erased.
    """
    found = {claim.wire: citizen.read(claim.fact) for claim in in_order(facts)}
    return {name: value for name, value in found.items() if value is not None}

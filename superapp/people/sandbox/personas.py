"""Who can sign in at the sample providers: the sample people, and two whose identity is not enough."""

import hashlib
import hmac
from dataclasses import dataclass

from superapp.accounts import assurance
from superapp.registries.sandbox import world

NO_NUMBER = "no_number"
LOW_LEVEL = "low_level"


@dataclass(frozen=True, slots=True)
class Persona:
    """One button of the sign-in page. `pid` is None for whoever has no number."""

    key: str
    name: dict[str, str]
    about: dict[str, str]
    pid: str | None
    given_name: dict[str, str]
    family_name: dict[str, str]
    birth_date: str
    is_low: bool = False

    @property
    def initial(self) -> str:
        """The first consonant of the given name, for the round badge."""
        name = self.given_name["th"]
        return name[1] if name[0] in "เแโใไ" else name[0]


def every() -> list[Persona]:
    """Return the personas in the order they are shown."""
    people = [_of(person) for person in world.world().people.values() if person.signs_in and not person.death_date]
    first = people[0]
    return [
        *people,
        Persona(
            NO_NUMBER,
            {"th": "ผู้ไม่มีเลขประจำตัว", "en": "Nobody Numbered"},
            {"th": "ผู้ให้บริการไม่แจ้งเลขประจำตัว จะถูกปฏิเสธ", "en": "The provider tells no number: refused"},
            None,
            {"th": "ไม่ระบุ", "en": "Unknown"},
            {"th": "เลขประจำตัว", "en": "Number"},
            "1990-01-01",
        ),
        Persona(
            LOW_LEVEL,
            {"th": f"{first.name['th']} (ยืนยันตัวตนระดับต่ำ)", "en": f"{first.name['en']} (low assurance)"},
            {"th": "ยืนยันตัวตนเพียง IAL 1.1 จะถูกปฏิเสธ", "en": "Proven only to IAL 1.1: refused"},
            first.pid,
            first.given_name,
            first.family_name,
            first.birth_date,
            is_low=True,
        ),
    ]


def find(key: str) -> Persona | None:
    """Return the persona of that key, None for nobody."""
    return next((one for one in every() if one.key == key), None)


def subject_of(code: str, persona: Persona) -> str:
    """Return the provider's name for a persona. ThaID's is the citizen's number itself, the worst that may be."""
    known = persona.pid or persona.key
    if code == "thaid":
        return known
    return hmac.new(code.encode(), known.encode(), hashlib.sha256).hexdigest()[:32]


def level_of(code: str, persona: Persona) -> str:
    """Return the assurance level the provider gives a persona."""
    return "1.1" if persona.is_low else assurance.FLOORS[code]


def _of(person: world.Person) -> Persona:
    return Persona(
        person.key,
        {"th": person.name("th"), "en": person.name("en")},
        person.about,
        person.pid,
        person.given_name,
        person.family_name,
        person.birth_date,
    )

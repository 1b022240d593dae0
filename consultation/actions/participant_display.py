"""How somebody is shown in a hearing: under the pseudonym, by name with explicit consent, or to the agency only."""

from datetime import date, datetime

from django.db import transaction

from consultation.models import Hearing, Participant
from superapp.accounts.viewer import Viewer
from superapp.refusal import Refusal

from . import comment_states, display_words
from .participants import locked, record_act, require_open

OF_AGE_YEARS = 20
Display = Participant.Display


class DisplayNotOffered(Refusal):
    """This hearing does not offer that way to be shown."""

    code = "DISPLAY_NOT_OFFERED"
    th = "การรับฟังนี้ไม่มีวิธีแสดงชื่อที่เลือก"
    en = "This hearing does not offer that way of being shown."


class NamedConsentMissing(Refusal):
    """A name is shown only after agreeing to the present words."""

    code = "NAMED_CONSENT_MISSING"
    th = "การแสดงชื่อต้องยินยอมโดยชัดแจ้งตามข้อความฉบับปัจจุบัน โปรดอ่านและยืนยันอีกครั้ง"
    en = "Your name is shown only after you agree explicitly to the present wording. Read it and confirm."


class TooYoungForName(Refusal):
    """Below 20, or of unknown age: a consent of theirs alone does not hold (PDPA s.20)."""

    code = "TOO_YOUNG_FOR_NAME"
    th = "ผู้มีอายุต่ำกว่า {years} ปีแสดงความเห็นได้ แต่ด้วยนามแฝงหรือให้หน่วยงานอ่านเท่านั้น"
    en = "Under {years} you can take part, under a pseudonym or for the agency only, but not by name."


@transaction.atomic
def choose(
    *, viewer: Viewer, hearing: Hearing, display: str, consent_version: str | None = None, now: datetime
) -> Participant:
    """Be shown under the pseudonym, by name, or to the agency only, from now on and for what was said before.

    For the agency only, what was public is so no longer. The way back is not open to it: what somebody said in
    confidence does not become public by a switch.

    By name needs `consent_version`, the version of display_words they agreed to. Leaving the name is always possible,
    after closing as well.

    :raises NotFound: :raises NotJoined: :raises HearingNotOpen: unless it is turning back to the pseudonym.
    :raises DisplayNotOffered: :raises NamedConsentMissing: :raises TooYoungForName:
    """
    participant = locked(viewer=viewer, hearing=hearing)
    if display != Display.PSEUDONYM:
        require_open(hearing, now)
    if display not in (Display.PSEUDONYM, *hearing.display_choices) or display not in Display.values:
        raise DisplayNotOffered(path=("display",))
    is_named = display == Display.NAMED
    name = _name_to_show(viewer, consent_version, now.date()) if is_named else ""
    participant.display = display
    participant.name_shown = name
    participant.named_consent_at = now if is_named else None
    participant.named_consent_version = display_words.VERSION if is_named else ""
    participant.save(update_fields=["display", "name_shown", "named_consent_at", "named_consent_version"])
    if display == Display.PRIVATE:
        comment_states.make_private(author=participant)
    details = {"display": str(display), "consent_version": participant.named_consent_version or None}
    record_act(participant, "consultation.choose_display", now, hearing=hearing, details=details)
    return participant


def withdraw_name(*, viewer: Viewer, hearing: Hearing, now: datetime) -> Participant:
    """Take the consent to be named back, at any time: the pseudonym stands everywhere again.

    :raises NotFound: :raises NotJoined:
    """
    return choose(viewer=viewer, hearing=hearing, display=Display.PSEUDONYM, now=now)


def _name_to_show(viewer: Viewer, consent_version: str | None, today: date) -> str:
    if consent_version != display_words.VERSION:
        raise NamedConsentMissing(path=("consent_version",))
    if viewer.mandate is not None and viewer.mandate.principal_organisation is not None:
        return viewer.mandate.principal_organisation.name_th
    assert viewer.citizen is not None
    if not _is_of_age(viewer.citizen.read("birth_date"), today):
        raise TooYoungForName(path=("display",), years=OF_AGE_YEARS)
    return viewer.citizen.read("name_th") or ""


def _is_of_age(born: str | None, today: date) -> bool:
    # Some are known by their year of birth alone: of age is who is so however late in it they were born.
    if born is None or not born[:4].isdecimal():
        return False
    day = born if len(born) == 10 else f"{born[:4]}-12-31"
    year, rest = int(day[:4]), day[5:]
    return (year + OF_AGE_YEARS, rest) <= (today.year, today.isoformat()[5:])

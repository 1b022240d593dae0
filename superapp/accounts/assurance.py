"""Identity assurance levels: an ordered list, never floats. The level belongs to the session, not to the person.

Levels are those of Digital Government standard มรด. 1-2:2564 as used by NDID's members; the floors of the providers are
proposals to be confirmed with their owners (docs/decisions/0008).
"""

from datetime import datetime, timedelta

from django.conf import settings

from superapp.refusal import Refusal

from .viewer import Viewer

# The level a sign-in with each provider is sure to have, which is also the least we let in.
FLOORS = {"thaid": "2.3", "paotang": "2.3", "morprom": "2.1", "ndid": "2.1"}
LEVELS = ("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "3")


class StepUpRequired(Refusal):
    """The session is not sure enough of who is there, or not freshly enough; signing in again helps.

    `details` hold `ial`, the level needed, and `providers`, the codes of those that reach it, by commas.
    """

    code = "STEP_UP_REQUIRED"
    th = "เรื่องนี้ต้องยืนยันตัวตนระดับ IAL {ial} โปรดเข้าสู่ระบบอีกครั้งด้วย {providers}"
    en = "This needs identity assurance level {ial}. Sign in again with {providers}."


class FactorNotFresh(Refusal):
    """An officer decides on something only just after showing their second factor. `details`: `minutes`."""

    code = "SECOND_FACTOR_REQUIRED"
    th = "เรื่องนี้ต้องยืนยันด้วยรหัสขั้นที่สองภายใน {minutes} นาทีก่อนทำรายการ โปรดเข้าสู่โต๊ะทำงานอีกครั้งแล้วส่งใหม่"
    en = "This needs a second factor shown within the last {minutes} minutes. Sign in at the desk again and resend."


def reaches(found: str, needed: str) -> bool:
    """Tell whether level `found` is at least `needed`; a level we do not know reaches nothing.

    >>> reaches("2.3", "2.1"), reaches("2.1", "3"), reaches("9", "1.1")
    (True, False, False)
    """
    return found in LEVELS and LEVELS.index(found) >= LEVELS.index(needed)


def satisfies(viewer: Viewer, *, ial: str, fresh: timedelta | None, now: datetime) -> bool:
    """Tell whether the viewer's session reaches `ial` and, unless None, was signed in to within `fresh`."""
    sign_in = viewer.sign_in
    if sign_in is None or not reaches(sign_in.ial, ial):
        return False
    return fresh is None or now - sign_in.at <= fresh


def require(viewer: Viewer, *, ial: str, fresh: timedelta | None, now: datetime) -> None:
    """Do nothing when the viewer's session `satisfies`.

    :raises StepUpRequired: when signing in again, with one of the providers it names, would help.
    """
    if not satisfies(viewer, ial=ial, fresh=fresh, now=now):
        able = sorted(code for code, level in FLOORS.items() if reaches(level, ial))
        raise StepUpRequired(ial=ial, providers=",".join(able))


def require_factor(viewer: Viewer, *, now: datetime) -> None:
    """Do nothing when the viewer, an officer, showed their second factor within the last minutes.

    :raises FactorNotFresh: when they did not.
    """
    fresh = timedelta(seconds=settings.OFFICER_FRESH_S)
    if viewer.factor_at is None or now - viewer.factor_at > fresh:
        raise FactorNotFresh(minutes=settings.OFFICER_FRESH_S // 60)

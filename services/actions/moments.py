"""Moments that officers name ahead of time: when a text takes effect, when a banner comes down."""

from datetime import datetime, timedelta

from superapp.refusal import Refusal

# Far enough for any announced reform, near enough that every calendar and time zone can still write it.
FURTHEST = timedelta(days=731)


class MomentPassed(Refusal):
    """A moment that is not in the future."""

    code = "MOMENT_PASSED"
    th = "เวลาที่กำหนดผ่านไปแล้ว โปรดกำหนดเวลาในอนาคต หรือเว้นว่างเพื่อให้มีผลทันที"
    en = "The moment given has passed: give one in the future, or none to take effect at once."


class MomentTooFar(Refusal):
    """A moment further away than anybody plans."""

    code = "MOMENT_TOO_FAR"
    th = "เวลาที่กำหนดไกลเกินไป โปรดกำหนดภายในสองปีนับจากวันนี้"
    en = "The moment given is too far away: give one within two years from today."


def moment_given(moment: datetime | None, field: str, now: datetime) -> datetime | None:
    """Return a moment that was asked for; None stays None. `field` is the name of the input it came in.

    :raises MomentPassed: when it is not after `now`. :raises MomentTooFar: when it is more than two years later.
    """
    if moment is not None and moment <= now:
        raise MomentPassed(path=(field,))
    if moment is not None and moment > now + FURTHEST:
        raise MomentTooFar(path=(field,))
    return moment

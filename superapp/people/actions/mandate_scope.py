"""What a mandate covers, as asked for and as checked: verbs, codes of services or programmes, days."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from superapp.accounts.models import Mandate
from superapp.api.journal import without_ids
from superapp.refusal import Refusal

# Granting a right takes a session as sure as the country's own sign-in, made just now.
GRANT_IAL = "2.3"
GRANT_FRESH = timedelta(seconds=300)
ALL_VERBS = tuple(Mandate.Verb.values)
MOST_CODES = 50
MOST_DAYS = 365
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")


class ScopeUnreadable(Refusal):
    """What the mandate is to cover cannot be read."""

    code = "MANDATE_SCOPE_UNREADABLE"
    th = "ขอบเขตต้องมีอย่างน้อยหนึ่งอย่างที่ทำได้ และระบุเรื่องได้ 1 ถึง {most} รหัส หรือไม่ระบุเลยเพื่อให้ทุกเรื่อง"
    en = "A scope has at least one thing to do, and 1 to {most} codes of matters, or none given for all matters."


class TooLong(Refusal):
    """For longer than a mandate may be given."""

    code = "MANDATE_TOO_LONG"
    th = "มอบให้ทำแทนได้ 1 ถึง {most} วัน"
    en = "A mandate is given for 1 to {most} days."


class WiderThanYours(Refusal):
    """More than whoever gives it may do themselves."""

    code = "MANDATE_WIDER_THAN_YOURS"
    th = "มอบอำนาจได้ไม่เกินที่ท่านทำได้เอง"
    en = "Nobody can give away more than they may do themselves."


@dataclass(frozen=True, slots=True)
class Scope:
    """Verbs and codes, each once and sorted; `codes` None means all matters."""

    verbs: tuple[str, ...]
    codes: tuple[str, ...] | None
    days: int


def read(verbs: Sequence[str] | None, codes: Sequence[str] | None, days: int | None) -> Scope:
    """Return what was asked for; looking only, in all matters, for a year, where nothing is said.

    :raises ScopeUnreadable: :raises TooLong:
    """
    chosen = (Mandate.Verb.VIEW.value,) if verbs is None else tuple(sorted(set(verbs)))
    if not chosen or set(chosen) - set(ALL_VERBS):
        raise ScopeUnreadable(path=("verbs",), most=MOST_CODES)
    named = None if codes is None else tuple(sorted(set(codes)))
    if named is not None and not (0 < len(named) <= MOST_CODES and all(map(_may_be_code, named))):
        raise ScopeUnreadable(path=("codes",), most=MOST_CODES)
    length = MOST_DAYS if days is None else days
    if not 1 <= length <= MOST_DAYS:
        raise TooLong(path=("days",), most=MOST_DAYS)
    return Scope(chosen, named, length)


def _may_be_code(text: str) -> bool:
    # Codes are kept in clear, and whoever mistakes the field types the number of the person they mean.
    return _CODE.fullmatch(text) is not None and without_ids(text) == text


def check_within(scope: Scope, mandate: Mandate) -> None:
    """Do nothing when `scope` is no wider than what the mandate covers.

    :raises WiderThanYours:
    """
    if set(scope.verbs) - set(mandate.scope_verbs):
        raise WiderThanYours(path=("verbs",))
    if mandate.scope_codes is not None and (scope.codes is None or set(scope.codes) - set(mandate.scope_codes)):
        raise WiderThanYours(path=("codes",))

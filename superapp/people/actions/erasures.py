"""Erasure: a citizen's wish to be forgotten. Their data key is destroyed: nothing sealed with it ever opens again.

What becomes of each table is said by the register of personal data. What the law makes us keep - the audit chain, the
ledger, who looked - names only the account's public id, which then points at an empty row. Domains above say here what
must be settled first (`hinders`) and what they have to wind up themselves (`parts_with`).
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import ProtectedError, Q

from superapp.accounts import assurance
from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from superapp.audit.recording import record
from superapp.people.models import Consent, DataExport, register
from superapp.refusal import Refusal

from . import exports

IAL = "2.3"
FRESH = timedelta(seconds=300)
# What has to be typed, in either language: nobody erases themselves by a slip of the thumb.
PHRASES = ("ลบข้อมูลของฉัน", "ERASE MY DATA")

Hindrance = Callable[[Citizen, datetime], tuple[str, str] | None]
Farewell = Callable[[Citizen, datetime], None]

_hindrances: list[Hindrance] = []
_farewells: list[Farewell] = []


class ErasureNotConfirmed(Refusal):
    """The phrase was not typed as it stands."""

    code = "ERASURE_NOT_CONFIRMED"
    th = "โปรดพิมพ์ข้อความยืนยันให้ตรง: " + PHRASES[0]
    en = "Type the confirming phrase exactly: " + PHRASES[1]


class SomethingOpen(Refusal):
    """Something of theirs is under way that the law or other people depend on."""

    code = "ERASURE_SOMETHING_OPEN"
    th = "ยังลบข้อมูลไม่ได้ เพราะ{what_th} โปรดจัดการเรื่องนี้ให้เสร็จก่อน แล้วขอลบอีกครั้ง"
    en = "Your data cannot be erased yet: {what_en}. Settle that first, then ask again."


def hinders(hindrance: Hindrance) -> Hindrance:
    """Register a question: what of this citizen's is open at this moment, in Thai and English, or None.

    The sentences complete "cannot be erased yet, because ..." and hold no personal data.
    """
    if hindrance not in _hindrances:
        _hindrances.append(hindrance)
    return hindrance


def parts_with(farewell: Farewell) -> Farewell:
    """Register what has to be wound up for a citizen who is being erased, in the same transaction, before rows go."""
    if farewell not in _farewells:
        _farewells.append(farewell)
    return farewell


@transaction.atomic
def erase(*, viewer: Viewer, confirmation: str, now: datetime) -> Citizen:
    """Erase the viewer; return the empty row. For one who is erased already nothing changes.

    Whoever signs in with the same number later is somebody new to us.

    :raises NotFound: for whoever is no citizen, or acts for another.
    :raises StepUpRequired: when the sign-in is too old, or not sure enough.
    :raises ErasureNotConfirmed: unless `confirmation` is one of PHRASES.
    :raises SomethingOpen: while something has to be settled first.
    """
    asking = exports.oneself(viewer)
    assurance.require(viewer, ial=IAL, fresh=FRESH, now=now)
    if confirmation.strip() not in PHRASES:
        raise ErasureNotConfirmed(path=("confirmation",))
    citizen = Citizen.objects.select_for_update(of=("self",)).select_related("account").get(pk=asking.pk)
    if citizen.erased_at is not None:
        return citizen
    for hindrance in _hindrances:
        if (what := hindrance(citizen, now)) is not None:
            raise SomethingOpen(what_th=what[0], what_en=what[1])
    for farewell in _farewells:
        farewell(citizen, now)
    Consent.objects.filter(citizen=citizen, withdrawn_at=None).update(withdrawn_at=now)
    exports.remove_files(list(DataExport.objects.of(citizen)))
    _end_sessions(citizen)
    _destroy_rows(citizen)
    _empty_rows(citizen, now)
    record(
        stream="platform", action="citizen.erase", object=f"citizen:{citizen.public_id}", actor=viewer.actor, now=now
    )
    return citizen


def _end_sessions(citizen: Citizen) -> None:
    if apps.is_installed("allauth.usersessions"):
        ours = apps.get_model("usersessions", "UserSession").objects.filter(user=citizen.account_id)
        Session.objects.filter(session_key__in=ours.values_list("session_key", flat=True)).delete()


def _destroy_rows(citizen: Citizen) -> None:
    waiting = [one for one in register.holdings().values() if one.owners and one.erasure == "destroy"]
    while waiting:
        held_back = []
        for holding in waiting:
            try:
                holding.rows_of(citizen).delete()
            except ProtectedError:
                # Rows of another table point here: that one goes first.
                held_back.append(holding)
        if len(held_back) == len(waiting):
            names = ", ".join(holding.label for holding in held_back)
            raise RuntimeError(f"rows protect each other, see the register's erasure: of {names}")
        waiting = held_back


def _empty_rows(citizen: Citizen, now: datetime) -> None:
    for holding in register.holdings().values():
        emptied = {column.name: None for column in holding.columns.values() if column.on_erasure == "null"}
        if holding.model is Citizen:
            # In one statement: the constraint allows nothing in between.
            Citizen.objects.filter(pk=citizen.pk).update(**emptied, erased_at=now)
        elif emptied and holding.owners:
            holding.rows_of(citizen).filter(~Q(**emptied)).update(**emptied)
    account = citizen.account
    account.username, account.is_active = f"erased-{account.public_id}", False
    account.set_unusable_password()
    account.save(update_fields=["username", "is_active", "password"])
    citizen.refresh_from_db()

"""Acting for another: who a viewer becomes under a mandate, and what they may then do. All such predicates are here."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from superapp.refusal import NotFound, Refusal

from .models import Mandate
from .viewer import Viewer

# How long a registry's word is relied on: a court may have decided, a company changed its directors.
BASIS_HOLDS_FOR = timedelta(hours=24)


class OutOfScope(Refusal):
    """The mandate does not cover this."""

    code = "MANDATE_OUT_OF_SCOPE"
    th = "การทำแทนนี้ไม่ครอบคลุมเรื่องที่ขอ โปรดให้เจ้าของสิทธิขยายขอบเขต"
    en = "This mandate does not cover that. Ask the person or organisation who gave it to widen it."


class BasisTooOld(Refusal):
    """The registry behind the right was last asked too long ago."""

    code = "MANDATE_BASIS_TOO_OLD"
    th = "ต้องตรวจสอบสิทธินี้กับทะเบียนอีกครั้งก่อนใช้ โปรดลองใหม่"
    en = "This right has to be checked with the registry again before it is used. Please try again."


def held(viewer: Viewer, mandate_id: str, *, now: datetime, for_writing: bool = False) -> Mandate:
    """Return the viewer's own mandate of that public id, in force at `now`; locked with `for_writing`.

    :raises NotFound: when it is not theirs, or not in force: what one may not use does not exist.
    """
    if viewer.citizen is None or viewer.mandate is not None:
        raise NotFound(path=("on_behalf_of",))
    try:
        public_id = UUID(mandate_id)
    except ValueError:
        raise NotFound(path=("on_behalf_of",)) from None
    mandates = Mandate.objects.filter(agent=viewer.citizen, public_id=public_id)
    if for_writing:
        mandates = mandates.select_for_update(of=("self",))
    related = ("principal_citizen__account", "principal_organisation", "agent__account")
    mandate = mandates.in_force(now).select_related(*related).first()
    if mandate is None:
        raise NotFound(path=("on_behalf_of",))
    return mandate


def basis_is_fresh(mandate: Mandate, *, now: datetime) -> bool:
    """Tell whether the registry behind the right was asked within 24 hours.

    A carer's right rests on no registry. A delegate's rests on there being a director, so that somebody struck off
    the list does not go on acting through others.
    """
    since = now - BASIS_HOLDS_FOR
    if mandate.kind == Mandate.Kind.CARER:
        return True
    if mandate.kind == Mandate.Kind.DELEGATE:
        directors = Mandate.objects.in_force(now).filter(
            kind=Mandate.Kind.DIRECTOR, principal_organisation_id=mandate.principal_organisation_id
        )
        return directors.filter(basis_asked_at__gte=since).exists()
    return mandate.basis_asked_at is not None and mandate.basis_asked_at >= since


def acting_for(viewer: Viewer, mandate_id: str, *, now: datetime, for_writing: bool = False) -> Viewer:
    """Return the viewer as they act under their mandate of that public id.

    With `for_writing` the mandate's row is locked until the transaction ends, so revoking it comes before or after
    what is done under it, never in between.

    :raises NotFound: when it is not theirs, or not in force at `now`: what one may not use does not exist.
    :raises BasisTooOld: when the registry behind it was not asked within 24 hours (superapp/api/acting.py asks it).
    """
    mandate = held(viewer, mandate_id, now=now, for_writing=for_writing)
    if not basis_is_fresh(mandate, now=now):
        raise BasisTooOld(path=("on_behalf_of",))
    return replace(viewer, mandate=mandate, remembered={})


def may(viewer: Viewer, verb: str, code: str | None = None) -> bool:
    """Tell whether the viewer may do `verb` (Mandate.Verb) in the matter `code` for whom they stand here.

    For themselves everything; for another only what the mandate covers; nobody may nothing.
    """
    if viewer.mandate is not None:
        return viewer.mandate.covers(verb, code)
    return viewer.citizen is not None


def require(viewer: Viewer, verb: str, code: str | None = None) -> None:
    """Do nothing when `may` says yes.

    :raises OutOfScope: when a mandate does not cover it.
    :raises NotFound: for whoever is no citizen.
    """
    if not may(viewer, verb, code):
        raise OutOfScope(path=("on_behalf_of",)) if viewer.mandate is not None else NotFound()

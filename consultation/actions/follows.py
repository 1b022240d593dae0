"""Following a law, an agency, a subject or one hearing, and no longer."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from consultation.models import DraftLaw, Follow, Hearing
from services.models import Agency
from superapp.audit.recording import record
from superapp.refusal import NotFound, Refusal

from .subjects import subjects

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

MOST_FOLLOWS = 200


class TooManyFollows(Refusal):
    """Nobody reads the notices of so many."""

    code = "TOO_MANY_FOLLOWS"
    th = "ติดตามได้ไม่เกิน {most} รายการ โปรดเลิกติดตามบางรายการก่อน"
    en = "At most {most} things can be followed. Give up some first."


@transaction.atomic
def follow(
    *,
    viewer: "Viewer",
    law: str | None = None,
    agency: str | None = None,
    subject: str | None = None,
    hearing: UUID | None = None,
    now: datetime,
) -> Follow:
    """Let the viewer hear of one thing from now on; what they follow already is returned as it stands.

    Exactly one of the four is given: a law's code, an agency's, a subject's, or a hearing's public id.

    :raises NotFound: for whoever is no citizen or acts for another, for what is not there for them, and for none or
        several. :raises TooManyFollows:
    """
    if viewer.citizen is None or viewer.mandate is not None:
        raise NotFound()
    what = _thing(viewer, law=law, agency=agency, subject=subject, hearing=hearing)
    standing = Follow.objects.filter(citizen=viewer.citizen, **what).first()
    if standing is not None:
        return standing
    if Follow.objects.filter(citizen=viewer.citizen).count() >= MOST_FOLLOWS:
        raise TooManyFollows(most=MOST_FOLLOWS)
    # Two taps at once: the constraint keeps one.
    Follow.objects.bulk_create([Follow(citizen=viewer.citizen, followed_at=now, **what)], ignore_conflicts=True)
    found = Follow.objects.get(citizen=viewer.citizen, **what)
    _leave(viewer, "follow.begin", found, now)
    return found


@transaction.atomic
def unfollow(*, viewer: "Viewer", public_id: UUID, now: datetime) -> None:
    """Let the viewer hear of it no longer.

    :raises NotFound: when they do not follow it.
    """
    found = Follow.objects.visible_to(viewer).filter(public_id=public_id).first()
    if found is None:
        raise NotFound(path=("follow_id",))
    found.delete()
    _leave(viewer, "follow.end", found, now)


def _thing(
    viewer: "Viewer", *, law: str | None, agency: str | None, subject: str | None, hearing: UUID | None
) -> dict[str, Any]:
    if sum(one is not None for one in (law, agency, subject, hearing)) != 1:
        raise NotFound()
    found: Any
    if subject is not None:
        if subject not in subjects():
            raise NotFound(path=("subject",))
        return {"subject": subject}
    if law is not None:
        name, found = "law", DraftLaw.objects.visible_to(viewer).filter(code=law).first()
    elif agency is not None:
        name, found = "agency", Agency.objects.in_service().filter(code=agency).first()
    else:
        name, found = "hearing", Hearing.objects.visible_to(viewer).filter(public_id=hearing).first()
    if found is None:
        raise NotFound(path=(name,))
    return {name: found}


def _leave(viewer: "Viewer", action: str, follow: Follow, now: datetime) -> None:
    # What somebody follows says what they care about: the chain knows that, not what.
    record(stream="platform", action=action, object=f"follow:{follow.public_id}", actor=viewer.actor, now=now)

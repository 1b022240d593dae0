"""Stances: where somebody stands on the draft, or on one of its sections, until the hearing closes. No history.

The totals are public, a single stance never is. As with votes, the row is the only record (PDPA s.22).
"""

from datetime import datetime

from django.db import transaction

from consultation.models import Hearing, Section, SectionText, Stance
from consultation.models.hearing_phase import Function
from superapp.accounts.viewer import Viewer

from . import paces
from .comments import SectionNotHeard
from .counters import Tally
from .participants import writing


@transaction.atomic
def set_stance(
    *, viewer: Viewer, hearing: Hearing, value: str, now: datetime, section: Section | None = None, caller: str = ""
) -> Stance:
    """Take a stance on the draft as a whole, or on `section`; the one before is replaced. Return it.

    :raises NotFound: :raises NotJoined: :raises HearingNotOpen: :raises ParticipantSuspended: :raises TooFast:
    :raises SectionNotHeard:
    """
    value = str(Stance.Value(value))
    # Locked by person: of many changes at once each is made, one after another.
    participant = writing(viewer=viewer, hearing=hearing, function=Function.STANCES, now=now)
    paces.take("vote", viewer=viewer, caller=caller)
    heard = SectionText.objects.filter(version_id=hearing.version_id, section=section)
    if section is not None and not heard.exists():
        raise SectionNotHeard(path=("section_id",))
    found = Stance.objects.filter(participant=participant, section=section).first()
    before = None if found is None else found.value
    if found is None:
        found = Stance.objects.create(
            participant=participant, section=section, version_id=hearing.version_id, value=value, at=now
        )
    elif (found.value, found.version_id) != (value, hearing.version_id):
        found.value, found.version_id, found.at = value, hearing.version_id, now
        found.save(update_fields=["value", "version", "at"])
    if before != value:
        _count(hearing, section, before, value)
    return found


def _count(hearing: Hearing, section: Section | None, before: str | None, value: str) -> None:
    tally = Tally()
    for name, step in ((before, -1), (value, 1)):
        if name is not None and section is None:
            tally.add(name, step)
        elif name is not None and section is not None:
            tally.add_to_section(name, step, section.pk)
    tally.write(hearing)

"""Participants: joining a hearing, and writing in it. Everything else somebody says points to their row.

The audit chain knows the participant, never the account: an auditor who reads "this account wrote that comment" would
know who is behind a pseudonym, and nobody is to.
"""

from datetime import datetime

from django.db import transaction

from consultation.models import Hearing, Participant
from consultation.permissions import is_suspended
from superapp.accounts import acting, assurance
from superapp.accounts.viewer import Viewer
from superapp.audit.recording import record
from superapp.refusal import NotFound, Refusal

from . import pseudonyms
from .counters import Tally

MOST_DRAWS = 50


class HearingNotOpen(Refusal):
    """Before the first instant of the hearing, or at its last and later."""

    code = "HEARING_NOT_OPEN"
    th = "การรับฟังนี้ไม่ได้เปิดรับความเห็นในขณะนี้ โปรดดูวันเปิดและวันปิดที่หน้าการรับฟัง"
    en = "This hearing takes no contributions now. Its page shows when it opens and closes."


class VoiceIsOnesOwn(Refusal):
    """An opinion cannot be held for another person; only organisations speak through others."""

    code = "VOICE_IS_ONES_OWN"
    th = "แสดงความเห็นแทนบุคคลอื่นไม่ได้ ทำแทนได้เฉพาะองค์กรที่ท่านมีอำนาจ"
    en = "Nobody can hold an opinion for another person. You can speak for an organisation that lets you."


class NotJoined(Refusal):
    """They have not joined the hearing, which is where they see its privacy notice."""

    code = "HEARING_NOT_JOINED"
    th = "โปรดเข้าร่วมการรับฟังนี้ก่อน เพื่ออ่านประกาศความเป็นส่วนตัวและรับนามแฝง"
    en = "Join this hearing first: you see its privacy notice and are given a pseudonym."


class NoticeOutdated(Refusal):
    """They were shown another privacy notice than the hearing's."""

    code = "NOTICE_OUTDATED"
    th = "ประกาศความเป็นส่วนตัวที่ท่านเห็นไม่ใช่ฉบับปัจจุบัน โปรดโหลดหน้านี้ใหม่"
    en = "The privacy notice you were shown is not the present one. Load the page again."


class ParticipantSuspended(Refusal):
    """They may not write in this hearing for a time. `details`: `until`."""

    code = "PARTICIPANT_SUSPENDED"
    th = "ท่านถูกระงับการแสดงความเห็นในการรับฟังนี้ถึง {until} หากเห็นว่าไม่ถูกต้อง อุทธรณ์ได้ภายใน 15 วัน"
    en = "You are suspended from this hearing until {until}. If that is wrong, appeal within 15 days."


@transaction.atomic
def join(*, viewer: Viewer, hearing: Hearing, now: datetime, notice_version: str | None = None) -> Participant:
    """Return the viewer's row in the hearing, made now if there is none: one for a person or an organisation.

    `notice_version` names the privacy notice they were shown; None means the hearing's present one.

    :raises NotFound: for nobody, officers, and hearings that are not public. :raises HearingNotOpen:
    :raises VoiceIsOnesOwn: when acting for another person. :raises OutOfScope: when the mandate does not cover it.
    :raises StepUpRequired: below the hearing's identity level. :raises NoticeOutdated:
    """
    whose = whose_voice(viewer)
    require_open(hearing, now)
    found = Participant.objects.filter(hearing=hearing, **whose).first()
    if found is not None:
        return found
    assurance.require(viewer, ial=hearing.identity_level, fresh=None, now=now)
    if notice_version not in (None, hearing.notice_version):
        raise NoticeOutdated(path=("notice_version",))
    participant, is_new = _made(hearing, whose, now)
    if is_new:
        tally = Tally()
        tally.add("participants", 1)
        tally.write(hearing)
        record_act(participant, "consultation.join", now, hearing=hearing)
    return participant


def require_open(hearing: Hearing, now: datetime) -> None:
    """Do nothing while the hearing takes contributions: by its instants, whatever a job has or has not written.

    :raises NotFound: for one that is not public. :raises HearingNotOpen: at `closes_at` exactly, and later.
    """
    require_public(hearing)
    if not hearing.is_open_at(now):
        raise HearingNotOpen()


def require_public(hearing: Hearing) -> None:
    """Do nothing for a hearing that everybody may see.

    :raises NotFound: for any other.
    """
    if hearing.announced_at is None or hearing.is_embargoed:
        raise NotFound(path=("hearing_id",))


def mine(*, viewer: Viewer, hearing: Hearing) -> Participant | None:
    """Return the viewer's row in the hearing, None when they have not joined."""
    if viewer.citizen is None:
        return None
    return Participant.objects.of_viewer(viewer).filter(hearing=hearing).first()


def writing(*, viewer: Viewer, hearing: Hearing, function: str, now: datetime) -> Participant:
    """Return the viewer's row, locked as by `locked`, when they may use `function` of the hearing now.

    :raises HearingNotOpen: :raises ParticipantSuspended: and what `locked` refuses.
    """
    participant = locked(viewer=viewer, hearing=hearing)
    require_writing(participant, hearing=hearing, function=function, now=now)
    return participant


def locked(*, viewer: Viewer, hearing: Hearing) -> Participant:
    """Return the viewer's row, locked until the transaction ends: what one person does at once is done one by one.

    :raises NotFound: for nobody, officers, and hearings that are not public. :raises NotJoined:
    :raises VoiceIsOnesOwn: :raises OutOfScope:
    """
    whose = whose_voice(viewer)
    require_public(hearing)
    participant = next(iter(Participant.objects.select_for_update(no_key=True).filter(hearing=hearing, **whose)), None)
    if participant is None:
        raise NotJoined()
    return participant


def require_writing(participant: Participant, *, hearing: Hearing, function: str, now: datetime) -> None:
    """Do nothing when the participant may use `function` (hearing_phase.Function) of the hearing now.

    :raises HearingNotOpen: by its instants and phases. :raises ParticipantSuspended:
    """
    if not hearing.takes(function, now):
        raise HearingNotOpen()
    if is_suspended(participant, now):
        raise ParticipantSuspended(until=participant.suspended_until.date().isoformat())  # type: ignore[union-attr]


def whose_voice(viewer: Viewer) -> dict[str, int]:
    """Return by which column of Participant the viewer's voice is found here, and its value.

    :raises NotFound: for nobody and officers. :raises VoiceIsOnesOwn: :raises OutOfScope:
    """
    if viewer.mandate is None:
        if viewer.citizen is None:
            raise NotFound()
        return {"citizen_id": viewer.citizen.pk}
    if viewer.mandate.principal_organisation_id is None:
        raise VoiceIsOnesOwn(path=("on_behalf_of",))
    acting.require(viewer, "apply")
    return {"organisation_id": viewer.mandate.principal_organisation_id}


def record_act(
    participant: Participant,
    action: str,
    now: datetime,
    *,
    hearing: Hearing,
    object: str | None = None,
    details: dict[str, object] | None = None,
) -> None:
    """Record one act of a participant in the agency's stream; `object` is the hearing unless told otherwise."""
    record(
        stream=hearing.agency.code,
        action=action,
        object=object or f"hearing:{hearing.code}",
        actor=f"participant:{participant.public_id}",
        details=details,
        now=now,
    )


def _made(hearing: Hearing, whose: dict[str, int], now: datetime) -> tuple[Participant, bool]:
    # A twin, or a pseudonym that is taken: the database decides, and another pseudonym is drawn.
    for _ in range(MOST_DRAWS):
        made = Participant(
            hearing=hearing,
            pseudonym=pseudonyms.draw(),
            is_verified=True,
            notice_version=hearing.notice_version,
            joined_at=now,
            **whose,
        )
        Participant.objects.bulk_create([made], ignore_conflicts=True)
        found = Participant.objects.filter(hearing=hearing, **whose).first()
        if found is not None:
            return found, found.public_id == made.public_id
    raise RuntimeError("no pseudonym was free in this hearing")

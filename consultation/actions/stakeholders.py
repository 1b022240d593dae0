"""Stakeholders: an agency's list of whom to ask, who of it a hearing concerns, and whether they were told."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction

from consultation import permissions
from consultation.models import AgencyNotice, Hearing, HearingStakeholder, HearingState, Stakeholder
from services.models import Agency
from services.models.rights import agencies_of
from superapp.audit.recording import record
from superapp.refusal import NotFound, Refusal

from .hearing_record import leave
from .subjects import subjects as known_subjects

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

LONGEST_NAME, LONGEST_CONTACT = 300, 300
Result = HearingStakeholder.Result


class StakeholderWrong(Refusal):
    """A stakeholder has a kind, and a name that is not on the list yet."""

    code = "STAKEHOLDER_WRONG"
    th = "ผู้เกี่ยวข้องต้องมีประเภท และชื่อที่ยังไม่มีในบัญชี"
    en = "A stakeholder needs a kind, and a name that is not on the list yet."


@transaction.atomic
def add(
    *,
    viewer: "Viewer | None",
    listed_by: str,
    kind: str,
    name_th: str,
    name_en: str = "",
    agency: str | None = None,
    contact: str = "",
    subjects: Sequence[str] = (),
    now: datetime,
) -> Stakeholder:
    """Put somebody on an agency's list; `agency` names one that works on this desk and is told here.

    :raises NotFound: unless the viewer may prepare hearings for `listed_by`. :raises StakeholderWrong:
    """
    owner = Agency.objects.in_service().filter(code=listed_by).first()
    if owner is None or not (viewer is None or permissions.may_prepare(viewer, owner.pk)):
        raise NotFound(path=("listed_by",))
    desk = None
    if agency:
        desk = Agency.objects.in_service().filter(code=agency).first()
        if desk is None or kind != Stakeholder.Kind.AGENCY:
            raise NotFound(path=("agency",))
    is_named = 0 < len(name_th.strip()) <= LONGEST_NAME and len(name_en) <= LONGEST_NAME
    is_plain = len(contact) <= LONGEST_CONTACT and "\0" not in name_th + name_en + contact
    if (
        kind not in Stakeholder.Kind.values
        or not is_named
        or not is_plain
        or not set(subjects) <= set(known_subjects())
    ):
        raise StakeholderWrong(path=("name_th",))
    stakeholder = Stakeholder(
        listed_by=owner,
        kind=kind,
        agency=desk,
        name_th=name_th.strip(),
        name_en=name_en.strip(),
        subjects=list(subjects),
        created_at=now,
    )
    stakeholder.seal_contact(contact.strip())
    try:
        with transaction.atomic():
            stakeholder.save(force_insert=True)
    except IntegrityError:
        raise StakeholderWrong(path=("name_th",)) from None
    _leave(viewer, stakeholder, "stakeholder.add", now)
    return stakeholder


@transaction.atomic
def retire(*, viewer: "Viewer", public_id: UUID, now: datetime) -> Stakeholder:
    """Take somebody off the list; hearings that told them keep the record.

    :raises NotFound:
    """
    rows = Stakeholder.objects.select_for_update(of=("self",), no_key=True).select_related("listed_by").in_use()
    stakeholder = rows.visible_to(viewer).filter(public_id=public_id).first()
    if stakeholder is None or not permissions.may_prepare(viewer, stakeholder.listed_by_id):
        raise NotFound(path=("stakeholder_id",))
    stakeholder.retired_at = now
    stakeholder.save(update_fields=["retired_at"])
    _leave(viewer, stakeholder, "stakeholder.retire", now)
    return stakeholder


def contact_of(*, viewer: "Viewer", public_id: UUID, now: datetime) -> str:
    """Return where to reach a stakeholder, for whoever may prepare hearings of the list's agency; the look is recorded.

    :raises NotFound:
    """
    stakeholder = Stakeholder.objects.select_related("listed_by").visible_to(viewer).filter(public_id=public_id).first()
    if stakeholder is None or not permissions.may_prepare(viewer, stakeholder.listed_by_id):
        raise NotFound(path=("stakeholder_id",))
    with transaction.atomic():
        _leave(viewer, stakeholder, "stakeholder.contact.read", now)
    return stakeholder.contact()


@transaction.atomic
def choose(
    *, viewer: "Viewer | None", code: str, stakeholder_ids: Sequence[UUID], identified: str, now: datetime
) -> Hearing:
    """Note that stakeholders of the agency's list are concerned by a hearing that has not closed; return it.

    Who is listed already stays as they are.

    :raises NotFound:
    """
    hearing = _held(viewer, code)
    if identified not in HearingStakeholder.Identified.values:
        raise NotFound(path=("identified",))
    listed = Stakeholder.objects.in_use().filter(listed_by=hearing.agency_id, public_id__in=stakeholder_ids)
    found = list(listed.order_by("pk"))
    if len(found) != len(set(stakeholder_ids)):
        raise NotFound(path=("stakeholder_ids",))
    rows = [HearingStakeholder(hearing=hearing, stakeholder=one, identified=identified) for one in found]
    HearingStakeholder.objects.bulk_create(rows, ignore_conflicts=True)
    leave(viewer, hearing, "choose_stakeholders", now=now, count=len(found))
    return hearing


@transaction.atomic
def note_told(
    *, viewer: "Viewer", code: str, stakeholder_id: UUID, channel: str, result: str, now: datetime
) -> HearingStakeholder:
    """Note that somebody was told outside the system, by which way and with what result.

    :raises NotFound: also before the hearing was announced: there is nothing to tell yet.
    """
    hearing = _held(viewer, code)
    told_by = set(HearingStakeholder.Channel.values) - {HearingStakeholder.Channel.DESK}
    found = (
        hearing.hearing_stakeholders.select_for_update(no_key=True)
        .filter(stakeholder__public_id=stakeholder_id)
        .first()
    )
    is_known = channel in told_by and result in (Result.DELIVERED, Result.SENT, Result.FAILED)
    if found is None or hearing.announced_at is None or not is_known:
        raise NotFound(path=("stakeholder_id",))
    found.channel, found.result, found.notified_at = channel, result, now
    found.save(update_fields=["channel", "result", "notified_at"])
    leave(viewer, hearing, "note_told", now=now, channel=channel, result=result)
    return found


@transaction.atomic
def take_note(*, viewer: "Viewer", notice: int, now: datetime) -> AgencyNotice:
    """Note that an officer of the agency has read what it was told; a second time changes nothing.

    :raises NotFound:
    """
    rows = AgencyNotice.objects.select_for_update(of=("self",), no_key=True).select_related("agency", "hearing")
    found = rows.filter(pk=notice, agency__in=agencies_of(viewer)).first()
    if found is None:
        raise NotFound(path=("notice",))
    if found.read_at is None:
        found.read_at, found.read_by = now, viewer.officer
        found.save(update_fields=["read_at", "read_by"])
        record(
            stream=found.agency.code,
            action="hearing.take_note",
            object=f"hearing:{found.hearing.code}",
            actor=viewer.actor,
            details={"kind": found.kind},
            now=now,
        )
    return found


def _held(viewer: "Viewer | None", code: str) -> Hearing:
    over = (HearingState.REPORTED, HearingState.CANCELLED)
    rows = Hearing.objects.select_for_update(of=("self",), no_key=True).select_related("agency").exclude(state__in=over)
    hearing = rows.filter(code=code).first()
    if hearing is None or not (viewer is None or permissions.may_prepare(viewer, hearing.agency_id)):
        raise NotFound(path=("code",))
    return hearing


def _leave(viewer: "Viewer | None", stakeholder: Stakeholder, action: str, now: datetime) -> None:
    record(
        stream=stakeholder.listed_by.code,
        action=action,
        object=f"stakeholder:{stakeholder.public_id}",
        actor="system" if viewer is None or viewer.account is None else viewer.actor,
        now=now,
    )
